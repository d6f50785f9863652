"""Following a wave up: whom to call, to whom to write by hand, what it costs, and the door behind a poster."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AskedFactory, CallFactory, SilenceFactory, WaveFactory
from factories.people import SignedLinkFactory
from factories.training import BatchFactory, BatchInstructorFactory

from padan.base.errors import NotAllowed
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.outcomes.actions.calls import answer_by_call, note_call
from padan.outcomes.actions.channels import (
    CostChanged,
    ask_by_all_ways,
    prepare_by_hand,
    send_paid,
)
from padan.outcomes.actions.posters import PosterGone, identify, issue_poster, withdraw_poster
from padan.outcomes.channels import ChannelUnfit, PaidChannel, paid_channel, ways_to
from padan.outcomes.models import Asked, Outcome
from padan.outcomes.queries.following import by_hand_due, calls_due, posters_of
from padan.outcomes.queries.waves import to_ask
from padan.outcomes.states import IDENTIFY, AskedState, CallResult, Channel, Status
from padan.people.models import Message, SignedLink
from padan.people.queries import LinkClosed, link_of
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
NOW = {"at": AT, "today": TODAY}


@pytest.fixture
def wave():
    return WaveFactory(open=True, keeper=OrganisationFactory(kind=Kind.CENTRE))


@pytest.fixture
def officer(wave):
    return account(RoleName.CENTRE_OFFICER, wave.keeper)


def asked(wave, phone="+6281200000001", email="", **more):
    one = AskedFactory(wave=wave, enrolment__finished_on=date(2024, 4, 30), **more)
    person = one.enrolment.person
    person.phone, person.email = phone, email
    person.save()
    return one


def sheet(officer, wave):
    return list(calls_due(viewer_of(officer), wave, **NOW))


# --- calls ---------------------------------------------------------------------------------------------------


def test_on_the_sheet_stands_who_has_a_phone_and_was_not_tried_today_nor_put_off_nor_mailed_just_now(wave, officer):
    due = asked(wave)
    asked(wave, phone="")
    CallFactory(asked=asked(wave), called_on=TODAY)
    CallFactory(asked=asked(wave), called_on=date(2024, 11, 1), result=CallResult.LATER, again_on=date(2024, 11, 20))
    asked(wave, email="a@contoh.example", state=AskedState.ASKED, channel=Channel.MAIL, asked_at=AT - timedelta(days=2))
    long_silent = asked(
        wave, email="b@contoh.example", state=AskedState.ASKED, channel=Channel.MAIL, asked_at=AT - timedelta(days=9)
    )
    AskedFactory(wave=wave, enrolment__finished_on=date(2024, 6, 30), enrolment__person__phone="+6281200000002")
    asked(WaveFactory(open=True, keeper=wave.keeper))
    assert {one.pk for one in sheet(officer, wave)} == {due.pk, long_silent.pk}


def test_who_was_tried_least_comes_first_and_how_often_comes_along(wave, officer):
    tried = CallFactory(asked=asked(wave)).asked
    fresh = asked(wave)
    assert [(one.pk, one.tries, one.last_on) for one in sheet(officer, wave)] == [
        (fresh.pk, 0, None), (tried.pk, 1, date(2024, 10, 7)),
    ]  # fmt: skip


def test_an_instructor_calls_the_class_he_taught_and_a_board_member_nobody(wave):
    mine, _other = asked(wave), asked(wave)
    instructor = account(RoleName.INSTRUCTOR, wave.keeper)
    BatchInstructorFactory(batch=mine.enrolment.batch, user=instructor)
    assert [one.pk for one in sheet(instructor, wave)] == [mine.pk]
    forum = OrganisationFactory(kind=Kind.FORUM)
    wave.keeper.forum = forum
    wave.keeper.save()
    assert sheet(account(RoleName.BOARD_MEMBER, forum), wave) == []
    assert len(sheet(account(RoleName.SECRETARIAT, forum), wave)) == 2


def test_the_third_day_in_vain_ends_the_calling_and_says_nothing_of_where_she_stands(wave, officer):
    one = asked(wave, out=True)
    for day in range(3):
        note_call(asked=one, result=CallResult.NO_ANSWER, by=officer, at=AT, today=TODAY - timedelta(days=2 - day))
        one.refresh_from_db()
        assert one.state == (AskedState.UNREACHABLE if day == 2 else AskedState.ASKED)
    assert not Outcome.objects.exists()
    assert sheet(officer, wave) == []


def test_three_tries_on_one_day_are_one_day(wave, officer):
    one = asked(wave, out=True)
    for _try in range(3):
        note_call(asked=one, result=CallResult.NO_ANSWER, by=officer, **NOW)
    one.refresh_from_db()
    assert one.state == AskedState.ASKED


@pytest.mark.parametrize(
    ("result", "state"), [(CallResult.WRONG, AskedState.UNREACHABLE), (CallResult.REFUSED, AskedState.REFUSED)]
)
def test_a_wrong_number_and_a_no_end_the_calling_at_once(wave, officer, result, state):
    one = asked(wave, out=True)
    note_call(asked=one, result=result, by=officer, **NOW)
    one.refresh_from_db()
    assert one.state == state


def test_another_day_is_a_day_to_come(wave, officer):
    one = asked(wave, out=True)
    for again_on in (None, TODAY, TODAY + timedelta(days=100)):
        with pytest.raises(FieldRefused):
            note_call(asked=one, result=CallResult.LATER, again_on=again_on, by=officer, **NOW)
    assert one.calls.count() == 0
    note_call(asked=one, result=CallResult.LATER, again_on=TODAY + timedelta(days=1), by=officer, **NOW)
    with pytest.raises(FieldRefused):
        note_call(asked=one, result=CallResult.SPOKE, by=officer, **NOW)


def test_what_was_said_is_an_answer_of_whoever_said_it_and_the_call_reached(wave, officer):
    one = asked(wave, out=True)
    answer = answer_by_call(asked=one, status=Status.EMPLOYED, teller="family", by=officer, **NOW)
    one.refresh_from_db()
    assert (answer.teller, answer.status, one.state) == ("family", "employed", AskedState.ANSWERED)
    assert one.calls.get().result == CallResult.SPOKE
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind=Kind.CENTRE))
    with pytest.raises(NotAllowed):
        answer_by_call(asked=one, status=Status.SEEKING, teller="herself", by=stranger, **NOW)
    with pytest.raises(NotAllowed):
        note_call(asked=one, result=CallResult.NO_ANSWER, by=stranger, **NOW)
    assert one.calls.count() == 1


# --- by hand -------------------------------------------------------------------------------------------------


def test_by_hand_goes_to_whom_no_mail_reaches_and_never_twice_within_the_cool_down(wave, officer):
    viewer, phoned = viewer_of(officer), asked(wave)
    asked(wave, email="a@contoh.example"), asked(wave, phone="")
    SilenceFactory(person=asked(wave).enrolment.person)
    assert [one.pk for one in by_hand_due(viewer, wave, **NOW)] == [phoned.pk]
    (prepared,) = prepare_by_hand(asked=list(by_hand_due(viewer, wave, **NOW)), by=officer, **NOW)
    assert "/t/" in prepared.text
    phoned.refresh_from_db()
    assert (phoned.state, phoned.channel) == (AskedState.ASKED, Channel.WHATSAPP)
    for days, due in ((6, []), (8, [phoned.pk])):
        later = {"today": TODAY + timedelta(days=days), "at": AT + timedelta(days=days)}
        assert [one.pk for one in by_hand_due(viewer, wave, **later)] == due


def test_who_wants_no_questions_is_left_out_of_what_is_prepared(wave, officer):
    silent = asked(wave)
    SilenceFactory(person=silent.enrolment.person)
    assert prepare_by_hand(asked=[silent], by=officer, **NOW) == []
    assert SignedLink.objects.count() == 0


# --- ways and their cost -------------------------------------------------------------------------------------


class FakeService(PaidChannel):
    """A service as the interface has it; it takes no number that ends in 9."""

    name = "Layanan Contoh"
    price_idr = 350
    sent = []

    def send(self, letters):
        self.sent.extend(letters)
        return {letter.code for letter in letters if not letter.to.endswith("9")}


class Down(FakeService):
    def send(self, letters):
        raise ConnectionError


class Unpriced(FakeService):
    price_idr = 3.5


with_service = override_settings(PADAN_PAID_CHANNEL=f"{__name__}.FakeService")


@pytest.fixture(autouse=True)
def nothing_sent():
    FakeService.sent.clear()


def test_without_a_service_phones_are_written_to_by_hand_and_nothing_costs(wave):
    asked(wave, email="a@contoh.example"), asked(wave), asked(wave, phone="")
    ways, neither = ways_to(to_ask(wave, **NOW), paid_channel())
    assert [(way.kind, way.people, way.cost_idr, way.by_hand) for way in ways] == [
        (Channel.MAIL, 1, 0, False), (Channel.WHATSAPP, 1, 0, True),
    ]  # fmt: skip
    assert neither == 1


@with_service
def test_with_a_service_the_cost_is_told_before_and_nothing_is_sent_at_another_cost(wave, officer):
    asked(wave, email="a@contoh.example")
    asked(wave), asked(wave, phone="+6281200000009")
    ways, _neither = ways_to(to_ask(wave, **NOW), paid_channel())
    assert [(way.name, way.price_idr, way.cost_idr) for way in ways][1] == ("Layanan Contoh", 350, 700)
    with pytest.raises(CostChanged):
        ask_by_all_ways(wave=wave, cost_idr=350, by=officer, **NOW)
    assert (Message.objects.count(), Asked.objects.filter(state=AskedState.WAITING).count()) == (0, 3)
    sent = ask_by_all_ways(wave=wave, cost_idr=700, by=officer, **NOW)
    assert (sent.mailed, len(sent.ordered), Message.objects.count()) == (1, 2, 1)
    assert Entry.objects.filter(verb="wave.paid_ordered").count() == 1
    assert FakeService.sent == []  # a job hands them over


@with_service
def test_no_more_than_was_agreed_to_is_spent_when_many_wait(wave, officer, monkeypatch):
    monkeypatch.setattr("padan.outcomes.channels.MOST_AT_ONCE", 2)
    asked(wave), asked(wave), asked(wave)
    (_mail, service), _neither = ways_to(to_ask(wave, **NOW), paid_channel())
    assert (service.people, len(service.asked), service.cost_idr) == (3, 2, 700)
    assert len(ask_by_all_ways(wave=wave, cost_idr=700, by=officer, **NOW).ordered) == 2


@with_service
def test_the_service_gets_each_message_once_and_whom_it_does_not_take_was_not_reached(wave, officer):
    good, bad = asked(wave), asked(wave, phone="+6281200000009")
    codes = [good.code, bad.code]
    assert send_paid(wave=wave, codes=codes, by=officer, **NOW) == 1
    assert send_paid(wave=wave, codes=codes, by=officer, **NOW) == 0
    assert sorted(letter.code for letter in FakeService.sent) == sorted(codes)
    assert all("/t/" in letter.text and letter.to.startswith("+62") for letter in FakeService.sent)
    for one, state in ((good, AskedState.ASKED), (bad, AskedState.UNREACHABLE)):
        one.refresh_from_db()
        assert (one.state, one.channel) == (state, Channel.PAID)


@override_settings(PADAN_PAID_CHANNEL=f"{__name__}.Down")
def test_a_service_that_cannot_be_reached_leaves_nobody_marked_as_asked(wave, officer):
    one = asked(wave)
    assert send_paid(wave=wave, codes=[one.code], by=officer, **NOW) == 0
    one.refresh_from_db()
    assert one.state == AskedState.UNREACHABLE


@pytest.mark.parametrize("name", ["Unpriced", "CostChanged"])
def test_a_service_without_a_whole_price_or_that_is_none_is_refused(name):
    with override_settings(PADAN_PAID_CHANNEL=f"{__name__}.{name}"), pytest.raises(ChannelUnfit):
        paid_channel()


# --- posters -------------------------------------------------------------------------------------------------


def test_behind_a_poster_two_right_numbers_open_her_own_question_for_a_short_while(wave, officer):
    one = asked(wave, phone="+6281234567890")
    batch = one.enrolment.batch
    poster = issue_poster(batch=batch, by=officer, **NOW)
    link = SignedLink.objects.get(act=IDENTIFY)
    assert (link.thing_code, poster.until) == (batch.code, TODAY + timedelta(days=400))
    said = {"batch": batch, "by": link, **NOW}
    assert "/t/" in identify(number=one.enrolment.number, digits="7890", **said)
    own = SignedLink.objects.get(thing_code=one.code)
    assert own.expires_at - AT == timedelta(hours=2)


def test_wrong_numbers_and_people_who_are_not_asked_are_answered_alike(wave, officer):
    one = asked(wave, phone="+6281234567890")
    batch = one.enrolment.batch
    link = SignedLinkFactory(act=IDENTIFY, thing_kind="training.batch", thing_code=batch.code)
    said = {"batch": batch, "by": link, **NOW}
    planned = WaveFactory(keeper=wave.keeper)
    unasked = AskedFactory(enrolment__batch=batch, wave=planned)
    person = unasked.enrolment.person
    person.phone = "+6281234567890"
    person.save()
    for number, digits in (
        (one.enrolment.number, "7891"), (one.enrolment.number + 900, "7890"), (unasked.enrolment.number, "7890"),
        (one.enrolment.number, ""), (one.enrolment.number, "----"),
    ):  # fmt: skip
        assert identify(number=number, digits=digits, **said) is None
    assert SignedLink.objects.count() == 1
    with pytest.raises(NotAllowed):
        identify(number=1, digits="7890", batch=batch, by=SignedLinkFactory(act="outcome.tell"), **NOW)


def test_somebody_without_a_phone_is_nobody_behind_a_poster(wave, officer):
    one = asked(wave, phone="")
    batch = one.enrolment.batch
    link = SignedLinkFactory(act=IDENTIFY, thing_kind="training.batch", thing_code=batch.code)
    for digits in ("", "----", "0000"):
        assert identify(batch=batch, number=one.enrolment.number, digits=digits, by=link, **NOW) is None


def test_a_stranger_prints_no_poster(wave):
    batch = asked(wave).enrolment.batch
    with pytest.raises(NotAllowed):
        issue_poster(batch=batch, by=account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind=Kind.CENTRE)), **NOW)


def test_one_poster_is_withdrawn_and_the_others_stay(wave, officer):
    batch = BatchFactory(finished=True, programme__centre=wave.keeper)
    said = {"batch": batch, "by": officer, "at": NOW["at"]}
    photographed, other = (issue_poster(batch=batch, by=officer, **NOW) for _n in range(2))
    withdraw_poster(code=photographed.code, **said)
    with pytest.raises(LinkClosed):
        link_of(photographed.token, at=NOW["at"])
    assert link_of(other.token, at=NOW["at"]).thing_code == batch.code
    assert [link.code for link in posters_of(batch, at=NOW["at"])] == [other.code]
    with pytest.raises(PosterGone):
        withdraw_poster(code=photographed.code, **said)
    elsewhere = BatchFactory(finished=True, programme__centre=wave.keeper)
    with pytest.raises(PosterGone):
        withdraw_poster(**said | {"batch": elsewhere, "code": other.code})
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind=Kind.CENTRE))
    with pytest.raises(NotAllowed):
        withdraw_poster(**said | {"by": stranger, "code": other.code})
