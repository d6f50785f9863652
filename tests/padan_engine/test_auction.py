"""Placements then fit, against an exact solver on small markets and its own certificate on larger ones."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from padan_engine.auction import BONUS, placements
from padan_engine.clear import stable
from padan_engine.errors import EngineInputError
from padan_engine.examine import examine
from padan_engine.generate import example_market
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def best_value(market):
    """The exact optimum, by expanding seats."""
    fit = oracle.scores(market, "fit")
    seats = [c for c, count in enumerate(market.openings.seats) for _ in range(count)]
    if not seats:
        return 0
    value = np.array([[BONUS + fit[r, c] if (r, c) in fit else 0 for c in seats] for r in range(len(market.graduates))])
    rows, columns = linear_sum_assignment(value, maximize=True)
    return int(value[rows, columns].sum())


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


def test_reserved_seats_and_impossible_steps_are_refused():
    market = small_market(1, n_groups=1)
    with pytest.raises(EngineInputError, match="stable"):
        placements(market)
    with pytest.raises(EngineInputError, match="step"):
        placements(replace(market, openings=replace(market.openings, reserved={})), step=0)


@pytest.mark.parametrize(("n", "m"), [(0, 5), (5, 0)])
def test_an_empty_side_places_nobody(n, m):
    assert placements(example_market(n, m)).placed == 0
