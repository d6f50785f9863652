"""One opening's graduates, one graduate's openings: exact, in a fixed order, each score with the parts it is made of.

The other side is held in memory (``warm``); the opening or the graduate that is asked for is read fresh. The order is
the engine's: the score of the one who asks, then the lot of the pair, then the lot of the other.
"""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from padan.matching.adapter.reading import WEIGHTS
from padan_engine.types import FULL_PART, PARTS

UNIT, PLACE, WAGE, START = "unit", "place", "wage", "start"


@dataclass(frozen=True)
class Sides:
    """What the engine's scoring reads of a market; either side may be a single row read just now."""

    regions: object
    skills: tuple
    first_language: int
    graduates: object
    openings: object
    weights: object


@dataclass(frozen=True)
class Near:
    """Somebody who breaks one rule: which, and by how much (a skill, days, rupiah a month, or kilometres)."""

    at: int
    rule: str
    by: int


@dataclass(frozen=True)
class Ranked:
    """Rows (or columns) best first with their scores, and those who nearly fit, nearest first."""

    order: np.ndarray
    score: np.ndarray
    near: tuple

    def __len__(self):
        return len(self.order)


class Pool:
    """One side of the market in memory with what makes asking it fast."""

    def __init__(self, market, seekers, vacancies, skills, places):
        self.market, self.seekers, self.vacancies, self.skills, self.places = market, seekers, vacancies, skills, places

    def knowing(self, units, languages):
        """This market where nobody holds or asks these units, if it did not know them."""
        skills = self.skills.knowing(units, languages)
        if skills is self.skills:
            return self
        wider = copy(self)
        wider.skills = skills
        return wider

    @cached_property
    def row_of(self):
        return {pk: row for row, pk in enumerate(self.seekers.pk.tolist())}

    @cached_property
    def column_of(self):
        return {pk: column for column, pk in enumerate(self.vacancies.pk.tolist())}

    @cached_property
    def holders(self):
        """(start, row, level): who holds each skill."""
        holds = self.market.graduates.holds
        order = np.argsort(holds.item, kind="stable")
        start = np.searchsorted(holds.item[order], np.arange(len(self.market.skills) + 1))
        owner = np.repeat(np.arange(len(holds), dtype=np.int32), np.diff(holds.start))
        return start, owner[order], holds.level[order]

    @cached_property
    def asked_by(self):
        """The column of every required skill."""
        requires = self.market.openings.requires
        return np.repeat(np.arange(len(requires), dtype=np.int32), np.diff(requires.start))

    @cached_property
    def graduate_lots(self):
        return _lots(self.market.graduates.ids)

    @cached_property
    def opening_lots(self):
        return _lots(self.market.openings.ids)

    def best_graduates(self, openings, *, among=None, near=0) -> Ranked:
        """The graduates of the one opening in ``openings``, best first. ``among``: bool (n,), who may be shown."""
        from padan_engine.explain import score_pairs

        graduates, regions = self.market.graduates, self.places.regions
        sides = self.with_opening(openings)
        rows, lacking, lacked = self._holders_of(openings.requires, near)
        if among is not None:
            kept = among[rows]
            rows, lacking, lacked = rows[kept], lacking[kept], lacked[kept]
        region = int(openings.region[0])
        home = graduates.region[rows]
        willing = np.array([region in reach for reach in self._reach_sets], dtype=np.bool_)
        reached = (home == region) | (willing[graduates.reach[rows]] if len(willing) else False)
        short = np.maximum(graduates.lowest_wage_idr[rows].astype(np.int64) - int(openings.wage_idr[0]), 0)
        late = np.maximum(graduates.available_day[rows].astype(np.int64) - int(openings.start_day[0]), 0)
        fits = (lacking == 0) & reached & (short == 0) & (late == 0)
        here = rows[fits]
        score = score_pairs(sides, here, np.zeros(len(here), dtype=np.int64), "opening")
        drawn = _drawn(self.graduate_lots[0][here], _lots(openings.ids)[0])
        order = np.lexsort((self.graduate_lots[1][here], -drawn, -score))
        away = FULL_PART - regions.place[home, region].astype(np.int64)
        return Ranked(here[order], score[order], _nearest(rows, lacking, lacked, ~reached, short, late, away, near))

    def best_openings(self, graduates, *, among=None, near=0) -> Ranked:
        """The openings of the one graduate in ``graduates``, best first."""
        from padan_engine.explain import score_pairs

        openings, regions = self.market.openings, self.places.regions
        sides = self.with_graduate(graduates)
        held = np.zeros(len(sides.skills), dtype=np.int64)
        held[graduates.holds.item] = graduates.holds.level
        missing = np.flatnonzero(held[openings.requires.item] < openings.requires.level)
        lacking = np.bincount(self.asked_by[missing], minlength=len(openings))
        lacked = np.zeros(len(openings), dtype=np.int64)
        lacked[self.asked_by[missing]] = openings.requires.item[missing]
        columns = np.flatnonzero(lacking <= (1 if near else 0))
        if among is not None:
            columns = columns[among[columns]]
        lacking, lacked = lacking[columns], lacked[columns]
        home = int(graduates.region[0])
        there = np.zeros(len(regions.codes), dtype=np.bool_)
        there[[home, *graduates.reaches[int(graduates.reach[0])].tolist()]] = True
        reached = there[openings.region[columns]]
        short = np.maximum(int(graduates.lowest_wage_idr[0]) - openings.wage_idr[columns].astype(np.int64), 0)
        late = np.maximum(int(graduates.available_day[0]) - openings.start_day[columns].astype(np.int64), 0)
        here = columns[(lacking == 0) & reached & (short == 0) & (late == 0)]
        score = score_pairs(sides, np.zeros(len(here), dtype=np.int64), here, "graduate")
        drawn = _drawn(_lots(graduates.ids)[0], self.opening_lots[0][here])
        order = np.lexsort((self.opening_lots[1][here], -drawn, -score))
        away = FULL_PART - regions.place[home, openings.region[columns]].astype(np.int64)
        return Ranked(here[order], score[order], _nearest(columns, lacking, lacked, ~reached, short, late, away, near))

    def with_opening(self, openings):
        """The market's graduates and these openings."""
        return self._sides(self.market.graduates, openings)

    def with_graduate(self, graduates):
        """These graduates and the market's openings."""
        return self._sides(graduates, self.market.openings)

    def _sides(self, graduates, openings):
        market = self.market
        return Sides(market.regions, self.skills.names, market.first_language, graduates, openings, market.weights)

    @cached_property
    def _reach_sets(self):
        return [frozenset(reach.tolist()) for reach in self.market.graduates.reaches]

    def _holders_of(self, requires, near):
        """(rows, how many required skills each lacks, one it lacks) of those who lack none; with ``near`` at most
        one."""
        n, asked = len(self.market.graduates), requires.row(0)
        start, owner, level = self.holders
        count = np.zeros(n, dtype=np.uint8)
        total = np.zeros(n, dtype=np.int64) if near else None
        for skill, least in asked:
            span = slice(start[skill], start[skill + 1]) if skill + 1 < len(start) else slice(0, 0)
            rows = owner[span] if least == 1 else owner[span][level[span] >= least]
            count[rows] += 1
            if near:
                total[rows] += skill
        rows = np.flatnonzero(count >= max(len(asked) - (1 if near and len(asked) > 1 else 0), 0))
        lacking = len(asked) - count[rows].astype(np.int64)
        lacked = sum(skill for skill, _ in asked) - total[rows] if near else np.zeros(len(rows), dtype=np.int64)
        return rows, lacking, lacked


def _lots(ids):
    """(hash of each id, its place in the order of the lot)."""
    from padan_engine.lottery import hash_ids, order_of_ids

    hashes = hash_ids(ids)
    order = order_of_ids(ids, hashes)
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    return hashes, rank


def _drawn(graduate_hashes, opening_hashes):
    """The lot of each pair as the engine compares it; lot 0, for a shortlist gives nothing away."""
    from padan_engine.lottery import mix, seeded
    from padan_engine.scan import TICKET_BITS

    pair = graduate_hashes ^ seeded(opening_hashes, 0)
    with np.errstate(over="ignore"):
        return (mix.py_func(pair) >> np.uint64(64 - TICKET_BITS)).astype(np.int64)


def _nearest(at, lacking, lacked, far, short, late, away, most):
    """Those who break exactly one rule, nearest first: a unit weighs as 30 days, 10 % of a wage or 100 km."""
    if not most:
        return ()
    broken = (lacking > 0).astype(np.int8) + far + (short > 0) + (late > 0)
    one = np.flatnonzero((broken == 1) & (lacking <= 1))
    weight = lacking[one] * 100 + far[one] * away[one] + short[one] / 4000 + late[one] * 100 / 30
    found = []
    for i in one[np.argsort(weight, kind="stable")[:most]].tolist():
        if lacking[i]:
            found.append(Near(int(at[i]), UNIT, int(lacked[i])))
        elif far[i]:
            found.append(Near(int(at[i]), PLACE, int(away[i])))
        elif short[i]:
            found.append(Near(int(at[i]), WAGE, int(short[i])))
        else:
            found.append(Near(int(at[i]), START, int(late[i])))
    return tuple(found)


def parts_of(sides, row, column):
    """Name to value 0 to 1000 of one pair, the same whole numbers the score is made of."""
    from padan_engine.explain import explain_pair

    return explain_pair(sides, row, column).parts


def points(sides, side, parts):
    """(name, points of 100 it adds, most it could add) of every part that counts from this side; they add up to the
    score."""
    weights = getattr(sides.weights, side)
    return [
        (name, weight * parts[name], weight * FULL_PART) for name, weight in zip(PARTS, weights, strict=True) if weight
    ]


def weights_of(side):
    """(name, points of 100) of every part that counts from this side."""
    return [(name, weight) for name, weight in zip(PARTS, getattr(WEIGHTS, side), strict=True) if weight]
