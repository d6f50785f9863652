"""What must not happen twice, tried by real processes at one moment, on a real file or server."""

from collections import Counter

import pytest
from races.stable import stabled

CONTESTANTS = 4


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("contestant", arena) as runners:
        yield runners


@pytest.fixture(scope="module")
def prepared(stable):
    return stable.told("prepare", CONTESTANTS)


def test_the_last_seat_goes_once_and_nobody_runs_two_jobs_whoever_comes_first(stable, prepared):
    offers = {name: prepared[name] for name in ("last_seat", "one_graduate")}
    results = {name: Counter(stable.race(*(("start", pk) for pk in placements))) for name, placements in offers.items()}

    assert results == {
        "last_seat": {"started": 1, "OpeningFull": CONTESTANTS - 1},
        "one_graduate": {"started": 1, "AlreadyWorking": CONTESTANTS - 1},
    }
    assert stable.told("count") == {"running": 2, "seats_taken": 2, "trail_broken_at": None}


def test_two_bodies_become_one_once_whoever_merges_them_and_whoever_edits_meanwhile(stable, prepared):
    one, other = prepared["bodies"]

    said = Counter(stable.race(("merge", one, other), ("merge", other, one), ("merge", one, other), ("edit", one)))

    assert (said["merged"], said["BodyGone"] + said["edited"] + said["EditedMeanwhile"]) == (1, 3)
    assert said["BodyGone"] >= 2
    assert stable.told("bodies") == {"bodies": 1, "needs": 2, "old_codes": 1, "trail_broken_at": None}


def test_the_last_place_in_a_class_goes_once_and_the_same_person_applies_once_whoever_writes(stable, prepared):
    chosen = Counter(stable.race(*(("choose", pk) for pk in prepared["applicants"])))
    applied = Counter(stable.race(*[("apply", prepared["batch"])] * CONTESTANTS))

    assert chosen == {"chosen": 1, "ClassFull": CONTESTANTS - 1}
    assert applied == {"applied": 1, "AlreadyApplied": CONTESTANTS - 1}
    assert stable.told("places", prepared["batch"]) == {
        "selected": 1, "applications": CONTESTANTS + 1, "trail_broken_at": None,
    }  # fmt: skip


def test_one_guest_is_called_to_one_table_and_a_class_gets_each_number_once_whoever_asks(stable, prepared):
    called = Counter(stable.race(*(("call", pk) for pk in prepared["tables"])))
    drafted = Counter(stable.race(*(("draft", pk) for pk in prepared["classes"])))

    assert called == {"called": 1, "NobodyWaits": CONTESTANTS - 1}
    assert drafted == {"drafted": CONTESTANTS}
    assert stable.told("papers") == {
        "numbers": ["0001/SP/III/2024", "0002/SP/III/2024"], "called": 1, "trail_broken_at": None,
    }  # fmt: skip


def test_a_business_is_told_once_and_its_checks_follow_whoever_speaks_while_the_night_runs(stable, prepared):
    told = Counter(stable.race(*[("own", "tell", prepared["alone"])] * CONTESTANTS))
    replaced = Counter(stable.race(*[("own", "replace", prepared["total"])] * CONTESTANTS))
    business = prepared["business"]
    stable.race(*(("own", what, business) for what in ("night", "runs", "close", "night")))

    assert told == {"tell": 1, "AlreadyTold": CONTESTANTS - 1}
    assert replaced == {"replace": 1, "AlreadyReplaced": CONTESTANTS - 1}
    assert stable.told("ventures", business) == {
        "told": 1, "checks": [[6, True], [12, False]], "closed": True, "replaced": 1, "trail_broken_at": None,
    }  # fmt: skip
