"""Whatever is searched by words stays indexed: a migration that rebuilds a table on SQLite drops its triggers."""

import pytest
from django.db import connection
from factories.organisations import OrganisationFactory

from padan.base.search import containing, mend_indexes
from padan.organisations.models import Organisation


def test_every_index_of_words_follows_its_table(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps such indexes by itself")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
        indexes = sorted(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name for (name,) in cursor.fetchall()}

    assert "organisations_organisation_words_key_words" in indexes
    assert [name for name in indexes if not {f"{name}_{suffix}" for suffix in "idu"} <= triggers] == []


def test_an_index_that_lost_its_table_is_mended_with_all_its_words(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps such indexes by itself")
    index = "organisations_organisation_words_key_words"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{index}_i"')
    lost = OrganisationFactory(name="PT Hilang Katanya")
    found = lambda words: list(containing(Organisation.objects.order_by("pk"), "words_key", words))  # noqa: E731
    assert found("hilang") == []

    assert mend_indexes() == [index]
    assert mend_indexes() == []
    assert found("hilang") == [lost]
    later = OrganisationFactory(name="PT Kembali")
    assert found("kembali") == [later]
