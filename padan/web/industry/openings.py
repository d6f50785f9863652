"""Openings at work: written by the company, its forum or a centre; looked after, by account or by link."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import business_now, now, today
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.matching.queries.reach import reach_of
from padan.needs.adapter import suggest_units
from padan.needs.queries import needs_of, units_of
from padan.openings.actions import (
    approve_age,
    ask_for_age,
    ask_for_openings,
    close_opening,
    drop_age,
    edit_opening,
    keep_link,
    name_occupation,
    open_opening,
    prolong_opening,
    write_opening,
)
from padan.openings.deadlines import local_of, prolonged
from padan.openings.permissions import may_approve_age, may_write_for
from padan.openings.queries import (
    READ,
    age_limit_of,
    openings_kept_by,
    reports_of,
    units_asked,
    units_with_ids,
)
from padan.openings.states import OPENING_FLOW, CodeCheck, Ending, OpeningKind, OpeningState
from padan.organisations.queries import NOBODY, centres_of, companies_of
from padan.overseas.actions.positions import open_position, prolong_position
from padan.overseas.queries.positions import position_beside
from padan.reference.fairness import Ground, findings_in
from padan.reference.queries import codes_holding, occupations, unit_of
from padan.reference.queries import units as all_units
from padan.trail.queries import entries_of
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.centre.curricula import whole_number
from padan.web.centre.openings import deadline_of, place_of
from padan.web.industry.writing import OpeningForm, from_need, regencies, stands
from padan.web.pages import page
from padan.web.secretariat.coding import suggested_for
from padan.web.templatetags.padan import tanggal
from padan.web.tones import tone_of
from padan.web.wording import told

MOST_READ = 4000  # letters of an opening that units are suggested from
MOST_SUGGESTED = 5
WRITERS = (R.SECRETARIAT, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
FEW = 8  # units found at once
TITLES = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("What is done there"),
    "competences": gettext_lazy("Competences as written"),
    "experience": gettext_lazy("Experience"),
    "education": gettext_lazy("Schooling"),
    "conditions": gettext_lazy("Other conditions"),
}


class AgeForm(forms.Form):
    """Why the work needs an age."""

    youngest = forms.IntegerField(label=gettext_lazy("From (years)"), required=False, min_value=15, max_value=70)
    oldest = forms.IntegerField(label=gettext_lazy("To (years)"), required=False, min_value=15, max_value=70)
    reason = forms.CharField(
        label=gettext_lazy("Why the work cannot be done at another age"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WRITERS)
def new_opening(request, code):
    """Write an opening of a company; from a need (``?kebutuhan=``) nothing is typed twice."""
    company, owner = _writes(request, code)
    need = None
    if asked := request.GET.get("kebutuhan"):
        need = get_object_or_404(needs_of(request.viewer), code=asked, company=company)
    form = OpeningForm(request.POST or None, owner=owner, initial=from_need(need) if need else None)
    if form.is_valid():
        units = list(units_of(need)) if need else []
        found = done(
            form,
            write_opening,
            company=company,
            owner=owner,
            need=need,
            required_units=[row.unit for row in units if row.required],
            welcome_units=[row.unit for row in units if not row.required],
            by=request.user,
            at=business_now(),
            **form.told(),
        )
        if found:
            messages.success(request, _("Written down as a draft. Look at it once, then publish it."))
            return redirect("opening-keep", found.code)
    return _new_page(request, company, form, need=need)


@require_POST
@for_roles(*WRITERS)
def ask_company(request, code):
    """A link by which somebody of the company writes its openings; shown once."""
    company, owner = _writes(request, code)
    recipient = request.POST.get("recipient", "").strip()[:200]
    try:
        address = ask_for_openings(company=company, recipient=recipient, by=request.user, at=now())
    except ActionDenied as denied:
        return _new_page(request, company, OpeningForm(owner=owner), refusal=str(denied), status=422)
    text = _("%(company)s: which work is vacant? Write it in three minutes, without an account: %(address)s")
    message = whatsapp_link(text % {"company": company.name, "address": address})
    return _new_page(request, company, OpeningForm(owner=owner), address=address, whatsapp=message, status=200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WRITERS)
def edit(request, code):
    """Change what an opening says; who was slower sees what stands, and keeps her words."""
    found = get_object_or_404(openings_kept_by(request.viewer), code=code)
    form, saved = edited(request, found, by=request.user)
    if saved:
        return redirect("opening-keep", code)
    context = {"opening": found, "form": form, "seen": seen_by(form, found), "regencies": regencies()}
    return page(request, "industry/openings/edit.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WRITERS)
def keep(request, code):
    """One opening at work: what stands in the way, its units, its deadline, its link."""
    found = get_object_or_404(openings_kept_by(request.viewer), code=code)
    context, after = kept(request, found, by=request.user, viewer=request.viewer, back=redirect("opening-keep", code))
    return after or page(request, "industry/openings/keep.html", context, status=context["status"])


def edited(request, found, *, by):
    """(the form, whether it was saved) of a change, for the page and for the link."""
    form = OpeningForm(request.POST or None, owner=found.owner, initial=stands(found))
    if not form.is_valid():
        return form, False
    saved = done(
        form, edit_opening, opening=found, seen=_number(request, "seen"), by=by, at=business_now(), **form.told()
    )
    if saved:
        messages.success(request, _("Saved."))
    return form, bool(saved)


def kept(request, found, *, by, back, viewer=NOBODY):
    """(what the page of one opening shows, where to go after an act), for the page and for the link."""
    age, refusal, address = AgeForm(), "", ""
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "age":
            age = AgeForm(request.POST)
        try:
            if do == "link":
                address = keep_link(opening=found, by=by, at=now())
            elif do != "age" or age.is_valid():
                said = _act(request, found, do, by, age)
                messages.success(request, said)
                return {}, back
        except ActionDenied as denied:
            refusal = str(denied)
    context = _shown(found, viewer, query=request.GET.get("unit", "")[:100])
    if address:
        text = _("“%(opening)s”: look after it by this link, without an account: %(address)s")
        message = text % {"opening": found.title, "address": address}
        context |= {"address": address, "whatsapp": whatsapp_link(message, found.reply_phone)}
    wrong = request.method == "POST" and not address
    return context | {"refusal": refusal, "age_form": age, "status": 422 if wrong else 200}, None


def _act(request, found, do, by, age):
    """One act of the page; its sentence. Raises ActionDenied."""
    told_by = {"opening": found, "by": by, "at": business_now()}
    if do == "open":
        _opened(found, by)
        return _("It is open. Graduates and centres see it.")
    if do == "prolong":
        after = _prolonged(found, _instant(request, "seen"), by)
        return _("Open until %(day)s.") % {"day": deadline_of(after)}
    if do == "close" and request.POST.get("ending") in Ending.values:
        close_opening(ending=request.POST["ending"], **told_by)
        return _("Closed. Nobody is looked for any more.")
    if do == "unit":
        _choose_unit(request, found, by)
        return _("The units are as you chose.")
    if do == "occupation":
        name_occupation(occupation=_occupation(request), **told_by)
        return _("The occupation is as you chose.")
    if do == "age":
        ask_for_age(**age.cleaned_data, **told_by)
        return _("The secretariat is asked to let the age limit pass.")
    if do == "age-approve":
        approve_age(**told_by)
        return _("Let pass in your name. It is reported, and never enters a match.")
    if do == "age-drop":
        drop_age(**told_by)
        return _("The opening asks for no age.")
    raise BadRequest


def _opened(found, by):
    """Work abroad opens while its partner may send people; work at home as it is."""
    if position := position_beside(found):
        return open_position(position=position, by=by, at=business_now(), today=today())
    return open_opening(opening=found, by=by, at=business_now())


def _prolonged(found, seen, by):
    if position := position_beside(found):
        return prolong_position(position=position, seen=seen, by=by, at=business_now(), today=today())
    return prolong_opening(opening=found, seen=seen, by=by, at=business_now())


def _occupation(request):
    """The occupation that was chosen; None takes back the one that stands."""
    asked = request.POST.get("code", "")
    found = occupations().filter(pk=whole_number(asked)).first()
    if asked and found is None:
        raise BadRequest
    return found


def _choose_unit(request, found, by):
    unit = unit_of(request.POST.get("unit", ""))
    wanted = request.POST.get("as", "")
    if unit is None or wanted not in ("required", "welcome", "none"):
        raise BadRequest
    rows = [row for row in units_asked(found) if row.unit_id != unit.pk]
    required = [row.unit for row in rows if row.required] + [unit] * (wanted == "required")
    welcome = [row.unit for row in rows if not row.required] + [unit] * (wanted == "welcome")
    edit_opening(
        opening=found,
        seen=_number(request, "seen"),
        required_units=required,
        welcome_units=welcome,
        by=by,
        at=business_now(),
    )


def _shown(found, viewer, query):
    state, limit, at = OpeningState(found.state), age_limit_of(found), business_now()
    allowed = OPENING_FLOW.allowed_from(state)
    passed = limit is not None and limit.approver_id is not None
    texts = [_read(name, getattr(found, name), passed) for name in READ]
    units = list(units_asked(found))
    chosen = {row.unit_id for row in units}
    suggested = [] if query or state == OpeningState.CLOSED else _suggested(found, chosen)
    return {
        "opening": found,
        "state": state,
        "tone": tone_of(state),
        "kind": OpeningKind(found.kind),
        "place": place_of(found),
        "deadline": deadline_of(found),
        "next_deadline": tanggal(local_of(found.owner, prolonged(found, at))[0].date()),
        "seen_deadline": found.closes_at.isoformat() if found.closes_at else "",
        "late": bool(found.closes_at and found.closes_at <= at),
        "may_open": OpeningState.OPEN in allowed,
        "may_close": OpeningState.CLOSED in allowed and state != OpeningState.DRAFT,
        "may_prolong": state in (OpeningState.OPEN, OpeningState.EXPIRED) and found.closes_at,
        "endings": Ending.choices,
        "reach": reach_of(found, today=today()) if found.region and state != OpeningState.CLOSED else None,
        "texts": [text for text in texts if text["parts"]],
        "findings": [one for text in texts for one in text["findings"]],
        "stops": any(one.stops for text in texts for one in text["findings"]),
        "limit": limit,
        "may_approve": limit is not None and not passed and may_approve_age(viewer, found),
        "units": units,
        "may_unname": found.occupation_check != CodeCheck.KNOWN and state != OpeningState.CLOSED,
        "suggested": [] if found.occupation_id or state == OpeningState.CLOSED else suggested_for(found),
        "query": query,
        "matches": _found(query, chosen) if query else suggested,
        "reports": list(reports_of(found)[:5]),
        "trail": told(entries_of(found)),
    }


def _found(query, chosen):
    return [(unit, "") for unit in codes_holding(all_units(), query, FEW) if unit.pk not in chosen]


def _suggested(found, chosen):
    """(unit, the words it rests on) for what the opening's text may mean, the surest first; a person chooses."""
    text = "\n".join(filter(None, (found.title, found.description, found.competences)))
    told = {one.code_id: one for one in suggest_units(text[:MOST_READ]).found if one.code_id not in chosen}
    titles = {unit.pk: unit for unit in units_with_ids(list(told)[:MOST_SUGGESTED])}
    return [(titles[pk], ", ".join(one.words)) for pk, one in told.items() if pk in titles]


def _read(name, text, age_passed):
    """A text in parts, each with the finding that it is or None; what was let pass is no finding."""
    parts, findings, at = [], [], 0
    for one in findings_in(text):
        if one.ground == Ground.AGE and age_passed:
            continue
        parts += [(text[at : one.start], None), (one.words, one)]
        findings.append(one)
        at = one.end
    return {
        "title": TITLES[name],
        "parts": [part for part in [*parts, (text[at:], None)] if part[0]],
        "findings": findings,
    }


def _writes(request, code):
    """(company, who keeps the row) where the viewer may write: the company, its forum, a centre of the forum."""
    viewer = request.viewer
    company = get_object_or_404(companies_of(viewer), code=code)
    if may_write_for(viewer, company, company):
        return company, company
    for centre in centres_of(viewer).filter(pk__in=viewer.centres, forum_id=company.forum_id)[:1]:
        return company, centre
    raise Http404


def _new_page(request, company, form, *, status=None, **more):
    wrong = 422 if request.method == "POST" else 200
    context = {"company": company, "form": form, "regencies": regencies(), **more}
    return page(request, "industry/openings/new.html", context, status=status or wrong)


def seen_by(form, found):
    """The revision a form of changes carries: the one that stands where somebody was faster, else as it was shown."""
    return getattr(form, "stands", None) or _data(form) or found.revision


def _data(form):
    seen = form.data.get("seen", "") if form.is_bound else ""
    return int(seen) if seen.isdigit() and len(seen) < 9 else None


def _instant(request, name):
    try:
        return parse_datetime(request.POST.get(name, ""))
    except ValueError:
        raise BadRequest from None


def _number(request, name):
    told = request.POST.get(name, "")
    if not (told.isdigit() and len(told) < 9):
        raise BadRequest
    return int(told)
