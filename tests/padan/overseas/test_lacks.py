"""What a candidate lacks before a stage: by her own rules, as of a day, each with a sentence and a source."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.overseas import (
    CandidateFactory,
    ExamAttemptFactory,
    GateFactory,
    GateResultFactory,
    MilestoneFactory,
    MilestoneRuleFactory,
    PaperRuleFactory,
    SchemeStageFactory,
    whole_version,
)
from factories.overseas_papers import CandidatePaperFactory
from factories.people import PersonFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from padan.overseas.actions.moving import move_candidates
from padan.overseas.models import SchemeStage, Step
from padan.overseas.queries.ahead import gates_ahead
from padan.overseas.queries.schemes import (
    facts_of,
    lacks_in,
    lacks_there,
    months_between,
    stages_with_rules,
)
from padan.overseas.queries.versions import stage_there
from padan.overseas.states import ExamResult, NumberCheck, StageKind, StepEnd

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
ROUTE = (StageKind.INTEREST, StageKind.SELECTION, StageKind.INTERVIEW, StageKind.COE, StageKind.VISA)


@pytest.fixture
def her():
    person = PersonFactory(sex="female", born_on=date(2002, 5, 20))
    return CandidateFactory(person=person, version=whole_version(ROUTE), field="Kaigo")


def stage(candidate, key):
    return SchemeStage.objects.get(version=candidate.version, key=key)


def lacks(candidate, key, today=TODAY):
    return lacks_before(candidate, stage(candidate, key), today)


def lacks_before(candidate, stage, today=TODAY):
    return lacks_in(facts_of([candidate])[candidate.pk], stages_with_rules(stage.version_id), stage, today=today)


def gate(candidate, key="selection", **told):
    told = {"kind": "check", "exam": "", "level": None, "words": "Aturan"} | told
    return GateFactory(stage=stage(candidate, key), **told)


def passes_to(candidate, key, on=TODAY):
    Step.objects.filter(candidate=candidate, left_on=None).update(left_on=on, end=StepEnd.PASSED)
    candidate.stage, candidate.stage_since = stage(candidate, key), on
    candidate.save()
    Step.objects.create(candidate=candidate, stage=candidate.stage, entered_on=on)


# --- exams --------------------------------------------------------------------------------------------

PASSED = {"result": ExamResult.PASSED, "result_on": date(2024, 8, 20)}
CHECKED = PASSED | {"trust": NumberCheck.CHECKED, "checked_on": date(2024, 8, 21), "checked_by": "Ibu Rina"}


@pytest.mark.parametrize(
    ("exam", "lacking"),
    [
        (None, "not passed yet"),
        (PASSED, "not checked with the issuer"),
        (CHECKED, None),
        (CHECKED | {"level": 1}, "not passed yet"),
        (CHECKED | {"level": 3}, None),
        (CHECKED | {"valid_until": TODAY}, None),
        (CHECKED | {"valid_until": TODAY - timedelta(days=1)}, "held until 14 November 2024"),
        (PASSED | {"trust": NumberCheck.DOUBTED}, "in doubt"),
        ({"result": ExamResult.NOT_PASSED}, "not passed yet"),
        ({"result": ExamResult.WAITING}, "no result yet"),
        (CHECKED | {"exam": "jlpt"}, "not passed yet"),
    ],
)
def test_an_exam_counts_once_passed_checked_high_enough_and_valid_on_the_day(her, exam, lacking):
    gate(her, "interview", kind="exam", exam="jft", level=2, words="JFT-Basic")
    if exam is not None:
        ExamAttemptFactory(candidate=her, **exam)
    found = lacks(her, "interview")
    assert [lack.kind for lack in found] == (["exam"] if lacking else [])
    assert all(lacking in lack.sentence for lack in found)


def test_one_of_several_exams_is_enough_and_without_any_all_are_named(her):
    gate(her, "interview", kind="exam", exam="jlpt", level=2, choice="bahasa", words="JLPT N4")
    gate(her, "interview", kind="exam", exam="jft", level=2, choice="bahasa", words="JFT-Basic")
    (lack,) = lacks(her, "interview")
    assert lack.sentence == "JLPT N4 or JFT-Basic: not yet."
    ExamAttemptFactory(candidate=her, **PASSED)
    (lack,) = lacks(her, "interview")
    assert lack.begun
    ExamAttemptFactory(candidate=her, **CHECKED)
    assert lacks(her, "interview") == []


def test_a_skills_test_is_of_her_field(her):
    gate(her, "interview", kind="exam", exam="skills", words="Ujian bidang")
    ExamAttemptFactory(candidate=her, exam="skills", field="Pertanian", **CHECKED)
    assert len(lacks(her, "interview")) == 1
    ExamAttemptFactory(candidate=her, exam="skills", field="kaigo", **CHECKED)
    assert lacks(her, "interview") == []


# --- age, sex, numbers, checks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "holds"),
    [
        (date(2005, 5, 15), True),  # 19 years and 6 months
        (date(2005, 5, 16), False),
        (date(1997, 11, 16), True),  # 27 tomorrow
        (date(1997, 11, 15), False),  # 27 today
        (None, False),
    ],
)
def test_an_age_holds_from_its_least_to_the_day_before_the_next_birthday(her, born, holds):
    her.person.born_on = born
    her.person.save()
    gate(her, kind="age", least="19.5", most=26)
    assert (lacks(her, "selection") == []) is holds


def test_her_age_is_that_of_the_day_she_came_to_the_stage(her):
    her.person.born_on = date(1998, 1, 1)
    her.person.save()
    gate(her, kind="age", most=26)
    passes_to(her, "selection", on=date(2024, 12, 1))
    assert lacks(her, "selection", today=date(2025, 6, 1)) == []


def month_day(born, months):
    """The day on which she has lived so many months; the first of the next month where that day is missing."""
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    try:
        return date(year, month + 1, born.day)
    except ValueError:
        return date(year, month + 2, 1)  # December has 31 days: the missing day lies in a shorter month


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(1950, 1, 1), date(2010, 1, 1)), st.integers(0, 30_000))
def test_months_of_life_are_those_whose_day_has_come(born, days):
    day = born + timedelta(days=days)
    months = months_between(born, day)
    assert month_day(born, months) <= day < month_day(born, months + 1)


def test_rules_for_women_are_asked_of_women_alone_and_nothing_is_guessed(her):
    gate(her, kind="number", most=11, words="Lari 1,5 km", for_sex="female")
    gate(her, kind="number", most=15, words="Lari 3 km", for_sex="male")
    assert [lack.rule.words for lack in lacks(her, "selection")] == ["Lari 1,5 km"]
    her.person.sex = ""
    her.person.save()
    assert [lack.kind for lack in lacks(her, "selection")] == ["sex"]


@pytest.mark.parametrize(("reached", "holds"), [(14, True), (20, True), (13, False)])
def test_a_number_is_reached_or_not(her, reached, holds):
    mathematics = gate(her, kind="number", least=14, out_of=20, words="Matematika")
    GateResultFactory(candidate=her, gate=mathematics, reached=reached, passed=holds)
    found = lacks(her, "selection")
    assert (found == []) is holds
    if not holds:
        assert found[0].sentence.startswith("Matematika (at least 14, of 20): 13 on ")


def test_the_newest_result_holds_and_what_was_found_of_her_health_is_not_told(her):
    check, health = gate(her, words="Berkas asli"), gate(her, kind="health", words="MCU layak")
    GateResultFactory(candidate=her, gate=check, passed=True, on=date(2024, 9, 1))
    GateResultFactory(candidate=her, gate=check, passed=False, on=date(2024, 9, 5))
    GateResultFactory(candidate=her, gate=health, passed=False, on=date(2024, 9, 5))
    assert [lack.sentence for lack in lacks(her, "selection")] == [
        "Berkas asli: not found right on 5 September 2024.", "MCU layak: not confirmed yet.",
    ]  # fmt: skip


# --- documents and milestones -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires", "lacking"),
    [
        (None, None),
        (TODAY + timedelta(days=90), None),
        (TODAY + timedelta(days=89), "must still hold"),
        (TODAY - timedelta(days=1), "held until"),
    ],
)
def test_a_document_is_there_and_still_valid_for_as_long_as_the_rule_says(her, expires, lacking):
    PaperRuleFactory(stage=stage(her, "coe"), valid_days=90)
    assert [lack.sentence for lack in lacks(her, "coe")] == ["Paspor: not there yet."]
    CandidatePaperFactory(candidate=her, kind="passport", expires_on=expires)
    found = lacks(her, "coe")
    assert len(found) == (1 if lacking else 0)
    assert all(lacking in lack.sentence and lack.begun for lack in found)


def test_a_visa_is_written_down_and_valid(her):
    MilestoneRuleFactory(stage=stage(her, "visa"))
    assert [lack.kind for lack in lacks(her, "visa")] == ["milestone"]
    MilestoneFactory(candidate=her, valid_until=TODAY)
    assert lacks(her, "visa") == []
    assert len(lacks(her, "visa", today=TODAY + timedelta(days=1))) == 1


def test_each_lack_names_its_source(her):
    gate(her, words="A", source="UU 18/2017 pasal 5"), gate(her, words="B")
    assert [lack.source for lack in lacks(her, "selection")] == ["UU 18/2017 pasal 5", her.version.source]


# --- which stages count -------------------------------------------------------------------------------


def test_stages_she_passed_are_not_asked_again_and_those_she_would_jump_over_are(her):
    gate(her, "selection", words="Seleksi"), gate(her, "interview", words="Wawancara"), gate(her, "coe", words="COE")
    passes_to(her, "selection")
    assert [lack.rule.words for lack in lacks(her, "coe")] == ["Wawancara", "COE"]


def test_who_was_moved_owes_what_the_new_rules_ask_before_her_stage_and_keeps_what_she_showed(her):
    old = gate(her, "selection", words="Berkas asli")
    GateResultFactory(candidate=her, gate=old, passed=True)
    passes_to(her, "interview")
    new = whole_version(ROUTE)
    here = {one.key: one for one in new.stages.all()}
    GateFactory(stage=here["selection"], kind="check", exam="", level=None, words="Berkas asli")
    GateFactory(stage=here["interview"], kind="check", exam="", level=None, words="Syarat baru")
    stages = stages_with_rules(new.pk)
    ((one, there, found),) = lacks_there([her], stages, {her.stage_id: stage_there(her.stage, stages)}, today=TODAY)
    assert (one, there, [lack.rule.words for lack in found]) == (her, here["interview"], ["Syarat baru"])
    told = {"stages": {her.stage_id: there}, "why": "Aturan baru", "by": None, "at": AT, "today": TODAY}
    move_candidates(candidates=[her], version=new, **told)
    her.refresh_from_db()
    assert [lack.rule.words for lack in lacks_before(her, here["coe"])] == ["Syarat baru"]
    ahead = {one.gate.words: one.result and one.result.passed for one in gates_ahead(her, here["coe"])}
    assert ahead == {"Berkas asli": True, "Syarat baru": None}


def test_who_has_no_stage_of_that_name_stands_at_the_same_kind_or_the_last_before_it():
    stages = list(whole_version((StageKind.INTEREST, StageKind.INTERVIEW, StageKind.VISA)).stages.all())
    for kind, key, there in (
        (StageKind.INTERVIEW, "talk", "interview"),
        (StageKind.COE, "coe", "interview"),
        (StageKind.SELECTION, "tests", "interest"),
        (StageKind.RETURN, "home", "visa"),
    ):
        assert stage_there(SchemeStage(kind=kind, key=key), stages).key == there


def test_asking_of_many_costs_what_asking_of_one_costs(her):
    gate(her, "interview", kind="exam", exam="jft", level=2), PaperRuleFactory(stage=stage(her, "coe"))
    many = [CandidateFactory(version=her.version, person=PersonFactory(sex="male")) for _ in range(3)]

    def count(some):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            stages, facts = stages_with_rules(her.version_id), facts_of(some)
            for one in some:
                lacks_in(facts[one.pk], stages, stages[-1], today=TODAY)
        return len(asked)

    assert count([her]) == count([her, *many]) <= 9


def test_a_stage_without_rules_asks_nothing(her):
    extra = SchemeStageFactory(version=her.version, position=99, key="akhir")
    assert lacks_before(her, extra) == []
