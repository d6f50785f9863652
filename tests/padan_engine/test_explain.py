"""Explanations are the same arithmetic as the solvers', and say who lost to whom by how much."""

import numpy as np
import pytest

from padan_engine.clear import stable
from padan_engine.explain import explain_pair, refusals, score_pairs
from padan_engine.regions import regions_from_codes
from padan_engine.types import Graduates, Market, Openings, Ragged
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def one_pair(**opening):
    graduate = {"region": [0], "reach": [0], "reaches": ([],), "available_day": [100], "lowest_wage_idr": [3_000_000]}
    asked = {"region": [0], "seats": [1], "wage_idr": [4_000_000], "start_day": [118]} | opening
    requires = asked.pop("requires", [(1, 2)])
    return Market(
        regions=regions_from_codes(["32.01", "32.73"]),
        skills=("A", "JLPT"),
        first_language=1,
        graduates=Graduates(ids=np.array(["ami"]), holds=Ragged.of([[(0, 3), (1, 1)]]), **graduate),
        openings=Openings(
            ids=np.array(["las"]), requires=Ragged.of([requires]), welcomes=Ragged.of([[(0, 1), (1, 5)]]), **asked
        ),
    )


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ({}, "needs JLPT N4; holds N5"),
        ({"requires": [(0, 4)]}, "needs A level 4; holds level 3"),
        ({"requires": [], "region": [1]}, "works in 32.73; willing to work elsewhere only"),
        ({"requires": [], "wage_idr": [2_500_000]}, "pays 2500000; lowest wage 3000000"),
        ({"requires": [], "start_day": [90]}, "starts 10 days before she is free"),
    ],
)
def test_every_hard_rule_has_its_sentence(opening, sentence):
    pair = explain_pair(one_pair(**opening), 0, 0)
    assert pair.obstacles == (sentence,)
    assert not pair.feasible
    assert pair.scores is None


def test_the_parts_of_a_feasible_pair_add_up_to_its_scores():
    pair = explain_pair(one_pair(requires=[(0, 2)]), 0, 0)
    assert pair.parts == {"welcome": 500, "level": 1000, "place": 1000, "wage": 333, "start": 900}
    assert pair.scores["graduate"] == 20 * 500 + 10 * 1000 + 30 * 1000 + 30 * 333 + 10 * 900


@pytest.mark.parametrize("seed", range(4))
def test_explanations_agree_with_trying_every_pair(seed):
    market = small_market(seed)
    rows, columns = (table.ravel() for table in np.indices((25, 10)))
    for side in ("graduate", "opening", "fit"):
        expected = oracle.scores(market, side)
        assert score_pairs(market, rows, columns, side).tolist() == [
            expected.get(pair, -1) for pair in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            pair = explain_pair(market, row, column)
            assert pair.feasible == ((row, column) in expected)
            if pair.scores:
                assert pair.scores[side] == expected[row, column]


@pytest.mark.parametrize("seed", range(4))
def test_who_got_less_than_she_wished_lost_to_somebody_by_points_or_by_lot(seed):
    market = small_market(seed, n=40)
    matching = stable(market)
    by_graduate, by_opening = oracle.scores(market, "graduate"), oracle.scores(market, "opening")
    for row in range(40):
        mine = by_graduate.get((row, int(matching.column[row])), -1)
        wished = {c for c in range(10) if by_graduate.get((row, c), -1) > mine}
        lost = refusals(market, matching, row)
        assert {one.opening_id for one in lost} == {market.openings.ids[c].decode() for c in wished}
        for one in lost:
            column = market.openings.ids.tolist().index(one.opening_id.encode())
            taken = np.flatnonzero(matching.column == column)
            if len(taken) == 0:
                assert (market.openings.seats[column], one.last_taken, one.short_by) == (0, None, None)
            else:
                assert one.short_by == min(by_opening[r, column] for r in taken) - by_opening[row, column] >= 0
