"""Ranked lists: every instance of the literature at hand with its known answer, and the theorems on random ones."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from padan_engine.errors import EngineInputError
from padan_engine.formats import read_glasgow, read_grp, read_preflib, read_soc, school_choice
from padan_engine.preferences import (
    Preferences,
    blocking,
    faults,
    from_weights,
    heaviest,
    largest_stable,
    placed,
    stable_columns,
    stable_rows,
)


def weight(table, match):
    return sum(table[row][match[row]] for row in placed(match))


@pytest.mark.parametrize(("name", "size"), [("smti-simple", 3), ("smti-nocomplete", 2), ("test1", 2)])
def test_glasgow_instances_have_their_known_size(name, size):
    market = read_glasgow(shared(f"matching/{name}.instance").read_text())
    for match in (stable_rows(market), stable_columns(market), largest_stable(market)):
        assert faults(market, match) == blocking(market, match) == []
        assert len(placed(match)) == size


def test_the_capacities_of_an_hr_instance_are_read():
    assert read_glasgow(shared("matching/test1.instance").read_text()).capacity == (2, 2)
    market = read_glasgow(shared("matching/hrt.instance").read_text())
    assert (len(market.rows), len(market.columns), sum(market.capacity)) == (759, 53, 775)


def test_the_large_instance_reaches_what_integer_programming_found():
    """755 was found by integer programming, its optimum not proven; 759 is the largest matching, stable or not."""
    market = read_glasgow(shared("matching/hrt.instance").read_text())
    match = largest_stable(market)
    assert faults(market, match) == blocking(market, match) == []
    assert 755 <= len(placed(match)) <= 759
    guaranteed = largest_stable(market, rounds=0)
    plain = stable_rows(market)
    assert blocking(market, guaranteed) == blocking(market, plain) == []
    assert len(placed(plain)) < len(placed(guaranteed)) < len(placed(match))


def test_the_larger_stable_matching_is_the_same_for_the_same_seed():
    market = read_glasgow(shared("matching/hrt.instance").read_text())
    assert largest_stable(market, seed=7, rounds=50) == largest_stable(market, seed=7, rounds=50)


@pytest.mark.parametrize(("threshold", "total"), [(0, 200), (30, 197), (50, 177)])
def test_globally_ranked_pairs_have_their_known_weight(threshold, total):
    table = read_grp(shared("matching/smti-grp-simple.instance").read_text())
    assert weight(table, heaviest(table, threshold)) == total


@pytest.mark.parametrize(
    ("name", "threshold", "size"),
    [("smti-grp-simple", 0, 3), ("smti-grp-thresholds", 0, 3), ("smti-grp-thresholds", 80, 2)],
)
def test_globally_ranked_pairs_have_their_known_stable_size(name, threshold, size):
    market = from_weights(read_grp(shared(f"matching/{name}.instance").read_text()), threshold)
    match = largest_stable(market)
    assert faults(market, match) == blocking(market, match) == []
    assert len(placed(match)) == size


@pytest.mark.parametrize(("number", "alternatives", "voters"), [(1, 9, 146), (2, 7, 153)])
def test_students_choose_courses(number, alternatives, voters):
    names, orders = read_soc(shared(f"matching/preflib_00009-0000000{number}.soc").read_text())
    assert (len(names), len(orders)) == (alternatives, voters)
    seats = -(-voters // alternatives)
    market = school_choice(orders, [seats] * alternatives)
    match = stable_rows(market, seed=3)
    assert len(placed(match)) == voters
    assert faults(market, match) == blocking(market, match) == []


def every_matching(market):
    rows, _ = market.ranks()
    for match in product(*[[-1, *mine] for mine in rows]):
        if not faults(market, match):
            yield list(match)


@st.composite
def markets(draw, ties=True, n=4, m=3):
    def lists(count, others):
        tiers = []
        for _ in range(count):
            order = draw(st.permutations(range(others)))[: draw(st.integers(0, others))]
            line = [[one] for one in order]
            if ties:
                for cut in sorted(draw(st.sets(st.integers(1, max(1, others - 1)))), reverse=True):
                    if cut < len(line):
                        line[cut - 1 : cut + 1] = [line[cut - 1] + line[cut]]
            tiers.append(tuple(map(tuple, line)))
        return tuple(tiers)

    capacity = tuple(draw(st.lists(st.integers(0, 2), min_size=m, max_size=m)))
    return Preferences(lists(n, m), lists(m, n), capacity)


@settings(max_examples=150, deadline=None)
@given(markets(), st.integers(0, 5))
def test_with_ties_every_answer_is_weakly_stable_and_two_thirds_of_the_largest(market, seed):
    largest = max(len(placed(match)) for match in every_matching(market) if not blocking(market, match))
    for match in (stable_rows(market, seed=seed), stable_columns(market, seed=seed), largest_stable(market, seed=seed)):
        assert faults(market, match) == blocking(market, match) == []
    assert 3 * len(placed(largest_stable(market, seed=seed))) >= 2 * largest


@settings(max_examples=100, deadline=None)
@given(markets(ties=False))
def test_without_ties_rows_get_their_best_and_columns_theirs(market):
    rows, _ = market.ranks()
    rank = [{**mine, -1: 99} for mine in rows]
    every = [match for match in every_matching(market) if not blocking(market, match)]
    best, worst = stable_rows(market), stable_columns(market)
    assert {tuple(sorted(placed(match))) for match in every} == {tuple(sorted(placed(best)))}  # rural hospitals
    for row in range(len(rows)):
        assert rank[row][best[row]] == min(rank[row][match[row]] for match in every)
        assert rank[row][worst[row]] == max(rank[row][match[row]] for match in every)


@settings(max_examples=60, deadline=None)
@given(markets(ties=False, n=3, m=3), st.data())
def test_no_row_gains_by_a_false_list(market, data):
    liar = data.draw(st.integers(0, 2))
    rows, _ = market.ranks()
    rank = rows[liar] | {-1: 99}
    lie = tuple((one,) for one in data.draw(st.permutations(range(3)))[: data.draw(st.integers(0, 3))])
    told = Preferences(
        tuple(lie if row == liar else tiers for row, tiers in enumerate(market.rows)), market.columns, market.capacity
    )
    assert rank.get(stable_rows(told)[liar], 99) >= rank[stable_rows(market)[liar]]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "three lines"),
        ("0\n1\nx\n", "size was expected"),
        ("0\n1\n1\n1 1\n", "lists, but"),
        ("0\n1\n1\n1 a\n1 1\n", "text where"),
        ("0\n1\n1\n1 7\n1 1\n", "nobody called 7"),
        ("0\n1\n1\n1 (1\n1 1\n", "not closed"),
        ("0\n1\n1\n1 1)\n1 1\n", "closes nothing"),
        ("0\n1\n1\n1 1 1\n1 1\n", "twice"),
        ("0\n2\n1\n1 1\n1 1\n1 1\n", "row 1 appears twice"),
        ("0\n" + "1" * 5_000 + "\n1\n", "size was expected"),
        ("0\n1\n1\n1 " + "1" * 5_000 + "\n1 1\n", "text where"),
        ("0\n1\n1\n2 1\n1 1\n", "row 2 is none"),
        ("0\n1\n1\n1 1\n7 1\n", "column 7 is none"),
    ],
)
def test_a_broken_instance_is_refused(text, complaint):
    with pytest.raises(EngineInputError, match=complaint):
        read_glasgow(text)


@pytest.mark.parametrize("text", ["2\n2\n1 2\n", "2\n2\n1 2\n3\n", "2\n2\n1 x\n3 4\n", "a,b\n1,2,3\n"])
def test_a_broken_table_of_weights_is_refused(text):
    with pytest.raises(EngineInputError):
        read_grp(text)


def test_a_broken_order_is_refused():
    head = "# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 1\n# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 2: b\n"
    assert read_soc(head + "1: 2,1\n") == (["a", "b"], [(1, 0)])
    for bad in ("1: 1,1\n", "1: 1\n", "1: x\n", "2: 1,2\n"):
        with pytest.raises(EngineInputError):
            read_soc(head + bad)


def test_the_lines_of_an_instance_may_stand_in_any_order():
    lines = shared("matching/hrt.instance").read_text().splitlines()
    rows, columns = lines[3 : 3 + 759], lines[3 + 759 :]
    mixed = "\n".join([*lines[:3], *reversed(rows), *reversed(columns)])
    assert read_glasgow(mixed) == read_glasgow("\n".join(lines))


HEAD = "# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 3\n" + "".join(f"# ALTERNATIVE NAME {i}: {i}\n" for i in "123")


def test_orders_with_ties_and_gaps_are_read_and_cleared():
    names, orders = read_preflib(HEAD + "1: {1,2},3\n2: 3, {2,1}\n")
    assert (names, orders) == (["1", "2", "3"], [((0, 1), (2,)), ((2,), (1, 0)), ((2,), (1, 0))])
    _, gaps = read_preflib(HEAD + "1: 2\n1: 2,1\n1: {1,3}\n")
    assert gaps == [((1,),), ((1,), (0,)), ((0, 2),)]
    market = school_choice(gaps, [1, 1, 1])
    match = largest_stable(market)
    assert (faults(market, match), blocking(market, match), len(placed(match))) == ([], [], 3)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("1: 1,{2,1},3", "twice"),
        ("1: 1,{2,3", "not closed"),
        ("1: 1,4", "nobody called 4"),
        ("1: {1,{2,3}}", "not an order"),
        ("1: a", "not an order"),
        ("x: 1", "text where"),
        ("1: 1 2,3", "not an order"),
        ("1: " + "1 , " * 40 + "x", "not an order"),
        ("1: " + "1" * 5_000, "not an order"),
        ("1" * 5_000 + ": 1", "text where"),
        ("999999999: 1,2,3", "more voters"),
        ("2: 1,2,3", "other numbers"),
        ("# NUMBER VOTERS: many", "text where"),
    ],
)
def test_a_broken_order_is_refused_with_its_line(line, complaint):
    with pytest.raises(EngineInputError, match=complaint):
        read_preflib(HEAD + line + "\n")


@pytest.mark.parametrize("capacity", [(-1,), (1, 1), (0.5,)])
def test_impossible_seats_are_refused(capacity):
    with pytest.raises(EngineInputError, match="capacit"):
        Preferences((((0,),),), (((0,),),), capacity)
