"""Agreement with methods that are not ours, on markets too large for trying everything.

Pairs are written out by the slow oracle's definition in numpy; then SciPy's assignment, matching, flow and linear
programme, and deferred acceptance in plain Python, answer the same questions.
"""

from dataclasses import replace
from heapq import heappush, heapreplace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import maximum_bipartite_matching, maximum_flow

from padan_engine.auction import BONUS, certificate, placements
from padan_engine.clear import stable
from padan_engine.examine import examine
from padan_engine.generate import example_market
from padan_engine.shortlist import shortlists
from tests.padan_engine import oracle

SIZES = [(1_000, 100), (3_000, 300), (5_000, 500)]


class Pairs:
    """Every feasible pair with its three scores, by arithmetic on whole tables: rows sorted, then columns."""

    def __init__(self, market):
        graduates, openings = market.graduates, market.openings
        n, m = len(graduates), len(openings)

        def table(skills, count):
            held = np.zeros((count, len(market.skills)), dtype=np.int16)
            held[np.repeat(np.arange(count), np.diff(skills.start)), skills.item] = skills.level
            return held

        held, asked, liked = table(graduates.holds, n), table(openings.requires, m), table(openings.welcomes, m)
        reached = np.zeros((len(graduates.reaches), len(market.regions.codes)), dtype=bool)
        for number, reach in enumerate(graduates.reaches):
            reached[number, reach] = True
        rows, columns, parts = [], [], []
        for column in range(m):
            need, wish = np.flatnonzero(asked[column]), np.flatnonzero(liked[column])
            region, wait = openings.region[column], openings.start_day[column] - graduates.available_day
            gain = openings.wage_idr[column].astype(np.int64) - graduates.lowest_wage_idr
            fits = (held[:, need] >= asked[column, need]).all(axis=1) & (wait >= 0) & (gain >= 0)
            fits &= reached[graduates.reach, region] | (graduates.region == region)
            row = np.flatnonzero(fits)
            lowest = graduates.lowest_wage_idr[row].astype(np.int64)
            welcome = (held[np.ix_(row, wish)] >= liked[column, wish]).sum(axis=1)
            above = (held[np.ix_(row, need)] > asked[column, need]).sum(axis=1)
            parts.append(
                np.column_stack(
                    [
                        1000 * welcome // max(len(wish), 1) if len(wish) else np.full(len(row), 1000),
                        1000 * above // max(len(need), 1) if len(need) else np.full(len(row), 1000),
                        market.regions.place[graduates.region[row], region],
                        np.where(gain[row] >= lowest, 1000, gain[row] * 1000 // np.maximum(lowest, 1)),
                        1000 - 1000 * np.minimum(wait[row], 180) // 180,
                    ]
                )
            )
            rows.append(row)
            columns.append(np.full(len(row), column))
        self.row, self.column = np.concatenate(rows), np.concatenate(columns)
        parts = np.concatenate(parts).astype(np.int64)
        weights = market.weights
        self.hers, self.theirs, self.fit = (
            parts @ np.array(w) for w in (weights.graduate, weights.opening, weights.fit)
        )
        self.ticket = [
            oracle.ticket(market, r, c) for r, c in zip(self.row.tolist(), self.column.tolist(), strict=True)
        ]


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def case(request):
    market = example_market(*request.param, seed=11)
    return market, Pairs(market)


def test_the_same_pairs_are_feasible_and_the_lists_are_their_best(case):
    market, pairs = case
    found = shortlists(market, k=5)
    assert found.feasible_openings.tolist() == np.bincount(pairs.row, minlength=len(market.graduates)).tolist()
    assert found.feasible_graduates.tolist() == np.bincount(pairs.column, minlength=len(market.openings)).tolist()
    lists = [[] for _ in range(len(market.graduates))]
    for row, column, score, _ in sorted(
        zip(pairs.row.tolist(), pairs.column.tolist(), pairs.hers.tolist(), pairs.ticket, strict=True),
        key=lambda pair: (pair[2], pair[3]),
        reverse=True,
    ):
        if len(lists[row]) < 5:
            lists[row].append((column, score))
    for row, best in enumerate(lists):
        count = found.opening_count[row]
        assert list(zip(found.openings[row, :count], found.opening_scores[row, :count], strict=True)) == best


def textbook(pairs, seats, n):
    """Gale and Shapley with a heap for each opening; (score, ticket) decides on both sides."""
    lists = [[] for _ in range(n)]
    for row, column, hers, theirs, ticket in zip(
        pairs.row.tolist(), pairs.column.tolist(), pairs.hers.tolist(), pairs.theirs.tolist(), pairs.ticket, strict=True
    ):
        lists[row].append((hers, ticket, column, theirs))
    for mine in lists:
        mine.sort()
    held, match = [[] for _ in seats], [-1] * n
    for first in range(n):
        row = first
        while row >= 0 and lists[row]:
            _, ticket, column, theirs = lists[row].pop()
            if len(held[column]) < seats[column]:
                heappush(held[column], (theirs, ticket, row))
                match[row], row = column, -1
            elif held[column] and (theirs, ticket) > held[column][0][:2]:
                loser = heapreplace(held[column], (theirs, ticket, row))[2]
                match[row], match[loser], row = column, -1, loser
    return match


def test_the_stable_matching_is_that_of_the_textbook(case):
    market, pairs = case
    matching = stable(market)
    assert matching.column.tolist() == textbook(pairs, market.openings.seats.tolist(), len(market.graduates))
    assert matching.placed > 0


def test_no_pair_blocks_by_another_arithmetic(case):
    market, pairs = case
    column = stable(market).column
    mine, least = np.full(len(column), -1), np.full(len(market.openings), 1 << 40)
    taken = pairs.column == column[pairs.row]
    mine[pairs.row[taken]] = pairs.hers[taken]
    np.minimum.at(least, pairs.column[taken], pairs.theirs[taken])
    free = np.bincount(pairs.column[taken], minlength=len(least)) < market.openings.seats
    blocks = (pairs.hers > mine[pairs.row]) & (free[pairs.column] | (pairs.theirs > least[pairs.column]))
    assert np.count_nonzero(blocks) == examine(market, column).blocking_pairs == 0
    spoilt = np.where(np.arange(len(column)) % 7 == 0, -1, column)
    mine[::7] = -1
    taken = pairs.column == spoilt[pairs.row]
    least[:] = 1 << 40
    np.minimum.at(least, pairs.column[taken], pairs.theirs[taken])
    free = np.bincount(pairs.column[taken], minlength=len(least)) < market.openings.seats
    blocks = (pairs.hers > mine[pairs.row]) & (free[pairs.column] | (pairs.theirs > least[pairs.column]))
    assert np.count_nonzero(blocks) == examine(market, spoilt).blocking_pairs > 0


def most_by_flow(pairs, seats, n):
    m = len(seats)
    tail = np.concatenate([np.full(n, n + m), pairs.row, n + np.arange(m)])
    head = np.concatenate([np.arange(n), n + pairs.column, np.full(m, n + m + 1)])
    room = np.concatenate([np.ones(n + len(pairs.row)), np.minimum(seats, n)]).astype(np.int32)
    return maximum_flow(csr_array((room, (tail, head)), shape=(n + m + 2, n + m + 2)), n + m, n + m + 1).flow_value


def test_most_placements_come_within_the_certificate_of_the_exact_optimum(case):
    market, pairs = case
    n, m, edges = len(market.graduates), len(market.openings), len(pairs.row)
    matching = placements(market, step=1)
    proof = examine(market, matching.column, **certificate(market, matching))
    rows = coo_array((np.ones(edges), (pairs.row, np.arange(edges))), shape=(n, edges))
    columns = coo_array((np.ones(edges), (pairs.column, np.arange(edges))), shape=(m, edges))
    worth = -(BONUS + pairs.fit).astype(float)
    optimum = linprog(
        worth,
        A_ub=vstack([rows, columns]).tocsr(),
        b_ub=np.concatenate([np.ones(n), market.openings.seats]),
        bounds=(0, 1),
        method="highs",
    )
    best = round(-optimum.fun)
    reached = proof.fit + BONUS * proof.placed
    assert best - n <= reached <= best <= proof.bound
    most = most_by_flow(pairs, market.openings.seats, n)
    assert proof.placed <= most
    assert most - proof.placed <= 0.002 * most


def test_one_seat_each_is_the_matching_and_the_assignment_of_scipy():
    market = example_market(1_500, 400, seed=12)
    market = replace(market, openings=replace(market.openings, seats=np.ones(400)))
    pairs = Pairs(market)
    matching = placements(market, step=1)
    proof = examine(market, matching.column, **certificate(market, matching))
    graph = csr_array((np.ones(len(pairs.row)), (pairs.row, pairs.column)), shape=(1_500, 400))
    most = int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())
    worth = np.zeros((1_500, 400))
    worth[pairs.row, pairs.column] = BONUS + pairs.fit
    best = int(worth[linear_sum_assignment(worth, maximize=True)].sum())
    reached = proof.fit + BONUS * proof.placed
    assert best - 1_500 <= reached <= best <= proof.bound
    assert most - 2 <= proof.placed <= most
