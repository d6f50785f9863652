"""Agreements: the list, and one agreement with its life, its parties, its promises and what happened."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.agreements import notices
from padan.agreements.actions.life import (
    activate,
    agree,
    begin_to_expire,
    discard_draft,
    expire,
    reopen_draft,
    schedule,
    send_to_review,
    terminate,
    unschedule,
)
from padan.agreements.actions.parties import SPOKEN_FOR_IN
from padan.agreements.actions.reminders import prepare_message, remind
from padan.agreements.actions.renewal import RENEWED_FROM, begin_renewal
from padan.agreements.permissions import may_keep_agreements, may_read_contacts, may_sign_for
from padan.agreements.queries.life import (
    agreements_of,
    chain_of,
    counts_by_state,
    having_party,
    lacking,
    parties_of,
    party_rows_of,
    scopes_of,
    texts_of,
)
from padan.agreements.queries.promises import promises_of
from padan.agreements.queries.reminders import last_reminders, open_document
from padan.agreements.queries.signing import asked_of, signatures_of
from padan.agreements.states import (
    AGREEMENT_FLOW,
    BEFORE_SIGNATURE,
    IN_FORCE,
    OPEN_TO_EDITS,
    REMIND_BEFORE_END,
    WITH_SIGNATURE,
    AgreementKind,
    AgreementState,
    DocumentKind,
    DocumentState,
    Pulse,
    Reminder,
    Scope,
    SigningMode,
)
from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.forum.queries import events_of
from padan.needs.queries import needs_of
from padan.organisations.states import Kind
from padan.reference.shipped import REGION_EDITION, table
from padan.trail.queries import entries_of
from padan.web.audience import READS_AGREEMENTS, R, for_roles
from padan.web.forms import DayField
from padan.web.keyset import Key
from padan.web.lines import progress_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

PARTIES_ACT = (R.SECRETARIAT, R.BOARD_MEMBER, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
NAMES_SEEN_BY = PARTIES_ACT
ROWS_OPENED_BY = (*PARTIES_ACT, R.AUDITOR)


def name_parties(agreements):
    """Give each agreement the names of its parties: one question for all."""
    names = {}
    for party in parties_of(agreements):
        names.setdefault(party.agreement_id, []).append(party.organisation.name)
    for agreement in agreements:
        agreement.party_names = ", ".join(names.get(agreement.pk, ()))


def state_counts(viewer):
    """How many agreements stand in each state, in the order of their life."""
    found = counts_by_state(viewer)
    return [(state.label.lower(), found[state], f"state={state}") for state in AgreementState if state in found]


def of_province(name, label):
    """Agreements with a party in a province."""
    rows = table(f"regions-{REGION_EDITION}.csv")  # of the shipped list: no question for each visit
    choices = [(row["code"], row["name"]) for row in rows if len(row["code"]) == len("32")]
    field = forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *choices])
    return Filter(name, field, lambda rows, code: having_party(rows, organisation__region__code__startswith=code))


def of_party_kind(name, label):
    field = forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *Kind.choices])
    return Filter(name, field, lambda rows, kind: having_party(rows, organisation__kind=kind))


AGREEMENTS = Listing(
    name="agreement",
    title=_("Agreements"),
    rows=agreements_of,
    order=(Key("signed_on", descending=True, nulls="first"), Key("pk")),
    search=lambda viewer: "title_key",
    search_label=_("Title, party or number"),
    filters=(
        choice("state", _("State"), AgreementState.choices, "state"),
        choice("kind", _("Kind"), AgreementKind.choices, "kind"),
        choice("pulse", _("Pulse"), Pulse.choices, "pulse"),
        choice("scope", _("Scope"), Scope.choices, "scopes__scope"),
        of_party_kind("party", _("With a party that is")),
        of_province("province", _("With a party in")),
        day("ends_to", _("Ends by"), "ends_on__lte"),
        of_code("forum", _("Forum code"), "forum__organisation__code"),
        of_code("event", _("Event code"), "event__code"),
        of_code("organisation", _("Party code"), "parties__organisation__code"),
    ),
    complete=name_parties,
    columns=(
        Column(
            "title",
            _("Agreement"),
            lambda agreement: agreement.title,
            href=lambda agreement: reverse("agreement-detail", args=[agreement.code]),
            under=lambda agreement: agreement.party_names,
        ),
        Column("state", _("State"), lambda agreement: AgreementState(agreement.state), kind="state"),
        Column("parties", _("Parties"), lambda agreement: agreement.party_names, shown=False),
        Column("kind", _("Kind"), lambda agreement: AgreementKind(agreement.kind), phone=False),
        Column("signed_on", _("Signed"), lambda a: a.signed_on, kind="date", sort="signed_on", nulls="last"),
        Column("starts_on", _("Starts"), lambda agreement: agreement.starts_on, kind="date", shown=False),
        Column("ends_on", _("Ends"), lambda a: a.ends_on, kind="date", sort="ends_on", nulls="last"),
        Column("pulse", _("Pulse"), lambda a: Pulse(a.pulse) if a.pulse else None, kind="status"),
        Column("code", _("Code"), lambda agreement: agreement.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No agreements yet"),
        _("An agreement begins as a draft between a centre and a company."),
        _("New agreement"),
        "agreement-new",
        lambda viewer: bool(viewer.kept_forums),
    ),
    begins=True,
    counts=state_counts,
    keys_first=True,
)


@require_safe
@for_roles(*READS_AGREEMENTS)
def agreements(request):
    return AGREEMENTS.page(request)


@require_POST
@for_roles(*READS_AGREEMENTS)
def export_agreements(request):
    return AGREEMENTS.export(request)


@require_safe
@for_roles(*READS_AGREEMENTS)
def agreement(request, code):
    """One agreement: who, until when, what was promised and how far it is kept."""
    found = get_object_or_404(agreements_of(request.viewer), code=code)
    return page(request, "secretariat/agreements/detail.html", seen(request, found))


@require_safe
@for_roles(*READS_AGREEMENTS)
def printed(request, code):
    """The same on one sheet of paper."""
    found = get_object_or_404(agreements_of(request.viewer), code=code)
    return page(request, "secretariat/agreements/print.html", seen(request, found))


# --- steps --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A button: the state it leads to, what it says, and what else the act asks for."""

    to: AgreementState
    words: Any
    asks: str = ""  # "", "event", "reason" (may stay empty) or "end" (a reason and a day)


FORWARD = {
    AgreementState.DRAFT: AgreementState.IN_REVIEW,
    AgreementState.IN_REVIEW: AgreementState.AGREED,
    AgreementState.AGREED: AgreementState.SCHEDULED,
    AgreementState.SIGNED: AgreementState.ACTIVE,
}
"""The step that a state waits for; signatures and renewals have pages of their own."""

WORDS = {
    AgreementState.IN_REVIEW: Step(AgreementState.IN_REVIEW, _("Send to review")),
    AgreementState.AGREED: Step(AgreementState.AGREED, _("The text is agreed")),
    AgreementState.SCHEDULED: Step(AgreementState.SCHEDULED, _("Schedule the signing"), "event"),
    AgreementState.ACTIVE: Step(AgreementState.ACTIVE, _("Begin the term")),
    AgreementState.DRAFT: Step(AgreementState.DRAFT, _("Back to draft"), "reason"),
    AgreementState.EXPIRING: Step(AgreementState.EXPIRING, _("Begin to expire")),
    AgreementState.EXPIRED: Step(AgreementState.EXPIRED, _("Close as expired")),
    AgreementState.TERMINATED: Step(AgreementState.TERMINATED, _("End early"), "end"),
}
BY_CALENDAR = {AgreementState.ACTIVE, AgreementState.EXPIRING, AgreementState.EXPIRED}


def steps_of(found, day):
    """The buttons of a state, from its flow: (the one it waits for, the others)."""
    state = AgreementState(found.state)
    steps = []
    for to, step in WORDS.items():
        if to not in AGREEMENT_FLOW.allowed_from(state) or (to in BY_CALENDAR and not _has_come(found, to, day)):
            continue
        if (state, to) == (AgreementState.SCHEDULED, AgreementState.AGREED):
            step = Step(to, _("Take off the day"))
        if state != AgreementState.SIGNED or to != AgreementState.SCHEDULED:  # undoing a signature: signing day
            steps.append(step)
    first = next((step for step in steps if step.to == FORWARD.get(state)), None)
    return first, [step for step in steps if step is not first]


def _has_come(found, to, day):
    """Whether the calendar allows a step that a night would take by itself."""
    if to == AgreementState.ACTIVE:
        return found.state == AgreementState.SIGNED and (found.starts_on is None or found.starts_on <= day)
    if to == AgreementState.EXPIRING:
        return found.ends_on is not None and (found.ends_on - day).days <= max(REMIND_BEFORE_END)
    return found.ends_on is not None and found.ends_on < day


class StepForm(forms.Form):
    to = forms.ChoiceField(choices=AgreementState.choices)
    event = forms.CharField(required=False, max_length=20)
    reason = forms.CharField(required=False, max_length=300)
    ended_on = DayField(required=False)


@require_POST
@for_roles(R.SECRETARIAT)
def step(request, code):
    """One step of an agreement's life; the way there is told by the flow."""
    found = get_object_or_404(kept_by(request.viewer), code=code)
    form = StepForm(request.POST)
    if not form.is_valid():
        return refused(request, found, gettext("This step is not clear. Open the page again and choose it there."))
    asked, told_now = form.cleaned_data, {"agreement": found, "by": request.user, "at": now()}
    to = AgreementState(asked["to"])
    try:
        if to == AgreementState.IN_REVIEW:
            send_to_review(**told_now)
        elif to == AgreementState.AGREED and found.state == AgreementState.SCHEDULED:
            unschedule(**told_now)
        elif to == AgreementState.AGREED:
            agree(**told_now)
        elif to == AgreementState.DRAFT:
            reopen_draft(reason=asked["reason"], **told_now)
        elif to == AgreementState.SCHEDULED:
            event = get_object_or_404(events_of(found.forum), code=asked["event"]) if asked["event"] else None
            schedule(event=event, **told_now)
        elif to == AgreementState.TERMINATED:
            terminate(reason=asked["reason"], ended_on=asked["ended_on"] or today(), **told_now)
        elif to in CALENDAR_ACTS:
            CALENDAR_ACTS[to](today=today(), **told_now)
        else:
            raise BadRequest
    except ActionDenied as denied:
        return refused(request, found, str(denied))
    messages.success(request, gettext("Done: %(state)s.") % {"state": to.label})
    return redirect("agreement-detail", code)


CALENDAR_ACTS = {
    AgreementState.ACTIVE: activate,
    AgreementState.EXPIRING: begin_to_expire,
    AgreementState.EXPIRED: expire,
}


@require_POST
@for_roles(R.SECRETARIAT)
def discard(request, code):
    """Throw a draft away."""
    found = get_object_or_404(kept_by(request.viewer), code=code)
    try:
        discard_draft(agreement=found, by=request.user, at=now())
    except ActionDenied as denied:
        return refused(request, found, str(denied))
    messages.success(request, gettext("The draft was discarded. The trail keeps its name."))
    return redirect("agreement-list")


@require_POST
@for_roles(R.SECRETARIAT)
def renew(request, code):
    """Draft the agreement that follows; what is open under this one goes along."""
    found = get_object_or_404(kept_by(request.viewer), code=code)
    progress = progress_of(promises_of(request.viewer).filter(agreement=found), today())
    open_ones = [row.promise for row in progress if row.done < row.promise.quantity]
    try:
        new = begin_renewal(agreement=found, promises=open_ones, by=request.user, at=now())
    except ActionDenied as denied:
        return refused(request, found, str(denied))
    messages.success(request, gettext("Parties, scopes and open promises were carried over. Numbers were not."))
    return redirect("agreement-detail", new.code)


# --- reminders ----------------------------------------------------------------------------------------------


@require_POST
@for_roles(*PARTIES_ACT)
def remind_party(request, code):
    """Write to a party by e-mail; the link to sign goes along where its signature is missing."""
    party = get_object_or_404(party_rows_of(request.viewer), code=code)
    kind = request.POST.get("kind", "")
    if kind not in Reminder:
        raise BadRequest
    try:
        remind(party=party, kind=Reminder(kind), today=today(), by=request.user, at=now())
    except ActionDenied as denied:
        return refused(request, party.agreement, str(denied))
    messages.success(request, gettext("%(party)s is written to.") % {"party": party.organisation.name})
    return redirect("agreement-detail", party.agreement.code)


@require_POST
@for_roles(R.SECRETARIAT)
def message_party(request, code):
    """The words for a chat that asks a party to sign, with a fresh link: shown once, sent by a person."""
    party = get_object_or_404(party_rows_of(request.viewer), code=code)
    try:
        text = prepare_message(party=party, today=today(), by=request.user, at=now())
    except ActionDenied as denied:
        return refused(request, party.agreement, str(denied))
    context = {"party": party, "agreement": party.agreement, "text": text, "link": whatsapp_link(text, party.phone)}
    response = page(request, "secretariat/agreements/message.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


# --- what the pages show ------------------------------------------------------------------------------------


def kept_by(viewer):
    """Agreements that the viewer writes."""
    return agreements_of(viewer).filter(forum__organisation_id__in=viewer.kept_forums)


def refused(request, found, sentence):
    """The page of the agreement as it stands, with the reason why an act was not done."""
    found = get_object_or_404(agreements_of(request.viewer), pk=found.pk)
    return page(request, "secretariat/agreements/detail.html", seen(request, found, sentence), status=422)


def seen(request, found, refusal=""):
    """One agreement as this viewer sees it: a fixed number of questions."""
    viewer, day = request.viewer, today()
    state, pulse = AgreementState(found.state), Pulse(found.pulse) if found.pulse else None
    keeps = may_keep_agreements(viewer, found.forum)
    parties = list(parties_of(found))
    for party in parties:
        party.agreement = found
        party.contacts_open = may_read_contacts(viewer, party)
        party.writable = may_sign_for(viewer, party) and state in (BEFORE_SIGNATURE if keeps else SPOKEN_FOR_IN)
    progress = progress_of(promises_of(viewer).filter(agreement=found), day)
    named = {row.promise.need_id for row in progress if row.promise.need_id}
    entries = list(entries_of(found))
    chain, texts = chain_of(found), list(texts_of(found))
    first, others = steps_of(found, day) if keeps else (None, [])
    frozen = any(text.kind == DocumentKind.MAIN and text.state != DocumentState.DRAFT for text in texts)
    return {
        "agreement": found,
        "state": state,
        "kind": AgreementKind(found.kind),
        "pulse": pulse,
        "tones": {"state": tone_of(state), "pulse": tone_of(pulse)},
        "life": life_of(found, entries),
        "scopes": scopes_of(found),
        "parties": parties,
        "numbers": [party.number for party in parties if party.number],
        "sees_signatories": viewer.has(*NAMES_SEEN_BY),
        "opens_rows": viewer.has(*ROWS_OPENED_BY),
        "progress": progress,
        "kept": sum(row.done >= row.promise.quantity for row in progress),
        "needs": needs_of(viewer).filter(pk__in=named),
        "signing": signing_of(request, found, parties, texts),
        "texts": texts,
        "chain": _open_among(viewer, chain),
        "talk_from": _talk_from(found, chain),
        "keeps": keeps,
        "step": first,
        "others": others,
        "events": events_of(found.forum).filter(held_on__gte=day)[:20] if first and first.asks == "event" else (),
        "lacking": lacking(found, FORWARD.get(state), parties) if keeps else [],
        "frozen": frozen,
        "may_edit": keeps and state in OPEN_TO_EDITS and not frozen,
        "may_promise": keeps and state in BEFORE_SIGNATURE and not frozen,
        "may_renew": keeps and state in RENEWED_FROM and chain[-1] == found,
        "may_discard": keeps and state == AgreementState.DRAFT,
        "trail": told(entries),
        "refusal": refusal,
    }


PATH = (
    AgreementState.DRAFT,
    AgreementState.IN_REVIEW,
    AgreementState.AGREED,
    AgreementState.SCHEDULED,
    AgreementState.SIGNED,
    AgreementState.ACTIVE,
)


def life_of(found, entries):
    """The line of an agreement's life: (state, its day or None, whether it was reached)."""
    reached = {}
    for entry in reversed(entries):
        if "state" in entry.wording.changes:
            reached[entry.wording.changes["state"][1]] = entry.at
        elif entry.verb == "agreement.drafted":
            reached[AgreementState.DRAFT.value] = entry.at
    days = reached | ({AgreementState.SIGNED.value: found.signed_on} if found.signed_on else {})
    state = AgreementState(found.state)
    at = PATH.index(state) if state in PATH else len(PATH)
    line = [(step, days.get(step.value) if n <= at else None, n <= at) for n, step in enumerate(PATH)]
    if state not in PATH:
        line.append((state, found.ended_on or days.get(state.value) or found.ends_on, True))
    elif found.ends_on:
        line.append((AgreementState.EXPIRED, found.ends_on, False))
    return line


def _open_among(viewer, chain):
    """Of agreements that follow each other, those the viewer may open: parties come and go."""
    if len(chain) == 1:
        return []
    open_ones = set(
        agreements_of(viewer).filter(pk__in=[row.pk for row in chain]).order_by().values_list("pk", flat=True)
    )
    return [row for row in chain if row.pk in open_ones]


def _talk_from(found, chain):
    """The day from which a renewal should be talked about; None once there is one, or nothing to renew."""
    if found.ends_on is None or found.state not in IN_FORCE or chain[-1] != found:
        return None
    return found.ends_on - timedelta(days=max(REMIND_BEFORE_END))


@dataclass
class Side:
    """A party in the panel of signatures: how it signed, or how it is asked to."""

    party: Any
    signature: Any = None
    tone: str = "wait"
    words: Any = ""
    reminder: str = ""  # the kind of reminder offered
    reminded_at: Any = None
    chat: str = ""  # a prepared chat, where nothing secret is in it


HOW = {SigningMode.INK: ("unknown", _("Wet ink")), SigningMode.BROUGHT: ("ok", _("Electronic")),
       SigningMode.HERE: ("ok", _("Electronic"))}  # fmt: skip


def signing_of(request, found, parties, texts):
    """Who has signed the text that matters now, how, and who is to be reminded of what."""
    waiting = open_document(found) if texts else None
    shown = waiting or next((text for text in texts if text.kind == DocumentKind.MAIN), None)
    signed = {row.party_id: row for row in signatures_of(shown)} if shown else {}
    asked = {party.pk for party in asked_of(waiting)} if waiting else set()
    ending = found.state == AgreementState.EXPIRING
    kind = Reminder.SIGNATURE if waiting else Reminder.END if ending else ""
    last = last_reminders(parties, kind) if kind else {}
    sides = []
    for party in parties:
        side = Side(party, signed.get(party.pk), reminded_at=last.get(party.code))
        if side.signature:
            side.tone, side.words = HOW[SigningMode(side.signature.mode)]
        elif party.pk in asked:
            side.words = _("Not signed yet")
        elif found.state in WITH_SIGNATURE:
            side.tone, side.words = "unknown", _("Not recorded here")
        else:
            side.tone, side.words = "unknown", _("Not asked yet")
        if request.viewer.has(*PARTIES_ACT):
            if waiting and party.pk in asked and not side.signature:
                side.reminder = Reminder.SIGNATURE
            elif ending and not waiting:
                side.reminder = Reminder.END
                if party.contacts_open:
                    _subject, text = notices.words_for(party, Reminder.END, today=today())
                    side.chat = whatsapp_link(text, party.phone)
        sides.append(side)
    return {"document": shown, "waiting": waiting, "sides": sides}
