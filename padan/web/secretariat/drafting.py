"""Writing agreements: a new draft, what it says of itself, its parties, and how bodies number theirs."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from padan.agreements.actions.life import (
    EDITABLE,
    NumberTaken,
    Overtaken,
    TermInDisorder,
    draft_agreement,
    edit_agreement,
)
from padan.agreements.actions.numbers import NumbersGoForward, draw_number, set_pattern
from padan.agreements.actions.parties import OF_THE_SIGNATORY, add_party, edit_party, raise_party, remove_party
from padan.agreements.actions.promises import add_promise, drop_promise
from padan.agreements.permissions import may_keep_agreements, may_keep_numbers, may_sign_for
from padan.agreements.queries.life import parties_of, party_rows_of, scopes_of
from padan.agreements.queries.numbers import last_given, pattern_of, written
from padan.agreements.queries.promises import promises_of
from padan.agreements.states import AgreementKind, PromiseKind, Scope
from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, phone
from padan.base.search import containing
from padan.forum.queries import forums_of
from padan.needs.queries import needs_of
from padan.needs.states import NeedState
from padan.organisations.queries import organisations_of
from padan.web.audience import R, for_roles
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.secretariat.agreements import kept_by, refused

FOUND_AT_ONCE = 12
NEEDED = (NeedState.OPEN, NeedState.ANSWERED)
WRITES_FOR_A_PARTY = (R.SECRETARIAT, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
FIELD_OF = {TermInDisorder: "ends_on", NumberTaken: "number", NumbersGoForward: "next_number"}
"""The field that a refusal is about; others stand above the form."""


class Revised(forms.Form):
    """A form that knows which edit of the agreement it was opened on."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class AgreementForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices)
    title = forms.CharField(label=_("Title"), max_length=300)
    purpose = forms.CharField(label=_("Purpose"), required=False, max_length=5000, widget=forms.Textarea({"rows": 4}))
    starts_on = DayField(required=False, label=_("First day of the term"))
    ends_on = DayField(required=False, label=_("Last day of the term"))
    scopes = forms.MultipleChoiceField(
        label=_("Scope"), required=False, choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )


class NewForm(AgreementForm):
    def __init__(self, *args, forums, **more):
        super().__init__(*args, **more)
        choices = [(forum.organisation.code, forum.organisation.name) for forum in forums]
        field = forms.ChoiceField(label=_("Forum"), choices=choices)
        if len(choices) == 1:
            field.widget, field.initial = forms.HiddenInput(), choices[0][0]
        self.fields["forum"] = field


class EditForm(AgreementForm, Revised):
    pass


class PartyForm(Revised):
    signatory = forms.CharField(label=_("Signatory"), required=False, max_length=200)
    position = forms.CharField(label=_("Position"), required=False, max_length=150)
    authority = forms.CharField(
        label=_("Authority to sign"), required=False, max_length=300, help_text=_("By which decree, deed or mandate.")
    )
    number = forms.CharField(
        label=_("Its own number"), required=False, max_length=100, help_text=_("As it stands on the paper.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("The link to sign goes here."))
    phone = forms.CharField(label=_("WhatsApp"), required=False, max_length=40)

    def clean_phone(self):
        read = phone(self.cleaned_data["phone"])
        if isinstance(read, Problem):
            raise forms.ValidationError(gettext("This is no phone number. Write it like 0812 3456 7890."))
        return read or ""


class PatternForm(forms.Form):
    pattern = forms.CharField(label=_("Pattern"), max_length=60)
    next_number = forms.IntegerField(
        label=_("Next number"),
        required=False,
        min_value=1,
        max_value=10**8,
        help_text=_("Only to go forward: after numbers on paper, or after a backup was restored."),
    )


def said(form, denied):
    """Put a refusal where it belongs in a form."""
    field = FIELD_OF.get(type(denied))
    form.add_error(field if field in form.fields else None, str(denied))


def compared(form, kept):
    """Where an overtaken form differs from what is kept: (field, what is kept, what was written)."""
    rows = []
    for name, value in kept.items():
        mine, field = form.cleaned_data[name], form.fields[name]
        if mine != value:
            rows.append((field.label, _shown(field, value), _shown(field, mine)))
    return rows


def _shown(field, value):
    if isinstance(value, (list, tuple)):
        words = dict(field.choices)
        return ", ".join(str(words.get(one, one)) for one in value) or "–"
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    return value or "–"


def overtaken(request, form, found, kept, template, context):
    """The page after somebody else was faster: both versions side by side, the words of this one kept in the form."""
    found.refresh_from_db()
    form.data = form.data.copy()
    form.data["revision"] = found.revision
    context |= {"form": form, "compared": compared(form, kept), "agreement": found}
    return page(request, template, context, status=409)


# --- drafts -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new(request):
    """A new draft: what it is about, and between whom. Searching for parties keeps everything typed so far."""
    forums = forums_of(request.viewer).filter(organisation_id__in=request.viewer.kept_forums)
    saving = request.method == "POST" and "save" in request.POST
    form = NewForm(request.POST, forums=forums) if saving else NewForm(initial=_typed(request, forums), forums=forums)
    chosen = _bodies(request.viewer, (request.POST or request.GET).getlist("party"))
    if saving and form.is_valid():
        told = form.cleaned_data
        forum = get_object_or_404(forums, organisation__code=told.pop("forum"))
        parties = [{"organisation": body} for body in chosen]
        try:
            draft = draft_agreement(forum=forum, parties=parties, by=request.user, at=now(), **told)
        except ActionDenied as denied:
            said(form, denied)
        else:
            messages.success(request, gettext("The draft is kept. Complete the parties next."))
            return redirect("agreement-detail", draft.code)
    words = request.POST.get("q", "").strip()
    context = {
        "form": form,
        "chosen": chosen,
        "words": words,
        "found": _found(request.viewer, words, [body.pk for body in chosen]),
    }
    return page(request, "secretariat/agreements/new.html", context, status=422 if saving else 200)


def _typed(request, forums):
    """What was typed before a search, as a beginning for the form."""
    if request.method != "POST":
        return {"kind": AgreementKind.COOPERATION}
    fields = NewForm(forums=forums).fields
    return {name: field.widget.value_from_datadict(request.POST, {}, name) for name, field in fields.items()}


def _bodies(viewer, codes):
    found = {body.code: body for body in organisations_of(viewer).filter(code__in=codes[:50])}
    return [found[code] for code in dict.fromkeys(codes) if code in found]


def _found(viewer, words, but):
    if not words:
        return None
    rows = containing(organisations_of(viewer).filter(closed_on=None), "words_key", words)
    return list(rows.exclude(pk__in=but)[:FOUND_AT_ONCE])


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def edit(request, code):
    """What a draft says of itself: kind, title, purpose, term, scopes."""
    found = get_object_or_404(kept_by(request.viewer), code=code)
    kept = {name: getattr(found, name) for name in EDITABLE}
    kept["scopes"] = [scope.value for scope in scopes_of(found)]
    form = EditForm(request.POST or None, initial={**kept, "revision": found.revision})
    context = {"agreement": found, "form": form, "compared": []}
    if form.is_valid():
        try:
            edit_agreement(agreement=found, by=request.user, at=now(), **form.cleaned_data)
        except Overtaken as denied:
            said(form, denied)
            return overtaken(request, form, found, kept, "secretariat/agreements/edit.html", context)
        except ActionDenied as denied:
            said(form, denied)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("agreement-detail", code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/agreements/edit.html", context, status=status)


# --- parties ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def add(request, code):
    """Find a body and make it a party."""
    found = get_object_or_404(kept_by(request.viewer), code=code)
    words, refusal = request.GET.get("q", "").strip(), ""
    if request.method == "POST":
        body = get_object_or_404(organisations_of(request.viewer), code=request.POST.get("party", ""))
        try:
            add_party(agreement=found, organisation=body, revision=None, by=request.user, at=now())
        except ActionDenied as denied:
            refusal = str(denied)
        else:
            messages.success(request, gettext("%(party)s is a party now.") % {"party": body.name})
            return redirect("agreement-detail", code)
    parties = list(parties_of(found))
    context = {
        "agreement": found,
        "parties": parties,
        "words": words,
        "found": _found(request.viewer, words, [party.organisation_id for party in parties]),
        "refusal": refusal,
    }
    return page(request, "secretariat/agreements/add_party.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WRITES_FOR_A_PARTY)
def party(request, code):
    """Who signs for a party, by which right, and under which number; also for the party's own staff."""
    row = _party_written_by(request.viewer, code)
    kept = {name: getattr(row, name) for name in (*OF_THE_SIGNATORY, "number")}
    form = PartyForm(request.POST or None, initial={**kept, "revision": row.agreement.revision})
    context = _party_context(request, row, form)
    if form.is_valid():
        try:
            edit_party(party=row, by=request.user, at=now(), **form.cleaned_data)
        except Overtaken as denied:
            said(form, denied)
            return overtaken(request, form, row.agreement, kept, "secretariat/agreements/party.html", context)
        except ActionDenied as denied:
            said(form, denied)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("agreement-detail", row.agreement.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/agreements/party.html", context, status=status)


@require_POST
@for_roles(*WRITES_FOR_A_PARTY)
def number(request, code):
    """Draw the next number by the pattern of the party's body."""
    row = _party_written_by(request.viewer, code)
    asked = {"on": today(), "classification": request.POST.get("classification", "")[:20]}
    try:
        row = draw_number(party=row, by=request.user, at=now(), **asked)
    except ActionDenied as denied:
        kept = {name: getattr(row, name) for name in (*OF_THE_SIGNATORY, "number")}
        form = PartyForm(initial={**kept, "revision": row.agreement.revision})
        context = _party_context(request, row, form, str(denied))
        return page(request, "secretariat/agreements/party.html", context, status=422)
    messages.success(request, gettext("The number is %(number)s.") % {"number": row.number})
    return redirect("party-edit", code)


def _party_context(request, row, form, refusal=""):
    pattern = pattern_of(row.organisation)
    return {
        "agreement": row.agreement,
        "party": row,
        "form": form,
        "compared": [],
        "pattern": pattern,
        "asks_class": pattern and "{class}" in pattern.pattern,
        "next_number": pattern
        and written(pattern.pattern, last_given(pattern, today().year) + 1, today(), gettext("class")),
        "keeps_numbers": may_keep_numbers(request.viewer, row.organisation),
        "refusal": refusal,
    }


def _party_written_by(viewer, code):
    row = get_object_or_404(party_rows_of(viewer), code=code)
    if not may_sign_for(viewer, row):
        raise Http404
    return row


@require_POST
@for_roles(R.SECRETARIAT)
def remove(request, code):
    """Take a party out of a draft."""
    return _moved(request, code, remove_party, gettext("The party was taken out."))


@require_POST
@for_roles(R.SECRETARIAT)
def earlier(request, code):
    """Let a party sign before the one above it."""
    return _moved(request, code, raise_party, "")


def _moved(request, code, act, words):
    row = get_object_or_404(party_rows_of(request.viewer), code=code)
    if not may_keep_agreements(request.viewer, row.agreement.forum):
        raise Http404
    try:
        act(party=row, revision=None, by=request.user, at=now())
    except ActionDenied as denied:
        return refused(request, row.agreement, str(denied))
    if words:
        messages.success(request, words)
    return redirect("agreement-detail", row.agreement.code)


# --- promises -----------------------------------------------------------------------------------------------


class PromiseForm(forms.Form):
    party = forms.ChoiceField(label=_("Who promises"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PromiseKind.choices)
    words = forms.CharField(label=_("Promise"), max_length=300)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000)
    unit = forms.CharField(label=_("Counted in"), max_length=30, help_text=_("People, hours (JP), machines, visits."))
    due_on = DayField(required=False, label=_("By when"))
    need = forms.ChoiceField(label=_("Answers the need"), required=False)

    def __init__(self, *args, parties, needs, **more):
        super().__init__(*args, **more)
        self.fields["party"].choices = [(party.code, party.organisation.name) for party in parties]
        told = [(need.code, f"{need.company.name}: {need.words[:80]}") for need in needs]
        self.fields["need"].choices = [("", _("No need in particular")), *told]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def promise(request, code):
    """Write down what a party will do, while nothing is signed."""
    found = get_object_or_404(kept_by(request.viewer), code=code)
    parties = {party.code: party for party in parties_of(found)}
    bodies = [party.organisation_id for party in parties.values()]
    needs = {need.code: need for need in needs_of(request.viewer).filter(company__in=bodies, state__in=NEEDED)[:50]}
    form = PromiseForm(request.POST or None, parties=parties.values(), needs=needs.values())
    if form.is_valid():
        told = form.cleaned_data
        told |= {"party": parties[told["party"]], "need": needs.get(told["need"])}
        try:
            add_promise(agreement=found, by=request.user, at=now(), **told)
        except ActionDenied as denied:
            said(form, denied)
        else:
            messages.success(request, gettext("The promise is written down."))
            return redirect("agreement-detail", code)
    context = {"agreement": found, "form": form, "promises": promises_of(request.viewer).filter(agreement=found)}
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/agreements/promise.html", context, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def drop(request, code):
    """Take a promise out again, while nothing is signed."""
    row = get_object_or_404(promises_of(request.viewer).select_related("agreement__forum"), code=code)
    if not may_keep_agreements(request.viewer, row.agreement.forum):
        raise Http404
    try:
        drop_promise(promise=row, by=request.user, at=now())
    except ActionDenied as denied:
        return refused(request, row.agreement, str(denied))
    messages.success(request, gettext("The promise was taken out."))
    return redirect("agreement-detail", row.agreement.code)


# --- numbers ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WRITES_FOR_A_PARTY)
def pattern(request, code):
    """How a body numbers its agreements."""
    body = get_object_or_404(organisations_of(request.viewer), code=code)
    if not may_keep_numbers(request.viewer, body):
        raise Http404
    held, day = pattern_of(body), today()
    form = PatternForm(request.POST or None, initial={"pattern": held.pattern if held else "{n:03}/{month}/{year}"})
    if form.is_valid():
        try:
            set_pattern(organisation=body, today=day, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            said(form, denied)
        else:
            messages.success(request, gettext("Kept. The next number follows this pattern."))
            return redirect("number-pattern", code)
    last = last_given(held, day.year) if held else 0
    context = {
        "body": body,
        "form": form,
        "held": held,
        "last": last,
        "next_number": held and written(held.pattern, last + 1, day, gettext("class")),
        "year": day.year,
    }
    return page(
        request, "secretariat/agreements/numbers.html", context, status=422 if request.method == "POST" else 200
    )
