"""Answers of people reach the row they are about, once, through the room that keeps it."""

import pytest
from factories.curricula import ProgrammeFactory
from factories.intake import RemarkFactory, UploadFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory
from factories.people import PersonFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.base.clock import now
from padan.base.errors import NotAllowed
from padan.intake.settling import NoAnswer, NotNow, put_off, settle, take_up
from padan.intake.states import Layout, RemarkKind, RemarkState, UploadState
from padan.organisations.states import RoleName
from padan.outcomes.states import Window
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return OrganisationFactory(centre=True)


@pytest.fixture
def enrolment(centre):
    programme = ProgrammeFactory(centre=centre)
    return EnrolmentFactory(batch=BatchFactory(centre=centre, programme=programme), person=PersonFactory(named=True))


def question(centre, layout, field, thing, **told):
    upload = UploadFactory(organisation=centre, layout=layout, state=UploadState.COMMITTED)
    told = {"written": "?", "reason": "not_in_list", **told}
    return RemarkFactory(upload=upload, kind=RemarkKind.QUESTION, field=field, thing_id=thing.pk, **told)


def say(remark, answer, by=None):
    return settle(upload=remark.upload, remark=remark, answer=answer, by=by, at=now())


@pytest.mark.parametrize(
    ("field", "answer", "kept"),
    [
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("email", "peserta@contoh.example", "peserta@contoh.example"),
        ("education", "SMK", "SMK"),
    ],
)
def test_what_a_person_s_row_left_open_is_filled(centre, enrolment, field, answer, kept):
    remark = question(centre, Layout.PARTICIPANTS, field, enrolment)
    say(remark, answer)
    enrolment.person.refresh_from_db()
    assert getattr(enrolment.person, field) == kept
    told = Entry.objects.get(verb="person.completed").wording.changes
    assert told == {"column": ["", field]}  # never the value

    remark.refresh_from_db()
    take_up(upload=remark.upload, remark=remark, by=None, at=now())
    enrolment.person.refresh_from_db()
    assert getattr(enrolment.person, field) == ""


def test_hours_reach_the_programme_and_leave_it_again(centre):
    programme = ProgrammeFactory(centre=centre, hours=None)
    remark = question(centre, Layout.PROGRAMMES, "hours", programme, written="1,248", reason="number_ambiguous")
    say(remark, "1248")
    programme.refresh_from_db()
    assert programme.hours == 1248
    remark.refresh_from_db()
    take_up(upload=remark.upload, remark=remark, by=None, at=now())
    programme.refresh_from_db()
    assert programme.hours is None


def test_an_occupation_is_settled_by_a_code_never_by_words(centre):
    opening = OpeningFactory(owner=centre)
    remark = question(centre, Layout.OPENINGS, "occupation", opening, written="juru masak", reason="occupation_words")
    with pytest.raises(NoAnswer):
        say(remark, "koki")
    say(remark, "5120.01")
    opening.refresh_from_db()
    assert (opening.occupation_written, opening.occupation_check) == ("5120.01", "not_checked")


def test_an_employer_reaches_the_outcome_of_the_sheet(centre, enrolment):
    outcome = OutcomeFactory(enrolment=enrolment, window=Window.NOT_STATED)
    say(question(centre, Layout.PARTICIPANTS, "employer", enrolment), "PT Rekaan")
    outcome.refresh_from_db()
    assert outcome.employer == "PT Rekaan"


def test_without_an_outcome_there_is_nothing_to_settle(centre, enrolment):
    remark = question(centre, Layout.ALUMNI, "job", enrolment, reason="work_unclear")
    with pytest.raises(NotNow):
        say(remark, "employed")
    remark.refresh_from_db()
    assert remark.state == RemarkState.OPEN


def test_an_answer_that_cannot_be_read_says_why(centre, enrolment):
    with pytest.raises(NoAnswer, match="no phone number"):
        say(question(centre, Layout.PARTICIPANTS, "phone", enrolment), "12")


def test_nothing_is_answered_while_the_file_is_worked_on(centre):
    remark = RemarkFactory(upload=UploadFactory(organisation=centre, state=UploadState.READING))
    for act in (put_off, take_up):
        with pytest.raises(NotNow):
            act(upload=remark.upload, remark=remark, by=None, at=now())
    with pytest.raises(NotNow):
        say(remark, "lulus")


def test_a_stranger_answers_nothing(centre):
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    with pytest.raises(NotAllowed):
        say(RemarkFactory(upload=UploadFactory(organisation=centre)), "lulus", by=stranger)


def test_two_sexes_written_alike_are_two_questions(centre):
    upload = UploadFactory(organisation=centre)
    first, second = (RemarkFactory(upload=upload, field="sex", written="-", row=row) for row in (4, 8))
    assert say(first, "perempuan") == 1
    second.refresh_from_db()
    assert second.state == RemarkState.OPEN
