"""Offers accepted, given back, begun and taken back by real processes at one moment: no seat too many, none lost."""

from collections import Counter

import pytest
from races.stable import stabled

CONTESTANTS = 6


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("acceptor", arena) as runners:
        yield runners


@pytest.fixture(scope="module")
def prepared(stable):
    return stable.told("prepare", CONTESTANTS)


def test_as_many_get_a_seat_as_there_are_and_nobody_holds_two(stable, prepared):
    few, one = prepared["few_seats"], prepared["one_graduate"]

    assert Counter(stable.race(*(("accept", pk) for pk in few))) == {"done": 2, "OpeningFull": CONTESTANTS - 2}
    assert Counter(stable.race(*(("accept", pk) for pk in one))) == {"done": 1, "SeatHeld": CONTESTANTS - 1}

    rest = {"working": 0, "trail_broken_at": None}
    assert stable.told("stands", *few) == rest | {
        "states": ["accepted"] * 2 + ["offered"] * (CONTESTANTS - 2), "seats_taken": 2, "waiting": 2, "named": 2,
        "open": 1,
    }  # fmt: skip
    assert stable.told("stands", *one) == rest | {
        "states": ["accepted"] + ["offered"] * (CONTESTANTS - 1), "seats_taken": 1, "waiting": 1, "named": 1,
        "open": CONTESTANTS,
    }  # fmt: skip


def test_a_seat_given_back_while_others_reach_for_it_and_a_first_day_told_twice(stable, prepared):
    few = prepared["few_seats"]
    holders = [pk for pk in few if stable.told("stands", pk)["states"] == ["accepted"]]
    others = [pk for pk in few if pk not in holders]

    said = stable.race(("leave", holders[0]), ("begin", holders[1]), ("begin", holders[1]), ("accept", others[0]))

    assert said[0] == "done"
    assert Counter(said[1:3]) == {"done": 1, "TransitionDenied": 1}
    assert said[3] in ("done", "OpeningFull")
    after = stable.told("stands", *few)
    assert (after["working"], after["seats_taken"]) == (1, 1 + (said[3] == "done"))
    assert after["waiting"] == (said[3] == "done")


def test_one_seat_given_back_by_her_and_by_the_company_at_one_moment_is_free_once(stable, prepared):
    first, second = prepared["full"]
    assert stable.race(("accept", first), ("accept", second)) == ["done", "done"]
    stable.told("fill", first)
    assert stable.told("stands", first, second)["open"] == 0

    said = stable.race(("refuse", first), ("leave", first), ("refuse", first), ("leave", first), ("leave", second))

    assert Counter(said[:4])["done"] == 1
    assert set(said[:4]) <= {"done", "TooLate", "TransitionDenied"}
    assert said[4] == "done"
    after = stable.told("stands", first, second)
    assert (after["seats_taken"], after["open"], after["waiting"], after["named"]) == (0, 1, 0, 0)
    assert after["trail_broken_at"] is None


def test_accepting_while_the_opening_closes_is_one_or_the_other(stable, prepared):
    first, second = prepared["closing"]
    said = stable.race(("accept", first), ("close", first), ("accept", second))
    assert said[1] == "done"
    assert {said[0], said[2]} <= {"done", "OpeningClosed"}
    assert stable.told("stands", first, second)["seats_taken"] == [said[0], said[2]].count("done")


def test_acts_over_the_same_people_at_one_moment_end_without_a_fault(stable, prepared):
    talking = prepared["talking"]
    said = stable.race(("offer", *talking), ("take", *reversed(talking)), ("decline", talking[0]))
    assert said[:2] == ["done", "done"]
    assert said[2] in ("done", "TransitionDenied")
    after = stable.told("stands", *talking)
    assert set(after["states"]) <= {"withdrawn", "declined"}
    assert (after["named"], after["trail_broken_at"]) == (0, None)
