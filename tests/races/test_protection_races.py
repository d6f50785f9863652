"""A permit revoked while candidates are attached, one number wanted by many, a step taken by several: at one moment."""

import pytest
from races.stable import stabled

NUMBER = 5


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("guardian", arena) as runners:
        yield runners


@pytest.fixture(scope="module")
def things(stable):
    return stable.told("prepare", NUMBER)


def test_a_permit_revoked_at_the_same_moment_stops_the_attaching_or_names_her(stable, things):
    attaching = [("act", "attach", pk, things["permit"]) for pk in things["candidates"]]
    told = stable.race(*attaching[:3], ("act", "revoke", things["permit"]), *attaching[3:])
    counted = stable.told("count")

    assert told[3] == "done"
    assert counted["attached"] == counted["named"]  # whoever slipped in before is named in the alarm
    assert len(counted["attached"]) == [*told[:3], *told[4:]].count("done")
    assert set(told) <= {"done", "PermitMissing"}

    told = stable.race(*(("act", "number", pk) for pk in things["bodies"]))
    assert sorted(told) == ["PermitKnown"] * (NUMBER - 1) + ["done"]
    assert stable.told("count")["holders"] == 1


def test_candidates_moved_on_by_several_at_one_moment_go_on_once(stable, things):
    people = things["candidates"]
    told = stable.race(
        ("act", "together", people, "interest"), ("act", "alone", people[0], "interest"),
        ("act", "together", people, "interest"), ("act", "alone", people[-1], "interest"),
    )  # fmt: skip
    assert sum(one for one in told if isinstance(one, int)) == NUMBER
    assert {one for one in told if isinstance(one, str)} <= {"NobodyMayGo", "SomebodyFaster"}
    assert stable.told("count")["stood"] == sorted(people)
