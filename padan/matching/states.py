"""The life of a round."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class RoundState(models.TextChoices):
    OPEN = "open", _("Lot sealed, lists open")
    WAITING = "waiting", _("Being worked out")
    FROZEN = "frozen", _("Lists frozen")
    CLEARED = "cleared", _("Result ready")
    KEPT = "kept", _("Result kept")
    FAILED = "failed", _("Broken off")
    DISCARDED = "discarded", _("Laid aside")


ROUND_FLOW = Flow(
    {
        RoundState.OPEN: {RoundState.WAITING, RoundState.DISCARDED},
        RoundState.WAITING: {RoundState.FROZEN, RoundState.FAILED},
        RoundState.FROZEN: {RoundState.CLEARED, RoundState.FAILED},
        RoundState.CLEARED: {RoundState.KEPT, RoundState.DISCARDED},
        RoundState.FAILED: {RoundState.DISCARDED},
    }
)
AT_WORK = (RoundState.WAITING, RoundState.FROZEN)


class Objective(models.TextChoices):
    STABLE = "stable", _("Stable: nobody would rather swap")
    PLACEMENTS = "placements", _("Most people placed, then the best fit")


class SeatReason(models.TextChoices):
    """Why a graduate got what she got."""

    PLACED = "placed", _("Has a seat")
    NO_OPENING = "no_opening", _("No opening of this round fits her conditions")
    ALL_FULL = "all_full", _("Every opening that fits is full")


class ChangeKind(models.TextChoices):
    LEFT = "left", _("A graduate withdrew")
    CLOSED = "closed", _("An opening closed")
    SEATS = "seats", _("An opening has another number of seats")
