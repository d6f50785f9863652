"""Signing under pressure: real processes at one moment, and processes killed in the middle."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from races.test_races import arena

__all__ = ["arena"]
HERE = Path(__file__).resolve().parent
POINTS = 14
RACES = 9


def process(env, *args):
    return subprocess.Popen(
        [sys.executable, HERE / "signer.py", *map(str, args)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(env, *args):
    """What a process that is let live says."""
    out, _ = process(env, *args).communicate(timeout=240)
    return json.loads(out)


def race(env, *acts):
    """Everybody stands ready, then all start at once: what each was told, in the order given."""
    running = [process(env, "act", *act) for act in acts]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    results = []
    for each in running:
        out, _ = each.communicate(timeout=120)
        assert each.returncode == 0
        results.append(json.loads(out))
    return results


@pytest.fixture(scope="module")
def documents(arena):
    return told(arena, "prepare", POINTS + RACES, POINTS)


def test_whoever_is_killed_anywhere_leaves_a_register_that_agrees_with_the_files(arena, documents):
    """After every kill: nothing half-kept, what is left is ended, and the party signs again."""
    points = told(arena, "points")
    assert len(points) == POINTS
    for point, (document, (first, _second)) in zip(points, documents, strict=False):
        dying = process(arena, "killed_at", point, document, first)
        dying.communicate(timeout=120)
        assert dying.returncode == -9, point

        between, again, after = told(arena, "recover", document, first)
        assert (between["agree"], between["signatures"], between["state"]) == (True, 1, "frozen"), point
        assert again == "done", point
        assert after == {
            "state": "complete",
            "agreement": "signed",
            "signatures": 2,
            "modes": ["here", "here"],
            "in the file": 2,
            "agree": True,
            "begun": 0,
            "orders": list(range(len(after["orders"]))),
        }, point
    assert told(arena, "whole") == {"trail": None, "faults": 0, "twice": 0, "signed agreements": POINTS}


def test_two_taps_two_forms_and_two_parties_at_one_moment(arena, documents):
    left = documents[POINTS:]
    (same, (one, _)), (forms, (two, _)), (both, (three, four)), (taps, _) = left[:4]

    twice = race(arena, ("here", same, one, "satu"), ("here", same, one, "satu"))
    apart = race(arena, ("here", forms, two, "satu"), ("here", forms, two, "dua"))
    parties = race(arena, ("here", both, three, "satu"), ("here", both, four, "dua"))
    hands = race(arena, ("tap", taps), ("tap", taps), ("tap", taps))

    assert Counter(twice) in (
        Counter({"done": 1, "SigningBusy": 1}),
        Counter({"done": 2}),
    )  # the second finds the first
    assert apart.count("done") == 1
    assert set(apart) <= {"done", "SigningBusy", "PartyHasSigned"}
    assert parties == ["done", "done"]
    assert Counter(hands) == {"done": 1, "PartyHasSigned": 2}
    stands = {document: told(arena, "stands", document) for document in (same, forms, both, taps)}
    assert [row["signatures"] for row in stands.values()] == [1, 1, 2, 2]
    assert all(row["agree"] and row["begun"] == 0 for row in stands.values())
    assert [stands[both]["agreement"], stands[taps]["agreement"]] == ["signed", "signed"]


def test_while_one_signs_another_thaws_unschedules_or_records_ink(arena, documents):
    """Either comes first; never both, and no state in between."""
    left = documents[POINTS + 4 :]
    (thawed, (one, _)), (taken, (two, _)), (inked, (three, _)), (last, (four, five)), _rest = left[:5]
    told(arena, "act_now", "here", last, four, "satu")

    thaw = race(arena, ("here", thawed, one, "satu"), ("thaw", thawed))
    off = race(arena, ("here", taken, two, "satu"), ("unschedule", taken))
    ink = race(arena, ("here", inked, three, "satu"), ("ink", inked, three))
    ends = race(arena, ("here", last, five, "satu"), ("unschedule", last))

    assert thaw in (["done", "SomebodySigned"], ["NotOpenForSigning", "done"])
    assert told(arena, "stands", thawed)["state"] == ("frozen" if thaw[0] == "done" else "draft")
    for result, document in ((off, taken), (ends, last)):
        now = told(arena, "stands", document)
        assert now["agree"]
        assert now["begun"] == 0
        if result[0] != "done":
            assert now["agreement"] == "agreed"
    assert sorted(ink) in (["PartyHasSigned", "done"], ["SigningBusy", "done"])
    stands = told(arena, "stands", inked)
    assert (stands["signatures"], stands["agree"], stands["begun"]) == (1, True, 0)
    whole = told(arena, "whole")
    assert (whole["trail"], whole["faults"], whole["twice"]) == (None, 0, 0)
