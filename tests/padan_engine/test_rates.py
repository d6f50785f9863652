"""Rates against the tables of the papers that define them."""

import csv
import gzip
import math
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared

from padan_engine.errors import EngineInputError
from padan_engine.rates import (
    corrected_share,
    difference,
    mean_difference,
    reweighted_share,
    weighted_share,
    wilson,
)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_intervals_of_newcombe_1998_table_1(k, n, low, high):
    assert [round(x, 4) for x in wilson(k, n)] == [low, high]


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_difference_gives_the_intervals_of_newcombe_1998_method_10(counts, low, high):
    interval = difference(*counts)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_nobody_counted_means_nothing_known():
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors_its_complement(counts):
    k, n = counts
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    other_low, other_high = wilson(n - k, n)
    assert math.isclose(low, 1 - other_high, abs_tol=1e-12)
    assert math.isclose(high, 1 - other_low, abs_tol=1e-12)


def test_every_bound_solves_the_score_equation():
    z = 1.959963984540054
    for k, n in [(3, 10), (500, 1248), (1, 2)]:
        for bound in wilson(k, n):
            assert math.isclose(abs(k / n - bound), z * math.sqrt(bound * (1 - bound) / n), rel_tol=1e-9)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1.5, 5), (1, -5), (float("nan"), 5)])
def test_impossible_counts_are_refused(k, n):
    with pytest.raises(EngineInputError):
        wilson(k, n)


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_a_confidence_outside_0_and_1_is_refused(confidence):
    with pytest.raises(EngineInputError, match="confidence"):
        wilson(1, 2, confidence)


def test_equal_weights_give_the_plain_interval():
    share = weighted_share([True] * 15 + [False] * 133, [2.5] * 148)
    assert round(share.effective_n, 9) == 148
    assert (round(share.low, 4), round(share.high, 4)) == (0.0624, 0.1605)


def test_weights_bring_a_group_that_answered_less_back_to_its_size():
    # 100 asked in each of two groups; 80 and 20 answered; 60 and 5 of them work. Stratified share: (75 % + 25 %) / 2.
    holds = [True] * 60 + [False] * 20 + [True] * 5 + [False] * 15
    weights = [100 / 80] * 80 + [100 / 20] * 20
    share = weighted_share(holds, weights)
    assert math.isclose(share.estimate, 0.5)
    # Kish: n / (1 + cv^2 of the weights); mean weight 2, squares 1.5625 and 25.
    assert math.isclose(share.effective_n, 100 / ((0.8 * 1.5625 + 0.2 * 25) / 4))


def test_groups_that_answered_less_are_weighted_as_their_people_one_by_one():
    told = reweighted_share([(100, 80, 60), (100, 20, 5), (50, 0, 0)])
    one_by_one = weighted_share(
        [True] * 60 + [False] * 20 + [True] * 5 + [False] * 15, [100 / 80] * 80 + [100 / 20] * 20
    )
    for name in ("estimate", "low", "high", "effective_n"):
        assert math.isclose(getattr(told, name), getattr(one_by_one, name))


def test_where_everybody_answered_the_weights_change_nothing():
    told = reweighted_share([(7, 7, 3), (13, 13, 2)])
    assert (told.estimate, told.low, told.high) == pytest.approx((5 / 20, *wilson(5, 20)))


@pytest.mark.parametrize("groups", [[], [(4, 0, 0)], [(4, 5, 1)], [(4, 3, 4)], [(4, -1, 0)], [(4, 2.5, 1)]])
def test_a_group_that_cannot_be_is_refused(groups):
    with pytest.raises(EngineInputError):
        reweighted_share(groups)


@pytest.mark.parametrize(
    ("ratio", "loss"), [(1.5, 0.042), (2, 0.125), (3, 0.333), (4, 0.562), (5, 0.8), (10, 2.025), (20, 4.512)]
)
def test_the_loss_by_weighting_is_that_of_kish_1992(ratio, loss):
    """L. Kish, J. Off. Stat. 8 (1992) 183-200, relative losses of two halves of a population at sampling rates 1 : k.

    With W = 1/2 his 1 + L = (sum W k)(sum W / k) is 1 + (k - 1)^2 / 4k, which gives each entry.
    """
    few, many = 1_000, round(1_000 * ratio)
    share = weighted_share([True] * few + [False] * many, [ratio] * few + [1.0] * many)
    assert math.isclose(share.estimate, 0.5)
    assert math.isclose((few + many) / share.effective_n - 1, loss, abs_tol=0.00051)


def test_strata_sampled_at_different_rates_give_the_published_shares_of_the_population():
    """The stratified sample of Californian schools in T. Lumley, J. Stat. Softw. 9(8) (2004).

    100 of 4,421 elementary, 50 of 1,018 middle and 50 of 755 high schools: the weights bring 50 %, 25 % and 25 % of the
    sample back to the 6,194 schools.
    """
    weights = [4421 / 100] * 100 + [1018 / 50] * 50 + [755 / 50] * 50
    assert [round(weight, 2) for weight in dict.fromkeys(weights)] == [44.21, 20.36, 15.1]
    kinds = ["E"] * 100 + ["M"] * 50 + ["H"] * 50
    shares = {kind: weighted_share([one == kind for one in kinds], weights) for kind in "EMH"}
    assert {kind: round(share.estimate * 6194) for kind, share in shares.items()} == {"E": 4421, "M": 1018, "H": 755}
    assert all(share.low < share.estimate < share.high for share in shares.values())
    assert math.isclose(shares["E"].effective_n, 6194**2 / (4421**2 / 100 + 1018**2 / 50 + 755**2 / 50))


def test_a_weighted_interval_is_wilson_at_the_effective_size():
    """With weights 2 and 1 on 30 and 60 people the effective size is 120^2 / 180 = 80: the interval of 40 of 80."""
    share = weighted_share([True] * 30 + [False] * 60, [2.0] * 30 + [1.0] * 60)
    assert (share.estimate, share.effective_n) == (0.5, 80.0)
    assert (share.low, share.high) == pytest.approx(wilson(40, 80))


def test_published_placement_totals_are_recomputed_from_their_rows():
    with shared("outcomes/bbpvp_realisasi_penempatan.csv").open(newline="") as file:
        *rows, total = csv.DictReader(file)
    people, placed = (sum(int(row[name]) for row in rows) for name in ("Jumlah Peserta", "Penempatan"))
    assert (
        (len(rows), people, placed) == (31, int(total["Jumlah Peserta"]), int(total["Penempatan"])) == (31, 1_761, 994)
    )
    assert math.isclose(placed / people, float(total["% Penempatan"]))
    # the same share from the programmes' own shares, weighted by their people
    programmes = [(float(row["% Penempatan"]), int(row["Jumlah Peserta"])) for row in rows]
    holds = [one for share, n in programmes for one in [True] * round(share * n) + [False] * (n - round(share * n))]
    assert math.isclose(weighted_share(holds, [1.0] * people).estimate, placed / people)
    assert [round(bound, 4) for bound in wilson(placed, people)] == [0.5412, 0.5874]


def test_published_rates_leave_those_who_go_on_studying_out():
    """The rate of InserJeunes is employed / (100 - still studying), and its added value the rate less the expected."""
    with gzip.open(shared("outcomes/inserjeunes_cfa.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("DEVENIR Part en emploi 6 mois", "DEVENIR Part poursuite études", "Taux emploi 6 mois")
    known = [[float(row[name]) for name in names] for row in rows if all(row[name] for name in names)]
    off = [abs(100 * employed / (100 - studying) - rate) for employed, studying, rate in known if studying < 100]
    assert len(known) == 6_315
    assert round(sum(one <= 1 for one in off) / len(off), 2) == 0.89
    assert round(sum(one <= 2 for one in off) / len(off), 3) == 0.996


@pytest.mark.parametrize(("weights", "row"), [([1.0, -1.0], 1), ([float("nan"), 1.0], 0), ([1.0, float("inf")], 1)])
def test_a_bad_weight_is_named_by_its_row(weights, row):
    with pytest.raises(EngineInputError) as refused:
        weighted_share([True, False], weights)
    assert (refused.value.row, refused.value.column) == (row, "weights")


def test_the_training_experiment_gives_its_published_difference():
    with shared("outcomes/nsw_training_experiment.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    treated = [float(row["re78"]) for row in rows if float(row["treat"]) == 1]
    control = [float(row["re78"]) for row in rows if float(row["treat"]) == 0]
    interval = mean_difference(treated, control)
    assert round(interval.estimate, 2) == 1794.34
    assert interval.low > 0
    # 75.7 % against 64.6 % with any earnings
    share = difference(sum(x > 0 for x in treated), len(treated), sum(x > 0 for x in control), len(control))
    assert round(share.estimate, 3) == round(0.7568 - 0.6462, 3)


def test_welch_gives_the_example_of_the_r_manual():
    # R, ?t.test, data(sleep): extra by group, unpaired: t = -1.8608, df = 17.776, interval -3.3654832 to 0.2054832.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    interval = mean_difference(first, second)
    assert (round(interval.low, 7), round(interval.high, 7)) == (-3.3654832, 0.2054832)


def samples_of(group, n):
    """How many have the property in each choice of n out of a group, as often as it can be drawn."""
    return [sum(group[at] for at in chosen) for chosen in combinations(range(len(group)), n)]


@pytest.mark.parametrize(("true", "n"), [((5, 8, 1, 6), (4, 3)), ((7, 7, 0, 7), (3, 3)), ((4, 9, 2, 9), (4, 4))])
def test_over_every_possible_check_the_corrected_share_is_right_on_average_and_its_interval_seldom_misses(true, n):
    k1, size1, k2, size2 = true
    truth = (k1 + k2) / (size1 + size2)
    groups = [[1] * k1 + [0] * (size1 - k1), [1] * k2 + [0] * (size2 - k2)]
    drawn = list(product(*(samples_of(group, take) for group, take in zip(groups, n, strict=True))))
    found = [corrected_share([(size1, n[0], first), (size2, n[1], second)]) for first, second in drawn]
    assert math.isclose(sum(one.estimate for one in found) / len(found), truth, abs_tol=1e-12)
    held = sum(one.low - 1e-12 <= truth <= one.high + 1e-12 for one in found)
    assert held / len(found) >= 0.92  # of samples so small only some shares of 95 % exist


def test_who_was_checked_wholly_is_known_exactly():
    known = corrected_share([(6, 6, 5), (4, 4, 1)])
    assert (known.estimate, known.low, known.high) == (0.6, 0.6, 0.6)


def test_of_a_group_without_end_it_is_the_plain_wilson_interval():
    share = corrected_share([(10**12, 263, 81), (0, 0, 0)])
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)


def test_a_check_that_found_everybody_as_told_still_says_how_sure_it_is():
    share = corrected_share([(60, 10, 10), (40, 10, 0)])
    assert share.estimate == 0.6
    assert 0.4 < share.low < 0.6 < share.high < 0.8


@pytest.mark.parametrize("groups", [[], [(0, 0, 0)], [(5, 0, 0)], [(5, 6, 1)], [(5, 3, 4)], [(5, 2.5, 1)]])
def test_a_check_that_cannot_be_is_refused(groups):
    with pytest.raises(EngineInputError):
        corrected_share(groups)
