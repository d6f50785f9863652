# mypy: allow-untyped-defs, allow-untyped-calls
"""Most placements first, then the greatest total fit: an auction with prices over the whole market.

A placed pair is worth ``BONUS`` and its fit; a graduate bids for the opening that leaves her most after its price. A
list holds the best openings at the prices of its day, and prices only rise: she bids from it while its best is above
everything outside it, and otherwise asks for a fresh list. So the whole market is cleared, not its truncated lists.
Prices start at 0 and an opening with a free seat costs 0, hence the prices are a dual solution: no matching can be
worth more than all that graduates could be left with and all that seats cost. Each bid is ``step`` above what is
needed, so the loss is at most ``step`` for each graduate; the examiner measures it.

Seats set aside are sold apart from the open ones: a member is worth ``MEMBER`` more there. That is less than a
placement and more than any fit, so members come first in those seats, others take what members leave, and nobody of
the group stays without a place for somebody outside it who sits there.
Sources: D. P. Bertsekas, Annals of Operations Research 14 (1988) 105-123; D. P. Bertsekas, D. A. Castanon,
Mathematical Programming
44 (1989) (similar objects).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.clear import UNPLACED, Matching
from padan_engine.compiled import kernel
from padan_engine.errors import EngineInputError
from padan_engine.index import Index, build_index
from padan_engine.scan import ID_BITS, ID_MASK, Lists, empty_lists, push, sift_down, terms_of
from padan_engine.scatter import scan_on_threads, scanning_order
from padan_engine.types import FULL_SCORE

if TYPE_CHECKING:
    from padan_engine.scan import Terms
    from padan_engine.types import Market

Array = Any
BONUS = FULL_SCORE  # one more placement outweighs any fit of one pair
MEMBER = 2 * FULL_SCORE  # a member in a seat set aside for her group
BONUS_WITH_RESERVES = 4 * FULL_SCORE  # still outweighs both
MOST_FLOOR_PRICE = 1 << 20  # points that a floor may add to a placement
CLOSED = BONUS + FULL_SCORE + 1  # the price of an opening without seats
STEP = 50
WIDTH = 30
KEY_BITS = 62  # of a key: net worth (18 bits unless floors and reserves add to it), ticket, opening 26


class Lots(NamedTuple):
    """What each graduate may bid for, and the least that could be left to her outside that list."""

    column: Array  # int32 (n, k)
    fit: Array  # int32 (n, k)
    count: Array  # int32 (n,)
    outside: Array  # int32 (n,): 0 when the list is all there is


class Bids(NamedTuple):
    """The held bids of each opening as least-first heaps of bid * 2^26 + row, and what a seat costs."""

    heap: Array  # int64
    start: Array  # int64 (columns + 1,)
    size: Array  # int32 (columns,)
    seats: Array  # int32 (columns,)
    price: Array  # int64 (columns,)
    match: Array  # int32 (n,)


def stakes(market: Market, floor_price: Array | None) -> tuple[int, int]:
    """The points of a placement, and of a member in a seat set aside for her group: above what floors may add."""
    if not market.openings.reserved:
        return BONUS, MEMBER
    most = 0 if floor_price is None else int(np.max(floor_price, initial=0))
    return BONUS_WITH_RESERVES + 2 * most, MEMBER + most


def certificate(market: Market, matching: Matching) -> dict[str, Any]:
    """What ``examine`` needs beside the answer to bound what any other could reach."""
    bonus, member_bonus = stakes(market, matching.floor_price)
    return {
        "price": matching.price,
        "bonus": bonus,
        "member_bonus": member_bonus,
        "reserve_price": matching.reserve_price,
        "floor_price": matching.floor_price,
    }


def placements(
    market: Market,
    *,
    step: int = STEP,
    floor_price: Array | None = None,
    threads: int | None = None,
    index: Index | None = None,
) -> Matching:
    """Place as many as possible, then as fittingly as possible, over every acceptable pair.

    Parameters: step, 1 or more, points: smaller is nearer to the best and slower (the loss is at most ``step`` a
        graduate); floor_price, int (groups,), 0 or more: points added to every placement of a member (``floors`` finds
        them).
    Returns: Matching with prices; ``examine`` turns them into a certified gap.
    Raises: EngineInputError if step is not 1 to ``FULL_SCORE`` / 2, or a price of a floor is out of range.
    Notes: a placement counts ``BONUS`` = 100,000 points beside a fit of 0 to 100,000 (400,000 where seats are set
        aside, and a member in such a seat 200,000). Not stable: pairs may be left that would rather have each other.
        The same on any number of threads.
    """
    if not 1 <= step <= FULL_SCORE // 2:
        raise EngineInputError(f"step {step} is not 1 to {FULL_SCORE // 2}", column="step")
    if index is None or market.openings.reserved:
        index = build_index(market, reserves=True)
    n = len(market.graduates)
    floor_price = np.zeros(len(market.groups), dtype=np.int64) if floor_price is None else np.asarray(floor_price)
    if floor_price.shape != (len(market.groups),) or np.any((floor_price < 0) | (floor_price > MOST_FLOOR_PRICE)):
        raise EngineInputError(f"a floor's price is 0 to {MOST_FLOOR_PRICE} for each group", column="floor_price")
    bonus, member = stakes(market, floor_price)
    worth = np.full(n, bonus - BONUS, dtype=np.int64)
    for group in np.flatnonzero(floor_price):
        worth += (market.graduates.groups >> group & 1) * floor_price[group]
    most = int(worth.max(initial=0)) + BONUS + FULL_SCORE + (member if market.openings.reserved else 0)
    lots = Lots(
        column=np.zeros((n, WIDTH), dtype=np.int32),
        fit=np.zeros((n, WIDTH), dtype=np.int32),
        count=np.zeros(n, dtype=np.int32),
        outside=np.zeros(n, dtype=np.int32),
    )
    bids = open_bids(index.openings.seats, _most_takers(market, index), n, closed=most + 1)
    net_bits = max(most.bit_length(), 18)
    terms = terms_of(
        index,
        market.weights.array("fit"),
        market.weights.array("fit"),
        worth=worth + BONUS,
        price=bids.price,
        member=member,
        least=0,
        ticket_bits=KEY_BITS - ID_BITS - net_bits,
    )
    waiting = np.empty(n, dtype=np.int64)
    asking = scanning_order(index)
    place = np.argsort(asking)
    proposals = 0
    while len(asking):
        _renew(index, asking[np.argsort(place[asking])], terms, lots, threads)
        done, left = bid(np.sort(asking), lots, bids, step, waiting)
        proposals += int(done)
        asking = waiting[:left].copy()
    placed = bids.match >= 0
    column = np.full(n, UNPLACED, dtype=np.int32)
    column[placed] = index.openings.column[bids.match[placed]]
    seat_of = np.full(n, -1, dtype=np.int8)
    seat_of[placed] = index.openings.group[bids.match[placed]]
    price, reserve_price = _prices(market, index, bids.price)
    return Matching(
        "placements",
        column,
        seat_of,
        proposals=proposals,
        price=price,
        reserve_price=reserve_price,
        floor_price=floor_price.astype(np.int64),
    )


def _prices(market: Market, index: Index, price: Array) -> tuple[Array, dict[int, tuple[int, ...]]]:
    """What an open seat costs, and each seat set aside in the order of the market's reserves."""
    openings = index.openings
    aside = openings.group >= 0
    found: dict[int, tuple[int, ...]] = {}
    for at in np.flatnonzero(aside).tolist():  # the index keeps the order of an opening's reserves
        column = int(openings.column[at])
        found[column] = (*found.get(column, ()), int(price[at]))
    by_column = np.zeros(len(market.openings), dtype=np.int64)
    by_column[openings.column[~aside]] = price[~aside]
    return by_column, found


def open_bids(seats: Array, takers: Array, n: int, closed: int = CLOSED) -> Bids:
    """No bids yet; ``takers`` is the most graduates an opening could ever hold."""
    start = np.zeros(len(seats) + 1, dtype=np.int64)
    np.cumsum(np.minimum(seats.astype(np.int64), takers), out=start[1:])
    return Bids(
        heap=np.zeros(int(start[-1]), dtype=np.int64),
        start=start,
        size=np.zeros(len(seats), dtype=np.int32),
        seats=seats.astype(np.int32),
        price=np.where(seats > 0, 0, closed).astype(np.int64),
        match=np.full(n, UNPLACED, dtype=np.int32),
    )


def _most_takers(market: Market, index: Index) -> Array:
    holders = np.bincount(market.graduates.holds.item, minlength=len(market.skills) + 1)
    holders[-1] = len(market.graduates)
    pivot = np.repeat(np.arange(len(market.skills) + 1), np.diff(index.openings.posting))
    return holders[pivot]


def _renew(index: Index, rows: Array, terms: Terms, lots: Lots, threads: int | None) -> None:
    """For each of ``rows`` the openings that leave her most at today's prices, of those that leave anything."""
    spare = empty_lists(len(lots.count), 0)
    found = Lists(lots.column, lots.fit, np.empty_like(lots.fit), lots.count, spare.last, spare.acceptable, spare.full)
    scan_on_threads(index, rows, found, terms, threads=threads)
    lots.outside[rows] = np.where(found.full[rows], found.last[rows] >> (ID_BITS + terms.ticket_bits), 0)
    rows = rows[found.count[rows] > 0]
    for begin in range(0, len(rows), 1 << 16):
        some = rows[begin : begin + (1 << 16)]
        lots.fit[some] += (terms.price[lots.column[some]] - BONUS).astype(np.int32)


@kernel
def bid(queue, lots, bids, step, waiting):
    """Let the queue bid until everyone is served, gives up, or needs a fresh list; return (bids, how many wait)."""
    columns, fits, counts, outsides = lots.column, lots.fit, lots.count, lots.outside
    heap, starts, sizes, seats, price, match = bids
    done = 0
    left = 0
    for i in range(queue.shape[0]):
        row: Any = queue[i]
        while True:
            best, at = np.int64(0), np.int64(-1)
            second = np.int64(outsides[row])
            for j in range(counts[row]):
                net = BONUS + np.int64(fits[row, j]) - price[columns[row, j]]
                if net > best:
                    second = max(second, best)
                    best, at = net, np.int64(j)
                elif net > second:
                    second = net
            if best < outsides[row]:
                waiting[left] = row
                left += 1
                break
            if best <= 0:
                break
            done += 1
            column = np.int64(columns[row, at])
            offer: Any = ((price[column] + best - second + step) << ID_BITS) | row
            begin = starts[column]
            size = np.int64(sizes[column])
            match[row] = column
            if size < seats[column]:
                push(heap, begin, size, offer)
                sizes[column] = size + 1
                if size + 1 == seats[column]:
                    price[column] = heap[begin] >> ID_BITS
                break
            loser: Any = np.int64(heap[begin] & ID_MASK)
            heap[begin] = offer
            sift_down(heap, begin, size, 0)
            price[column] = heap[begin] >> ID_BITS
            match[loser] = -1
            row = loser
    return done, left
