"""Markets given directly as ranked lists with ties and capacities, and the text formats they come in.

A row ranks columns and a column ranks rows in tiers: equals stand in one tier. Stable means weakly stable: no pair in
which both would be strictly better off. Sources: D. Gale, L. S. Shapley (1962); R. W. Irving, D. F. Manlove, S.
Scott, SWAT 2000 (ties and capacities); Z. Kiraly, Algorithms 6 (2013) 471-484 and E. McDermid, ICALP 2009
(3/2-approximation of the largest).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import TYPE_CHECKING

from padan_engine.errors import EngineInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Tiers = tuple[tuple[int, ...], ...]
UNPLACED = -1


@dataclass(frozen=True, slots=True)
class Preferences:
    """Ranked lists of both sides.

    rows, for each row its tiers of acceptable columns, best first; columns, for each column its tiers of rows (its
    priorities);
    capacity, seats of each column, 0 or more. A pair counts as acceptable when each names the other.
    Raises: EngineInputError naming the row or column that ranks a stranger or somebody twice, or has negative seats.
    """

    rows: tuple[Tiers, ...]
    columns: tuple[Tiers, ...]
    capacity: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.capacity) != len(self.columns):
            raise EngineInputError(
                f"{len(self.columns)} columns but {len(self.capacity)} capacities", column="capacity"
            )
        for number, seats in enumerate(self.capacity):
            if not isinstance(seats, int) or seats < 0:
                raise EngineInputError(f"column {number}: capacity {seats!r}", row=number, column="capacity")
        for name, lists, others in (("rows", self.rows, self.columns), ("columns", self.columns, self.rows)):
            for number, tiers in enumerate(lists):
                named = [one for tier in tiers for one in tier]
                if len(set(named)) < len(named):
                    raise EngineInputError(f"{name} {number} ranks somebody twice", row=number, column=name)
                if any(not 0 <= one < len(others) for one in named):
                    raise EngineInputError(f"{name} {number} ranks a stranger", row=number, column=name)

    def ranks(self) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
        """For each row {column: tier} and for each column {row: tier}, of acceptable pairs only."""
        raw = [
            [{one: i for i, tier in enumerate(t) for one in tier} for t in side] for side in (self.rows, self.columns)
        ]
        rows = [{c: tier for c, tier in mine.items() if r in raw[1][c]} for r, mine in enumerate(raw[0])]
        columns = [{r: tier for r, tier in mine.items() if c in raw[0][r]} for c, mine in enumerate(raw[1])]
        return rows, columns


def stable_rows(market: Preferences, *, seed: int = 0) -> list[int]:
    """Row-proposing deferred acceptance, ties broken by a lottery; the column of each row or ``UNPLACED``."""
    by_row, by_column = _broken(market, seed)
    return _propose(by_row, by_column, market.capacity)


def stable_columns(market: Preferences, *, seed: int = 0) -> list[int]:
    """The same with the columns proposing, under the same lottery."""
    by_row, by_column = _broken(market, seed)
    rank = [{c: i for i, c in enumerate(order)} for order in by_row]
    match, next_ask, free = [UNPLACED] * len(by_row), [0] * len(by_column), list(market.capacity)
    todo = list(range(len(by_column)))
    while todo:
        column = todo.pop()
        while free[column] and next_ask[column] < len(by_column[column]):
            row = by_column[column][next_ask[column]]
            next_ask[column] += 1
            current = match[row]
            if current != UNPLACED and rank[row][current] < rank[row][column]:
                continue
            match[row] = column
            free[column] -= 1
            if current != UNPLACED:
                free[current] += 1
                todo.append(current)
    return match


def largest_stable(market: Preferences, *, seed: int = 0, rounds: int = 1_000) -> list[int]:
    """Seek a larger weakly stable matching: never less than 2/3 of the largest there is, and usually nearly all of it.

    Parameters: rounds, 0 or more: how many ways to break the ties are tried after the one that carries the guarantee;
        each costs one deferred acceptance, and none are needed where the bound on any matching is reached.
    Notes: the guarantee is a second chance's: a row refused everywhere starts again, up to three times, each time with
        more precedence over equals; among equals it asks a column with a free seat first; and whoever took one of
        several equal free columns yields to a newcomer and moves to another of them. The search then gives somebody
        left out more precedence over equals and draws a few other lots anew, and keeps what places no fewer: every
        way to break ties gives a weakly stable matching, and some way gives the largest (D. F. Manlove et al.,
        Theor. Comput. Sci. 276 (2002) 261-279).
    """
    best = _second_chance(market, seed)
    found = _search(market, seed, rounds, _most(market)) if len(placed(best)) < _most(market) else best
    return max(best, found, key=lambda match: len(placed(match)))


def placed(match: Sequence[int]) -> list[int]:
    """The rows that have a column."""
    return [row for row, column in enumerate(match) if column != UNPLACED]


def blocking(market: Preferences, match: Sequence[int]) -> list[tuple[int, int]]:
    """Every acceptable pair in which both would be strictly better off than in ``match``."""
    rows, columns = market.ranks()
    held: list[list[int]] = [[] for _ in columns]
    for row in placed(match):
        held[match[row]].append(row)
    found = []
    for row, mine in enumerate(rows):
        current = mine[match[row]] if match[row] != UNPLACED else len(market.rows[row])
        for column, tier in mine.items():
            rank, rivals = columns[column], held[column]
            if tier < current and (
                len(rivals) < market.capacity[column] or any(rank[rival] > rank[row] for rival in rivals)
            ):
                found.append((row, column))
    return found


def faults(market: Preferences, match: Sequence[int]) -> list[str]:
    """What makes ``match`` no matching at all: strangers put together, seats over-filled."""
    rows, _ = market.ranks()
    found = [f"row {row} does not accept column {match[row]}" for row in placed(match) if match[row] not in rows[row]]
    for column, seats in enumerate(market.capacity):
        count = sum(one == column for one in match)
        if count > seats:
            found.append(f"column {column} holds {count} of {seats}")
    return found


def _broken(market: Preferences, seed: int) -> tuple[list[list[int]], list[list[int]]]:
    """Strict lists on both sides."""
    lot = random.Random(seed)  # noqa: S311 (a lottery that must be repeatable)
    rows, columns = market.ranks()
    return [[_order(mine, lot) for mine in side] for side in (rows, columns)]  # type: ignore[return-value]


def _order(tiers: dict[int, int], lot: random.Random) -> list[int]:
    tickets = {one: lot.random() for one in sorted(tiers)}
    return sorted(tiers, key=lambda one: (tiers[one], tickets[one]))


def _propose(by_row: list[list[int]], by_column: list[list[int]], capacity: Sequence[int]) -> list[int]:
    rank = [{row: i for i, row in enumerate(order)} for order in by_column]
    held: list[list[int]] = [[] for _ in by_column]
    match, next_ask = [UNPLACED] * len(by_row), [0] * len(by_row)
    free = list(range(len(by_row)))
    while free:
        row = free.pop()
        while row != UNPLACED and next_ask[row] < len(by_row[row]):
            column = by_row[row][next_ask[row]]
            next_ask[row] += 1
            held[column].append(row)
            match[row] = column
            loser = UNPLACED
            if len(held[column]) > capacity[column]:
                loser = max(held[column], key=rank[column].__getitem__)
                held[column].remove(loser)
                match[loser] = UNPLACED
            row = loser
    return match


def _second_chance(market: Preferences, seed: int, most: int = 4) -> list[int]:
    lot = random.Random(seed)  # noqa: S311 (a lottery that must be repeatable)
    rows, columns = market.ranks()
    tickets = [{row: lot.random() for row in sorted(mine)} for mine in columns]
    left = [dict(mine) for mine in rows]
    chances = [most] * len(rows)
    held: list[list[int]] = [[] for _ in columns]
    match = [UNPLACED] * len(rows)
    free = list(range(len(rows)))
    lot.shuffle(free)

    def is_free(column: int) -> bool:
        return len(held[column]) < market.capacity[column]

    def is_flighty(row: int) -> bool:
        tier = left[row][match[row]]
        return any(t == tier and c != match[row] and is_free(c) for c, t in left[row].items())

    def worth(column: int, row: int) -> tuple[int, int, float]:
        return -columns[column][row], -chances[row], tickets[column][row]

    while free:
        row = free.pop()
        if not left[row]:
            chances[row] -= 1
            if chances[row] == 0:
                continue
            left[row] = dict(rows[row])
            if not left[row]:
                continue
        column = min(left[row], key=lambda c: (left[row][c], not is_free(c), c))
        if market.capacity[column] == 0:
            del left[row][column]
            free.append(row)
            continue
        if is_free(column):
            held[column].append(row)
            match[row] = column
            continue
        flighty = next((one for one in held[column] if is_flighty(one)), None)
        loser = flighty if flighty is not None else min(held[column], key=lambda one: worth(column, one))
        if flighty is None and worth(column, row) <= worth(column, loser):
            del left[row][column]
            free.append(row)
            continue
        held[column].remove(loser)
        held[column].append(row)
        match[row], match[loser] = column, UNPLACED
        if flighty is None:
            del left[loser][column]
        free.append(loser)
    return match


def _most(market: Preferences) -> int:
    """How many rows the largest matching of all, stable or not, can place."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    rows, columns = market.ranks()
    n, m = len(rows), len(columns)
    pairs = [(row, n + column) for row, mine in enumerate(rows) for column in mine]
    edges = [*pairs, *((n + m, row) for row in range(n)), *((n + column, n + m + 1) for column in range(m))]
    tail, head = np.array(edges, dtype=np.int32).reshape(-1, 2).T
    room = np.array([1] * (len(pairs) + n) + [min(seats, n) for seats in market.capacity], dtype=np.int32)
    graph = csr_array((room, (tail, head)), shape=(n + m + 2, n + m + 2))
    return int(maximum_flow(graph, n + m, n + m + 1).flow_value)


def _search(market: Preferences, seed: int, rounds: int, most: int) -> list[int]:
    """Climb over the ways to break ties: precedence of the rows at every column, and their own lots among equals."""
    lot = random.Random(seed)  # noqa: S311 (a lottery that must be repeatable)
    rows, columns = market.ranks()
    few = max(1, len(rows) // 100)
    precedence, lists = [lot.random() for _ in rows], [_order(mine, lot) for mine in rows]
    match = _propose_by(lists, columns, precedence, market.capacity)
    size = len(placed(match))
    for _ in range(rounds):
        if size >= most:
            break
        high, others, mine = max(precedence), precedence.copy(), lists.copy()
        others[lot.choice([row for row, column in enumerate(match) if column == UNPLACED])] = high * lot.uniform(
            0.5, 1.1
        )
        for row in lot.sample(range(len(rows)), few):
            others[row], mine[row] = high * lot.random(), _order(rows[row], lot)
        trial = _propose_by(mine, columns, others, market.capacity)
        if len(placed(trial)) >= size:
            precedence, lists, match, size = others, mine, trial, len(placed(trial))
    return match


def _propose_by(
    lists: list[list[int]], columns: list[dict[int, int]], precedence: list[float], capacity: Sequence[int]
) -> list[int]:
    """Deferred acceptance with one precedence of the rows among equals at every column."""
    held: list[list[tuple[int, float, int]]] = [[] for _ in columns]
    match, next_ask = [UNPLACED] * len(lists), [0] * len(lists)
    for first in range(len(lists)):
        row = first
        while row != UNPLACED and next_ask[row] < len(lists[row]):
            column = lists[row][next_ask[row]]
            next_ask[row] += 1
            key, there = (-columns[column][row], precedence[row], row), held[column]
            if len(there) < capacity[column]:
                heappush(there, key)
                match[row], row = column, UNPLACED
            elif there and key > there[0]:
                loser = heapreplace(there, key)[2]
                match[row], match[loser], row = column, UNPLACED, loser
    return match


def from_weights(weights: Sequence[Sequence[int]], threshold: int = 0) -> Preferences:
    """Globally ranked pairs: both sides rank by one table of weights; pairs below ``threshold`` are unacceptable."""
    tables = (weights, list(zip(*weights, strict=True)))
    rows, columns = (tuple(_tiers(enumerate(line), threshold) for line in table) for table in tables)
    return Preferences(rows, columns, (1,) * len(columns))


def heaviest(weights: Sequence[Sequence[int]], threshold: int = 0) -> list[int]:
    """The matching of greatest total weight among pairs at or above ``threshold`` (exact; small markets)."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    table = np.array([[weight if weight >= threshold else 0 for weight in line] for line in weights])
    match = [UNPLACED] * len(weights)
    for row, column in zip(*linear_sum_assignment(table, maximize=True), strict=True):
        if table[row, column] > 0:
            match[int(row)] = int(column)
    return match


def _tiers(pairs: Iterable[tuple[int, int]], threshold: int) -> Tiers:
    by_weight: dict[int, list[int]] = {}
    for one, weight in pairs:
        if weight >= threshold:
            by_weight.setdefault(weight, []).append(one)
    return tuple(tuple(by_weight[weight]) for weight in sorted(by_weight, reverse=True))
