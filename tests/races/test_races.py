"""What must not happen twice, tried by real processes at one moment, on a real file or server."""

import json
import os
import subprocess
import sys
import time
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


def process(env, *args):
    return subprocess.Popen(
        [sys.executable, HERE / "contestant.py", *map(str, args)], env=env, stdout=subprocess.PIPE, text=True
    )


def told(running):
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    return json.loads(out)


def test_the_last_seat_goes_once_and_nobody_runs_two_jobs_whoever_comes_first(arena):
    offers = told(process(arena, "prepare", CONTESTANTS))
    results = {}
    for race, placements in offers.items():
        moment = time.time() + 4  # every process stands ready by then
        results[race] = Counter(told(each) for each in [process(arena, "start", pk, moment) for pk in placements])

    assert results == {
        "last_seat": {"started": 1, "OpeningFull": CONTESTANTS - 1},
        "one_graduate": {"started": 1, "AlreadyWorking": CONTESTANTS - 1},
    }
    assert told(process(arena, "count")) == {"running": 2, "seats_taken": 2, "trail_broken_at": None}
