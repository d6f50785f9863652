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
from padan_engine.scan import ANYBODY, NO_LIMIT, Lists, Reverse, empty_lists, empty_reverse, fetch, scratch

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]

Array = Any
BLOCK = 8_192


def usable_threads(threads: int | None) -> int:
    """The asked number, or one per core this process may use."""
    return threads if threads else len(os.sched_getaffinity(0))


def scanning_order(index: Index) -> Array:
    """Rows by first skill and region: neighbours look at the same openings, which then stay in the cache."""
    graduates = index.graduates
    if len(graduates.skill) == 0:
        return np.arange(len(graduates.region))
    first = graduates.skill[np.minimum(graduates.skill_start[:-1], len(graduates.skill) - 1)].astype(np.int64)
    return np.argsort(first * len(index.openings.province) + graduates.region, kind="stable")


def scan_on_threads(
    index: Index,
    rows: Array,
    out: Lists,
    weights: tuple[Array, Array],
    *,
    width: int = 0,
    limit: Array | None = None,
    cutoff: Array | None = None,
    chance: Array | None = None,
    band: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reverse:
    """Fetch the best openings of ``rows`` into ``out`` (see ``scan.fetch``), and the best ``width`` graduates of
    each opening."""
    n, columns, k = len(index.graduates.region), len(index.openings.column), out.column.shape[1]
    limit = np.full(n, NO_LIMIT, dtype=np.int64) if limit is None else limit
    cutoff = np.full(columns, ANYBODY, dtype=np.int64) if cutoff is None else cutoff
    chance = np.zeros(n, dtype=np.int8) if chance is None else chance
    blocks = iter(range(0, len(rows), BLOCK))
    lock, done = Lock(), [0]

    def work_off_blocks() -> Reverse:
        work, reverse = scratch(index), empty_reverse(columns, width)
        while True:
            with lock:
                begin = next(blocks, None)
            if begin is None:
                return reverse
            block = rows[begin : begin + BLOCK]
            fetch(*index, block, False, k, *weights, limit, cutoff, chance, band, out, reverse, work)
            if progress:
                with lock:
                    done[0] += len(block)
                    progress(done[0], len(rows))

    workers = max(1, min(usable_threads(threads), -(-len(rows) // BLOCK)))
    if workers == 1:
        return work_off_blocks()
    with ThreadPoolExecutor(workers) as pool:
        return merge([future.result() for future in [pool.submit(work_off_blocks) for _ in range(workers)]])


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
    limit, chance = np.full(len(rows), NO_LIMIT, dtype=np.int64), np.zeros(len(rows), dtype=np.int8)
    cutoff = np.full(len(index.openings.column), ANYBODY, dtype=np.int64)
    fetch(*index, rows, True, k, *weights, limit, cutoff, chance, 1, out, reverse, scratch(index))
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
