"""The route to Japan in figures: each step its own number, from dated rows, and none of them taken for another."""

import json
from datetime import date, timedelta

import pytest
from factories.openings import OpeningFactory
from factories.overseas import (
    CandidateFactory,
    ContractFactory,
    ExamAttemptFactory,
    InterviewFactory,
    MilestoneFactory,
    StepFactory,
    whole_version,
)
from factories.placements import PlacementFactory

from padan.figures.asking import ask, published_cells
from padan.figures.proving import lines_of
from padan.figures.public import count_answers, told_of
from padan.figures.registry import FIGURES
from padan.organisations.queries import EVERYWHERE
from padan.overseas.states import CandidateState, Exam, ExamResult, MilestoneKind, NumberCheck, StageKind, StepEnd
from padan.reference.actions import name_country

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)
ROUTE = (
    "in_language_training", "passed_language", "passed_skills", "interviewed", "contracted", "departed", "in_japan",
    "returned",
)  # fmt: skip


def value(key, day=DAY, who=EVERYWHERE):
    return ask(key, who, as_of=day).numerator


def milestone(candidate, kind, day, **more):
    return MilestoneFactory(candidate=candidate, kind=kind, on=day, **more)


def went(candidate, day=date(2024, 10, 20), *, visa=date(2024, 10, 1), arrived=True):
    milestone(candidate, MilestoneKind.VISA, visa)
    milestone(candidate, MilestoneKind.DEPARTURE, day)
    if arrived:
        milestone(candidate, MilestoneKind.ARRIVAL, day + timedelta(days=1))


@pytest.fixture
def rules():
    return whole_version()


def test_an_empty_route_counts_nobody():
    assert {key: value(key) for key in ROUTE} == dict.fromkeys(ROUTE, 0)


def test_learning_is_told_by_the_steps_of_that_day_and_not_by_where_she_stands_now(rules):
    learning = rules.stages.get(kind=StageKind.LANGUAGE)
    her = CandidateFactory(
        version=rules, stage=rules.stages.get(kind=StageKind.DEPARTURE), stage_since=date(2024, 10, 20)
    )
    StepFactory(
        candidate=her, stage=learning, entered_on=date(2024, 6, 10), left_on=date(2024, 8, 30), end=StepEnd.PASSED
    )
    StepFactory(  # she had to learn on: still one person
        candidate=her, stage=learning, entered_on=date(2024, 9, 2), left_on=date(2024, 9, 30), end=StepEnd.PASSED
    )
    days = (date(2024, 6, 9), date(2024, 6, 10), date(2024, 8, 29), date(2024, 8, 30), date(2024, 9, 10), DAY)
    assert [value("in_language_training", day) for day in days] == [0, 1, 1, 0, 1, 0]


def test_an_exam_counts_once_its_number_was_checked_and_only_from_that_day(rules):
    checked = {"result": ExamResult.PASSED, "trust": NumberCheck.CHECKED, "checked_by": "Balai"}
    her = CandidateFactory(version=rules)
    for exam, day in ((Exam.JFT, date(2024, 9, 1)), (Exam.JLPT, date(2024, 9, 20))):  # passed twice, counted once
        ExamAttemptFactory(candidate=her, exam=exam, result_on=date(2024, 8, 20), checked_on=day, **checked)
    ExamAttemptFactory(candidate=CandidateFactory(version=rules), result=ExamResult.PASSED, number="JFT-1")  # told only
    ExamAttemptFactory(
        candidate=CandidateFactory(version=rules), result=ExamResult.PASSED, trust=NumberCheck.DOUBTED, number="JFT-1"
    )
    ExamAttemptFactory(candidate=her, exam=Exam.SKILLS, result_on=date(2024, 10, 1), checked_on=DAY, **checked)
    assert [value("passed_language", day) for day in (date(2024, 8, 31), date(2024, 9, 1), DAY)] == [0, 1, 1]
    assert [value("passed_skills", day) for day in (DAY - timedelta(days=1), DAY)] == [0, 1]


def test_departed_needs_visa_and_departure_and_in_japan_arrival_and_no_return(rules):
    planned, gone, there, back = (CandidateFactory(version=rules) for _ in range(4))
    InterviewFactory(candidate=planned), ContractFactory(candidate=planned)
    InterviewFactory(candidate=back, result=ExamResult.ABSENT)
    milestone(planned, MilestoneKind.DEPARTURE, date(2024, 10, 20))  # a day is told, but there is no visa
    went(gone, arrived=False)
    went(there)
    went(back, date(2024, 7, 1), visa=date(2024, 6, 20))
    milestone(back, MilestoneKind.RETURN, date(2024, 11, 1))
    told = {key: value(key) for key in ROUTE[3:]}
    assert told == {"interviewed": 1, "contracted": 1, "departed": 3, "in_japan": 1, "returned": 1}
    assert value("in_japan", date(2024, 10, 31)) == 2
    assert [value(key, date(2024, 6, 30)) for key in ("departed", "in_japan", "returned")] == [0, 0, 0]


def test_a_day_that_was_corrected_stood_until_it_was_corrected(rules):
    her = CandidateFactory(version=rules)
    milestone(her, MilestoneKind.VISA, date(2024, 9, 1))
    milestone(her, MilestoneKind.DEPARTURE, date(2024, 9, 10), replaced_on=date(2024, 9, 12))
    milestone(her, MilestoneKind.DEPARTURE, date(2024, 10, 20))
    days = (date(2024, 9, 11), date(2024, 9, 12), date(2024, 10, 20))
    assert [value("departed", day) for day in days] == [1, 0, 1]


def test_the_ninety_of_the_article_are_never_the_number_in_japan(rules, settings):
    """90 were sent to industry in Indonesia; of the candidates 7 are in Japan, 1 came back, 12 learn the language."""
    settings.PADAN_TODAY = DAY
    home = OpeningFactory(seats=90)
    PlacementFactory.create_batch(90, opening=home, working=True)
    japan = OpeningFactory(region=name_country(code="JP"))
    PlacementFactory(opening=japan, working=True)  # work in Japan is no work in Indonesia's industry
    for _ in range(12):
        CandidateFactory(version=rules, stage=rules.stages.get(kind=StageKind.LANGUAGE))
    abroad = CandidateFactory.create_batch(8, version=rules)
    for her in abroad:
        went(her)
    milestone(abroad[0], MilestoneKind.RETURN, date(2024, 10, 28))

    keys = ("sent_to_industry", "in_language_training", "departed", "in_japan", "returned")
    assert {key: value(key) for key in keys} == {
        "sent_to_industry": 90, "in_language_training": 12, "departed": 8, "in_japan": 7, "returned": 1,
    }  # fmt: skip
    labels = {str(FIGURES[key].label) for key in (*ROUTE, "sent_to_industry")}
    assert len(labels) == len(ROUTE) + 1
    assert "Sent to industry" in str(FIGURES["in_japan"].warning)

    public = {one["key"]: one for one in told_of(count_answers(as_of=DAY))["figures"]}
    assert (public["sent_to_industry"]["k"], public["in_japan"]["k"]) == (90, 7)
    assert abroad[0].code not in json.dumps(public)


def test_rows_are_codes_with_their_day_and_the_public_reads_no_groups_of_the_few(rules):
    there = CandidateFactory.create_batch(3, version=rules)
    for her in there:
        went(her)
    asked = ask("in_japan", EVERYWHERE, as_of=DAY)
    assert lines_of(asked).lines == sorted(f"{her.code}\t2024-10-21 1" for her in there)
    assert published_cells(asked) == []


def test_who_left_the_route_learns_no_more(rules):
    CandidateFactory(
        version=rules, stage=rules.stages.get(kind=StageKind.LANGUAGE), state=CandidateState.WITHDRAWN,
        ended_on=date(2024, 11, 1),
    )  # fmt: skip
    assert value("in_language_training") == 0
