from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from factories.agreements import AgreementFactory, DocumentFactory, SignatureFactory
from factories.forum import EventFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.actions.reminders import (
    NoAddress,
    NothingToRemind,
    RemindedLately,
    prepare_message,
    remind,
    send_reminders,
)
from padan.agreements.models import Party
from padan.agreements.queries.reminders import reminders_due
from padan.agreements.states import AgreementState, Reminder
from padan.base.clock import JAKARTA
from padan.base.errors import NotAllowed
from padan.organisations.states import RoleName
from padan.people.actions import send_message
from padan.people.models import Message, SignedLink

pytestmark = pytest.mark.django_db
END = date(2026, 3, 5)


def morning(day):
    return datetime(day.year, day.month, day.day, 7, tzinfo=JAKARTA)


def with_mail(agreement):
    for n, party in enumerate(agreement.parties.all()):
        Party.objects.filter(pk=party.pk).update(email=f"pihak{n}@contoh.example")
    return agreement


def sides():
    return [OrganisationFactory(centre=True), OrganisationFactory(name="PT Contoh Las")]


def ending():
    return with_mail(AgreementFactory(running=True, ends_on=END, parties=sides()))


def waiting(**columns):
    agreement = with_mail(AgreementFactory(state=AgreementState.SCHEDULED, parties=sides(), **columns))
    return DocumentFactory(agreement=agreement, frozen=True, frozen_at=morning(date(2024, 11, 1)))


def sent_at(day):
    """What was sent is told to have been sent on this day: rows know the real clock only."""
    Message.objects.filter(created_at__gt=morning(date(2026, 11, 1))).update(created_at=morning(day))


def test_parties_hear_90_60_and_30_days_before_the_end_and_not_in_between():
    ending()
    heard = []
    for before in range(100, -5, -1):
        day = END - timedelta(days=before)
        if send_reminders(today=day, at=morning(day)):
            heard.append(before)
            sent_at(day)

    assert heard == [90, 60, 30]
    assert Message.objects.count() == 3 * 2


def test_a_night_that_runs_twice_writes_once():
    ending()
    day = END - timedelta(days=60)

    assert [send_reminders(today=day, at=morning(day)) for _ in range(2)] == [2, 0]


def test_nobody_hears_of_an_end_that_a_signed_renewal_follows():
    agreement = ending()
    AgreementFactory(state=AgreementState.SIGNED, signed_on=date(2026, 1, 1), renews=agreement)

    assert reminders_due(END - timedelta(days=30)) == []


def test_a_second_tap_within_the_week_says_when_the_last_went():
    party = ending().parties.first()
    day = END - timedelta(days=60)
    asked = {"party": party, "kind": Reminder.END, "by": None}
    remind(today=day, at=morning(day), **asked)
    sent_at(day)

    with pytest.raises(RemindedLately, match="4 January 2026"):
        remind(today=day, at=morning(day + timedelta(days=6)), **asked)
    remind(today=day, at=morning(day + timedelta(days=7)), **asked)

    assert Message.objects.count() == 2


def test_the_one_who_signed_is_not_asked_and_the_other_gets_a_link_of_her_own():
    document = waiting()
    first, second = document.agreement.parties.order_by("order")
    SignatureFactory(document=document, party=first)

    with pytest.raises(NothingToRemind):
        remind(party=first, kind=Reminder.SIGNATURE, today=END, by=None, at=morning(date(2024, 11, 12)))
    message = remind(party=second, kind=Reminder.SIGNATURE, today=END, by=None, at=morning(date(2024, 11, 12)))
    send_message(message, at=morning(date(2024, 11, 12)))

    link = SignedLink.objects.get()
    assert (link.act, link.thing_code, link.recipient) == ("agreement.sign", second.code, "Direktur Contoh")
    assert mail.outbox[0].to == ["pihak1@contoh.example"]
    assert "/t/" in mail.outbox[0].body


def test_a_missing_signature_is_asked_for_after_a_week_and_then_weekly():
    waiting()
    heard = []
    for after in range(25):
        day = date(2024, 11, 1) + timedelta(days=after)
        if send_reminders(today=day, at=morning(day)):
            heard.append(after)
            sent_at(day)

    assert heard == [7, 14, 21]


def test_who_signs_at_an_event_to_come_is_left_in_peace():
    waiting(event=EventFactory(held_on=date(2024, 11, 30)))

    assert reminders_due(date(2024, 11, 20)) == []
    assert len(reminders_due(date(2024, 12, 1))) == 2


def test_whoever_may_open_the_agreement_may_remind_and_no_stranger():
    agreement = ending()
    party, other = agreement.parties.order_by("order")
    day = END - timedelta(days=60)
    asked = {"party": party, "kind": Reminder.END, "today": day, "at": morning(day)}

    with pytest.raises(NotAllowed):
        remind(by=account(RoleName.COMPANY_OFFICER, OrganisationFactory()), **asked)
    remind(by=account(RoleName.COMPANY_OFFICER, other.organisation), **asked)

    assert Message.objects.get().to == "pihak0@contoh.example"


def test_without_an_address_the_page_is_told_and_nothing_is_queued():
    agreement = AgreementFactory(running=True, ends_on=END, parties=sides())

    with pytest.raises(NoAddress):
        remind(party=agreement.parties.first(), kind=Reminder.END, today=END, by=None, at=morning(END))

    assert not Message.objects.exists()


def test_only_the_secretariat_takes_a_signing_link_into_its_own_hands():
    document = waiting()
    party = document.agreement.parties.first()
    secretary = account(RoleName.SECRETARIAT, document.agreement.forum.organisation)
    asked = {"party": party, "today": END, "at": morning(date(2024, 11, 12))}

    with pytest.raises(NotAllowed):
        prepare_message(by=account(RoleName.CENTRE_OFFICER, party.organisation), **asked)
    assert "/t/" in prepare_message(by=secretary, **asked)
