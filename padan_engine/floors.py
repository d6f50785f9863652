# mypy: allow-untyped-defs, allow-untyped-calls
"""Floors: at least so many of a group must be placed. Met where it can be, else reported with the reason.

A floor never costs a placement: among the graduates who can be placed together, those of a group may always come first
(a matching can be augmented without giving up anybody who has a place). So ``placements`` meets a floor by adding
points to every placement of the group, the least price at which it is met; the price is reported and the bound of the
proof knows it. A stable matching has no such freedom: there a floor is reported only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.auction import MOST_FLOOR_PRICE, STEP, placements
from padan_engine.errors import EngineInputError
from padan_engine.index import build_index
from padan_engine.scatter import acceptable_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from padan_engine.clear import Matching
    from padan_engine.index import Index
    from padan_engine.types import Market

Array = Any
FIRST_PRICE = 1 << 10
FINEST = 16  # the price of a floor is found to 1/16
ROUNDS = 3  # for several floors that push each other


@dataclass(frozen=True, slots=True)
class Floor:
    """What came of one floor: ``possible`` is how many of the group could be placed at most, ``reason`` why it was not
    met (empty when it was), ``price`` the points that a placement of a member was given."""

    group: str
    floor: int
    placed: int
    possible: int
    price: int
    reason: str

    @property
    def met(self) -> bool:
        return self.placed >= self.floor


def placements_with_floors(
    market: Market,
    floors: Mapping[str, int],
    *,
    step: int = STEP,
    threads: int | None = None,
    index: Index | None = None,
) -> Matching:
    """``placements`` that place at least so many of each group, as far as that is possible.

    Parameters: floors, group to number, 0 or more. Raises: EngineInputError for a number below 0.
    Notes: a floor that is met anyway costs nothing; else some ten clearings find its price.
    """
    check_floors(floors)
    index = build_index(market) if index is None else index

    def clear(price: Array) -> Matching:
        return placements(market, step=step, floor_price=price, threads=threads, index=index)

    matching = clear(np.zeros(len(market.groups), dtype=np.int64))
    asked = {market.groups.index(name): floor for name, floor in floors.items() if name in market.groups}
    goals: dict[int, int] = {}
    for _ in range(ROUNDS):
        lacking = [group for group, floor in asked.items() if _placed(market, matching, group) < floor]
        for group in lacking:
            goals.setdefault(group, min(asked[group], most_placeable(market, group, index)))
            matching = _raise_price(market, matching, group, goals[group], clear)
    return matching


def _raise_price(
    market: Market, matching: Matching, group: int, goal: int, clear: Callable[[Array], Matching]
) -> Matching:
    """The clearing with the least price of this group's floor, to 1/16, at which it is met; the nearest if none is."""
    start = _prices(market, matching)
    low, high, met = int(start[group]), max(FIRST_PRICE, 4 * int(start[group])), matching
    while _placed(market, met, group) < goal:
        if high > MOST_FLOOR_PRICE:
            return met
        low, high, met = int(_prices(market, met)[group]), 4 * high, clear(_with(start, group, high))
    high = int(_prices(market, met)[group])
    while high - low > max(high // FINEST, 1):
        middle = (low + high) // 2
        trial = clear(_with(start, group, middle))
        if _placed(market, trial, group) >= goal:
            met, high = trial, middle
        else:
            low = middle
    return met


def check_floors(floors: Mapping[str, int]) -> None:
    """Raise EngineInputError for a floor that is no number of people."""
    for name, floor in floors.items():
        if not isinstance(floor, int) or floor < 0:
            raise EngineInputError(f"floor {name}: {floor!r} is not a whole number of 0 or more", column="floors")


def floors_found(
    market: Market, matching: Matching, feasible: Array, floors: Mapping[str, int], index: Index | None = None
) -> list[Floor]:
    """What came of each floor, and where it was missed why: ``nobody`` belongs to the group, it has ``too_few``
    members, too few have a ``feasible`` opening, ``seats`` are too few for all of them at once, or it was possible but
    would break a promise of ``stable``, or cost ``placements`` more than a floor may.

    Parameters: feasible, int (n,), how many openings break no rule for each graduate.
    """
    found = []
    for name, floor in floors.items():
        group = market.groups.index(name) if name in market.groups else -1
        members = _members(market, group)
        placed, able = _placed(market, matching, group), int(np.count_nonzero(feasible[members] > 0))
        possible, reason = able, ""
        if placed < floor:
            possible = able if able <= placed else most_placeable(market, group, index)
            if len(members) < floor:
                reason = "too_few" if len(members) else "nobody"
            elif able < floor:
                reason = "feasible"
            elif possible < floor:
                reason = "seats"
            else:
                reason = matching.objective
        price = int(_prices(market, matching)[group]) if group >= 0 else 0
        found.append(Floor(name, floor, placed, max(possible, placed), price, reason))
    return found


def most_placeable(market: Market, group: int, index: Index | None = None) -> int:
    """How many members of a group could be placed together if nobody else were there; exact, a maximum flow."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    index = build_index(market) if index is None or len(index.openings.column) != len(market.openings) else index
    rows = _members(market, group)
    start, column = acceptable_pairs(index, rows)
    n, m = len(rows), len(index.openings.column)
    source, sink = n + m, n + m + 1
    degree = np.diff(start)
    tail = np.concatenate([np.full(n, source), np.repeat(np.arange(n), degree), n + np.arange(m)])
    head = np.concatenate([np.arange(n), n + column, np.full(m, sink)])
    room = np.concatenate([np.ones(n), np.ones(len(column)), np.minimum(index.openings.seats, n)])
    graph = csr_array((room.astype(np.int32), (tail, head)), shape=(n + m + 2, n + m + 2))
    return int(maximum_flow(graph, source, sink).flow_value)


def _members(market: Market, group: int) -> Array:
    if group < 0:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(market.graduates.groups >> group & 1)


def _prices(market: Market, matching: Matching) -> Array:
    return np.zeros(len(market.groups), dtype=np.int64) if matching.floor_price is None else matching.floor_price


def _placed(market: Market, matching: Matching, group: int) -> int:
    return int(np.count_nonzero(matching.column[_members(market, group)] >= 0))


def _with(price: Array, group: int, value: int) -> Array:
    changed = price.copy()
    changed[group] = value
    return changed
