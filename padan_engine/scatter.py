"""Spread blocks of rows over threads here, or over the workers of a Dask cluster; the answer does not depend on which.

A block is scored by a pure function of (index, rows), its lists are exact, and lists of openings are merged as sets
of keys without equals: so any split into blocks, in any order, gives the same bits.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.index import Index, read_only
from padan_engine.scan import Lists, Reverse, Terms, empty_lists, empty_reverse, fetch, list_all, scratch, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]

Array = Any
BLOCK = 4_096
LARGEST_BLOCK = 1 << 18  # entries of all lists that are being made


def usable_threads(threads: int | None) -> int:
    """The asked number, or one per core this process may use."""
    return threads if threads else len(os.sched_getaffinity(0))


def scanning_order(index: Index) -> Array:
    """Rows by first skill, reachable provinces and home: neighbours look at the same openings."""
    graduates = index.graduates
    if len(graduates.skill) == 0:
        return np.arange(len(graduates.region))
    first = graduates.skill[np.minimum(graduates.skill_start[:-1], len(graduates.skill) - 1)]
    return np.lexsort((graduates.region, graduates.provinces, first))


def blocks_of(index: Index, rows: Array, k: int) -> tuple[list[Array], tuple[int, int, int]]:
    """The rows in blocks, and the room that ``scratch`` needs for any of them."""
    size = max(1, min(BLOCK, LARGEST_BLOCK // k, len(rows)))
    blocks = [rows[begin : begin + size] for begin in range(0, len(rows), size)]
    start = index.graduates.skill_start
    held = max((int((start[block + 1] - start[block]).sum()) for block in blocks), default=0)
    return blocks, (size, held, k)


def scan_on_threads(
    index: Index,
    rows: Array,
    out: Lists,
    terms: Terms,
    *,
    width: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reverse:
    """Fetch the best openings of ``rows`` into ``out`` (see ``scan.fetch``), and the best ``width`` graduates of
    each opening."""
    columns, k = len(index.openings.column), out.column.shape[1]
    blocks, room = blocks_of(index, rows, k)
    waiting = iter(blocks)
    lock, done = Lock(), [0]

    def work_off_blocks() -> Reverse:
        work, reverse = scratch(index, *room), empty_reverse(columns, width)
        while True:
            with lock:
                block = next(waiting, None)
            if block is None:
                return reverse
            fetch(*index, block, False, k, terms, out, reverse, work)
            if progress:
                with lock:
                    done[0] += len(block)
                    progress(done[0], len(rows))

    workers = max(1, min(usable_threads(threads), len(blocks)))
    if workers == 1:
        return work_off_blocks()
    with ThreadPoolExecutor(workers) as pool:
        return merge([future.result() for future in [pool.submit(work_off_blocks) for _ in range(workers)]])


def acceptable_pairs(index: Index, rows: Array) -> tuple[Array, Array]:
    """Every acceptable opening of each of ``rows``, by index column: (starts, columns)."""
    blocks, room = blocks_of(index, rows, 1)
    work = scratch(index, *room)
    start, column = np.zeros(len(rows) + 1, dtype=np.int64), np.zeros(0, dtype=np.int32)
    for number, block in enumerate(blocks):
        list_all(*index, block, start[1 + number * room[0] :], column, work)
    np.cumsum(start, out=start)
    column, filled = np.zeros(start[-1], dtype=np.int32), start[:-1].copy()
    for number, block in enumerate(blocks if len(column) else []):
        list_all(*index, block, filled[number * room[0] :], column, work)
    return start, column


def scan_on_cluster(
    client: Any,
    index: Index,
    rows: Array,
    out: Lists,
    weights: tuple[Array, Array],
    *,
    width: int,
    block: int = 1 << 15,
) -> Reverse:
    """The same on the workers of a Dask client (``padan[cluster]``): the index travels once, blocks come back as
    arrays."""
    as_completed = import_module("distributed").as_completed
    columns, k = len(index.openings.column), out.column.shape[1]
    shared = client.scatter(index, broadcast=True, hash=False)
    futures = {}
    for begin in range(0, len(rows), block):
        part = rows[begin : begin + block]
        futures[client.submit(scan_block, shared, part, k, width, weights, pure=False)] = part
    merged = empty_reverse(columns, width)
    for future in as_completed(futures):
        lists, reverse = future.result()
        part = futures[future]
        for target, source in zip(out, lists, strict=True):
            target[part] = source
        merged = merge([merged, reverse])
    return merged


def scan_block(index: Index, rows: Array, k: int, width: int, weights: tuple[Array, Array]) -> tuple[Lists, Reverse]:
    """One block, from nothing but its arguments."""
    index = read_only(index)
    out, reverse = empty_lists(len(rows), k), empty_reverse(len(index.openings.column), width)
    blocks, room = blocks_of(index, rows.copy(), k)
    first, second = (side.copy() for side in weights)
    terms, work = terms_of(index, first, second, rows=room[0]), scratch(index, *room)
    begin = 0
    for part in blocks:
        place = slice(begin, begin + len(part))
        fetch(*index, part, True, k, terms, Lists(*(array[place] for array in out)), reverse, work)
        begin += len(part)
    return out, reverse


def merge(parts: list[Reverse]) -> Reverse:
    """The best graduates of every opening out of the best of each part."""
    if len(parts) == 1:
        return parts[0]
    width = parts[0].best.shape[1]
    best = np.sort(np.concatenate([part.best for part in parts], axis=1), axis=1)[:, ::-1][:, :width].copy()
    size = np.count_nonzero(best, axis=1).astype(np.int32)
    acceptable = np.sum([part.acceptable for part in parts], axis=0)
    return Reverse(best, size, np.zeros(len(size), dtype=np.int32), acceptable)
