"""What must not happen twice, tried by real processes at one moment, on a real file or server."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

CONTESTANTS = 4
HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def arena(tmp_path_factory):
    """A database of its own, as an environment for processes."""
    home = tmp_path_factory.mktemp("arena")
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE.parent.parent}",
        "PADAN_HOME": str(home),
    }
    server = os.environ.get("PADAN_TEST_DATABASE_URL")
    if not server:
        env["PADAN_DATABASE_URL"] = f"sqlite:///{home / 'arena.sqlite3'}"
        yield env
        return
    import psycopg

    name = f"arena_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        env["PADAN_TEST_DATABASE_URL"] = f"{server.rpartition('/')[0]}/{name}"
        yield env
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def prepared(arena):
    return told(process(arena, "prepare", CONTESTANTS))


def process(env, *args):
    return subprocess.Popen(
        [sys.executable, HERE / "contestant.py", *map(str, args)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def race(env, *calls):
    """Everybody stands ready, then all start at once: what each was told."""
    running = [process(env, *call) for call in calls]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    return Counter(told(each) for each in running)


def told(running):
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    return json.loads(out)


def test_the_last_seat_goes_once_and_nobody_runs_two_jobs_whoever_comes_first(arena, prepared):
    offers = {name: prepared[name] for name in ("last_seat", "one_graduate")}
    results = {name: race(arena, *(("start", pk) for pk in placements)) for name, placements in offers.items()}

    assert results == {
        "last_seat": {"started": 1, "OpeningFull": CONTESTANTS - 1},
        "one_graduate": {"started": 1, "AlreadyWorking": CONTESTANTS - 1},
    }
    assert told(process(arena, "count")) == {"running": 2, "seats_taken": 2, "trail_broken_at": None}


def test_two_bodies_become_one_once_whoever_merges_them_and_whoever_edits_meanwhile(arena, prepared):
    one, other = prepared["bodies"]

    said = race(arena, ("merge", one, other), ("merge", other, one), ("merge", one, other), ("edit", one))

    assert (said["merged"], said["BodyGone"] + said["edited"] + said["EditedMeanwhile"]) == (1, 3)
    assert said["BodyGone"] >= 2
    assert told(process(arena, "bodies")) == {"bodies": 1, "needs": 2, "old_codes": 1, "trail_broken_at": None}
