"""What one more unit or seat would change, against changing it."""

from dataclasses import replace

import numpy as np

from padan_engine.auction import BONUS, placements
from padan_engine.changes import LiveClearing
from padan_engine.clear import stable
from padan_engine.examine import examine
from padan_engine.margins import one_more_unit, seat_in_words
from padan_engine.types import Ragged
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def test_a_unit_that_would_place_her_really_does():
    assert sum(checked_gains(seed) for seed in range(4)) > 5


def checked_gains(seed):
    market = small_market(seed, n=30, coarse=False)
    matching = stable(market)
    told = 0
    for row in range(30):
        for gain in one_more_unit(market, matching, row):
            rows = [market.graduates.holds.row(i) for i in range(30)]
            skill = market.skills.index(gain.unit)
            rows[row] = sorted((dict(rows[row]) | {skill: gain.level}).items())
            taught = replace(market, graduates=replace(market.graduates, holds=Ragged.of(rows)))
            before, after = oracle.scores(market, "graduate"), oracle.scores(taught, "graduate")
            mine = after.get((row, int(matching.column[row])), -1)
            opened = [c for (r, c), value in after.items() if r == row and (r, c) not in before and value > mine]
            assert gain.feasible == len(opened)
            blocked = {c for r, c in oracle.blocking_pairs(taught, oracle.as_dict(matching.column)) if r == row}
            assert gain.would_take == len(blocked & set(opened))
            told += gain.would_take
    return told


def test_a_price_is_what_one_more_seat_adds():
    market = small_market(3, n=40)
    fine = placements(market, step=1)
    proof = examine(market, fine.column, price=fine.price, bonus=BONUS)
    value = proof.fit + BONUS * proof.placed
    for column in range(10):
        seats = market.openings.seats.copy()
        seats[column] += 1
        wider = replace(market, openings=replace(market.openings, seats=seats))
        more = placements(wider, step=1)
        proof = examine(wider, more.column, price=more.price, bonus=BONUS)
        assert proof.fit + BONUS * proof.placed - value <= fine.price[column] + 40


def test_prices_are_said_in_words():
    assert "nothing" in seat_in_words(0)
    assert "fit better by 700" in seat_in_words(700)
    assert "one more person" in seat_in_words(120_000)


def test_a_live_clearing_and_a_fresh_one_start_equal():
    market = small_market(1, n=30)
    assert np.array_equal(LiveClearing(market).matching().column, stable(market).column)
