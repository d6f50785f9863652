"""Databases for processes of their own: migrated once, then copied for every file of races; or bare."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("PADAN_TEST_DATABASE_URL")


def surroundings(home, name):
    """The environment in which a process finds the database ``name``."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}",
        "PADAN_HOME": str(home),
    }
    if SERVER:
        return env | {"PADAN_TEST_DATABASE_URL": f"{SERVER.rpartition('/')[0]}/{name}"}
    return env | {"PADAN_DATABASE_URL": f"sqlite:///{home / name}"}


def on_server(command):
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(command)


@contextlib.contextmanager
def made(name, template="template0"):
    """A database on the server; on SQLite its first writer makes the file."""
    if SERVER:
        on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield
    if SERVER:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def track(tmp_path_factory):
    """(folder, name) of a migrated database that nobody runs on."""
    home, name = tmp_path_factory.mktemp("track"), f"track_{os.getpid()}"
    with made(name):
        call = [sys.executable, TESTS.parent / "manage.py", "migrate", "-v0"]
        subprocess.run(call, env=surroundings(home, name), check=True)
        yield home, name


@pytest.fixture(scope="module")
def arena(track, tmp_path_factory, request):
    """A database of its own, as an environment for processes."""
    kept, template = track
    home, name = tmp_path_factory.mktemp("arena"), f"arena_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
    if not SERVER:
        shutil.copyfile(kept / template, home / name)
    with made(name, template):
        yield surroundings(home, name)


@pytest.fixture
def bare_arena(tmp_path):
    """A database without any table yet, as an environment for processes."""
    name = f"bare_{os.getpid()}"
    with made(name):
        yield surroundings(tmp_path, name)
