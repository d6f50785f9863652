"""The plug is pulled, the disk is full, two people press at once: real processes on a database of their own."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from migrated import migrated

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent.parent
ROWS = 4000
COUNTED = ("people_person", "training_enrolment", "graduates_graduate", "outcomes_outcome", "training_batch")


def surroundings(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PADAN", "DJANGO"))}
    return {**kept, "PADAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A migrated installation with one centre, to copy from."""
    home = tmp_path_factory.mktemp("empty")
    shutil.copyfile(migrated(), home / "padan.sqlite3")
    run(home, write(home / "first.csv", [["program", "jp"], ["Barista", 180]]))
    return home


@pytest.fixture
def home(empty, tmp_path):
    return shutil.copytree(empty, tmp_path / "home")


@pytest.fixture
def file(tmp_path):
    headings = ["Nama", "NIK", "Judul Program Pelatihan", "Angkatan", "Status Kelulusan", "Status Kebekerjaan"]
    rows = [
        [f"Peserta {'abcdefghij'[at % 10]}", f"3216010102{at // 9000:02d}{at % 9000 + 1:04d}", "Barista", at // 16]
        for at in range(ROWS)
    ]
    rows = [[*row, "Lulus", "Bekerja"] for row in rows]
    return write(tmp_path / "peserta.csv", [headings, *rows])


def write(path, rows):
    with path.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def start(home, file):
    call = [sys.executable, "-c", "from padan.cli import main; main()", "intake", str(file), "--json"]
    return subprocess.Popen(call, cwd=ROOT, env=surroundings(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(home, file):
    process = start(home, file)
    out, err = process.communicate(timeout=300)
    assert out, err.decode()
    return process.returncode, json.loads(out)["files"][0]


def kept(home):
    """How many rows each table holds; the file of the database must be whole."""
    with closing(sqlite3.connect(home / "padan.sqlite3", timeout=30)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}


ALL = {
    "people_person": ROWS,
    "training_enrolment": ROWS,
    "graduates_graduate": ROWS,
    "outcomes_outcome": ROWS,
    "training_batch": ROWS // 16,
}
NONE = dict.fromkeys(COUNTED, 0)


def test_c14_e6_killed_at_any_moment_it_is_all_or_nothing_and_the_repeat_succeeds(home, file, tmp_path):
    spare = shutil.copytree(home, tmp_path / "spare")
    began = time.monotonic()
    assert run(spare, file)[1]["imported"] == ROWS
    whole = time.monotonic() - began

    killed = 0
    for share in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        again = shutil.copytree(home, tmp_path / f"kill-{share}")
        process = start(again, file)
        time.sleep(whole * share)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert kept(again) in (ALL, NONE)

        code, told = run(again, file)
        assert (code, told["imported"] + told["unchanged"], told["review"]) == (0, ROWS, 0)
        assert kept(again) == ALL
    assert killed


def test_c8_two_processes_with_the_same_file_at_once_bring_nobody_in_twice(home, file):
    both = [start(home, file) for _press in range(2)]
    told = [json.loads(process.communicate(timeout=300)[0])["files"][0] for process in both]

    assert sorted((one["imported"], one["unchanged"]) for one in told) == [(0, ROWS), (ROWS, 0)]
    assert kept(home) == ALL


def test_e9_a_full_disk_is_a_sentence_and_nothing_is_half_written(home, file, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) + file.stat().st_size + 2**20
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        there = shutil.copytree(home, small / "home")
        code, told = run(there, file)

        assert (code, told["imported"], told["error"]) == (
            2,
            0,
            "Penyimpanan penuh; tidak ada isi berkas ini yang tersimpan. Kosongkan tempat, lalu coba lagi.",
        )
        assert kept(there) == NONE

        subprocess.run(["mount", "-o", "remount,size=200m", str(small)], check=True)
        assert run(there, file)[1]["imported"] == ROWS
        assert kept(there) == ALL
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
