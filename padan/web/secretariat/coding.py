"""Words of a need turned into units and an occupation: suggested with reasons, accepted, rejected, found by hand."""

import re
from dataclasses import dataclass
from string import ascii_lowercase

from django import forms
from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.needs.actions import accept_suggestion, choose_code, reject_suggestion, take_back_code
from padan.needs.adapter import level_of, suggest_occupations, suggest_units
from padan.needs.permissions import may_code_need
from padan.needs.queries import decisions_of, needs_of
from padan.needs.states import NeedState, Verdict
from padan.reference.queries import OCCUPATIONS, codes_holding, occupations, units
from padan.web.audience import R, for_roles
from padan.web.pages import page

WORD = re.compile(r"[^\W_]+")
LEVELS = {"strong": (4, _("Strong")), "fair": (2, _("Fair")), "weak": (1, _("Weak"))}
MOST_FOUND = 20
MOST_UNKNOWN = 8


@dataclass
class Line:
    """One code beside the words: its letter, where it stands, and why it is here."""

    letter: str
    code: object
    words: tuple = ()
    near: tuple = ()
    learned: tuple = ()
    steps: int = 0
    level: str = ""
    percent: int = 0
    accepted: bool = False
    required: bool | None = None
    by_hand: bool = False


def coded(viewer, need, line):
    """What the page of a need shows of its codes: the words marked, units accepted and suggested, the occupation."""
    may = may_code_need(viewer, need) and need.state != NeedState.WITHDRAWN
    taken = {one.code_id: one for one in decisions_of(need)}
    told = suggest_units(need.words) if may else None
    jobs = suggest_occupations(need.words, k=3) if may else None
    wanted = {one.code_id for group in (told, jobs) if group for one in group.found}
    codes = {code.pk: code for code in (*_codes(units(), wanted), *_codes(occupations(), wanted))}
    suggested = {one.code_id: one for one in told.found} if told else {}
    asked = {row.unit_id for row in line.units}
    lines = [_accepted(row, taken.get(row.unit_id), suggested.get(row.unit_id)) for row in line.units]
    open_ones = [pk for pk in suggested if pk in codes and pk not in asked and pk not in taken]
    lines += [_suggested(suggested[pk], codes[pk]) for pk in open_ones]
    for at, one in enumerate(lines):
        one.letter = ascii_lowercase[at] if at < len(ascii_lowercase) else str(at + 1)
    for row, one in zip(line.units, lines, strict=False):
        row.letter = one.letter  # the programmes beside them speak of the same letters
    waiting = sum(not one.accepted for one in lines)
    occupation = need.occupation_id
    return {
        "may_code": may,
        "said": marked(need.words, lines),
        "codes": lines,
        "accepted": len(lines) - waiting,
        "waiting_codes": waiting,
        "jobs": [
            _suggested(one, codes[one.code_id])
            for one in (jobs.found if jobs else ())
            if one.code_id in codes and one.code_id != occupation and one.code_id not in taken
        ],
        "rejected": [one.code for one in taken.values() if one.verdict == Verdict.REJECTED] if may else [],
        "unknown": ", ".join(f"“{word}”" for word in told.unknown[:MOST_UNKNOWN]) if told else "",
    }


def _codes(rows, wanted):
    return rows.filter(pk__in=wanted) if wanted else ()


def _accepted(row, decision, suggested):
    words = tuple(decision.words.split()) if decision else suggested.words if suggested else ()
    one = Line("", row.unit, words, accepted=True, required=row.required, by_hand=bool(decision and decision.by_hand))
    if decision and decision.confidence is not None:
        _confident(one, decision.confidence)
    return one


def _suggested(suggested, code):
    one = Line("", code, suggested.words, suggested.near, suggested.learned)
    _confident(one, suggested.confidence)
    return one


def _confident(one, confidence):
    one.steps, one.level = LEVELS[level_of(confidence)]
    one.percent = round(confidence * 100)


def marked(said, lines):
    """The company's words in pieces (text, letter): for each line the stretch that tells it best, none marked twice."""
    words = list(WORD.finditer(said))
    owner: dict[int, str] = {}
    for one in lines:
        held = {part for word in one.words for part in word.casefold().split()}
        places = [at for at, word in enumerate(words) if word[0].casefold() in held and at not in owner]
        run = _longest(places)
        for at in range(run[0], run[-1] + 1) if run else ():
            owner.setdefault(at, one.letter)
    pieces, end, at = [], 0, 0
    while at < len(words):
        letter, last = owner.get(at), at
        while letter and owner.get(last + 1) == letter:
            last += 1
        if letter:
            pieces += [(said[end : words[at].start()], ""), (said[words[at].start() : words[last].end()], letter)]
            end = words[last].end()
        at = last + 1
    return [piece for piece in (*pieces, (said[end:], "")) if piece[0]]


def _longest(places):
    """The longest run of places with at most one left out in between."""
    best, run = [], []
    for at in places:
        run = [*run, at] if run and at - run[-1] <= 2 else [at]
        best = run if len(run) > len(best) else best
    return best


class CodeForm(forms.Form):
    code = forms.IntegerField(min_value=1, max_value=2**62)
    required = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])
    words = forms.CharField(required=False, max_length=200)


@require_POST
@for_roles(R.SECRETARIAT)
def accept(request, code):
    """A suggestion is right."""

    def act(need, found, told, **who):
        accept_suggestion(need=need, code=found, required=told["required"] != "0", **_shown(need, found), **who)
        return gettext("Accepted: %(title)s."), ""

    return _about_one_code(request, code, act)


@require_POST
@for_roles(R.SECRETARIAT)
def reject(request, code):
    """A suggestion is wrong; the next page offers to take that back."""

    def act(need, found, told, **who):
        reject_suggestion(need=need, code=found, **_shown(need, found), **who)
        return "", f"?{urlencode({'ditolak': found.pk})}"

    return _about_one_code(request, code, act)


@require_POST
@for_roles(R.SECRETARIAT)
def take_back(request, code):
    """As if nothing had been said to a code."""

    def act(need, found, told, **who):
        take_back_code(need=need, code=found, **who)
        return gettext("Taken back: %(title)s."), ""

    return _about_one_code(request, code, act)


def _choose(need, found, told, **who):
    choose_code(need=need, code=found, words=told["words"], required=told["required"] != "0", **who)
    return gettext("Accepted: %(title)s."), ""


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Code, title or words"),
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def search_unit(request, code):
    """Find a competency unit by hand."""
    return _about_one_code(request, code, _choose) if request.method == "POST" else _search(request, code, jobs=False)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def search_occupation(request, code):
    """Find an occupation by hand."""
    return _about_one_code(request, code, _choose) if request.method == "POST" else _search(request, code, jobs=True)


def _search(request, code, *, jobs):
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = found_by_hand(asked, jobs=jobs) if asked else []
    context = {"need": _need(request, code), "form": form, "jobs": jobs, "asked": asked, "found": found}
    return page(request, "secretariat/needs/search.html", context)


def found_by_hand(asked, *, jobs):
    """Codes for what was typed: those that hold it as written, then those the words suggest; few questions for all."""
    rows = occupations() if jobs else units()
    exact = codes_holding(rows, asked, MOST_FOUND)
    told = suggest_occupations(asked, k=MOST_FOUND) if jobs else suggest_units(asked, k=MOST_FOUND)
    order = [one.code_id for one in told.found if one.code_id not in {code.pk for code in exact}]
    place = Case(*(When(pk=pk, then=Value(at)) for at, pk in enumerate(order)), output_field=IntegerField())
    near = list(rows.filter(pk__in=order).order_by(place)) if order else []
    return [*exact, *near][:MOST_FOUND]


def _need(request, code):
    need = get_object_or_404(needs_of(request.viewer), code=code)
    if not may_code_need(request.viewer, need):
        raise Http404
    return need


def _about_one_code(request, code, act):
    """A POST about one code of the lists; what came of it is told on the need's page."""
    need, form, asked = _need(request, code), CodeForm(request.POST), ""
    pk = form.cleaned_data["code"] if form.is_valid() else None
    found = units().filter(pk=pk).first() or occupations().filter(pk=pk).first() if pk else None
    if found is None:
        messages.error(request, gettext("This code is not in the lists. Choose one that is."))
    else:
        try:
            said, asked = act(need, found, form.cleaned_data, by=request.user, at=now())
        except ActionDenied as denied:
            messages.error(request, str(denied))
        else:
            if said:
                messages.success(request, said % {"title": found.title})
    return redirect(f"{reverse('need-detail', args=[need.code])}{asked}#unit")


def _shown(need, found):
    """Words and confidence of the suggestion as it stands now; nothing when the code is none any more."""
    jobs = found.scheme.scheme in OCCUPATIONS
    told = suggest_occupations(need.words) if jobs else suggest_units(need.words, k=MOST_FOUND)
    one = next((one for one in told.found if one.code_id == found.pk), None)
    return {"words": " ".join(one.words), "confidence": one.confidence} if one else {}


def suggested_for(opening, *, few=3):
    """Occupations that an opening's title and text may mean, as lines; it is for a person to write one down."""
    told = suggest_occupations(opening.title, f"{opening.description} {opening.competences}", k=few)
    codes = {code.pk: code for code in _codes(occupations(), {one.code_id for one in told.found})}
    return [_suggested(one, codes[one.code_id]) for one in told.found if one.code_id in codes]


def just_rejected(request, rejected):
    """The code rejected a moment ago, so that the page offers to take it back."""
    asked = request.GET.get("ditolak", "")
    return next((code for code in rejected if str(code.pk) == asked), None)


def told_waiting(accepted, waiting):
    """ "3 accepted · 4 waiting for you"."""
    told = [ngettext("%(n)s accepted", "%(n)s accepted", accepted) % {"n": accepted}] if accepted else []
    if waiting:
        told.append(ngettext("%(n)s waiting for you", "%(n)s waiting for you", waiting) % {"n": waiting})
    return " · ".join(told)
