"""The pivot index: every opening stands in exactly one posting, that of its least held required skill.

A graduate's candidates are then the postings of the skills she holds: contiguous runs, each opening seen once. Inside a
posting the skills that its openings ask for or welcome are numbered from 0, so that a crowd of holders can be laid out
as a small table of levels and looked at many at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from padan_engine.lottery import hash_ids, order_of_ids, seeded
from padan_engine.types import FULL_PART, LONGEST_WAIT_DAYS, MAX_SKILLS, rows_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from padan_engine.types import Market, Ragged

Array = Any


class OpeningIndex(NamedTuple):
    """The openings' side, in index order; plain arrays, so that it can be sent to another process."""

    column: Array  # int32 (c,): the market's column
    group: Array  # int8 (c,): the group whose members come first here, -1 for none
    seats: Array  # int32 (c,)
    region: Array  # int32 (c,)
    province: Array  # uint64 (c,): one bit
    wage: Array  # int32 (c,)
    start: Array  # int32 (c,)
    ticket: Array  # uint64 (c,): the openings' side of the lottery
    posting: Array  # int64 (skills + 2,): where each skill's posting begins; the last is for what requires nothing
    vocabulary_start: Array  # int64 (skills + 2,)
    vocabulary: Array  # int32: the skills that the openings of a posting ask for or welcome
    asks_start: Array  # int64 (c + 1,)
    asks: Array  # int32: required skills, as numbers in the posting's vocabulary
    asks_level: Array  # uint8
    likes_start: Array  # int64 (c + 1,)
    likes: Array  # int32: welcome skills, likewise
    likes_level: Array  # uint8
    place: Array  # int16 (regions, regions): of an opening in the row's region for who lives in the column's
    share: Array  # int32 (256, 256): 1000 * i // n at [n, i]; 1000 where n is 0
    wait: Array  # int32 (181,): the start part for a wait of so many days


class GraduateIndex(NamedTuple):
    """The graduates' side, in the market's order."""

    skill_start: Array  # int64 (n + 1,)
    skill: Array  # int32 (m,)
    level: Array  # uint8 (m,)
    region: Array  # int32 (n,)
    reach: Array  # int32 (n,)
    reach_start: Array  # int64 (reaches + 1,)
    reach_region: Array  # int32
    provinces: Array  # uint64 (n,): provinces where she would work, one bit each, modulo 64
    available: Array  # int32 (n,)
    wage: Array  # int32 (n,): lowest
    groups: Array  # int64 (n,)
    ticket: Array  # uint64 (n,)
    rank: Array  # int32 (n,): place in the order of ids, the last resort of the lottery
    row_of_rank: Array  # int32 (n,)


class Index(NamedTuple):
    openings: OpeningIndex
    graduates: GraduateIndex


def build_index(market: Market, *, reserves: bool = False) -> Index:
    """Index a market. With ``reserves`` an opening with seats set aside becomes several columns, one per reserve."""
    return read_only(Index(index_openings(market, reserves=reserves), index_graduates(market)))


def read_only(index: Index) -> Index:
    """Every array read-only: loops are compiled for that, here and where arrays arrive from another process."""
    openings, graduates = (map(_read_only, side) for side in index)
    return Index(OpeningIndex(*openings), GraduateIndex(*graduates))


def _read_only(array: Array) -> Array:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def index_graduates(market: Market) -> GraduateIndex:
    graduates, province = market.graduates, market.regions.province
    hashes = hash_ids(graduates.ids)
    order = order_of_ids(graduates.ids, hashes)
    rank = np.empty(len(graduates), dtype=np.int32)
    rank[order] = np.arange(len(graduates), dtype=np.int32)
    lengths = [len(reach) for reach in graduates.reaches] or [0]
    reach_start = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=reach_start[1:])
    reach_region = np.concatenate([np.zeros(0, dtype=np.int32), *graduates.reaches])
    provinces = [int(np.bitwise_or.reduce(_bit(province[reach]))) if len(reach) else 0 for reach in graduates.reaches]
    return GraduateIndex(
        skill_start=graduates.holds.start,
        skill=graduates.holds.item,
        level=graduates.holds.level,
        region=graduates.region,
        reach=graduates.reach,
        reach_start=reach_start,
        reach_region=reach_region,
        provinces=np.append(np.array(provinces, dtype=np.uint64), np.uint64(0))[graduates.reach]
        | _bit(province[graduates.region]),
        available=graduates.available_day,
        wage=graduates.lowest_wage_idr,
        groups=graduates.groups,
        ticket=hashes,
        rank=rank,
        row_of_rank=order.astype(np.int32),
    )


def index_openings(market: Market, *, reserves: bool = False) -> OpeningIndex:
    openings, regions, skills = market.openings, market.regions, len(market.skills)
    column, part, group, seats = _parts(market, reserves)
    hashes = hash_ids(openings.ids)
    pivot = pivots(market)[column]
    region = openings.region[column]
    province = regions.province[region]
    order = np.lexsort((part, openings.ids[column], hashes[column], region, province, pivot))
    column, group, seats, pivot = column[order], group[order], seats[order], pivot[order]
    region, province = region[order], province[order]
    posting = np.searchsorted(pivot, np.arange(skills + 2))

    return OpeningIndex(
        column=column.astype(np.int32),
        group=group,
        seats=seats,
        region=region.astype(np.int32),
        province=_bit(province),
        wage=openings.wage_idr[column],
        start=openings.start_day[column],
        ticket=seeded(hashes, market.seed)[column],
        posting=posting.astype(np.int64),
        place=regions.place.T.copy(),
        share=_shares(),
        wait=_waits(),
        **_wishes(market, column, pivot),
    )


def pivots(market: Market) -> npt.NDArray[np.int64]:
    """For each opening the required skill that the fewest graduates hold; ``len(skills)`` where none is required."""
    requires = market.openings.requires
    holders = np.bincount(market.graduates.holds.item, minlength=len(market.skills) + 1)
    pivot = np.full(len(requires), len(market.skills), dtype=np.int64)
    row = rows_of(requires.start)()
    order = np.lexsort((requires.item, holders[requires.item], row))
    first = np.append(True, np.diff(row[order]) != 0)[: len(order)]
    pivot[row[order][first]] = requires.item[order][first]
    return pivot


def _parts(market: Market, reserves: bool) -> tuple[Array, Array, Array, Array]:
    m = len(market.openings)
    column = np.arange(m)
    part = np.full(m, 1 << 20)  # the open seats come after those set aside
    group = np.full(m, -1, dtype=np.int8)
    seats = market.openings.seats.copy()
    if not reserves or not market.openings.reserved:
        return column, part, group, seats
    extra = [
        (owner, number, who, count)
        for owner, reserved in sorted(market.openings.reserved.items())
        for number, (who, count) in enumerate(reserved)
    ]
    for owner, _, _, count in extra:
        seats[owner] -= count
    owners, numbers, groups, counts = (np.array(values) for values in zip(*extra, strict=True))
    return (
        np.concatenate([column, owners]),
        np.concatenate([part, numbers]),
        np.concatenate([group, groups.astype(np.int8)]),
        np.concatenate([seats, counts.astype(np.int32)]),
    )


def _wishes(market: Market, column: Array, pivot: Array) -> dict[str, Array]:
    """What each opening asks for and welcomes, in numbers of its posting's vocabulary."""
    skills = len(market.skills)
    asks, likes = (_entries(kind, column) for kind in (market.openings.requires, market.openings.welcomes))
    where = np.concatenate([asks[1], likes[1]])
    skill = np.concatenate([asks[2], likes[2]]).astype(np.int64)
    known, number = np.unique(pivot[where] * max(skills, 1) + skill, return_inverse=True)
    start = np.searchsorted(known, np.arange(skills + 2) * max(skills, 1))
    number = (number - start[pivot[where]]).astype(np.int32)
    return {
        "vocabulary_start": start.astype(np.int64),
        "vocabulary": (known % max(skills, 1)).astype(np.int32),
        "asks_start": asks[0],
        "asks": number[: len(asks[1])],
        "asks_level": asks[3],
        "likes_start": likes[0],
        "likes": number[len(asks[1]) :],
        "likes_level": likes[3],
    }


def _entries(skills: Ragged, column: Array) -> tuple[Array, Array, Array, Array]:
    """(starts, index position, skill, level) of every entry, for openings in index order."""
    lengths = np.diff(skills.start)[column]
    start = np.zeros(len(column) + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    entry = np.repeat(skills.start[:-1][column] - start[:-1], lengths) + np.arange(start[-1])
    return start, np.repeat(np.arange(len(column)), lengths), skills.item[entry], skills.level[entry]


def _bit(province: Array) -> Array:
    return np.uint64(1) << (province % 64).astype(np.uint64)


def _shares() -> Array:
    n = np.arange(MAX_SKILLS + 1)
    share = FULL_PART * n[None, :] // np.maximum(n, 1)[:, None]
    share[0, :] = FULL_PART
    return share.astype(np.int32)


def _waits() -> Array:
    return (FULL_PART - FULL_PART * np.arange(LONGEST_WAIT_DAYS + 1) // LONGEST_WAIT_DAYS).astype(np.int32)
