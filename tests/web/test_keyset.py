"""Walking a list by key meets every row once, in the order of the list, forwards and back."""

from datetime import date

import pytest
from factories.agreements import AgreementFactory
from factories.training import BatchFactory

from padan.agreements.models import Agreement
from padan.training.models import Batch
from padan.web.keyset import Key, order_of, slice_of

SIGNED = {"state": "active"}


def walk(rows, order, size, **how):
    """Every row met going forwards, then every row met going back from the end."""
    there, place = [], None
    while True:
        shown, before, after = slice_of(rows, order, size=size, after=place, **how)
        assert before == (place is not None)
        there += [row.pk for row in shown]
        if not after:
            break
        place = shown[-1]
    back, place = [row.pk for row in shown], shown[0]
    while before:
        shown, before, after = slice_of(rows, order, size=size, before=place, **how)
        assert after
        back, place = [row.pk for row in shown] + back, shown[0]
    return there, back


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("nulls", ["first", "last"])
@pytest.mark.parametrize("descending", [True, False])
def test_days_that_are_equal_or_empty_are_met_once(db, size, nulls, descending):
    days = [date(2024, 3, 6), None, date(2024, 1, 2), date(2024, 3, 6), None, date(2024, 3, 6), date(2025, 1, 1)]
    for day in days:
        AgreementFactory(signed_on=day, **(SIGNED if day else {}))
    order = (Key("signed_on", descending=descending, nulls=nulls), Key("pk"))

    there, back = walk(Agreement.objects.all(), order, size)

    expected = list(Agreement.objects.order_by(*(key.expression(False) for key in order)).values_list("pk", flat=True))
    assert there == expected
    assert back == expected
    assert len(set(expected)) == len(days)


@pytest.mark.parametrize("keys_first", [False, True])
@pytest.mark.parametrize("text", ["name_key", "-name_key", "pk", "-pk"])
def test_names_are_walked_in_both_directions(db, text, keys_first):
    for name in ("Las 2", "Las 1", "Barista", "Las 10"):
        BatchFactory(name=name)
    order = order_of(text)
    there, back = walk(Batch.objects.all(), order, 2, keys_first=keys_first)
    expected = list(Batch.objects.order_by(*(key.expression(False) for key in order)).values_list("pk", flat=True))
    assert there == back == expected


def test_a_row_that_arrives_meanwhile_repeats_no_row(db):
    for name in ("B", "C", "D"):
        BatchFactory(name=name)
    order = order_of("name_key")
    first, *_ = slice_of(Batch.objects.all(), order, size=2)
    BatchFactory(name="A")
    second, *_ = slice_of(Batch.objects.all(), order, size=2, after=first[-1])
    assert [row.name for row in [*first, *second]] == ["B", "C", "D"]
