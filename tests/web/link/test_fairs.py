"""A job fair on phones: she stands in a line and sees her place, the company calls and says, the wall follows."""

from contextlib import closing
from datetime import date

import pytest
from factories.matching import BoothFactory, FairGuestFactory, TurnFactory
from factories.openings import OpeningFactory
from factories.organisations import account
from factories.people import SignedLinkFactory

from padan.matching.models import FairGuest, Turn
from padan.matching.states import TABLE, VISIT, TurnState
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db


def link(act, thing, token):
    SignedLinkFactory(token=token, act=act, thing_kind=thing._meta.label_lower, thing_code=thing.code)
    return f"/t/{token}/"


def test_a_day_on_two_phones(client):
    booth = BoothFactory()
    opening, guest = OpeningFactory(company=booth.company), FairGuestFactory(event=booth.event)
    hers, theirs = link(VISIT, guest, "dia"), link(TABLE, booth, "meja")
    wall = f"/bursa/{booth.event.code}/papan/"
    join = {"do": "join", "code": booth.code, "opening": opening.code}

    assert [client.post(hers, join).status_code for _twice in range(2)] == [302, 302]
    turn = Turn.objects.get()
    assert "0 orang di depan Anda" in client.get(hers).text
    assert client.post(theirs, {"do": "next"}).status_code == 302
    assert "Ke meja" in client.get(hers).text
    assert str(guest) in client.get(wall).text
    for tap in ("came", "came", "offered", "offered"):
        assert client.post(theirs, {"do": tap, "code": turn.code}).status_code == 302
    assert "Menawarkan pekerjaan" in client.get(hers).text
    assert '<p class="v">1</p>' in client.get(wall).text


def test_what_is_refused_is_told_on_the_phone(client):
    booth = BoothFactory()
    answer = client.post(link(TABLE, booth, "meja"), {"do": "next"})
    assert (answer.status_code, "Tidak ada yang menunggu" in answer.text) == (422, True)
    assert client.post("/t/meja/", {"do": "came", "code": "GLR-LAIN"}).status_code == 422


def test_a_phone_of_one_table_sees_numbers_and_codes_and_no_name(client):
    turn = TurnFactory(guest__graduate__person__name="Ranu Salimba")
    client.post(link(TABLE, turn.booth, "meja"), {"do": "next"})
    page = client.get("/t/meja/").text
    assert (str(turn.guest) in page, turn.guest.graduate.code in page, "Ranu" in page) == (True, True, False)


def test_the_wall_shows_nobody_and_is_the_same_bytes_until_something_happens(client):
    turn = TurnFactory(guest__graduate__person__name="Ranu Salimba")
    wall = f"/bursa/{turn.booth.event.code}/papan/"
    first = client.get(wall)
    assert ("Ranu" in first.text, turn.guest.graduate.code in first.text) == (False, False)
    assert first["Cache-Control"] == "public, max-age=2"
    assert client.get(wall, headers={"If-None-Match": first["ETag"]}).status_code == 304

    Turn.objects.get().save()
    assert client.get(wall, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("on", "seconds"), [("2024-11-19", [60] * 3), ("2024-11-20", [4, 8, 5]), ("2024-11-21", [0] * 3)]
)
def test_pages_of_a_fair_ask_again_while_it_runs_and_stand_still_when_it_is_over(client, settings, on, seconds):
    settings.PADAN_TODAY = date.fromisoformat(on)
    turn = TurnFactory(state=TurnState.WAITING)
    pages = [
        f"/bursa/{turn.booth.event.code}/papan/", link(TABLE, turn.booth, "meja"), link(VISIT, turn.guest, "dia"),
    ]  # fmt: skip

    told = [client.get(page).text for page in pages]

    assert [f'hx-trigger="every {each}s"' in page for each, page in zip(seconds, told, strict=True)] == [
        any(seconds)
    ] * 3
    assert ["hx-trigger" in page for page in told] == [any(seconds)] * 3
    assert all("data-lost" in page for page in told)


def test_the_secretariat_adds_by_code_and_is_told_what_is_unknown(client):
    booth = BoothFactory()
    client.force_login(account(RoleName.SECRETARIAT, booth.event.forum.organisation))
    fair = f"/acara/{booth.event.code}/bursa/"
    page = client.post(fair, {"do": "guests", "guests-codes": "LLS-TIDAKADA"}, follow=True)
    assert "LLS-TIDAKADA" in page.text

    guest = FairGuestFactory(event=booth.event)
    client.post(fair, {"do": "arrive", "code": guest.code})
    assert FairGuest.objects.get().came_at
    assert client.post(f"{fair}kartu/", {"of": "guests"}).content.startswith(b"%PDF")
    with closing(client.post(f"{fair}unduh/", {"format": "csv"})) as answer:
        assert b"Meja" in b"".join(answer.streaming_content)


@pytest.mark.parametrize("phones", [1, 3])
def test_a_phone_asks_the_same_number_of_questions_however_long_the_line(client, phones, django_assert_max_num_queries):
    booth = BoothFactory()
    turns = [TurnFactory(booth=booth, state=TurnState.WAITING) for _phone in range(phones)]
    address = link(VISIT, turns[-1].guest, "dia")
    with django_assert_max_num_queries(14):
        client.get(address)


def test_a_board_member_reads_numbers_and_codes_and_adds_nothing(client):
    guest = FairGuestFactory(graduate__person__name="Ranu Salimba")
    client.force_login(account(RoleName.BOARD_MEMBER, guest.event.forum.organisation))
    fair = f"/acara/{guest.event.code}/bursa/"
    page = client.get(fair).text
    assert (str(guest) in page, "Ranu" in page) == (True, False)
    assert client.post(fair, {"do": "arrive", "code": guest.code}).status_code == 404
