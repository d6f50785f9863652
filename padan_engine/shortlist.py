# mypy: allow-untyped-defs, allow-untyped-calls
"""Exact shortlists: for every graduate her best feasible openings, for every opening its best graduates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.compiled import kernel
from padan_engine.errors import EngineInputError
from padan_engine.holders import holder_scratch, index_holders, takers
from padan_engine.index import Index, build_index
from padan_engine.scan import (
    ID_BITS,
    ID_MASK,
    SCORE_SHIFT,
    TICKET_BITS,
    Lists,
    empty_lists,
    empty_reverse,
    fetch,
    keep_best,
    scratch,
    sort_pairs,
    terms_of,
)
from padan_engine.scatter import scan_on_cluster, scan_on_threads, scanning_order

if TYPE_CHECKING:
    from padan_engine.scatter import Progress
    from padan_engine.types import Market

Array = Any
MAX_K = 10_000


@dataclass(frozen=True, slots=True)
class Shortlists:
    """The ``k`` best of either side, best first; ties by the lottery.

    Shapes: openings int32 (n, k), market column, and opening_scores int32 (n, k), the graduate's score of it, 0 to
    100,000,
    both filled up to opening_count int32 (n,); graduates, graduate_scores (m, k) and graduate_count (m,) the same
    for the openings; feasible_openings int32 (n,) and feasible_graduates int64 (m,) count all pairs that break no
    hard rule.
    """

    k: int
    openings: Array
    opening_scores: Array
    opening_count: Array
    graduates: Array
    graduate_scores: Array
    graduate_count: Array
    feasible_openings: Array
    feasible_graduates: Array


def shortlists(
    market: Market,
    k: int = 30,
    *,
    threads: int | None = None,
    client: Any = None,
    progress: Progress | None = None,
) -> Shortlists:
    """Score every feasible pair of a market and keep the best ``k`` of each graduate and of each opening.

    Parameters: market; k, 1 to 10,000; threads, one per core if not given; client, a Dask client whose workers score
    the
        blocks instead; progress, called with (rows done, rows in all).
    Returns: Shortlists, exact, the same bits for any number of threads or workers.
    Raises: EngineInputError if k is out of range.
    """
    index = build_index(market)
    lists, best = scan_market(market, index, k, width=k, threads=threads, client=client, progress=progress)
    return as_shortlists(index, k, lists, best)


def scan_market(
    market: Market,
    index: Index,
    k: int,
    *,
    width: int,
    threads: int | None = None,
    client: Any = None,
    progress: Progress | None = None,
) -> tuple[Lists, Any]:
    """The lists in index columns, as the solvers want them."""
    if not 1 <= k <= MAX_K:
        raise EngineInputError(f"k = {k} is not 1 to {MAX_K}", column="k")
    lists = empty_lists(len(market.graduates), k)
    weights = market.weights.array("graduate"), market.weights.array("opening")
    rows = scanning_order(index)
    if client is None:
        terms = terms_of(index, *weights)
        best = scan_on_threads(index, rows, lists, terms, width=width, threads=threads, progress=progress)
    else:
        best = scan_on_cluster(client, index, rows, lists, weights, width=width)
    return lists, best


def as_shortlists(index: Index, k: int, lists: Lists, best: Any) -> Shortlists:
    """Translate index columns and ranks into the market's columns and rows."""
    m = len(index.openings.column)
    keys = np.sort(best.best, axis=1)[:, ::-1]
    by_column = np.empty_like(keys)
    count, feasible = np.zeros(m, dtype=np.int32), np.zeros(m, dtype=np.int64)
    by_column[index.openings.column] = keys
    count[index.openings.column] = best.size
    feasible[index.openings.column] = best.acceptable
    rank = np.minimum(ID_MASK - (by_column & ID_MASK), max(len(index.graduates.region) - 1, 0))
    rows = index.graduates.row_of_rank[rank] if len(index.graduates.region) else np.zeros_like(rank, dtype=np.int32)
    columns = index.openings.column[lists.column] if m else np.zeros_like(lists.column)
    return Shortlists(
        k=k,
        openings=columns,
        opening_scores=lists.first,
        opening_count=lists.count,
        graduates=rows,
        graduate_scores=(by_column >> SCORE_SHIFT).astype(np.int32),
        graduate_count=count,
        feasible_openings=lists.acceptable,
        feasible_graduates=feasible,
    )


class Lookup:
    """One shortlist at a time, from an index held in memory; not for several threads at once."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.index = build_index(market)
        self._holders = index_holders(market, self.index)
        self._position = np.argsort(self.index.openings.column)
        self._weights = market.weights.array("graduate"), market.weights.array("opening")
        self._terms = terms_of(self.index, *self._weights, rows=1)
        self._most_skills = int(np.diff(self.index.graduates.skill_start).max(initial=0))
        self._work, self._holder_work = scratch(self.index, 1, self._most_skills, 30), holder_scratch(self.index)
        self._reverse = empty_reverse(0, 0)

    def openings_for(self, row: int, k: int = 30) -> list[tuple[int, int]]:
        """The ``k`` best openings of a graduate as (column, score), best first."""
        if 2 * k > self._work.key.shape[1]:
            self._work = scratch(self.index, 1, self._most_skills, k)
        out = empty_lists(1, k)
        fetch(*self.index, np.array([row]), True, k, self._terms, out, self._reverse, self._work)
        kept = int(out.count[0])
        columns = self.index.openings.column[out.column[0, :kept]]
        return list(zip(columns.tolist(), out.first[0, :kept].tolist(), strict=True))

    def graduates_for(self, column: int, k: int = 30) -> list[tuple[int, int]]:
        """The ``k`` best graduates of an opening as (row, score), best first."""
        kept = _best_takers(*self.index, self._holders, self._position[column], k, *self._weights, self._holder_work)
        keys = self._holder_work.key[0, :kept]
        rows = self.index.graduates.row_of_rank[ID_MASK - (keys & ID_MASK)]
        return list(zip(rows.tolist(), (keys >> SCORE_SHIFT).tolist(), strict=True))


@kernel
def _best_takers(openings, graduates, holders, column, k, first, second, work):
    n = takers(openings, graduates, holders, column, first, second, work)
    for i in range(n):
        drawn = np.int64(work.drawn[i] >> np.uint64(64 - TICKET_BITS))
        rank = ID_MASK - np.int64(work.rank[i])
        work.key[0, i] = (np.int64(work.second[i]) << SCORE_SHIFT) | (drawn << ID_BITS) | rank
    kept = keep_best(work.key, work.score, 0, n, k)
    sort_pairs(work.key, work.score, 0, kept)
    return kept
