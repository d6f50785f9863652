"""Signing under pressure: real processes at one moment, and processes killed in the middle."""

from collections import Counter

import pytest
from races.stable import DIED, stabled

POINTS = 14
RACES = 9


@pytest.fixture(scope="module")
def stable(arena):
    with stabled("signer", arena) as runners:
        yield runners


@pytest.fixture(scope="module")
def documents(stable):
    return stable.told("prepare", POINTS + RACES, POINTS)


def test_whoever_is_killed_anywhere_leaves_a_register_that_agrees_with_the_files(stable, documents):
    """After every kill: nothing half-kept, what is left is ended, and the party signs again."""
    points = stable.told("points")
    assert len(points) == POINTS
    for point, (document, (first, _second)) in zip(points, documents, strict=False):
        assert stable.told("killed_at", point, document, first) == DIED, point

        between, again, after = stable.told("recover", document, first)
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
    assert stable.told("whole") == {"trail": None, "faults": 0, "twice": 0, "signed agreements": POINTS}


def test_two_taps_two_forms_and_two_parties_at_one_moment(stable, documents):
    left = documents[POINTS:]
    (same, (one, _)), (forms, (two, _)), (both, (three, four)), (taps, _) = left[:4]

    twice = stable.race(("act", "here", same, one, "satu"), ("act", "here", same, one, "satu"))
    apart = stable.race(("act", "here", forms, two, "satu"), ("act", "here", forms, two, "dua"))
    parties = stable.race(("act", "here", both, three, "satu"), ("act", "here", both, four, "dua"))
    hands = stable.race(("act", "tap", taps), ("act", "tap", taps), ("act", "tap", taps))

    assert Counter(twice) in (
        Counter({"done": 1, "SigningBusy": 1}),
        Counter({"done": 2}),
    )  # the second finds the first
    assert apart.count("done") == 1
    assert set(apart) <= {"done", "SigningBusy", "PartyHasSigned"}
    assert parties == ["done", "done"]
    assert Counter(hands) == {"done": 1, "PartyHasSigned": 2}
    stands = {document: stable.told("stands", document) for document in (same, forms, both, taps)}
    assert [row["signatures"] for row in stands.values()] == [1, 1, 2, 2]
    assert all(row["agree"] and row["begun"] == 0 for row in stands.values())
    assert [stands[both]["agreement"], stands[taps]["agreement"]] == ["signed", "signed"]


def test_while_one_signs_another_thaws_unschedules_or_records_ink(stable, documents):
    """Either comes first; never both, and no state in between."""
    left = documents[POINTS + 4 :]
    (thawed, (one, _)), (taken, (two, _)), (inked, (three, _)), (last, (four, five)), _rest = left[:5]
    stable.told("act_now", "here", last, four, "satu")

    thaw = stable.race(("act", "here", thawed, one, "satu"), ("act", "thaw", thawed))
    off = stable.race(("act", "here", taken, two, "satu"), ("act", "unschedule", taken))
    ink = stable.race(("act", "here", inked, three, "satu"), ("act", "ink", inked, three))
    ends = stable.race(("act", "here", last, five, "satu"), ("act", "unschedule", last))

    assert thaw in (["done", "SomebodySigned"], ["NotOpenForSigning", "done"])
    assert stable.told("stands", thawed)["state"] == ("frozen" if thaw[0] == "done" else "draft")
    for result, document in ((off, taken), (ends, last)):
        now = stable.told("stands", document)
        assert now["agree"]
        assert now["begun"] == 0
        if result[0] != "done":
            assert now["agreement"] == "agreed"
    assert sorted(ink) in (["PartyHasSigned", "done"], ["SigningBusy", "done"])
    stands = stable.told("stands", inked)
    assert (stands["signatures"], stands["agree"], stands["begun"]) == (1, True, 0)
    whole = stable.told("whole")
    assert (whole["trail"], whole["faults"], whole["twice"]) == (None, 0, 0)
