"""A migrated database, made once for each state of the migrations and then copied: a hundred of them take long."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = 8  # states of the migrations: several checkouts may be at work
MADE_OF = (
    "padan/*/migrations/*.py",
    "padan/base/codes.py",
    "padan/base/search.py",
    "padan/organisations/names.py",
    "padan/reference/shipped.py",
    "padan/reference/data/*",
    "padan/agreements/templates_shipped/*",
    "requirements/base.txt",
)


def state() -> str:
    """A digest of everything that a migrated database is made of."""
    told = hashlib.sha256(sys.version.encode())
    for pattern in MADE_OF:
        files = sorted(path for path in ROOT.glob(pattern) if path.is_file())
        assert files, pattern
        for path in files:
            told.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return told.hexdigest()[:24]


def migrated() -> Path:
    """The file of a migrated SQLite database that nobody writes to. Whoever comes first makes it, the others wait."""
    home = Path(tempfile.gettempdir()) / f"padan-migrated-{os.geteuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    file = home / f"{state()}.sqlite3"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            _make(file)
            for old in sorted(home.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
                old.unlink()
    return file


def _make(file):
    with tempfile.TemporaryDirectory() as passing:
        fresh = Path(passing) / "fresh.sqlite3"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PADAN", "DJANGO"))}
        told = {"PADAN_HOME": passing, "PADAN_DATABASE_URL": f"sqlite:///{fresh}"}
        call = [sys.executable, ROOT / "manage.py", "migrate", "-v0"]
        subprocess.run(call, env=kept | told, cwd=ROOT, check=True)
        with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(f"{file}.new")) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # as a log beside the file it could not be copied into memory
        os.replace(f"{file}.new", file)


def pour_into(connection) -> None:
    """Fill a connection to an empty database with the migrated one."""
    with closing(sqlite3.connect(f"file:{migrated()}?mode=ro", uri=True)) as source:
        source.backup(connection)
