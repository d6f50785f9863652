"""Classes as a centre lives with them: one short of applicants, one in selection, one under way; the budget."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from padan.base.codes import name_key
from padan.people.models import Person
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, TODAY, Story, moment
from padan.training.models import (
    Application,
    ApplicationPaper,
    AttendanceMark,
    Batch,
    Enrolment,
    TrainingTarget,
    UnitResult,
)
from padan.training.states import BatchState, Check, EnrolmentState, Mark, PaperKind, Result, Source

OUTPUTS = (("9999.SCO.003", "UPTP"), ("9999.QDC.001", "BLKK"))
"""Invented codes: no budget has the activity 9999."""
SHORT, MANY = 9, 18


def build(story: Story) -> None:
    """In a fixed number of rows, by a chance of its own: what was told before stays the same."""
    chance = Chance(SEED + 3)
    _budget(story, chance)
    short, choosing = story.planned
    _registration(short, SHORT, chance, BatchState.REGISTRATION, date(2024, 11, 20))
    for application in _registration(choosing, MANY, chance, BatchState.SELECTION, date(2024, 11, 8)):
        application.written_score = Decimal(chance.randrange(45, 99))
        application.interview_score = Decimal(chance.randrange(50, 99))
        application.save(update_fields=["written_score", "interview_score"])
    _under_way(story, story.running[2], chance)


def _budget(story, chance):
    centre = story.centres[0]
    rows = list(Batch.objects.filter(centre=centre).order_by("pk"))
    for at, batch in enumerate(rows):
        batch.output_code, batch.channel = OUTPUTS[at % 4 == 3]
        batch.daily_hours = 8
    Batch.objects.bulk_update(rows, ["output_code", "channel", "daily_hours"], batch_size=200)
    for batch in (*story.running, *story.planned):
        batch.refresh_from_db()
    places = sorted({(row.output_code, row.channel, row.funding) for row in rows if row.starts_on.year == TODAY.year})
    TrainingTarget.objects.bulk_create(
        TrainingTarget(
            code=chance.code("SAS"), centre=centre, year=TODAY.year, output_code=output, channel=channel,
            funding=funding, packages=done + 1, people=(done + 1) * 16,
        )
        for output, channel, funding in places
        for done in [sum((row.output_code, row.channel, row.funding) == (output, channel, funding)
                         and row.starts_on.year == TODAY.year for row in rows)]
    )  # fmt: skip


def _registration(batch, count, chance, state, until):
    batch.state = state
    batch.registration_from, batch.registration_until = date(2024, 11, 1), until
    batch.written_from = batch.written_until = until + timedelta(days=1)
    batch.interview_from, batch.interview_until = until + timedelta(days=2), until + timedelta(days=3)
    batch.announce_on = until + timedelta(days=5)
    batch.reregistration_from, batch.reregistration_until = batch.announce_on, until + timedelta(days=7)
    batch.save()
    names = [chance.name() for _ in range(count)]
    people = [Person(code=chance.code("ORG", 10), name=name, name_key=name_key(name)) for name in names]
    Person.objects.bulk_create(people)
    enrolments = [
        Enrolment(batch=batch, person=person, number=number, state=EnrolmentState.APPLIED)
        for number, person in enumerate(people, start=1)
    ]
    Enrolment.objects.bulk_create(enrolments)
    applications = [
        Application(
            code=chance.code("DFT"), enrolment=row, applied_on=date(2024, 11, 1 + row.number % 7),
            source=Source.LINK if row.number % 3 else Source.OFFICER,
        )
        for row in enrolments
    ]  # fmt: skip
    Application.objects.bulk_create(applications)
    ApplicationPaper.objects.bulk_create(
        ApplicationPaper(application=application, kind=kind, state=check, note=note)
        for at, application in enumerate(applications)
        for kind, check, note in (
            (PaperKind.KTP, Check.APPROVED, ""),
            (PaperKind.DIPLOMA, Check.APPROVED if at % 4 else Check.REJECTED, "" if at % 4 else "Fotonya buram"),
            (PaperKind.PHOTO, Check.PENDING, ""),
        )
    )
    return applications


def _under_way(story, batch, chance):
    """A week of attendance, with one late tap corrected, and the first units assessed."""
    teacher = story.users["instruktur"]
    people = list(Enrolment.objects.filter(batch=batch).order_by("number"))
    marks = []
    for day in (TODAY - timedelta(days=back) for back in (7, 4, 3, 2, 1)):
        for row in people:
            low = row.number == 5 and day >= TODAY - timedelta(days=3)
            mark = Mark.ABSENT if low else chance.choice([Mark.PRESENT] * 12 + [Mark.LATE, Mark.EXCUSED])
            marks.append(_mark(row, day, mark, teacher, chance, 5))
    early = _mark(people[2], TODAY - timedelta(days=1), Mark.ABSENT, teacher, chance, 1)
    early.replaced = True
    AttendanceMark.objects.bulk_create([*marks, early])
    units = [row.unit_id for row in batch.version.units.order_by("order", "pk")[:3]]
    UnitResult.objects.bulk_create(
        UnitResult(
            enrolment=row, unit_id=unit, assessed_on=TODAY - timedelta(days=3), assessor=teacher.name,
            result=Result.NOT_YET if (row.number + at) % 9 == 0 else Result.COMPETENT,
        )
        for row in people
        for at, unit in enumerate(units)
    )  # fmt: skip


def _mark(row, day, mark, teacher, chance, minute):
    at = moment(day, 8, minute)
    key = uuid.UUID(int=chance.getrandbits(128), version=4)
    return AttendanceMark(enrolment=row, held_on=day, mark=mark, key=key, tapped_at=at, came_at=at, by=teacher)
