"""Signing day: the order of an event's agreements, each recorded with one tap, and who saw it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from padan.agreements.actions.signing import CannotBeUndone, NotOpenForSigning, record_ink, void_signature
from padan.agreements.models import Agreement, Signature, Witness
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.queries.day import turns_of
from padan.agreements.states import SigningMode
from padan.base.errors import ActionDenied
from padan.forum.models import Event
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link
from padan.trail.actions import record

BOARD = "event.board"
BOARD_LINK_LASTS = timedelta(days=2)


class WitnessTwice(ActionDenied):
    """This witness is named already, or without a name."""


@transaction.atomic
def move_turn(*, agreement, up, by, at):
    """Let an agreement change places with the one before it (or after it) on signing day."""
    event, turns = _day(agreement, by)
    order = [turn.agreement.pk for turn in turns]
    here = order.index(agreement.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for place, pk in enumerate(order, start=1):
        Agreement.objects.filter(pk=pk).update(event_order=place)
    record(by, "event.reordered", event, at=at, changes={agreement.code: [here + 1, there + 1]})


@transaction.atomic
def record_turn(*, agreement, by, at):
    """Everybody who had not signed yet has signed on paper, in the hall, now; the scan follows."""
    event, turns = _day(agreement, by)
    turn = next(turn for turn in turns if turn.agreement.pk == agreement.pk)
    if not turn.frozen:
        raise NotOpenForSigning(_("The text of this agreement is not frozen for signing yet."))
    return record_ink(document=turn.document, parties=turn.unsigned, signed_on=event.held_on, by=by, at=at)


@transaction.atomic
def undo_turn(*, agreement, reason, by, at):
    """Take back what ``record_turn`` wrote, while that is minutes ago. The rows stay, with the reason."""
    signatures = Signature.objects.filter(
        document__agreement=agreement, mode=SigningMode.INK, paper=None, voided_at=None
    ).select_related("document")
    found = list(signatures.order_by("pk"))
    if not found:
        raise CannotBeUndone(_("Nothing was recorded here that could be taken back."))
    for signature in found:
        void_signature(signature=signature, reason=reason, by=by, at=at)


@transaction.atomic
def name_witness(*, event, name, position, by, at):
    """Somebody who sees the signing, for its record."""
    event = Event.objects.select_for_update(of=("self",)).select_related("forum").get(pk=event.pk)
    check_for(by, check_may_keep_agreements, event.forum)
    name = " ".join(name.split())
    named = Witness.objects.filter(event=event)
    if not name or named.filter(name=name, withdrawn_at=None).exists():
        raise WitnessTwice(_("Give a name that does not stand in the list yet."))
    order = (named.aggregate(last=Max("order"))["last"] or 0) + 1
    witness = Witness.objects.create(event=event, name=name, position=position.strip(), order=order)
    record(by, "witness.named", witness, at=at, changes={"event": ["", event.code]})
    return witness


@transaction.atomic
def withdraw_witness(*, witness, by, at):
    """A witness named by mistake."""
    check_for(by, check_may_keep_agreements, witness.event.forum)
    if Witness.objects.filter(pk=witness.pk, withdrawn_at=None).update(withdrawn_at=at):
        record(by, "witness.withdrawn", witness, at=at)


def open_board_link(*, event, by, at) -> str:
    """The token of a link to the board, for the machine at the projector; it lasts two days."""
    check_for(by, check_may_keep_agreements, event.forum)
    _link, token = issue_link(act=BOARD, thing=event, recipient=_("Projector"), by=by, at=at, lasts=BOARD_LINK_LASTS)
    return token


def _day(agreement, by):
    """The event of an agreement, locked, and its turns in order."""
    event = Event.objects.select_for_update(of=("self",)).select_related("forum").get(pk=agreement.event_id)
    check_for(by, check_may_keep_agreements, event.forum)
    return event, turns_of(event)
