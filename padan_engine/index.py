"""The pivot index: every opening stands in exactly one posting, that of its least held required skill.

A graduate's candidates are then the postings of the skills she holds: contiguous runs, each opening seen once. Inside a
posting openings are ordered by province and region, and everything they ask ("holds skill s at level l or above") is
one bit of a vocabulary local to the posting, so checking requirements and counting what is welcome are bit operations.
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
    wage: Array  # int32 (c,)
    start: Array  # int32 (c,)
    ticket: Array  # uint64 (c,): the openings' side of the lottery
    n_required: Array  # uint8 (c,)
    n_welcome: Array  # uint8 (c,)
    posting: Array  # int64 (skills + 2,): where each skill's posting begins; the last is for what requires nothing
    run: Array  # int64 (skills + 2,): where the runs of each posting begin
    run_start: Array  # int64 (runs + 1,)
    run_province: Array  # uint64 (runs,): one bit
    vocabulary: Array  # int64 (skills + 2,): where the vocabulary of each posting begins
    word_skill: Array  # int32 (predicates,)
    word_level: Array  # uint8 (predicates,)
    words: Array  # int32 (skills + 1,): 64-bit words of a mask in this posting
    required_words: Array  # int32 (skills + 1,): of which this many hold all required predicates
    mask: Array  # int64 (skills + 1,): where the masks of each posting begin
    required: Array  # uint64: masks, ``words`` of them for each opening
    above: Array  # uint64: required skills one level higher
    welcome: Array  # uint64
    place: Array  # int16 (regions, regions)
    province: Array  # int32 (regions,)
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
    reach_provinces: Array  # uint64 (reaches,): provinces that may be reached, one bit each, modulo 64
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
    lengths = [len(reach) for reach in graduates.reaches]
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
        reach_provinces=np.array(provinces, dtype=np.uint64),
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

    first = np.append(True, (np.diff(pivot) != 0) | (np.diff(province) != 0))[: len(column)]
    run_start = np.append(np.flatnonzero(first), len(column))
    run = np.searchsorted(pivot[run_start[:-1]], np.arange(skills + 2))

    masks = _masks(market, column, pivot, posting)
    return OpeningIndex(
        column=column.astype(np.int32),
        group=group,
        seats=seats,
        region=region.astype(np.int32),
        wage=openings.wage_idr[column],
        start=openings.start_day[column],
        ticket=seeded(hashes, market.seed)[column],
        n_required=np.diff(openings.requires.start)[column].astype(np.uint8),
        n_welcome=np.diff(openings.welcomes.start)[column].astype(np.uint8),
        posting=posting.astype(np.int64),
        run=run.astype(np.int64),
        run_start=run_start.astype(np.int64),
        run_province=_bit(province[run_start[:-1]]),
        place=regions.place.copy(),
        province=regions.province.copy(),
        share=_shares(),
        wait=_waits(),
        **masks,
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


def _masks(market: Market, column: Array, pivot: Array, posting: Array) -> dict[str, Array]:
    """Number the predicates of every posting, required ones first, and write each opening's three masks."""
    skills = len(market.skills)
    required = _predicates(market.openings.requires, column)
    welcome = _predicates(market.openings.welcomes, column)
    above = (required[0], required[1], required[2] + 1)
    where = np.concatenate([kind[0] for kind in (required, above, welcome)])
    late = np.concatenate([np.zeros(len(required[0]), np.int64), np.ones(len(above[0]) + len(welcome[0]), np.int64)])
    predicate = np.concatenate([kind[1] * 16 + kind[2] for kind in (required, above, welcome)])
    known, inverse = np.unique(pivot[where] * (skills * 16) + predicate, return_inverse=True)
    is_late = np.ones(len(known), dtype=np.int64)
    np.minimum.at(is_late, inverse, late)
    owner = known // max(skills * 16, 1)
    order = np.lexsort((known, is_late, owner))
    number = np.empty(len(known), dtype=np.int64)
    vocabulary = np.searchsorted(owner, np.arange(skills + 2))
    number[order] = np.arange(len(known)) - vocabulary[owner[order]]
    needed = np.bincount(owner[is_late == 0], minlength=skills + 1)
    words = np.maximum(1, -(-np.diff(vocabulary) // 64))
    mask = np.zeros(skills + 2, dtype=np.int64)
    np.cumsum(np.diff(posting) * words, out=mask[1:])

    masks = {}
    ends = np.cumsum([len(required[0]), len(above[0]), len(welcome[0])])
    for name, end, count in zip(("required", "above", "welcome"), ends, np.diff(ends, prepend=0), strict=True):
        span = slice(end - count, end)
        at, bit = where[span], number[inverse[span]]
        place = mask[pivot[at]] + (at - posting[pivot[at]]) * words[pivot[at]] + bit // 64
        masks[name] = np.zeros(mask[-1], dtype=np.uint64)
        np.bitwise_or.at(masks[name], place, np.uint64(1) << (bit % 64).astype(np.uint64))
    spelled = known[order] % max(skills * 16, 1)
    return masks | {
        "vocabulary": vocabulary.astype(np.int64),
        "word_skill": (spelled // 16).astype(np.int32),
        "word_level": (spelled % 16).astype(np.uint8),
        "words": words.astype(np.int32),
        "required_words": np.maximum(1, -(-needed // 64)).astype(np.int32),
        "mask": mask[:-1],
    }


def _predicates(skills: Ragged, column: Array) -> tuple[Array, Array, Array]:
    """(index position, skill, level) of every entry, for openings in index order."""
    lengths = np.diff(skills.start)[column]
    where = np.repeat(np.arange(len(column)), lengths)
    within = np.arange(len(where)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    entry = np.repeat(skills.start[:-1][column], lengths) + within
    return where, skills.item[entry].astype(np.int64), skills.level[entry].astype(np.int64)


def _bit(province: Array) -> Array:
    return np.uint64(1) << (province % 64).astype(np.uint64)


def _shares() -> Array:
    n = np.arange(MAX_SKILLS + 1)
    share = FULL_PART * n[None, :] // np.maximum(n, 1)[:, None]
    share[0, :] = FULL_PART
    return share.astype(np.int32)


def _waits() -> Array:
    return (FULL_PART - FULL_PART * np.arange(LONGEST_WAIT_DAYS + 1) // LONGEST_WAIT_DAYS).astype(np.int32)
