"""Shortlists against every pair scored one by one."""

from dataclasses import replace

import numpy as np
import pytest

from padan_engine.errors import EngineInputError
from padan_engine.generate import example_market
from padan_engine.scan import TILE
from padan_engine.shortlist import Lookup, shortlists
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market

SEEDS = range(12)


def lists_of(table, scores, count):
    return [list(zip(table[i, :c].tolist(), scores[i, :c].tolist(), strict=True)) for i, c in enumerate(count.tolist())]


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_get_exactly_their_best(seed):
    market = small_market(seed, points=seed % 3 != 0)
    found = shortlists(market, k=4, threads=1)
    by_graduate, by_opening = oracle.scores(market, "graduate"), oracle.scores(market, "opening")

    expected = [
        [(c, by_graduate[row, c]) for c in oracle.graduate_order(market, row, by_graduate)]
        for row in range(len(market.graduates))
    ]
    assert lists_of(found.openings, found.opening_scores, found.opening_count) == [best[:4] for best in expected]
    assert found.feasible_openings.tolist() == [len(best) for best in expected]

    expected = [
        [(r, by_opening[r, column]) for r in oracle.opening_order(market, column, by_opening)]
        for column in range(len(market.openings))
    ]
    assert lists_of(found.graduates, found.graduate_scores, found.graduate_count) == [best[:4] for best in expected]
    assert found.feasible_graduates.tolist() == [len(best) for best in expected]


def test_the_oracle_markets_are_worth_asking():
    feasible = [len(oracle.scores(small_market(seed), "graduate")) for seed in SEEDS]
    assert min(feasible) > 20


@pytest.mark.parametrize("seed", [1, 2])
def test_one_at_a_time_gives_the_same_lists(seed):
    market = small_market(seed, n=60, m=20)
    found, lookup = shortlists(market, k=7), Lookup(market)
    rows = lists_of(found.openings, found.opening_scores, found.opening_count)
    columns = lists_of(found.graduates, found.graduate_scores, found.graduate_count)
    assert [lookup.openings_for(row, 7) for row in range(60)] == rows
    assert [lookup.graduates_for(column, 7) for column in range(20)] == columns


def test_crowds_that_fill_more_than_one_tile_get_the_same_lists():
    crowded = small_market(5, n=TILE + 300, m=14, skills=3, nothing_required=0.5)
    holders = np.bincount(crowded.graduates.holds.item)
    assert holders.min() < TILE < len(crowded.graduates)
    varied = small_market(5, n=80, m=60, skills=60, nothing_required=0.0)
    for market, k in ((varied, 3), (crowded, 5)):
        found = shortlists(market, k=k)
        hers, theirs = oracle.scores(market, "graduate"), oracle.scores(market, "opening")
        rows = range(0, len(market.graduates), 20)
        order = [oracle.graduate_order(market, row, hers)[:k] for row in rows]
        assert [found.openings[r, : found.opening_count[r]].tolist() for r in rows] == order
        order = [oracle.opening_order(market, column, theirs)[:k] for column in range(len(market.openings))]
        assert [found.graduates[c, : found.graduate_count[c]].tolist() for c in range(len(order))] == order


def test_everybody_may_will_another_list_of_regions():
    market = small_market(6, n=60, m=30)
    graduates = market.graduates
    reaches = tuple(np.flatnonzero(np.arange(9) * (row + 3) % 5 < 2) for row in range(60))
    market = replace(market, graduates=replace(graduates, reach=np.arange(60), reaches=reaches))
    found, hers = shortlists(market, k=4), oracle.scores(market, "graduate")
    expected = [oracle.graduate_order(market, row, hers)[:4] for row in range(60)]
    assert [found.openings[r, : found.opening_count[r]].tolist() for r in range(60)] == expected


def test_threads_and_file_order_change_nothing():
    market = example_market(20_000, 1_000, seed=3)
    one, two = shortlists(market, threads=1), shortlists(market, threads=3)
    for name in ("openings", "opening_scores", "opening_count", "graduates", "graduate_scores", "feasible_graduates"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    market = small_market(3, n=40, m=15)
    mixed, g, o = oracle.permuted(market, 9)
    here, there = shortlists(market, k=5), shortlists(mixed, k=5)
    for new, old in enumerate(g):
        count = here.opening_count[old]
        assert there.opening_count[new] == count
        assert o[there.openings[new, :count]].tolist() == here.openings[old, :count].tolist()


def test_the_hash_is_the_published_one():
    # FNV-1a 64 of "a" is af63dc4c8601ec8c; the ids differ in length, so padding must not count
    assert oracle.hashes_agree(np.array([b"a", b"abc", "é-1".encode(), b"x" * 40]))


@pytest.mark.parametrize("k", [0, -1, 10_001])
def test_a_list_of_impossible_length_is_refused(k):
    with pytest.raises(EngineInputError, match="k ="):
        shortlists(small_market(1), k=k)


@pytest.mark.parametrize(("n", "m"), [(0, 5), (5, 0), (0, 0)])
def test_an_empty_side_gives_empty_lists(n, m):
    found = shortlists(example_market(n, m))
    assert (len(found.opening_count), len(found.graduate_count)) == (n, m)
    assert found.opening_count.sum() == found.graduate_count.sum() == 0
