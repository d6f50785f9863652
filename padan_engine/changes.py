# mypy: allow-untyped-defs, allow-untyped-calls
"""Clear again after one change, without starting again, and say who is affected.

Somebody joins, an opening is withdrawn or loses seats: those who stand without an opening propose on, and the answer
is that of clearing from scratch, because cutoffs only rise. Somebody leaves, or seats are added: the best who would
rather come moves, her seat is free in turn, and so on; the answer is stable.

Source of the chains: Y. Blum, A. E. Roth, U. G. Rothblum, J. Econ. Theory 76 (1997) 362-411.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.clear import NOBODY, UNPLACED, Matching, stable
from padan_engine.compiled import kernel
from padan_engine.errors import EngineInputError
from padan_engine.explain import score_pairs
from padan_engine.holders import holder_scratch, index_holders, takers
from padan_engine.index import build_index
from padan_engine.scan import (
    ANYBODY,
    ID_MASK,
    OPENING_SCORE_SHIFT,
    empty_lists,
    empty_reverse,
    fetch,
    graduate_key,
    opening_key,
    push,
    scratch,
    sift_down,
    terms_of,
    ticket,
)
from padan_engine.types import MAX_SEATS

if TYPE_CHECKING:
    from padan_engine.types import Market

Array = Any
LONGEST_CHAIN = 100_000


class State(NamedTuple):
    """Who holds what, by index column; each opening's graduates as a least-first heap of keys."""

    heap: Array  # int64
    start: Array  # int64 (columns,): where the room of each opening begins
    room: Array  # int32 (columns,)
    size: Array  # int32 (columns,)
    seats: Array  # int32 (columns,)
    cutoff: Array  # int64 (columns,): the least key a full opening holds
    match: Array  # int32 (n,)
    current: Array  # int64 (n,): her key of what she holds, 0 for nothing
    absent: Array  # bool (n,)
    log: Array  # int64 (LONGEST_CHAIN, 3): row, from, to


class Moves(NamedTuple):
    """Who is affected by a change: the graduate's row, the market's column before and after (-1: none)."""

    row: Array
    before: Array
    after: Array


class LiveClearing:
    """A stable clearing that is kept up to date one change at a time; not for several threads at once.

    ``absent`` names rows that are in the market's tables but have not joined. Raises EngineInputError where seats are
    reserved.
    """

    def __init__(self, market: Market, *, absent: Array | None = None, threads: int | None = None) -> None:
        if market.openings.reserved:
            raise EngineInputError("a market with reserved seats is cleared from scratch", column="reserved")
        self.market = market
        self._index = build_index(market)
        self._holders = index_holders(market, self._index)
        self._position = np.argsort(self._index.openings.column)
        self._weights = market.weights.array("graduate"), market.weights.array("opening")
        most_skills = int(np.diff(self._index.graduates.skill_start).max(initial=0))
        self._holder_work = holder_scratch(self._index)
        n, columns = len(market.graduates), len(self._index.openings.column)
        seats = self._index.openings.seats.astype(np.int32)
        gone = np.zeros(n, dtype=np.bool_)
        gone[[] if absent is None else np.asarray(absent, dtype=np.int64)] = True
        matching = stable(market, threads=threads, present=np.flatnonzero(~gone))
        placed = np.flatnonzero(matching.column >= 0)
        match = np.full(n, UNPLACED, dtype=np.int32)
        match[placed] = self._position[matching.column[placed]]
        size = np.bincount(match[placed], minlength=columns).astype(np.int32)
        room = np.minimum(seats, size + 4)
        start = np.cumsum(room, dtype=np.int64) - room
        self._state = State(
            heap=np.zeros(int(room.sum()), dtype=np.int64),
            start=start,
            room=room,
            size=size,
            seats=seats,
            cutoff=np.full(columns, ANYBODY, dtype=np.int64),
            match=match,
            current=np.zeros(n, dtype=np.int64),
            absent=gone,
            log=np.zeros((LONGEST_CHAIN, 3), dtype=np.int64),
        )
        hers, theirs = (score_pairs(market, placed, matching.column[placed], side) for side in ("graduate", "opening"))
        keys = np.zeros(len(placed), dtype=np.int64)
        _keys(*self._index, placed, match, hers, theirs, self._state.current, keys)
        order = np.lexsort((keys, match[placed]))
        within = np.arange(len(placed)) - np.repeat(np.cumsum(size) - size, size)
        self._state.heap[start[match[placed][order]] + within] = keys[order]
        _open_or_closed(self._state, np.arange(columns))
        terms = terms_of(self._index, *self._weights, cutoff=self._state.cutoff, rows=1)
        self._look = terms, empty_lists(1, 1), empty_reverse(0, 0), scratch(self._index, 1, most_skills, 1)

    def matching(self) -> Matching:
        """The clearing as it stands."""
        match, openings = self._state.match, self._index.openings
        column = np.full(len(match), UNPLACED, dtype=np.int32)
        column[match >= 0] = openings.column[match[match >= 0]]
        return Matching("stable", column, np.full(len(match), -1, dtype=np.int8))

    def join(self, row: int) -> Moves:
        """A graduate joins. Exactly as if cleared from scratch, if every change so far was exact."""
        self._check(row, len(self._state.match), "graduate_id")
        if not self._state.absent[row]:
            raise EngineInputError(f"row {row} is here already", row=row, column="graduate_id")
        self._state.absent[row] = False
        return self._seek([row])

    def leave(self, row: int) -> Moves:
        """A graduate leaves, and her seat is filled along the chain of those who would rather move."""
        self._check(row, len(self._state.match), "graduate_id")
        if self._state.absent[row]:
            raise EngineInputError(f"row {row} has left already", row=row, column="graduate_id")
        self._state.absent[row] = True
        column = int(self._state.match[row])
        if column == UNPLACED:
            return self._moves(0)
        self._grow(column, int(self._state.size[column]))
        _remove(self._state, self._index.graduates.rank, row)
        return self._fill(column, [(row, column, UNPLACED)])

    def withdraw(self, column: int) -> Moves:
        """An opening is withdrawn; its graduates propose on. Exactly as if cleared from scratch."""
        return self.set_seats(column, 0)

    def set_seats(self, column: int, seats: int) -> Moves:
        """An opening has another number of seats: fewer, and the least wanted propose on; more, and a chain fills
        them."""
        self._check(column, len(self._position), "opening_id")
        if not 0 <= seats <= MAX_SEATS:
            raise EngineInputError(f"seats {seats} is not 0 to {MAX_SEATS}", row=column, column="seats")
        at = int(self._position[column])
        fewer = seats < self._state.seats[at]
        self._state.seats[at] = seats
        if fewer:
            dropped = []
            while self._state.size[at] > seats:
                least = self._state.heap[self._state.start[at]]
                row = int(self._index.graduates.row_of_rank[ID_MASK - (least & ID_MASK)])
                _remove(self._state, self._index.graduates.rank, row)
                dropped.append(row)
            _open_or_closed(self._state, np.array([at]))
            return self._seek(dropped, from_column=at)
        self._grow(at, seats)
        _open_or_closed(self._state, np.array([at]))
        return self._fill(at, [])

    def _seek(self, rows: list[int], from_column: int = UNPLACED) -> Moves:
        count = 0
        for row in rows:
            self._state.log[count] = row, from_column, UNPLACED
            count = _propose_on(*self._index, row, *self._look, self._state, count + 1)
            while count < 0:  # an opening needs more room
                row = int(self._state.log[-count - 1, 0])
                at = int(self._state.log[-count - 1, 2])
                self._grow(at, int(self._state.size[at]) + 4)
                count = _propose_on(*self._index, row, *self._look, self._state, -count - 1)
        return self._moves(count)

    def _fill(self, column: int, first: list[tuple[int, int, int]]) -> Moves:
        for i, move in enumerate(first):
            self._state.log[i] = move
        self._grow(column, int(min(self._state.seats[column], self._state.size[column] + 4)))
        count, at = len(first), column
        while at >= 0:
            count, at = _fill_seats(
                *self._index, self._holders, at, *self._weights, self._state, self._holder_work, count
            )
            if at >= 0:
                self._grow(at, int(min(self._state.seats[at], self._state.size[at] + 64)))
        return self._moves(count)

    def _grow(self, column: int, room: int) -> None:
        """Give an opening more room, at the end of the heap."""
        state = self._state
        if room <= state.room[column]:
            return
        begin, size = int(state.start[column]), int(state.size[column])
        heap = np.concatenate([state.heap, state.heap[begin : begin + size], np.zeros(room - size, dtype=np.int64)])
        state.start[column], state.room[column] = len(state.heap), room
        self._state = state._replace(heap=heap)

    def _moves(self, count: int) -> Moves:
        """The net change of everybody in the log."""
        log = self._state.log[:count]
        first = {int(row): int(before) for row, before, _ in log[::-1]}
        rows = [row for row, before in first.items() if self._state.match[row] != before]
        columns = np.append(self._index.openings.column, UNPLACED)
        return Moves(
            np.array(sorted(rows), dtype=np.int64),
            columns[[first[row] for row in sorted(rows)]] if rows else np.zeros(0, dtype=np.int32),
            columns[self._state.match[sorted(rows)]] if rows else np.zeros(0, dtype=np.int32),
        )

    def _check(self, number: int, most: int, column: str) -> None:
        if not 0 <= number < most:
            raise EngineInputError(f"row {number}: there is no such {column}", row=number, column=column)


@kernel
def _keys(openings, graduates, rows, match, hers, theirs, current, keys):
    for i in range(rows.shape[0]):
        row, column = rows[i], np.int64(match[rows[i]])
        drawn = ticket(graduates, openings, row, column)
        current[row] = graduate_key(hers[i], drawn, column)
        keys[i] = opening_key(graduates, openings, theirs[i], drawn, row, column, 1, 0)


@kernel
def _remove(state, rank, row):
    """Take a graduate out of her opening."""
    column = state.match[row]
    begin, size = state.start[column], np.int64(state.size[column])
    kept = 0
    for i in range(size):
        key = state.heap[begin + i]
        if ID_MASK - (key & ID_MASK) != rank[row]:
            state.heap[begin + kept] = key
            kept += 1
    state.heap[begin : begin + kept].sort()
    state.size[column] = kept
    state.cutoff[column] = ANYBODY if kept < state.seats[column] else state.heap[begin]
    state.match[row] = -1
    state.current[row] = 0


@kernel
def _open_or_closed(state, columns):
    """Write today's cutoffs of these openings."""
    for i in range(columns.shape[0]):
        column = columns[i]
        state.cutoff[column] = ANYBODY
        if state.seats[column] == 0:
            state.cutoff[column] = NOBODY
        elif state.size[column] >= state.seats[column]:
            state.cutoff[column] = state.heap[state.start[column]]


@kernel
def _propose_on(openings, graduates, row, terms, best, reverse, work, state, count):
    """Place ``row`` where she is wanted at today's cutoffs, then whoever she displaces; the log's length, or minus the
    length where an opening has a seat but no room."""
    heap, starts, sizes, seats, match = state.heap, state.start, state.size, state.seats, state.match
    asking = np.empty(1, dtype=np.int64)
    while True:
        asking[0] = row
        fetch(openings, graduates, asking, True, 1, terms, best, reverse, work)
        if best.count[0] == 0:
            return count
        at = np.int64(best.column[0, 0])
        drawn = ticket(graduates, openings, row, at)
        key = opening_key(graduates, openings, best.second[0, 0], drawn, row, at, 1, 0)
        begin, size = starts[at], np.int64(sizes[at])
        state.log[count, 0], state.log[count, 1], state.log[count, 2] = row, -1, at
        if size < seats[at]:
            if size == state.room[at]:
                return -count - 1
            push(heap, begin, size, key)
            sizes[at] = size + 1
            state.cutoff[at] = heap[begin] if size + 1 == seats[at] else ANYBODY
            match[row] = at
            state.current[row] = best.last[0]
            return count + 1
        loser = np.int64(graduates.row_of_rank[ID_MASK - (heap[begin] & ID_MASK)])
        heap[begin] = key
        sift_down(heap, begin, size, 0)
        state.cutoff[at] = heap[begin]
        match[row] = at
        state.current[row] = best.last[0]
        match[loser] = -1
        state.current[loser] = 0
        state.log[count + 1, 0], state.log[count + 1, 1], state.log[count + 1, 2] = loser, at, -1
        count += 2
        row = loser


@kernel
def _fill_seats(openings, graduates, holders, column, first, second, state, work, count):
    """Fill the free seats of an opening with the best who would rather come, and then the seats they leave.

    Returns (the log's length, an opening that needs room or -1).
    """
    heap, starts, sizes, match, current = state.heap, state.start, state.size, state.match, state.current
    pending = np.empty(LONGEST_CHAIN, dtype=np.int64)
    pending[0] = column
    height = 1
    while height > 0:
        column = pending[height - 1]
        size = np.int64(sizes[column])
        best_key, best_hers, best = np.int64(0), np.int64(0), np.int64(-1)
        if size < state.seats[column]:
            n = takers(openings, graduates, holders, column, first, second, work)
            for j in range(n):
                if work.second[j] < best_key >> OPENING_SCORE_SHIFT:  # nobody belongs to a group here
                    continue
                row, drawn = np.int64(work.row[j]), work.drawn[j]
                key = opening_key(graduates, openings, work.second[j], drawn, row, column, 1, 0)
                if key <= best_key or state.absent[row]:
                    continue
                hers = graduate_key(work.first[j], drawn, column)
                if hers > current[row]:
                    best_key, best_hers, best = key, hers, row
        if best < 0:
            height -= 1
            continue
        if size == state.room[column]:
            return count, column
        left = np.int64(match[best])
        if left >= 0:
            _remove(state, graduates.rank, best)
            pending[height] = left
            height += 1
        push(heap, starts[column], size, best_key)
        sizes[column] = size + 1
        state.cutoff[column] = heap[starts[column]] if size + 1 == state.seats[column] else ANYBODY
        match[best] = column
        current[best] = best_hers
        state.log[count, 0], state.log[count, 1], state.log[count, 2] = best, left, column
        count += 1
    return count, np.int64(-1)
