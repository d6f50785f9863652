"""A company reads on a phone which business asks for it, no more than it may, and answers once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.organisations import account
from factories.people import PersonFactory
from factories.ventures import BackerFactory, NameShownFactory

from padan.organisations.states import RoleName
from padan.people.actions import issue_link
from padan.ventures.states import BACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def backer():
    person = PersonFactory(named=True, name="Dewi Rahasia", phone="+628123456789")
    told = {"venture__graduate__person": person, "venture__name": "Dapur Dewi", "venture__nib": "1234567890123"}
    return BackerFactory(venture__words="Katering nasi kotak", **told)


def door(backer, **more):
    _link, token = issue_link(act=BACK, thing=backer, recipient="PT", by=None, at=timezone.now(), **more)
    return f"/t/{token}/"


def test_looking_uses_nothing_up_and_shows_no_name_before_she_allows_it(client, backer):
    address = door(backer)
    for _again in range(2):
        page = client.get(address).content.decode()
        assert "Katering nasi kotak" in page
        assert "Membeli 40 kotak nasi tiap Jumat" in page
        for word in ("Rahasia", "Dapur Dewi", "1234567890123", "628123456789"):
            assert word not in page, word
    shown = NameShownFactory(backer=backer)
    page = client.get(address).content.decode()
    assert ("Dewi Rahasia" in page, "628123456789" in page, "1234567890123" in page) == (True, False, False)
    assert client.post(address, {"answer": "agreed", "name": "Ibu Rina"}).status_code == 422  # nothing was read
    told = {"answer": "agreed", "name": "Ibu Rina", "seen": backer.words}
    assert client.post(address, told).status_code == 302
    assert "628123456789" in client.get(address).content.decode()  # she is reached now
    shown.withdrawn_at = timezone.now()
    shown.save()
    page = client.get(address).content.decode()
    assert ("Rahasia" in page, "628123456789" in page) == (False, False)


def test_an_answer_stands_and_a_link_passed_on_expired_or_guessed_says_what_is_so(client, backer):
    address, told = door(backer), {"name": "Ibu Rina", "seen": backer.words}
    assert client.post(address, told | {"answer": "terms"}).status_code == 422
    assert client.post(address, told | {"answer": "hapus"}).status_code == 422
    assert client.post(address, told | {"answer": "declined"}).status_code == 302
    used = client.post(door(backer), told | {"answer": "agreed", "name": "Orang lain"})
    assert used.status_code == 422
    assert "Ibu Rina" in used.content.decode()
    backer.refresh_from_db()
    assert (backer.state, backer.answered_by) == ("declined", "Ibu Rina")
    late = door(backer, lasts=timedelta(seconds=-1))
    assert [client.get(one).status_code for one in (late, "/t/tebakan-saja/")] == [410, 404]


def test_by_account_the_company_answers_from_its_own_pages_and_takes_a_yes_back(client, backer):
    user = account(RoleName.COMPANY_OFFICER, backer.organisation, name="Bapak Joko")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("backer-answer", args=[backer.code])
    assert address in client.get(reverse("industry-home")).content.decode()
    assert client.get(address).context["form"]["name"].value() == "Bapak Joko"
    told = {"answer": "agreed", "name": "Bapak Joko", "seen": backer.words}
    assert client.post(address, told).status_code == 302
    assert client.post(address, {"do": "end", "until": "2024-06-01"}).status_code == 422  # before it began
    assert client.post(address, {"do": "end", "until": "2024-06-20"}).status_code == 302
    backer.refresh_from_db()
    assert (backer.state, f"{backer.until}") == ("ended", "2024-06-20")
    assert address not in client.get(reverse("industry-home")).content.decode()
