import pytest
from django.db import transaction
from factories.organisations import OrganisationFactory

from padan.agreements.models import Agreement
from padan.graduates.models import Graduate
from padan.needs.models import Need
from padan.openings.models import Opening
from padan.organisations.models import Organisation
from padan.people.models import Person, User
from padan.placements.models import CheckIn, Placement
from padan.reference.models import Region
from padan.seeds.load import NotEmpty, load

pytestmark = pytest.mark.django_db
TABLES = (Organisation, User, Person, Graduate, Agreement, Need, Opening, Placement, CheckIn)


def codes_of(table):
    """The codes of a table; work abroad is published by the act itself, which draws its code anew."""
    rows = table.objects.exclude(region__kind=Region.Kind.COUNTRY) if table is Opening else table.objects
    return rows.order_by("code").values_list("code", flat=True)


def test_the_story_is_not_told_beside_rows_of_ones_own():
    OrganisationFactory()

    with pytest.raises(NotEmpty):
        load(password="contoh bersama")
    assert Organisation.objects.count() == 1


def test_the_story_is_the_same_each_time():
    found = []
    for _ in range(2):
        with transaction.atomic():
            load(password="contoh bersama")
            found.append([list(codes_of(table)) for table in TABLES])
            transaction.set_rollback(True)

    assert found[0] == found[1]
    assert all(found[0])
