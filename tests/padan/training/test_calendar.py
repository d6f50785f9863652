from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from factories.curricula import CurriculumVersionFactory, ProgrammeFactory
from factories.organisations import OrganisationFactory, account
from factories.people import UserFactory
from factories.training import ApplicationFactory, BatchFactory

from padan.base.errors import ActionDenied, NotAllowed, TransitionDenied
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.states import RoleName
from padan.people.models import SignedLink
from padan.trail.queries import entries_of
from padan.training.actions.calendar import (
    begin_selection,
    cancel_batch,
    drop_instructor,
    edit_batch,
    name_instructor,
    open_registration,
    plan_batch,
    postpone_batch,
    registration_link,
    take_up_batch,
)
from padan.training.models import Batch
from padan.training.states import BatchState, EnrolmentState

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 2, tzinfo=UTC)
CALENDAR = {
    "registration_from": date(2024, 11, 1),
    "registration_until": date(2024, 11, 20),
    "written_from": date(2024, 11, 21),
    "written_until": date(2024, 11, 22),
    "interview_from": date(2024, 11, 25),
    "interview_until": date(2024, 11, 26),
    "announce_on": date(2024, 11, 28),
    "reregistration_from": date(2024, 11, 28),
    "reregistration_until": date(2024, 11, 30),
    "starts_on": date(2024, 12, 2),
    "ends_on": date(2025, 1, 31),
}


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def officer(programme):
    return account(RoleName.CENTRE_OFFICER, programme.centre)


def plan(programme, by, **told):
    told = {"name": "Juru Las 9", **CALENDAR, **told}
    return plan_batch(centre=programme.centre, programme=programme, by=by, at=AT, **told)


def test_a_batch_is_planned_with_its_whole_calendar_and_sixteen_places(programme, officer):
    batch = plan(programme, officer, output_code="4057.SCO.003", channel="UPTP", funding="APBN", daily_hours=8)
    batch.refresh_from_db()
    assert {field: getattr(batch, field) for field in CALENDAR} == CALENDAR
    assert (batch.state, batch.capacity, batch.minimum) == (BatchState.PLANNED, 16, 16)
    assert [entry.verb for entry in entries_of(batch)] == ["batch.planned"]


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("ends_on", date(2024, 12, 1)),
        ("registration_until", date(2024, 10, 31)),
        ("written_until", date(2024, 11, 20)),
        ("interview_until", date(2024, 11, 24)),
        ("announce_on", date(2024, 11, 21)),
        ("reregistration_until", date(2024, 11, 27)),
    ],
)
def test_a_calendar_out_of_order_is_refused_at_its_day_with_a_sentence(programme, officer, field, day):
    with pytest.raises(FieldRefused) as refused:
        plan(programme, officer, **{field: day})
    assert refused.value.field == field
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"ends_on": date(2024, 12, 1), "starts_on": date(2024, 12, 2)},
        {"written_until": date(2024, 12, 1), "announce_on": date(2024, 11, 30)},
        {"registration_from": date(2024, 12, 1), "registration_until": date(2024, 11, 30)},
        {"minimum": 17},
        {"state": "postponed"},
    ],
)
def test_what_can_never_be_true_the_database_refuses_too(told):
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchFactory(**told)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"capacity": 0}, "capacity"), ({"capacity": 501}, "capacity"), ({"minimum": 17}, "minimum"),
     ({"written_weight": 101}, "written_weight")],
)  # fmt: skip
def test_impossible_numbers_are_refused_where_they_stand(programme, officer, told, field):
    with pytest.raises(FieldRefused) as refused:
        plan(programme, officer, **told)
    assert refused.value.field == field


def test_a_version_of_another_programme_and_a_name_used_twice_are_refused(programme, officer):
    with pytest.raises(FieldRefused) as refused:
        plan(programme, officer, version=CurriculumVersionFactory())
    assert refused.value.field == "version"
    plan(programme, officer)
    with pytest.raises(FieldRefused) as refused:
        plan(programme, officer, name="juru  las 9")
    assert refused.value.field == "name"


def test_a_stranger_plans_nothing_here(programme):
    with pytest.raises(NotAllowed):
        plan(programme, account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind="centre")))


def test_two_who_edit_at_once_never_overwrite_each_other(programme, officer):
    batch = plan(programme, officer)
    edit_batch(batch=batch, revision=1, by=officer, at=AT, funding="APBD")
    with pytest.raises(EditedMeanwhile) as refused:
        edit_batch(batch=batch, revision=1, by=officer, at=AT, funding="DBHCHT")
    assert (refused.value.stands.funding, refused.value.stands.revision) == ("APBD", 2)


def test_the_capacity_never_falls_below_the_places_given(programme, officer):
    batch = plan(programme, officer, capacity=2, minimum=1)
    for number in (1, 2):
        ApplicationFactory(enrolment__batch=batch, enrolment__state=EnrolmentState.SELECTED, enrolment__number=number)
    with pytest.raises(FieldRefused) as refused:
        edit_batch(batch=batch, revision=1, by=officer, at=AT, capacity=1)
    assert refused.value.field == "capacity"


def test_the_way_from_plan_to_selection_and_its_link(programme, officer):
    batch = plan(programme, officer)
    with pytest.raises(ActionDenied):
        registration_link(batch=batch, by=officer, at=AT)
    open_registration(batch=batch, by=officer, at=AT)
    assert "/t/" in registration_link(batch=batch, by=officer, at=AT)
    begin_selection(batch=batch, by=officer, at=AT)
    with pytest.raises(TransitionDenied):
        begin_selection(batch=batch, by=officer, at=AT)
    verbs = [entry.verb for entry in entries_of(batch)]
    assert sorted(verbs) == sorted(
        ["batch.planned", "batch.registration_opened", "link.issued", "batch.selection_begun", "links.withdrawn"]
    )


def test_registration_does_not_open_without_its_last_day(programme, officer):
    batch = plan(programme, officer, registration_until=None)
    with pytest.raises(ActionDenied):
        open_registration(batch=batch, by=officer, at=AT)


def test_a_package_is_postponed_with_a_reason_and_taken_up_again(programme, officer):
    batch = open_registration(batch=plan(programme, officer), by=officer, at=AT)
    with pytest.raises(ActionDenied):
        postpone_batch(batch=batch, reason=" ", by=officer, at=AT)
    postpone_batch(batch=batch, reason="Baru 9 pendaftar", by=officer, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (BatchState.POSTPONED, "Baru 9 pendaftar")
    assert take_up_batch(batch=batch, by=officer, at=AT).reason == ""
    assert cancel_batch(batch=batch, reason="Anggaran ditarik", by=officer, at=AT).state == BatchState.CANCELLED


def test_an_instructor_is_named_once_and_dropped(programme, officer):
    batch, teacher = plan(programme, officer), UserFactory()
    for _twice in range(2):
        name_instructor(batch=batch, user=teacher, by=officer, at=AT)
    assert batch.instructors.count() == 1
    drop_instructor(batch=batch, user=teacher, by=officer, at=AT)
    assert not batch.instructors.exists()


@pytest.mark.parametrize("field", ["registration_until", "starts_on"])
def test_while_people_register_the_days_they_are_told_are_not_emptied(programme, officer, field):
    batch = open_registration(batch=plan(programme, officer), by=officer, at=AT)
    later = {"ends_on": None, field: None}
    with pytest.raises(FieldRefused) as refused:
        edit_batch(batch=batch, revision=batch.revision, by=officer, at=AT, **later)
    assert refused.value.field == field


def test_the_link_on_the_poster_holds_to_the_last_day_of_registration(programme, officer):
    told = CALENDAR | {"registration_until": date(2025, 1, 20), "written_from": None, "written_until": None,
                       "interview_from": None, "interview_until": None, "announce_on": None,
                       "reregistration_from": None, "reregistration_until": None, "starts_on": date(2025, 2, 3),
                       "ends_on": None}  # fmt: skip
    batch = open_registration(batch=plan(programme, officer, **told), by=officer, at=AT)
    registration_link(batch=batch, by=officer, at=AT)
    assert SignedLink.objects.get(thing_code=batch.code).expires_at > datetime(2025, 1, 20, 17, tzinfo=UTC)
