"""One change at a time, against clearing from scratch."""

from dataclasses import replace

import numpy as np
import pytest

from padan_engine.changes import LiveClearing
from padan_engine.clear import stable
from padan_engine.errors import EngineInputError
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def without(market, gone):
    """The market as it is when these graduates are not there: they hold nothing and will go nowhere."""
    graduates = market.graduates
    wage = graduates.lowest_wage_idr.copy()
    wage[gone] = 2_000_000_000
    return replace(market, graduates=replace(graduates, lowest_wage_idr=wage))


def with_seats(market, column, seats):
    changed = market.openings.seats.copy()
    changed[column] = seats
    return replace(market, openings=replace(market.openings, seats=changed))


def applied(before, moves):
    after = before.copy()
    assert np.array_equal(before[moves.row], moves.before)
    after[moves.row] = moves.after
    return after


@pytest.mark.parametrize("seed", range(40))
def test_joining_and_withdrawing_in_any_order_is_exactly_clearing_from_scratch(seed):
    rng = np.random.default_rng(seed)
    market = small_market(seed, n=40, m=12, seats_high=5, skills=4 + seed % 3)
    away = rng.choice(40, 8, replace=False).tolist()
    live = LiveClearing(market, absent=away)
    assert np.array_equal(live.matching().column, stable(without(market, away)).column)
    changes = [("join", row) for row in away] + [("seats", column) for column in range(12)]
    for kind, which in [changes[i] for i in rng.permutation(len(changes))]:
        before = live.matching().column
        if kind == "join":
            moves = live.join(which)
            away.remove(which)
        else:
            fewer = int(rng.integers(0, market.openings.seats[which] + 1))
            if fewer == market.openings.seats[which]:
                continue
            moves = live.set_seats(which, fewer)
            market = with_seats(market, which, fewer)
        after = live.matching().column
        assert np.array_equal(after, stable(without(market, away)).column)
        assert np.array_equal(applied(before, moves), after)


@pytest.mark.parametrize("seed", range(40))
def test_after_any_changes_a_freed_seat_leaves_a_stable_matching(seed):
    rng = np.random.default_rng(seed)
    market = small_market(seed, n=40, m=12, seats_high=5, skills=4 + seed % 3)
    live, away = LiveClearing(market), []
    for _ in range(12):
        before, which = live.matching().column, int(rng.integers(0, 12))
        placed = np.flatnonzero(before >= 0)
        if rng.random() < 0.5 and len(placed):
            away.append(int(rng.choice(placed)))
            moves = live.leave(away[-1])
        elif rng.random() < 0.5 and away:
            moves = live.join(away.pop())
        else:
            seats = int(rng.integers(0, 6))
            moves = live.set_seats(which, seats)
            market = with_seats(market, which, seats)
        after = live.matching().column
        assert oracle.blocking_pairs(without(market, away), oracle.as_dict(after)) == []
        assert np.array_equal(applied(before, moves), after)


@pytest.mark.parametrize("seed", range(8))
def test_withdrawn_openings_and_fewer_seats_are_exactly_from_scratch(seed):
    market = small_market(seed, n=50, seats_high=6)
    live = LiveClearing(market)
    for column, seats in ((3, 0), (1, 1), (5, 0), (0, 0)):
        if seats > market.openings.seats[column]:
            continue
        before = live.matching().column
        moves = live.set_seats(column, seats) if seats else live.withdraw(column)
        market = with_seats(market, column, seats)
        after = live.matching().column
        assert np.array_equal(after, stable(market).column)
        assert np.array_equal(applied(before, moves), after)


@pytest.mark.parametrize("seed", range(8))
def test_freed_and_added_seats_leave_a_stable_matching(seed):
    market = small_market(seed, n=50)
    live = LiveClearing(market)
    gone = []
    for row in np.flatnonzero(live.matching().column >= 0)[:5].tolist():
        before = live.matching().column
        moves = live.leave(row)
        gone.append(row)
        after = live.matching().column
        assert np.array_equal(applied(before, moves), after)
        assert after[row] == -1
        smaller = without(market, gone)
        assert oracle.blocking_pairs(smaller, oracle.as_dict(after)) == []
        assert np.array_equal(after >= 0, stable(smaller).column >= 0)
    live.set_seats(2, 40)
    larger = with_seats(without(market, gone), 2, 40)
    assert oracle.blocking_pairs(larger, oracle.as_dict(live.matching().column)) == []


def test_impossible_changes_are_refused():
    live = LiveClearing(small_market(1))
    for change in (
        lambda: live.join(0),
        lambda: live.join(99),
        lambda: live.set_seats(0, -1),
        lambda: live.withdraw(99),
    ):
        with pytest.raises(EngineInputError):
            change()
    live.leave(0)
    with pytest.raises(EngineInputError):
        live.leave(0)
    with pytest.raises(EngineInputError, match="reserved"):
        LiveClearing(small_market(2, n_groups=1))
