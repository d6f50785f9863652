from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError
from factories.organisations import OrganisationFactory, account
from factories.people import PersonFactory
from factories.training import ApplicationFactory, BatchFactory, EnrolmentFactory
from PIL import Image

from padan.base.errors import ActionDenied, NotAllowed
from padan.base.sealing import digest
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.people.models import Message, Person, SignedLink
from padan.training.actions import applications
from padan.training.actions.applications import (
    AlreadyApplied,
    ChangedMeanwhile,
    ClassFull,
    JoinsTooLate,
    RegistrationOver,
    announce_selection,
    apply_to_batch,
    bring_paper,
    check_paper,
    choose_applicants,
    own_link,
    reregister,
    score_applicants,
    take_from_reserve,
    withdraw_application,
)
from padan.training.actions.calendar import registration_link
from padan.training.actions.classes import begin_training, drop_out
from padan.training.models import Application
from padan.training.queries.applications import joins_until, ranked, short_batches
from padan.training.states import BatchState, Check, EnrolmentState, PaperKind

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2024, 11, 4, 2, tzinfo=UTC), date(2024, 11, 4)
NIK = "3204125507010003"


class Upload(BytesIO):
    name = "ktp.pdf"


@pytest.fixture
def batch():
    return BatchFactory(
        state=BatchState.REGISTRATION, registration_until=date(2024, 11, 20), starts_on=date(2024, 12, 2), capacity=2,
        minimum=2,
    )  # fmt: skip


@pytest.fixture
def officer(batch):
    return account(RoleName.CENTRE_OFFICER, batch.centre)


def link_for(batch, officer):
    registration_link(batch=batch, by=officer, at=AT)
    return SignedLink.objects.get(thing_code=batch.code)


def apply(batch, by, name="Dewi Rekaan", phone="0812 3456 7890", **more):
    return apply_to_batch(batch=batch, name=name, phone=phone, by=by, at=AT, today=TODAY, **more)


def told(application, state, reason=""):
    application.refresh_from_db()
    return {"application": application.pk, "revision": application.revision, "state": state, "reason": reason}


def test_somebody_applies_by_the_link_with_name_and_phone_alone(batch, officer):
    application = apply(batch, link_for(batch, officer))
    person = application.enrolment.person
    assert (person.name, person.phone, person.nik_digest) == ("Dewi Rekaan", "+6281234567890", None)
    assert (application.source, application.enrolment.state, application.enrolment.number) == ("link", "applied", 1)


def test_the_same_person_twice_is_one_applicant_however_she_writes_herself(batch, officer):
    apply(batch, officer, nik=NIK)
    for again in ({"name": "DEWI  rekaan"}, {"phone": "+62 812-3456-7890"}, {"nik": NIK, "phone": "0813 1111 2222"}):
        with pytest.raises(AlreadyApplied):
            apply(batch, officer, **again)
    assert (Person.objects.count(), Application.objects.count()) == (1, 1)


def test_a_person_known_from_another_class_is_the_same_person_and_a_link_changes_nothing_of_her(batch, officer):
    known = PersonFactory(name="Dewi Rekaan", name_key="dewi rekaan", phone="+6281300000000")
    known.nik = NIK
    known.save()
    EnrolmentFactory(person=known)
    before = (known.phone, known.email, known.nik)
    application = apply(batch, link_for(batch, officer), nik=NIK, phone="0899 9999 9999", email="lain@contoh.example")
    known.refresh_from_db()
    assert application.enrolment.person == known
    assert (known.phone, known.email, known.nik) == before


def test_the_same_nik_at_the_same_moment_in_another_class_is_one_person(batch, officer, monkeypatch):
    known = PersonFactory(name="Dewi Rekaan", name_key="dewi rekaan", phone="+6281300000000")
    known.nik = NIK
    known.save()
    looked = iter(["not there yet"])  # the other one is stored between our looking and our writing
    monkeypatch.setattr(applications, "digest", lambda *told, **more: next(looked, None) or digest(*told, **more))
    assert apply(batch, officer, nik=NIK).enrolment.person == known


def test_another_fault_of_the_database_is_told_and_not_tried_for_ever(batch, officer, monkeypatch):
    def broken(person, *args, **more):
        raise IntegrityError

    monkeypatch.setattr(Person, "save", broken)
    with pytest.raises(IntegrityError):
        apply(batch, officer, nik=NIK)


def test_a_nik_of_somebody_else_is_refused_without_saying_whose(batch, officer):
    known = PersonFactory(name="Sari Rekaan", name_key="sari rekaan")
    known.nik = NIK
    known.save()
    with pytest.raises(FieldRefused) as refused:
        apply(batch, link_for(batch, officer), nik=NIK)
    assert refused.value.field == "nik"
    assert "Sari" not in str(refused.value)


@pytest.mark.parametrize(
    ("field", "written"),
    [("nik", "123"), ("nik", "3204129907010003"), ("phone", "besok"), ("phone", ""), ("name", "12345"), ("name", "")],
)
def test_what_cannot_be_read_is_refused_at_its_field(batch, officer, field, written):
    with pytest.raises(FieldRefused) as refused:
        apply(batch, officer, **{field: written})
    assert refused.value.field == field
    assert not Application.objects.exists()


def test_after_the_last_day_the_link_takes_nobody_and_the_centre_still_may(batch, officer):
    link = link_for(batch, officer)
    batch.registration_until = date(2024, 11, 3)
    batch.save()
    with pytest.raises(RegistrationOver):
        apply(batch, link)
    assert apply(batch, officer).enrolment.state == EnrolmentState.APPLIED


def test_a_link_of_another_class_opens_nothing_here(batch, officer):
    other = BatchFactory(state=BatchState.REGISTRATION, registration_until=date(2024, 11, 20), centre=batch.centre)
    with pytest.raises(NotAllowed):
        apply(batch, link_for(other, officer))


def test_a_stranger_puts_nobody_on_the_list(batch):
    with pytest.raises(NotAllowed):
        apply(batch, account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind="centre")))


def test_papers_are_checked_one_by_one_and_a_rejected_one_says_why(batch, officer):
    application = apply(batch, officer)
    check_paper(application=application, kind=PaperKind.KTP, to=Check.APPROVED, note="", by=officer, at=AT)
    with pytest.raises(FieldRefused):
        check_paper(application=application, kind=PaperKind.KK, to=Check.REJECTED, note=" ", by=officer, at=AT)
    paper = check_paper(application=application, kind=PaperKind.KK, to=Check.REJECTED, note="Buram", by=officer, at=AT)
    assert (paper.state, paper.note, paper.checked_by) == ("rejected", "Buram", officer)


def test_a_new_file_is_to_be_checked_again_and_a_file_that_acts_is_refused(batch, officer):
    picture = Upload()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)
    application = apply(batch, officer)
    check_paper(application=application, kind=PaperKind.KTP, to=Check.REJECTED, note="Buram", by=officer, at=AT)
    paper = bring_paper(application=application, kind=PaperKind.KTP, file=picture, by=officer, at=AT)
    assert (paper.state, paper.note, paper.file_kind) == ("pending", "", "png")
    with pytest.raises(ActionDenied):
        bring_paper(application=application, kind=PaperKind.KK, file=Upload(b"MZ\x90"), by=officer, at=AT)


def test_the_list_is_ranked_by_the_weights_of_the_batch_and_earlier_wins_when_equal(batch, officer):
    batch.written_weight = 60
    batch.save()
    a, b, c = (apply(batch, officer, name=f"Orang {n}", phone=f"081234567{n}") for n in ("801", "802", "803"))
    marks = {a: (Decimal(50), Decimal(100)), b: (Decimal(100), Decimal(25)), c: (Decimal(90), None)}
    rows = [
        {"application": row.pk, "revision": 1, "written": one, "interview": two} for row, (one, two) in marks.items()
    ]
    assert score_applicants(batch=batch, told=rows, by=officer, at=AT) == 3
    assert [(row.pk, row.score) for row in ranked(batch)] == [(a.pk, 70.0), (b.pk, 70.0), (c.pk, None)]


def test_a_score_over_a_hundred_and_one_written_meanwhile_are_refused_whole(batch, officer):
    application = apply(batch, officer)
    row = {"application": application.pk, "revision": 1, "written": Decimal(101), "interview": None}
    with pytest.raises(FieldRefused):
        score_applicants(batch=batch, told=[row], by=officer, at=AT)
    score_applicants(batch=batch, told=[row | {"written": Decimal(80)}], by=officer, at=AT)
    with pytest.raises(ChangedMeanwhile):
        score_applicants(batch=batch, told=[row | {"written": Decimal(20)}], by=officer, at=AT)
    application.refresh_from_db()
    assert application.written_score == 80


def test_more_than_the_places_are_never_chosen_and_nothing_of_it_is_kept(batch, officer):
    rows = [apply(batch, officer, name=f"Orang {n}", phone=f"081234567{n}") for n in ("801", "802", "803")]
    with pytest.raises(ClassFull):
        choose_applicants(batch=batch, told=[told(row, "selected") for row in rows], by=officer, at=AT)
    assert set(Application.objects.values_list("enrolment__state", flat=True)) == {"applied"}


def test_who_is_not_selected_is_told_why(batch, officer):
    row = apply(batch, officer)
    with pytest.raises(FieldRefused):
        choose_applicants(batch=batch, told=[told(row, "refused")], by=officer, at=AT)


@pytest.fixture
def chosen(batch, officer):
    """Two selected, two in reserve in this order, one refused; the batch in selection."""
    states = ("selected", "selected", "reserve", "reserve", "refused")
    rows = [
        ApplicationFactory(enrolment__batch=batch, enrolment__number=n, enrolment__person__named=True)
        for n, _ in enumerate(states, 1)
    ]
    batch.state = BatchState.SELECTION
    batch.save()
    choose_applicants(
        batch=batch, told=[told(row, state, "Belum cukup umur kerja") for row, state in zip(rows, states, strict=True)],
        by=officer, at=AT,
    )  # fmt: skip
    return rows


def states_of(rows):
    return list(
        Application.objects.filter(pk__in=[row.pk for row in rows])
        .order_by("enrolment__number")
        .values_list("enrolment__state", "turn")
    )


def test_when_a_selected_one_withdraws_the_first_in_reserve_moves_up(chosen, officer):
    up = withdraw_application(application=chosen[0], reason="Bekerja", by=officer, at=AT, today=TODAY)
    assert up.pk == chosen[2].pk
    assert states_of(chosen) == [
        ("refused", None), ("selected", None), ("selected", None), ("reserve", 2), ("refused", None),
    ]  # fmt: skip
    assert withdraw_application(application=chosen[3], reason="", by=officer, at=AT, today=TODAY) is None
    with pytest.raises(ActionDenied):
        withdraw_application(application=chosen[0], reason="", by=officer, at=AT, today=TODAY)


def test_a_place_that_falls_free_in_the_first_days_goes_to_the_reserve_and_no_later(batch, chosen, officer):
    begin_training(batch=batch, by=officer, at=AT)
    first = batch.starts_on
    told = {"batch": batch, "by": officer, "at": AT}
    with pytest.raises(ClassFull):
        take_from_reserve(**told, today=first)
    drop_out(enrolment=chosen[0].enrolment, on=first, reason="Diterima bekerja", by=officer, at=AT)
    with pytest.raises(JoinsTooLate):
        take_from_reserve(**told, today=first + timedelta(days=3))
    assert take_from_reserve(**told, today=first + timedelta(days=2)).pk == chosen[2].pk
    assert states_of(chosen) == [
        ("dropped", None), ("training", None), ("training", None), ("reserve", 2), ("refused", None),
    ]  # fmt: skip
    with pytest.raises(ClassFull):
        take_from_reserve(**told, today=first)


@pytest.mark.parametrize(
    ("ends_on", "last"), [(None, 4), (date(2024, 12, 20), 4), (date(2025, 1, 20), 6), (date(2025, 3, 1), 10)]
)
def test_the_reserve_joins_in_the_first_tenth_of_a_class_three_days_at_least(ends_on, last):
    batch = BatchFactory.build(programme=None, centre=None, starts_on=date(2024, 12, 2), ends_on=ends_on)
    assert joins_until(batch) == date(2024, 12, last)


def test_once_announced_a_turn_stays_and_who_comes_later_stands_behind(batch, chosen, officer):
    announce_selection(batch=batch, by=officer, at=AT)
    late = ApplicationFactory(enrolment__batch=batch, enrolment__number=9, written_score=99, interview_score=99)
    choose_applicants(
        batch=batch, told=[told(row, "reserve") for row in (late, chosen[2], chosen[3])], by=officer, at=AT
    )  # fmt: skip
    assert states_of([*chosen[2:4], late]) == [("reserve", 1), ("reserve", 2), ("reserve", 3)]


def test_the_announcement_gives_each_who_has_an_address_a_link_of_her_own(batch, chosen, officer):
    person = chosen[0].enrolment.person
    person.email = "dewi@contoh.example"
    person.save()
    announce_selection(batch=batch, by=officer, at=AT)
    batch.refresh_from_db()
    assert (batch.announced_at, batch.announced_by) == (AT, officer)
    message = Message.objects.get()
    assert (message.to, message.thing_code) == ("dewi@contoh.example", chosen[0].code)
    assert SignedLink.objects.get().thing_code == chosen[0].code


def test_nothing_is_announced_while_somebody_waits_for_a_decision(batch, chosen, officer):
    ApplicationFactory(enrolment__batch=batch, enrolment__number=9)
    with pytest.raises(ActionDenied):
        announce_selection(batch=batch, by=officer, at=AT)


def test_she_registers_again_by_her_own_link_until_the_last_day_and_only_if_selected(batch, chosen, officer):
    own_link(application=chosen[0], by=officer, at=AT)
    link = SignedLink.objects.get()
    batch.reregistration_until = date(2024, 11, 3)
    batch.save()
    with pytest.raises(RegistrationOver):
        reregister(application=chosen[0], by=link, at=AT, today=TODAY)
    batch.reregistration_until = TODAY
    batch.save()
    assert reregister(application=chosen[0], by=link, at=AT, today=TODAY).reregistered_on == TODAY
    with pytest.raises(NotAllowed):
        reregister(application=chosen[1], by=link, at=AT, today=TODAY)
    with pytest.raises(ActionDenied):
        reregister(application=chosen[2], by=officer, at=AT, today=TODAY)


def test_a_package_short_of_its_minimum_is_named_while_people_may_register(batch, officer, django_assert_num_queries):
    apply(batch, officer)
    viewer = viewer_of(officer)
    with django_assert_num_queries(1):
        found = [(short.batch.pk, short.registered, short.missing) for short in short_batches(viewer)]
    assert found == [(batch.pk, 1, 1)]
    apply(batch, officer, name="Sari Rekaan")
    assert short_batches(viewer) == []
