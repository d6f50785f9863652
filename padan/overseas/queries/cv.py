"""What Padan holds that belongs into a Japanese CV, as its lines are written."""

from padan.graduates.models import Graduate
from padan.overseas.models import ExamAttempt
from padan.overseas.states import CvPart, Exam, ExamResult, NumberCheck
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.training.models import Enrolment
from padan.training.states import EnrolmentState


def lines_held(candidate) -> dict[str, str]:
    """For each part of the CV its lines from courses completed, jobs begun and ended, and exams that were checked."""
    return {
        CvPart.SCHOOL: _written(_courses(candidate)),
        CvPart.WORK: _written(_jobs(candidate)),
        CvPart.LICENCE: _written(_exams(candidate)),
    }


def lines_told(cv) -> dict[str, str]:
    """The lines of a CV as they are typed."""
    found: dict[str, list] = {part: [] for part in CvPart}
    for line in cv.lines.all():
        found[line.part].append((line.year, line.month, line.words))
    return {part: _written(rows) for part, rows in found.items()}


def _courses(candidate):
    rows = Enrolment.objects.filter(person=candidate.person_id, state=EnrolmentState.COMPLETED)
    for row in rows.exclude(finished_on=None).select_related("batch__programme__centre").order_by("finished_on", "pk"):
        programme = row.batch.programme
        yield row.finished_on.year, row.finished_on.month, f"{programme.centre.name}「{programme.name}」修了"


def _jobs(candidate):
    graduates = Graduate.objects.filter(person=candidate.person_id).order_by().values("pk")
    rows = Placement.objects.filter(
        graduate__in=graduates, state__in=[PlacementState.WORKING, PlacementState.ENDED]
    ).select_related("opening__company")
    for row in rows.order_by("started_on", "pk"):
        where = str(row.opening.company or row.opening)
        yield row.started_on.year, row.started_on.month, f"{where} 入社"
        if row.ended_on:
            yield row.ended_on.year, row.ended_on.month, f"{where} 退社"


def _exams(candidate):
    rows = ExamAttempt.objects.filter(candidate=candidate, result=ExamResult.PASSED, trust=NumberCheck.CHECKED)
    for row in rows.order_by("taken_on", "pk"):
        day = row.result_on or row.taken_on
        if row.exam == Exam.JLPT:
            words = f"日本語能力試験（JLPT）{f'N{6 - row.level} ' if row.level else ''}合格"
        elif row.exam == Exam.JFT:
            words = "国際交流基金日本語基礎テスト（JFT-Basic A2）合格"
        else:
            words = f"特定技能評価試験（{row.field}）合格" if row.field else "特定技能評価試験 合格"
        yield day.year, day.month, words


def _written(rows) -> str:
    return "\n".join(f"{year}{f'-{month:02}' if month else ''} {words[:80]}" for year, month, words in rows)
