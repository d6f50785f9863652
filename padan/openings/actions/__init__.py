from padan.openings.actions.imported import open_many, settle_occupation, settle_region
from padan.openings.actions.seats import OpeningClosed, OpeningFull, free_seat, take_seat

__all__ = [
    "OpeningClosed",
    "OpeningFull",
    "free_seat",
    "open_many",
    "settle_occupation",
    "settle_region",
    "take_seat",
]
