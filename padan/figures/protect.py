"""Small groups in published tables: every cell is rounded by its own key, cells under five are named, not numbered.

Rounding is random but fixed for a cell: asked again, filtered or published anew it answers alike, so that repeated
questions average nothing away and no difference of two tables is exact.
"""

from calendar import monthrange
from datetime import date, timedelta

from padan.base.sealing import digest

SMALL = 5
BASE = 5


def protected(count: int, *, cell: tuple[str, ...]) -> int | None:
    """The count as published: a multiple of five near it, or None for a group under five.

    A count is rounded up with probability (count mod 5)/5, so that tables stay right on average; the chance is drawn
    from a keyed hash of the cell's name.
    """
    if count < SMALL:
        return None
    below, rest = divmod(count, BASE)
    chance = int(digest("\x1f".join(cell), purpose="cell")[:16], 16) / 2**64
    return BASE * (below + (chance < rest / BASE))


def cell_of(
    *, scope: str, window: str, trade: str = "", programme: str = "", region: str = "", status: str = ""
) -> tuple[str, ...]:
    """The name by which a group is rounded: one name a group, whichever table or release shows it.

    A programme is itself under every forum; other groups are parts of the forum ``scope`` (a code).
    """
    return ("cube", "" if programme else scope, window, trade, programme, region, status)


def known(published: int | None) -> tuple[int, int]:
    """What everybody knows of the true count, who reads the published one and how rounding works."""
    if published is None:
        return 0, SMALL - 1
    return max(published - BASE + 1, SMALL), published + BASE - 1


def cut_off(day: date) -> date:
    """The newest day the public may be told persons' figures of: the last of a month, never a day chosen at will.

    From the totals of two days in a row anybody could work out whoever answered in between.
    """
    last = monthrange(day.year, day.month)[1]
    return day if day.day == last else day.replace(day=1) - timedelta(days=1)
