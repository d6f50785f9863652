"""Placements: one graduate in one opening, as code; what shows the work, and whether she is still there."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.files import keep
from padan.base.whatsapp import whatsapp_link
from padan.openings.states import OpeningKind
from padan.placements.actions import (
    answer_check_in,
    bring_proof,
    check_in_link,
    confirm_first_day,
    decline_placement,
    end_placement,
    first_day_link,
    start_placement,
    verify_placement,
    withdraw_proof,
)
from padan.placements.notices import ask_words, first_day_words
from padan.placements.permissions import (
    may_answer_check_in,
    may_bring_proof,
    may_confirm_placement,
    may_record_placement,
    may_start_placement,
)
from padan.placements.queries import (
    check_ins_of,
    check_ins_of_placement,
    evidence_of,
    placements_of,
    proofs_of,
    proofs_open_to,
)
from padan.placements.states import PLACEMENT_FLOW, CheckInAnswer, EndReason, PlacementState, ProofKind
from padan.trail.queries import entries_of
from padan.training.permissions import may_see_names
from padan.web.acting import Way, done, tried
from padan.web.audience import READS_AGREEMENTS, READS_OPENINGS, READS_PEOPLE, READS_PLACEMENTS, R, for_roles
from padan.web.downloads import file_response
from padan.web.forms import DayField, KeptFileField
from padan.web.keyset import Key, order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import steps_of, tone_of
from padan.web.wages import AsksWages, WageField
from padan.web.wording import told

RECORDS = (R.SECRETARIAT, R.CENTRE_OFFICER)
READS_CHECK_INS = (*READS_PEOPLE, R.COMPANY_OFFICER)
CALLS = (*RECORDS, R.COMPANY_OFFICER)
WAITING, ANSWERED = "waiting", "answered"

PLACEMENTS = Listing(
    name="placement",
    title=_("Placements"),
    lead=_("One graduate in one opening, from the offer to the last day. Graduates stand here as codes."),
    rows=placements_of,
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), PlacementState.choices, "state"),
        choice("kind", _("Kind"), OpeningKind.choices, "opening__kind"),
        day("from", _("First day from"), "started_on__gte"),
        day("to", _("First day until"), "started_on__lte"),
        of_code("promise", _("Promise code"), "promise__code"),
        of_code("need", _("Need code"), "opening__need__code"),
        of_code("opening", _("Opening code"), "opening__code"),
    ),
    see_also=("check-in-list", _("Check-ins at work")),
    personal=True,
    columns=(
        Column(
            "graduate",
            _("Graduate"),
            lambda placement: placement.graduate.code,
            kind="code",
            href=lambda placement: reverse("placement-detail", args=[placement.code]),
        ),
        Column("state", _("State"), lambda placement: PlacementState(placement.state), kind="state"),
        Column("opening", _("Opening"), lambda placement: placement.opening.title),
        Column("company", _("Company"), lambda p: p.opening.company and p.opening.company.name),
        Column("kind", _("Kind"), lambda placement: OpeningKind(placement.opening.kind)),
        Column("started_on", _("First day"), lambda p: p.started_on, kind="date", sort="started_on", nulls="last"),
        Column("evidence", _("Evidence"), evidence_of, kind="evidence"),
        Column("confirmed_on", _("Confirmed by the company"), lambda p: p.confirmed_on, kind="date", shown=False),
        Column("ended_on", _("Last day"), lambda placement: placement.ended_on, kind="date", shown=False),
        Column("code", _("Code"), lambda placement: placement.code, kind="code", shown=False),
    ),
    empty=Empty(_("No placements yet"), _("A placement begins when a graduate is offered a place in an opening.")),
)


@require_safe
@for_roles(*READS_PLACEMENTS)
def placements(request):
    return PLACEMENTS.page(request)


@require_POST
@for_roles(*READS_PLACEMENTS)
def export_placements(request):
    return PLACEMENTS.export(request)


def _of_answer(rows, value):
    if value == WAITING:
        return rows.filter(answer="", placement__state=PlacementState.WORKING)
    return rows.exclude(answer="") if value == ANSWERED else rows


CHECK_INS = Listing(
    name="check-in",
    title=_("Check-ins at work"),
    lead=_("After 1, 3, 6 and 12 months: is she still there? Who has no e-mail is called, or sent the link by hand."),
    rows=check_ins_of,
    order=(Key("due_on"), Key("pk")),
    filters=(
        Filter(
            "shown",
            forms.ChoiceField(
                label=_("Shown"),
                required=False,
                choices=[(WAITING, _("Waiting for an answer")), (ANSWERED, _("Answered")), ("all", _("All"))],
            ),
            _of_answer,
            WAITING,
        ),
        day("from", _("Due from"), "due_on__gte"),
        day("to", _("Due until"), "due_on__lte"),
    ),
    personal=True,
    columns=(
        Column(
            "graduate",
            _("Graduate"),
            lambda one: one.placement.graduate.code,
            kind="code",
            href=lambda one: reverse("check-in-detail", args=[one.code]),
        ),
        Column("name", _("Name"), lambda one: one.placement.graduate.person.name, open_to=may_see_names),
        Column("phone", _("Phone"), lambda one: one.placement.graduate.person.phone, open_to=may_see_names),
        Column(
            "opening",
            _("Work"),
            lambda one: one.placement.opening.title,
            under=lambda one: one.placement.opening.company and one.placement.opening.company.name,
        ),
        Column("month", _("Month"), lambda one: one.month, kind="number", sort="month"),
        Column("due_on", _("Due"), lambda one: one.due_on, kind="date", sort="due_on"),
        Column("asked_at", _("Asked"), lambda one: one.asked_at, kind="time"),
        Column("answer", _("Answer"), lambda one: one.get_answer_display() if one.answer else "–"),
        Column("answered_on", _("Answered on"), lambda one: one.answered_on, kind="date", shown=False),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
    ),
    empty=Empty(_("Nobody to call"), _("A check-in stands here a month after somebody's first day of work.")),
)


class FirstDayForm(forms.Form):
    started_on = DayField(label=_("First day of work"))


class WordsForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)


class EndForm(forms.Form):
    ended_on = DayField(label=_("Last day of work"))
    reason = forms.ChoiceField(
        label=_("Why did it end?"), choices=[("", _("Not known")), *EndReason.choices], required=False
    )
    words = forms.CharField(label=_("In words"), max_length=300, required=False)


class ProofForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=ProofKind.choices)
    file = KeptFileField(label=_("File"), help_text=_("PDF, JPG or PNG, up to 20 MB."))


class VerifyForm(forms.Form):
    verified_on = DayField(label=_("Checked on"))
    words = forms.CharField(
        label=_("How did you check?"), max_length=300, help_text=_("Such as: called the HR officer, saw the contract.")
    )


class RecipientForm(forms.Form):
    recipient = forms.CharField(label=_("For whom at the company?"), max_length=200, required=False)


class CheckInForm(AsksWages):
    answer = forms.ChoiceField(label=_("Is she still there?"), choices=CheckInAnswer.choices)
    stopped_on = DayField(label=_("Last day of work, if she stopped"), required=False)
    reason = forms.ChoiceField(
        label=_("Why did it end?"), choices=[("", _("Not known")), *EndReason.choices], required=False
    )
    monthly_wage_idr = WageField(label=_("Wage a month (rupiah)"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


def ways_of(request, placement, posted=""):
    """What this viewer may do with this placement now; the one posted holds what was sent."""
    viewer, said, day = request.viewer, {"by": request.user, "at": now()}, today()
    after = PLACEMENT_FLOW.allowed_from(placement.state)
    records, begun = may_record_placement(viewer, placement.graduate), placement.started_on is not None
    its_company = may_confirm_placement(viewer, placement)

    def bound(do):
        return (request.POST, request.FILES) if posted == do else (None, None)

    def act(function, **fixed):
        return lambda **told: function(placement=placement, **fixed, **told, **said)

    def prove(file, kind):
        columns = keep(file.content, called=file.name)
        return bring_proof(placement=placement, kind=kind, file=columns, brought_on=day, **said)

    found = []
    if PlacementState.WORKING in after and may_start_placement(viewer, placement):
        form = FirstDayForm(*bound("begin"), initial={"started_on": day})
        begin = act(start_placement, confirmed_on=day if its_company else None, today=day)
        found.append(Way("begin", _("She began"), form, begin, _("Record the first day")))
        form = WordsForm(*bound("decline"))
        found.append(Way("decline", _("It came to nothing"), form, act(decline_placement), _("Close the offer")))
    if its_company and begun and not placement.confirmed_on:
        form = forms.Form(*bound("confirm"))
        confirm = act(confirm_first_day, confirmed_on=day)
        found.append(Way("confirm", _("Did she begin on that day?"), form, confirm, _("Yes, she began")))
    if begun and may_bring_proof(viewer, placement):
        found.append(
            Way("proof", _("Bring a file that shows it"), ProofForm(*bound("proof")), prove, _("Keep the file"))
        )
    if records and begun and not placement.verified_on:
        form = VerifyForm(*bound("verify"), initial={"verified_on": day})
        found.append(Way("verify", _("You checked it yourself"), form, act(verify_placement), _("Record the check")))
    if PlacementState.ENDED in after and may_start_placement(viewer, placement):
        form = EndForm(*bound("end"), initial={"ended_on": day})
        found.append(Way("end", _("The work ended"), form, act(end_placement, today=day), _("Record the last day")))
    if records and not placement.confirmed_on and placement.state != PlacementState.DECLINED:
        form = RecipientForm(*bound("link"))
        found.append(Way("link", _("Ask the company"), form, act(first_day_link), _("Make a link")))
    return found


@require_safe
@for_roles(*READS_PLACEMENTS)
def placement(request, code):
    """One placement: who (as code), where, since when, and what shows it."""
    found = _found(request, code)
    return _page(request, found, ways_of(request, found))


@require_POST
@for_roles(*CALLS, R.GRADUATE)
def record_for_placement(request, code):
    """One of the acts that the page offers."""
    found = _found(request, code)
    ways = ways_of(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and (made := done(way.form, way.act, **way.form.cleaned_data)):
        if way.do == "link":
            text = first_day_words(found, made)
            return _page(request, found, ways_of(request, found), link=made, whatsapp=whatsapp_link(text))
        messages.success(request, gettext("Recorded."))
        return redirect("placement-detail", code)
    return _page(request, found, ways, status=422)


@require_safe
@for_roles(*RECORDS, R.GRADUATE)
def proof(request, code):
    """A file that shows the work."""
    found = get_object_or_404(proofs_open_to(request.viewer), code=code)
    return file_response(found, f"bukti-{found.code}")


@require_POST
@for_roles(*RECORDS, R.GRADUATE)
def take_proof_back(request, code):
    """The file stays in the books and is opened no more."""
    found = get_object_or_404(proofs_open_to(request.viewer), code=code)
    said = gettext("Taken back. It stays in the books and counts no more.")
    tried(request, said, withdraw_proof, proof=found, by=request.user, at=now())
    return redirect("placement-detail", found.placement.code)


@require_safe
@for_roles(*READS_CHECK_INS)
def check_ins(request):
    return CHECK_INS.page(request)


@require_POST
@for_roles(*READS_CHECK_INS)
def export_check_ins(request):
    return CHECK_INS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_CHECK_INS)
def check_in(request, code):
    """One check-in: whom to call, and what she said."""
    found = get_object_or_404(check_ins_of(request.viewer), code=code)
    may_answer = may_answer_check_in(request.viewer, found)
    form = CheckInForm(request.POST or None, initial={"answer": found.answer, "note": found.note})
    if request.method == "POST" and not may_answer:
        raise BadRequest
    if form.is_valid() and done(
        form, answer_check_in, check_in=found, by=request.user, at=now(), today=today(), **form.cleaned_data
    ):
        messages.success(request, gettext("Recorded."))
        return redirect("check-in-list")
    return _check_in_page(request, found, form, may_answer, status=422 if request.method == "POST" else 200)


@require_POST
@for_roles(*RECORDS)
def ask_by_hand(request, code):
    """A link for the graduate, in the words to send."""
    found = get_object_or_404(check_ins_of(request.viewer), code=code)
    address = tried(request, "", check_in_link, check_in=found, by=request.user, at=now())
    if not address:
        return redirect("check-in-detail", code)
    text = ask_words(found, address)
    link = {"text": text, "whatsapp": whatsapp_link(text, found.placement.graduate.person.phone)}
    return _check_in_page(request, found, CheckInForm(), may_answer_check_in(request.viewer, found), link=link)


def _found(request, code):
    rows = placements_of(request.viewer).select_related(
        "promise__agreement",
        "graduate__person",
        "graduate__centre",
        "graduate__batch",
        "opening__company",
        "verified_by",
    )
    return get_object_or_404(rows, code=code)


def _page(request, found, ways, *, status=200, link="", whatsapp=""):
    viewer, evidence = request.viewer, evidence_of(found)
    sees_proofs = may_bring_proof(viewer, found)
    context = {
        "placement": found,
        "state": PlacementState(found.state),
        "state_tone": tone_of(PlacementState(found.state)),
        "kind": OpeningKind(found.opening.kind),
        "evidence": evidence,
        "steps": steps_of(evidence),
        "proofs": proofs_of(found) if sees_proofs else [],
        "sees_proofs": sees_proofs,
        "check_ins": check_ins_of_placement(found),
        "opens_check_ins": viewer.has(*READS_CHECK_INS),
        "opens_opening": viewer.has(*READS_OPENINGS),
        "opens_promise": viewer.has(*READS_AGREEMENTS),
        "opens_graduate": viewer.has(*READS_PEOPLE),
        "ways": ways,
        "link": link,
        "whatsapp": whatsapp,
        "trail": told(entries_of(found)),
    }
    return page(request, "centre/placements/detail.html", context, status=status)


def _check_in_page(request, found, form, may_answer, *, link=None, status=200):
    context = {
        "one": found,
        "placement": found.placement,
        "named": may_see_names(request.viewer),
        "form": form if may_answer else None,
        "may_ask": may_record_placement(request.viewer, found.placement.graduate),
        "link": link,
    }
    return page(request, "centre/placements/check_in.html", context, status=status)
