"""A graduate's own business: told in her words, alive as far as somebody said so, closed by nobody's silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory, SilenceFactory
from factories.people import PersonFactory, SignedLinkFactory
from factories.training import EnrolmentFactory
from factories.ventures import BackerFactory, VentureCheckFactory, VentureFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from padan.base.clock import months_after
from padan.base.errors import NotAllowed, TransitionDenied
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.outcomes.states import Status
from padan.people.models import Message, SignedLink
from padan.placements.states import Teller
from padan.trail.models import Entry
from padan.training.models import Enrolment
from padan.ventures.actions import (
    MOST_ASKED,
    MOST_RUNNING,
    AlreadyTold,
    WantsSilence,
    close_venture,
    confirm_venture,
    correct_venture,
    follow_ventures,
    reopen_venture,
    tell_venture,
    venture_link,
)
from padan.ventures.models import Venture, VentureCheck
from padan.ventures.queries import courses_for, graduates_to_ask, ventures_of, ventures_of_graduate
from padan.ventures.states import KEEP, VentureState, WhyClosed

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
WHEN = {"at": AT, "today": TODAY}


def link_to(graduate, act=KEEP):
    return SignedLinkFactory(act=act, thing_kind="graduates.graduate", thing_code=graduate.code)


def checks(venture):
    """Month to (alive, answered on) of a business."""
    rows = VentureCheck.objects.filter(venture=venture).order_by("months")
    return {row.months: (row.alive, row.answered_on) for row in rows}


def waiting_check(**more):
    person = PersonFactory(email="dewi@contoh.id")
    return VentureCheckFactory(venture__graduate__person=person, **more)


def test_she_tells_of_it_by_link_and_the_trail_says_what_is_known_not_what_it_is():
    graduate = GraduateFactory()
    course = Enrolment.objects.get(person=graduate.person)
    venture = tell_venture(
        graduate=graduate, words="  Katering   rumahan ", name="Dapur Dewi", nib="1234 5678 90123", employs=2,
        began_on=date(2024, 9, 2), courses=[course], by=link_to(graduate), **WHEN,
    )  # fmt: skip
    assert (venture.words, venture.nib, venture.employs) == ("Katering rumahan", "1234567890123", 2)
    assert (venture.teller, venture.told_on, venture.state) == (Teller.HERSELF, TODAY, VentureState.RUNNING)
    assert courses_for([venture]) == {venture.pk: [course]}
    (entry,) = Entry.objects.filter(verb="venture.told").select_related("wording")
    assert entry.wording.changes["known"] == ["", ["began_on", "employs", "name", "nib", "words"]]
    assert "1234567890123" not in str(entry.wording.changes)


def test_what_is_not_known_stays_unknown_and_nobody_asks_by_months_without_a_first_day():
    graduate = GraduateFactory()
    venture = tell_venture(graduate=graduate, words="Warung kopi", by=link_to(graduate), **WHEN)
    assert (venture.nib, venture.began_on, venture.employs, venture.region) == ("", None, None, None)
    assert follow_ventures(today=TODAY + timedelta(days=800), at=AT) == 0
    assert checks(venture) == {}


@pytest.mark.parametrize("nib", ["123", "12345678901234", "12345678901ab", "１２３４５６７８９０１２３"])
def test_a_nib_has_thirteen_digits_or_is_not_known(nib):
    graduate = GraduateFactory()
    with pytest.raises(FieldRefused) as refused:
        tell_venture(graduate=graduate, words="Bengkel", nib=nib, by=link_to(graduate), **WHEN)
    assert refused.value.field == "nib"
    assert Venture.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("words", {"words": " "}),
        ("began_on", {"began_on": TODAY + timedelta(days=1)}),
        ("began_on", {"began_on": date(24, 1, 1)}),
        ("employs", {"employs": -1}),
        ("employs", {"employs": 70_000}),
        ("name", {"name": "a\u202eb"}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(field, told):
    graduate = GraduateFactory()
    with pytest.raises(FieldRefused) as refused:
        tell_venture(**({"graduate": graduate, "words": "Bengkel", "by": link_to(graduate)} | WHEN | told))
    assert refused.value.field == field


def test_a_course_of_somebody_else_does_not_belong_to_her_business():
    graduate, other = GraduateFactory(), EnrolmentFactory(finished=True)
    with pytest.raises(FieldRefused):
        tell_venture(graduate=graduate, words="Bengkel", courses=[other], by=link_to(graduate), **WHEN)


def test_two_taps_on_a_slow_line_make_one_business_and_a_link_makes_no_hundred():
    graduate = GraduateFactory()
    link = link_to(graduate)
    tell_venture(graduate=graduate, words="Bengkel las", began_on=date(2024, 9, 2), by=link, **WHEN)
    with pytest.raises(AlreadyTold):
        tell_venture(graduate=graduate, words="bengkel LAS", began_on=date(2024, 9, 2), by=link, **WHEN)
    for number in range(1, MOST_RUNNING):
        tell_venture(graduate=graduate, words=f"Usaha {number}", by=link, **WHEN)
    with pytest.raises(AlreadyTold):
        tell_venture(graduate=graduate, words="Satu lagi", by=link, **WHEN)
    assert Venture.objects.count() == MOST_RUNNING


def test_only_she_and_those_who_write_for_her_tell_and_a_link_for_another_opens_nothing():
    graduate, stranger = GraduateFactory(), GraduateFactory()
    instructor = account(RoleName.INSTRUCTOR, graduate.centre)
    elsewhere = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    for by in (link_to(stranger), link_to(graduate, act="seeking.keep"), instructor, elsewhere,
               account(RoleName.GRADUATE, person=stranger.person)):  # fmt: skip
        with pytest.raises(NotAllowed):
            tell_venture(graduate=graduate, words="Bengkel", by=by, **WHEN)
    officer = account(RoleName.CENTRE_OFFICER, graduate.centre)
    assert tell_venture(graduate=graduate, words="Bengkel", by=officer, **WHEN).teller == Teller.OFFICER
    her = account(RoleName.GRADUATE, person=graduate.person)
    assert tell_venture(graduate=graduate, words="Warung", by=her, **WHEN).teller == Teller.HERSELF


def test_a_business_told_of_late_was_alive_at_the_months_that_have_passed():
    graduate = GraduateFactory()
    venture = tell_venture(graduate=graduate, words="Bengkel", began_on=date(2023, 9, 1), by=link_to(graduate), **WHEN)
    assert checks(venture) == {6: (True, TODAY), 12: (True, TODAY)}


def test_the_night_opens_a_check_on_its_day_and_silence_closes_nothing():
    venture = VentureFactory()  # began on 2 May, last heard of in June
    assert follow_ventures(today=date(2024, 11, 1), at=AT) == 0
    assert follow_ventures(today=date(2024, 11, 2), at=AT) == 1
    assert follow_ventures(today=date(2024, 11, 3), at=AT) == 0
    assert checks(venture) == {6: (None, None)}
    follow_ventures(today=date(2030, 1, 1), at=AT)
    venture.refresh_from_db()
    assert (checks(venture), venture.state) == ({6: (None, None), 12: (None, None)}, VentureState.RUNNING)


def test_she_is_asked_by_mail_with_a_pause_three_times_and_then_no_more():
    waiting_check()
    asked = []
    for day in range(120):
        follow_ventures(today=TODAY + timedelta(days=day), at=AT + timedelta(days=day))
        asked.append(Message.objects.count())
    assert asked[0] == 1
    assert (asked[13], asked[14], asked[-1]) == (1, 2, MOST_ASKED)
    assert SignedLink.objects.filter(act=KEEP).count() == MOST_ASKED
    assert set(Message.objects.order_by("pk").values_list("to", flat=True)) == {"dewi@contoh.id"}


def test_who_has_two_businesses_is_asked_once_a_night_and_who_has_no_mail_waits_on_the_list():
    check = waiting_check()
    VentureCheckFactory(venture=VentureFactory(graduate=check.venture.graduate))
    silent = VentureCheckFactory()
    assert follow_ventures(today=TODAY, at=AT) == 1
    silent.refresh_from_db()
    assert (silent.asked_at, silent.alive) == (None, None)


def test_who_wants_no_questions_gets_none_by_mail_nor_by_hand_and_is_not_on_the_list():
    check, quiet = waiting_check(), GraduateFactory()
    for graduate in (check.venture.graduate, quiet):
        SilenceFactory(person=graduate.person)
    OutcomeFactory(enrolment=Enrolment.objects.get(person=quiet.person), status=Status.SELF_EMPLOYED)
    assert follow_ventures(today=TODAY, at=AT) == 0
    assert list(graduates_to_ask(viewer_of(account(RoleName.AUDITOR)))) == []
    with pytest.raises(WantsSilence):
        venture_link(graduate=quiet, by=account(RoleName.CENTRE_OFFICER, quiet.centre), at=AT)
    assert Message.objects.count() == 0


def test_one_tap_answers_every_check_whose_day_has_come():
    venture = VentureFactory(began_on=date(2023, 9, 1))
    follow_ventures(today=TODAY, at=AT)
    assert checks(venture)[12] == (None, None)
    confirm_venture(venture=venture, employs=3, by=link_to(venture.graduate), **WHEN)
    venture.refresh_from_db()
    assert (checks(venture), venture.employs) == ({6: (True, date(2024, 6, 3)), 12: (True, TODAY)}, 3)
    told = dict(VentureCheck.objects.order_by("months").values_list("months", "employs"))
    assert told == {6: None, 12: None}  # told two months after its day: no number of that day


def test_closing_says_what_the_checks_were_and_opening_it_again_takes_that_back():
    venture = VentureFactory(began_on=date(2023, 9, 1), heard_on=date(2023, 9, 5))
    follow_ventures(today=TODAY, at=AT)
    link = link_to(venture.graduate)
    close_venture(venture=venture, ended_on=date(2024, 6, 30), why=WhyClosed.BUYERS, by=link, **WHEN)
    assert checks(venture) == {6: (True, TODAY), 12: (False, TODAY)}
    with pytest.raises(TransitionDenied):
        close_venture(venture=venture, ended_on=date(2024, 6, 30), by=link, **WHEN)
    with pytest.raises(AlreadyTold):
        confirm_venture(venture=venture, by=link, **WHEN)
    venture = reopen_venture(venture=venture, by=link, **WHEN)
    assert (venture.ended_on, venture.why_closed, venture.state) == (None, "", VentureState.RUNNING)
    assert checks(venture) == {6: (True, TODAY), 12: (True, TODAY)}


@pytest.mark.parametrize("day", [date(2024, 5, 1), TODAY + timedelta(days=1)])
def test_a_business_closes_after_it_began_and_not_tomorrow(day):
    venture = VentureFactory()
    with pytest.raises(FieldRefused) as refused:
        close_venture(venture=venture, ended_on=day, by=link_to(venture.graduate), **WHEN)
    assert refused.value.field == "ended_on"


def test_a_first_day_that_is_corrected_moves_what_is_known_of_the_months():
    venture = VentureFactory(began_on=date(2024, 1, 10), heard_on=date(2024, 7, 20))
    follow_ventures(today=TODAY, at=AT)
    assert checks(venture) == {6: (True, date(2024, 7, 20))}
    link = link_to(venture.graduate)
    correct_venture(venture=venture, words="Bengkel", began_on=date(2024, 2, 10), by=link, **WHEN)
    assert checks(venture) == {6: (None, None)}  # on 10 August nobody had heard of it
    correct_venture(venture=venture, words="Bengkel", began_on=date(2024, 9, 1), by=link, **WHEN)
    assert checks(venture) == {}
    correct_venture(venture=venture, words="Bengkel", began_on=None, by=link, **WHEN)
    assert checks(venture) == {}


def test_two_who_correct_at_once_do_not_overwrite_each_other():
    venture = VentureFactory()
    link = link_to(venture.graduate)
    correct_venture(venture=venture, words="Bengkel", seen=1, by=link, **WHEN)
    with pytest.raises(EditedMeanwhile) as faster:
        correct_venture(venture=venture, words="Warung", seen=1, by=link, **WHEN)
    assert faster.value.stands == 2
    venture.refresh_from_db()
    assert venture.words == "Bengkel"


def test_a_closed_business_did_not_begin_after_it_closed():
    venture = VentureFactory(closed=True)
    with pytest.raises(FieldRefused) as refused:
        correct_venture(
            venture=venture, words="Bengkel", began_on=date(2024, 11, 1), by=link_to(venture.graduate), **WHEN
        )
    assert refused.value.field == "began_on"


def test_the_link_is_made_by_her_centre_and_counts_as_asked():
    check = VentureCheckFactory()
    graduate = check.venture.graduate
    with pytest.raises(NotAllowed):
        venture_link(graduate=graduate, by=account(RoleName.INSTRUCTOR, graduate.centre), at=AT)
    address = venture_link(graduate=graduate, by=account(RoleName.CENTRE_OFFICER, graduate.centre), at=AT)
    check.refresh_from_db()
    assert (address.count("/t/"), check.asked_at) == (1, AT)


def test_whom_to_ask_are_the_self_employed_of_whom_no_business_is_told():
    told, lapsed, known = GraduateFactory(), GraduateFactory(), GraduateFactory()
    for graduate in (told, lapsed, known):
        enrolment = Enrolment.objects.get(person=graduate.person)
        OutcomeFactory(enrolment=enrolment, window="m3", status=Status.SELF_EMPLOYED, as_of=date(2024, 7, 1))
    OutcomeFactory(enrolment=Enrolment.objects.get(person=lapsed.person), status=Status.EMPLOYED)
    VentureFactory(graduate=known)
    officer = viewer_of(account(RoleName.CENTRE_OFFICER, told.centre))
    auditor = viewer_of(account(RoleName.AUDITOR))
    assert list(graduates_to_ask(auditor)) == [told]
    assert [(one, one.told_on, one.asked_at) for one in graduates_to_ask(officer)] == [(told, date(2024, 7, 1), None)]
    venture_link(graduate=told, by=officer.user, at=AT)
    assert graduates_to_ask(officer).get().asked_at is not None


def test_a_business_is_read_by_her_centre_and_herself_and_by_no_company():
    venture, company = VentureFactory(), OrganisationFactory()
    BackerFactory(venture=venture, organisation=company)
    her = account(RoleName.GRADUATE, person=venture.graduate.person)
    assert list(ventures_of(viewer_of(her))) == [venture]
    assert list(ventures_of(viewer_of(account(RoleName.CENTRE_OFFICER, venture.graduate.centre)))) == [venture]
    others = {
        RoleName.COMPANY_OFFICER: company,
        RoleName.LABOUR_OFFICE: None,
        RoleName.ADMINISTRATOR: None,
        RoleName.CENTRE_OFFICER: OrganisationFactory(centre=True),
    }
    for role, body in others.items():
        assert list(ventures_of(viewer_of(account(role, body)))) == [], role
    closed = VentureFactory(graduate=venture.graduate, closed=True)
    assert list(ventures_of_graduate(venture.graduate)) == [venture, closed]


@pytest.mark.parametrize(
    "wrong",
    [
        {"nib": "123"},
        {"ended_on": date(2024, 5, 1)},
        {"why_closed": "job"},
    ],
)
def test_the_database_itself_refuses_a_business_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        VentureFactory(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"months": 7},
        {"alive": True},
        {"answered_on": TODAY},
        {"alive": False, "teller": "herself", "answered_on": date(2024, 11, 1)},  # before its day
    ],
)
def test_the_database_itself_refuses_an_answer_that_nobody_gave_or_before_its_day(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        VentureCheckFactory(**wrong)


DAYS = st.integers(0, 800).map(lambda n: TODAY - timedelta(days=n))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("began"), st.none() | DAYS),
        st.tuples(st.just("close"), DAYS),
        st.tuples(st.just("reopen"), st.none()),
        st.tuples(st.just("confirm"), st.none()),
        st.tuples(st.just("night"), st.none()),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=20, deadline=None)
@given(began=st.none() | DAYS, steps=STEPS)
def test_whatever_is_told_in_whatever_order_the_checks_say_what_is_known_and_no_more(began, steps):
    """An oracle that knows only the last state of things: day by day, was it heard of or closed by then?"""
    with transaction.atomic():
        venture = VentureFactory(
            began_on=began, told_on=TODAY - timedelta(days=801), heard_on=TODAY - timedelta(days=801)
        )
        for at, (step, day) in enumerate(steps):
            when = {"by": None, "at": AT + timedelta(hours=at), "today": TODAY}
            try:
                if step == "began":
                    correct_venture(venture=venture, words="Bengkel", began_on=day, **when)
                elif step == "close":
                    close_venture(venture=venture, ended_on=day, **when)
                elif step == "reopen":
                    reopen_venture(venture=venture, **when)
                elif step == "confirm":
                    confirm_venture(venture=venture, **when)
                else:
                    follow_ventures(today=TODAY, at=when["at"])
            except (FieldRefused, TransitionDenied, AlreadyTold):
                continue
        follow_ventures(today=TODAY, at=AT)
        venture.refresh_from_db()
        expected = {}
        for months in (6, 12):
            if venture.began_on and (due := months_after(venture.began_on, months)) <= TODAY:
                known = venture.ended_on > due if venture.ended_on else (True if venture.heard_on >= due else None)
                expected[months] = known
        assert {months: alive for months, (alive, _day) in checks(venture).items()} == expected
        transaction.set_rollback(True)
