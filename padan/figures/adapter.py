"""The door to the engine: intervals of shares, their differences and weights, times, and the attack on tables."""

from collections.abc import Iterable, Sequence

from padan_engine.disclosure import attack
from padan_engine.durations import Durations, difference_at, kaplan_meier_counted
from padan_engine.rates import Interval, WeightedShare, difference, reweighted_share, wilson

__all__ = ["Curve", "apart", "apart_at", "attack", "curve", "interval", "reweighted"]
Curve = Durations


def interval(counted: int, of: int) -> tuple[float, float] | None:
    """95 % Wilson interval of a share, each end 0 to 1; None where nothing is counted of."""
    return wilson(counted, of) if of else None


def apart(first: tuple[int, int], second: tuple[int, int]) -> Interval | None:
    """How far two shares (counted, of) lie apart, with the 95 % interval; None where a group is empty."""
    return difference(*first, *second) if first[1] and second[1] else None


def curve(counts: Iterable[tuple[int, bool, int]]) -> Curve:
    """Times by how many: rows (days, whether it happened then, how many)."""
    return kaplan_meier_counted([(days, n if happened else 0, 0 if happened else n) for days, happened, n in counts])


def apart_at(first: Curve, second: Curve, days: int) -> Interval:
    """How far the shares to whom it happened by a day lie apart, ``first - second``, with the 95 % interval."""
    return difference_at(second, first, days)


def reweighted(groups: Sequence[tuple[int, int, int]]) -> WeightedShare | None:
    """The share of groups (of, answered, counted) when each answer stands for N / n of its group; None without one."""
    return reweighted_share(groups) if any(answered for _of, answered, _counted in groups) else None
