"""The pure part of the door to the engine: arrays in, arrays out, no database."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from padan.matching.adapter.clearing import (
    Change,
    Frozen,
    NotThere,
    Rules,
    clear,
    clear_on,
    digest_of,
    examine_answer,
    new_lot,
    read_frozen,
    seal_of,
    with_groups,
    write_frozen,
)
from padan_engine import example_market


def frozen(graduates=60, openings=8, seed=3):
    market = example_market(graduates, openings, seed=seed)
    return Frozen(market, np.arange(graduates) + 100, np.arange(openings) + 500)


def test_what_was_frozen_is_read_back_to_the_bit(tmp_path):
    lists = with_groups(frozen(), ["daerah"], [np.arange(60) % 2 == 0], {0: ((0, 1),)})
    write_frozen(lists, tmp_path / "PDN.npz")

    again = read_frozen(tmp_path / "PDN.npz")

    assert again.sha256 == lists.sha256
    assert again.graduates.tolist() == lists.graduates.tolist()
    assert again.market.openings.reserved == {0: ((0, 1),)}
    assert clear(again.with_lot(5), "stable").proof == clear(lists.with_lot(5), "stable").proof


def test_lists_that_are_gone_or_no_lists_are_named(tmp_path):
    (tmp_path / "b.npz").write_bytes(b"kosong")
    for name in ("a.npz", "b.npz"):
        with pytest.raises(NotThere):
            read_frozen(tmp_path / name)


def test_one_changed_row_changes_the_fingerprint():
    lists = frozen()
    market = lists.market
    wage = market.graduates.lowest_wage_idr.copy()
    wage[0] += 1
    import dataclasses

    other = dataclasses.replace(market, graduates=dataclasses.replace(market.graduates, lowest_wage_idr=wage))
    assert dataclasses.replace(lists, market=other).sha256 != lists.sha256


def test_a_lot_is_drawn_anew_and_its_seal_tells_it_from_others():
    lots = {new_lot() for _ in range(20)}
    assert len(lots) == len({seal_of(lot) for lot in lots}) == 20


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**63 - 1), st.sampled_from(["stable", "placements"]))
def test_every_answer_is_proven_whatever_the_lot(lot, objective):
    answer = clear(frozen(40, 6, seed=lot % 97).with_lot(lot), objective, threads=1)
    assert answer.proven
    assert answer.proof["seats_overfilled"] == answer.proof["infeasible_pairs"] == 0
    if objective == "stable":
        assert answer.proof["blocking_pairs"] == 0


@pytest.mark.parametrize("rules", [Rules(), Rules(band=5000)])
@pytest.mark.parametrize("objective", ["stable", "placements"])
def test_somebody_leaves_and_an_opening_closes(objective, rules):
    lists = frozen(80, 10).with_lot(9)
    first = clear(lists, objective, rules)
    row = int(np.flatnonzero(first.column >= 0)[0])
    filled = np.bincount(first.column[first.column >= 0], minlength=10)
    column = int(np.argmax(filled))

    before, after, proof = clear_on(lists, objective, rules, [Change(row=row)])
    assert before.tolist() == first.column.tolist()
    assert after[row] == -1
    assert (objective == "placements") or proof["blocking_pairs"] == 0

    again, closed, proof = clear_on(lists, objective, rules, [Change(row=row), Change(column=column, seats=0)])
    assert again.tolist() == after.tolist()
    assert column not in closed.tolist()
    assert closed[row] == -1
    assert proof["seats_overfilled"] == proof["infeasible_pairs"] == 0


def test_an_edited_answer_has_another_digest_and_the_examiner_names_what_is_wrong():
    lists = frozen(80, 10).with_lot(9)
    answer = clear(lists, "stable")
    placed = np.flatnonzero(answer.column >= 0)
    edited = answer.column.copy()
    edited[placed[0]] = -1  # her seat is taken from her
    assert digest_of(lists, edited) != digest_of(lists, answer.column)
    assert examine_answer(lists, edited)["blocking_pairs"] > 0
