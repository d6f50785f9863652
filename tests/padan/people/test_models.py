import pytest
from django.db import IntegrityError, connection
from factories.people import PersonFactory, UserFactory

from padan.people.models import Person, User

pytestmark = pytest.mark.django_db
NIK = "9916014502990001"


def test_a_nik_lies_sealed_is_masked_on_screen_and_found_by_its_digest():
    person = PersonFactory(nik=NIK)
    assert person.nik_masked == "99••••••••••0001"
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik_sealed, nik_digest FROM people_person WHERE id = %s", [person.pk])
        row = cursor.fetchone()
    assert NIK not in str([bytes(row[0]), row[1]])
    twin = Person()
    twin.nik = NIK
    assert Person.objects.get(nik_digest=twin.nik_digest).nik == NIK


def test_one_nik_is_one_person():
    PersonFactory(nik=NIK)
    with pytest.raises(IntegrityError):
        PersonFactory(nik=NIK)


def test_many_persons_may_have_no_name_and_no_nik():
    first, second = PersonFactory(), PersonFactory()
    assert first.nik_masked == second.nik == ""
    assert str(first) == first.code != second.code


def test_an_account_without_e_mail_and_phone_is_refused():
    with pytest.raises(IntegrityError):
        User.objects.create(name="Tanpa Alamat")


def test_e_mail_and_phone_belong_to_one_account_only():
    UserFactory(email="ani@contoh.padan.example")
    with pytest.raises(IntegrityError):
        UserFactory(email="ani@contoh.padan.example")
