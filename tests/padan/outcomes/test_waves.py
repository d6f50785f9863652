"""Waves: each person once, nobody whom a placement knows, reminders with a pause, and a stop that holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AskedFactory, OutcomeFactory, SilenceFactory, WaveFactory
from factories.people import PersonFactory
from factories.placements import CheckInFactory, PlacementFactory
from factories.training import BatchFactory, BatchInstructorFactory, EnrolmentFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.openings.states import OpeningKind
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.outcomes.actions.answers import answer_by_link
from padan.outcomes.actions.waves import (
    NobodyToAsk,
    NotToAsk,
    ask_by_hand,
    ask_many,
    change_number,
    close_wave,
    follow_waves,
    let_ask_again,
    note_unreached,
    open_wave,
    plan_wave,
    remind_due,
    stop_asking,
)
from padan.outcomes.models import Answer, Asked, Outcome, Silence, Wave
from padan.outcomes.permissions import TELL
from padan.outcomes.queries.waves import (
    Response,
    asked_now_of,
    asked_of,
    cohort_of,
    counted,
    latest_due,
    next_question,
    undated,
    waves_of,
)
from padan.outcomes.states import AskedState, Channel, Status, Window
from padan.people.actions import issue_link
from padan.people.models import Message, SignedLink
from padan.placements.states import Evidence
from padan.training.states import EnrolmentState

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)
NOON = datetime(2024, 11, 15, 5, tzinfo=UTC)


def told(by=None, days=0):
    return {"by": by, "at": NOON + timedelta(days=days), "today": TODAY + timedelta(days=days)}


def graduates(centre, count=1, batch=None, **more):
    batch = batch or BatchFactory(finished=True, programme__centre=centre)
    finished = {"state": EnrolmentState.COMPLETED, "finished_on": date(2024, 3, 29), **more}
    return EnrolmentFactory.create_batch(count, batch=batch, **finished)


def reachable(centre, **more):
    (one,) = graduates(centre, person__email="lulusan@contoh.example", **more)
    return one


def response_of(wave):
    return counted(Asked.objects.filter(wave=wave), "wave_id")[wave.pk]


def opened(wave=None, **more):
    wave = wave or WaveFactory(**more)
    return open_wave(wave=wave, **told())


def state_of(enrolment):
    return Asked.objects.get(enrolment=enrolment).state


def answers(asked, status=Status.EMPLOYED):
    link = issue_link(act=TELL, thing=asked, recipient=asked.code, by=None, at=NOON)[0]
    return answer_by_link(asked=asked, status=status, by=link, at=NOON, today=TODAY)


def test_a_wave_is_planned_by_its_centre_and_the_forum_above_it_and_by_nobody_else():
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    days = {
        "finished_from": date(2024, 1, 1), "finished_until": date(2024, 6, 30),
        "opens_on": date(2024, 7, 1), "closes_on": date(2024, 12, 31),
    }  # fmt: skip
    plan = {"keeper": centre, "window": Window.MONTHS_6, "title": "Kabar", "at": NOON, **days}
    for role, body in ((RoleName.CENTRE_OFFICER, centre), (RoleName.SECRETARIAT, forum)):
        assert plan_wave(by=account(role, body), **plan).code.startswith("GLB-")
    for role, body in ((RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True)), (RoleName.BOARD_MEMBER, forum)):
        with pytest.raises(NotAllowed):
            plan_wave(by=account(role, body), **plan)
    with pytest.raises(FieldRefused, match=r"1 Jul[iy] 2024"):
        plan_wave(by=None, **plan | {"closes_on": date(2024, 6, 1)})
    with pytest.raises(FieldRefused):
        plan_wave(by=None, **plan | {"window": Window.NOT_STATED})
    with pytest.raises(FieldRefused):
        plan_wave(by=None, **plan | {"finished_until": date(2023, 1, 1)})


def test_a_person_in_two_batches_is_asked_once_about_the_last():
    centre = OrganisationFactory(centre=True)
    person = PersonFactory()
    early = reachable(centre, person=person, finished_on=date(2024, 2, 2))
    late = reachable(centre, person=person, finished_on=date(2024, 4, 4))
    came = opened(keeper=centre)
    assert (came.people, came.twice) == (1, 1)
    assert list(Asked.objects.values_list("enrolment_id", flat=True)) == [late.pk]
    assert early.person == late.person


def test_the_cohort_is_who_finished_in_those_days_under_the_keeper():
    forum = OrganisationFactory(forum_body=True)
    below = OrganisationFactory(forum_body=True, forum=forum)
    centre, other = OrganisationFactory(centre=True, forum=below), OrganisationFactory(centre=True)
    inside = graduates(centre, 2)
    graduates(centre, finished_on=date(2023, 12, 31))
    graduates(centre, state=EnrolmentState.DROPPED, finished_on=None)
    graduates(other)
    by_class = graduates(centre, finished_on=None)  # the class has its last day
    graduates(centre, batch=BatchFactory(programme__centre=centre), finished_on=None)
    wave = WaveFactory(keeper=forum)
    assert cohort_of(wave).enrolments == sorted(one.pk for one in (*inside, *by_class))
    assert undated(wave) == 1
    with pytest.raises(NobodyToAsk, match="2024"):
        opened(keeper=OrganisationFactory(centre=True))


def test_who_is_asked_at_this_month_by_another_wave_is_not_asked_again():
    centre = OrganisationFactory(centre=True)
    graduates(centre)
    opened(keeper=centre)
    with pytest.raises(NobodyToAsk):
        opened(keeper=centre)
    assert opened(keeper=centre, window=Window.MONTHS_3).people == 1


def test_who_is_known_by_placement_or_told_already_is_not_asked_and_an_outcome_says_so():
    centre = OrganisationFactory(centre=True)
    wave = WaveFactory(keeper=centre)
    batch = BatchFactory(finished=True, programme__centre=centre)

    def placed(**more):
        graduate = GraduateFactory(batch=batch)
        return graduate, PlacementFactory(graduate=graduate, **more)

    working = {"state": "working", "started_on": date(2024, 8, 1)}
    lately, _p = placed(**working)
    long_ago, _p = placed(state="working", started_on=date(2024, 4, 8))
    heard, job = placed(state="working", started_on=date(2024, 4, 8))
    CheckInFactory(placement=job, month=3, answer="still", answered_on=date(2024, 7, 9), teller="herself")
    ended, _p = placed(state="ended", started_on=date(2024, 4, 8), ended_on=date(2024, 6, 1))
    learning, _p = placed(opening__kind=OpeningKind.APPRENTICESHIP, confirmed_on=date(2024, 8, 2), **working)
    by_file, unknown = graduates(centre, 2, batch=batch)
    OutcomeFactory(enrolment=by_file, working=True)
    OutcomeFactory(enrolment=unknown)

    came = open_wave(wave=wave, **told())
    assert (came.people, came.known) == (7, 4)

    states = {row.enrolment.person_id: row.state for row in Asked.objects.select_related("enrolment")}
    known = {lately.person_id, heard.person_id, learning.person_id, by_file.person_id}
    assert {person for person, state in states.items() if state == AskedState.KNOWN} == known
    assert {states[long_ago.person_id], states[ended.person_id]} == {AskedState.WAITING}
    outcome = Outcome.objects.get(enrolment__person=learning.person)
    assert (outcome.status, outcome.evidence, outcome.as_of) == (
        Status.APPRENTICESHIP, Evidence.EMPLOYER, date(2024, 9, 29),
    )  # fmt: skip
    assert Answer.objects.filter(teller="placement").count() == 3
    assert follow_waves(at=NOON, today=TODAY) == 0  # a second look writes nothing twice


def test_what_a_placement_says_later_is_noted_at_night_and_disagreement_is_shown():
    centre = OrganisationFactory(centre=True)
    graduate = GraduateFactory(batch=BatchFactory(finished=True, programme__centre=centre))
    opened(keeper=centre)
    enrolment = Asked.objects.get().enrolment
    answers(Asked.objects.get(), Status.SEEKING)
    PlacementFactory(graduate=graduate, state="working", started_on=date(2024, 9, 2), confirmed_on=date(2024, 9, 3))
    follow_waves(at=NOON, today=TODAY)
    assert state_of(enrolment) == AskedState.ANSWERED  # she answered: nothing is noted over it
    assert Outcome.objects.get().status == Status.SEEKING


def test_nobody_is_asked_before_her_month_nor_by_a_mail_she_cannot_get():
    centre = OrganisationFactory(centre=True)
    due, silent = reachable(centre), graduates(centre)[0]
    early = reachable(centre, finished_on=date(2024, 6, 15))
    wave = opened(keeper=centre).wave
    codes = list(Asked.objects.values_list("code", flat=True))
    sent = ask_many(wave=wave, asked=codes, channel=Channel.MAIL, **told())
    assert list(sent) == [Asked.objects.get(enrolment=due).code]
    assert [state_of(one) for one in (due, silent, early)] == ["asked", "waiting", "waiting"]
    mail = Message.objects.get()
    assert (mail.to, mail.key) == ("lulusan@contoh.example", f"outcome.asked:{next(iter(sent))}:20241115")
    link = SignedLink.objects.get(act=TELL)
    assert link.expires_at.date() == date(2025, 1, 1)  # as long as the wave is open
    assert ask_many(wave=wave, asked=codes, channel=Channel.MAIL, **told(days=3)) == {}


def test_reminders_wait_a_week_and_end_after_the_second():
    centre = OrganisationFactory(centre=True)
    one = reachable(centre)
    wave = opened(keeper=centre, closes_on=date(2025, 3, 31)).wave
    ask_many(wave=wave, asked=[Asked.objects.get().code], channel=Channel.MAIL, **told())
    counts = [remind_due(wave=wave, **told(days=days)) for days in (3, 7, 8, 14, 21, 40)]
    assert counts == [0, 1, 0, 1, 0, 0]
    asked = Asked.objects.get(enrolment=one)
    assert (asked.state, asked.reminders) == (AskedState.REMINDED, 2)
    assert Message.objects.count() == 3


def test_two_waves_do_not_ask_one_person_in_one_week():
    centre = OrganisationFactory(centre=True)
    reachable(centre)
    for window in (Window.MONTHS_3, Window.MONTHS_6):
        opened(keeper=centre, window=window)
    assert follow_waves(at=NOON, today=TODAY) == 1
    assert Message.objects.count() == 1
    late = {"at": NOON + timedelta(days=8), "today": TODAY + timedelta(days=8)}
    follow_waves(**late)
    assert Message.objects.count() == 2


def test_a_stop_holds_for_every_wave_until_she_takes_it_back():
    centre = OrganisationFactory(centre=True)
    one = reachable(centre)
    wave = opened(keeper=centre).wave
    asked = Asked.objects.get()
    link = issue_link(act=TELL, thing=asked, recipient="x", by=None, at=NOON)[0]
    stop_asking(asked=asked, by=link, at=NOON)
    stop_asking(asked=asked, by=link, at=NOON)  # twice tapped is once said
    assert (state_of(one), Silence.objects.get().person) == (AskedState.STOPPED, one.person)
    assert ask_many(wave=wave, asked=[asked.code], channel=Channel.MAIL, **told()) == {}
    with pytest.raises(NotToAsk):
        ask_by_hand(asked=asked, channel=Channel.WHATSAPP, **told())
    assert opened(keeper=centre, window=Window.MONTHS_3).stopped == 1
    assert response_of(wave) == Response(stopped=1)
    answers(asked)  # she may still answer
    let_ask_again(asked=asked, by=link, at=NOON)
    assert sorted(Asked.objects.values_list("state", flat=True)) == ["answered", "waiting"]
    assert not Silence.objects.exists()


def test_a_question_by_hand_is_counted_once_a_week_and_an_instructor_asks_his_own():
    asked = AskedFactory()
    instructor = account(RoleName.INSTRUCTOR, asked.wave.keeper)
    with pytest.raises(NotAllowed):
        ask_by_hand(asked=asked, channel=Channel.WHATSAPP, **told(instructor))
    BatchInstructorFactory(batch=asked.enrolment.batch, user=instructor)
    for days in (0, 1, 8):
        assert "/t/" in ask_by_hand(asked=asked, channel=Channel.WHATSAPP, **told(instructor, days=days))
    asked.refresh_from_db()
    assert (asked.state, asked.reminders, asked.channel) == (AskedState.REMINDED, 1, Channel.WHATSAPP)
    early = AskedFactory(wave=asked.wave, enrolment__finished_on=date(2024, 6, 28))
    with pytest.raises(NotToAsk, match=r"28 De[cs]ember 2024"):
        ask_by_hand(asked=early, channel=Channel.WHATSAPP, **told())


def test_a_new_number_closes_the_links_sent_to_the_old_and_she_may_be_asked_again():
    asked = AskedFactory(enrolment__person__phone="+6281200000001")
    officer = account(RoleName.CENTRE_OFFICER, asked.wave.keeper)
    ask_by_hand(asked=asked, channel=Channel.WHATSAPP, **told(officer))
    asked.refresh_from_db()
    assert note_unreached(asked=asked, by=officer, at=NOON).channel == Channel.CALL
    Asked.objects.update(channel=Channel.WHATSAPP)
    for wrong in ("", "bukan nomor", "0812 0000 0001"):
        with pytest.raises(FieldRefused):
            change_number(asked=asked, number=wrong, by=officer, at=NOON)
    person = change_number(asked=asked, number="0812-0000-0002", by=officer, at=NOON)
    asked.refresh_from_db()
    assert (person.phone, asked.state) == ("+6281200000002", AskedState.WAITING)
    assert SignedLink.objects.get(act=TELL).revoked_at == NOON
    herself = account(RoleName.GRADUATE, person=PersonFactory())
    with pytest.raises(NotAllowed):
        change_number(asked=asked, number="0812-0000-0003", by=herself, at=NOON)


def test_a_call_that_reached_nobody_is_no_answer():
    reached, refused = AskedFactory.create_batch(2, out=True)
    note_unreached(asked=reached, by=None, at=NOON)
    note_unreached(asked=refused, by=None, at=NOON, refused=True)
    assert not Outcome.objects.exists()
    (first, second) = (response_of(one.wave) for one in (reached, refused))
    assert (first.unreachable, first.rate, second.refused) == (1, 0.0, 1)


def test_the_night_opens_asks_reminds_and_closes():
    centre = OrganisationFactory(centre=True)
    reachable(centre)
    wave = WaveFactory(keeper=centre, opens_on=TODAY, closes_on=TODAY + timedelta(days=20))
    empty = WaveFactory(opens_on=TODAY, closes_on=TODAY + timedelta(days=20))
    assert follow_waves(at=NOON, today=TODAY - timedelta(days=1)) == 0
    steps = []
    for days in (0, 1, 7, 21):
        follow_waves(at=NOON + timedelta(days=days), today=TODAY + timedelta(days=days))
        steps.append((Wave.objects.get(pk=wave.pk).state, Asked.objects.get().state))
    assert steps == [("open", "asked"), ("open", "asked"), ("open", "reminded"), ("closed", "reminded")]
    empty.refresh_from_db()
    assert empty.state == "planned"
    with pytest.raises(TransitionDenied):
        close_wave(wave=wave, **told())


def test_the_response_is_live_by_batch_and_adds_up():
    wave = WaveFactory(open=True)
    first = AskedFactory(wave=wave, out=True)
    for state in ("known", "waiting", "stopped", "unreachable"):
        AskedFactory(wave=wave, state=state)
    other = AskedFactory(wave=wave, out=True, enrolment__batch=first.enrolment.batch)
    answers(first)
    live = counted(Asked.objects.filter(wave=wave), "enrolment__batch_id")
    assert live[other.enrolment.batch_id] == Response(asked=2, answered=1)
    whole = response_of(wave)
    assert (whole.cohort, whole.rate, whole.told) == (6, 1 / 3, 2 / 6)
    assert Response().rate is None
    assert Response().told is None


def test_who_reads_waves_and_who_was_asked():
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    asked = AskedFactory(wave__keeper=centre, out=True, enrolment__person=PersonFactory())
    instructor = account(RoleName.INSTRUCTOR, centre)
    BatchInstructorFactory(batch=asked.enrolment.batch, user=instructor)
    graduate = account(RoleName.GRADUATE, person=asked.enrolment.person)
    seen = {
        "officer": account(RoleName.CENTRE_OFFICER, centre),
        "secretariat": account(RoleName.SECRETARIAT, forum),
        "instructor": instructor,
        "graduate": graduate,
        "auditor": account(RoleName.AUDITOR),
        "stranger": account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True)),
        "company": account(RoleName.COMPANY_OFFICER, OrganisationFactory()),
    }
    read = {name: (waves_of(viewer_of(who)).count(), asked_of(viewer_of(who)).count()) for name, who in seen.items()}
    assert read == {
        "officer": (1, 1), "secretariat": (1, 1), "instructor": (1, 1), "graduate": (0, 1), "auditor": (1, 1),
        "stranger": (0, 0), "company": (0, 0),
    }  # fmt: skip
    assert asked_now_of(viewer_of(graduate), TODAY) == [asked]
    assert asked_now_of(viewer_of(graduate), date(2024, 9, 1)) == []


def test_a_centre_sees_the_wave_of_its_forum_that_asks_its_graduates():
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    graduates(centre)
    wave = opened(keeper=forum).wave
    assert list(waves_of(viewer_of(account(RoleName.CENTRE_OFFICER, centre)))) == [wave]


def test_months_of_unequal_length():
    assert latest_due(Window.MONTHS_6, date(2025, 2, 28)) == date(2024, 8, 31)
    assert latest_due(Window.MONTHS_6, date(2024, 11, 15)) == date(2024, 5, 15)


def test_she_is_told_when_she_is_asked_next():
    asked = AskedFactory(out=True)
    later = WaveFactory(open=True, keeper=asked.wave.keeper, window=Window.MONTHS_12)
    AskedFactory(wave=later, enrolment=asked.enrolment)
    assert next_question(asked, TODAY) == date(2025, 3, 29)
    assert next_question(AskedFactory(), TODAY) is None


def test_the_database_holds_what_a_wave_is():
    with pytest.raises(IntegrityError), transaction.atomic():
        WaveFactory(window=Window.NOT_STATED)
    asked = AskedFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedFactory(wave=asked.wave, enrolment=asked.enrolment)
    with pytest.raises(IntegrityError), transaction.atomic():
        SilenceFactory(person=SilenceFactory().person)
