"""What an attacker works out of published tables: bounds of hidden counts, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ROUNDING = 1e-6
WITNESS_ROUNDS = 12
NOTHING_FITS = "no table of counts fits what was published"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the attacker knows of each target: it lies within ``low``..``high``, both whole numbers.

    Where ``proven_wide`` is true the search stopped early: the interval is at least this wide, and may be wider.
    ``leaks`` names, for each target that is not wide, the published sums that hold its bounds (dual values not 0).
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    proven_wide: NDArray[np.bool_]
    leaks: list[NDArray[np.int64]]
    programmes: int  # linear programmes solved


def attack(
    sums: Sequence[Sequence[int]],
    low: Any,
    high: Any,
    targets: Sequence[Sequence[int]],
    *,
    cells: int,
    enough: int,
    seed: int = 0,
) -> Bounds:
    """Bound hidden counts, given sums of them that were published with a margin of error.

    Parameters: sums, for each published number the cells it adds up, as numbers 0..cells-1, each once;
        low, high, float (n_published,), counts 0 or more: between what that sum is known to lie, equal where it is
        published exactly; targets, like sums: what the attacker is after; cells, how many hidden counts there are;
        enough, whole number 0 or more: an interval of this width says too little, and is not searched further.
    Returns: ``Bounds``, one entry a target.
    Raises: EngineInputError if lengths differ, a cell is none, a margin is upside down, or no table of counts fits.
    Notes: cells are real numbers 0 or more in the programmes and bounds are rounded inwards, so a bound holds for
        every table of whole numbers that fits; an attacker who searches whole numbers only may find a tighter one.
        Many intervals are shown wide at once by a few programmes with random objectives (their optima are tables
        that fit); only targets that stay narrow get two programmes of their own.
    Source: L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control, Springer 2001, ch. 6 (the
        intruder's problem); solver HiGHS, doi:10.1007/s12532-017-0130-5, through scipy.
    """
    published, wanted = _matrix(sums, cells), _matrix(targets, cells)
    floor, ceiling = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    _check(published, floor, ceiling)
    problem = _Problem(published, floor, ceiling)
    count = wanted.shape[0]
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    programmes = 0
    chance = np.random.default_rng(seed)
    for _ in range(WITNESS_ROUNDS):
        narrow = np.flatnonzero(_width(least, most) < enough)
        if not len(narrow):
            break
        before = len(narrow)
        weights = chance.random(len(narrow)) + 0.05
        for sign in (1.0, -1.0):
            found = problem.least(sign * (wanted[narrow].T @ weights))
            programmes += 1
            if found.status == 3:  # nothing holds these sums from above
                continue
            reached = wanted @ found.x
            least, most = np.minimum(least, reached), np.maximum(most, reached)
        if before - len(np.flatnonzero(_width(least, most) < enough)) < max(1, before // 50):
            break
    leaks: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)] * count
    wide = _width(least, most) >= enough
    for at in np.flatnonzero(~wide):
        row = wanted[at].toarray().ravel()
        held: set[int] = set()
        for sign in (1.0, -1.0):
            found = problem.least(sign * row)
            programmes += 1
            if found.status == 3:
                most[at] = np.inf
                continue
            if sign > 0:
                least[at] = found.fun
            else:
                most[at] = -found.fun
            held |= problem.holding(found)
        leaks[at] = np.array(sorted(held), dtype=np.int64)
    with np.errstate(invalid="ignore"):
        lows = np.ceil(np.where(np.isfinite(least), least, 0) - ROUNDING).astype(np.int64)
        highs = np.where(np.isfinite(most), np.floor(most + ROUNDING), np.iinfo(np.int64).max // 2).astype(np.int64)
    return Bounds(lows, highs, wide, leaks, programmes)


def _width(least: NDArray[np.float64], most: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many whole numbers lie between, less one; under 0 where nothing was found yet."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.floor(most + ROUNDING) - np.ceil(least - ROUNDING))


class _Problem:
    """What was published, as the solver wants it: sums of one cell are bounds of it, exact sums are equations."""

    def __init__(self, published: Any, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        from scipy.sparse import vstack

        cells = published.shape[1]
        sizes = np.diff(published.indptr)
        single = np.flatnonzero(sizes == 1)
        column = published.indices[published.indptr[single]]
        self.bounds = np.column_stack([np.zeros(cells), np.full(cells, np.inf)])
        np.maximum.at(self.bounds[:, 0], column, low[single])
        np.minimum.at(self.bounds[:, 1], column, high[single])
        if (self.bounds[:, 0] > self.bounds[:, 1]).any():
            raise EngineInputError(NOTHING_FITS, column="low")
        self.single, self.column = single, column
        self.loose = np.flatnonzero((sizes != 1) & (low < high))
        self.exact = np.flatnonzero((sizes != 1) & (low == high))
        loose, exact = published[self.loose], published[self.exact]
        self.above = vstack([loose, -loose]).tocsr() if len(self.loose) else None
        self.limits = np.concatenate([high[self.loose], -low[self.loose]]) if len(self.loose) else None
        self.equal: Any = exact if len(self.exact) else None
        self.value: Any = low[self.exact] if len(self.exact) else None

    def least(self, objective: NDArray[np.float64]) -> Any:
        """The solver's answer; its status is 3 where the objective has no least value."""
        from scipy.optimize import linprog

        found = linprog(
            objective, A_ub=self.above, b_ub=self.limits, A_eq=self.equal, b_eq=self.value, bounds=self.bounds,
            method="highs-ipm",
        )  # fmt: skip
        if found.status == 2:
            raise EngineInputError(NOTHING_FITS, column="low")
        if found.status not in (0, 3):
            raise EngineInputError(f"the solver gave up: {found.message}", column="sums")
        return found

    def holding(self, found: Any) -> set[int]:
        """The published sums whose dual value is not 0: without them the bound would be another."""
        held: set[int] = set()
        if len(self.loose):
            duals = np.abs(found.ineqlin.marginals)
            held |= {int(one) for one in self.loose[duals[: len(self.loose)] + duals[len(self.loose) :] > ROUNDING]}
        if len(self.exact):
            held |= {int(one) for one in self.exact[np.abs(found.eqlin.marginals) > ROUNDING]}
        duals = np.abs(found.lower.marginals) + np.abs(found.upper.marginals)
        return held | {int(one) for one in self.single[duals[self.column] > ROUNDING]}


def _matrix(rows: Sequence[Sequence[int]], cells: int) -> Any:
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter((cell for row in rows for cell in row), dtype=np.int64, count=int(ends[-1]))
    if len(columns) and not (columns.min() >= 0 and columns.max() < cells):
        raise EngineInputError("a sum adds up a cell that is none", column="sums")
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), cells))


def _check(published: Any, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
    if low.shape != (published.shape[0],) or high.shape != low.shape:
        raise EngineInputError("every published sum needs one low and one high", column="low")
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise EngineInputError("a margin is no number", column="low")
    if (low > high).any() or (high < 0).any():
        raise EngineInputError("a margin is upside down, or under 0", column="high")
