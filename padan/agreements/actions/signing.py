"""Who signed what: ink on paper, and what every way of signing ends in. Files are signed in ``sealing``.

A signature makes a new paper; none is ever changed. Rows are locked in one order: agreement, then document.
"""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.life import TermInDisorder, sign_agreement
from padan.agreements.actions.renewal import move_end
from padan.agreements.models import Agreement, Document, Intent, Paper, Signature
from padan.agreements.permissions import check_may_keep_agreements, may_keep_agreements
from padan.agreements.queries.signing import asked_of, has_signed, intents_left, signatures_of
from padan.agreements.states import (
    AGREEMENT_FLOW,
    DOCUMENT_FLOW,
    IN_FORCE,
    INTENT_FLOW,
    WITH_SIGNATURE,
    AgreementState,
    DocumentKind,
    DocumentState,
    IntentState,
    PaperKind,
    SigningMode,
    StampDuty,
)
from padan.base.clock import JAKARTA
from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.people.actions import LinkSpent, spend_link
from padan.people.models import SignedLink
from padan.trail.actions import record

LEFT_AFTER = timedelta(minutes=2)  # no signature takes that long
UNDO_WITHIN = timedelta(minutes=10)
OPEN_WHILE = {
    DocumentKind.MAIN: (AgreementState.SCHEDULED,),
    DocumentKind.ADDENDUM: IN_FORCE,
    DocumentKind.CORRECTION: (AgreementState.SCHEDULED, *IN_FORCE),
}
"""While an agreement is in one of these states, such a text of it takes signatures."""


class NotOpenForSigning(ActionDenied):
    """The text is not waiting for signatures."""


class TextChanged(ActionDenied):
    """The signatory was shown another text than the one that stands."""


class PartyHasSigned(ActionDenied):
    """This party's signature stands already."""


class NotAsked(ActionDenied):
    """This party does not sign this document."""


class KeyUsedTwice(ActionDenied):
    """One certificate stands for one party."""


class SignersUnclear(ActionDenied):
    """Which signature in the file is whose was not said."""


class StampUsedTwice(ActionDenied):
    """A duty stamp stands on one document."""


class CannotBeUndone(ActionDenied):
    """The signature stands."""


# --- opening ------------------------------------------------------------------------------------------------


def held(document) -> tuple[Agreement, Document]:
    """Agreement and document, both locked, as they stand now."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("forum").get(pk=document.agreement_id)
    return agreement, Document.objects.select_for_update(of=("self",)).get(pk=document.pk)


def check_open(document, agreement) -> None:
    """The document waits for signatures, and so does its agreement (an addendum: the agreement is in force)."""
    if document.state == DocumentState.COMPLETE:
        raise PartyHasSigned(_("All parties have signed this document."))
    if document.state != DocumentState.FROZEN or agreement.state not in OPEN_WHILE[document.kind]:
        raise NotOpenForSigning(_("This document is not open for signing now. Ask the forum what happened to it."))


def check_turn(document, agreement, party, shown_sha256) -> None:
    """This party may sign this text now."""
    check_open(document, agreement)
    if party.pk not in {one.pk for one in asked_of(document)}:
        raise NotAsked(_("%(party)s does not sign this document.") % {"party": party})
    if shown_sha256 != document.text_sha256:
        raise TextChanged(_("The text was changed after you opened this page. Read it again before you sign."))
    if has_signed(document, party):
        raise PartyHasSigned(_("%(party)s has signed this document.") % {"party": party})


# --- wet ink ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_ink(
    *, document, parties, signed_on, by, at, scan=None, called="", stamp_duty=StampDuty.NONE, stamp_serial=""
):
    """People signed on paper: who, when, with which duty stamp. The scan (checked bytes) may follow later."""
    agreement, document = held(document)
    check_for(by, check_may_keep_agreements, agreement.forum)
    check_open(document, agreement)
    if not parties:
        raise SignersUnclear(_("Say who has signed."))
    for party in parties:
        check_turn(document, agreement, party, document.text_sha256)
    if signed_on > at.astimezone(JAKARTA).date():
        raise TermInDisorder(_("The day of signing lies ahead."))
    check_stamp(document, stamp_duty, stamp_serial)
    paper = new_paper(document, PaperKind.SCAN, keep(scan, called=called)) if scan else None
    for party in parties:
        write_signature(
            document,
            party,
            by,
            at,
            mode=SigningMode.INK,
            paper=paper,
            signed_at=_moment(signed_on, at),
            stamp_duty=stamp_duty,
            stamp_serial=stamp_serial,
        )
    return complete(document, agreement, signed_on, by, at)


@transaction.atomic
def add_scan(*, document, scan, called, by, at):
    """The scan of what was signed on paper; it proves every ink signature that has none yet."""
    agreement, document = held(document)
    check_for(by, check_may_keep_agreements, agreement.forum)
    waiting = Signature.objects.filter(document=document, mode=SigningMode.INK, paper=None, voided_at=None)
    if not waiting.exists():
        raise NotOpenForSigning(_("No signature of this document waits for a scan."))
    paper = new_paper(document, PaperKind.SCAN, keep(scan, called=called))
    count = waiting.update(paper=paper, updated_at=at)
    record(by, "document.scanned", document, at=at, changes={"sha256": ["", paper.file_sha256], "proves": [0, count]})
    return paper


def check_stamp(document, duty, serial) -> None:
    if (duty == StampDuty.NONE) != (not serial):
        raise StampUsedTwice(_("A duty stamp has its kind and its serial number: fill in both, or neither."))
    if serial and (
        Signature.objects.filter(stamp_duty=duty, stamp_serial=serial, voided_at=None)
        .exclude(document=document)
        .exists()
    ):
        raise StampUsedTwice(_("The duty stamp %(serial)s stands on another document.") % {"serial": serial})


def _moment(day: date, at: datetime) -> datetime:
    """The instant of an act on its own day; a day that is told afterwards has no hour, so it gets its first."""
    return at if at.astimezone(JAKARTA).date() == day else datetime.combine(day, time(), tzinfo=JAKARTA)


# --- what a crash leaves ---------------------------------------------------------------------------------------


def settle_intents(*, at, left_after=LEFT_AFTER) -> int:
    """End what a crash left behind. A signature is stored together with its intent, so what is left has none."""
    ended = 0
    for intent in intents_left(at - left_after):
        with transaction.atomic():
            ended += give_up(intent.pk, _("The signing broke off before it was stored. Nothing was signed."), at)
    return ended


def give_up(pk, fault, at) -> bool:
    intent = Intent.objects.select_for_update().filter(pk=pk).select_related("document").first()
    if intent is None or intent.state != IntentState.BEGUN:
        return False
    intent.fault = fault
    end_intent(intent, IntentState.FAILED, at)
    record(None, "signing.given_up", intent.document, at=at, changes={"fault": ["", fault]})
    return True


def end_intent(intent, state, at) -> None:
    INTENT_FLOW.check(intent.state, state)
    intent.state, intent.ended_at = state, at
    intent.save(update_fields=["state", "ended_at", "fault", "updated_at"])


# --- what every way ends in ---------------------------------------------------------------------------------


def new_paper(document, kind, kept) -> Paper:
    newest = Paper.objects.filter(document=document).order_by("-order").values_list("order", flat=True).first()
    return Paper.objects.create(document=document, kind=kind, order=0 if newest is None else newest + 1, **kept)


def write_signature(document, party, by, at, *, mode, **columns) -> Signature:
    """Write one signature, as it is."""
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                document=document,
                party=party,
                mode=mode,
                signatory=party.signatory or party.organisation.name,
                position=party.position,
                text_sha256=document.text_sha256,
                **columns,
            )
    except IntegrityError:
        raise PartyHasSigned(_("%(party)s has signed this document.") % {"party": party}) from None
    told = {"party": ["", party.organisation.name], "mode": ["", mode], "text_sha256": ["", document.text_sha256]}
    record(by, "signature.recorded", signature, at=at, changes=told)
    if isinstance(by, SignedLink) and document.kind == DocumentKind.MAIN:
        with suppress(LinkSpent):
            spend_link(link=by, at=at)
    return signature


def complete(document, agreement, signed_on, by, at) -> Document:
    """Close the document once the last party has signed: the agreement is signed, or an addendum moves its end."""
    signed = set(signatures_of(document).values_list("party_id", flat=True))
    if not signed.issuperset(party.pk for party in asked_of(document)):
        return document
    DOCUMENT_FLOW.check(document.state, DocumentState.COMPLETE)
    document.state = DocumentState.COMPLETE
    document.save(update_fields=["state", "updated_at"])
    record(by, "document.completed", document, at=at, changes={"signatures": [0, len(signed)]})
    keeps = not isinstance(by, SignedLink) and may_keep_agreements(viewer_of(by), agreement.forum)
    if document.kind == DocumentKind.MAIN:
        sign_agreement(agreement=agreement, signed_on=signed_on, by=by if keeps else None, at=at)
    elif document.kind == DocumentKind.ADDENDUM:
        move_end(document=document, today=signed_on, by=by if keeps else None, at=at)
    return document


@transaction.atomic
def void_signature(*, signature, reason, by, at):
    """Take back an ink signature that was recorded by mistake. It stays on record, with the reason.

    What it completed is open again; for a signed agreement only within ten minutes.
    """
    agreement, document = held(signature.document)
    check_for(by, check_may_keep_agreements, agreement.forum)
    signature = Signature.objects.select_for_update().get(pk=signature.pk)
    if signature.voided_at:
        raise CannotBeUndone(_("This signature was taken back before."))
    if signature.mode != SigningMode.INK:
        raise CannotBeUndone(_("A signature inside the file cannot be taken back."))
    if not reason.strip():
        raise CannotBeUndone(_("Say why it is taken back."))
    if document.state == DocumentState.COMPLETE:
        reopen(document, agreement, by, at)
    signature.voided_at, signature.void_reason = at, reason.strip()[:300]
    signature.save(update_fields=["voided_at", "void_reason", "updated_at"])
    record(by, "signature.voided", signature, at=at, changes={"reason": ["", signature.void_reason]})
    return signature


def reopen(document, agreement, by, at) -> None:
    """A complete document waits for signatures again, and its agreement is not signed yet."""
    if document.kind != DocumentKind.MAIN or agreement.state not in WITH_SIGNATURE:
        raise CannotBeUndone(_("All parties have signed this document; its signatures stand."))
    AGREEMENT_FLOW.check(agreement.state, AgreementState.SCHEDULED)
    if agreement.signed_at is None or at - agreement.signed_at > UNDO_WITHIN:
        raise CannotBeUndone(_("The agreement was signed more than ten minutes ago; its signatures stand."))
    DOCUMENT_FLOW.check(document.state, DocumentState.FROZEN)
    document.state = DocumentState.FROZEN
    document.save(update_fields=["state", "updated_at"])
    agreement.state, agreement.signed_on, agreement.signed_at = AgreementState.SCHEDULED, None, None
    agreement.pulse, agreement.pulse_on, agreement.last_activity_on = "", None, None
    agreement.save(
        update_fields=["state", "signed_on", "signed_at", "pulse", "pulse_on", "last_activity_on", "updated_at"]
    )
    record(by, "agreement.signing_undone", agreement, at=at, changes={"state": ["signed", "scheduled"]})
