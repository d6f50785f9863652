import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from factories.curricula import CurriculumVersionFactory, TaughtUnitFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory
from factories.training import (
    BatchFactory,
    BatchInstructorFactory,
    EnrolmentFactory,
    TrainingTargetFactory,
    UnitResultFactory,
)

from padan.base.errors import ActionDenied, NotAllowed
from padan.graduates.actions import finish_class, register_from_batch
from padan.graduates.models import Graduate
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.training.actions.classes import ResultsMissing, TooFew, begin_training, complete_batch, drop_out
from padan.training.actions.results import (
    NotEnrolled,
    NotTaught,
    ResultsChanged,
    mark_attendance,
    record_results,
)
from padan.training.actions.targets import drop_training_target, set_training_target
from padan.training.models import AttendanceMark, TrainingTarget, UnitResult
from padan.training.queries.results import attendance_of, history_of, marks_on, units_held, verdicts
from padan.training.queries.targets import realisation
from padan.training.states import BatchState, EnrolmentState, Mark, Result

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2024, 11, 4, 2, tzinfo=UTC), date(2024, 11, 4)
FIRST = date(2024, 11, 1)
K, BK = Result.COMPETENT, Result.NOT_YET


@pytest.fixture
def batch():
    """A class of three on a version of two units."""
    version = CurriculumVersionFactory()
    TaughtUnitFactory.create_batch(2, version=version)
    batch = BatchFactory(programme=version.programme, version=version, starts_on=FIRST, minimum=3)
    for number in (1, 2, 3):
        EnrolmentFactory(batch=batch, number=number, person__named=True)
    return batch


@pytest.fixture
def officer(batch):
    return account(RoleName.CENTRE_OFFICER, batch.centre)


@pytest.fixture
def people(batch):
    return list(batch.enrolments.order_by("number"))


@pytest.fixture
def units(batch):
    return [row.unit_id for row in batch.version.units.order_by("pk")]


def tap(enrolment, mark, minute=0, key=None, day=TODAY):
    return {
        "key": key or uuid.uuid4(), "enrolment": enrolment.pk, "held_on": day, "mark": mark,
        "tapped_at": AT - timedelta(minutes=60 - minute),
    }  # fmt: skip


def marked(batch, taps, by):
    return mark_attendance(batch=batch, taps=taps, by=by, at=AT, today=TODAY)


def test_a_tap_sent_twice_is_one_mark_and_the_later_tap_stands_whichever_comes_first(batch, people, officer):
    early, late = tap(people[0], Mark.ABSENT, 1), tap(people[0], Mark.LATE, 9)
    assert [marked(batch, [late], officer), marked(batch, [early], officer)] == [1, 1]
    assert marked(batch, [early, late], officer) == 0
    assert marks_on(batch, TODAY)[people[0].pk].mark == Mark.LATE
    assert [row.mark for row in history_of(batch, TODAY)] == [Mark.ABSENT]


def test_a_correction_keeps_what_stood_before(batch, people, officer):
    marked(batch, [tap(people[0], Mark.ABSENT, 1)], officer)
    marked(batch, [tap(people[0], Mark.EXCUSED, 2)], officer)
    assert list(AttendanceMark.objects.order_by("pk").values_list("mark", "replaced")) == [
        ("absent", True), ("excused", False),
    ]  # fmt: skip


def test_a_phone_whose_clock_runs_ahead_writes_no_future(batch, people, officer):
    ahead = tap(people[0], Mark.PRESENT) | {"tapped_at": AT + timedelta(days=3)}
    marked(batch, [ahead], officer)
    assert AttendanceMark.objects.get().tapped_at == AT


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), FIRST - timedelta(days=1)])
def test_no_attendance_before_the_class_or_in_the_future(batch, people, officer, day):
    with pytest.raises(FieldRefused):
        marked(batch, [tap(people[0], Mark.PRESENT, day=day)], officer)


def test_attendance_of_somebody_of_another_class_is_refused_whole(batch, people, officer):
    stranger = EnrolmentFactory()
    with pytest.raises(NotEnrolled):
        marked(batch, [tap(people[0], Mark.PRESENT), tap(stranger, Mark.PRESENT)], officer)
    assert not AttendanceMark.objects.exists()


def test_an_instructor_keeps_her_own_class_and_no_other(batch, people):
    teacher = account(RoleName.INSTRUCTOR, batch.centre)
    with pytest.raises(NotAllowed):
        marked(batch, [tap(people[0], Mark.PRESENT)], teacher)
    BatchInstructorFactory(batch=batch, user=teacher)
    assert marked(batch, [tap(people[0], Mark.PRESENT)], teacher) == 1


def test_who_is_late_was_there_and_a_low_share_is_pointed_out(batch, people, officer):
    days = [FIRST + timedelta(days=n) for n in range(4)]
    marks = (Mark.PRESENT, Mark.LATE, Mark.EXCUSED, Mark.ABSENT)
    marked(batch, [tap(people[0], mark, day=day) for day, mark in zip(days, marks, strict=True)], officer)
    marked(batch, [tap(people[1], Mark.PRESENT, day=day) for day in days], officer)
    told = attendance_of(batch)
    assert {number: (told[row.pk].share, told[row.pk].low) for number, row in enumerate(people[:2])} == {
        0: (0.5, True), 1: (1.0, False),
    }  # fmt: skip


def written(batch, cells, by, **more):
    told = {"assessor": "Asesor Rekaan", "assessed_on": TODAY, "by": by, "at": AT, "today": TODAY} | more
    return record_results(batch=batch, cells=cells, **told)


def cell(enrolment, unit, result, seen=""):
    return {"enrolment": enrolment.pk, "unit": unit, "result": result, "seen": seen}


def test_a_grid_is_written_at_once_and_the_same_again_changes_nothing(batch, people, units, officer):
    cells = [cell(row, unit, K) for row in people for unit in units]
    assert [written(batch, cells, officer), written(batch, cells, officer)] == [6, 0]
    assert units_held([people[0].person_id]) == {people[0].person_id: set(units)}


def test_a_result_for_somebody_not_enrolled_or_in_a_unit_not_taught_is_refused_and_nothing_is_kept(
    batch, people, units, officer
):
    applicant = EnrolmentFactory(batch=batch, number=9, state=EnrolmentState.APPLIED)
    for stranger in (EnrolmentFactory(), applicant):
        with pytest.raises(NotEnrolled):
            written(batch, [cell(people[0], units[0], K), cell(stranger, units[0], K)], officer)
    with pytest.raises(NotTaught):
        written(batch, [cell(people[0], units[0], K), cell(people[0], CodeFactory().pk, K)], officer)
    assert not UnitResult.objects.exists()


def test_two_assessors_at_once_never_overwrite_each_other_unseen(batch, people, units, officer):
    written(batch, [cell(people[0], units[0], K)], officer)
    with pytest.raises(ResultsChanged):
        written(batch, [cell(people[0], units[0], BK, seen=""), cell(people[1], units[0], K)], officer)
    assert list(UnitResult.objects.values_list("enrolment_id", "result")) == [(people[0].pk, K)]
    assert written(batch, [cell(people[0], units[0], BK, seen=K)], officer) == 1
    assert written(batch, [cell(people[0], units[0], "", seen=BK)], officer) == 1
    assert not UnitResult.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [({"assessor": " "}, "assessor"), ({"assessed_on": TODAY + timedelta(days=1)}, "assessed_on"),
     ({"assessed_on": FIRST - timedelta(days=1)}, "assessed_on")],
)  # fmt: skip
def test_a_result_says_who_assessed_and_on_a_day_that_can_be(batch, people, units, officer, told, field):
    with pytest.raises(FieldRefused) as refused:
        written(batch, [cell(people[0], units[0], K)], officer, **told)
    assert refused.value.field == field


def test_results_tell_how_each_ends(batch, people, units):
    for unit in units:
        UnitResultFactory(enrolment=people[0], unit_id=unit, result=K)
        UnitResultFactory(enrolment=people[1], unit_id=unit, result=BK if unit == units[0] else K)
    UnitResultFactory(enrolment=people[2], unit_id=units[0], result=K)
    assert [(one.competent, one.assessed, one.state) for one in verdicts(batch)] == [
        (2, 2, EnrolmentState.COMPLETED), (1, 2, EnrolmentState.FAILED), (1, 1, None),
    ]  # fmt: skip


def test_a_class_ends_by_its_results_and_its_graduates_are_registered_once(batch, people, units, officer):
    for row in people[:2]:
        for unit in units:
            UnitResultFactory(enrolment=row, unit_id=unit, result=K if row == people[0] else BK)
    with pytest.raises(ResultsMissing) as refused:
        complete_batch(batch=batch, ended_on=TODAY, by=officer, at=AT, today=TODAY)
    assert "no. 3" in str(refused.value)
    with pytest.raises(FieldRefused):
        finish_class(batch=batch, ended_on=TODAY, decided={people[2].pk: "completed"}, by=officer, at=AT, today=TODAY)
    done, registered = finish_class(
        batch=batch, ended_on=TODAY, decided={people[2].pk: "completed"}, reason="Uji ulang lulus", by=officer, at=AT,
        today=TODAY,
    )  # fmt: skip
    assert (done.state, registered) == (BatchState.COMPLETED, 2)
    assert list(batch.enrolments.order_by("number").values_list("state", "finished_on")) == [
        ("completed", TODAY), ("failed", None), ("completed", TODAY),
    ]  # fmt: skip
    assert sorted(Graduate.objects.values_list("person_id", "batch_id")) == sorted(
        (row.person_id, batch.pk) for row in (people[0], people[2])
    )
    assert register_from_batch(batch=batch, by=officer, at=AT) == 0


def test_a_graduate_of_an_earlier_class_moves_to_her_last(batch, people, units, officer):
    earlier = EnrolmentFactory(finished=True, person=people[0].person, batch__programme__centre=batch.centre)
    register_from_batch(batch=earlier.batch, by=None, at=AT)
    finish_class(
        batch=batch, ended_on=TODAY, by=officer, at=AT, today=TODAY, reason="Keputusan balai",
        decided={row.pk: EnrolmentState.COMPLETED for row in people},
    )  # fmt: skip
    assert Graduate.objects.get(person=people[0].person).batch == batch


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_class_that_ends_before_it_begins_or_after_today_is_refused(batch, officer, day):
    with pytest.raises(FieldRefused) as refused:
        complete_batch(batch=batch, ended_on=day, by=officer, at=AT, today=TODAY)
    assert refused.value.field == "ended_on"


def test_who_leaves_keeps_her_row_with_a_reason(batch, people, officer):
    with pytest.raises(FieldRefused):
        drop_out(enrolment=people[0], on=TODAY, reason="", by=officer, at=AT)
    assert drop_out(enrolment=people[0], on=TODAY, reason="Pindah rumah", by=officer, at=AT).state == "dropped"
    with pytest.raises(ActionDenied):
        drop_out(enrolment=people[0], on=TODAY, reason="Pindah rumah", by=officer, at=AT)


def test_a_class_begins_with_its_minimum_or_with_a_reason(batch, officer):
    fresh = BatchFactory(programme=batch.programme, state=BatchState.SELECTION, starts_on=TODAY, minimum=2)
    with pytest.raises(TooFew):
        begin_training(batch=fresh, by=officer, at=AT)
    EnrolmentFactory(batch=fresh, state=EnrolmentState.SELECTED)
    EnrolmentFactory(batch=fresh, state=EnrolmentState.RESERVE)
    with pytest.raises(TooFew):
        begin_training(batch=fresh, by=officer, at=AT)
    assert begin_training(batch=fresh, by=officer, at=AT, reason="Disetujui dinas").state == BatchState.TRAINING
    assert sorted(fresh.enrolments.values_list("state", flat=True)) == ["reserve", "training"]


def test_packages_and_people_add_up_to_their_parent_and_applicants_are_not_people(officer, batch):
    centre = batch.centre
    for funding, packages in (("APBN", 3), ("APBD", 2)):
        TrainingTargetFactory(
            centre=centre, output_code="RO.1", funding=funding, packages=packages, people=16 * packages
        )
    here = {"programme": batch.programme, "starts_on": date(2024, 3, 4), "output_code": "RO.1"}
    one, two = BatchFactory(funding="APBN", **here), BatchFactory(funding="APBD", **here)
    BatchFactory(funding="APBN", **(here | {"starts_on": date(2023, 3, 4)}))
    BatchFactory(funding="APBN", state=BatchState.PLANNED, **here)
    EnrolmentFactory.create_batch(2, batch=one)
    EnrolmentFactory(batch=one, state=EnrolmentState.REFUSED)
    EnrolmentFactory(batch=two, state=EnrolmentState.DROPPED)

    table = realisation(viewer_of(officer), centre, 2024)

    parent = next(line for line in table if line.label == "RO.1")
    assert (parent.packages, parent.people, parent.run, parent.trained) == (5, 80, 2, 3)
    assert [(line.label, line.packages, line.run, line.trained) for line in parent.below] == [
        ("APBD", 2, 1, 1), ("APBN", 3, 1, 2),
    ]  # fmt: skip
    assert sum(line.run for line in table) == 3  # the class of three has no RO: it stands under a line of its own


def test_a_target_is_set_corrected_and_dropped_by_the_centre_alone(officer, batch):
    told = {"centre": batch.centre, "year": 2024, "output_code": "4057.SCO.003", "people": 128, "at": AT}
    for packages in (8, 9):
        target = set_training_target(packages=packages, by=officer, **told)
    assert TrainingTarget.objects.get().packages == 9
    with pytest.raises(FieldRefused):
        set_training_target(packages=1, by=officer, **(told | {"year": 24}))
    with pytest.raises(NotAllowed):
        set_training_target(packages=1, by=account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind="centre")), **told)
    drop_training_target(target=target, by=officer, at=AT)
    assert not TrainingTarget.objects.exists()
