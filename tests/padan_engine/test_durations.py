"""Durations against the published tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padan_engine.durations import difference_at, kaplan_meier, kaplan_meier_counted
from padan_engine.errors import EngineInputError

# E. J. Freireich et al., Blood 21 (1963): weeks of remission; the table of estimates is in every textbook
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_leukaemia_trial_of_1963():
    curve = kaplan_meier(TREATED, RELAPSED)
    table = [(s.time, s.at_risk, s.events, round(s.surviving, 4), round(s.standard_error, 4)) for s in curve.steps]
    assert table == [
        (6, 21, 3, 0.8571, 0.0764),
        (7, 17, 1, 0.8067, 0.0869),
        (10, 15, 1, 0.7529, 0.0963),
        (13, 12, 1, 0.6902, 0.1068),
        (16, 11, 1, 0.6275, 0.1141),
        (22, 7, 1, 0.5378, 0.1282),
        (23, 6, 1, 0.4482, 0.1346),
    ]
    assert (curve.median, curve.n, curve.censored) == (23, 21, 12)
    assert kaplan_meier(PLACEBO, [1] * 21).median == 8


def test_the_medians_of_that_trial_lie_where_its_analyses_print_them():
    """SAS PROC LIFETEST prints 23 (13, .) and 8 (4, 11), both on the log(-log) scale."""
    assert kaplan_meier(TREATED, RELAPSED).median_between == (13, None)
    assert kaplan_meier(PLACEBO, [1] * 21).median_between == (4, 11)


def test_every_band_is_that_of_scipy():
    from scipy.stats import CensoredData, ecdf

    sample = CensoredData.right_censored(TREATED, [not event for event in RELAPSED])
    survival = ecdf(sample).sf
    between = survival.confidence_interval(method="log-log")
    curve = kaplan_meier(TREATED, RELAPSED)
    for step in curve.steps:
        expected = [float(of.evaluate(step.time)) for of in (survival, between.low, between.high)]
        assert [step.surviving, step.low, step.high] == pytest.approx(expected, abs=1e-9)
        happened = curve.happened_by(step.time + 0.5)
        assert (happened.estimate, happened.low, happened.high) == (1 - step.surviving, 1 - step.high, 1 - step.low)
    assert curve.happened_by(5).estimate == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=40))
def test_people_counted_by_their_time_give_the_curve_of_people_one_by_one(people):
    counts = [(time, int(event), int(not event)) for time, event in people]
    assert kaplan_meier_counted(counts) == kaplan_meier([time for time, _ in people], [event for _, event in people])


@pytest.mark.parametrize(
    ("row", "column"), [((3, -1, 0), "events"), ((3, 0, 0.5), "censored"), ((-3, 0, 1), "durations")]
)
def test_an_impossible_count_is_named_by_its_row_and_column(row, column):
    with pytest.raises(EngineInputError) as refused:
        kaplan_meier_counted([(1, 1, 1), row])
    assert (refused.value.row, refused.value.column) == (1, column)


def test_the_example_of_kaplan_and_meier():
    curve = kaplan_meier([0.8, 1.0, 2.7, 3.1, 5.4, 7.0, 9.2, 12.1], [1, 0, 0, 1, 1, 0, 1, 0])
    assert [round(step.surviving, 4) for step in curve.steps] == [0.875, 0.7, 0.525, 0.2625]


def test_without_censoring_it_is_the_plain_share():
    curve = kaplan_meier(PLACEBO, [True] * 21)
    for time in range(25):
        assert math.isclose(curve.surviving(time), sum(x > time for x in PLACEBO) / 21, abs_tol=1e-12)
    assert (curve.steps[-1].surviving, curve.censored) == (0.0, 0)


def test_the_two_arms_differ_after_ten_weeks():
    difference = difference_at(kaplan_meier(TREATED, RELAPSED), kaplan_meier(PLACEBO, [1] * 21), 10)
    share = 8 / 21
    assert math.isclose(difference.estimate, 0.752941 - share, abs_tol=1e-5)
    half = 1.959964 * math.hypot(0.0963, math.sqrt(share * (1 - share) / 21))
    assert math.isclose(difference.high - difference.estimate, half, abs_tol=2e-4)


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=40))
def test_the_curve_only_falls_and_its_interval_holds_it(people):
    curve = kaplan_meier([time for time, _ in people], [event for _, event in people])
    last = 1.0
    for step in curve.steps:
        assert 0 <= step.low <= step.surviving <= step.high <= 1
        assert step.surviving < last
        last = step.surviving
    assert curve.censored + sum(step.events for step in curve.steps) == curve.n == len(people)


def test_nobody_observed_gives_an_empty_curve():
    curve = kaplan_meier([], [])
    assert (curve.steps, curve.median, curve.surviving(5)) == ((), None, 1.0)


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf")])
def test_an_impossible_duration_is_named_by_its_row(bad):
    with pytest.raises(EngineInputError) as refused:
        kaplan_meier([3, bad], [True, True])
    assert (refused.value.row, refused.value.column) == (1, "durations")
