"""Signing day on a tablet: agreements in their order, one tap for each that is signed, and the record of it."""

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from padan.agreements.actions.day import move_turn, name_witness, record_turn, undo_turn, withdraw_witness
from padan.agreements.actions.sealing import begin_signing
from padan.agreements.actions.signing import UNDO_WITHIN
from padan.agreements.queries.day import printed_record, turns_of, witnesses_for, witnesses_of
from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.signing import signing_events_of
from padan.agreements.states import SigningMode
from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.figures.export import write_xlsx
from padan.trail.actions import record
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import bytes_response
from padan.web.pages import page
from padan.web.templatetags.padan import jam, tanggal


class WitnessForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    position = forms.CharField(label=gettext_lazy("Position and body"), max_length=200)


class UndoForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it is taken back"), max_length=300)


@require_safe
@for_roles(*FORUM)
def day(request, code):
    """The list of the day: what is signed, what comes next, what is missing."""
    event = get_object_or_404(signing_events_of(request.viewer), code=code)
    return page(request, "secretariat/day/detail.html", _context(request, event), partial="turns")


@require_POST
@for_roles(R.SECRETARIAT)
def move(request, code):
    """One place up or down."""
    event, turn = _turn(request, code)
    return _after(request, event, lambda: move_turn(
        agreement=turn.agreement, up=request.POST.get("to") == "up", by=request.user, at=now()
    ))  # fmt: skip


@require_POST
@for_roles(R.SECRETARIAT)
def tap(request, code):
    """It is signed: recorded within the second, the scan follows. A second tap finds it recorded."""
    event, turn = _turn(request, code)
    if turn.signed:
        return redirect("signing-day", event.code)
    return _after(request, event, lambda: record_turn(agreement=turn.agreement, by=request.user, at=now()))


@require_POST
@for_roles(R.SECRETARIAT)
def undo(request, code):
    """The tap was a slip."""
    event, turn = _turn(request, code)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _refused(request, event, _("Say why it is taken back."))
    done = lambda: undo_turn(agreement=turn.agreement, by=request.user, at=now(), **form.cleaned_data)  # noqa: E731
    return _after(request, event, done)


@require_POST
@for_roles(R.SECRETARIAT)
def freeze_all(request, code):
    """Freeze every text of the day that is not frozen yet; what cannot be is named."""
    event = get_object_or_404(signing_events_of(request.viewer), code=code)
    refusals = []
    for turn in turns_of(event):
        if turn.document and not turn.frozen:
            try:
                begin_signing(document=turn.document, by=request.user, at=now())
            except ActionDenied as denied:
                refusals.append(f"{turn.agreement.title}: {denied}")
    return _refused(request, event, " ".join(refusals)) if refusals else redirect("signing-day", event.code)


@require_POST
@for_roles(R.SECRETARIAT)
def add_witness(request, code):
    event = get_object_or_404(signing_events_of(request.viewer), code=code)
    form = WitnessForm(request.POST)
    if form.is_valid():
        try:
            name_witness(event=event, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            return redirect("signing-day", event.code)
    context = _context(request, event, witness_form=form)
    return page(request, "secretariat/day/detail.html", context, status=422)


@require_POST
@for_roles(R.SECRETARIAT)
def remove_witness(request, code):
    witness = get_object_or_404(witnesses_for(request.viewer), code=code)
    withdraw_witness(witness=witness, by=request.user, at=now())
    return redirect("signing-day", witness.event.code)


@require_POST
@for_roles(*FORUM)
def minutes(request, code):
    """The record of the signing as a paper."""
    event = get_object_or_404(signing_events_of(request.viewer), code=code)
    record(request.user, "event.record_made", event, changes={"format": ["", "pdf"]})
    content = printed_record(event, now())
    return bytes_response(content, f"{_name(event)}.pdf", "application/pdf")


@require_POST
@for_roles(*FORUM)
def sheet(request, code):
    """The record of the signing as rows: one per party."""
    event = get_object_or_404(signing_events_of(request.viewer), code=code)
    record(request.user, "event.record_made", event, changes={"format": ["", "xlsx"]})
    file = write_xlsx(
        [str(label) for label in HEADINGS],
        _rows(event),
        title=f"{event.title}, {tanggal(event.held_on)}",
        notes=[
            _("Taken from Padan by %(who)s on %(day)s, %(time)s.")
            % {"who": request.user, "day": tanggal(now()), "time": jam(now())},
            _("Witnesses: %(names)s.")
            % {"names": "; ".join(f"{one.name} ({one.position})" for one in witnesses_of(event)) or "–"},
        ],
    )
    return FileResponse(file, as_attachment=True, filename=f"{_name(event)}.xlsx")


HEADINGS = (
    gettext_lazy("Order"), gettext_lazy("Agreement"), gettext_lazy("Title"), gettext_lazy("Party"),
    gettext_lazy("Agreement number"), gettext_lazy("Signatory"), gettext_lazy("Position"), gettext_lazy("How"),
    gettext_lazy("Signed"), gettext_lazy("SHA-256 of the text"), gettext_lazy("Scan"),
)  # fmt: skip


def _rows(event):
    for place, turn in enumerate(turns_of(event), start=1):
        by_party = {signature.party_id: signature for signature in turn.signatures}
        for party in turn.parties:
            made = by_party.get(party.pk)
            yield [
                place,
                turn.agreement.code,
                turn.agreement.title,
                party.organisation.name,
                party.number,
                made.signatory if made else party.signatory,
                made.position if made else party.position,
                str(SigningMode(made.mode).label) if made else _("not yet signed"),
                made.signed_at if made else None,
                made.text_sha256 if made else "",
                "" if not made else made.paper.file_sha256 if made.paper else _("follows"),
            ]


def _name(event):
    return f"padan-{slugify(_('Record of signing'))}-{event.held_on:%Y%m%d}"


def _turn(request, code):
    """The event of an agreement that stands on a list, and its turn there."""
    agreement = get_object_or_404(agreements_of(request.viewer), code=code)
    if agreement.event_id is None:
        raise Http404
    event = get_object_or_404(signing_events_of(request.viewer), pk=agreement.event_id)
    for turn in turns_of(event):
        if turn.agreement.pk == agreement.pk:
            return event, turn
    raise Http404


def _after(request, event, act):
    try:
        act()
    except ActionDenied as denied:
        return _refused(request, event, str(denied))
    if request.htmx:
        return page(request, "secretariat/day/detail.html", _context(request, event), partial="turns")
    return redirect("signing-day", event.code)


def _refused(request, event, sentence):
    context = _context(request, event, refusal=sentence)
    return page(request, "secretariat/day/detail.html", context, partial="turns", status=422)


def _context(request, event, *, refusal="", witness_form=None):
    turns = turns_of(event)
    for turn in turns:
        signed_at = turn.agreement.signed_at
        turn.may_undo = turn.signed and signed_at is not None and now() - signed_at < UNDO_WITHIN
    waiting = [turn for turn in turns if not turn.signed]
    return {
        "event": event,
        "turns": turns,
        "next": next((turn for turn in waiting if turn.ready), None),
        "done": len(turns) - len(waiting),
        "unfrozen": sum(turn.document is not None and not turn.frozen for turn in waiting),
        "may_keep": request.viewer.has(R.SECRETARIAT),
        "witnesses": witnesses_of(event),
        "witness_form": witness_form or WitnessForm(),
        "undo_form": UndoForm(),
        "refusal": refusal,
    }
