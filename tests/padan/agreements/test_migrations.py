"""Agreements of the previous release stand in this one, nothing lost and nothing guessed."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from races.arenas import bare_arena  # noqa: F401  the fixture of its name


def test_a_database_of_the_previous_release_keeps_its_agreements(bare_arena):  # noqa: F811
    script = Path(__file__).with_name("previous_release.py")
    call = [sys.executable, script]
    done = subprocess.run(call, env=bare_arena, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "numbers": [
            ["014/PKS", 2024],
            ["0/LGL/2023", 2024],
            ["014/PKS", None],  # stands twice on paper: both stay, the year tells the first
            ["1/LGL/2023", 2024],
            ["", None],
            ["2/LGL/2023", datetime.now(UTC).year],  # a draft without days: the year it was written
        ],
        "codes": ["PHK-"],
        "different_codes": 6,
        "states": ["active", "terminated", "draft"],
        "ended": True,
        "target": ["TGT-", "partners"],
        "deliveries": [["JNJ-0", 8], ["JNJ-1", 8]],
        "by_words": ["PKS-0", "PKS-1", "PKS-2"],
    }
