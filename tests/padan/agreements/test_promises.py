"""How far a promise is kept is counted from rows, never typed."""

from datetime import date

import pytest
from django.utils import timezone
from factories.agreements import AgreementFactory, DeliveryFactory, PartyFactory, PromiseFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.placements import PlacementFactory
from factories.training import BatchFactory, EnrolmentFactory, GuestLessonFactory

from padan.agreements.actions.promises import (
    AlreadyWithdrawn,
    CountedFromRows,
    DueBeforeStart,
    NotSigned,
    add_promise,
    record_delivery,
    settle_promises,
    withdraw_delivery,
)
from padan.agreements.models import Agreement, Delivery, Promise
from padan.agreements.queries.promises import delivered_for, deliveries_of
from padan.agreements.states import AgreementState, PromiseKind
from padan.base.errors import NotAllowed
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.placements.actions import PromiseOfAnother, count_placement_for
from padan.placements.queries import done_for_promises, placements_to_count
from padan.training.actions.batches import NotOfThisPromise, count_batch_for, record_guest_lesson
from padan.training.states import BatchState, EnrolmentState

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)


def officer_of(centre):
    return account(RoleName.CENTRE_OFFICER, centre)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def test_each_kind_of_promise_is_counted_from_the_rows_that_answer_it():
    hire, train, classes = (
        PromiseFactory(kind=PromiseKind.HIRE),
        PromiseFactory(kind=PromiseKind.TRAIN, unit="orang"),
        PromiseFactory(kind=PromiseKind.TRAIN, unit="Paket"),
    )
    teach = PromiseFactory(kind=PromiseKind.TEACH, unit="JP")
    lend = PromiseFactory(kind=PromiseKind.EQUIPMENT, unit="mesin")
    nothing = PromiseFactory(kind=PromiseKind.OTHER)
    PlacementFactory(working=True, promise=hire)
    PlacementFactory(promise=hire)  # offered only
    batch = BatchFactory(finished=True, promise=train)
    EnrolmentFactory(batch=batch, state=EnrolmentState.COMPLETED, finished_on=DAY)
    EnrolmentFactory(batch=batch, state=EnrolmentState.COMPLETED, finished_on=DAY)
    EnrolmentFactory(batch=batch, state=EnrolmentState.DROPPED)
    BatchFactory(promise=classes)
    BatchFactory(promise=classes, state=BatchState.PLANNED)
    GuestLessonFactory(promise=teach, hours=8)
    DeliveryFactory(promise=teach, quantity=4)
    DeliveryFactory(promise=lend, quantity=1)

    promises = [hire, train, classes, teach, lend, nothing]
    assert [done_for_promises(promises)[promise.pk] for promise in promises] == [1, 2, 1, 12, 1, 0]


def test_counting_asks_the_same_number_of_questions_for_one_promise_and_for_three(django_assert_num_queries):
    promises = PromiseFactory.create_batch(3)
    for some in (promises[:1], promises):
        with django_assert_num_queries(1):
            done_for_promises(some)


def test_a_delivery_is_written_under_a_signed_agreement_taken_back_once_and_kept_in_the_books():
    promise = PromiseFactory(kind=PromiseKind.EQUIPMENT, quantity=2, unit="mesin")
    delivery = record_delivery(promise=promise, happened_on=DAY, quantity=2, words="Dua mesin datang", **told())
    assert delivered_for([promise]) == {promise.pk: 2}
    assert Agreement.objects.get(pk=promise.agreement.pk).last_activity_on == DAY

    withdraw_delivery(delivery=delivery, **told())
    assert delivered_for([promise]) == {}
    assert list(deliveries_of([promise])) == [delivery]
    with pytest.raises(AlreadyWithdrawn):
        withdraw_delivery(delivery=delivery, **told())


def test_an_older_delivery_does_not_move_the_last_activity_back():
    promise = PromiseFactory(kind=PromiseKind.EQUIPMENT)
    before = promise.agreement.last_activity_on
    record_delivery(promise=promise, happened_on=date(2024, 4, 1), quantity=1, **told())
    assert Agreement.objects.get(pk=promise.agreement.pk).last_activity_on == before


def test_what_placements_and_batches_answer_is_not_typed():
    for kind in (PromiseKind.HIRE, PromiseKind.APPRENTICESHIP, PromiseKind.TRAIN):
        with pytest.raises(CountedFromRows):
            record_delivery(promise=PromiseFactory(kind=kind), happened_on=DAY, quantity=1, **told())
    assert not Delivery.objects.exists()


def test_nothing_is_delivered_before_the_signature_nor_by_a_party():
    draft = PromiseFactory(kind=PromiseKind.EQUIPMENT, agreement=AgreementFactory(state=AgreementState.DRAFT))
    with pytest.raises(NotSigned):
        record_delivery(promise=draft, happened_on=DAY, quantity=1, **told())
    promise = PromiseFactory(kind=PromiseKind.EQUIPMENT)
    officer = account(RoleName.COMPANY_OFFICER, promise.party.organisation)
    with pytest.raises(NotAllowed):
        record_delivery(promise=promise, happened_on=DAY, quantity=1, **told(officer))


def test_the_night_notes_what_was_found_kept_and_takes_it_back_when_rows_go():
    kept, open_ = PromiseFactory(quantity=2), PromiseFactory(quantity=2)
    assert settle_promises(done={kept.pk: 2, open_.pk: 1}, on=DAY) == 1
    assert settle_promises(done={kept.pk: 3, open_.pk: 1}, on=date(2024, 12, 1)) == 0
    assert list(Promise.objects.order_by("pk").values_list("kept_on", flat=True)) == [DAY, None]
    assert settle_promises(done={kept.pk: 1}, on=date(2024, 12, 2)) == 1
    assert Promise.objects.get(pk=kept.pk).kept_on is None


def test_a_guest_lesson_counts_for_the_promise_of_its_own_body_alone():
    promise = PromiseFactory(kind=PromiseKind.TEACH, unit="JP")
    batch, body = BatchFactory(starts_on=date(2024, 1, 8)), promise.party.organisation
    lesson = {"batch": batch, "hours": 8, "topic": "Membaca WPS", "teacher": "Praktisi Contoh"}
    record_guest_lesson(held_on=DAY, organisation=body, promise=promise, **lesson, **told())
    assert done_for_promises([promise]) == {promise.pk: 8}
    with pytest.raises(NotOfThisPromise, match="another body"):
        record_guest_lesson(held_on=DAY, organisation=OrganisationFactory(), promise=promise, **lesson, **told())
    with pytest.raises(NotOfThisPromise, match="began on"):
        record_guest_lesson(held_on=date(2023, 1, 1), organisation=body, **lesson, **told())
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    with pytest.raises(NotAllowed):
        record_guest_lesson(held_on=DAY, organisation=body, **lesson, **told(stranger))


def test_a_placement_answers_one_promise_of_its_own_company_and_kind():
    opening = OpeningFactory()
    placement = PlacementFactory(working=True, opening=opening)
    agreement = AgreementFactory(running=True, parties=[OrganisationFactory(centre=True), opening.company])
    party = agreement.parties.get(organisation=opening.company)
    hire, places = (
        PromiseFactory(agreement=agreement, party=party, kind=kind)
        for kind in (PromiseKind.HIRE, PromiseKind.APPRENTICESHIP)
    )
    for wrong in (PromiseFactory(kind=PromiseKind.HIRE), places):
        with pytest.raises(PromiseOfAnother):
            count_placement_for(placement=placement, promise=wrong, **told())
    assert list(placements_to_count(viewer_of(officer_of(placement.graduate.centre)), hire)) == [placement]
    count_placement_for(placement=placement, promise=hire, **told(officer_of(placement.graduate.centre)))
    assert done_for_promises([hire, places]) == {hire.pk: 1, places.pk: 0}
    with pytest.raises(PromiseOfAnother, match="already"):
        count_placement_for(placement=placement, promise=hire, **told())


def test_a_batch_answers_one_promise():
    promise, batch = PromiseFactory(kind=PromiseKind.TRAIN, unit="kelas"), BatchFactory()
    count_batch_for(batch=batch, promise=promise, **told())
    assert done_for_promises([promise]) == {promise.pk: 1}
    with pytest.raises(NotOfThisPromise):
        count_batch_for(batch=batch, promise=promise, **told())


def test_a_promise_that_falls_due_before_the_agreement_starts_is_a_year_typed_wrong():
    agreement = AgreementFactory(state=AgreementState.DRAFT, signed_on=None, starts_on=date(2025, 3, 1))
    party = PartyFactory(agreement=agreement)
    keeper = account(RoleName.SECRETARIAT, agreement.forum.organisation)
    promised = {
        "agreement": agreement,
        "party": party,
        "kind": PromiseKind.HIRE,
        "words": "Menerima",
        "quantity": 12,
        "unit": "orang",
    }

    with pytest.raises(DueBeforeStart):
        add_promise(**promised, due_on=date(2020, 3, 1), **told(keeper))
    assert not Promise.objects.exists()

    assert add_promise(**promised, due_on=date(2025, 3, 1), **told(keeper)).due_on == date(2025, 3, 1)
