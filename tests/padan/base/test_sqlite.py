"""Connections to SQLite that outlive a request: taken over by the next thread, and closed wherever that were unsafe."""

import os
import threading

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from config.settings import database
from padan.base.sqlite import base

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def handler(tmp_path, monkeypatch):
    """Connections of every thread to one file, with the settings of the house, and a shelf of its own."""
    monkeypatch.setattr(base, "SHELF", base.Shelf())
    handler = ConnectionHandler({"default": database(f"sqlite:///{tmp_path}/padan.sqlite3")})
    with handler["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE kept (n integer)")
    handler["default"].close()
    yield handler
    handler["default"].close()


def opened(handler):
    handler["default"].ensure_connection()
    return handler["default"].connection


def test_the_next_thread_takes_over_what_the_last_one_left(handler):
    first = opened(handler)
    handler["default"].close()
    found = []

    def other():
        found.append(opened(handler))
        with handler["default"].cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES (1)")
        handler["default"].close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert found == [first]
    assert opened(handler) is first
    for pragma, value in (("synchronous", 2 if settings.SQLITE_WAL_IS_SAFE else 3), ("foreign_keys", 1)):
        assert first.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_two_at_one_time_have_two(handler):
    first, seen = opened(handler), []
    thread = threading.Thread(target=lambda: (seen.append(opened(handler)), handler["default"].close()))
    thread.start()
    thread.join()
    assert seen != [first]


@pytest.mark.parametrize(
    "left",
    ["CREATE TEMPORARY TABLE staged (n)", "BEGIN IMMEDIATE", "PRAGMA foreign_keys = OFF"],
    ids=["a table of its own", "a transaction", "keys nobody checks"],
)
def test_what_was_left_undone_is_closed_with_its_connection(handler, left):
    first = opened(handler)
    first.execute(left)
    handler["default"].close()
    assert opened(handler) is not first
    with handler["default"].cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (1)")  # nobody holds the file


def test_a_database_that_was_put_back_is_opened_anew(handler, tmp_path):
    first = opened(handler)
    handler["default"].close()
    file, copy = tmp_path / "padan.sqlite3", tmp_path / "copy"
    copy.write_bytes(file.read_bytes())
    os.replace(copy, file)
    assert opened(handler) is not first


def test_none_is_kept_for_ever_and_few_are_kept_at_all(handler, monkeypatch):
    first = opened(handler)
    handler["default"].close()
    monkeypatch.setattr(base, "SECONDS", -1)
    assert opened(handler) is not first
    monkeypatch.setattr(base, "MOST", 0)
    second = opened(handler)
    handler["default"].close()
    assert opened(handler) is not second
