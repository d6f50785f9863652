"""On a phone, without an account: say what is needed, and see what became of it."""

import re

import pytest
from django.utils import timezone
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory

from padan.needs.actions import ask_for_needs, follow_link
from padan.needs.models import Need

pytestmark = pytest.mark.django_db
SAID = {"words": "24 juru las pelat", "head_count": "24", "said_by": "Ibu Contoh, HRD"}


def path_of(address):
    return "/" + address.split("/", 3)[3]


@pytest.fixture
def company():
    return OrganisationFactory(name="PT Contoh Las")


@pytest.fixture
def link(company):
    return path_of(ask_for_needs(company=company, recipient="Ibu Contoh", by=None, at=timezone.now())[1])


def test_what_was_sent_stands_on_the_page_that_will_show_the_answer(client, link, company):
    assert company.name in client.get(link).content.decode()
    answer = client.post(link, {**SAID, "place": "Kota Bekasi"})
    need = Need.objects.get()
    assert (need.company, need.head_count, need.region.code) == (company, 24, "32.75")
    assert answer.status_code == 302
    page = client.get(path_of(answer.url)).content.decode()
    assert need.words in page
    assert "Forum menjawab paling lambat" in page


def test_a_place_that_nobody_knows_stays_in_the_words(client, link):
    client.post(link, {**SAID, "place": "Kawasan Industri Contoh"})
    need = Need.objects.get()
    assert (need.region, need.words) == (None, "24 juru las pelat\nKawasan Industri Contoh")


def test_wages_are_read_as_a_company_writes_them_and_one_that_can_mean_two_things_is_asked_about(client, link):
    told = {**SAID, "wage_from_idr": "5.500.000", "wage_to_idr": "6,5"}
    asked = client.post(link, told)
    assert asked.status_code == 422
    assert "6.500.000" in asked.content.decode()
    assert client.post(link, {**told, "wage_to_idr_meant": "6500000"}).status_code == 302
    need = Need.objects.get()
    assert (need.wage_from_idr, need.wage_to_idr) == (5_500_000, 6_500_000)


def test_a_refusal_keeps_what_was_typed(client, link):
    answer = client.post(link, {**SAID, "head_count": "0"})
    assert answer.status_code == 422
    assert "24 juru las pelat" in answer.content.decode()
    assert not Need.objects.exists()


def test_the_page_of_a_need_shows_its_answer_and_nothing_of_another(client, company):
    need = NeedFactory(company=company, words="24 juru las pelat", answer="Kelas mulai Januari.", state="answered",
                       answered_on="2024-11-08")  # fmt: skip
    NeedFactory(company=company, words="Rahasia lain")
    page = client.get(path_of(follow_link(need=need, by=None, at=timezone.now())[1])).content.decode()
    assert "Kelas mulai Januari." in page
    assert "Rahasia lain" not in page
    assert not re.search(r"class=.?nav", page)
