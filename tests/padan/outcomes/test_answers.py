"""What is told of a graduate: kept as said, ranked by evidence, shown where it disagrees, never overwritten."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AnswerFactory, AskedFactory, OutcomeFactory, WaveFactory
from factories.people import PersonFactory
from factories.training import BatchInstructorFactory

from padan.base.errors import NotAllowed
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.outcomes.actions import settle_status
from padan.outcomes.actions.answers import (
    MOST_SENT,
    Facts,
    NobodySaidHow,
    NoConflict,
    NothingTold,
    Telling,
    TooEarly,
    TooOften,
    WaveNotOpen,
    answer_by_link,
    answer_many,
    note_answer,
    settle_conflict,
)
from padan.outcomes.actions.waves import close_wave
from padan.outcomes.models import Answer, Asked, Outcome
from padan.outcomes.permissions import TELL
from padan.outcomes.queries.answers import answers_of, conflicts_of
from padan.outcomes.states import AnswerTeller, AskedState, Status, Window, disagree, rank_of
from padan.people.actions import issue_link
from padan.placements.states import Evidence
from padan.trail.models import Entry
from padan.trail.queries import verify

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)
WORKS = Facts(employer="PT Contoh Logam", job="Operator las", began_on=date(2024, 5, 1), field_fit=4)


def told(by=None):
    return {"by": by, "at": timezone.now(), "today": TODAY}


def link_for(asked, act=TELL):
    return issue_link(act=act, thing=asked, recipient=asked.code, by=None, at=timezone.now())[0]


def says(asked, status, facts=None, by=None):
    return answer_by_link(asked=asked, status=status, facts=facts or Facts(), **told(by or link_for(asked)))


def notes(asked, status, teller, by=None, **more):
    window = asked.wave.window
    return note_answer(enrolment=asked.enrolment, window=window, status=status, teller=teller, **more, **told(by))


def outcome_of(asked):
    return Outcome.objects.get(enrolment=asked.enrolment, window=asked.wave.window)


def test_her_answer_makes_one_outcome_and_the_question_is_answered():
    asked = AskedFactory(out=True)
    answer = says(asked, Status.EMPLOYED, WORKS)
    outcome, asked = outcome_of(asked), Asked.objects.get(pk=asked.pk)
    assert (outcome.status, outcome.employer, outcome.field_fit) == (Status.EMPLOYED, "PT Contoh Logam", 4)
    assert (outcome.answer, outcome.evidence, outcome.in_conflict) == (answer, Evidence.SELF_REPORT, False)
    assert (outcome.batch, outcome.as_of) == (asked.enrolment.batch, TODAY)
    assert (asked.state, asked.sent, answer.asked) == (AskedState.ANSWERED, 1, asked)
    assert Entry.objects.filter(verb="outcome.told", thing_code=asked.code).count() == 1


def test_saying_more_completes_the_answer_and_saying_otherwise_stands_beside_it():
    asked = AskedFactory(out=True)
    first = says(asked, Status.EMPLOYED)
    assert says(asked, Status.EMPLOYED, Facts(employer="PT Contoh")) == first
    assert says(asked, Status.EMPLOYED, Facts(employer="PT Contoh")) == first  # sent twice is said once
    second = says(asked, Status.EMPLOYED, Facts(employer="CV Lain"))
    third = says(asked, Status.SEEKING)
    rows = Answer.objects.order_by("pk")
    assert [(row.status, row.employer, row.stands, row.replaced_by_id) for row in rows] == [
        ("employed", "PT Contoh", False, second.pk),
        ("employed", "CV Lain", False, third.pk),
        ("seeking", "", True, None),
    ]
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.employer, outcome.in_conflict) == (Status.SEEKING, "", False)


def test_evidence_ranks_and_disagreement_is_shown_and_nothing_is_overwritten():
    asked = AskedFactory(out=True)
    says(asked, Status.SEEKING)
    notes(asked, Status.EMPLOYED, AnswerTeller.FRIEND)
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.in_conflict) == (Status.SEEKING, True)  # whoever speaks for her counts less
    employer = notes(asked, Status.EMPLOYED, AnswerTeller.EMPLOYER, source="HRD PT Contoh, telepon")
    assert (outcome_of(asked).status, outcome_of(asked).evidence) == (Status.EMPLOYED, Evidence.EMPLOYER)
    notes(asked, Status.APPRENTICESHIP, AnswerTeller.OFFICER, source="Melihat kontraknya")
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.evidence) == (Status.APPRENTICESHIP, Evidence.OFFICER)
    assert Answer.objects.filter(stands=True).count() == 4
    employer.refresh_from_db()
    assert (employer.status, employer.stands) == (Status.EMPLOYED, True)


def test_within_a_rank_the_newest_counts():
    asked = AskedFactory(out=True)
    AnswerFactory(
        enrolment=asked.enrolment, teller=AnswerTeller.FAMILY, status=Status.STUDYING, as_of=date(2024, 10, 20)
    )
    notes(asked, Status.EMPLOYED, AnswerTeller.FRIEND)
    assert outcome_of(asked).status == Status.EMPLOYED


def test_the_ladder():
    ladder = [
        (AnswerTeller.OFFICER, Evidence.OFFICER),
        (AnswerTeller.EMPLOYER, Evidence.EMPLOYER),
        (AnswerTeller.HERSELF, Evidence.FILE),
        (AnswerTeller.HERSELF, Evidence.SELF_REPORT),
        (AnswerTeller.INSTRUCTOR, Evidence.SELF_REPORT),
    ]
    assert [rank_of(*rung) for rung in ladder] == [5, 4, 3, 2, 1]
    assert rank_of(AnswerTeller.SHEET, Evidence.SELF_REPORT) == rank_of(AnswerTeller.FRIEND, Evidence.SELF_REPORT)


def test_what_leaves_open_contradicts_nothing():
    assert disagree(Status.EMPLOYED, Status.SEEKING)
    assert not disagree(Status.NOT_WORKING, Status.SEEKING)
    assert not disagree(Status.UNCLEAR, Status.EMPLOYED)
    assert disagree(Status.NOT_WORKING, Status.EMPLOYED)


def test_an_officer_decides_with_words_and_later_answers_are_heard_again():
    asked = AskedFactory(out=True)
    hers = says(asked, Status.SEEKING)
    notes(asked, Status.EMPLOYED, AnswerTeller.FRIEND)
    officer = account(RoleName.CENTRE_OFFICER, asked.wave.keeper)
    outcome = outcome_of(asked)
    with pytest.raises(NobodySaidHow):
        settle_conflict(outcome=outcome, answer=hers, words="ya", **told(officer))
    decision = settle_conflict(outcome=outcome, answer=hers, words="Sudah ditelepon, benar", **told(officer))
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.in_conflict, outcome.answer) == (Status.SEEKING, False, decision)
    assert outcome.evidence == Evidence.SELF_REPORT  # deciding proves nothing more than what was told
    with pytest.raises(NoConflict):
        settle_conflict(outcome=outcome, answer=hers, words="Sudah ditelepon", **told(officer))
    says(asked, Status.EMPLOYED, WORKS)
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.in_conflict) == (Status.EMPLOYED, True)


def test_the_word_of_a_sheet_is_kept_when_she_answers():
    asked = AskedFactory(out=True)
    OutcomeFactory(
        enrolment=asked.enrolment, status=Status.EMPLOYED, job="Las", source="alumni.xlsx",
        evidence=Evidence.SELF_REPORT, marked_working=True,
    )  # fmt: skip
    says(asked, Status.SEEKING)
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.in_conflict, outcome.marked_working) == (Status.SEEKING, True, True)
    sheet = Answer.objects.get(teller=AnswerTeller.SHEET)
    assert (sheet.status, sheet.job, sheet.source) == (Status.EMPLOYED, "Las", "alumni.xlsx")


def test_an_unclear_word_of_a_sheet_is_settled_beside_her_answer():
    asked = AskedFactory(out=True)
    OutcomeFactory(enrolment=asked.enrolment, status=Status.UNCLEAR, job="usaha", evidence=Evidence.SELF_REPORT)
    says(asked, Status.EMPLOYED)
    assert outcome_of(asked).in_conflict is False
    settle_status(outcome=outcome_of(asked), status=Status.SELF_EMPLOYED, by=None, at=timezone.now(), today=TODAY)
    outcome = outcome_of(asked)
    assert (outcome.status, outcome.in_conflict) == (Status.EMPLOYED, True)
    assert Answer.objects.filter(teller=AnswerTeller.SHEET).count() == 2


def test_a_window_that_has_not_passed_and_days_out_of_order_are_refused_in_true_sentences(english):
    early = AskedFactory(out=True, enrolment__finished_on=date(2024, 6, 28))
    with pytest.raises(TooEarly, match="28 December 2024"):
        says(early, Status.EMPLOYED)
    asked = AskedFactory(out=True)
    with pytest.raises(FieldRefused, match="29 March 2024"):
        says(asked, Status.EMPLOYED, Facts(began_on=date(2024, 2, 1)))
    with pytest.raises(FieldRefused, match="not come"):
        says(asked, Status.EMPLOYED, Facts(began_on=date(2024, 12, 1)))
    for nothing in (Status.UNKNOWN, Status.UNCLEAR):
        with pytest.raises(NothingTold):
            says(asked, nothing)
    assert not Answer.objects.exists()
    assert not Outcome.objects.exists()


def test_what_does_not_belong_to_a_status_is_not_kept():
    asked = AskedFactory(out=True)
    answer = says(asked, Status.SEEKING, WORKS)
    assert (answer.employer, answer.began_on, answer.field_fit) == ("", None, None)


def test_a_closed_wave_takes_no_answer_and_keeps_the_old_one():
    asked = AskedFactory(out=True)
    says(asked, Status.EMPLOYED)
    close_wave(wave=asked.wave, **told())
    with pytest.raises(WaveNotOpen):
        says(asked, Status.SEEKING)
    assert outcome_of(asked).status == Status.EMPLOYED


def test_f5_the_limit_is_the_link_s_and_not_the_address_s():
    asked = AskedFactory(out=True)
    Asked.objects.filter(pk=asked.pk).update(sent=MOST_SENT)
    with pytest.raises(TooOften):
        says(asked, Status.EMPLOYED)
    says(AskedFactory(out=True), Status.EMPLOYED)


def test_a_link_for_another_question_and_another_act_open_nothing():
    mine, other = AskedFactory.create_batch(2, out=True)
    with pytest.raises(NotAllowed):
        says(mine, Status.EMPLOYED, by=link_for(other))
    with pytest.raises(NotAllowed):
        says(mine, Status.EMPLOYED, by=link_for(mine, act="seeking.keep"))
    assert not Answer.objects.exists()


def test_she_answers_by_account_and_nobody_else_does():
    person = PersonFactory()
    asked = AskedFactory(out=True, enrolment__person=person)
    says(asked, Status.STUDYING, by=account(RoleName.GRADUATE, person=person))
    assert outcome_of(asked).status == Status.STUDYING
    for stranger in (
        account(RoleName.GRADUATE, person=PersonFactory()),
        account(RoleName.CENTRE_OFFICER, asked.wave.keeper),
    ):
        with pytest.raises(NotAllowed):
            says(asked, Status.EMPLOYED, by=stranger)


def test_who_may_write_down_what_was_heard():
    BatchInstructorFactory.create_batch(2)
    asked = AskedFactory(out=True)
    instructor = account(RoleName.INSTRUCTOR, asked.wave.keeper)
    BatchInstructorFactory(batch=asked.enrolment.batch, user=instructor)
    notes(asked, Status.EMPLOYED, AnswerTeller.INSTRUCTOR, by=instructor)
    with pytest.raises(NotAllowed):  # a check is the centre's
        notes(asked, Status.EMPLOYED, AnswerTeller.OFFICER, by=instructor, source="Dilihat sendiri")
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    with pytest.raises(NotAllowed):
        notes(asked, Status.SEEKING, AnswerTeller.HERSELF, by=stranger)
    assert Asked.objects.get(pk=asked.pk).state == AskedState.ANSWERED
    with pytest.raises(NobodySaidHow):
        notes(asked, Status.EMPLOYED, AnswerTeller.EMPLOYER)


def test_an_answer_is_read_within_its_scope_and_conflicts_are_listed():
    asked = AskedFactory(out=True)
    says(asked, Status.SEEKING)
    notes(asked, Status.EMPLOYED, AnswerTeller.FAMILY)
    bodies = (asked.wave.keeper, OrganisationFactory(centre=True))
    own, other = (viewer_of(account(RoleName.CENTRE_OFFICER, body)) for body in bodies)
    assert (answers_of(own).count(), conflicts_of(own).count()) == (2, 1)
    assert (answers_of(other).count(), conflicts_of(other).count()) == (0, 0)


def test_the_database_holds_one_standing_answer_a_teller():
    answer = AnswerFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFactory(enrolment=answer.enrolment)
    AnswerFactory(enrolment=answer.enrolment, window=Window.MONTHS_12)


def test_many_at_one_moment_are_kept_together_and_a_refusal_touches_no_other(django_assert_max_num_queries):
    wave = WaveFactory(open=True)
    many = [AskedFactory(wave=wave, out=True) for _n in range(4)]
    early = AskedFactory(wave=wave, out=True, enrolment__finished_on=date(2024, 6, 28))
    tellings = [Telling(one.code, Status.EMPLOYED, link_for(one)) for one in (*many[:2], early, *many[2:])]
    twice = Telling(many[0].code, Status.SEEKING, link_for(many[0]))
    with django_assert_max_num_queries(15):
        came = answer_many(tellings=tellings, at=timezone.now(), today=TODAY)
    assert [type(one).__name__ for one in came] == ["Answer", "Answer", "TooEarly", "Answer", "Answer"]
    both = answer_many(tellings=[tellings[0], twice], at=timezone.now(), today=TODAY)
    assert [one.status for one in both] == [Status.EMPLOYED, Status.SEEKING]
    assert sorted(Outcome.objects.values_list("status", flat=True)) == ["employed"] * 3 + ["seeking"]
    assert Asked.objects.get(pk=many[0].pk).sent == 3
    assert Entry.objects.filter(verb="outcome.told").count() == 6
    assert verify().broken_at is None
