# mypy: allow-untyped-defs, allow-untyped-calls
"""The other direction: all graduates an opening may take, found among the holders of its pivot skill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.compiled import kernel
from padan_engine.scan import ID_MASK, graduate_key, keep_best, opening_key, ticket
from padan_engine.types import rows_of

if TYPE_CHECKING:
    from padan_engine.index import Index
    from padan_engine.types import Market

Array = Any


class Holders(NamedTuple):
    """Who holds each pivot skill, and what each opening asks, by index column."""

    start: Array  # int64 (skills + 2,); the last posting is for openings that require nothing: everybody
    row: Array  # int32
    pivot: Array  # int32 (columns,)
    required_start: Array  # int64 (columns + 1,)
    required_skill: Array  # int32
    required_level: Array  # uint8
    welcome_start: Array  # int64 (columns + 1,)
    welcome_skill: Array  # int32
    welcome_level: Array  # uint8


class HolderScratch(NamedTuple):
    """Working memory of one thread."""

    required: Array  # uint8 (skills,): level asked, 0 where not asked
    welcome: Array  # uint8 (skills,)
    row: Array  # int64 (n,): graduates that may be taken
    first: Array  # int32 (n,)
    second: Array  # int32 (n,)
    key: Array  # int64 (n,)


def index_holders(market: Market, index: Index) -> Holders:
    """Index the graduates by the pivot skills of the openings."""
    openings, skills = index.openings, len(market.skills)
    holds = market.graduates.holds
    used = np.diff(openings.posting) > 0
    taken = used[holds.item]
    skill, row = holds.item[taken], rows_of(holds.start)()[taken]
    order = np.argsort(skill, kind="stable")
    start = np.searchsorted(skill[order], np.arange(skills + 1))
    everybody = np.arange(len(market.graduates)) if used[skills] else np.zeros(0, dtype=np.int64)
    pivot = np.repeat(np.arange(skills + 1), np.diff(openings.posting))
    return Holders(
        start=np.append(start, len(skill) + len(everybody)).astype(np.int64),
        row=np.concatenate([row[order], everybody]).astype(np.int32),
        pivot=pivot.astype(np.int32),
        **_asked("required", market.openings.requires, openings.column),
        **_asked("welcome", market.openings.welcomes, openings.column),
    )


def _asked(name: str, skills: Any, column: Array) -> dict[str, Array]:
    lengths = np.diff(skills.start)[column]
    start = np.zeros(len(column) + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    entry = np.repeat(skills.start[:-1][column] - start[:-1], lengths) + np.arange(start[-1])
    return {f"{name}_start": start, f"{name}_skill": skills.item[entry], f"{name}_level": skills.level[entry]}


def holder_scratch(index: Index) -> HolderScratch:
    """Working memory that fits an index."""
    n, skills = len(index.graduates.region), len(index.openings.posting)
    return HolderScratch(
        required=np.zeros(skills, dtype=np.uint8),
        welcome=np.zeros(skills, dtype=np.uint8),
        row=np.zeros(n + 1, dtype=np.int64),
        first=np.zeros(n + 1, dtype=np.int32),
        second=np.zeros(n + 1, dtype=np.int32),
        key=np.zeros(n + 1, dtype=np.int64),
    )


@kernel
def takers(openings, graduates, holders, column, first, second, work):
    """Write every graduate an opening may take with two weighted scores into ``work``; return how many."""
    g_wage, g_available, g_region, g_reach = graduates.wage, graduates.available, graduates.region, graduates.reach
    g_reach_start, g_reach_region = graduates.reach_start, graduates.reach_region
    g_skill_start, g_skill, g_level = graduates.skill_start, graduates.skill, graduates.level
    h_start, h_row, h_required_start, h_welcome_start = (
        holders.start,
        holders.row,
        holders.required_start,
        holders.welcome_start,
    )
    h_required_skill, h_required_level = holders.required_skill, holders.required_level
    h_welcome_skill, h_welcome_level = holders.welcome_skill, holders.welcome_level
    w_required, w_welcome, w_row, w_first, w_second = work.required, work.welcome, work.row, work.first, work.second
    share, waits, places = openings.share, openings.wait, openings.place
    region = openings.region[column]
    wage = openings.wage[column]
    start = openings.start[column]
    for i in range(h_required_start[column], h_required_start[column + 1]):
        w_required[h_required_skill[i]] = h_required_level[i]
    for i in range(h_welcome_start[column], h_welcome_start[column + 1]):
        w_welcome[h_welcome_skill[i]] = h_welcome_level[i]
    n_required = h_required_start[column + 1] - h_required_start[column]
    n_welcome = h_welcome_start[column + 1] - h_welcome_start[column]
    pivot = holders.pivot[column]
    n = 0
    for i in range(h_start[pivot], h_start[pivot + 1]):
        row = np.int64(h_row[i])
        lowest = g_wage[row]
        if wage < lowest or start < g_available[row]:
            continue
        home = g_region[row]
        if home != region:
            reach = g_reach[row]
            low, high = g_reach_start[reach], g_reach_start[reach + 1]
            while low < high:
                middle = (low + high) >> 1
                if g_reach_region[middle] < region:
                    low = middle + 1
                else:
                    high = middle
            if low == g_reach_start[reach + 1] or g_reach_region[low] != region:
                continue
        met, better, liked = 0, 0, 0
        for j in range(g_skill_start[row], g_skill_start[row + 1]):
            skill, level = g_skill[j], g_level[j]
            asked = w_required[skill]
            met += asked != 0 and level >= asked
            better += asked != 0 and level > asked
            wanted = w_welcome[skill]
            liked += wanted != 0 and level >= wanted
        if met < n_required:
            continue
        part0 = share[n_welcome, liked]
        part1 = share[n_required, better]
        part2 = np.int32(places[home, region])
        gain = wage - lowest
        part3 = np.int32(1000)
        if gain < lowest:
            part3 = np.int32(gain * 1000.0 / lowest)
        part4 = waits[min(start - g_available[row], 180)]
        w_row[n] = row
        w_first[n] = first[0] * part0 + first[1] * part1 + first[2] * part2 + first[3] * part3 + first[4] * part4
        w_second[n] = second[0] * part0 + second[1] * part1 + second[2] * part2 + second[3] * part3 + second[4] * part4
        n += 1
    for i in range(h_required_start[column], h_required_start[column + 1]):
        w_required[h_required_skill[i]] = 0
    for i in range(h_welcome_start[column], h_welcome_start[column + 1]):
        w_welcome[h_welcome_skill[i]] = 0
    return n


class OpeningLists(NamedTuple):
    """Lists of the openings, best graduate first; filled up to ``count``."""

    row: Array  # int32 (columns, k)
    key: Array  # int64 (columns, k): how the graduate ranks this opening
    count: Array  # int32 (columns,)
    last: Array  # int64 (columns,): the opening's key of the last entry


@kernel
def fetch_takers(openings, graduates, holders, columns, k, first, second, limit, current, band, out, work, by_row):
    """For each of ``columns`` the best ``k`` graduates below its limit who would come today.

    ``current`` is each graduate's key of what she holds (0: nothing); ``by_row`` is int32 (n,) working memory.
    """
    for i in range(columns.shape[0]):
        column = columns[i]
        n = takers(openings, graduates, holders, column, first, second, work)
        kept = 0
        for j in range(n):
            row = work.row[j]
            drawn = ticket(graduates, openings, row, column)
            key = opening_key(graduates, openings, work.second[j], drawn, row, column, band, 0)
            if key < limit[column] and graduate_key(work.first[j], drawn, column) > current[row]:
                work.key[kept] = key
                by_row[row] = work.first[j]
                kept += 1
        kept = keep_best(work.key, kept, k)
        for j in range(kept):
            row = np.int64(graduates.row_of_rank[ID_MASK - (work.key[j] & ID_MASK)])
            out.row[column, j] = row
            out.key[column, j] = graduate_key(by_row[row], ticket(graduates, openings, row, column), column)
        out.count[column] = kept
        if kept > 0:
            out.last[column] = work.key[kept - 1]
