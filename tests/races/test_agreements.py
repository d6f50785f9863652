"""Numbers, drafts and reminders, wanted by several processes at one moment, on a real file or server."""

from collections import Counter

import pytest
from races.stable import stabled

NUMBERED, EDITORS, REMINDERS = 4, 8, 2


@pytest.fixture
def stable(arena):
    with stabled("scribe", arena) as runners:
        yield runners


def test_numbers_drawn_at_once_differ_one_of_eight_edits_is_kept_and_one_mail_leaves(stable):
    things = stable.told("prepare", NUMBERED, EDITORS, REMINDERS)
    numbers = [f"{n:03}/2024" for n in range(1, NUMBERED + 1)]

    assert {what: Counter(stable.race(*(("act", what, pk) for pk in pks))) for what, pks in things.items()} == {
        "number": dict.fromkeys(numbers, 1),
        "edit": {"done": 1, "Overtaken": EDITORS - 1},
        "remind": {"done": 1, "RemindedLately": REMINDERS - 1},
    }
    assert stable.told("count") == {
        "numbers": numbers,
        "draft": [2, 1],
        "mails": 1,
        "trail_broken_at": None,
    }
