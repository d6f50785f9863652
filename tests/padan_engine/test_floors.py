"""Floors against every matching of a small market, and against theorems on larger ones."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from padan_engine.auction import certificate, placements
from padan_engine.clear import stable
from padan_engine.errors import EngineInputError
from padan_engine.examine import examine
from padan_engine.floors import floors_found, most_placeable, placements_with_floors
from padan_engine.generate import example_market
from padan_engine.run import floor_numbers
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def free_market(seed, n=40, n_groups=2):
    market = small_market(seed, n=n, n_groups=n_groups)
    return replace(market, openings=replace(market.openings, reserved={}))


def members(market, group):
    return (market.graduates.groups >> group & 1).astype(bool)


def most_by_assignment(market, group):
    feasible = oracle.scores(market, "fit")
    seats = [c for c, count in enumerate(market.openings.seats) for _ in range(count)]
    table = np.array([[(row, c) in feasible for c in seats] for row in np.flatnonzero(members(market, group))], int)
    return int(table[linear_sum_assignment(table, maximize=True)].sum()) if table.size else 0


@pytest.mark.parametrize("seed", range(8))
def test_how_many_could_be_placed_is_exact(seed):
    market = free_market(seed, n=50)
    for group in range(2):
        assert most_placeable(market, group) == most_by_assignment(market, group)


def test_a_floor_is_met_exactly_when_it_can_be_and_costs_no_placement():
    raised = 0
    for seed in range(12):
        market = free_market(seed, n=50)
        plain = placements(market, step=1)
        before, most = int((plain.column[members(market, 0)] >= 0).sum()), most_by_assignment(market, 0)
        for floor in range(before, most + 2):
            matching = placements_with_floors(market, {"group0": floor}, step=1)
            placed = int((matching.column[members(market, 0)] >= 0).sum())
            assert matching.placed == plain.placed
            assert (placed >= floor) == (floor <= most)
            raised += placed > before
            found = floors_found(market, matching, examine(market, matching.column).feasible, {"group0": floor})[0]
            assert (found.met, found.placed) == (floor <= most, placed)
            assert bool(found.reason) != found.met
            assert (found.price > 0) == (min(floor, most) > before)
    assert raised > 5


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_holds_for_every_answer_that_meets_the_floor(seed):
    market = free_market(seed, n=50)
    most = most_by_assignment(market, 0)
    matching = placements_with_floors(market, {"group0": most}, step=1)
    floors = floor_numbers(market, {"group0": most})
    proof = examine(market, matching.column, **certificate(market, matching), floors=floors)
    fit = oracle.scores(market, "fit")
    seats = [c for c, count in enumerate(market.openings.seats) for _ in range(count)]
    inside = members(market, 0)
    strict = 10**8  # a place of a member before everything: the best answer among those that meet the floor
    table = np.array(
        [[100_000 + fit[r, c] + strict * inside[r] if (r, c) in fit else 0 for c in seats] for r in range(50)]
    )
    best = int(table[linear_sum_assignment(table, maximize=True)].sum()) - strict * most
    reached = proof.fit + 100_000 * proof.placed
    assert reached <= best <= proof.bound
    assert proof.duality_gap == (proof.bound - reached) / proof.bound


def test_several_floors_and_reserves_at_once():
    market = small_market(4, n=60, n_groups=2)
    most = [most_placeable(market, group) for group in range(2)]
    matching = placements_with_floors(market, {"group0": most[0], "group1": most[1]}, step=1)
    proof = examine(market, matching.column, **certificate(market, matching))
    assert proof.proven("placements")
    assert proof.placed == placements(market, step=1).placed


def test_reasons_say_what_stands_in_the_way():
    market = free_market(3, n=60)
    matching = stable(market)
    proof = examine(market, matching.column)
    able = int((members(market, 0) & (proof.feasible > 0)).sum())
    most, size = most_placeable(market, 0), int(members(market, 0).sum())
    placed = int((matching.column[members(market, 0)] >= 0).sum())
    assert placed < most < able < size

    def reason(floor, name="group0"):
        return floors_found(market, matching, proof.feasible, {name: floor})[0].reason

    asked = (placed, most, able, size, size + 1)
    assert [reason(floor) for floor in asked] == ["", "stable", "seats", "feasible", "too_few"]
    assert reason(1, "strangers") == "nobody"


def test_threads_change_nothing_and_a_larger_market_keeps_its_certificate():
    market = example_market(20_000, 1_500, seed=4)
    floor = {"disability": most_placeable(market, 0)}
    one, three = (placements_with_floors(market, floor, threads=threads) for threads in (1, 3))
    assert np.array_equal(one.column, three.column)
    assert int((one.column[members(market, 0)] >= 0).sum()) == floor["disability"]
    proof = examine(market, one.column, **certificate(market, one), floors=floor_numbers(market, floor))
    assert proof.duality_gap < 0.001


@pytest.mark.parametrize("floor", [-1, 1.5, "many"])
def test_a_floor_that_is_no_number_is_refused(floor):
    with pytest.raises(EngineInputError, match="floor"):
        placements_with_floors(small_market(1, n_groups=1), {"group0": floor})
