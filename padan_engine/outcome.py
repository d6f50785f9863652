"""What came of a clearing: who got nothing and why, groups with intervals, and what the numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.explain import score_pairs
from padan_engine.rates import difference, mean_difference, mean_interval, wilson

if TYPE_CHECKING:
    from padan_engine.clear import Matching
    from padan_engine.examine import Proof
    from padan_engine.floors import Floor
    from padan_engine.types import Market

Array = Any
NO_FEASIBLE_OPENING = "no_feasible_opening"
ALL_FULL = "all_full"

MEANINGS = {
    "stable": "no graduate and opening would both rather have each other than what they have",
    "placements": "as many people placed as possible, then the best total fit; some pairs would rather have each other",
}


def unmatched_reasons(market: Market, matching: Matching, proof: Proof) -> tuple[Array, Array]:
    """(rows of the unplaced, reason of each): no opening breaks no rule for her, or all that do not are full."""
    rows = np.flatnonzero(matching.column < 0)
    reason = np.full(len(rows), ALL_FULL, dtype="S19")
    reason[proof.feasible[rows] == 0] = NO_FEASIBLE_OPENING.encode()
    return rows, reason


def summary(market: Market, matching: Matching, proof: Proof) -> dict[str, Any]:
    """The numbers of one clearing, as plain values for ``report.json``."""
    n = len(market.graduates)
    low, high = wilson(matching.placed, n)
    unplaced = matching.column < 0
    first = int(np.count_nonzero(proof.rank == 1))
    ranks = proof.rank[proof.rank > 0]
    return {
        "objective": matching.objective,
        "meaning": MEANINGS[matching.objective],
        "placed": matching.placed,
        "placed_share": _share(matching.placed, n),
        "placed_share_low": low,
        "placed_share_high": high,
        "mean_fit": proof.fit / matching.placed if matching.placed else None,
        "first_choice": first,
        "mean_rank": float(ranks.mean()) if len(ranks) else None,
        "blocking_pairs": proof.blocking_pairs,
        "unplaced": {
            NO_FEASIBLE_OPENING: int(np.count_nonzero(unplaced & (proof.feasible == 0))),
            ALL_FULL: int(np.count_nonzero(unplaced & (proof.feasible > 0))),
        },
    }


def market_facts(market: Market, feasible_graduates: Array) -> dict[str, Any]:
    """Sizes, and what in the market itself needs attention."""
    openings = market.openings
    empty = np.flatnonzero((feasible_graduates == 0) & (openings.seats > 0))
    held = np.bincount(market.graduates.holds.item, minlength=len(market.skills)) > 0
    nobody = [
        {"row": int(row) + 2, "column": "required_units", "unit": market.skills[skill]}
        for row, skill in _required_but_not_held(market, held)
    ]
    return {
        "graduates": len(market.graduates),
        "openings": len(openings),
        "seats": int(openings.seats.sum()),
        "acceptable_pairs": int(feasible_graduates.sum()),
        "openings_nobody_may_fill": {
            "count": len(empty),
            "opening_id": [openings.ids[column].decode() for column in empty[:100]],
        },
        "units_nobody_holds": {"count": len(nobody), "first": nobody[:100]},
    }


def _required_but_not_held(market: Market, held: Array) -> list[tuple[int, int]]:
    requires = market.openings.requires
    entry = np.flatnonzero(~held[requires.item])
    row = np.searchsorted(requires.start, entry, side="right") - 1
    return list(zip(row.tolist(), requires.item[entry].tolist(), strict=True))


def comparison(one: Matching, two: Matching) -> dict[str, int]:
    """Who is placed by which of two answers to the same market."""
    first, second = one.column >= 0, two.column >= 0
    return {
        "placed_in_both": int(np.count_nonzero(first & second)),
        f"placed_only_by_{one.objective}": int(np.count_nonzero(first & ~second)),
        f"placed_only_by_{two.objective}": int(np.count_nonzero(second & ~first)),
        "graduates_with_another_opening": int(np.count_nonzero(first & second & (one.column != two.column))),
    }


def placed_by_group(market: Market, column: Array) -> dict[str, int]:
    """How many of each group have an opening."""
    groups = market.graduates.groups[column >= 0]
    return {name: int(np.count_nonzero(groups >> number & 1)) for number, name in enumerate(market.groups)}


def groups_report(market: Market, matching: Matching, proof: Proof) -> list[dict[str, Any]]:
    """Each group beside everybody else: placed and fit of the placed, each with its interval, and the differences."""
    placed = matching.column >= 0
    rows = np.flatnonzero(placed)
    fit = np.zeros(len(placed))
    fit[rows] = score_pairs(market, rows, matching.column[rows], "fit")
    report = []
    for number, name in enumerate(market.groups):
        inside = (market.graduates.groups >> number & 1).astype(bool)
        k, n = int((placed & inside).sum()), int(inside.sum())
        others, rest = int((placed & ~inside).sum()), int((~inside).sum())
        low, high = wilson(k, n)
        gap = difference(k, n, others, rest) if n and rest else None
        ranks = proof.rank[inside & placed]
        report.append(
            {
                "group": name,
                "graduates": n,
                "placed": k,
                "placed_share": _share(k, n),
                "placed_share_low": low,
                "placed_share_high": high,
                "difference_to_others": None if gap is None else [gap.estimate, gap.low, gap.high],
                "mean_rank": float(ranks.mean()) if len(ranks) else None,
                "mean_fit": _mean(fit[inside & placed]),
                "fit_difference_to_others": _mean_gap(fit[inside & placed], fit[~inside & placed]),
                "no_feasible_opening": int((inside & (proof.feasible == 0)).sum()),
            }
        )
    return report


def reserves_report(market: Market, matching: Matching) -> list[dict[str, Any]]:
    """Seats set aside for each group, and how many of its members took one, reserved or open, at those openings."""
    report = []
    for number, name in enumerate(market.groups):
        owners = [
            c for c, reserves in market.openings.reserved.items() if any(group == number for group, _ in reserves)
        ]
        if not owners:
            continue
        aside = sum(seats for c in owners for group, seats in market.openings.reserved[c] if group == number)
        at = np.isin(matching.column, owners)
        members = (market.graduates.groups >> number & 1).astype(bool)
        in_reserve = at & (matching.group == number)
        report.append(
            {
                "group": name,
                "reserved_seats": aside,
                "taken_by_members": int((in_reserve & members).sum()),
                "taken_by_others": int((in_reserve & ~members).sum()),
                "left_empty": aside - int(in_reserve.sum()),
            }
        )
    return report


WHY_MISSED = {
    "nobody": "no graduate belongs to this group",
    "too_few": "the group has fewer graduates than the floor",
    "feasible": "fewer of the group have an opening that breaks no rule",
    "seats": "the seats they could take are too few for so many of them at once",
    "stable": "so many could be placed, but a stable matching does not choose whom; set seats aside for them",
    "placements": "so many could be placed alone, but other floors and reserves come between, or it costs too much fit",
}


def floors_report(floors: list[Floor]) -> list[dict[str, Any]]:
    """How many of a group must be placed at least, how many were, how many could be, and why not; no score changes."""
    return [
        {
            "group": one.group,
            "floor": one.floor,
            "placed": one.placed,
            "met": one.met,
            "possible": one.possible,
            "price": one.price,
            "reason": one.reason,
            "meaning": WHY_MISSED.get(one.reason, ""),
        }
        for one in floors
    ]


def _mean(values: Array) -> list[float] | None:
    """(mean, low, high) of points; the interval needs two values."""
    if len(values) < 2:
        return [float(values[0])] * 3 if len(values) else None
    found = mean_interval(values.tolist())
    return [found.estimate, found.low, found.high]


def _mean_gap(first: Array, second: Array) -> list[float] | None:
    if min(len(first), len(second)) < 2:
        return None
    found = mean_difference(first.tolist(), second.tolist())
    return [found.estimate, found.low, found.high]


def _share(k: int, n: int) -> float | None:
    return k / n if n else None
