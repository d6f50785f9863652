"""Seats: taken and given back by the database itself, so that two at once cannot take the last one."""

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.openings.models import Opening
from padan.openings.states import Ending, OpeningState


class OpeningFull(ActionDenied):
    """Every seat is taken."""


class OpeningClosed(ActionDenied):
    """Nobody is taken on there any more."""


def take_seat(opening, *, at):
    """Take one seat, within the act that gives it to somebody. Told by that act in the trail.

    Raises OpeningFull or OpeningClosed; a seat once filled stays filled when the job ends.
    """
    free = Opening.objects.filter(pk=opening.pk, state=OpeningState.OPEN, seats_taken__lt=F("seats"))
    if free.update(seats_taken=F("seats_taken") + 1, updated_at=at):
        return
    if Opening.objects.filter(pk=opening.pk, state=OpeningState.OPEN).exists():
        raise OpeningFull(_("All seats of “%(opening)s” are taken.") % {"opening": opening})
    raise OpeningClosed(_("“%(opening)s” is closed.") % {"opening": opening})


def free_seat(opening, *, at):
    """Give a seat back, within the act by which somebody will not begin after all. Told by that act in the trail.

    What was closed because it was full is open again, unless its deadline has passed. Returns the opening as it stands.
    """
    again = Q(state=OpeningState.CLOSED, ending=Ending.FILLED) & (Q(closes_at=None) | Q(closes_at__gt=at))
    Opening.objects.filter(pk=opening.pk, seats_taken__gt=0).update(
        seats_taken=F("seats_taken") - 1,
        state=Case(When(again, then=Value(str(OpeningState.OPEN))), default=F("state")),
        ending=Case(When(again, then=Value("")), default=F("ending")),
        updated_at=at,
    )
    return Opening.objects.select_related("company", "owner__region", "region").get(pk=opening.pk)
