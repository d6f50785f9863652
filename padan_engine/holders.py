# mypy: allow-untyped-defs, allow-untyped-calls
"""The other direction: all graduates an opening may take, found among the holders of its pivot skill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.compiled import inlined, kernel
from padan_engine.lottery import mix
from padan_engine.scan import CHUNK, ID_MASK, graduate_key, keep_best, opening_key, sort_pairs, ticket

if TYPE_CHECKING:
    from padan_engine.index import Index
    from padan_engine.types import Market

Array = Any


class Holders(NamedTuple):
    """Who holds each pivot skill. People stand by where they would work, so that many are passed over at once and
    those looked at together lie together in memory."""

    start: Array  # int64 (skills + 2,); the last posting is for openings that require nothing: everybody
    who: Array  # int32: places in the order of people, rising within a posting
    provinces: Array  # uint64: of every ``CHUNK`` entries, one bit for each province that any of them would work in
    pivot: Array  # int32 (columns,)
    row: Array  # int32 (n,): of each place
    traits: Array  # int32 (n, 4): lowest wage, first day, home, reach
    ticket: Array  # uint64 (n,)
    rank: Array  # int32 (n,)
    skill_start: Array  # int64 (n + 1,)
    skill: Array  # int32
    level: Array  # uint8


class HolderScratch(NamedTuple):
    """Working memory of one thread."""

    required: Array  # uint8 (skills,): level asked, 0 where not asked
    welcome: Array  # uint8 (skills,)
    row: Array  # int32 (n,): graduates that may be taken
    rank: Array  # int32 (n,)
    drawn: Array  # uint64 (n,): the lottery ticket of the pair
    first: Array  # int32 (n,)
    second: Array  # int32 (n,)
    key: Array  # int64 (1, n)
    score: Array  # int32 (1, n)


def index_holders(market: Market, index: Index) -> Holders:
    """Index the graduates by the pivot skills of the openings."""
    openings, graduates, skills = index.openings, index.graduates, len(market.skills)
    used = np.diff(openings.posting) > 0
    order = np.lexsort((graduates.region, graduates.reach, graduates.provinces))
    held = np.bincount(graduates.skill, minlength=skills)[:skills] * used[:skills]
    start = np.zeros(skills + 2, dtype=np.int64)
    np.cumsum(np.append(held, len(order) * used[skills]), out=start[1:])
    skill_start = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(np.diff(graduates.skill_start)[order], out=skill_start[1:])
    skill, level = np.empty_like(graduates.skill), np.empty_like(graduates.level)
    who = np.empty(start[-1], dtype=np.int32)
    own = graduates.skill_start, graduates.skill, graduates.level
    _by_skill(*own, order, used, start[:-1].copy(), skill_start, skill, level, who)
    who[start[-2] :] = np.arange(start[-1] - start[-2])
    provinces = np.zeros(0, dtype=np.uint64)
    if len(who):
        provinces = np.bitwise_or.reduceat(graduates.provinces[order[who]], np.arange(0, len(who), CHUNK))
    return Holders(
        start=start,
        who=who,
        provinces=provinces,
        pivot=np.repeat(np.arange(skills + 1), np.diff(openings.posting)).astype(np.int32),
        row=order.astype(np.int32),
        traits=np.stack([graduates.wage, graduates.available, graduates.region, graduates.reach], axis=1)[order],
        ticket=graduates.ticket[order],
        rank=graduates.rank[order],
        skill_start=skill_start,
        skill=skill,
        level=level,
    )


@kernel
def _by_skill(starts, skills, levels, order, used, following, skill_start, skill, level, who):
    for at in range(order.shape[0]):
        to = skill_start[at]
        for i in range(starts[order[at]], starts[order[at] + 1]):
            skill[to] = skills[i]
            level[to] = levels[i]
            to += 1
            if used[skills[i]]:
                who[following[skills[i]]] = at
                following[skills[i]] += 1


def holder_scratch(index: Index) -> HolderScratch:
    """Working memory that fits an index."""
    n, skills = len(index.graduates.region), len(index.openings.posting)
    return HolderScratch(
        required=np.zeros(skills, dtype=np.uint8),
        welcome=np.zeros(skills, dtype=np.uint8),
        row=np.zeros(n + 1, dtype=np.int32),
        rank=np.zeros(n + 1, dtype=np.int32),
        drawn=np.zeros(n + 1, dtype=np.uint64),
        first=np.zeros(n + 1, dtype=np.int32),
        second=np.zeros(n + 1, dtype=np.int32),
        key=np.zeros((1, n + 1), dtype=np.int64),
        score=np.zeros((1, n + 1), dtype=np.int32),
    )


@inlined
def takers(openings, graduates, holders, column, first, second, work):
    """Write every graduate an opening may take with two weighted scores into ``work``; return how many."""
    reach_start, reach_region = graduates.reach_start, graduates.reach_region
    skill_start, skills, levels = holders.skill_start, holders.skill, holders.level
    people, traits, provinces, vocabulary = holders.who, holders.traits, holders.provinces, openings.vocabulary
    w_required, w_welcome, w_first, w_second = work.required, work.welcome, work.first, work.second
    waits, places = openings.wait, openings.place
    region, province = openings.region[column], openings.province[column]
    wage = openings.wage[column]
    start = openings.start[column]
    pivot = holders.pivot[column]
    words = openings.vocabulary_start[pivot]
    asks, likes = openings.asks_start[column], openings.likes_start[column]
    asks_end, likes_end = openings.asks_start[column + 1], openings.likes_start[column + 1]
    for i in range(asks, asks_end):
        w_required[vocabulary[words + openings.asks[i]]] = openings.asks_level[i]
    for i in range(likes, likes_end):
        w_welcome[vocabulary[words + openings.likes[i]]] = openings.likes_level[i]
    n_required, n_welcome = asks_end - asks, likes_end - likes
    n = 0
    known, comes = np.int64(-1), False
    i, end = holders.start[pivot], holders.start[pivot + 1]
    while i < end:
        if provinces[i // CHUNK] & province == np.uint64(0):
            i = (i // CHUNK + 1) * CHUNK
            continue
        who = np.int64(people[i])
        i += 1
        reach = np.int64(traits[who, 3])
        if reach != known:
            known = reach
            low, high = reach_start[reach], reach_start[reach + 1]
            while low < high:
                middle = (low + high) >> 1
                if reach_region[middle] < region:
                    low = middle + 1
                else:
                    high = middle
            comes = low < reach_start[reach + 1] and reach_region[low] == region
        lowest, available, home = traits[who, 0], traits[who, 1], traits[who, 2]
        if not (comes or home == region) or wage < lowest or start < available:
            continue
        met, better, liked = 0, 0, 0
        for j in range(skill_start[who], skill_start[who + 1]):
            skill, level = skills[j], levels[j]
            asked = w_required[skill]
            met += asked != 0 and level >= asked
            better += asked != 0 and level > asked
            wanted = w_welcome[skill]
            liked += wanted != 0 and level >= wanted
        if met < n_required:
            continue
        part0 = openings.share[n_welcome, liked]
        part1 = openings.share[n_required, better]
        part2 = np.int32(places[region, home])
        gain = wage - lowest
        part3 = np.int32(1000)
        if gain < lowest:
            part3 = np.int32(gain * 1000.0 / lowest)
        part4 = waits[min(start - available, 180)]
        work.row[n] = holders.row[who]
        work.rank[n] = holders.rank[who]
        work.drawn[n] = mix(holders.ticket[who] ^ openings.ticket[column])
        w_first[n] = first[0] * part0 + first[1] * part1 + first[2] * part2 + first[3] * part3 + first[4] * part4
        w_second[n] = second[0] * part0 + second[1] * part1 + second[2] * part2 + second[3] * part3 + second[4] * part4
        n += 1
    for i in range(asks, asks_end):
        w_required[vocabulary[words + openings.asks[i]]] = 0
    for i in range(likes, likes_end):
        w_welcome[vocabulary[words + openings.likes[i]]] = 0
    return n


class OpeningLists(NamedTuple):
    """Lists of the openings, best graduate first; filled up to ``count``."""

    row: Array  # int32 (columns, k)
    key: Array  # int64 (columns, k): how the graduate ranks this opening
    count: Array  # int32 (columns,)
    last: Array  # int64 (columns,): the opening's key of the last entry


@kernel
def fetch_takers(openings, graduates, holders, columns, k, first, second, limit, current, band, out, work):
    """For each of ``columns`` the best ``k`` graduates below its limit who would come today.

    ``current`` is each graduate's key of what she holds (0: nothing).
    """
    for i in range(columns.shape[0]):
        column = columns[i]
        n = takers(openings, graduates, holders, column, first, second, work)
        kept = 0
        for j in range(n):
            row, drawn = np.int64(work.row[j]), work.drawn[j]
            key = opening_key(graduates, openings, work.second[j], drawn, row, column, band, 0)
            if key < limit[column] and graduate_key(work.first[j], drawn, column) > current[row]:
                work.key[0, kept] = key
                work.score[0, kept] = work.first[j]
                kept += 1
        kept = keep_best(work.key, work.score, 0, kept, k)
        sort_pairs(work.key, work.score, 0, kept)
        for j in range(kept):
            row = np.int64(graduates.row_of_rank[ID_MASK - (work.key[0, j] & ID_MASK)])
            drawn = ticket(graduates, openings, row, column)
            out.row[column, j] = row
            out.key[column, j] = graduate_key(work.score[0, j], drawn, column)
        out.count[column] = kept
        if kept > 0:
            out.last[column] = work.key[0, kept - 1]
