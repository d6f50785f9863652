"""Numbers, drafts and reminders, wanted by several processes at one moment, on a real file or server."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from races.test_races import arena, told  # noqa: F401  the fixture of its name

NUMBERED, EDITORS, REMINDERS = 4, 8, 2


def process(env, *args):
    scribe = Path(__file__).with_name("scribe.py")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, scribe, *map(str, args)], env=env, **pipes)


def race(env, what, things):
    """Everybody stands ready, then all start at once: what each was told."""
    running = [process(env, "act", what, pk) for pk in things]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    return Counter(told(each) for each in running)


def test_numbers_drawn_at_once_differ_one_of_eight_edits_is_kept_and_one_mail_leaves(arena):  # noqa: F811
    things = told(process(arena, "prepare", NUMBERED, EDITORS, REMINDERS))
    numbers = [f"{n:03}/2024" for n in range(1, NUMBERED + 1)]

    assert {what: race(arena, what, pks) for what, pks in things.items()} == {
        "number": dict.fromkeys(numbers, 1),
        "edit": {"done": 1, "Overtaken": EDITORS - 1},
        "remind": {"done": 1, "RemindedLately": REMINDERS - 1},
    }
    assert told(process(arena, "count")) == {
        "numbers": numbers,
        "draft": [2, 1],
        "mails": 1,
        "trail_broken_at": None,
    }
