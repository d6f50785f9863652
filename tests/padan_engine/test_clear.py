"""Stable clearing against deferred acceptance written for reading, and against the theorems."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from padan_engine.clear import stable
from padan_engine.errors import EngineInputError
from padan_engine.generate import example_market
from padan_engine.index import build_index
from padan_engine.lottery import commitment
from padan_engine.shortlist import scan_market
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market

SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_graduates_proposing_get_their_best_stable_matching(seed):
    market = small_market(seed, n=40)
    expected = oracle.deferred_acceptance(market)
    assert oracle.as_dict(stable(market).column) == expected
    assert oracle.blocking_pairs(market, expected) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_openings_proposing_get_theirs(seed):
    market = small_market(seed, n=40)
    assert oracle.as_dict(stable(market, side="openings").column) == oracle.opening_deferred_acceptance(market)


@pytest.mark.parametrize("k", [1, 2, 7])
def test_the_answer_does_not_depend_on_the_length_of_lists(k):
    for market in (small_market(4, n=80, m=12), example_market(5_000, 300, seed=2)):
        index = build_index(market)
        lists, best = scan_market(market, index, k, width=1)
        short = stable(market, index=index, lists=lists, acceptable=best.acceptable)
        assert np.array_equal(short.column, stable(market).column)


def test_clearing_does_not_spoil_the_shortlists_it_was_given():
    market = example_market(5_000, 300, seed=2)
    index = build_index(market)
    lists, best = scan_market(market, index, 2, width=1)
    before = [array.copy() for array in lists]
    stable(market, index=index, lists=lists, acceptable=best.acceptable)
    assert all(np.array_equal(one, two) for one, two in zip(before, lists, strict=True))


def test_openings_proposing_go_on_beyond_their_first_list():
    market = small_market(6, n=150, m=4, nothing_required=1.0, seats_high=60)
    assert max(market.openings.seats) > 30
    assert oracle.as_dict(stable(market, side="openings").column) == oracle.opening_deferred_acceptance(market)


@pytest.mark.parametrize("seed", SEEDS)
def test_rural_hospitals(seed):
    """The same graduates are placed and the same seats filled in every stable matching (Roth, 1986)."""
    market = small_market(seed, n=40, coarse=False)
    first, second = stable(market).column, stable(market, side="openings").column
    assert np.array_equal(first >= 0, second >= 0)
    m = len(market.openings)
    assert np.array_equal(np.bincount(first[first >= 0], minlength=m), np.bincount(second[second >= 0], minlength=m))


def test_no_graduate_gains_by_hiding_openings():
    """Strategy-proofness of the proposing side: a graduate who says she will not go somewhere is never better off."""
    for seed in range(6):
        market = small_market(seed, n=14, m=6, seats_high=2)
        truth = stable(market).column
        by_graduate = oracle.scores(market, "graduate")
        order = {row: oracle.graduate_order(market, row, by_graduate) for row in range(14)}
        rank = {row: {c: i for i, c in enumerate(order[row])} | {-1: len(order[row])} for row in range(14)}
        for row in range(14):
            for hidden in range(len(market.regions.codes)):
                reaches = (
                    *market.graduates.reaches,
                    np.setdiff1d(market.graduates.reaches[market.graduates.reach[row]], [hidden]),
                )
                reach = market.graduates.reach.copy()
                reach[row] = len(reaches) - 1
                lie = replace(market, graduates=replace(market.graduates, reaches=reaches, reach=reach))
                assert rank[row][int(truth[row])] <= rank[row][int(stable(lie).column[row])]


def test_threads_and_file_order_change_nothing():
    market = example_market(20_000, 1_500, seed=4)
    one = stable(market, threads=1)
    assert np.array_equal(one.column, stable(market, threads=3).column)
    market = small_market(3, n=60, m=15)
    mixed, g, o = oracle.permuted(market, 5)
    here, there = stable(market).column, stable(mixed).column
    assert [o[c] if c >= 0 else -1 for c in there.tolist()] == here[g].tolist()


def test_a_seed_is_committed_to_without_being_told():
    assert commitment(5) == hashlib.sha256(b"padan lottery 5").hexdigest()
    assert len({commitment(seed) for seed in range(100)}) == 100


def test_another_seed_is_another_lottery():
    market = small_market(2, n=80, m=6)
    other = replace(market, seed=99)
    assert not np.array_equal(stable(market).column, stable(other).column)
    for each in (market, other):
        assert oracle.blocking_pairs(each, oracle.as_dict(stable(each).column)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_bands_are_ties_and_a_second_chance_never_places_fewer_than_two_thirds(seed):
    market = small_market(seed, n=40)
    banded = stable(market, band=20_000)
    assert oracle.as_dict(banded.column) == oracle.deferred_acceptance(market, band=20_000)
    chance = stable(market, band=20_000, second_chance=True)
    assert oracle.blocking_pairs(market, oracle.as_dict(chance.column), band=20_000) == []
    assert 3 * chance.placed >= 2 * max(banded.placed, chance.placed)


def test_a_second_chance_places_more():
    gained = 0
    for seed in range(8):
        market = example_market(2_000, 150, seed=seed)
        banded = stable(market, band=10_000).placed
        gained += stable(market, band=10_000, second_chance=True).placed - banded
    assert gained > 50


@pytest.mark.parametrize("side", ["graduates", "openings"])
@pytest.mark.parametrize("seed", range(6))
def test_reserved_seats_follow_the_choice_rule_of_minority_reserves(seed, side):
    market = small_market(seed, n=40, n_groups=2)
    assert market.openings.reserved
    matching = stable(market, side=side)
    by_graduate, by_opening = oracle.scores(market, "graduate"), oracle.scores(market, "opening")
    tickets = {pair: oracle.ticket(market, *pair) for pair in by_opening}

    def choose(column, rows):
        rows = sorted(rows, key=lambda row: (by_opening[row, column], tickets[row, column]), reverse=True)
        chosen, seats = [], int(market.openings.seats[column])
        for group, count in market.openings.reserved.get(column, ()):
            members = [row for row in rows if market.graduates.groups[row] >> group & 1]
            chosen += members[:count]
        rest = [row for row in rows if row not in chosen]
        return set(chosen + rest[: seats - len(chosen)])

    held = {c: {r for r, x in enumerate(matching.column) if x == c} for c in range(len(market.openings))}
    for column, rows in held.items():
        assert choose(column, rows) == rows
    for (row, column), score in by_graduate.items():
        current = int(matching.column[row])
        if current == column or (current >= 0 and by_graduate[row, current] >= score):
            continue
        assert row not in choose(column, held[column] | {row}), (row, column)


@pytest.mark.parametrize(
    ("options", "name"),
    [({"side": "companies"}, "side"), ({"band": 0}, "band"), ({"side": "openings", "second_chance": True}, "second")],
)
def test_unknown_options_are_refused(options, name):
    with pytest.raises(EngineInputError, match=name):
        stable(small_market(1), **options)


@pytest.mark.parametrize(("n", "m"), [(0, 5), (5, 0), (0, 0)])
@pytest.mark.parametrize("side", ["graduates", "openings"])
def test_an_empty_side_places_nobody(n, m, side):
    assert stable(example_market(n, m), side=side).column.tolist() == [-1] * n


def test_more_seats_than_people_leave_nobody_out_who_fits_somewhere():
    market = small_market(1, n=30, m=10)
    wide = replace(market, openings=replace(market.openings, seats=np.full(10, 1_000_000)))
    matching = stable(wide)
    feasible = {row for row, _ in oracle.scores(wide, "graduate")}
    assert {row for row in range(30) if matching.column[row] >= 0} == feasible
