"""Whatever is searched by words stays indexed: a migration that rebuilds a table on SQLite drops its triggers."""

import pytest
from django.db import connection


def test_every_index_of_words_follows_its_table(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps such indexes by itself")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
        indexes = sorted(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name for (name,) in cursor.fetchall()}

    assert "organisations_organisation_words_key_words" in indexes
    assert [name for name in indexes if not {f"{name}_{suffix}" for suffix in "idu"} <= triggers] == [], (
        "end the migration in TrigramIndexGone and TrigramIndex"
    )
