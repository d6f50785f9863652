import os
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.conf import settings as installed
from django.db import connection
from django.utils import timezone
from factories.people import UserFactory

from padan.cli.doctor import BAD, OK, WARN, _sqlite, database, doctor, home, keys
from padan.trail.actions import record
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def levels(look):
    return {finding.about: finding.level for finding in look()}


def test_a_secret_that_others_can_read_is_bad(own_home):
    (own_home / "padan_secret_key.txt").write_text("x")
    os.chmod(own_home / "padan_secret_key.txt", 0o644)
    assert levels(home)["PADAN_HOME"] == BAD

    os.chmod(own_home / "padan_secret_key.txt", 0o600)
    assert levels(home)["PADAN_HOME"] == OK


def test_the_database_of_the_tests_is_up_to_date():
    assert levels(database)["Migrations"] == OK


def test_accounts_of_the_demonstration_are_a_warning_here_and_bad_for_others(settings):
    UserFactory(is_demo=True)

    assert levels(database)["Demonstration accounts"] == WARN
    settings.HTTPS = True
    assert levels(database)["Demonstration accounts"] == BAD


def test_a_clock_behind_the_trail_is_bad():
    assert levels(database)["Clock"] == OK
    entry = record(None, "test.told")
    connection.check_constraints()
    late = Entry(seq=entry.seq + 1, verb="test.told", actor_code="system", digest="", previous=entry.hash, hash="x")
    late.at = late.written_at = timezone.now() + timedelta(hours=2)
    late.save()

    assert levels(database)["Clock"] == BAD


def test_a_journal_that_can_lose_writes_is_bad(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, pragma):
            answers = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
            self.found = answers[pragma.removeprefix("PRAGMA ")]
            return self

        def fetchone(self):
            return (self.found,)

    monkeypatch.setattr(connection, "cursor", Cursor)
    assert {finding.about: finding.level for finding in _sqlite()}["Writes are kept"] == BAD


def test_a_told_date_is_bad_for_others(settings):
    settings.HTTPS, settings.PADAN_TODAY = True, timezone.now().date()

    assert levels(database)["PADAN_TODAY"] == BAD


def test_what_an_installation_for_others_lacks_stands_in_the_report(settings):
    settings.HTTPS = True

    assert levels(keys)["Settings"] == BAD


def test_the_exit_code_tells_whether_anything_is_bad(own_home, settings):
    fit = CliRunner().invoke(doctor)
    settings.HTTPS = True
    unfit = CliRunner().invoke(doctor)

    assert own_home == installed.HOME
    assert "bad " not in fit.output or connection.vendor == "postgresql"  # the tests' own server keeps nothing
    assert unfit.exit_code == 1
    assert " → " in unfit.output
