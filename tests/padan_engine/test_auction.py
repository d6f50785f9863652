"""Placements then fit, against an exact solver on small markets and its own certificate on larger ones."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from padan_engine.auction import BONUS, certificate, placements, stakes
from padan_engine.clear import stable
from padan_engine.errors import EngineInputError
from padan_engine.examine import examine
from padan_engine.generate import example_market
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def best_value(market, floor_price=(0, 0)):
    """The exact optimum, by expanding seats, each with the group it is set aside for."""
    fit = oracle.scores(market, "fit")
    bonus, member = stakes(market, np.array(floor_price))
    seats = []
    for column, count in enumerate(market.openings.seats):
        aside = [group for group, seats in market.openings.reserved.get(column, ()) for _ in range(seats)]
        seats += [(column, group) for group in [*aside, *[None] * (count - len(aside))]]

    def value(row, column, group):
        if (row, column) not in fit:
            return 0
        groups = int(market.graduates.groups[row])
        extra = sum(price for i, price in enumerate(floor_price) if groups >> i & 1)
        return bonus + extra + fit[row, column] + (member if group is not None and groups >> group & 1 else 0)

    table = np.array([[value(row, *seat) for seat in seats] for row in range(len(market.graduates))])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(table[rows, columns].sum())


@pytest.mark.parametrize("seed", range(10))
def test_with_a_small_step_the_total_is_the_exact_optimum(seed):
    market = small_market(seed, n=30)
    matching = placements(market, step=1)
    proof = examine(market, matching.column, price=matching.price, bonus=BONUS)
    assert proof.proven("placements")
    best = best_value(market)
    assert best - 30 <= proof.fit + BONUS * proof.placed <= best <= proof.bound


@pytest.mark.parametrize("seats", [0.4, 1.0, 2.0])
def test_the_gap_is_certified_on_a_larger_market(seats):
    market = example_market(20_000, 1_500, seed=5, seats_per_graduate=seats)
    matching = placements(market, step=5)
    proof = examine(market, matching.column, price=matching.price, bonus=BONUS)
    assert proof.proven("placements")
    assert 0 <= proof.duality_gap < 0.00005
    assert proof.placed > stable(market).placed
    free = np.bincount(matching.column[matching.column >= 0], minlength=1_500) < market.openings.seats
    assert (matching.price[free] == 0).all()


def test_the_default_step_keeps_the_gap_small():
    market = example_market(20_000, 1_500, seed=6)
    matching = placements(market)
    assert examine(market, matching.column, price=matching.price, bonus=BONUS).duality_gap < 0.0005


def test_threads_change_nothing():
    market = example_market(20_000, 1_500, seed=4)
    one, three = placements(market, threads=1), placements(market, threads=3)
    assert np.array_equal(one.column, three.column)
    assert np.array_equal(one.price, three.price)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("floor_price", [(0, 0), (30_000, 0), (70_000, 1_000_000)])
def test_seats_set_aside_and_floors_keep_the_exact_optimum(seed, floor_price):
    market = small_market(seed, n=40, n_groups=2)
    assert market.openings.reserved
    matching = placements(market, step=1, floor_price=np.array(floor_price))
    proof = examine(market, matching.column, **certificate(market, matching))
    assert proof.proven("placements")
    bonus, member = stakes(market, np.array(floor_price))
    placed = matching.column >= 0
    members = [placed & (market.graduates.groups >> group & 1).astype(bool) for group in range(2)]
    seated = sum(int((members[group] & (matching.group == group)).sum()) for group in range(2))
    floors = sum(price * int(inside.sum()) for price, inside in zip(floor_price, members, strict=True))
    reached = proof.fit + bonus * proof.placed + member * seated + floors
    best = best_value(market, floor_price)
    assert best - 40 <= reached <= best <= proof.bound + floors


def test_setting_seats_aside_places_no_fewer_people_and_more_of_the_group():
    fewer, more = 0, 0
    for seed in range(20):
        market = small_market(seed, n=60, n_groups=1)
        blind = placements(replace(market, openings=replace(market.openings, reserved={})), step=1)
        kept = placements(market, step=1)
        fewer += kept.placed < blind.placed
        members = (market.graduates.groups & 1).astype(bool)
        more += int((kept.column[members] >= 0).sum()) - int((blind.column[members] >= 0).sum())
    assert fewer == 0
    assert more > 0


def test_impossible_steps_and_prices_of_floors_are_refused():
    market = small_market(1, n_groups=1)
    for options in ({"step": 0}, {"step": 50_001}):
        with pytest.raises(EngineInputError, match="step"):
            placements(market, **options)
    for price in ([-1], [1 << 21], [1, 2]):
        with pytest.raises(EngineInputError, match="floor"):
            placements(market, floor_price=np.array(price))


@pytest.mark.parametrize(("n", "m"), [(0, 5), (5, 0)])
def test_an_empty_side_places_nobody(n, m):
    assert placements(example_market(n, m)).placed == 0
