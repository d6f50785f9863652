"""A candidate's way: stage by stage, nothing overwritten, no number believed in silence, no day out of its order."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from factories.organisations import OrganisationFactory, account
from factories.outcomes import SilenceFactory
from factories.overseas import (
    CandidateFactory,
    CheckInFactory,
    ExamAttemptFactory,
    GateFactory,
    MilestoneFactory,
    SchemeVersionFactory,
    whole_version,
)
from factories.people import PersonFactory, SignedLinkFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.chores.actions.erasure import DutyHolds, erase_person
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.alarms import close_alarm
from padan.overseas.actions.candidates import (
    NoSuchStage,
    NotOfThisCentre,
    OnRouteAlready,
    RulesClosed,
    StageLacks,
    advance_candidate,
    end_route,
    put_candidate_back,
    register_candidates,
    take_up_again,
)
from padan.overseas.actions.check_ins import (
    GRACE,
    NotDueYet,
    NothingToFollow,
    answer_check_in,
    follow_check_ins,
    follow_up,
)
from padan.overseas.actions.exams import AlreadyWritten, check_number, correct_exam, record_exam
from padan.overseas.actions.road import (
    NumberTaken,
    OutOfOrder,
    change_employer,
    record_contract,
    record_interview,
    record_milestone,
    record_return,
    tell_after_return,
)
from padan.overseas.actions.selection import note_language, record_gate
from padan.overseas.actions.stepping import RouteEnded, SomebodyFaster
from padan.overseas.actions.watching import follow_answers
from padan.overseas.models import Alarm, Candidate, CheckIn, ExamAttempt, Milestone, Step
from padan.overseas.queries.candidates import check_in_due, numbers_to_check, said_in, waiting_for_somebody
from padan.overseas.states import (
    ROUTE,
    AfterReturn,
    CandidateState,
    Doubt,
    HowSheIs,
    NumberCheck,
    StageKind,
    StepEnd,
)
from padan.people.models import Message, SignedLink
from padan.placements.states import Teller
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
NIGHT = {"today": TODAY, "at": AT}
BY = {"by": None, "at": AT, "today": TODAY}


def stood(candidate):
    """(stage, since, until, how it ended) of every step."""
    rows = Step.objects.filter(candidate=candidate).order_by("entered_on", "pk")
    return [(row.stage.kind, row.entered_on, row.left_on, row.end) for row in rows]


def at_stage(kind, **more):
    version = whole_version()
    return CandidateFactory(version=version, stage=version.stages.get(kind=kind), **more)


def abroad(**more):
    """Arrived on 1 October, with everything before it."""
    candidate = at_stage(StageKind.ABROAD, **more)
    for kind, on in (("visa", date(2024, 9, 2)), ("departure", date(2024, 9, 30)), ("arrival", date(2024, 10, 1))):
        MilestoneFactory(candidate=candidate, kind=kind, on=on)
    return candidate


def verbs():
    return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


# --- coming on the route, going on, leaving it -----------------------------------------------------------


def test_a_class_comes_on_the_route_together_with_one_entry_of_the_trail_and_a_step_each():
    batch, version = BatchFactory(finished=True), whole_version()
    people = [EnrolmentFactory(batch=batch, person=PersonFactory(named=True)).person for _n in range(3)]
    officer = account(RoleName.CENTRE_OFFICER, batch.centre)
    made = register_candidates(
        people=people, centre=batch.centre, version=version, field="Kaigo", began_on=TODAY, consented_on=TODAY,
        by=officer, **NIGHT,
    )  # fmt: skip
    assert {one.person for one in made} == set(people)
    assert [stood(one) for one in made] == [[("interest", TODAY, None, "")]] * 3
    assert verbs() == ["candidates.registered"]
    assert people[0].name not in str(Entry.objects.get().wording.changes)
    assert all(one.words_key.startswith(one.code.casefold()) and "kaigo" in one.words_key for one in made)


def test_nobody_comes_on_the_route_without_agreeing_twice_from_elsewhere_or_under_closed_rules():
    enrolment, version = EnrolmentFactory(), whole_version()
    told = {"people": [enrolment.person], "centre": enrolment.batch.centre, "began_on": TODAY, "consented_on": TODAY}
    with pytest.raises(FieldRefused) as refused:
        register_candidates(version=version, **(told | {"consented_on": None}), **BY)
    assert refused.value.field == "consented_on"
    closed = whole_version(state="closed", closed_on=date(2024, 10, 1), closed_why="Diganti Ikusei Shuro.")
    with pytest.raises(RulesClosed, match="Ikusei Shuro"):
        register_candidates(version=closed, **told, **BY)
    with pytest.raises(RulesClosed):
        register_candidates(version=whole_version(state="draft"), **told, **BY)
    with pytest.raises(RulesClosed):
        register_candidates(version=SchemeVersionFactory(), **told, **BY)
    with pytest.raises(NotOfThisCentre):
        register_candidates(version=version, **(told | {"people": [enrolment.person, PersonFactory()]}), **BY)
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    with pytest.raises(NotAllowed):
        register_candidates(version=version, **told, by=stranger, **NIGHT)
    assert Candidate.objects.count() == 0
    (one,) = register_candidates(version=version, **told, **BY)
    with pytest.raises(OnRouteAlready, match=one.code):
        register_candidates(version=version, **told, **BY)
    assert verbs() == ["candidate.registered"]


def test_she_goes_on_stage_by_stage_and_every_step_stays():
    candidate = CandidateFactory()
    advance_candidate(candidate=candidate, on=date(2024, 7, 1), **BY)
    advance_candidate(candidate=candidate, on=date(2024, 9, 2), words="Naik kelas", **BY)
    put_candidate_back(
        candidate=candidate, stage=candidate.version.stages.get(kind="selection"), on=date(2024, 10, 1),
        words="Diulang", **BY,
    )  # fmt: skip
    assert stood(candidate) == [
        ("interest", date(2024, 6, 3), date(2024, 7, 1), StepEnd.PASSED),
        ("selection", date(2024, 7, 1), date(2024, 9, 2), StepEnd.PASSED),
        ("language", date(2024, 9, 2), date(2024, 10, 1), StepEnd.BACK),
        ("selection", date(2024, 10, 1), None, ""),
    ]
    candidate.refresh_from_db()
    assert (candidate.stage.kind, candidate.stage_since) == ("selection", date(2024, 10, 1))


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(2024, 6, 2)])
def test_no_stage_is_entered_on_a_day_to_come_or_before_the_last_one(on):
    candidate = CandidateFactory()
    with pytest.raises(FieldRefused):
        advance_candidate(candidate=candidate, on=on, **BY)
    assert len(stood(candidate)) == 1


def test_who_shows_an_old_page_moves_nobody():
    candidate = CandidateFactory()
    advance_candidate(candidate=candidate, on=TODAY, seen="interest", **BY)
    with pytest.raises(SomebodyFaster):
        advance_candidate(candidate=candidate, on=TODAY, seen="interest", **BY)
    assert len(stood(candidate)) == 2


def test_nobody_is_told_to_have_departed_or_arrived_without_visa_and_day():
    candidate = at_stage(StageKind.VISA)
    with pytest.raises(StageLacks) as lacks:
        advance_candidate(candidate=candidate, on=TODAY, **BY)
    assert len(lacks.value.lacks) == 2
    assert all(lack.words in str(lacks.value) and lack.way in str(lacks.value) for lack in lacks.value.lacks)
    record_milestone(candidate=candidate, kind="visa", on=date(2024, 10, 1), number="V-882104", **BY)
    record_milestone(candidate=candidate, kind="departure", on=date(2024, 11, 2), **BY)
    candidate.refresh_from_db()
    assert (candidate.stage.kind, candidate.stage_since) == ("departure", date(2024, 11, 2))
    record_milestone(candidate=candidate, kind="arrival", on=date(2024, 11, 3), **BY)
    candidate.refresh_from_db()
    assert candidate.stage.kind == "abroad"


def test_her_route_ends_with_a_reason_and_she_may_try_again_where_she_stopped():
    candidate = at_stage(StageKind.LANGUAGE)
    with pytest.raises(FieldRefused):
        end_route(candidate=candidate, state="withdrawn", on=TODAY, words=" ", **BY)
    end_route(candidate=candidate, state="withdrawn", on=date(2024, 11, 1), words="Ibunya sakit", **BY)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.ended_on, candidate.why_ended) == (
        CandidateState.WITHDRAWN, date(2024, 11, 1), "Ibunya sakit",
    )  # fmt: skip
    with pytest.raises(RouteEnded):
        advance_candidate(candidate=candidate, on=TODAY, **BY)
    other = CandidateFactory(person=candidate.person)
    with pytest.raises(OnRouteAlready):
        take_up_again(candidate=candidate, on=TODAY, words="Siap lagi", **BY)
    end_route(candidate=other, state="not_passed", on=TODAY, words="Ganti skema", **BY)
    take_up_again(candidate=candidate, on=TODAY, words="Siap lagi", **BY)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.ended_on, candidate.stage.kind) == (CandidateState.ON_ROUTE, None, "language")
    with pytest.raises(TransitionDenied):
        take_up_again(candidate=candidate, on=TODAY, words="Siap lagi", **BY)


# --- the selection ---------------------------------------------------------------------------------------


def test_twelve_of_twenty_is_told_as_it_is_and_leaves_the_route_where_the_stage_knocks_out():
    candidate = at_stage(StageKind.SELECTION)
    candidate.stage.knock_out = True
    candidate.stage.save()
    maths = GateFactory(
        stage=candidate.version.stages.get(kind="language"), kind="number", exam="", level=None, least=14, out_of=20,
        words="Matematika, jawaban benar",
    )  # fmt: skip
    with pytest.raises(FieldRefused):
        record_gate(candidate=candidate, gate=maths, on=TODAY, reached=21, **BY)
    result = record_gate(candidate=candidate, gate=maths, on=TODAY, reached=12, **BY)
    assert (result.passed, result.reached) == (False, 12)
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.NOT_PASSED
    assert re.fullmatch(r"Matematika, jawaban benar: 12 \w+ 20", candidate.why_ended)
    assert stood(candidate)[-1][3] == StepEnd.NOT_PASSED


def test_of_a_step_about_health_the_verdict_alone_is_kept_and_a_stage_without_knock_out_keeps_her():
    candidate = at_stage(StageKind.SELECTION)
    health = GateFactory(
        stage=candidate.version.stages.get(kind="language"), kind="health", exam="", level=None, words="Pemeriksaan"
    )
    result = record_gate(
        candidate=candidate, gate=health, on=TODAY, passed=False, reached=158, words="tinggi 158 cm", **BY
    )
    assert (result.passed, result.reached, result.words) == (False, None, "")
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.ON_ROUTE
    assert "158" not in str([entry.wording.changes for entry in Entry.objects.select_related("wording")])


def test_a_step_of_the_other_sex_or_of_another_stage_is_not_hers_to_be_decided():
    candidate = at_stage(StageKind.SELECTION, person=PersonFactory(sex="female"))
    after = candidate.version.stages.get(kind="language")
    for gate in (
        GateFactory(stage=after, kind="number", exam="", level=None, least=35, for_sex="male", words="Push-up"),
        GateFactory(stage=candidate.stage, kind="check", exam="", level=None, words="Berkas"),
    ):
        with pytest.raises(NoSuchStage):
            record_gate(candidate=candidate, gate=gate, on=TODAY, passed=True, reached=40, **BY)


def test_her_japanese_is_noted_in_a_class_of_hers_only():
    candidate = CandidateFactory()
    own, other = EnrolmentFactory(person=candidate.person).batch, BatchFactory()
    noted = note_language(candidate=candidate, noted_on=TODAY, level=2, hours=320, batch=own, **BY)
    assert (noted.level, noted.hours, noted.batch) == (2, 320, own)
    for wrong in ({"batch": other, "level": 2}, {}, {"hours": 0}, {"level": 2, "noted_on": TODAY + timedelta(days=1)}):
        with pytest.raises(FieldRefused):
            note_language(candidate=candidate, **({"noted_on": TODAY} | wrong), **BY)


# --- exams and certificates -------------------------------------------------------------------------------

N4 = {"exam": "jlpt", "level": 2, "taken_on": date(2024, 7, 7), "result": "passed"}


def test_a_number_of_another_shape_is_refused_once_and_then_kept_in_doubt():
    candidate = CandidateFactory()
    with pytest.raises(FieldRefused, match="N4A502318C"):
        record_exam(candidate=candidate, number="JLPT/N4/2024", **N4, **BY)
    attempt = record_exam(candidate=candidate, number="jlpt/n4/2024", on_paper=True, **N4, **BY)
    assert (attempt.number, attempt.trust, attempt.doubts) == ("JLPT/N4/2024", NumberCheck.DOUBTED, [Doubt.SHAPE])


@pytest.mark.parametrize(
    ("number", "doubts"),
    [
        ("N4A502318C", []),
        ("24A8040101-30172", []),
        ("N3A502318C", [Doubt.LEVEL]),
        ("23B8040101-30172", [Doubt.DAY]),
        ("N4A111111C", [Doubt.PLAIN]),
        ("N4A123456C", [Doubt.PLAIN]),
        ("502318", [Doubt.SHAPE]),
    ],
)
def test_what_a_number_says_of_itself_is_compared_with_what_was_told(number, doubts):
    attempt = record_exam(candidate=CandidateFactory(), number=number, on_paper=True, **N4, **BY)
    assert attempt.doubts == doubts
    assert attempt.trust == (NumberCheck.DOUBTED if doubts else NumberCheck.TOLD)


def test_the_same_number_at_another_candidate_puts_both_in_doubt_and_tells_both_centres():
    one, other = CandidateFactory(), CandidateFactory()
    officers = [account(RoleName.CENTRE_OFFICER, candidate.centre) for candidate in (one, other)]
    first = record_exam(candidate=one, number="N4A502318C", **N4, **BY)
    assert first.trust == NumberCheck.TOLD
    second = record_exam(candidate=other, number=" n4a 502318c", **N4, **BY)
    first.refresh_from_db()
    assert [(row.trust, row.doubts) for row in (first, second)] == [(NumberCheck.DOUBTED, [Doubt.TWICE])] * 2
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted(user.email for user in officers)
    assert "N4A502318C" not in str([entry.wording.changes for entry in Entry.objects.select_related("wording")])
    check_number(attempt=first, verdict="checked", how="Situs JLPT, 12 November", **BY)
    first.refresh_from_db()
    assert (first.trust, first.doubts, first.checked_on) == (NumberCheck.CHECKED, [], TODAY)
    with pytest.raises(AlreadyWritten, match=one.code):
        check_number(attempt=second, verdict="checked", how="Situs JLPT", **BY)
    check_number(attempt=second, verdict="doubted", how="Situs JLPT: atas nama lain", **BY)
    second.refresh_from_db()
    assert second.doubts == [Doubt.TWICE, Doubt.ISSUER]


def test_a_number_that_the_issuer_found_right_is_not_shaken_by_a_copy():
    checked = ExamAttemptFactory(
        exam="jlpt",
        level=2,
        number="N4A502318C",
        result="passed",
        trust="checked",
        checked_on=TODAY,
        checked_by="Ibu A",
    )
    copy = record_exam(candidate=CandidateFactory(), number="N4A502318C", **N4, **BY)
    checked.refresh_from_db()
    assert (checked.trust, copy.trust) == (NumberCheck.CHECKED, NumberCheck.DOUBTED)


def test_her_own_certificate_stands_once_and_a_changed_number_is_to_be_checked_anew():
    person = PersonFactory()
    before = CandidateFactory(person=person, state="returned", ended_on=TODAY)
    ExamAttemptFactory(candidate=before, exam="jlpt", level=2, number="N4A502318C", result="passed")
    candidate = CandidateFactory(person=person)
    with pytest.raises(FieldRefused, match=before.code):
        record_exam(candidate=candidate, number="N4A502318C", **N4, **BY)
    attempt = record_exam(candidate=candidate, number="N4A502319C", **N4, **BY)
    check_number(attempt=attempt, verdict="checked", how="Situs JLPT", **BY)
    correct_exam(attempt=attempt, number="N4A502319C", score=120, **N4, **BY)
    attempt.refresh_from_db()
    assert (attempt.trust, attempt.score) == (NumberCheck.CHECKED, 120)
    correct_exam(attempt=attempt, number="N4A502320C", score=120, **N4, **BY)
    attempt.refresh_from_db()
    assert (attempt.trust, attempt.checked_on, attempt.checked_by) == (NumberCheck.TOLD, None, "")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"taken_on": TODAY + timedelta(days=1)}, "taken_on"),
        ({"result": "waiting", "taken_on": TODAY + timedelta(days=500)}, "taken_on"),
        ({"result": "waiting", "number": "N4A502318C"}, "number"),
        ({"result": "not_passed", "number": "N4A502318C"}, "number"),
        ({"result": "absent", "score": 3}, "score"),
        ({"score": 181}, "score"),
        ({"score": 60}, "score"),
        ({"level": None}, "level"),
        ({"valid_until": date(2024, 7, 7)}, "valid_until"),
        ({"result_on": date(2024, 7, 6)}, "result_on"),
        ({"exam": "skills", "field": ""}, "field"),
    ],
)
def test_what_cannot_be_true_of_an_exam_is_refused_at_its_field(told, field):
    with pytest.raises(FieldRefused) as refused:
        record_exam(candidate=CandidateFactory(), **(N4 | told), **BY)
    assert refused.value.field == field
    assert ExamAttempt.objects.count() == 0


def test_what_is_to_be_asked_of_issuers_begins_with_the_doubtful_and_names_the_other():
    officer = account(RoleName.AUDITOR)
    told = record_exam(candidate=CandidateFactory(), number="N4A502318C", **N4, **BY)
    plain = record_exam(candidate=CandidateFactory(), exam="jft", taken_on=date(2024, 8, 1), result="passed",
                        number="KX4820193", **BY)  # fmt: skip
    twice = record_exam(candidate=CandidateFactory(), number="N4A502318C", **N4, **BY)
    found = list(numbers_to_check(viewer_of(officer)))
    assert found == [told, twice, plain]
    assert [row.same for row in found] == [twice.candidate.code, told.candidate.code, None]


# --- papers, days, abroad --------------------------------------------------------------------------------


def test_nobody_departs_before_her_visa_and_the_sentence_says_so():
    candidate = at_stage(StageKind.VISA)
    with pytest.raises(OutOfOrder, match="Visa"):
        record_milestone(candidate=candidate, kind="departure", on=date(2024, 11, 1), **BY)
    record_milestone(candidate=candidate, kind="visa", on=date(2024, 11, 5), number="V-882104", **BY)
    with pytest.raises(OutOfOrder, match=r"4 November 2024.*5 November 2024"):
        record_milestone(candidate=candidate, kind="departure", on=date(2024, 11, 4), **BY)
    with pytest.raises(FieldRefused):
        record_milestone(candidate=candidate, kind="departure", on=TODAY + timedelta(days=1), **BY)
    record_milestone(candidate=candidate, kind="departure", on=date(2024, 11, 6), **BY)
    assert set(Milestone.objects.values_list("kind", flat=True)) == {"visa", "departure"}


def test_a_visa_that_ended_carries_nobody_and_one_prolonged_over_there_is_no_disorder():
    candidate = at_stage(StageKind.VISA)
    record_milestone(
        candidate=candidate, kind="visa", on=date(2024, 6, 5), number="V-1204", valid_until=date(2024, 9, 5), **BY
    )
    with pytest.raises(OutOfOrder, match="5 September 2024"):
        record_milestone(candidate=candidate, kind="departure", on=date(2024, 9, 6), **BY)
    record_milestone(candidate=candidate, kind="departure", on=date(2024, 9, 4), **BY)
    record_milestone(candidate=candidate, kind="visa", on=date(2024, 11, 1), number="V-1205", **BY)
    rows = Milestone.objects.filter(kind="visa").order_by("on")
    assert [(row.number, row.replaced_on) for row in rows] == [("V-1204", TODAY), ("V-1205", None)]
    record_milestone(candidate=candidate, kind="departure", on=date(2024, 9, 3), **BY)
    with pytest.raises(OutOfOrder):
        record_milestone(candidate=candidate, kind="departure", on=date(2024, 6, 4), **BY)


@pytest.mark.parametrize("number", ["", "1111", "ABC", "x" * 41])
def test_a_paper_without_a_number_of_its_own_is_not_believed(number):
    with pytest.raises(FieldRefused) as refused:
        record_milestone(candidate=at_stage(StageKind.COE), kind="coe", on=TODAY, number=number, **BY)
    assert refused.value.field == "number"


def test_one_number_stands_on_one_paper():
    record_milestone(candidate=at_stage(StageKind.COE), kind="coe", on=TODAY, number="TK24-882104", **BY)
    with pytest.raises(NumberTaken):
        record_milestone(candidate=at_stage(StageKind.COE), kind="coe", on=TODAY, number="tk24-882104", **BY)


def test_a_talk_waits_for_its_result_and_a_contract_keeps_its_currency():
    candidate = at_stage(StageKind.INTERVIEW)
    talk = record_interview(candidate=candidate, employer="KK Contoh", held_on=TODAY + timedelta(days=9), **BY)
    with pytest.raises(FieldRefused):
        record_interview(candidate=candidate, employer="KK Contoh", held_on=TODAY + timedelta(days=9), result="passed",
                         **BY)  # fmt: skip
    record_interview(candidate=candidate, employer="KK Contoh", held_on=TODAY, result="passed", interview=talk, **BY)
    told = {"candidate": candidate, "employer": "KK Contoh", "place": "Aichi", "signed_on": TODAY}
    with pytest.raises(FieldRefused, match="rupiah"):
        record_contract(wage=3_500_000, currency="JPY", **told, **BY)
    with pytest.raises(FieldRefused, match="yen"):
        record_contract(wage=185_000, currency="IDR", **told, **BY)
    contract = record_contract(wage=185_000, currency="JPY", hours_a_week=40, **told, **BY)
    assert (contract.wage, contract.currency, candidate.interviews.get().result) == (185_000, "JPY", "passed")


def test_an_arrival_plans_four_questions_and_a_corrected_day_moves_those_unanswered():
    candidate = at_stage(StageKind.DEPARTURE)
    for kind, on in (("visa", date(2024, 9, 2)), ("departure", date(2024, 9, 30))):
        MilestoneFactory(candidate=candidate, kind=kind, on=on)
    record_milestone(candidate=candidate, kind="arrival", on=date(2024, 10, 1), **BY)
    first = CheckIn.objects.get(months=1)
    answer_check_in(check_in=first, how="well", **BY)
    record_milestone(candidate=candidate, kind="arrival", on=date(2024, 10, 3), **BY)
    assert list(CheckIn.objects.order_by("months").values_list("months", "due_on")) == [
        (1, date(2024, 11, 1)), (3, date(2025, 1, 3)), (6, date(2025, 4, 3)), (12, date(2025, 10, 3)),
    ]  # fmt: skip


def test_she_changes_her_employer_comes_back_and_her_questions_to_come_go():
    candidate = abroad()
    CheckInFactory(candidate=candidate, months=1, due_on=date(2024, 11, 1))
    CheckInFactory(candidate=candidate, months=3, due_on=date(2025, 1, 1))
    change_employer(candidate=candidate, employer="KK Baru", changed_on=date(2024, 11, 4), why="Upah dipotong", **BY)
    with pytest.raises(FieldRefused):
        change_employer(candidate=candidate, employer="KK Baru", changed_on=date(2024, 9, 4), why="Upah", **BY)
    with pytest.raises(OutOfOrder):
        record_return(candidate=candidate, on=date(2024, 9, 29), why="Sakit", **BY)
    record_return(candidate=candidate, on=date(2024, 11, 14), why="Perusahaan tutup", **BY)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.ended_on, candidate.stage.kind) == (
        CandidateState.RETURNED, date(2024, 11, 14), "return",
    )  # fmt: skip
    assert list(CheckIn.objects.values_list("months", flat=True)) == [1]
    tell_after_return(candidate=candidate, after_return="business", by=None, at=AT)
    candidate.refresh_from_db()
    assert candidate.after_return == AfterReturn.BUSINESS
    CandidateFactory(person=candidate.person)  # a second route is open to her


def test_who_is_abroad_does_not_go_back_on_paper_nor_leave_without_a_return():
    candidate = abroad()
    with pytest.raises(NoSuchStage, match="30 September 2024"):
        put_candidate_back(
            candidate=candidate, stage=candidate.version.stages.first(), on=TODAY, words="Salah catat", **BY
        )
    with pytest.raises(NoSuchStage, match="30 September 2024"):
        end_route(candidate=candidate, state="withdrawn", on=TODAY, words="Tidak ada kabar", **BY)


# --- how she is ------------------------------------------------------------------------------------------


def link_to(candidate, act=ROUTE):
    return SignedLinkFactory(act=act, thing_kind="overseas.candidate", thing_code=candidate.code)


def due(**more):
    person = PersonFactory(email="dewi@contoh.id")
    return CheckInFactory(candidate=at_stage(StageKind.ABROAD, person=person), due_on=TODAY, **more)


def test_she_answers_by_her_link_and_a_problem_reaches_her_centre_at_once_with_her_words_sealed():
    check_in = due()
    officer = account(RoleName.CENTRE_OFFICER, check_in.candidate.centre)
    answer_check_in(check_in=check_in, how="problem", words="Paspor ditahan", by=link_to(check_in.candidate), **NIGHT)
    check_in.refresh_from_db()
    assert (check_in.how, check_in.teller, said_in(check_in)[0]) == (HowSheIs.PROBLEM, Teller.HERSELF, "Paspor ditahan")
    assert b"Paspor" not in bytes(check_in.words_sealed)
    assert list(Message.objects.values_list("to", flat=True)) == [officer.email]
    assert list(Alarm.objects.values_list("kind", "candidate")) == [("help", check_in.candidate.pk)]
    assert follow_answers(**NIGHT) == 0  # the night finds it told
    assert list(waiting_for_somebody(CheckIn.objects.all())) == [check_in]
    follow_up(check_in=check_in, words="Ditelepon; paspor dikembalikan", by=officer, **NIGHT)
    check_in.refresh_from_db()
    assert (said_in(check_in)[1], check_in.followed_on) == ("Ditelepon; paspor dikembalikan", TODAY)
    assert list(waiting_for_somebody(CheckIn.objects.all())) == []
    answer_check_in(check_in=check_in, how="call", by=link_to(check_in.candidate), **NIGHT)
    check_in.refresh_from_db()
    assert (check_in.followed_on, check_in.followed_sealed) == (None, None)
    assert "Paspor" not in str([entry.wording.changes for entry in Entry.objects.select_related("wording")])


@pytest.mark.parametrize("closed", ["by hand", "by the night"])
def test_a_second_call_for_help_after_the_first_was_dealt_with_is_an_alarm_of_its_own(closed):
    check_in = due()
    hers = link_to(check_in.candidate)
    told = {"check_in": check_in, "how": "problem", "by": hers}
    answer_check_in(**told, words="Paspor ditahan", **NIGHT)
    answer_check_in(**told, words="Paspor masih ditahan", **NIGHT)
    first = Alarm.objects.get()  # one, while it is open
    if closed == "by hand":
        close_alarm(alarm=first, words="Paspor sudah dikembalikan", **BY)
    else:
        follow_up(check_in=check_in, words="Paspor sudah dikembalikan", **BY)
        assert follow_answers(**NIGHT) == 1
    answer_check_in(**told, words="Paspor ditahan lagi", **NIGHT)
    answer_check_in(**told, words="Upah juga ditahan", **NIGHT)
    assert follow_answers(**NIGHT) == 0
    assert list(Alarm.objects.order_by("pk").values_list("kind", "state", "told_on")) == [
        ("help", "closed", None),
        ("help", "open", None),
    ]
    assert list(waiting_for_somebody(CheckIn.objects.all())) == [check_in]


def test_what_she_just_said_stays_before_her_so_that_a_wrong_tap_is_put_right_where_it_was_made():
    latest = due(months=3)
    early = CheckInFactory(candidate=latest.candidate, months=1, due_on=TODAY - timedelta(days=60), how="well",
                           answered_at=AT - timedelta(days=59))  # fmt: skip
    assert check_in_due(latest.candidate, TODAY) == latest
    answer_check_in(check_in=latest, how="problem", by=link_to(latest.candidate), **NIGHT)
    assert check_in_due(latest.candidate, TODAY) == latest
    CheckIn.objects.filter(pk=early.pk).update(how="", answered_at=None)
    assert check_in_due(latest.candidate, TODAY) == early  # asked and open: a late answer counts


def test_a_link_of_another_a_stranger_and_a_day_too_early_are_refused():
    check_in = due()
    for by in (
        link_to(CandidateFactory()),
        link_to(check_in.candidate, act="venture.keep"),
        account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True)),
        account(RoleName.COMPANY_OFFICER, OrganisationFactory()),
    ):
        with pytest.raises(NotAllowed):
            answer_check_in(check_in=check_in, how="well", by=by, **NIGHT)
    with pytest.raises(NotDueYet):
        answer_check_in(check_in=check_in, how="well", by=None, at=AT, today=TODAY - timedelta(days=1))
    with pytest.raises(NothingToFollow):
        follow_up(check_in=check_in, words="Ditelepon", **BY)


def test_silence_is_asked_three_times_then_missed_and_a_late_answer_still_counts():
    check_in = due()
    asked = []
    for days in range(30):
        follow_check_ins(today=TODAY + timedelta(days=days), at=AT + timedelta(days=days))
        if Message.objects.count() > len(asked):
            asked.append(days)
    assert asked == [0, 5, 10]
    check_in.refresh_from_db()
    assert (check_in.missed_on, check_in.reminders) == (TODAY + GRACE, 3)
    assert list(waiting_for_somebody(CheckIn.objects.all())) == [check_in]
    answer_check_in(check_in=check_in, how="well", by=link_to(check_in.candidate), at=AT, today=TODAY + GRACE * 3)
    check_in.refresh_from_db()
    assert (check_in.how, check_in.missed_on) == (HowSheIs.WELL, TODAY + GRACE)
    assert list(waiting_for_somebody(CheckIn.objects.all())) == []


def test_the_night_asks_nobody_who_answered_is_back_wants_silence_or_has_no_address():
    due(how="well", answered_at=AT)
    back = due()
    Candidate.objects.filter(pk=back.candidate_id).update(state="returned", ended_on=TODAY)
    SilenceFactory(person=due().candidate.person)
    CheckInFactory(candidate=CandidateFactory(), due_on=TODAY)
    CheckInFactory(candidate=CandidateFactory(person__email="a@contoh.id"), due_on=TODAY + timedelta(days=1))
    assert follow_check_ins(today=TODAY, at=AT) == 0
    assert SignedLink.objects.count() == 0


# --- being forgotten -------------------------------------------------------------------------------------


def test_who_is_on_the_route_is_erased_once_it_ended_and_nothing_of_hers_is_left():
    candidate = CandidateFactory(
        person=PersonFactory(named=True, name="Dewi Pertanda"), field="Kaigo pertanda", kin_name="Ibu pertanda",
        kin_phone="+628770001122", words_key="dewi pertanda kaigo pertanda",
    )  # fmt: skip
    record_exam(candidate=candidate, number="N4A502318C", **N4, **BY)
    check_in = CheckInFactory(candidate=candidate, due_on=TODAY)
    answer_check_in(check_in=check_in, how="problem", words="pertanda", **BY)
    reason = {"reason": "Permintaan tertulis 12 November 2024.", "by": None, "at": AT}
    with pytest.raises(DutyHolds, match=candidate.code):
        erase_person(person=candidate.person, **reason)
    end_route(candidate=candidate, state="withdrawn", on=TODAY, words="Ibu pertanda sakit", **BY)
    erase_person(person=candidate.person, **reason)
    left = [
        *Candidate.objects.values_list("field", "kin_name", "kin_phone", "words_key", "why_ended").get(),
        *ExamAttempt.objects.values_list("number", "score", "check_words").get(),
        *Step.objects.values_list("words", flat=True),
        CheckIn.objects.get().words_sealed,
    ]
    assert not any(left)
    assert (Candidate.objects.get().state, CheckIn.objects.get().how) == ("withdrawn", "problem")
