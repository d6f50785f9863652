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
from padan_engine.run import answer_digest, market_digest
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


def spoilt(answer, rng, kind, m):
    """The answer after one edit by hand: two swapped, one dropped, moved or added, or a seat given to somebody else."""
    edited, placed, free = answer.copy(), np.flatnonzero(answer >= 0), np.flatnonzero(answer < 0)
    one, two = rng.choice(placed, 2, replace=False)
    stranger = rng.choice(free)
    if kind == 0:
        edited[[one, two]] = edited[[two, one]]
    elif kind == 1:
        edited[one] = -1
    elif kind == 2:
        edited[one] = rng.integers(0, m)
    elif kind == 3:
        edited[stranger] = rng.integers(0, m)
    else:
        edited[stranger], edited[one] = edited[one], -1
    return edited


def test_none_of_two_thousand_edited_answers_passes():
    market = example_market(1_200, 100, seed=2)
    answer, rng = stable(market).column, np.random.default_rng(1)
    edits = [spoilt(answer, rng, number % 5, 100) for number in range(2_000)]
    edits = [edited for edited in edits if not np.array_equal(edited, answer)]
    assert len(edits) > 1_950
    assert not [edited for edited in edits if examine(market, edited, threads=1).proven("stable")]
    assert answer_digest(market, answer) not in {answer_digest(market, edited) for edited in edits}


def test_a_list_changed_afterwards_has_another_digest():
    market = small_market(3, n=40, n_groups=1)
    before = market_digest(market)
    seats, wage = market.openings.seats.copy(), market.graduates.lowest_wage_idr.copy()
    seats[2] += 1
    wage[5] += 1
    for changed in (
        replace(market, openings=replace(market.openings, seats=seats)),
        replace(market, graduates=replace(market.graduates, lowest_wage_idr=wage)),
        replace(market, openings=replace(market.openings, reserved={})),
        replace(market, graduates=replace(market.graduates, ids=market.graduates.ids[::-1])),
    ):
        assert market_digest(changed) != before
    assert market_digest(small_market(3, n=40, n_groups=1)) == before


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


def most_members(market, column, rows):
    """How many seats set aside can be held by members, trying every way."""
    seats = [group for group, count in market.openings.reserved.get(column, ()) for _ in range(count)]

    def seat(left, free):
        if not left:
            return 0
        groups = int(market.graduates.groups[left[0]])
        taken = {group: i for i, group in enumerate(free) if groups >> group & 1}
        return max([seat(left[1:], free)] + [1 + seat(left[1:], free[:i] + free[i + 1 :]) for i in taken.values()])

    return seat(list(rows), seats)


@pytest.mark.parametrize("seed", range(8))
def test_a_claim_is_somebody_left_out_for_somebody_outside_her_group(seed):
    market = small_market(seed, n=30, n_groups=3, seats_high=5)
    assert market.openings.reserved
    rng = np.random.default_rng(seed)
    feasible = oracle.scores(market, "graduate")
    answer = np.full(30, -1)
    for row in rng.permutation(30)[:18]:
        columns = [c for c in range(10) if (row, c) in feasible and (answer == c).sum() < market.openings.seats[c]]
        if columns:
            answer[row] = rng.choice(columns)
    claims = 0
    for row, column in feasible:
        inside = np.flatnonzero(answer == column).tolist()
        if answer[row] < 0 and most_members(market, column, [*inside, row]) > most_members(market, column, inside):
            claims += 1
    proof = examine(market, answer)
    assert proof.reserve_claims == claims
    assert proof.proven("placements") == (claims == 0)


def test_claims_happen():
    assert sum(
        examine(market, stable(replace(market, openings=replace(market.openings, reserved={}))).column).reserve_claims
        for market in (small_market(seed, n=40, n_groups=1) for seed in range(8))
    )


def test_an_opening_keeps_seats_for_a_few_groups_only():
    market = small_market(1, n_groups=2)
    with pytest.raises(EngineInputError, match="more than 8 groups"):
        replace(market.openings, seats=np.full(10, 20), reserved={0: tuple((group, 1) for group in range(9))})


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


def test_crowds_that_fill_more_than_one_desk_are_examined_pair_by_pair():
    market = small_market(5, n=examiner.TILE + 300, m=10, skills=3, nothing_required=0.5)
    matching = stable(market)
    match = oracle.as_dict(matching.column)
    match.pop(next(iter(match)))  # a free seat, so that something blocks
    column = np.full(len(market.graduates), -1)
    column[list(match)] = list(match.values())
    proof = examine(market, column)
    hers = oracle.scores(market, "graduate")
    assert proof.acceptable_pairs == len(hers)
    assert proof.blocking_pairs == len(oracle.blocking_pairs(market, match)) > 0
    feasible = np.bincount([row for row, _ in hers], minlength=len(market.graduates))
    assert proof.feasible.tolist() == feasible.tolist()
    better = [row for (row, c), value in hers.items() if value > hers.get((row, match.get(row)), -1)]
    assert proof.better.tolist() == np.bincount(better, minlength=len(market.graduates)).tolist()
