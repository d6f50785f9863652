"""Hazards F1, F2 and F3: every way to read a small group off published tables, tried.

The attacker here is not the audit: she tries every table of counts that fits, and subtracts what can be subtracted.
"""

import itertools

import numpy as np
import pytest

from padan.figures.adapter import attack
from padan.figures.cube import ALL, OPEN, TABLES, Coordinate, Cube, Exact, Group, Place, audit, mended, published
from padan.figures.protect import SMALL, known
from padan.figures.registry import FIGURES

STATUSES = ("employed", "seeking", "studying")


def group(name, trade="Las", centre="LBG-1", province="32", regency="32.73"):
    return Group(f"PRG-{name}", name, trade, centre, province, regency)


def cube(groups, counts, statuses=STATUSES, window="m6"):
    return Cube(window, tuple(groups), tuple(statuses), np.array(counts))


def of_two_trades():
    """Six programmes in two trades and three regencies of two provinces; every kind of small group stands in it."""
    groups = [
        group("A"),
        group("B", regency="32.04"),
        group("C", trade="Listrik"),
        group("D", trade="Listrik", province="33", regency="33.74"),
        group("E", trade="Tata Boga", province="33", regency="33.74"),
        group("F", trade="Tata Boga", regency="32.04"),
    ]
    counts = [[21, 4, 2], [17, 8, 1], [3, 14, 0], [26, 1, 6], [9, 3, 3], [12, 0, 2]]
    return cube(groups, counts)


def small_places(cube):
    members = cube.members(TABLES)
    return [
        (Place(cube.window, coordinate, status), cube.cells(rows, status))
        for coordinate, rows in members.items()
        for status in (ALL, *cube.statuses)
        if 0 < cube.count(rows, status) < SMALL
    ]


def naive(cube):
    """The textbook table: exact numbers, and every cell under five left out."""
    told = [
        (cube.cells(rows, status), cube.count(rows, status))
        for rows in cube.members(TABLES).values()
        for status in (ALL, *cube.statuses)
        if not 0 < cube.count(rows, status) < SMALL
    ]
    return [cells for cells, _n in told], [n for _cells, n in told]


def test_f1_a_table_that_only_hides_small_cells_is_broken_by_our_own_attack():
    """The audit is able to fail: complementary cells give every hidden number back."""
    secret = of_two_trades()
    sums, numbers = naive(secret)
    places = small_places(secret)
    found = attack(sums, numbers, numbers, [cells for _place, cells in places], cells=secret.counts.size, enough=OPEN)
    known_exactly = (found.low == found.high).sum()
    assert len(places) >= 10
    assert known_exactly >= len(places) / 2
    truth = [int(secret.counts.ravel()[cells].sum()) for _place, cells in places]
    assert all(low <= true <= high for low, true, high in zip(found.low, truth, found.high, strict=True))


def test_f1_the_rounded_cube_leaves_four_numbers_for_every_small_cell():
    secret = of_two_trades()
    told = published(secret, scope="LBG-F", tables=TABLES)
    found = mended([secret], told)
    assert found.held
    assert found.small >= 10


def test_f1_every_table_of_whole_counts_that_fits_was_tried_and_none_is_pinned():
    """Brute force over one trade of two programmes and two statuses: no linear programme involved."""
    groups = [group("A"), group("B", regency="32.04")]
    secret = cube(groups, [[6, 2], [3, 7]], statuses=("employed", "seeking"))
    told = published(secret, scope="LBG-F", tables=TABLES)
    held = mended([secret], told)
    members = secret.members(TABLES)
    limits = [
        (secret.cells(members[place.coordinate], place.status), *known(count))
        for place, count in told.items()
        if place not in held.withheld
    ]
    fitting = [
        cells
        for cells in itertools.product(range(15), repeat=4)
        if all(low <= sum(cells[at] for at in where) <= high for where, low, high in limits)
    ]
    assert len({cells[1] for cells in fitting}) >= OPEN + 1
    assert len({cells[2] for cells in fitting}) >= OPEN + 1


def test_f1_differencing_over_filters_is_one_of_the_targets():
    """A province less one of its regencies leaves two people: that rest is attacked like a cell, and found broken."""
    groups = [group("A"), group("B", regency="32.04")]
    secret = cube(groups, [[20, 9], [2, 9]], statuses=("employed", "seeking"))
    told = published(secret, scope="LBG-F", tables=("province", "regency"))
    exact = [Exact("m6", "employed", 22, said_by="ANG-1"), Exact("m6", "employed", 20, centre="LBG-1", said_by="ANG-2")]
    apart = cube([group("A"), group("B", centre="LBG-2", regency="32.04")], secret.counts, statuses=secret.statuses)
    found = audit([apart], told, exact)
    broken = {(one.place.coordinate, one.place.status): (one.low, one.high) for one in found.broken}
    assert broken[Coordinate(trade="Las", programme="PRG-B"), "employed"] == (2, 2)
    assert {code for one in found.broken for code in one.said_by} == {"ANG-1", "ANG-2"}
    assert audit([apart], told).held


def test_f1_nested_regions_that_hold_the_same_people_give_one_answer():
    """Rounded twice under two names, one count would lie in two intervals at once."""
    for seed in range(40):
        secret = cube([group("A", regency="32.73"), group("B", regency="32.73")], [[seed, 3, 7], [5, seed, 11]])
        told = published(secret, scope="LBG-F", tables=TABLES)
        for status in (ALL, *STATUSES):
            province, regency, trade = (
                told[Place("m6", Coordinate(**where), status)]
                for where in ({"region": "32"}, {"region": "32.73"}, {"trade": "Las"})
            )
            assert province == regency == trade


def test_f1_an_unchanged_group_reads_the_same_in_every_release():
    first, second = of_two_trades(), of_two_trades()
    second.counts[0] = [22, 3, 2]  # one programme moved, the others did not
    before = published(first, scope="LBG-F", tables=TABLES)
    after = published(second, scope="LBG-F", tables=TABLES)
    still = Coordinate(trade="Tata Boga", programme="PRG-E")
    assert all(before[Place("m6", still, status)] == after[Place("m6", still, status)] for status in (ALL, *STATUSES))


def test_f1_a_sum_of_small_groups_alone_gives_them_away_and_is_withheld():
    """Four groups of four, their sum said as 20 or 15: each would be known to the person."""
    groups = [group(name, regency=f"32.0{at}") for at, name in enumerate("ABCD")]
    secret = cube(groups, [[4, 30], [4, 30], [4, 30], [4, 30]], statuses=("employed", "seeking"))
    told = published(secret, scope="LBG-F", tables=TABLES)
    told = {place: 20 if count in (15, 20) and place.status == "employed" else count for place, count in told.items()}
    found = audit([secret], told)
    assert {(one.low, one.high) for one in found.broken if one.less is None} == {(4, 4)}
    assert all(place.status == "employed" for one in found.broken for place in one.told_by if told[place] == 20)
    again = mended([secret], told)
    assert again.held
    assert all(told[place] == 20 for place in again.withheld)
    assert again.published == len(told) - len(again.withheld)


def test_f1_what_a_frozen_figure_says_is_never_withheld_and_keeps_the_release_broken():
    secret = of_two_trades()
    exact = [Exact("m6", "studying", 2, centre="LBG-9", said_by="ANG-9")]
    one = cube([*secret.groups[:-1], group("F", trade="Tata Boga", centre="LBG-9")], secret.counts)
    found = mended([one], published(one, scope="LBG-F", tables=TABLES), exact)
    assert not found.held
    assert {code for broken in found.broken for code in broken.said_by} == {"ANG-9"}


def test_f2_asked_again_or_in_another_table_a_cell_answers_alike():
    secret = of_two_trades()
    whole = published(secret, scope="LBG-F", tables=TABLES)
    assert all(published(secret, scope="LBG-F", tables=TABLES) == whole for _ in range(20))
    for table in TABLES:
        assert published(secret, scope="LBG-F", tables=(table,)).items() <= whole.items()


def test_f2_another_forum_or_window_is_rounded_by_other_chances():
    """Else one answer of a public forum would unlock another's."""
    secret = of_two_trades()
    here, there = (published(secret, scope=scope, tables=TABLES) for scope in ("LBG-F", "LBG-G"))
    assert here != there
    assert all(abs((here[place] or 2) - (there[place] or 2)) <= 5 for place in here)


def test_f3_no_published_number_is_a_wage():
    """Dominance cannot tell on a sum of money that nobody publishes: cells are heads, and no figure adds up rupiah."""
    assert not [key for key, figure in FIGURES.items() if "idr" in f"{figure.amount}{figure.amount_of}{figure.cells}"]
    assert all(
        count is None or count % 5 == 0 for count in published(of_two_trades(), scope="F", tables=TABLES).values()
    )


@pytest.mark.parametrize("count", range(40))
def test_what_is_known_of_a_rounded_count_holds_for_every_chance(count):
    secret = cube([group("A")], [[count]], statuses=("employed",))
    for scope in range(12):
        told = published(secret, scope=str(scope), tables=("total",))[Place("m6", Coordinate(), "employed")]
        low, high = known(told)
        assert low <= count <= high
        assert (told is None) == (count < SMALL)
