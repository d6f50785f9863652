# mypy: allow-untyped-defs, allow-untyped-calls
"""Stable clearing of the whole market: deferred acceptance from either side, lists extended on demand.

A list ends, the market does not: whoever reaches the end of hers asks for the next openings that would take her at
today's
cutoffs. Cutoffs only rise, so what is left out can never matter, and the answer does not depend on the length of the
lists.
Sources: D. Gale, L. S. Shapley, Am. Math. Monthly 69 (1962) 9-15; D. G. McVitie, L. B. Wilson, BIT 10 (1970) 295-309;
E. M. Azevedo, J. D. Leshno, J. Political Economy 124 (2016) 1235-1268 (cutoffs); second chance: Z. Kiraly,
Algorithmica 60
(2011) 3-20 and Algorithms 6 (2013) 471-484, E. McDermid, ICALP 2009.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.compiled import kernel
from padan_engine.errors import EngineInputError
from padan_engine.holders import OpeningLists, fetch_takers, holder_scratch, index_holders
from padan_engine.index import Index, build_index
from padan_engine.scan import (
    ANYBODY,
    ID_MASK,
    NO_LIMIT,
    OPENING_SCORE_SHIFT,
    Lists,
    opening_key,
    push,
    sift_down,
    terms_of,
    ticket,
)
from padan_engine.scatter import scan_on_threads, scanning_order, usable_threads
from padan_engine.shortlist import scan_market
from padan_engine.types import FULL_SCORE

if TYPE_CHECKING:
    from padan_engine.types import Market

Array = Any
UNPLACED = -1
NOBODY = NO_LIMIT  # the cutoff of an opening without seats
WIDTH = 30
NEVER = 1 << 30  # above every score
SCORE_MASK = (1 << 17) - 1


@dataclass(frozen=True, slots=True)
class Matching:
    """Who goes where.

    Shapes: column int32 (n,), the market's column of each graduate or ``UNPLACED``; group int8 (n,), the group whose
    reserved seat she took, -1 for an open seat; price int64 (m,) or None, what a seat of each opening is worth in
    points of ``placements`` (None for stable), reserve_price the same for seats set aside, by column in the order of
    the market's reserves, and floor_price int64 (groups,) what a floor adds to a placement of a member. ``band`` is the
    step in which openings compare scores, 1 for exact.
    """

    objective: str
    column: Array
    group: Array
    side: str = "graduates"
    band: int = 1
    second_chance: bool = False
    proposals: int = 0
    price: Array | None = None
    reserve_price: dict[int, tuple[int, ...]] = field(default_factory=dict)
    floor_price: Array | None = None

    @property
    def placed(self) -> int:
        """How many graduates have an opening."""
        return int(np.count_nonzero(self.column != UNPLACED))


class Held(NamedTuple):
    """The state of deferred acceptance: who holds what, and each opening's graduates as a least-first heap of keys."""

    heap: Array  # int64
    start: Array  # int64 (columns + 1,)
    size: Array  # int32 (columns,)
    match: Array  # int32 (n,): index column
    cursor: Array  # int32 (n,): how far she is down her list
    chance: Array  # int8 (n,): 1 once she starts again with her second chance
    bar: Array  # int32 (columns,): who scores below it is refused


def stable(
    market: Market,
    *,
    side: str = "graduates",
    band: int = 1,
    second_chance: bool = False,
    threads: int | None = None,
    index: Index | None = None,
    lists: Lists | None = None,
    acceptable: Array | None = None,
    present: Array | None = None,
) -> Matching:
    """Match so that no graduate and opening would both rather have each other.

    Parameters: side, who proposes: ``graduates`` (the best stable matching for every graduate at once) or ``openings``;
        band, 1 to 100,000: openings compare scores in steps of this many points, so smaller differences are ties that
        the lottery breaks; second_chance, let a graduate refused everywhere try again with precedence among equals,
        which places more (at least 2/3 of the largest weakly stable matching) and needs ``side`` graduates; threads.
        ``index``, ``lists`` and ``acceptable`` are what ``shortlist.scan_market`` found, to save scoring twice;
        present, the rows that take part if not all do (``side`` graduates).
    Returns: Matching, the same for any length of lists, any number of threads and any order of the files.
    Raises: EngineInputError if an option is unknown, or second_chance is asked for openings.
    Notes: with reserved seats the members of a group come first in their seats, and others may take what they leave
        (I. E. Hafalir, M. B. Yenmez, M. A. Yildirim, Theor. Econ. 8 (2013) 325-363).
    """
    if side not in ("graduates", "openings"):
        raise EngineInputError(f"side {side!r} is neither graduates nor openings", column="side")
    if not 1 <= band <= FULL_SCORE:
        raise EngineInputError(f"band {band} is not 1 to {FULL_SCORE}", column="band")
    if second_chance and side == "openings":
        raise EngineInputError("a second chance is for graduates who propose", column="second_chance")
    if index is None or market.openings.reserved:
        index, lists, acceptable = build_index(market, reserves=True), None, None
    if side == "openings":
        return _openings_propose(market, index, band, threads)
    if lists is None or acceptable is None:
        lists, best = scan_market(market, index, WIDTH, width=1, threads=threads)
        acceptable = best.acceptable
    held = open_seats(index, acceptable)
    held.match[:] = UNPLACED
    lists = _own_lists(lists)
    rows = np.arange(len(market.graduates)) if present is None else np.sort(present)
    proposals = settle(market, index, lists, held, rows, band, second_chance, threads)
    return as_matching(index, held.match, side="graduates", band=band, second_chance=second_chance, proposals=proposals)


def _own_lists(lists: Lists) -> Lists:
    """Lists that may be extended without spoiling the shortlists; proposing reads no score of hers, so none is kept."""
    second = lists.second.copy()
    return Lists(
        lists.column.copy(), second, second, lists.count.copy(), lists.last.copy(), lists.acceptable, lists.full.copy()
    )


def open_seats(index: Index, acceptable: Array, spare: int = 0) -> Held:
    """An empty state; no opening needs more room than the graduates it could take, and ``spare``."""
    n, columns = len(index.graduates.region), len(index.openings.column)
    room = np.minimum(index.openings.seats.astype(np.int64), acceptable + spare)
    start = np.zeros(columns + 1, dtype=np.int64)
    np.cumsum(room, out=start[1:])
    return Held(
        heap=np.zeros(int(start[-1]), dtype=np.int64),
        start=start,
        size=np.zeros(columns, dtype=np.int32),
        match=np.full(n, UNPLACED, dtype=np.int32),
        cursor=np.zeros(n, dtype=np.int32),
        chance=np.zeros(n, dtype=np.int8),
        bar=np.where(room > 0, 0, NEVER).astype(np.int32),
    )


def settle(
    market: Market,
    index: Index,
    lists: Lists,
    held: Held,
    rows: Array,
    band: int,
    second_chance: bool,
    threads: int | None,
) -> int:
    """Let ``rows`` propose until everyone is placed or has nobody left to ask; return the number of proposals.

    ``lists`` is changed in place: a list that ran out is replaced by its continuation.
    """
    weights = market.weights.array("graduate"), market.weights.array("opening")
    limit = np.full(len(held.match), NO_LIMIT, dtype=np.int64)
    place = np.argsort(scanning_order(index))
    proposals = 0
    waiting = np.empty(len(held.match), dtype=np.int64)
    queue = np.ascontiguousarray(rows[::-1], dtype=np.int64)
    while len(queue):
        done, left = propose(*index, queue, lists, held, band, waiting)
        proposals += int(done)
        ended = np.sort(waiting[:left])
        more = lists.count[ended] == lists.column.shape[1]
        again, stuck = ended[more], ended[~more]
        limit[again] = lists.last[again]
        if second_chance:
            hopeful = stuck[held.chance[stuck] == 0]
            held.chance[hopeful] = 1
            limit[hopeful] = NO_LIMIT
            again = np.sort(np.concatenate([again, hopeful]))
        if len(again):
            terms = terms_of(index, *weights, limit=limit, chance=held.chance, cutoff=cutoffs(held), band=band)
            scan_on_threads(index, again[np.argsort(place[again])], lists, terms, threads=threads)
            held.cursor[again] = 0
        queue = again[lists.count[again] > 0][::-1].copy()
    return proposals


def cutoffs(held: Held) -> Array:
    """The least key each opening still holds when it is full; ``ANYBODY`` where a seat is free."""
    room = np.diff(held.start)
    full = held.size >= room
    cutoff = np.full(len(room), ANYBODY, dtype=np.int64)
    cutoff[full & (room == 0)] = NOBODY
    filled = full & (room > 0)
    cutoff[filled] = held.heap[held.start[:-1][filled]]
    return cutoff


@kernel
def propose(openings, graduates, queue, lists, held, band, waiting):
    """Empty the queue; return (proposals, how many stand in ``waiting`` at the end of their lists)."""
    heaps, starts, sizes, matches, cursors, chances, bars = held
    columns, seconds, counts = lists.column, lists.second, lists.count
    proposals = 0
    left = 0
    for i in range(queue.shape[0]):
        row = queue[i]
        while True:
            cursor, count = cursors[row], counts[row]
            before = cursor
            while cursor < count and seconds[row, cursor] < bars[columns[row, cursor]]:
                cursor += 1
            cursors[row] = min(cursor + 1, count)
            proposals += cursors[row] - before
            if cursor == count:
                waiting[left] = row
                left += 1
                break
            column = np.int64(columns[row, cursor])
            begin = starts[column]
            seats = starts[column + 1] - begin
            drawn = ticket(graduates, openings, row, column)
            score = seconds[row, cursor]
            key = opening_key(graduates, openings, score, drawn, row, column, band, chances[row])
            size = np.int64(sizes[column])
            if size < seats:
                push(heaps, begin, size, key)
                sizes[column] = size + 1
                matches[row] = column
                if size + 1 == seats and openings.group[column] < 0:
                    bars[column] = ((heaps[begin] >> OPENING_SCORE_SHIFT) & SCORE_MASK) * band
                break
            if key < heaps[begin]:
                continue
            loser = np.int64(graduates.row_of_rank[ID_MASK - (heaps[begin] & ID_MASK)])
            heaps[begin] = key
            sift_down(heaps, begin, size, 0)
            if openings.group[column] < 0:
                bars[column] = ((heaps[begin] >> OPENING_SCORE_SHIFT) & SCORE_MASK) * band
            matches[row] = column
            matches[loser] = -1
            row = loser
    return proposals, left


def as_matching(index: Index, match: Array, **settings: Any) -> Matching:
    """Translate index columns into the market's."""
    openings = index.openings
    if len(openings.column) == 0:
        none = np.full(len(match), UNPLACED)
        return Matching("stable", none.astype(np.int32), none.astype(np.int8), **settings)
    column = np.where(match >= 0, openings.column[match], UNPLACED).astype(np.int32)
    group = np.where(match >= 0, openings.group[match], -1).astype(np.int8)
    return Matching("stable", column, group, **settings)


class Offers(NamedTuple):
    """The state when openings propose."""

    free: Array  # int32 (columns,)
    cursor: Array  # int32 (columns,)
    queued: Array  # bool (columns,): stands on the stack
    waits: Array  # bool (columns,): at the end of its list with a seat free
    match: Array  # int32 (n,)
    current: Array  # int64 (n,): her key of what she holds


def _openings_propose(market: Market, index: Index, band: int, threads: int | None) -> Matching:
    columns, n = len(index.openings.column), len(market.graduates)
    holders = index_holders(market, index)
    lists = OpeningLists(
        row=np.zeros((columns, WIDTH), dtype=np.int32),
        key=np.zeros((columns, WIDTH), dtype=np.int64),
        count=np.zeros(columns, dtype=np.int32),
        last=np.full(columns, NO_LIMIT, dtype=np.int64),
    )
    state = Offers(
        free=index.openings.seats.astype(np.int32),
        cursor=np.zeros(columns, dtype=np.int32),
        queued=np.zeros(columns, dtype=np.bool_),
        waits=np.zeros(columns, dtype=np.bool_),
        match=np.full(n, UNPLACED, dtype=np.int32),
        current=np.zeros(n, dtype=np.int64),
    )
    weights = market.weights.array("graduate"), market.weights.array("opening")
    asking = np.flatnonzero(state.free > 0)
    waiting, stack = np.empty(columns, dtype=np.int64), np.empty(columns + 1, dtype=np.int64)
    proposals = 0
    while len(asking):
        limit = lists.last.copy()
        blocks = np.array_split(asking, max(1, min(len(asking) // 64, 4 * usable_threads(threads))))

        def extend(block: Array, limit: Array = limit) -> None:
            work = holder_scratch(index)
            fetch_takers(*index, holders, block, WIDTH, *weights, limit, state.current, band, lists, work)

        with ThreadPoolExecutor(usable_threads(threads)) as pool:
            list(pool.map(extend, blocks))
        state.cursor[asking] = 0
        state.waits[:] = False
        done, left = _offer(asking, lists, state, stack, waiting)
        proposals += int(done)
        ended = np.sort(waiting[:left])
        asking = ended[lists.count[ended] == WIDTH]
    return as_matching(index, state.match, side="openings", band=band, proposals=proposals)


@kernel
def _offer(asking, lists, state, stack, waiting):
    proposals = 0
    left = 0
    for i in range(asking.shape[0]):
        stack[0] = asking[i]
        height = 1
        while height > 0:
            height -= 1
            column = stack[height]
            state.queued[column] = False
            while state.free[column] > 0:
                cursor = state.cursor[column]
                if cursor == lists.count[column]:
                    if not state.waits[column]:
                        state.waits[column] = True
                        waiting[left] = column
                        left += 1
                    break
                state.cursor[column] = cursor + 1
                proposals += 1
                row = lists.row[column, cursor]
                key = lists.key[column, cursor]
                if key <= state.current[row]:
                    continue
                loser = state.match[row]
                state.match[row] = column
                state.current[row] = key
                state.free[column] -= 1
                if loser >= 0:
                    state.free[loser] += 1
                    if not state.queued[loser]:
                        state.queued[loser] = True
                        stack[height] = loser
                        height += 1
    return proposals, left
