from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, InternalError, OperationalError, ProgrammingError, connection, transaction
from factories.organisations import OrganisationFactory

from padan.base.clock import JAKARTA
from padan.trail.actions import record
from padan.trail.models import Entry, Head, Wording
from padan.trail.queries import entries_of, verify

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, OperationalError, InternalError, ProgrammingError)


def three_entries():
    body = OrganisationFactory()
    for verb in ("organisation.opened", "organisation.renamed", "organisation.closed"):
        record(None, verb, body, at=datetime(2024, 11, 14, 3, 0, tzinfo=UTC), changes={"name": ["lama", "baru"]})
    return body


def disarm():
    """Somebody with the keys of the database takes the trigger away: the chain must still tell."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE trail_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER trail_entry_no_update")
            cursor.execute("DROP TRIGGER trail_entry_no_delete")


def test_what_happened_to_a_thing_is_told_newest_first():
    body = three_entries()
    assert [entry.verb for entry in entries_of(body)] == [
        "organisation.closed",
        "organisation.renamed",
        "organisation.opened",
    ]


def test_a_whole_chain_verifies_and_prints_its_head():
    three_entries()
    verdict = verify()
    assert (verdict.entries, verdict.broken_at, verdict.head) == (3, None, Entry.objects.get(seq=3).hash)


@pytest.mark.parametrize(
    "sql", ["UPDATE trail_entry SET verb = 'x' WHERE seq = 2", "DELETE FROM trail_entry WHERE seq = 3"]
)
def test_the_database_refuses_to_change_or_remove_an_entry(sql):
    three_entries()
    Wording.objects.all().delete()
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.filter(verb__startswith="organisation.").count() == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "organisation.erased"),
        ("thing_code", "LBG-OTHER"),
        ("actor_code", "AKN-OTHER"),
        ("digest", "0" * 64),
        ("previous", "1" * 64),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_one_altered_column_is_named_by_its_entry(column, value):
    three_entries()
    disarm()
    Entry.objects.filter(seq=2).update(**{column: value})
    assert verify().broken_at == 2


def test_the_time_of_an_act_may_be_told_in_any_zone():
    record(None, "organisation.opened", OrganisationFactory(), at=datetime(2024, 11, 14, 10, 0, tzinfo=JAKARTA))
    assert verify().broken_at is None


def test_an_altered_wording_is_noticed():
    three_entries()
    Wording.objects.filter(entry__seq=2).update(thing_label="PT Lain")
    verdict = verify()
    assert (verdict.broken_at, verdict.reason) == (2, "wording altered")


def test_a_removed_entry_is_noticed():
    three_entries()
    disarm()
    Wording.objects.filter(entry__seq=2).delete()
    Entry.objects.filter(seq=2).delete()
    assert verify().broken_at == 2


def test_a_tail_cut_with_its_head_is_noticed_by_a_head_printed_earlier():
    three_entries()
    printed = verify().head
    disarm()
    Wording.objects.filter(entry__seq=3).delete()
    Entry.objects.filter(seq=3).delete()
    assert verify().reason == "tail cut"
    Head.objects.update(seq=2, hash=Entry.objects.get(seq=2).hash)
    assert verify().broken_at is None
    assert verify(head=printed).broken_at is not None


def test_an_emptied_wording_keeps_the_chain_whole():
    three_entries()
    Wording.objects.filter(entry__seq=2).update(actor_label="", thing_label="", changes={}, salt="")
    assert verify().broken_at is None


def test_a_refused_act_leaves_no_entry():
    body = OrganisationFactory()

    @transaction.atomic
    def refused():
        record(None, "organisation.opened", body)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert Entry.objects.count() == 0
    record(None, "organisation.opened", body)
    assert verify().broken_at is None
