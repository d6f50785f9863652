"""A need said on a visit: by the staff of a centre, once however often it is sent, nothing typed lost."""

from datetime import date

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, account
from factories.reference import RegionFactory

from padan.needs.actions import MOST_PEOPLE, MOST_WORDS
from padan.needs.models import Need
from padan.organisations.models import Organisation
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def company():
    return OrganisationFactory(name="PT Contoh Kunjungan", forum=OrganisationFactory(forum_body=True))


@pytest.fixture
def instructor(client, company):
    centre = OrganisationFactory(centre=True, forum=company.forum)
    client.force_login(account(RoleName.INSTRUCTOR, centre))
    return client


def told(**more):
    return {
        "ref": "5f0c6a52-1111-4222-8333-944445555666", "company": "pt contoh  kunjungan", "head_count": "6",
        "words": "Enam juru las 🔥, bisa baca gambar; welder who reads a WPS", "said_by": "Bu Contoh, HRD",
        "said_on": "2024-11-14", "strength": "letter", **more,
    }  # fmt: skip


def test_a_visit_is_written_down_for_the_company_named_and_once_however_often_it_is_sent(instructor, company):
    first = instructor.post(reverse("visits"), told(), headers=JSON)
    again = instructor.post(reverse("visits"), told(words="Diubah"), headers=JSON)

    assert (first.status_code, again.status_code) == (200, 200)
    assert company.name in first.json()["said"]
    need = Need.objects.get()
    assert (need.company, need.head_count, need.said_on) == (company, 6, date(2024, 11, 14))
    assert need.words.startswith("Enam juru las 🔥")
    assert need.said_by == "Bu Contoh, HRD"


def test_without_a_script_the_form_leads_on_and_a_refusal_keeps_what_was_typed(instructor):
    assert instructor.post(reverse("visits"), told()).status_code == 302
    refused = instructor.post(reverse("visits"), told(ref="9" * 12, company="PT Tak Dikenal"))
    assert refused.status_code == 422
    assert "Enam juru las" in refused.content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"words": "kata " * 40_000}, str(MOST_WORDS)),
        ({"head_count": "0"}, "1"),
        ({"head_count": "1000000"}, str(MOST_PEOPLE)),
        ({"due_on": "2020-01-01"}, "lewat"),
        ({"company": "PT Tak Dikenal"}, "PT Tak Dikenal"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(instructor, more, said):
    refused = instructor.post(reverse("visits"), told(**more), headers=JSON)
    assert refused.status_code == 422
    assert said in " ".join(refused.json()["errors"])
    assert not Need.objects.exists()


def test_a_new_company_is_opened_under_the_forum_only_when_that_is_said(instructor, company):
    accepted = instructor.post(reverse("visits"), told(company="PT Baru Sekali", is_new="on"), headers=JSON)
    assert accepted.status_code == 200
    assert Organisation.objects.get(name="PT Baru Sekali").forum == company.forum


def test_a_stranger_s_company_is_not_found(client, company):
    elsewhere = OrganisationFactory(centre=True, forum=OrganisationFactory(forum_body=True))
    client.force_login(account(RoleName.INSTRUCTOR, elsewhere))
    assert client.post(reverse("visits"), told(), headers=JSON).status_code == 422
    assert company.name not in client.get(reverse("visits")).content.decode()


def test_of_two_companies_with_one_name_the_code_says_which(instructor, company):
    twin = OrganisationFactory(name=company.name, forum=company.forum, region=RegionFactory())
    refused = instructor.post(reverse("visits"), told(), headers=JSON)
    assert refused.status_code == 422
    assert {company.code, twin.code} <= {word.strip(";:.") for word in " ".join(refused.json()["errors"]).split()}
    assert instructor.post(reverse("visits"), told(company=twin.code.lower()), headers=JSON).status_code == 200
    assert Need.objects.get().company == twin


def test_who_visits_for_several_forums_says_of_which_a_new_company_is(client, company):
    below = OrganisationFactory(forum_body=True, forum=company.forum)
    client.force_login(account(RoleName.SECRETARIAT, company.forum))
    new = told(company="PT Baru Sekali", is_new="on")
    assert client.post(reverse("visits"), new, headers=JSON).status_code == 422
    assert not Organisation.objects.filter(name="PT Baru Sekali").exists()
    assert client.post(reverse("visits"), {**new, "forum": below.pk}, headers=JSON).status_code == 200
    assert Organisation.objects.get(name="PT Baru Sekali").forum == below
