"""The examiner against every pair tried one by one, on right answers, spoilt answers and nonsense."""

import ast
import inspect
from dataclasses import replace

import numpy as np
import pytest

from padan_engine import examine as examiner
from padan_engine.clear import stable
from padan_engine.errors import EngineInputError
from padan_engine.examine import examine
from padan_engine.generate import example_market
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("band", [1, 20_000])
def test_any_answer_is_judged_as_by_trying_every_pair(seed, band):
    market = small_market(seed, n=30)
    rng = np.random.default_rng(seed)
    by_graduate, fit = oracle.scores(market, "graduate"), oracle.scores(market, "fit")
    for answer in (stable(market, band=band).column, rng.integers(-1, 10, 30), np.full(30, -1)):
        proof = examine(market, answer, band=band)
        match = oracle.as_dict(answer)
        good = {row: column for row, column in match.items() if (row, column) in by_graduate}
        held = np.bincount(list(match.values()), minlength=10) if match else np.zeros(10, int)
        assert proof.placed == len(match)
        assert proof.seats_overfilled == np.maximum(held - market.openings.seats, 0).sum()
        assert set(proof.infeasible) == set(match.items()) - set(good.items())
        assert proof.infeasible_pairs == len(match) - len(good)
        assert proof.acceptable_pairs == len(by_graduate)
        assert proof.fit == sum(fit[pair] for pair in good.items())
        if proof.infeasible_pairs == 0 and proof.seats_overfilled == 0:
            assert list(proof.blocking) == sorted(oracle.blocking_pairs(market, match, band))
            assert proof.blocking_pairs == len(proof.blocking)
        for row in range(30):
            mine = by_graduate.get((row, int(answer[row])), -1)
            if (row in good) or row not in match:
                better = sum(value > mine for (r, c), value in by_graduate.items() if r == row and c != answer[row])
                assert proof.better[row] == better
                assert proof.rank[row] == (better + 1 if row in good else 0)


def test_a_swap_of_two_placed_graduates_is_noticed():
    market = example_market(5_000, 400, seed=7)
    answer = stable(market).column.copy()
    assert examine(market, answer).proven("stable")
    first, second = np.flatnonzero(answer >= 0)[[10, 200]]
    assert answer[first] != answer[second]
    answer[[first, second]] = answer[[second, first]]
    assert not examine(market, answer).proven("stable")


def test_one_person_too_many_is_noticed():
    market = small_market(3, n=40)
    answer = stable(market).column.copy()
    full = next(c for c in range(10) if (answer == c).sum() == market.openings.seats[c] > 0)
    feasible = oracle.scores(market, "graduate")
    answer[next(r for r in range(40) if answer[r] != full and (r, full) in feasible)] = full
    assert examine(market, answer).seats_overfilled == 1


@pytest.mark.parametrize("seed", range(8))
def test_reserved_seats_are_examined_by_their_choice_rule(seed):
    market = small_market(seed, n=40, n_groups=2)
    fair = stable(market).column
    assert examine(market, fair).proven("stable")
    blind = stable(replace(market, openings=replace(market.openings, reserved={}))).column
    if not np.array_equal(fair, blind):
        assert not examine(market, blind).proven("stable")


def test_blind_answers_differ_somewhere():
    def differs(seed):
        market = small_market(seed, n=40, n_groups=2)
        blind = replace(market, openings=replace(market.openings, reserved={}))
        return not np.array_equal(stable(market).column, stable(blind).column)

    assert sum(differs(seed) for seed in range(8)) >= 4


def test_the_bound_holds_against_every_matching_of_a_small_market():
    market = small_market(2, n=30)
    price = np.random.default_rng(1).integers(0, 50_000, 10)
    proof = examine(market, stable(market).column, price=price, bonus=100_000)
    fit = oracle.scores(market, "fit")
    best = [max([0, *(100_000 + v - price[c] for (r, c), v in fit.items() if r == row)]) for row in range(30)]
    assert proof.bound == sum(best) + (price * market.openings.seats).sum()
    assert proof.duality_gap == (proof.bound - proof.fit - 100_000 * proof.placed) / proof.bound


def test_the_examiner_shares_no_code_with_the_solvers():
    tree = ast.parse(inspect.getsource(examiner))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name and name.startswith("padan_engine")} == {
        "padan_engine.errors",
        "padan_engine.types",
    }


@pytest.mark.parametrize("answer", [np.zeros(3, int), np.full(30, 10), np.full(30, -2)])
def test_an_answer_that_is_not_one_is_refused(answer):
    with pytest.raises(EngineInputError):
        examine(small_market(1, n=30), answer)


def test_threads_change_nothing():
    market = example_market(3_000, 200, seed=1)
    answer = np.full(3_000, -1)
    one, three = examine(market, answer, threads=1), examine(market, answer, threads=3)
    assert one.blocking_pairs == three.blocking_pairs > 1_000
    assert np.array_equal(one.better, three.better)
