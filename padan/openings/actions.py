"""Acts on openings. A seat is taken by the database itself: two at once cannot take the last one."""

from django.db.models import F
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.openings.models import Opening
from padan.openings.states import OpeningState


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
