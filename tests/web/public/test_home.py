from datetime import date

import pytest
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory
from factories.world import side

from padan.figures.actions.summaries import refresh_summaries
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db


def test_an_empty_house_says_so_and_invents_no_number(client, settings):
    settings.PADAN_TODAY = date(2024, 11, 15)
    page = client.get("/").content.decode()

    assert "Belum ada mitra" in page
    assert "Belum ada lulusan" in page
    assert "per 31 Oktober 2024" in page  # what came in since waits for the end of the month
    assert "pd-parts" not in page
    assert "!!undefined" not in page


def test_the_home_shows_partners_and_where_graduates_went(client, settings):
    settings.PADAN_TODAY = date(2024, 11, 15)
    side("Melati", "32")
    OutcomeFactory.create_batch(6)
    OutcomeFactory.create_batch(8, status="employed")
    refresh_summaries()

    page = client.get("/").content.decode()

    assert "Industri yang sudah menandatangani perjanjian" in page
    assert "<b>9</b> dari <b>16</b> lulusan" in page
    assert "<b>6</b> dari <b>16</b> lulusan belum menjawab" in page
    assert "!!undefined" not in page


def test_nobody_is_named_before_the_public(client):
    here = side("Melati", "32")
    refresh_summaries()

    for address in ("/", "/angka/", "/angka/placed/", "/angka/placed/baris/", "/angka/graduates/baris/"):
        page = client.get(address).content.decode()
        assert [word for word in (here.person.name, here.person.code, here.enrolment.code) if word in page] == []


def test_the_home_is_made_once_for_each_count_and_costs_one_question_after(client, django_assert_num_queries):
    side("Melati", "32")
    refresh_summaries()

    with django_assert_num_queries(3):  # which count, the count, the release
        first = client.get("/")
    with django_assert_num_queries(1):
        again = client.get("/")
    refresh_summaries()
    OutcomeFactory.create_batch(7, status="employed")
    refresh_summaries()

    assert again.content == first.content
    assert client.get("/").content != first.content


def test_the_home_is_light_needs_no_script_and_leaves_no_cookie(client):
    OrganisationFactory()
    response = client.get("/")

    assert len(response.content) < 60_000
    assert "<script" not in response.content.decode()
    assert response.cookies == {}
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=60"}
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_the_home_reads_in_english_too(client):
    client.post("/tampilan/", {"language": "en", "next": "/"})

    assert "No partner yet" in client.get("/").content.decode()


def test_a_page_that_told_somebody_something_is_not_kept_for_others(client):
    client.force_login(account(RoleName.AUDITOR))
    page = client.post("/keluar/", follow=True)

    assert "Anda sudah keluar." in page.content.decode()
    assert "public" not in page.headers.get("Cache-Control", "")
