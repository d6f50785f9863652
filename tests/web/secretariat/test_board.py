"""The projector board: complete without a script, live by events, nothing missed, nobody named."""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.urls import reverse
from factories.agreements import AgreementFactory, DocumentFactory, TargetFactory
from factories.forum import EventFactory, ForumFactory
from factories.organisations import OrganisationFactory, account
from factories.people import SignedLinkFactory

from padan.agreements.actions.day import record_turn, undo_turn
from padan.agreements.queries.day import board_of
from padan.organisations.states import RoleName
from padan.web.secretariat.board import Listener, Watch

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)
AT = datetime(2024, 11, 14, 3, 40, tzinfo=UTC)


@pytest.fixture
def event():
    found = EventFactory(forum=ForumFactory(), held_on=DAY, title="Penandatanganan")
    TargetFactory(forum=found.forum, value=300, starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31))
    return found


def turn(event, name):
    agreement = AgreementFactory(
        forum=event.forum, event=event, state="scheduled", starts_on=DAY, ends_on=date(2026, 11, 13),
        parties=[OrganisationFactory(centre=True), OrganisationFactory(name=name, forum=event.forum.organisation)],
    )  # fmt: skip
    agreement.parties.update(signatory="Nama Orang")
    DocumentFactory(agreement=agreement, frozen=True)
    return agreement


def heard(body):
    """[(kind, data, id)] of a stream."""
    found = []
    for text in body.decode().split("\n\n"):
        told = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
        if "event" in told:
            found.append((told["event"], json.loads(told["data"]), int(told["id"])))
    return found


def stream(client, event, last=None):
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    key = signing.dumps(event.code, salt="board")
    response = client.get(reverse("board-stream", args=[event.code]), {"key": key}, headers=headers)
    assert response["Content-Type"] == "text/event-stream"
    return heard(b"".join(response.streaming_content))


def test_the_stage_stands_without_a_script_and_names_no_person(client, event):
    client.force_login(account(RoleName.SECRETARIAT, event.forum.organisation))
    record_turn(agreement=turn(event, "PT Contoh Satu"), by=None, at=AT)

    page = client.get(reverse("board", args=[event.code])).content.decode()

    assert "PT Contoh Satu" in page
    assert "dari 300" in page
    assert page.count('<i class="w">') == 1 + 1  # one square, and the key
    assert "Nama Orang" not in page
    assert "<script>" not in page
    assert " style=" not in page


def test_who_comes_first_gets_the_whole_state_and_who_was_away_first_what_she_missed(client, event):
    one, two, three = (turn(event, f"PT Contoh {name}") for name in ("Satu", "Dua", "Tiga"))
    record_turn(agreement=one, by=None, at=AT)

    [(kind, data, seq)] = stream(client, event)
    assert (kind, data) == ("state", {"before": 0, "value": 300, "today": ["PT Contoh Satu"]})

    record_turn(agreement=three, by=None, at=AT + timedelta(seconds=1))
    record_turn(agreement=two, by=None, at=AT + timedelta(seconds=2))
    missed = stream(client, event, last=seq)
    assert [(kind, data) for kind, data, _seq in missed[:2]] == [
        ("signed", {"number": 2, "name": "PT Contoh Tiga"}),
        ("signed", {"number": 3, "name": "PT Contoh Dua"}),
    ]
    assert missed[2][:2] == (
        "state",
        {"before": 0, "value": 300, "today": ["PT Contoh Satu", "PT Contoh Tiga", "PT Contoh Dua"]},
    )
    assert [kind for kind, _data, _seq in stream(client, event, last=missed[2][2])] == ["state"]


def test_a_signature_taken_back_is_gone_from_the_state(client, event):
    agreement = turn(event, "PT Contoh Satu")
    record_turn(agreement=agreement, by=None, at=AT)
    [(_kind, _data, seq)] = stream(client, event)
    undo_turn(agreement=agreement, reason="Salah", by=None, at=AT)

    assert [(kind, data["today"]) for kind, data, _seq in stream(client, event, last=seq)] == [("state", [])]


def test_a_key_opens_its_own_board_alone_and_only_for_a_day(client, event, monkeypatch):
    other = EventFactory(forum=ForumFactory())
    address = reverse("board-stream", args=[other.code])

    for key in (signing.dumps(event.code, salt="board"), signing.dumps(other.code, salt="lain"), "x", ""):
        assert client.get(address, {"key": key}).status_code == 302  # the way to sign in
    with monkeypatch.context() as told:
        told.setattr("time.time", lambda: 1_000_000)
        old = signing.dumps(other.code, salt="board")
    assert client.get(address, {"key": old}).status_code == 302


def test_the_projector_needs_no_account_but_a_link_that_can_be_withdrawn(client, event):
    link = SignedLinkFactory(token="layar", act="event.board", thing_kind="forum.event", thing_code=event.code)
    record_turn(agreement=turn(event, "PT Contoh Satu"), by=None, at=AT)

    response = client.get("/t/layar/")
    assert "PT Contoh Satu" in response.content.decode()
    assert client.post("/t/layar/").status_code == 405
    link.revoked_at = AT
    link.save()
    assert client.get("/t/layar/").status_code == 410


def test_the_secretariat_gets_a_link_for_the_projector(client, event):
    client.force_login(account(RoleName.SECRETARIAT, event.forum.organisation))

    page = client.post(reverse("board-link", args=[event.code])).content.decode()

    token = page.split("/t/")[1].split("/")[0]
    client.logout()
    assert client.get(f"/t/{token}/").status_code == 200


def test_listeners_hear_each_step_once_and_in_order_while_it_happens(event, monkeypatch, settings):
    """The thread that looks at the trail is played by hand: a test's rows are seen by its own connection alone."""
    settings.PADAN_STREAM_SECONDS = 5
    hand = Watch()
    monkeypatch.setattr("padan.web.secretariat.board.watch", hand)
    monkeypatch.setattr(threading.Thread, "start", lambda self: None)
    turns = [turn(event, f"PT Contoh {number}") for number in range(4)]
    early = Listener(event, None)
    assert heard(next(early))[0][0] == "state"

    record_turn(agreement=turns[0], by=None, at=AT)
    late = Listener(event, None)
    assert heard(next(late))[0][1]["today"] == ["PT Contoh 0"]
    for agreement in turns[1:]:
        record_turn(agreement=agreement, by=None, at=AT)
    hand.look_once()
    feed = board_of(event)

    assert [data["number"] for _kind, data, _seq in heard(next(early))] == [1, 2, 3, 4]
    assert [data["number"] for _kind, data, _seq in heard(next(late))] == [2, 3, 4]
    assert feed.number == 4
    for listener in (early, late):
        listener.close()
        listener.close()
    assert hand.listeners == 0
    assert connection.in_atomic_block
