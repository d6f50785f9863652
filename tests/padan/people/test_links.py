"""A link opens one act on one thing for its holder; its token is kept nowhere; mails leave once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from factories.forum import EventFactory
from factories.people import MessageFactory, SignedLinkFactory, UserFactory

from padan.base.errors import NotAllowed
from padan.people.actions import (
    LINK_LASTS,
    TRIES,
    LinkSpent,
    issue_link,
    note_opened,
    queue_message,
    send_message,
    spend_link,
    withdraw_links,
)
from padan.people.models import Message, SignedLink
from padan.people.permissions import check_link_for
from padan.people.queries import LinkClosed, LinkUnknown, link_of, links_to, messages_waiting
from padan.trail.models import Entry, Wording

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)


def issued(thing, act="event.answer", **more):
    return issue_link(act=act, thing=thing, recipient="Ibu Contoh", by=UserFactory(), at=AT, **more)


def test_the_token_opens_the_link_and_stands_in_no_table():
    link, token = issued(EventFactory())
    assert link_of(token, at=AT) == link
    assert len(token) >= 32
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert token not in str(cursor.fetchall()), table


def test_an_unknown_token_an_expired_link_and_a_withdrawn_one_say_what_to_do():
    event = EventFactory()
    link, token = issued(event)
    with pytest.raises(LinkUnknown):
        link_of(token + "x", at=AT)
    assert link_of(token, at=AT + LINK_LASTS - timedelta(seconds=1)) == link
    with pytest.raises(LinkClosed, match="expired"):
        link_of(token, at=AT + LINK_LASTS)
    withdraw_links(thing=event, by=None, at=AT)
    with pytest.raises(LinkClosed, match="withdrawn"):
        link_of(token, at=AT)


def test_a_link_sent_again_leaves_the_first_open_and_one_use_uses_both():
    event = EventFactory()
    (first, early), (second, late) = issued(event), issued(event)
    other, _ = issued(EventFactory())
    assert link_of(early, at=AT) == first
    spend_link(link=second, at=AT)
    assert {link.used_at for link in links_to(event)} == {AT}
    with pytest.raises(LinkSpent):
        spend_link(link=first, at=AT)
    assert link_of(late, at=AT).used_at == AT  # it still shows what was answered
    other.refresh_from_db()
    assert other.used_at is None


def test_a_link_allows_its_own_act_on_its_own_thing_and_nothing_else():
    event = EventFactory()
    link, _ = issued(event)
    check_link_for(link, "event.answer", event)
    for by, act, thing in (
        (link, "event.close", event),
        (link, "event.answer", EventFactory()),
        (UserFactory(), "event.answer", event),
        (None, "event.answer", event),
    ):
        with pytest.raises(NotAllowed):
            check_link_for(by, act, thing)


def test_opening_a_link_is_kept_once_and_uses_nothing_up():
    link, token = issued(EventFactory())
    note_opened(link.code, AT)
    note_opened(link.code, AT + timedelta(days=1))
    found = link_of(token, at=AT)
    assert (found.opened_at, found.used_at) == (AT, None)


def test_withdrawing_closes_unused_links_of_one_act_alone_and_is_told():
    event = EventFactory()
    (_answer, answering), (_check, checking) = issued(event), issued(event, act="event.check_in")
    used = SignedLinkFactory(thing_kind="forum.event", thing_code=event.code, used_at=AT)
    withdraw_links(thing=event, by=None, at=AT, act="event.answer")
    with pytest.raises(LinkClosed):
        link_of(answering, at=AT)
    assert link_of(checking, at=AT).revoked_at is None
    used.refresh_from_db()
    assert used.revoked_at is None
    told = Entry.objects.get(verb="links.withdrawn")
    assert Wording.objects.get(entry=told).changes == {"links": [1, 0]}


def queued(key="a", at=AT):
    body = "Buka https://padan.example/t/rahasia-sekali/"
    return queue_message(
        key=key, to="hrd@contoh.padan.example", subject="Dua\nbaris", body=body, thing=EventFactory(), at=at
    )


def test_a_mail_waits_sealed_leaves_once_and_is_emptied():
    message = queued()
    assert b"rahasia" not in bytes(message.body_sealed)
    assert list(messages_waiting(AT)) == [message]
    assert send_message(message, at=AT) is True
    assert send_message(message, at=AT) is False
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("Dua baris", ["hrd@contoh.padan.example"])
    assert "rahasia-sekali" in sent.body
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.body_sealed) == ("sent", AT, None)
    assert list(messages_waiting(AT + timedelta(days=9))) == []


def test_the_same_key_queues_one_mail():
    assert queued() == queued()
    assert Message.objects.count() == 1


def test_a_mail_that_cannot_leave_is_tried_again_later_and_at_last_told_as_not_delivered(monkeypatch):
    def broken(*_args, **_more):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    message, at = MessageFactory(next_at=AT), AT
    for wait in TRIES:
        assert send_message(message, at=at) is False
        message.refresh_from_db()
        assert message.next_at == at + wait
        assert send_message(message, at=at) is False  # not before its time
        at += wait
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", len(TRIES))


def test_a_process_that_dies_after_sending_repeats_the_mail_under_the_same_id(monkeypatch):
    message = MessageFactory(next_at=AT)
    monkeypatch.setattr(
        "padan.people.actions.Message.objects.filter", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        send_message(message, at=AT)
    monkeypatch.undo()
    assert send_message(message, at=AT + TRIES[0]) is True
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_link_says_who_it_is_for_when_the_trail_is_read():
    link = SignedLinkFactory(recipient="Ibu Contoh")
    assert str(link) == "Ibu Contoh"
    assert SignedLink.objects.get(code=link.code) == link
