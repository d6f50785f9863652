"""Candidates as figures count them on any day: from dated rows alone, never from where somebody stands today."""

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from padan.organisations.queries import Viewer, within, within_personal
from padan.overseas.models import Candidate, Contract, ExamAttempt, Interview, Milestone, Step
from padan.overseas.states import CandidateState, Exam, ExamResult, MilestoneKind, NumberCheck, StageKind

LANGUAGE_EXAMS = (Exam.JLPT, Exam.JFT)
SKILLS_EXAMS = (Exam.SKILLS,)


def candidates_to_count(viewer: Viewer):
    """Candidates the viewer may count without reading the lines; scheme and centre come along."""
    rows = Candidate.objects.select_related("version__scheme", "centre").order_by("pk")
    if viewer.sees_all:
        return rows
    return rows.filter(within(viewer, "centre") | within_personal(viewer, "centre"))


def learning_on(rows, day):
    """Those who stood at a stage of learning the language on that day, each with its first day as ``day``."""
    steps = Step.objects.filter(_hers(), stage__kind=StageKind.LANGUAGE, entered_on__lte=day)
    steps = steps.filter(Q(left_on=None) | Q(left_on__gt=day))
    return _with_day(rows, steps, "entered_on").filter(Q(ended_on=None) | Q(ended_on__gt=day))


def passed_by(rows, day, exams):
    """Those who had passed one of these exams by a day, its number checked with the issuer by then."""
    exams = ExamAttempt.objects.filter(
        _hers(), exam__in=exams, result=ExamResult.PASSED, trust=NumberCheck.CHECKED, checked_on__lte=day
    )
    exams = exams.filter(Q(result_on__lte=day) | Q(result_on=None, taken_on__lte=day))
    return _with_day(rows, exams, "checked_on")


def interviewed_by(rows, day):
    """Those who had talked with an employer abroad by a day; whoever did not come has not."""
    talks = Interview.objects.filter(_hers(), held_on__lte=day).exclude(result=ExamResult.ABSENT)
    return _with_day(rows, talks, "held_on")


def contracted_by(rows, day):
    """Those who had signed a contract with an employer abroad by a day."""
    return _with_day(rows, Contract.objects.filter(_hers(), signed_on__lte=day), "signed_on")


def departed_by(rows, day):
    """Those who had departed by a day: only with a visa and with the day of departure."""
    return _with_day(rows.filter(_stood(MilestoneKind.VISA, day)), _milestones(MilestoneKind.DEPARTURE, day), "on")


def abroad_on(rows, day, country):
    """Those in the country on a day: departed, arrived, and not come back by then."""
    rows = departed_by(rows.filter(version__scheme__country=country), day)
    back = Q(_stood(MilestoneKind.RETURN, day)) | Q(state=CandidateState.RETURNED, ended_on__lte=day)
    return _with_day(rows.filter(~back), _milestones(MilestoneKind.ARRIVAL, day), "on")


def returned_by(rows, day):
    """Those who had departed and come back by a day."""
    return _with_day(departed_by(rows, day), _milestones(MilestoneKind.RETURN, day), "on")


def _hers():
    return Q(candidate=OuterRef("pk"))


def _milestones(kind, day):
    """Milestones of this kind as they stood on a day: a row replaced later stood then."""
    rows = Milestone.objects.filter(_hers(), kind=kind, on__lte=day)
    return rows.filter(Q(replaced_on=None) | Q(replaced_on__gt=day))


def _stood(kind, day):
    return Exists(_milestones(kind, day))


def _with_day(rows, told, column):
    """``rows`` of whom ``told`` has something, each with its first day as ``day``."""
    first = told.order_by().values("candidate").annotate(first=Min(F(column))).values("first")
    return rows.filter(Exists(told)).annotate(day=Subquery(first))
