"""An invitation on a phone."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from factories.forum import InvitationFactory

from padan.forum.actions.events import ANSWER, withdraw_invitation
from padan.forum.models import Invitation
from padan.people.actions import issue_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(settings):
    settings.PADAN_TODAY = date(2024, 11, 10)
    return InvitationFactory(
        name="Tira Wandeka", event__title="Rapat; pleno", event__place="Aula Contoh, Bekasi",
        event__starts_at=datetime(2024, 11, 15, 2, tzinfo=UTC), event__ends_at=datetime(2024, 11, 15, 5, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def door(one):
    _link, token = issue_link(act=ANSWER, thing=one, recipient=one.name, by=None, at=timezone.now())
    return f"/t/{token}/"


def answer(one):
    one.refresh_from_db()
    return one.answer, one.substitute


def test_looking_answers_nothing_and_the_code_for_the_door_comes_with_the_answer(client, one, door):
    first = client.get(door)
    assert (answer(one), "<svg" in first.text.partition('class="qr"')[2]) == (("waiting", ""), False)

    assert client.post(door, {"answer": "coming"}).status_code == 302

    page = client.get(door)
    assert answer(one) == ("coming", "")
    assert 'class="qr"' in page.text
    assert "Anda datang" in page.text


def test_the_last_answer_counts_and_a_stand_in_has_a_name(client, one, door):
    client.post(door, {"answer": "absent"})
    nameless = client.post(door, {"answer": "substitute", "substitute": " "})
    assert (nameless.status_code, answer(one)) == (422, ("absent", ""))

    client.post(door, {"answer": "substitute", "substitute": "Ranu Salimba"})

    assert answer(one) == ("substitute", "Ranu Salimba")
    assert client.post(door, {"answer": "waiting"}).status_code == 422
    assert answer(one) == ("substitute", "Ranu Salimba")


def test_the_calendar_file_holds_the_instants_and_breaks_no_line(client, one, door):
    response = client.get(f"{door}?kalender=1")

    lines = response.content.decode().replace("\r\n ", "").split("\r\n")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "SUMMARY", "LOCATION"))] == [
        "DTSTART:20241115T020000Z",
        "DTEND:20241115T050000Z",
        "SUMMARY:Rapat\\; pleno",
        "LOCATION:Aula Contoh\\, Bekasi",
    ]
    assert all(len(line.encode()) <= 75 for line in response.content.decode().split("\r\n"))


def test_after_the_event_no_answer_counts(client, one, door, settings):
    settings.PADAN_TODAY = date(2024, 11, 16)

    page = client.post(door, {"answer": "coming"})

    assert (page.status_code, answer(one)) == (422, ("waiting", ""))
    assert "<button" not in client.get(door).text.partition("<main")[2].partition("</main")[0]


def test_who_was_taken_off_the_list_is_told_so(client, one, door):
    withdraw_invitation(invitation=one, by=None, at=timezone.now())

    assert client.get(door).status_code == 410
    assert client.post(door, {"answer": "coming"}).status_code == 410
    assert Invitation.objects.get().answer == "waiting"


def test_the_page_is_light_enough_for_a_slow_phone(client, one, door):
    client.post(door, {"answer": "coming"})

    assert len(client.get(door).content) < 40_000
