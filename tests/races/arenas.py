"""Databases for processes of their own: a copy of a migrated one for every file of races; or bare."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from migrated import migrated

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
SERVER = os.environ.get("PADAN_TEST_DATABASE_URL")
BARE = "template0"
TEMPLATE = os.environ.get("PADAN_TEST_TEMPLATE", BARE)


def surroundings(home, name):
    """The environment in which a process finds the database ``name``."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": f"{TESTS}{os.pathsep}{ROOT}",
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
def made(name, template=BARE):
    """A database on the server; on SQLite its first writer makes the file."""
    if SERVER:
        on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield
    if SERVER:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def arena(tmp_path_factory, request):
    """A database of its own, migrated, as an environment for processes."""
    home, name = tmp_path_factory.mktemp("arena"), f"arena_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
    with made(name, TEMPLATE):
        if not SERVER:
            shutil.copyfile(migrated(), home / name)
        elif TEMPLATE == BARE:
            subprocess.run(
                [sys.executable, ROOT / "manage.py", "migrate", "-v0"], env=surroundings(home, name), check=True
            )
        yield surroundings(home, name)


@pytest.fixture
def bare_arena(tmp_path):
    """A database without any table yet, as an environment for processes."""
    name = f"bare_{os.getpid()}"
    with made(name):
        yield surroundings(tmp_path, name)
