# mypy: allow-untyped-defs, allow-untyped-calls
"""The inner loops: a block of graduates, all acceptable openings of each, and the best of them.

Those of the block who hold a pivot skill are laid out side by side, in the order of where they would work, with their
levels of every skill that the openings of its posting speak of. Each opening compares its wishes with all of them in
plain loops over bytes, which the compiler turns into wide instructions; only who breaks no rule is scored, and only a
score above the bar of a list is drawn a ticket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.compiled import inlined, kernel
from padan_engine.lottery import mix

if TYPE_CHECKING:
    from padan_engine.index import Index

Array = Any
ID_BITS = 26
ID_MASK = (1 << ID_BITS) - 1
TICKET_BITS = 20  # of a graduate's key: score 17, ticket 20, opening 26
SCORE_SHIFT = ID_BITS + TICKET_BITS
OPENING_TICKET_BITS = 18  # of an opening's key: member 1, score 17, second chance 1, ticket 18, graduate 26
CHANCE_SHIFT = ID_BITS + OPENING_TICKET_BITS
OPENING_SCORE_SHIFT = CHANCE_SHIFT + 1
MEMBER_SHIFT = OPENING_SCORE_SHIFT + 17
NO_LIMIT = (1 << 63) - 1
ANYBODY = -1  # the cutoff of an opening with a free seat


CHUNK = 32  # people let in or passed over together, by province
TILE = 1024  # people laid out together, a multiple of CHUNK
FREE, HOME, REACH, BAR, COUNT = (np.uint64(i * TILE) for i in range(1, 6))  # where each is in Scratch.person


class Terms(NamedTuple):
    """What is asked of a scan; arrays by row stand in the order of ``rows`` when ``compact``, else by row.

    A pair counts ``first`` + worth - price (and ``member`` in a seat of her group); it is kept if that exceeds
    ``least``, if its key lies below her ``limit``, and if the opening would take her at today's cutoff.
    """

    first: Array  # int64 (5,): weights
    second: Array  # int64 (5,)
    limit: Array  # int64, by row
    chance: Array  # int8, by row
    worth: Array  # int64, by row
    cutoff: Array  # int64 (columns,)
    price: Array  # int64 (columns,)
    member: int
    least: int
    band: int
    ticket_bits: int


def terms_of(
    index: Index,
    first: Array,
    second: Array,
    *,
    limit: Array | None = None,
    chance: Array | None = None,
    worth: Array | None = None,
    cutoff: Array | None = None,
    price: Array | None = None,
    member: int = 0,
    least: int = -1,
    band: int = 1,
    ticket_bits: int = TICKET_BITS,
    rows: int | None = None,
) -> Terms:
    """Terms that let everything through but for what is given; arrays for so many rows, or for all."""
    n, columns = len(index.graduates.region) if rows is None else rows, len(index.openings.column)
    return Terms(
        first,
        second,
        np.full(n, NO_LIMIT, dtype=np.int64) if limit is None else limit,
        np.zeros(n, dtype=np.int8) if chance is None else chance,
        np.zeros(n, dtype=np.int64) if worth is None else worth,
        np.full(columns, ANYBODY, dtype=np.int64) if cutoff is None else cutoff,
        np.zeros(columns, dtype=np.int64) if price is None else price,
        member,
        least,
        band,
        ticket_bits,
    )


class Scratch(NamedTuple):
    """Working memory of one thread: a block of rows, a tile of those who hold one skill, and lists being made."""

    touched: Array  # int32 (skills,): pivots that somebody in the block holds
    count: Array  # int64 (skills + 2,)
    holder: Array  # int32: lanes of the block by pivot
    start: Array  # int64 (block + 1,): the block's own skills, in the order of its lanes
    skill: Array  # int32
    held: Array  # uint8
    traits: Array  # int32 (4, block): lowest wage, first day, home, reach
    reach: Array  # int32 (reaches,): number of a reach in the block, -1 when not there
    willing: Array  # bool (regions * block,): [region, number of the reach]
    lane: Array  # int32 (TILE,)
    person: Array  # int32 (6 * TILE,): lowest wage, first day, home, reach, bar, how many openings are acceptable
    provinces: Array  # uint64 (TILE / CHUNK,)
    number: Array  # uint32 (skills + 1,): of a skill in the posting's vocabulary from 1, 0 when not there
    level: Array  # uint8 (1 + vocabulary, TILE + 64): row 0 is for skills that nobody asks for
    met: Array  # uint8 (TILE,): required skills held high enough
    better: Array  # uint8 (TILE,): and higher
    liked: Array  # uint8 (TILE,)
    fits: Array  # bool (TILE,)
    found: Array  # int32 (TILE,)
    hers: Array  # int32 (TILE,): the scores of those found
    theirs: Array  # int32 (TILE,)
    ticket: Array  # uint64 (block,)
    limit: Array  # int64 (block,)
    worth: Array  # int64 (block,)
    key: Array  # int64 (block, room)
    score: Array  # int32 (block, room): the second score beside each key
    size: Array  # int32 (block,)
    bar: Array  # int64 (block,): a key must lie above it
    feasible: Array  # int32 (block,)


def scratch(index: Index, lanes: int, held: int, k: int) -> Scratch:
    """Working memory for blocks of ``lanes`` rows that hold so many skills together."""
    openings, graduates = index
    skills = len(openings.posting) - 1
    room = 2 * k + 4
    return Scratch(
        touched=np.zeros(skills + 1, dtype=np.int32),
        count=np.zeros(skills + 2, dtype=np.int64),
        holder=np.empty(held + lanes, dtype=np.int32),
        start=np.zeros(lanes + 1, dtype=np.int64),
        skill=np.empty(held, dtype=np.int32),
        held=np.empty(held, dtype=np.uint8),
        traits=np.empty((4, lanes), dtype=np.int32),
        reach=np.full(len(graduates.reach_start), -1, dtype=np.int32),
        willing=np.zeros(len(openings.place) * lanes, dtype=np.bool_),
        lane=np.zeros(TILE, dtype=np.int32),
        person=np.zeros(6 * TILE, dtype=np.int32),
        provinces=np.zeros(TILE // CHUNK, dtype=np.uint64),
        number=np.zeros(skills + 1, dtype=np.uint32),
        level=np.zeros((int(np.diff(openings.vocabulary_start).max(initial=0)) + 1, TILE + 64), dtype=np.uint8),
        met=np.zeros(TILE, dtype=np.uint8),
        better=np.zeros(TILE, dtype=np.uint8),
        liked=np.zeros(TILE, dtype=np.uint8),
        fits=np.zeros(TILE, dtype=np.bool_),
        found=np.zeros(TILE, dtype=np.int32),
        hers=np.zeros(TILE, dtype=np.int32),
        theirs=np.zeros(TILE, dtype=np.int32),
        ticket=np.zeros(lanes, dtype=np.uint64),
        limit=np.zeros(lanes, dtype=np.int64),
        worth=np.zeros(lanes, dtype=np.int64),
        key=np.empty((lanes, room), dtype=np.int64),
        score=np.empty((lanes, room), dtype=np.int32),
        size=np.zeros(lanes, dtype=np.int32),
        bar=np.zeros(lanes, dtype=np.int64),
        feasible=np.zeros(lanes, dtype=np.int32),
    )


@inlined
def ticket(graduates, openings, row, column):
    """The lottery ticket of a pair, uint64."""
    return mix(graduates.ticket[row] ^ openings.ticket[column])


@inlined
def graduate_key(score, drawn, column):
    """Sorts a graduate's openings: score, then ticket, then the order of ids."""
    drawn = np.int64(drawn >> np.uint64(64 - TICKET_BITS))
    return (np.int64(score) << SCORE_SHIFT) | (drawn << ID_BITS) | (ID_MASK - column)


@inlined
def opening_key(graduates, openings, score, drawn, row, column, band, chance):
    """Sorts an opening's graduates: member of its group, score in bands, second chance, ticket, the order of ids."""
    drawn = np.int64(drawn >> np.uint64(64 - OPENING_TICKET_BITS))
    score = np.int64(score)
    if band > 1:
        score = score // band
    group = openings.group[column]
    member = np.int64(0)
    if group >= 0:
        member = (graduates.groups[row] >> np.int64(group)) & 1
    rank = ID_MASK - np.int64(graduates.rank[row])
    return (
        (member << MEMBER_SHIFT)
        | (score << OPENING_SCORE_SHIFT)
        | (np.int64(chance) << CHANCE_SHIFT)
        | (drawn << ID_BITS)
        | rank
    )


@inlined
def _line_up(openings, graduates, rows, work):
    """Sort the block's people by the pivots they hold; return how many pivots are touched and how many reaches."""
    touched, count, holder, reaches, willing = work.touched, work.count, work.holder, work.reach, work.willing
    starts, skills, posting = work.start, work.skill, openings.posting
    none = posting.shape[0] - 2
    pivots, known = np.int64(0), np.int64(0)
    to = np.int64(0)
    for lane in range(rows.shape[0]):
        row = rows[lane]
        starts[lane] = to
        for i in range(graduates.skill_start[row], graduates.skill_start[row + 1]):
            skill = graduates.skill[i]
            skills[to] = skill
            work.held[to] = graduates.level[i]
            to += 1
            if posting[skill] < posting[skill + 1]:
                if count[skill] == 0:
                    touched[pivots] = skill
                    pivots += 1
                count[skill] += 1
        if reaches[graduates.reach[row]] < 0:
            reaches[graduates.reach[row]] = known
            known += 1
        work.traits[0, lane] = graduates.wage[row]
        work.traits[1, lane] = graduates.available[row]
        work.traits[2, lane] = graduates.region[row]
        work.traits[3, lane] = reaches[graduates.reach[row]]
    starts[rows.shape[0]] = to
    everybody = posting[none] < posting[none + 1]
    if everybody:
        touched[pivots] = none
        pivots += 1
        count[none] = rows.shape[0]
    end = np.int64(0)
    for i in range(pivots):
        size = count[touched[i]]
        count[touched[i]] = end
        end += size
    for i in range(openings.place.shape[0] * known):
        willing[i] = False
    written = np.int64(0)
    for lane in range(rows.shape[0]):
        for i in range(starts[lane], starts[lane + 1]):
            skill = skills[i]
            if posting[skill] < posting[skill + 1]:
                holder[count[skill]] = lane
                count[skill] += 1
        if everybody:
            holder[count[none]] = lane
            count[none] += 1
        reach = graduates.reach[rows[lane]]
        if reaches[reach] == written:
            for i in range(graduates.reach_start[reach], graduates.reach_start[reach + 1]):
                willing[graduates.reach_region[i] * known + written] = True
            written += 1
    return pivots, known


@inlined
def _lay_out(openings, graduates, rows, pivot, begin, people, shift, work):
    """Copy the tile's people side by side, and their levels of every skill in the posting's vocabulary."""
    lanes, person, provinces, level, number = work.lane, work.person, work.provinces, work.level, work.number
    start, skill, held, traits = work.start, work.skill, work.held, work.traits
    low, high = openings.vocabulary_start[pivot], openings.vocabulary_start[pivot + 1]
    for i in range(low, high):
        number[openings.vocabulary[i]] = i - low + 1
    for i in range(np.uint64(1), np.uint64(high - low + 1)):
        for j in range(np.uint64(people)):
            level[i, j] = 0
    for chunk in range(TILE // CHUNK):
        provinces[chunk] = np.uint64(0)
    for j in range(people):
        lane = work.holder[begin + j]
        lanes[j] = lane
        person[j] = traits[0, lane]
        person[TILE + j] = traits[1, lane]
        person[2 * TILE + j] = traits[2, lane]
        person[3 * TILE + j] = traits[3, lane]
        person[4 * TILE + j] = work.bar[lane] >> shift
        person[5 * TILE + j] = 0
        provinces[j // CHUNK] |= graduates.provinces[rows[lane]]
        for i in range(start[lane], start[lane + 1]):
            level[number[skill[i]], j] = held[i]
    for i in range(low, high):
        number[openings.vocabulary[i]] = 0


@inlined
def _meet(openings, column, low, high, known, work):
    """Write who of the tile, from ``low`` to ``high``, breaks no rule of an opening; return how many."""
    level, met, better, liked, fits = work.level, work.met, work.better, work.liked, work.fits
    person, found, willing = work.person, work.found, work.willing
    low, high = np.uint64(low), np.uint64(high)  # unsigned: the compiler then does many people in one instruction
    for i in range(low, high):
        met[i] = 0
    for i in range(low, high):
        better[i] = 0
    for i in range(low, high):
        liked[i] = 0
    for j in range(openings.asks_start[column], openings.asks_start[column + 1]):
        skill, need = np.uint64(openings.asks[j] + 1), openings.asks_level[j]
        for i in range(low, high):
            met[i] += level[skill, i] >= need
        for i in range(low, high):
            better[i] += level[skill, i] > need
    for j in range(openings.likes_start[column], openings.likes_start[column + 1]):
        skill, wish = np.uint64(openings.likes[j] + 1), openings.likes_level[j]
        for i in range(low, high):
            liked[i] += level[skill, i] >= wish
    asked = openings.asks_start[column + 1] - openings.asks_start[column]
    wage, start, region = openings.wage[column], openings.start[column], openings.region[column]
    for i in range(low, high):
        fits[i] = (met[i] == asked) & (person[i] <= wage) & (person[FREE + i] <= start)
    n = np.uint64(0)
    here = np.uint64(region * known)
    for i in range(low, high):
        found[n] = i
        n += np.uint64(fits[i] & (willing[here + np.uint64(person[REACH + i])] | (person[HOME + i] == region)))
    return np.int64(n)


@kernel
def fetch(openings, graduates, rows, compact, k, terms, out, reverse, work):
    """For each of ``rows`` the best ``k`` openings that ``terms`` let through.

    ``out`` stands in the order of ``rows`` when ``compact``, else by row; it gets columns, both scores, counts and the
    last key. ``reverse`` keeps, for every opening, the best graduates seen (``reverse.best`` 0 wide: not wanted).
    """
    size, bar, feasible = work.size, work.bar, work.feasible
    shift = ID_BITS + terms.ticket_bits
    for lane in range(rows.shape[0]):
        size[lane] = 0
        bar[lane] = (np.int64(terms.least + 1) << shift) - 1
        feasible[lane] = 0
        row = rows[lane]
        at = lane if compact else row
        work.ticket[lane] = graduates.ticket[row]
        work.limit[lane] = terms.limit[at]
        work.worth[lane] = terms.worth[at]
    pivots, known = _line_up(openings, graduates, rows, work)
    begin = np.int64(0)
    for i in range(pivots):
        pivot = np.int64(work.touched[i])
        end = work.count[pivot]
        while begin < end:
            people = min(end - begin, TILE)
            _lay_out(openings, graduates, rows, pivot, begin, people, shift, work)
            _visit(openings, graduates, rows, compact, k, pivot, people, known, terms, reverse, work)
            begin += people
        work.count[pivot] = 0
    for lane in range(rows.shape[0]):
        row = rows[lane]
        work.reach[graduates.reach[row]] = -1
        at = lane if compact else row
        keys, scores = work.key, work.score
        kept = keep_best(keys, scores, lane, np.int64(size[lane]), k)
        sort_pairs(keys, scores, lane, kept)
        for j in range(kept):
            out.column[at, j] = ID_MASK - (keys[lane, j] & ID_MASK)
            out.first[at, j] = keys[lane, j] >> shift
            out.second[at, j] = scores[lane, j]
        out.count[at] = kept
        if kept > 0:
            out.last[at] = keys[lane, kept - 1]
        out.full[at] = size[lane] > k or bar[lane] >= np.int64(terms.least + 1) << shift
        out.acceptable[at] = feasible[lane]


@kernel
def list_all(openings, graduates, rows, filled, column, work):
    """Write every acceptable opening of each of ``rows`` from ``filled`` on, or only count them if there is no room."""
    for lane in range(rows.shape[0]):
        work.bar[lane] = 0
    pivots, known = _line_up(openings, graduates, rows, work)
    begin = np.int64(0)
    for i in range(pivots):
        pivot = np.int64(work.touched[i])
        end = work.count[pivot]
        while begin < end:
            people = min(end - begin, TILE)
            _lay_out(openings, graduates, rows, pivot, begin, people, 0, work)
            for at in range(openings.posting[pivot], openings.posting[pivot + 1]):
                for j in range(_meet(openings, at, 0, people, known, work)):
                    lane = work.lane[work.found[j]]
                    if column.shape[0] > 0:
                        column[filled[lane]] = at
                    filled[lane] += 1
            begin += people
        work.count[pivot] = 0
    for lane in range(rows.shape[0]):
        work.reach[graduates.reach[rows[lane]]] = -1


@inlined
def _score(openings, column, n, terms, work):
    """Write both weighted scores of those found, and count the pair for each of them."""
    person, found, better, liked, hers, theirs = (
        work.person,
        work.found,
        work.better,
        work.liked,
        work.hers,
        work.theirs,
    )
    waits = openings.wait
    asked = openings.asks_start[column + 1] - openings.asks_start[column]
    wished = openings.likes_start[column + 1] - openings.likes_start[column]
    welcome, above, places = openings.share[wished], openings.share[asked], openings.place[openings.region[column]]
    wage, start = openings.wage[column], openings.start[column]
    a, b, c, d, e = terms.first[0], terms.first[1], terms.first[2], terms.first[3], terms.first[4]
    f, g, h, p, q = terms.second[0], terms.second[1], terms.second[2], terms.second[3], terms.second[4]
    for j in range(np.uint64(n)):
        i = np.uint64(found[j])
        lowest = person[i]
        gain = wage - lowest
        part0 = welcome[np.uint64(liked[i])]
        part1 = above[np.uint64(better[i])]
        part2 = places[np.uint64(person[HOME + i])]
        part3 = np.int32(1000)
        if gain < lowest:
            part3 = np.int32(gain * 1000.0 / lowest)  # exact: both below 2^53, lowest below 2^31
        part4 = waits[np.uint64(min(start - person[FREE + i], 180))]
        hers[j] = a * part0 + b * part1 + c * part2 + d * part3 + e * part4
        theirs[j] = f * part0 + g * part1 + h * part2 + p * part3 + q * part4
        person[COUNT + i] += 1


@inlined
def _visit(openings, graduates, rows, compact, k, pivot, people, known, terms, reverse, work):
    """Let every opening of a posting look at the people of a tile."""
    person, provinces, found, lanes, hers, theirs = (
        work.person,
        work.provinces,
        work.found,
        work.lane,
        work.hers,
        work.theirs,
    )
    keys, scores, size, bar = work.key, work.score, work.size, work.bar
    cutoff = terms.cutoff
    width, room = reverse.best.shape[1], keys.shape[1]
    shift = ID_BITS + terms.ticket_bits
    chunks = (people + CHUNK - 1) // CHUNK
    for column in range(openings.posting[pivot], openings.posting[pivot + 1]):
        province = openings.province[column]
        chunk = np.int64(0)
        while chunk < chunks:
            if provinces[chunk] & province == np.uint64(0):
                chunk += 1
                continue
            low = chunk * CHUNK
            while chunk < chunks and provinces[chunk] & province != np.uint64(0):
                chunk += 1
            n = _meet(openings, column, low, min(chunk * CHUNK, people), known, work)
            if n == 0:
                continue
            _score(openings, column, n, terms, work)
            if width > 0:
                reverse.acceptable[column] += n
                wanted = np.int64(reverse.least[column])
                for j in range(n):
                    if theirs[j] >= wanted:
                        lane = np.int64(lanes[found[j]])
                        drawn = mix(work.ticket[lane] ^ openings.ticket[column])
                        _remember(graduates.rank[rows[lane]], column, theirs[j], drawn, reverse)
                        wanted = np.int64(reverse.least[column])
            group = openings.group[column]
            price = terms.price[column]
            taken = cutoff[column]
            least = np.int64(0)
            if group < 0 and taken != ANYBODY:
                least = min((taken >> OPENING_SCORE_SHIFT) * terms.band, np.int64(1) << 20)
            for j in range(n):
                i = found[j]
                lane = np.int64(lanes[i])
                net = np.int64(hers[j]) + work.worth[lane] - price
                if group >= 0:
                    net += terms.member * ((graduates.groups[rows[lane]] >> np.int64(group)) & 1)
                if net < person[BAR + np.uint64(i)] or theirs[j] < least:
                    continue
                drawn = mix(work.ticket[lane] ^ openings.ticket[column])
                key = (net << shift) | (np.int64(drawn >> np.uint64(64 - terms.ticket_bits)) << ID_BITS)
                key |= ID_MASK - column
                if key <= bar[lane] or key >= work.limit[lane]:
                    continue
                if taken != ANYBODY:
                    row = rows[lane]
                    chance = terms.chance[lane if compact else row]
                    mine = opening_key(graduates, openings, theirs[j], drawn, row, column, terms.band, chance)
                    if mine <= taken:
                        continue
                held = np.int64(size[lane])
                keys[lane, held] = key
                scores[lane, held] = theirs[j]
                held += 1
                if held == room:
                    held = keep_best(keys, scores, lane, held, k)
                    worst = keys[lane, 0]
                    for x in range(1, held):
                        worst = min(worst, keys[lane, x])
                    bar[lane] = worst
                    person[BAR + np.uint64(i)] = worst >> shift
                size[lane] = held
    for i in range(people):
        work.feasible[lanes[i]] += person[COUNT + np.uint64(i)]


@kernel
def keep_best(keys, scores, row, n, k):
    """Move the ``k`` greatest of the ``n`` different keys in a row to its front, with their scores; return how many.

    Every pass swaps without asking, which no processor can guess wrong.
    """
    row = np.uint64(row)
    low, high = np.uint64(0), np.uint64(n)
    enough = np.uint64(k)
    while n > k:
        middle = (low + high) >> np.uint64(1)
        pivot = keys[row, middle]
        first = low
        for i in range(low, high):
            key, score = keys[row, i], scores[row, i]
            keys[row, i] = keys[row, first]
            scores[row, i] = scores[row, first]
            keys[row, first] = key
            scores[row, first] = score
            first += np.uint64(key >= pivot)
        if first == enough:
            break
        if first < enough:
            low = first
        elif first == high:  # the pivot is the least: set it apart
            for i in range(low, high):
                if keys[row, i] == pivot:
                    keys[row, i], keys[row, high - np.uint64(1)] = keys[row, high - np.uint64(1)], pivot
                    score = scores[row, i]
                    scores[row, i] = scores[row, high - np.uint64(1)]
                    scores[row, high - np.uint64(1)] = score
                    break
            high -= np.uint64(1)
            if high == enough:
                break
        else:
            high = first
    return min(k, n)


@kernel
def sort_pairs(keys, scores, row, n):
    """Sort the first ``n`` keys of a row, greatest first, with their scores (Shell's sort)."""
    gap = np.int64(1)
    while gap * 3 < n:
        gap = gap * 3 + 1
    while gap > 0:
        for i in range(gap, n):
            key, score = keys[row, i], scores[row, i]
            j = i - gap
            while j >= 0 and keys[row, j] < key:
                keys[row, j + gap] = keys[row, j]
                scores[row, j + gap] = scores[row, j]
                j -= gap
            keys[row, j + gap] = key
            scores[row, j + gap] = score
        gap //= 3


@kernel
def sift_down(heap, begin, size, at):
    """Restore a least-first heap in ``heap[begin:begin + size]`` below ``at``."""
    value = heap[begin + at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[begin + child + 1] < heap[begin + child]:
            child += 1
        if heap[begin + child] >= value:
            break
        heap[begin + at] = heap[begin + child]
        at = child
    heap[begin + at] = value


@kernel
def push(heap, begin, size, value):
    """Add ``value`` to the least-first heap ``heap[begin:begin + size]``, which grows by one."""
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if heap[begin + parent] <= value:
            break
        heap[begin + at] = heap[begin + parent]
        at = parent
    heap[begin + at] = value


@inlined
def _remember(rank, column, score, drawn, reverse):
    """Keep a graduate among the best of an opening; the least of a full list becomes its bar."""
    width = reverse.best.shape[1]
    drawn = np.int64(drawn >> np.uint64(64 - TICKET_BITS))
    key = (np.int64(score) << SCORE_SHIFT) | (drawn << ID_BITS) | (ID_MASK - np.int64(rank))
    size = np.int64(reverse.size[column])
    flat = reverse.best.reshape(-1)
    if size < width:
        push(flat, column * width, size, key)
        reverse.size[column] = size + 1
    elif key > flat[column * width]:
        flat[column * width] = key
        sift_down(flat, column * width, width, 0)
    if reverse.size[column] == width:
        reverse.least[column] = flat[column * width] >> SCORE_SHIFT


class Lists(NamedTuple):
    """Lists of the graduates, best first; filled up to ``count``."""

    column: Array  # int32 (n, k): index column
    first: Array  # int32 (n, k): her score
    second: Array  # int32 (n, k): the opening's score
    count: Array  # int32 (n,)
    last: Array  # int64 (n,): the key of the last entry
    acceptable: Array  # int32 (n,): how many openings break no hard rule
    full: Array  # bool (n,): more than these were let through


class Reverse(NamedTuple):
    """The best graduates of every opening, as heaps of keys."""

    best: Array  # int64 (columns, k)
    size: Array  # int32 (columns,)
    least: Array  # int32 (columns,)
    acceptable: Array  # int64 (columns,)


def empty_lists(n: int, k: int) -> Lists:
    """Room for ``n`` lists of up to ``k``."""
    return Lists(
        column=np.zeros((n, k), dtype=np.int32),
        first=np.zeros((n, k), dtype=np.int32),
        second=np.zeros((n, k), dtype=np.int32),
        count=np.zeros(n, dtype=np.int32),
        last=np.full(n, NO_LIMIT, dtype=np.int64),
        acceptable=np.zeros(n, dtype=np.int32),
        full=np.zeros(n, dtype=np.bool_),
    )


def empty_reverse(columns: int, k: int) -> Reverse:
    """Room for the best ``k`` graduates of every column."""
    return Reverse(
        best=np.zeros((columns, k), dtype=np.int64),
        size=np.zeros(columns, dtype=np.int32),
        least=np.zeros(columns, dtype=np.int32),
        acceptable=np.zeros(columns, dtype=np.int64),
    )
