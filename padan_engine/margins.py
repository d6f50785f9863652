"""What one more unit, or one more seat, would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from padan_engine.explain import score_pairs
from padan_engine.types import FULL_SCORE, Graduates, Market, Ragged

if TYPE_CHECKING:
    from padan_engine.clear import Matching


@dataclass(frozen=True, slots=True)
class Gain:
    """One unit more (or one level more of it): openings that would open up, and of these how many would take her today.

    ``best`` is the id of the one she would like most among those that would take her, None if none would.
    """

    unit: str
    level: int
    feasible: int
    would_take: int
    best: str | None


def one_more_unit(market: Market, matching: Matching, row: int) -> list[Gain]:
    """For each unit a graduate lacks for some opening: what holding it would change for her, most useful first.

    Only openings that lack this one unit and break no other rule count, and only those she would rather have than
    what she has.
    The answer is about her alone, at today's cutoffs; several people gaining the same unit compete with each other.
    """
    holds = dict(market.graduates.holds.row(row))
    openings = market.openings
    missing: dict[int, list[tuple[int, int]]] = {}
    for column in range(len(openings)):
        lacks = [(skill, level) for skill, level in openings.requires.row(column) if holds.get(skill, 0) < level]
        if len(lacks) == 1:
            missing.setdefault(lacks[0][0], []).append((lacks[0][1], column))
    own = int(matching.column[row])
    gains = []
    steps = [(skill, level) for skill, asked in missing.items() for level in sorted({level for level, _ in asked})]
    for skill, level in steps:
        columns = [column for needed, column in missing[skill] if needed <= level]
        taught = _with_skill(market, row, holds | {skill: level})
        here, at = np.zeros(len(columns), dtype=np.int64), np.array(columns)
        have = int(score_pairs(taught, np.array([0]), np.array([own]), "graduate")[0]) if own >= 0 else -1
        hers = score_pairs(taught, here, at, "graduate")
        better = at[hers > have]
        liked = hers[hers > have]
        theirs = score_pairs(taught, here[: len(better)], better, "opening")
        takes = np.array([_bar(market, matching, column) < score for column, score in zip(better, theirs, strict=True)])
        best = openings.ids[better[takes][np.argmax(liked[takes])]].decode() if takes.any() else None
        if len(better):
            gains.append(Gain(market.skills[skill], level, len(better), int(takes.sum()), best))
    return sorted(gains, key=lambda gain: (-gain.would_take, -gain.feasible, gain.unit, gain.level))


def seat_in_words(price: int) -> str:
    """A price of ``placements`` as a sentence about one more seat."""
    if price == 0:
        return "one more seat changes nothing: seats are free, or nobody would come"
    if price >= FULL_SCORE:
        return f"one more seat places about one more person, or is worth {price} points of fit"
    return f"one more seat lets people fit better by {price} points in all"


def _bar(market: Market, matching: Matching, column: int) -> int:
    """The opening's score a newcomer must exceed; -1 while a seat is free."""
    taken = np.flatnonzero(matching.column == column)
    seats = int(market.openings.seats[column])
    if len(taken) < seats:
        return -1
    if seats == 0:
        return FULL_SCORE + 1
    return int(score_pairs(market, taken, np.full(len(taken), column), "opening").min())


def _with_skill(market: Market, row: int, holds: dict[int, int]) -> Market:
    """A market of this one graduate, holding what she would hold."""
    graduates = market.graduates
    alone = Graduates(
        ids=graduates.ids[row : row + 1],
        holds=Ragged.of([sorted(holds.items())]),
        region=graduates.region[row : row + 1],
        reach=graduates.reach[row : row + 1],
        reaches=graduates.reaches,
        available_day=graduates.available_day[row : row + 1],
        lowest_wage_idr=graduates.lowest_wage_idr[row : row + 1],
        groups=graduates.groups[row : row + 1],
    )
    return Market(
        market.regions,
        market.skills,
        market.first_language,
        alone,
        market.openings,
        market.weights,
        market.groups,
        market.seed,
    )
