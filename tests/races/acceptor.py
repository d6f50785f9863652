"""What runs in the races of ``test_acceptances.py``, each act in a process of its own."""

import sys
from datetime import date

from django.utils import timezone
from factories.matching import WorkInvitationFactory
from factories.openings import OpeningFactory

from padan.base.errors import ActionDenied
from padan.matching.actions.invitations import answer_invitation, offer_many, take_back
from padan.matching.models import Consent, Invitation
from padan.openings.models import Opening
from padan.openings.states import Ending, OpeningState
from padan.placements.actions import accept_invitation, decline_placement, start_placement, step_back
from padan.placements.models import Placement
from padan.trail.queries import verify

TODAY = date(2024, 11, 15)
SEATS = 2


def prepare(contestants):
    """Offers for two seats, offers of many companies to one graduate, offers of an opening that is about to close."""
    few = WorkInvitationFactory.create_batch(contestants, opening=OpeningFactory(seats=SEATS), offered=True)
    first = WorkInvitationFactory(offered=True)
    rest = [WorkInvitationFactory(offered=True, graduate=first.graduate) for _n in range(contestants - 1)]
    closing = WorkInvitationFactory.create_batch(2, opening=OpeningFactory(seats=9), offered=True)
    talking = WorkInvitationFactory.create_batch(3, opening=OpeningFactory(seats=9), interested=True)
    full = WorkInvitationFactory.create_batch(SEATS, opening=OpeningFactory(seats=SEATS), offered=True)
    return {
        "few_seats": [row.pk for row in few],
        "one_graduate": [row.pk for row in (first, *rest)],
        "closing": [row.pk for row in closing],
        "talking": [row.pk for row in talking],
        "full": [row.pk for row in full],
    }


def _at_the_start(act, **told):
    """Act once the starter's line comes; the name of the refusal, or "done"."""
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        act(by=None, at=timezone.now(), **told)
    except ActionDenied as refused:
        return type(refused).__name__
    return "done"


def accept(pk):
    return _at_the_start(accept_invitation, invitation=Invitation.objects.get(pk=pk), today=TODAY)


def leave(pk):
    """She steps back from what she accepted."""
    return _at_the_start(step_back, invitation=Invitation.objects.get(pk=pk), hers=True, why_not="")


def begin(pk):
    """Her first day, in the placement that waits for it."""
    return _at_the_start(start_placement, placement=_waiting(pk), started_on=TODAY, today=TODAY)


def refuse(pk):
    """The company says by its link that she did not begin."""
    return _at_the_start(decline_placement, placement=_waiting(pk))


def _waiting(pk):
    row = Invitation.objects.get(pk=pk)
    return Placement.objects.get(graduate=row.graduate_id, opening=row.opening_id)


def fill(pk):
    """The opening is closed because its last seat is taken."""
    opening = Opening.objects.filter(pk=Invitation.objects.get(pk=pk).opening_id)
    opening.update(state=OpeningState.CLOSED, ending=Ending.FILLED)


def close(pk):
    """The opening closes, as an act of a room below does it."""
    opening = Invitation.objects.get(pk=pk).opening_id

    def closing(by, at):
        Opening.objects.filter(pk=opening).update(state=OpeningState.CLOSED, updated_at=at)

    return _at_the_start(closing)


def offer(*pks):
    """One act over many; how many were done."""

    def offering(by, at):
        offer_many(invitations=Invitation.objects.filter(pk__in=pks), by=by, at=at, today=TODAY)

    return _at_the_start(offering)


def take(*pks):
    """Another act over the same people."""

    def taking(by, at):
        take_back(invitations=Invitation.objects.filter(pk__in=pks), why_not="cancelled", by=by, at=at)

    return _at_the_start(taking)


def decline(pk):
    """One of them says no."""
    return _at_the_start(answer_invitation, invitation=Invitation.objects.get(pk=pk), yes=False, today=TODAY)


def stands(*pks):
    """What these invitations, their openings, placements and consents came to."""
    rows = Invitation.objects.filter(pk__in=pks)
    openings = Opening.objects.filter(pk__in=rows.values("opening_id"))
    graduates = rows.values("graduate_id")
    named = Consent.objects.filter(graduate__in=graduates, withdrawn_at=None)
    return {
        "states": sorted(rows.values_list("state", flat=True)),
        "seats_taken": sum(openings.order_by("pk").values_list("seats_taken", flat=True)),
        "open": openings.filter(state=OpeningState.OPEN, ending="").count(),
        "waiting": Placement.objects.filter(graduate__in=graduates, state="offered").count(),
        "working": Placement.objects.filter(graduate__in=graduates, state="working").count(),
        "named": named.count(),
        "trail_broken_at": verify().broken_at,
    }


ACTS = {act.__name__: act for act in (prepare, accept, leave, begin, refuse, fill, close, offer, take, decline, stands)}
