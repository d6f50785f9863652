# mypy: allow-untyped-defs, allow-untyped-calls
"""The independent examiner: is this answer what it claims to be, over every acceptable pair of the market?

It shares no code with the solvers. It reads the market and an answer, walks from each opening to the holders of the
skill it asks that the fewest hold, and recomputes rules and scores in its own words. An answer may come from
anywhere.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np

from padan_engine.errors import EngineInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from padan_engine.types import Market

Array = Any
SHOWN = 1_000
TILE = 1_024  # people looked at together
FILE = 32  # of them, people let pass together
PAD = 64  # keeps the lines of a table apart in the cache
NEVER = 1 << 30  # a cutoff nobody reaches


@dataclass(frozen=True, slots=True)
class Proof:
    """What the examiner found.

    placed, graduates with an opening; seats_overfilled, people above the seats of their openings; infeasible_pairs,
    answers that break a hard rule; blocking_pairs, feasible pairs where she scores the opening above what she has and
    the opening has a free seat or scores her above somebody it took, both in points (ties block nobody); ``blocking``
    and ``infeasible`` show the first thousand as (row, column). reserve_claims, feasible pairs of somebody without a
    place and an opening whose seats set aside for her group are not all held by members. acceptable_pairs is how many
    pairs were looked at. fit, the total points of fit reached; bound, what no matching can exceed at the given prices
    that places as many of the groups with a floor; duality_gap, (bound - reached) / bound, both with what placements
    and members in their seats count; None without prices.
    rank int32 (n,): 1 for her first choice, 0 when unplaced; feasible int32 (n,): openings that break no rule for
    her; better int32 (n,): of these, how many she would rather have.
    """

    placed: int
    seats_overfilled: int
    infeasible_pairs: int
    blocking_pairs: int
    reserve_claims: int
    acceptable_pairs: int
    fit: int
    bound: int | None
    duality_gap: float | None
    rank: Array = field(repr=False)
    feasible: Array = field(repr=False)
    better: Array = field(repr=False)
    blocking: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    infeasible: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def proven(self, objective: str) -> bool:
        """Whether every count that the objective promises to be 0 is 0."""
        own = self.blocking_pairs if objective == "stable" else self.reserve_claims
        return self.seats_overfilled == self.infeasible_pairs == own == 0


class _Book(NamedTuple):
    """The market as the examiner reads it."""

    person: Array  # the market's row of each person; people stand by trade, then by where they would go, then by home
    holder_start: Array  # who holds each skill; the last list is everybody
    holder: Array
    skill_start: Array
    skill: Array
    level: Array
    home: Array
    reach: Array
    willing: Array  # bool (reaches, regions)
    available: Array
    lowest: Array
    groups: Array
    asks_start: Array
    asks: Array
    asks_level: Array
    likes_start: Array
    likes: Array
    likes_level: Array
    region: Array
    wage: Array
    begins: Array
    pivot: Array
    place: Array  # int16 (regions, regions): of an opening in the row's region for who lives in the column's
    cutoff_start: Array  # an opening's cutoffs, one for each set of its reserve groups a graduate may belong to
    cutoff: Array
    claim: Array  # bool, beside each cutoff: somebody of these groups without a place would have one of its seats
    reserve_start: Array
    reserve_group: Array
    reserve_price: Array
    price: Array
    weights: Array  # int64 (3, 5)


class _Findings(NamedTuple):
    better: Array
    feasible: Array
    best_net: Array
    blocking: Array
    counts: Array  # acceptable, blocking, claims


def examine(
    market: Market,
    column: Array,
    *,
    band: int = 1,
    price: Array | None = None,
    bonus: int = 0,
    reserve_price: dict[int, tuple[int, ...]] | None = None,
    member_bonus: int = 0,
    floor_price: Array | None = None,
    floors: Array | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Proof:
    """Examine an answer.

    Parameters: column, int (n,), the market's column given to each graduate or -1; band, the step in which openings
        compare scores. To bound the total of ``placements``: price, int (m,), 0 or more, what an open seat costs;
        bonus, the points of a placement; reserve_price, what each seat set aside costs, in the order of the market's
        reserves; member_bonus, the points of a member in one; floor_price, int (groups,), points of a placement of a
        member; floors, int (groups,), how many of each must be placed.
    Returns: Proof. Complexity: every acceptable pair once.
    Raises: EngineInputError naming the row if a column does not exist, or a price is negative.
    """
    n, m = len(market.graduates), len(market.openings)
    column = np.asarray(column, dtype=np.int64)
    if column.shape != (n,):
        raise EngineInputError(f"the answer has shape {column.shape}, expected ({n},)", column="opening_id")
    wrong = (column < -1) | (column >= m)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise EngineInputError(f"row {row}: there is no opening {column[row]}", row=row, column="opening_id")
    prices = np.zeros(m, dtype=np.int64) if price is None else np.asarray(price, dtype=np.int64)
    aside = _reserve_prices(market, reserve_price)
    if prices.shape != (m,) or (prices < 0).any():
        raise EngineInputError("prices must be 0 or more, one for each opening", column="price")
    floor_price = np.zeros(len(market.groups), dtype=np.int64) if floor_price is None else np.asarray(floor_price)
    if floor_price.shape != (len(market.groups),) or (floor_price < 0).any():
        raise EngineInputError("prices of floors must be 0 or more, one for each group", column="floor_price")

    book = _open_book(market, prices)
    given = column[book.person]
    judged = np.zeros((3, n), dtype=np.int64)  # of what each has: hers, the opening's, the fit
    _judge(book, given, judged)
    score = np.empty_like(judged)
    score[:, book.person] = judged
    rows = np.flatnonzero(column >= 0)
    broken = rows[score[0, rows] < 0]
    theirs = np.where(score[1] < 0, NEVER, score[1])
    fit = int(score[2, score[2] > 0].sum())

    filled = np.bincount(column[rows], minlength=m)[:m]
    overfilled = int(np.maximum(filled - market.openings.seats, 0).sum())
    book = book._replace(**_cutoffs(market, column, theirs // band, aside))
    mine = np.where(column < 0, -1, np.where(score[0] < 0, NEVER, score[0]))
    found = _walk(book, given, mine[book.person], band, bonus, member_bonus, price is not None, threads, progress)

    bound = gap = None
    if price is not None:
        inside = np.array([market.graduates.groups >> group & 1 for group in range(len(market.groups))])
        extra = floor_price @ inside if len(inside) else np.zeros(n, dtype=np.int64)
        held = rows[score[0, rows] >= 0]
        taken_by = _taken_by(column, m)
        members = sum(
            _members_seated(market.graduates.groups[taken_by(opening)], reserves)
            for opening, reserves in market.openings.reserved.items()
        )
        value = fit + bonus * len(held) + member_bonus * members
        open_seats = market.openings.seats.astype(np.int64)
        for opening, reserves in market.openings.reserved.items():
            open_seats[opening] -= sum(seats for _, seats in reserves)
        cost = int((prices * open_seats).sum()) + sum(
            seats * one
            for opening, reserves in market.openings.reserved.items()
            for (_, seats), one in zip(reserves, aside[opening], strict=True)
        )
        counted = inside[:, held].sum(axis=1) if len(inside) else np.zeros(0, dtype=np.int64)
        least = counted if floors is None else np.minimum(counted, floors)
        left = np.maximum(found.best_net + extra[book.person], 0)
        bound = int(left.sum()) + cost - int((floor_price * least).sum())
        gap = (bound - value) / bound if bound else 0.0
    blocking = sorted((int(book.person[who]), int(opening)) for who, opening in found.blocking[:SHOWN])
    better, feasible = np.empty_like(found.better), np.empty_like(found.feasible)
    better[book.person], feasible[book.person] = found.better, found.feasible
    return Proof(
        placed=len(rows),
        seats_overfilled=overfilled,
        infeasible_pairs=len(broken),
        blocking_pairs=int(found.counts[1]),
        reserve_claims=int(found.counts[2]),
        acceptable_pairs=int(found.counts[0]),
        fit=fit,
        bound=bound,
        duality_gap=gap,
        rank=np.where(column >= 0, better + 1, 0).astype(np.int32),
        feasible=feasible,
        better=better,
        blocking=tuple(blocking),
        infeasible=tuple((int(row), int(column[row])) for row in broken[:SHOWN]),
    )


def _open_book(market: Market, price: Array) -> _Book:
    graduates, openings = market.graduates, market.openings
    m, skills = len(openings), len(market.skills)
    held = graduates.holds
    trade = np.append(held.item, 0)[held.start[:-1]]  # the first skill of each, or any
    person = np.lexsort((graduates.region, graduates.reach, trade))
    lists = _line_up(held, person, skills)
    holders = np.bincount(held.item, minlength=skills)
    pivot = np.full(m, skills, dtype=np.int64)
    asking = np.repeat(np.arange(m), np.diff(openings.requires.start))
    fewest = np.lexsort((holders[openings.requires.item], asking))[::-1]
    pivot[asking[fewest]] = openings.requires.item[fewest]
    willing = np.zeros((max(len(graduates.reaches), 1), len(market.regions.codes)), dtype=np.bool_)
    for number, reach in enumerate(graduates.reaches):
        willing[number, reach] = True
    weights = market.weights
    return _Book(
        person=person,
        **lists,
        home=graduates.region[person],
        reach=graduates.reach[person],
        willing=willing,
        available=graduates.available_day[person],
        lowest=graduates.lowest_wage_idr[person],
        groups=graduates.groups[person],
        asks_start=openings.requires.start,
        asks=openings.requires.item,
        asks_level=openings.requires.level,
        likes_start=openings.welcomes.start,
        likes=openings.welcomes.item,
        likes_level=openings.welcomes.level,
        region=openings.region,
        wage=openings.wage_idr,
        begins=openings.start_day,
        pivot=pivot,
        place=market.regions.place.T.copy(),
        cutoff_start=np.zeros(m + 1, dtype=np.int64),
        cutoff=np.zeros(0, dtype=np.int64),
        claim=np.zeros(0, dtype=np.bool_),
        reserve_start=np.zeros(m + 1, dtype=np.int64),
        reserve_group=np.zeros(0, dtype=np.int64),
        reserve_price=np.zeros(0, dtype=np.int64),
        price=price,
        weights=np.array([weights.graduate, weights.opening, weights.fit], dtype=np.int64),
    )


def _reserve_prices(market: Market, given: dict[int, tuple[int, ...]] | None) -> dict[int, tuple[int, ...]]:
    """The prices of seats set aside, 0 where none are given."""
    prices = {opening: (0,) * len(reserves) for opening, reserves in market.openings.reserved.items()} | (given or {})
    for opening, reserves in market.openings.reserved.items():
        if len(prices[opening]) != len(reserves) or min(prices[opening], default=0) < 0:
            message = f"row {opening}, reserved: {len(reserves)} prices of 0 or more, not {prices[opening]!r}"
            raise EngineInputError(message, row=opening, column="price")
    return prices


def _members_seated(bits: Array, reserves: Any) -> int:
    """How many seats set aside can be held by members among people of these groups.

    By Koenig's theorem it is the least, over all sets of the groups, of the seats of the other groups and the people
    who belong to one of the set.
    """
    return min(_cover(bits, among, reserves) for among in _sets_of(_groups_of(reserves)))


def _groups_of(reserves: Any) -> list[int]:
    return sorted({group for group, _ in reserves})


def _sets_of(groups: list[int]) -> list[int]:
    """Every set of these groups as bits; the place of a set among them has bit ``i`` for ``groups[i]``."""
    return [
        sum(1 << group for place, group in enumerate(groups) if index >> place & 1) for index in range(1 << len(groups))
    ]


def _cover(bits: Array, among: int, reserves: Any) -> int:
    others = sum(int(count) for group, count in reserves if not among >> group & 1)
    return others + int(np.count_nonzero(bits & among))


def _taken_by(column: Array, m: int) -> Callable[[int], Array]:
    """The rows an opening took, by its column."""
    order = np.argsort(column, kind="stable")
    start = np.searchsorted(column[order], np.arange(m + 1))
    return lambda opening: order[start[opening] : start[opening + 1]]


def _cutoffs(market: Market, column: Array, score: Array, aside: dict[int, tuple[int, ...]]) -> dict[str, Array]:
    """The score a newcomer must exceed at each opening; -1 while a seat is free.

    With reserved seats it depends on the groups she belongs to: a list for each set of them. Beside it stands whether
    she would raise the number of members who hold seats set aside.
    """
    openings, m = market.openings, len(market.openings)
    rows = np.flatnonzero(column >= 0)
    least = np.full(m, NEVER, dtype=np.int64)
    np.minimum.at(least, column[rows], score[rows])
    filled = np.bincount(column[rows], minlength=m)[:m]
    plain = np.where(filled < openings.seats, -1, np.where(openings.seats == 0, NEVER, least))
    groups = {opening: _groups_of(reserves) for opening, reserves in sorted(openings.reserved.items())}
    sizes = np.zeros(m, dtype=np.int64)
    for opening, each in groups.items():
        sizes[opening] = len(each)
    start, reserve_start = np.zeros(m + 1, dtype=np.int64), np.zeros(m + 1, dtype=np.int64)
    np.cumsum(1 << sizes, out=start[1:])
    np.cumsum(sizes, out=reserve_start[1:])
    cutoff, claim = np.repeat(plain, np.diff(start)), np.zeros(start[-1], dtype=np.bool_)
    taken_by = _taken_by(column, m)
    for opening, reserves in sorted(openings.reserved.items()):
        taken = taken_by(opening)
        bits = market.graduates.groups[taken]
        seated = _members_seated(bits, reserves)
        inside = list(zip(score[taken].tolist(), bits.tolist(), strict=True))
        for at, belongs in enumerate(_sets_of(groups[opening]), int(start[opening])):
            claim[at] = _members_seated(np.append(bits, belongs), reserves) > seated
            if len(inside) >= openings.seats[opening]:
                cutoff[at] = _bar(inside, belongs, reserves, int(openings.seats[opening]))
    cheapest = [
        min(price for (one, _), price in zip(openings.reserved[opening], aside[opening], strict=True) if one == group)
        for opening, each in groups.items()
        for group in each
    ]
    return {
        "cutoff_start": start,
        "cutoff": cutoff,
        "claim": claim,
        "reserve_start": reserve_start,
        "reserve_group": np.array([group for each in groups.values() for group in each], dtype=np.int64),
        "reserve_price": np.array(cheapest, dtype=np.int64),
    }


def _bar(inside: list[tuple[int, int]], bits: int, reserves: Any, seats: int) -> int:
    """The least score such that anybody of these groups who exceeds it is chosen by a full opening."""
    bars = sorted({-1, *(score for score, _ in inside), NEVER})
    chosen = partial(_is_chosen, inside, bits=bits, reserves=reserves, seats=seats)
    return bars[bisect_left(bars, True, hi=len(bars) - 1, key=chosen)]


def _is_chosen(inside: list[tuple[int, int]], above: int, bits: int, reserves: Any, seats: int) -> bool:
    newcomer = (above, 1, bits)  # just above: wins against equals
    queue = sorted([*((score, 0, who) for score, who in inside), newcomer], reverse=True)
    chosen = 0
    for group, count in reserves:
        members = [one for one in queue if one[2] >> group & 1][:count]
        if newcomer in members:
            return True
        chosen += len(members)
        for one in members:
            queue.remove(one)
    return newcomer in queue[: seats - chosen]


def _line_up(held: Any, person: Array, skills: int) -> dict[str, Array]:
    """The skills of people in their new order, and for every skill who holds it."""
    n = len(person)
    skill_start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.diff(held.start)[person], out=skill_start[1:])
    holder_start = np.zeros(skills + 2, dtype=np.int64)
    np.cumsum(np.append(np.bincount(held.item, minlength=skills), n), out=holder_start[1:])
    skill, level = np.empty_like(held.item), np.empty_like(held.level)
    holder = np.empty(holder_start[-1], dtype=np.int32)
    _copy(held.start, held.item, held.level, person, skill_start, skill, level, holder_start[:-1].copy(), holder)
    holder[holder_start[-2] :] = np.arange(n)
    return {
        "skill_start": skill_start,
        "skill": skill,
        "level": level,
        "holder_start": holder_start,
        "holder": holder,
    }


@numba.njit(nogil=True, cache=True)
def _copy(start, item, levels, person, skill_start, skill, level, next_holder, holder):
    for who in range(person.shape[0]):
        to = skill_start[who]
        for i in range(start[person[who]], start[person[who] + 1]):
            skill[to] = item[i]
            level[to] = levels[i]
            to += 1
            holder[next_holder[item[i]]] = who
            next_holder[item[i]] += 1


@numba.njit(nogil=True, cache=True)
def _judge(book, column, score):
    """Write the three scores of every answered pair, -1 where a hard rule is broken."""
    for row in range(column.shape[0]):
        opening = column[row]
        if opening < 0:
            continue
        ok = book.wage[opening] >= book.lowest[row] and book.begins[opening] >= book.available[row]
        here, there = book.home[row], book.region[opening]
        ok = ok and (here == there or book.willing[book.reach[row], there])
        stronger, wanted = 0, 0
        for i in range(book.asks_start[opening], book.asks_start[opening + 1]):
            has = _level(book, row, book.asks[i])
            ok = ok and has >= book.asks_level[i]
            stronger += has > book.asks_level[i]
        for i in range(book.likes_start[opening], book.likes_start[opening + 1]):
            wanted += _level(book, row, book.likes[i]) >= book.likes_level[i]
        for which in range(3):
            score[which, row] = _points(book, row, opening, stronger, wanted, which) if ok else -1


@numba.njit(nogil=True, cache=True)
def _level(book, row, skill):
    for i in range(book.skill_start[row], book.skill_start[row + 1]):
        if book.skill[i] == skill:
            return np.int64(book.level[i])
    return np.int64(0)


@numba.njit(nogil=True, cache=True, inline="always")
def _points(book, row, opening, stronger, wanted, which):
    asked = book.asks_start[opening + 1] - book.asks_start[opening]
    liked = book.likes_start[opening + 1] - book.likes_start[opening]
    welcome = 1000 * wanted // liked if liked > 0 else 1000
    level = 1000 * stronger // asked if asked > 0 else 1000
    place = np.int64(book.place[book.region[opening], book.home[row]])
    lowest, offered = np.int64(book.lowest[row]), np.int64(book.wage[opening])
    wage: Any = 1000
    if offered < 2 * lowest:
        wage = (offered - lowest) * 1000 // lowest
    idle: Any = min(np.int64(book.begins[opening]) - np.int64(book.available[row]), np.int64(180))
    start = 1000 - 1000 * idle // 180
    weight = book.weights[which]
    return weight[0] * welcome + weight[1] * level + weight[2] * place + weight[3] * wage + weight[4] * start


class _Desk(NamedTuple):
    """Working memory of one thread: a few people side by side, and what an opening makes of them."""

    slot: Array  # int32 (skills,): the line of a skill in ``levels``, 0 where no opening at hand asks for it
    levels: Array  # uint8 (lines, TILE + PAD)
    lowest: Array  # int64 (TILE,) and so on
    free: Array
    home: Array
    reach: Array
    mine: Array
    comes: Array  # bool (TILE / FILE, regions): somebody of the file would work there
    has: Array  # uint8 (TILE,): asked skills held high enough
    stronger: Array
    wanted: Array
    passes: Array
    fitting: Array  # int32 (TILE,): the places of those who break no rule
    feasible: Array
    better: Array
    welcome: Array  # int64 (256,): the points of so many welcome skills at the opening at hand
    above: Array  # and of so many asked skills held higher
    waiting: Array  # int64 (181,)


def _desk(book: _Book) -> _Desk:
    m, skills = len(book.pivot), len(book.holder_start)
    entries = np.diff(book.asks_start) + np.diff(book.likes_start)
    lines = int(np.bincount(book.pivot, weights=entries).max(initial=0)) if m else 0
    of_people = {
        **dict.fromkeys(("lowest", "free", "home", "reach", "mine"), np.int64),
        **dict.fromkeys(("has", "stronger", "wanted", "passes"), np.uint8),
        **dict.fromkeys(("fitting", "feasible", "better"), np.int32),
    }
    return _Desk(
        slot=np.zeros(skills, dtype=np.int32),
        levels=np.empty((1 + min(lines, skills), TILE + PAD), dtype=np.uint8),
        comes=np.zeros((TILE // FILE, len(book.place)), dtype=np.bool_),
        welcome=np.zeros(256, dtype=np.int64),
        above=np.zeros(256, dtype=np.int64),
        waiting=1000 - 1000 * np.arange(181) // 180,
        **{name: np.zeros(TILE, dtype=kind) for name, kind in of_people.items()},
    )


@numba.njit(nogil=True, cache=True, inline="always")
def _seat(book, mine, begin, people, lines, desk):
    """Take the next people of a list to the desk."""
    for line in range(np.uint64(1), np.uint64(lines + 1)):
        for place in range(np.uint64(people)):
            desk.levels[line, place] = 0
    last = np.int64(-1)
    for place in range(people):
        who = np.int64(book.holder[begin + place])
        desk.lowest[place], desk.free[place] = book.lowest[who], book.available[who]
        desk.home[place], desk.mine[place], desk.reach[place] = book.home[who], mine[who], book.reach[who]
        file = place // FILE
        fresh = place % FILE == 0
        if fresh or desk.reach[place] != last:
            last = desk.reach[place]
            for region in range(book.willing.shape[1]):
                desk.comes[file, region] = book.willing[last, region] | (desk.comes[file, region] & (not fresh))
        desk.comes[file, desk.home[place]] = True
        desk.feasible[place] = desk.better[place] = 0
        for i in range(book.skill_start[who], book.skill_start[who + 1]):
            desk.levels[desk.slot[book.skill[i]], place] = book.level[i]


@numba.njit(nogil=True, cache=True, inline="always")
def _compare(book, opening, at, end, desk):
    """List who from ``at`` to ``end`` breaks no rule of an opening; return how many."""
    levels, has, stronger, wanted, passes = desk.levels, desk.has, desk.stronger, desk.wanted, desk.passes
    lowest, free, home, reach, fitting = desk.lowest, desk.free, desk.home, desk.reach, desk.fitting
    willing, there = book.willing, book.region[opening]
    at, end = np.uint64(at), np.uint64(end)  # unsigned counters let the compiler take many people at a time
    for place in range(at, end):
        has[place] = 0
    for place in range(at, end):
        stronger[place] = 0
    for place in range(at, end):
        wanted[place] = 0
    for i in range(book.asks_start[opening], book.asks_start[opening + 1]):
        line, need = np.uint64(desk.slot[book.asks[i]]), book.asks_level[i]
        for place in range(at, end):
            has[place] += levels[line, place] >= need
        for place in range(at, end):
            stronger[place] += levels[line, place] > need
    for i in range(book.likes_start[opening], book.likes_start[opening + 1]):
        line, wish = np.uint64(desk.slot[book.likes[i]]), book.likes_level[i]
        for place in range(at, end):
            wanted[place] += levels[line, place] >= wish
    asked = book.asks_start[opening + 1] - book.asks_start[opening]
    wage, begins = np.int64(book.wage[opening]), np.int64(book.begins[opening])
    for place in range(at, end):
        passes[place] = (has[place] == asked) & (lowest[place] <= wage) & (free[place] <= begins)
    n = np.uint64(0)
    for place in range(at, end):
        fitting[n] = place
        n += np.uint64(passes[place] & (willing[np.uint64(reach[place]), np.uint64(there)] | (home[place] == there)))
    return np.int64(n)


@numba.njit(nogil=True, cache=True, inline="always")
def _weigh(book, opening, n, first, column, band, bonus, member_bonus, desk, found):
    """Score an opening and those who break no rule of it, and note who would rather have each other."""
    holder, groups = book.holder, book.groups
    places, weights, cutoff, claim = book.place, book.weights, book.cutoff, book.claim
    reserve_group, reserve_price = book.reserve_group, book.reserve_price
    lowest, free, home, own = desk.lowest, desk.free, desk.home, desk.mine
    welcome, above, waiting = desk.welcome, desk.above, desk.waiting
    best_net, counts, there = found.best_net, found.counts, book.region[opening]
    priced = best_net.shape[0] > 0
    counts[0] += n
    n_asked = book.asks_start[opening + 1] - book.asks_start[opening]
    n_liked = book.likes_start[opening + 1] - book.likes_start[opening]
    for i in range(n_asked + 1):
        above[i] = 1000 * i // n_asked if n_asked > 0 else 1000
    for i in range(n_liked + 1):
        welcome[i] = 1000 * i // n_liked if n_liked > 0 else 1000
    wage, begins = np.int64(book.wage[opening]), np.int64(book.begins[opening])
    price = bonus - book.price[opening]
    reserves, kinds = book.reserve_start[opening], book.reserve_start[opening + 1]
    cutoffs = book.cutoff_start[opening]
    for f in range(n):
        place = desk.fitting[f]
        desk.feasible[place] += 1
        least = lowest[place]
        part0, part1 = welcome[desk.wanted[place]], above[desk.stronger[place]]
        part2 = np.int64(places[there, home[place]])
        part3 = np.int64(1000)
        if wage < 2 * least:
            part3 = np.int64((wage - least) * 1000.0 / least)  # exact: far below 2^53
        part4 = waiting[min(begins - free[place], np.int64(180))]
        if priced:
            who = np.int64(holder[first + place])
            fit = (
                weights[2, 0] * part0
                + weights[2, 1] * part1
                + weights[2, 2] * part2
                + weights[2, 3] * part3
                + weights[2, 4] * part4
            )
            net = fit + price
            for i in range(reserves, kinds):
                belongs = (groups[who] >> reserve_group[i]) & 1
                net = max(net, fit + bonus + member_bonus * belongs - reserve_price[i])
            best_net[who] = max(best_net[who], net)
        hers = (
            weights[0, 0] * part0
            + weights[0, 1] * part1
            + weights[0, 2] * part2
            + weights[0, 3] * part3
            + weights[0, 4] * part4
        )
        if hers <= own[place]:
            continue
        who = np.int64(holder[first + place])
        if column[who] == opening:
            continue
        desk.better[place] += 1
        theirs = (
            weights[1, 0] * part0
            + weights[1, 1] * part1
            + weights[1, 2] * part2
            + weights[1, 3] * part3
            + weights[1, 4] * part4
        )
        kind = 0
        for i in range(reserves, kinds):
            kind |= ((groups[who] >> reserve_group[i]) & 1) << (i - reserves)
        if theirs // band > cutoff[cutoffs + kind]:
            if counts[1] < found.blocking.shape[0]:
                found.blocking[counts[1], 0] = who
                found.blocking[counts[1], 1] = opening
            counts[1] += 1
        if own[place] < 0 and claim[cutoffs + kind]:
            counts[2] += 1


@numba.njit(nogil=True, cache=True)
def _visit(book, openings, column, mine, band, bonus, member_bonus, desk, found):
    """Walk from each of ``openings`` to everybody it may take.

    Openings with one pivot visit people together, while these are at the desk.
    """
    likes, asks, slot, comes = book.likes, book.asks, desk.slot, desk.comes
    begin = 0
    while begin < openings.shape[0]:
        pivot = book.pivot[openings[begin]]
        stop, lines = begin, 0
        while stop < openings.shape[0] and book.pivot[openings[stop]] == pivot:
            opening = openings[stop]
            for i in range(book.asks_start[opening], book.asks_start[opening + 1]):
                if slot[asks[i]] == 0:
                    lines += 1
                    slot[asks[i]] = lines
            for i in range(book.likes_start[opening], book.likes_start[opening + 1]):
                if slot[likes[i]] == 0:
                    lines += 1
                    slot[likes[i]] = lines
            stop += 1
        for first in range(book.holder_start[pivot], book.holder_start[pivot + 1], TILE):
            people = min(book.holder_start[pivot + 1] - first, TILE)
            _seat(book, mine, first, people, lines, desk)
            files = (people + FILE - 1) // FILE
            for o in range(begin, stop):
                opening = openings[o]
                there = book.region[opening]
                file = np.int64(0)
                while file < files:
                    if not comes[file, there]:
                        file += 1
                        continue
                    at = file * FILE
                    while file < files and comes[file, there]:
                        file += 1
                    n = _compare(book, opening, at, min(file * FILE, people), desk)
                    _weigh(book, opening, n, first, column, band, bonus, member_bonus, desk, found)
            for place in range(people):
                who = np.int64(book.holder[first + place])
                found.feasible[who] += desk.feasible[place]
                found.better[who] += desk.better[place]
        for o in range(begin, stop):
            opening = openings[o]
            for i in range(book.asks_start[opening], book.asks_start[opening + 1]):
                slot[asks[i]] = 0
            for i in range(book.likes_start[opening], book.likes_start[opening + 1]):
                slot[likes[i]] = 0
        begin = stop


def _walk(
    book: _Book,
    column: Array,
    mine: Array,
    band: int,
    bonus: int,
    member_bonus: int,
    priced: bool,
    threads: int | None,
    progress: Callable[[int, int], None] | None,
) -> _Findings:
    n, m = len(column), len(book.pivot)
    order = np.argsort(book.pivot, kind="stable")  # neighbours visit the same people
    step = max(1, min(2_048, m // 64))
    starts = iter(range(0, m, step))
    lock, done = Lock(), [0]

    def visit_blocks() -> _Findings:
        found = _Findings(
            better=np.zeros(n, dtype=np.int32),
            feasible=np.zeros(n, dtype=np.int32),
            best_net=np.full(n if priced else 0, -NEVER << 20, dtype=np.int64),
            blocking=np.zeros((SHOWN, 2), dtype=np.int64),
            counts=np.zeros(3, dtype=np.int64),
        )
        desk = _desk(book)
        while True:
            with lock:
                begin = next(starts, None)
            if begin is None:
                return found
            block = order[begin : begin + step]
            _visit(book, block, column, mine, band, bonus, member_bonus, desk, found)
            if progress:
                with lock:
                    done[0] += len(block)
                    progress(done[0], m)

    workers = threads or len(os.sched_getaffinity(0))
    with ThreadPoolExecutor(workers) as pool:
        parts = [future.result() for future in [pool.submit(visit_blocks) for _ in range(workers)]]
    lists = [part.blocking[: min(int(part.counts[1]), SHOWN)] for part in parts]
    return _Findings(
        better=np.sum([part.better for part in parts], axis=0, dtype=np.int32),
        feasible=np.sum([part.feasible for part in parts], axis=0, dtype=np.int32),
        best_net=np.max([part.best_net for part in parts], axis=0),
        blocking=np.concatenate(lists),
        counts=np.sum([part.counts for part in parts], axis=0),
    )
