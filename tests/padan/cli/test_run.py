"""``padan run`` as a person meets it: real processes, a home of its own, a real port."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from migrated import migrated

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[3]
MAIN = "from padan.cli import main; main()"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


class Run:
    """One ``padan run``; SIGINT comes in ignored, as a background shell hands it down."""

    def __init__(self, home, *args, **env):
        self.port = free_port()
        names = ("DJANGO_SETTINGS_MODULE", "PADAN_TEST_DATABASE_URL", "PADAN_DEMO_PASSWORD", "PADAN_TODAY")
        base = {name: value for name, value in os.environ.items() if name not in names}
        self.process = subprocess.Popen(
            ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", MAIN, *(args or ("run",))],
            cwd=ROOT,
            env=base | {"PADAN_HOME": str(home), "PORT": str(self.port)} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def until_ready(self):
        told = []
        for line in self.process.stdout:
            told.append(line)
            if "Ctrl-C" in line:
                return "".join(told)
        raise AssertionError("".join(told))

    def end(self, how=signal.SIGINT):
        self.process.send_signal(how)
        out, _ = self.process.communicate(timeout=60)
        return self.process.returncode, out


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def first(home):
    """The first start in an empty home: what it printed, and how it ended."""
    run = Run(home)
    told = run.until_ready()
    ready = answers(run.port)
    code, end = run.end()
    return {"told": told, "ready": ready, "code": code, "end": end, "closed": not answers(run.port), "port": run.port}


def password_in(told):
    return re.search(r"akun contoh: (\S+)", told)[1]


def test_the_first_start_serves_tells_the_logins_and_stops_on_ctrl_c(first):
    assert first["ready"]
    assert first["told"].count("@contoh.padan.example") == 9
    assert (first["code"], first["closed"]) == (0, True)
    assert "Data tersimpan" in first["end"]


def test_the_papers_of_the_story_lead_to_where_it_is_served(first, home):
    with closing(sqlite3.connect(home / "padan.sqlite3")) as database:
        papers = dict(database.execute("SELECT kind, content FROM figures_report"))
    assert set(papers) == {"press", "summary", "yearly"}
    assert "/data/beku/" in papers["press"]
    for content in papers.values():
        assert set(re.findall(r'http://[^/"]+/', content)) == {f"http://127.0.0.1:{first['port']}/"}


def test_the_generated_password_is_kept_for_its_owner_only(first, home):
    file = home / "demo-password.txt"

    assert file.read_text() == password_in(first["told"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_second_start_is_up_in_seconds_with_the_same_password_and_stops_on_sigterm(first, home):
    began = time.monotonic()
    run = Run(home)
    told = run.until_ready()
    seconds = time.monotonic() - began

    assert password_in(told) == password_in(first["told"])
    assert "Menyiapkan" not in told
    assert run.end(signal.SIGTERM)[0] == 0
    assert seconds < 60  # on a busy machine; a few seconds on a quiet one


def test_a_taken_port_is_told_in_a_sentence(first, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(home, PORT=str(port))
        out, _ = run.process.communicate(timeout=60)

    assert run.process.returncode == 1
    assert f"Port {port} sudah dipakai" in out
    assert "Traceback" not in out


def test_killed_outright_nothing_of_it_stays_behind(first, home):
    run = Run(home)
    run.until_ready()

    run.process.kill()
    run.process.communicate(timeout=60)
    deadline = time.monotonic() + 30
    while answers(run.port) and time.monotonic() < deadline:
        time.sleep(0.2)

    assert not answers(run.port)


def test_a_home_with_the_story_is_not_run_without_it(first, home):
    run = Run(home, PADAN_DEMO="0")
    out, _ = run.process.communicate(timeout=60)

    assert run.process.returncode == 1
    assert "cerita contoh" in out


def test_without_the_demonstration_nobody_can_sign_in_yet(tmp_path):
    shutil.copyfile(migrated(), tmp_path / "padan.sqlite3")
    run = Run(tmp_path, PADAN_DEMO="0")
    told = run.until_ready()

    assert answers(run.port)
    assert "padan account open" in told
    assert "@" not in told
    assert run.end()[0] == 0


def test_a_given_password_replaces_the_one_before(first, home):
    run = Run(home, "demo", PADAN_DEMO_PASSWORD="rahasia bersama contoh")
    out, _ = run.process.communicate(timeout=60)

    assert run.process.returncode == 0
    assert "rahasia bersama contoh" in out
    assert "tidak ada yang berubah" in out
