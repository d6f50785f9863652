"""Questions about days and results: what stands, what is missing, what is held."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from padan.curricula.queries.versions import taught_in
from padan.training.models import AttendanceMark, Enrolment, UnitResult
from padan.training.states import PARTICIPANTS, EnrolmentState, Mark, Result

LEAST_ATTENDANCE = 0.8
"""Below this share of days a person is pointed out; who completes is told by results and the centre."""
IN_CLASS = (Mark.PRESENT, Mark.LATE)


def units_held(people) -> dict[int, set[int]]:
    """The units in which each of these people was found competent, in whatever batch: person id to ids of units."""
    rows = UnitResult.objects.filter(enrolment__person__in=people, result=Result.COMPETENT).order_by()
    held: dict[int, set[int]] = {}
    for person, unit in rows.values_list("enrolment__person_id", "unit_id"):
        held.setdefault(person, set()).add(unit)
    return held


def participants_of(batch):
    """Who is, or was, in the class, by number, with the person."""
    return (
        Enrolment.objects.filter(batch=batch, state__in=PARTICIPANTS)
        .select_related("person", "application")
        .order_by("number")
    )


def units_taught(batch) -> list[Any]:
    """The units of the batch's version, in order; empty without a version."""
    return [row.unit for row in taught_in(batch.version)] if batch.version else []


def results_of(batch) -> dict[tuple[int, int], UnitResult]:
    """What stands: (enrolment id, unit id) to the result."""
    rows = UnitResult.objects.filter(enrolment__batch=batch).order_by("enrolment_id", "unit_id")
    return {(row.enrolment_id, row.unit_id): row for row in rows}


@dataclass(frozen=True)
class Verdict:
    """What the results say of one person: ``state`` None as long as one is missing."""

    enrolment: Any
    competent: int
    assessed: int
    units: int
    state: Any


def verdicts(batch) -> list[Verdict]:
    """For everybody in training in the batch, by number, how she ends by her results."""
    units = {unit.pk for unit in units_taught(batch)}
    found: dict[int, list[str]] = {}
    for (enrolment, unit), row in results_of(batch).items():
        if unit in units:
            found.setdefault(enrolment, []).append(row.result)
    told = []
    for enrolment in participants_of(batch).filter(state=EnrolmentState.TRAINING):
        hers = found.get(enrolment.pk, [])
        competent = hers.count(Result.COMPETENT)
        state = None
        if units and len(hers) == len(units):
            state = EnrolmentState.COMPLETED if competent == len(units) else EnrolmentState.FAILED
        told.append(Verdict(enrolment, competent, len(hers), len(units), state))
    return told


def marks_on(batch, day) -> dict[int, AttendanceMark]:
    """The mark that stands of each person on a day: enrolment id to the mark."""
    rows = AttendanceMark.objects.filter(enrolment__batch=batch, held_on=day, replaced=False)
    return {row.enrolment_id: row for row in rows.order_by("enrolment_id")}


def history_of(batch, day):
    """Every mark of a day that was corrected later, newest first, with who wrote it."""
    rows = AttendanceMark.objects.filter(enrolment__batch=batch, held_on=day, replaced=True)
    return rows.select_related("enrolment__person", "by").order_by("-tapped_at", "-pk")


@dataclass(frozen=True)
class Attendance:
    """How often one person was in class, of the days on which she was marked."""

    there: int
    days: int

    @property
    def share(self) -> float | None:
        return self.there / self.days if self.days else None

    @property
    def low(self) -> bool:
        return self.share is not None and self.share < LEAST_ATTENDANCE


def attendance_of(batch) -> dict[int, Attendance]:
    """Attendance of everybody in a batch who was marked at all: enrolment id to it. One query."""
    rows = AttendanceMark.objects.filter(enrolment__batch=batch, replaced=False).order_by().values_list("enrolment_id")
    counted = rows.annotate(there=Count("pk", filter=Q(mark__in=IN_CLASS)), days=Count("pk"))
    return {enrolment: Attendance(there, days) for enrolment, there, days in counted}


def days_held(batch) -> list[tuple[Any, int, int]]:
    """The days on which the class was marked, newest first: (day, how many in class, how many marked)."""
    rows = AttendanceMark.objects.filter(enrolment__batch=batch, replaced=False).order_by("-held_on")
    counted = rows.values_list("held_on").annotate(there=Count("pk", filter=Q(mark__in=IN_CLASS)), all=Count("pk"))
    return list(counted)
