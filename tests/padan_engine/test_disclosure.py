"""The attacker's linear programme, against tables small enough to try every table of counts that fits."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from padan_engine.disclosure import attack
from padan_engine.errors import EngineInputError

EACH = [[0], [1], [2], [3]]
NEVER = 10**6  # no interval is this wide: every target gets its own programmes


def every_fitting(sums, low, high, most):
    """All tables of whole counts 0..most that fit what was published."""
    for cells in itertools.product(range(most + 1), repeat=sums.shape[1]):
        told = sums @ np.array(cells)
        if (told >= low).all() and (told <= high).all():
            yield cells


def test_what_was_hidden_beside_its_exact_total_is_worked_out():
    """Rows and columns of a two by two table, one cell hidden: the textbook mistake."""
    told = [12, 20, 13, 19, 9]
    found = attack([[0, 1], [2, 3], [0, 2], [1, 3], [1]], told, told, EACH, cells=4, enough=NEVER)
    assert found.low.tolist() == found.high.tolist() == [3, 9, 10, 10]
    assert all(len(leak) for leak in found.leaks)


def test_a_margin_of_error_leaves_the_cell_open_and_the_holding_sums_are_named():
    found = attack([[0, 1], [1]], [21, 16], [29, 24], [[0]], cells=2, enough=NEVER)
    assert (found.low[0], found.high[0]) == (0, 13)
    assert found.leaks[0].tolist() == [0, 1]


def test_nothing_published_bounds_nothing():
    found = attack([], [], [], [[0], [0, 1]], cells=2, enough=3)
    assert found.low.tolist() == [0, 0]
    assert (found.high > 10**9).all()


def test_what_is_wide_enough_is_not_searched_further():
    cells = 60
    each = [[cell] for cell in range(cells)]
    low, high = [0] * cells + [100], [4] * cells + [140]
    quick = attack([*each, list(range(cells))], low, high, each, cells=cells, enough=3)
    assert quick.proven_wide.all()
    assert quick.programmes < cells
    assert (quick.high - quick.low >= 3).all()


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_bounds_hold_for_every_table_that_fits_and_never_exclude_the_truth(data):
    truth = np.array(data.draw(st.lists(st.integers(0, 4), min_size=4, max_size=4)))
    sums = np.array(data.draw(st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=1, max_size=4)))
    sums = np.vstack([sums, np.eye(4, dtype=int)])
    slack = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(sums), max_size=len(sums))))
    low = np.maximum(sums @ truth - slack, 0)
    high = np.r_[(sums @ truth + slack)[:-4], np.full(4, 4)]
    rows = [np.flatnonzero(row).tolist() for row in sums]
    found = attack(rows, low, high, EACH, cells=4, enough=NEVER)
    fitting = np.array(list(every_fitting(sums, low, high, 4)))
    assert (found.low <= fitting.min(axis=0)).all()
    assert (found.high >= fitting.max(axis=0)).all()
    assert (found.low <= truth).all()
    assert (truth <= found.high).all()


@pytest.mark.parametrize(
    ("sums", "low", "high", "targets"),
    [
        ([[0, 1]], [3, 4], [3], [[0]]),
        ([[0, 1]], [3], [3], [[2]]),
        ([[0, 1]], [4], [3], [[0]]),
        ([[0, 1]], [np.nan], [3], [[0]]),
        ([[0, 1], [0, 1]], [3, 5], [3, 5], [[0]]),
    ],
)
def test_what_cannot_be_attacked_is_refused(sums, low, high, targets):
    with pytest.raises(EngineInputError):
        attack(sums, low, high, targets, cells=2, enough=3)
