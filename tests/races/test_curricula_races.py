"""Eight write one draft at one moment: exactly one is kept, and the others are told (case E3)."""

from collections import Counter

import pytest
from races.stable import stabled

EDITORS = 8


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("teacher", arena) as runners:
        yield runners


def test_eight_writers_of_one_draft_never_overwrite_each_other(stable):
    there = stable.told("prepare", EDITORS)
    faster = {"done": 1, "EditedMeanwhile": EDITORS - 1}

    assert Counter(stable.race(*(("text", there["draft"], n) for n in range(EDITORS)))) == faster
    assert Counter(stable.race(*(("syllabus", there["taught"], n) for n in range(EDITORS)))) == faster
    assert stable.race(*(("add", there["draft"], unit) for unit in there["units"])) == ["done"] * EDITORS
    assert stable.race(*(("force", pk) for pk in there["endorsed"])) == ["done"] * 2
    assert Counter(stable.race(*(("begin", there["programme"]) for _n in range(3)))) == {"done": 1, "DraftThere": 2}

    assert stable.told("stands", there) == {
        "objective": True,
        "rows": 1,
        "units": EDITORS + 1,
        "orders": EDITORS + 1,
        "in_force": 1,
        "begun": 1,
        "trail_broken_at": None,
    }
