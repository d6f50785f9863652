"""Answers from several phones at one moment: none lost, one outcome, one that stands for each teller."""

from collections import Counter

import pytest
from races.stable import stabled


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("teller", arena) as runners:
        yield runners


@pytest.fixture(scope="module")
def questions(stable):
    return stable.told("prepare", 4)


def test_two_answers_at_once_from_two_phones_are_both_kept_and_one_stands(stable, questions):
    pk = questions[0]
    said = stable.race(*(("tell", pk, status) for status in ("employed", "seeking", "studying", "employed")))
    assert said == ["done"] * 4
    after = stable.told("stands", pk)
    assert (after["standing"], after["sent"], after["state"]) == (1, 4, "answered")
    assert after["answers"] in (3, 4)  # the same said twice in a row is one
    assert len(after["outcomes"]) == 1
    assert after["in_conflict"] is False  # she corrected herself
    assert after["trail_broken_at"] is None


def test_she_an_officer_and_her_employer_at_once_make_one_outcome_and_a_conflict(stable, questions):
    pk = questions[1]
    said = stable.race(
        ("tell", pk, "seeking"), ("note", pk, "employed", "employer"), ("note", pk, "employed", "family")
    )
    assert said == ["done"] * 3
    after = stable.told("stands", pk)
    assert (after["answers"], after["standing"], after["outcomes"], after["in_conflict"]) == (3, 3, ["employed"], True)


def test_a_stop_the_night_and_an_answer_at_once_lose_nothing(stable, questions):
    pk = questions[2]
    assert stable.race(("stop", pk), ("tell", pk, "employed"), ("night", pk), ("stop", pk)) == ["done"] * 4
    after = stable.told("stands", pk)
    assert (after["state"], after["silent"], after["outcomes"]) == ("answered", 1, ["employed"])


def test_the_last_use_of_a_link_goes_once(stable, questions):
    pk = questions[3]
    said = stable.race(*(("tell", pk, status) for status in ("employed", "seeking", "studying")))
    assert Counter(said) == {"done": 1, "TooOften": 2}
    assert stable.told("stands", pk)["answers"] == 1
