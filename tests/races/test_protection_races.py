"""A permit revoked while candidates are attached, and one number wanted by many: by processes, at one moment."""

import pytest
from races.stable import stabled

NUMBER = 5


@pytest.fixture
def stable(arena):
    with stabled("guardian", arena) as runners:
        yield runners


def test_a_permit_revoked_at_the_same_moment_stops_the_attaching_or_names_her(stable):
    things = stable.told("prepare", NUMBER)
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
