# mypy: allow-untyped-defs, allow-untyped-calls
"""The inner loops: all acceptable openings of one graduate, and the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.compiled import inlined, kernel, popcount
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


class Scratch(NamedTuple):
    """Working memory of one thread."""

    level: Array  # uint8 (skills + 1,): the graduate's level of each skill, 0 where not held
    place: Array  # int16 (regions,): place part, -1 where she will not go
    holds: Array  # uint64 (most words,): her mask in a posting
    column: Array  # int64 (columns,): acceptable openings
    first: Array  # int32 (columns,): their score by the first weights
    second: Array  # int32 (columns,): and by the second
    key: Array  # int64 (columns,)
    by_column: Array  # int32 (columns,): the second score at its column


def scratch(index: Index) -> Scratch:
    """Working memory that fits an index."""
    openings = index.openings
    columns = len(openings.column)
    return Scratch(
        level=np.zeros(len(openings.posting), dtype=np.uint8),
        place=np.full(len(openings.province), -1, dtype=np.int16),
        holds=np.zeros(int(openings.words.max(initial=1)), dtype=np.uint64),
        column=np.zeros(columns + 1, dtype=np.int64),
        first=np.zeros(columns + 1, dtype=np.int32),
        second=np.zeros(columns + 1, dtype=np.int32),
        key=np.zeros(columns + 1, dtype=np.int64),
        by_column=np.zeros(columns + 1, dtype=np.int32),
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


@kernel
def candidates(openings, graduates, row, first, second, work):
    """Write every acceptable opening of a graduate with two weighted scores into ``work``; return how many.

    One long loop on purpose: a call per run would hand over the whole index each time and cost more than the run.
    """
    home = graduates.region[row]
    reach = graduates.reach[row]
    lowest = graduates.wage[row]
    available = graduates.available[row]
    work_place, work_level, work_holds, work_column = work.place, work.level, work.holds, work.column
    regions, wages, starts = openings.region, openings.wage, openings.start
    word_skill, word_level = openings.word_skill, openings.word_level
    required, above, welcome = openings.required, openings.above, openings.welcome
    for i in range(graduates.reach_start[reach], graduates.reach_start[reach + 1]):
        region = graduates.reach_region[i]
        work_place[region] = openings.place[home, region]
    work_place[home] = openings.place[home, home]
    provinces = graduates.reach_provinces[reach] | (np.uint64(1) << np.uint64(openings.province[home] % 64))
    begin, end = graduates.skill_start[row], graduates.skill_start[row + 1]
    for i in range(begin, end):
        work_level[graduates.skill[i]] = graduates.level[i]
    none = openings.posting.shape[0] - 2
    n: Any = 0
    for i in range(begin, end + 1):
        pivot = np.int64(none)
        if i < end:
            pivot = np.int64(graduates.skill[i])
        if openings.posting[pivot] == openings.posting[pivot + 1]:
            continue
        words = np.int64(openings.words[pivot])
        needed = np.int64(openings.required_words[pivot])
        base = openings.mask[pivot] - openings.posting[pivot] * words

        spelled = np.int64(0)  # words of her mask that are written; one bit for every predicate she fulfils
        before = n
        for run in range(openings.run[pivot], openings.run[pivot + 1]):
            if provinces & openings.run_province[run] == np.uint64(0):
                continue
            if spelled == 0:
                spelled = needed
                _spell(
                    word_skill, word_level, openings.vocabulary[pivot], openings.vocabulary[pivot + 1], 0, needed, work
                )
            missing = ~work_holds[0]
            for column in range(openings.run_start[run], openings.run_start[run + 1]):
                at = base + column * words
                lacks = required[at] & missing
                for word in range(1, needed):
                    lacks |= required[at + word] & ~work_holds[word]
                fits = (
                    (lacks == np.uint64(0))
                    & (work_place[regions[column]] >= 0)
                    & (wages[column] >= lowest)
                    & (starts[column] >= available)
                )
                work_column[n] = column
                n += np.int64(fits)
        if n == before:
            continue
        _spell(word_skill, word_level, openings.vocabulary[pivot], openings.vocabulary[pivot + 1], needed, words, work)
        for j in range(before, n):
            column = work_column[j]
            at = base + column * words
            liked = np.uint64(0)
            better = np.uint64(0)
            for word in range(words):
                liked += popcount(welcome[at + word] & work_holds[word])
                better += popcount(above[at + word] & work_holds[word])
            part0 = openings.share[openings.n_welcome[column], liked]
            part1 = openings.share[openings.n_required[column], better]
            part2 = np.int32(work_place[regions[column]])
            gain = wages[column] - lowest
            part3 = np.int32(1000)
            if gain < lowest:
                part3 = np.int32(gain * 1000.0 / lowest)  # exact: both below 2^53, lowest below 2^31
            part4 = openings.wait[min(starts[column] - available, 180)]
            work.first[j] = first[0] * part0 + first[1] * part1 + first[2] * part2 + first[3] * part3 + first[4] * part4
            work.second[j] = (
                second[0] * part0 + second[1] * part1 + second[2] * part2 + second[3] * part3 + second[4] * part4
            )
    for i in range(begin, end):
        work_level[graduates.skill[i]] = 0
    for i in range(graduates.reach_start[reach], graduates.reach_start[reach + 1]):
        work_place[graduates.reach_region[i]] = -1
    work_place[home] = -1
    return n


@inlined
def _spell(word_skill, word_level, begin, end, first_word, words, work):
    for word in range(first_word, words):
        at = begin + 64 * word
        mask = np.uint64(0)
        for bit in range(min(64, end - at)):
            held = work.level[word_skill[at + bit]] >= word_level[at + bit]
            mask |= np.uint64(held) << np.uint64(bit)
        work.holds[word] = mask


@kernel
def keep_best(keys, n, k):
    """Move the ``k`` greatest of ``keys[:n]`` to the front, greatest first; return how many there are."""
    low, high = 0, n - 1
    while n > k and low < high:
        pivot = keys[(low + high) >> 1]
        i, j = low, high
        while i <= j:
            while keys[i] > pivot:
                i += 1
            while keys[j] < pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                i += 1
                j -= 1
        if k - 1 <= j:
            high = j
        elif k - 1 >= i:
            low = i
        else:
            break
    k = min(k, n)
    for i in range(1, k):
        key = keys[i]
        j = i - 1
        while j >= 0 and keys[j] < key:
            keys[j + 1] = keys[j]
            j -= 1
        keys[j + 1] = key
    return k


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


@kernel
def fetch(openings, graduates, rows, compact, k, first, second, limit, cutoff, chance, band, out, reverse, work):
    """For each of ``rows`` the best ``k`` openings below ``limit[at]`` that would take her at today's cutoffs.

    ``out``, ``limit`` and ``chance`` stand in the order of ``rows`` when ``compact``, else by row. ``out`` gets
    columns, both scores, counts and the last key; ``reverse`` keeps, for every opening, the best graduates
    seen (``reverse.size`` 0 wide: not wanted).
    """
    width = reverse.best.shape[1]
    for i in range(rows.shape[0]):
        row = rows[i]
        at = i if compact else row
        n = candidates(openings, graduates, row, first, second, work)
        kept = 0
        for j in range(n):
            column = work.column[j]
            drawn = ticket(graduates, openings, row, column)
            if width > 0:
                reverse.acceptable[column] += 1
                if work.second[j] >= reverse.least[column]:
                    _remember(openings, graduates, row, column, work.second[j], drawn, reverse)
            key = graduate_key(work.first[j], drawn, column)
            if key >= limit[at]:
                continue
            if cutoff[column] != ANYBODY:
                mine = opening_key(graduates, openings, work.second[j], drawn, row, column, band, chance[at])
                if mine <= cutoff[column]:
                    continue
            work.key[kept] = key
            work.by_column[column] = work.second[j]
            kept += 1
        kept = keep_best(work.key, kept, k)
        for j in range(kept):
            column = ID_MASK - (work.key[j] & ID_MASK)
            out.column[at, j] = column
            out.first[at, j] = work.key[j] >> SCORE_SHIFT
            out.second[at, j] = work.by_column[column]
        out.count[at] = kept
        if kept > 0:
            out.last[at] = work.key[kept - 1]
        if width > 0:
            out.acceptable[at] = n


@kernel
def _remember(openings, graduates, row, column, score, drawn, reverse):
    """Keep a graduate among the best of an opening; the least of a full list becomes its bar."""
    width = reverse.best.shape[1]
    drawn = np.int64(drawn >> np.uint64(64 - TICKET_BITS))
    rank = ID_MASK - np.int64(graduates.rank[row])
    key = (np.int64(score) << SCORE_SHIFT) | (drawn << ID_BITS) | rank
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
    )


def empty_reverse(columns: int, k: int) -> Reverse:
    """Room for the best ``k`` graduates of every column."""
    return Reverse(
        best=np.zeros((columns, k), dtype=np.int64),
        size=np.zeros(columns, dtype=np.int32),
        least=np.zeros(columns, dtype=np.int32),
        acceptable=np.zeros(columns, dtype=np.int64),
    )
