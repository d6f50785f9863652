"""Two classes short of people become one: nobody is lost, nobody is asked again, each is told."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from factories.curricula import ProgrammeFactory
from factories.organisations import account
from factories.people import PersonFactory
from factories.training import ApplicationFactory, BatchFactory, EnrolmentFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.base.sealing import unseal
from padan.organisations.states import RoleName
from padan.people.actions import MAIL
from padan.people.models import Message
from padan.trail.models import Entry
from padan.training.actions.applications import own_link
from padan.training.actions.merging import CannotBeMerged, merge_batches
from padan.training.models import Batch, Enrolment
from padan.training.states import BatchState, EnrolmentState

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 2, tzinfo=UTC)


@pytest.fixture
def programme():
    return ProgrammeFactory(trade="Las")


@pytest.fixture
def short(programme):
    return BatchFactory(programme=programme, state=BatchState.REGISTRATION, starts_on=date(2024, 12, 2))


@pytest.fixture
def other(programme):
    return BatchFactory(programme=programme, state=BatchState.REGISTRATION, starts_on=date(2024, 12, 9))


@pytest.fixture
def officer(short):
    return account(RoleName.CENTRE_OFFICER, short.centre)


def applicant(batch, number, state=EnrolmentState.APPLIED, person=None, **columns):
    person = person or PersonFactory()
    return ApplicationFactory(
        enrolment=EnrolmentFactory(batch=batch, number=number, state=state, person=person), **columns
    )


def standing(batch):
    return list(Enrolment.objects.filter(batch=batch).order_by("number").values_list("number", "state"))


def test_who_waits_goes_over_behind_those_who_are_there_with_her_scores_and_her_own_link(short, other, officer):
    applicant(other, 4)
    first = applicant(short, 1, written_score=Decimal(80), person=PersonFactory(email="dewi@contoh.padan.example"))
    applicant(short, 2, EnrolmentState.RESERVE, turn=1)
    own_link(application=first, by=officer, at=AT)

    moved = merge_batches(batch=short, into=other, by=officer, at=AT)

    assert [row.enrolment.number for row in moved] == [5, 6]
    assert standing(other) == [(4, "applied"), (5, "applied"), (6, "applied")]
    assert standing(short) == []
    first.refresh_from_db()
    assert (first.written_score, first.enrolment.batch) == (80, other)
    short.refresh_from_db()
    assert (short.state, short.reason) == (BatchState.CANCELLED, f"Merged into {other.name} ({other.code})")
    mail = Message.objects.get()
    body = unseal(mail.body_sealed, purpose=MAIL)
    assert (mail.to, other.name in body, "/t/" in body) == ("dewi@contoh.padan.example", True, True)
    told = Entry.objects.filter(verb__in=["batch.merged_into", "batch.joined"]).order_by("seq")
    assert [entry.wording.changes["count"] for entry in told] == [[0, 2], [0, 2]]


def test_who_applied_to_both_stands_once_and_who_said_no_stays_behind(short, other, officer):
    both = PersonFactory()
    applicant(other, 1, person=both)
    applicant(short, 1, person=both)
    applicant(short, 2, EnrolmentState.REFUSED, reason="Umur", withdrawn_on=date(2024, 11, 1))

    assert merge_batches(batch=short, into=other, by=officer, at=AT) == []
    assert standing(other) == [(1, "applied")]
    assert standing(short) == [(1, "applied"), (2, "refused")]


def test_classes_that_do_not_fit_are_not_merged_and_nothing_moves(short, other, officer):
    applicant(short, 1)
    strange = BatchFactory(programme=ProgrammeFactory(centre=short.centre, trade="Tata boga"), state="registration")
    running = BatchFactory(programme=short.programme, state=BatchState.TRAINING)
    for into in (short, strange, running):
        with pytest.raises(CannotBeMerged):
            merge_batches(batch=short, into=into, by=officer, at=AT)
    with pytest.raises(CannotBeMerged):
        merge_batches(batch=running, into=other, by=officer, at=AT)
    Batch.objects.filter(pk=short.pk).update(announced_at=AT)
    with pytest.raises(CannotBeMerged):
        merge_batches(batch=short, into=other, by=officer, at=AT)
    assert standing(short) == [(1, "applied")]


def test_a_class_is_merged_once_and_only_by_who_keeps_both(short, other, officer):
    elsewhere = BatchFactory(programme=ProgrammeFactory(trade="Las"), state=BatchState.REGISTRATION)
    with pytest.raises(NotAllowed):
        merge_batches(batch=short, into=elsewhere, by=officer, at=AT)
    merge_batches(batch=short, into=other, by=officer, at=AT)
    with pytest.raises(TransitionDenied):
        merge_batches(batch=short, into=other, by=officer, at=AT)
