import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories.agreements import AgreementFactory, DeliveryFactory, PromiseFactory
from factories.chores import ChoreRunFactory
from factories.needs import NeedFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory
from factories.placements import PlacementFactory
from factories.training import BatchFactory, GuestLessonFactory

from padan.agreements.states import AgreementState, Pulse
from padan.base.search import containing
from padan.chores.actions import nightly
from padan.chores.actions.nightly import CHORES, run_chores, take_pulses
from padan.chores.jobs import night
from padan.chores.models import ChoreRun
from padan.needs.models import Need
from padan.organisations.actions import edit_body
from padan.organisations.models import LikelyPair
from padan.placements.states import PlacementState
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


def pulses():
    return take_pulses(today=TODAY, at=timezone.now())


def quiet(**told):
    """In force, signed long ago; nothing happened since."""
    known = {"signed_on": date(2024, 1, 10), "starts_on": date(2024, 1, 10), "last_activity_on": None, "pulse": ""}
    return AgreementFactory(running=True, **(known | told))


def test_a_night_does_every_chore_and_a_second_one_changes_nothing():
    OrganisationFactory(name="PT Maju Jaya"), OrganisationFactory(name="CV Maju Jaya")
    quiet()

    first = {run.name: run.count for run in run_chores(today=TODAY)}
    entries = Entry.objects.count()
    second = {run.name: run.count for run in run_chores(today=TODAY)}

    assert list(first) == list(second) == list(CHORES)
    assert (first["pairs"], first["pulses"]) == (1, 1)
    assert (second["pairs"], second["pulses"], second["terms"], second["words"]) == (0, 0, 0, 0)
    assert Entry.objects.count() == entries
    assert not ChoreRun.objects.exclude(fault="").exists()
    assert LikelyPair.objects.count() == 1


def test_a_chore_that_fails_is_told_and_stops_no_other(monkeypatch, caplog):
    def fail(**_told):
        raise ZeroDivisionError("tidak bisa")

    monkeypatch.setitem(nightly.CHORES, "terms", nightly.Chore("terms", "Terms", fail))
    OrganisationFactory(name="PT Maju Jaya"), OrganisationFactory(name="CV Maju Jaya")

    with caplog.at_level(logging.ERROR, logger="padan.chores"):
        runs = {run.name: run for run in run_chores(today=TODAY)}

    assert runs["terms"].fault == "ZeroDivisionError: tidak bisa"
    assert (runs["pairs"].fault, runs["pairs"].count) == ("", 1)
    assert "terms failed" in caplog.text


def test_runs_older_than_three_months_go():
    old = ChoreRunFactory(began_at=timezone.now() - timedelta(days=100))
    run_chores(today=TODAY, names=("pairs",))
    assert not ChoreRun.objects.filter(pk=old.pk).exists()
    assert ChoreRun.objects.count() == 1


@pytest.mark.parametrize(("days", "pulse"), [(10, Pulse.AWAKE), (90, Pulse.DOZING), (180, Pulse.ASLEEP)])
def test_the_pulse_falls_asleep_with_the_days_without_activity(days, pulse):
    agreement = quiet(signed_on=TODAY - timedelta(days=days), starts_on=None)
    pulses()
    agreement.refresh_from_db()
    assert (agreement.pulse, agreement.pulse_on) == (pulse, TODAY)


HAPPENED = date(2024, 11, 4)


def placed(promise):
    PlacementFactory(promise=promise, state=PlacementState.WORKING, started_on=HAPPENED)


def offered(promise):
    PlacementFactory(promise=promise)


@pytest.mark.parametrize(
    "happen",
    [
        placed,
        lambda promise: BatchFactory(promise=promise, starts_on=HAPPENED, ends_on=date(2024, 12, 20)),
        lambda promise: BatchFactory(promise=promise, starts_on=date(2024, 8, 1), ends_on=HAPPENED),
        lambda promise: GuestLessonFactory(promise=promise, held_on=HAPPENED),
        lambda promise: DeliveryFactory(promise=promise, happened_on=HAPPENED),
    ],
    ids=["placement", "batch begins", "batch ends", "guest lesson", "delivery"],
)
def test_whatever_happens_under_a_promise_wakes_its_agreement_and_no_other(happen):
    agreement, other = quiet(), quiet()
    happen(PromiseFactory(agreement=agreement))

    assert pulses() == 2

    agreement.refresh_from_db(), other.refresh_from_db()
    assert (agreement.last_activity_on, agreement.pulse) == (HAPPENED, Pulse.AWAKE)
    assert (other.last_activity_on, other.pulse) == (date(2024, 1, 10), Pulse.ASLEEP)


def test_an_offer_a_delivery_taken_back_and_a_day_to_come_wake_nobody():
    agreement = quiet()
    promise = PromiseFactory(agreement=agreement)
    offered(promise)
    DeliveryFactory(promise=promise, happened_on=HAPPENED, withdrawn_at=timezone.now())
    BatchFactory(promise=promise, starts_on=TODAY + timedelta(days=20), ends_on=None)

    pulses()

    agreement.refresh_from_db()
    assert agreement.pulse == Pulse.ASLEEP


def test_an_agreement_that_ended_has_no_pulse_taken():
    agreement = quiet(state=AgreementState.EXPIRED)
    assert pulses() == 0
    agreement.refresh_from_db()
    assert agreement.pulse == ""


def test_pulses_of_many_quiet_agreements_cost_what_one_costs():
    def asked():
        with CaptureQueriesContext(connection) as captured:
            pulses()
        return len(captured)

    quiet()
    pulses()
    one = asked()
    for _ in range(5):
        quiet(pulse=Pulse.ASLEEP, last_activity_on=date(2024, 1, 10))

    assert asked() == one <= 8


def test_what_a_renamed_company_needs_is_found_by_its_new_name_after_a_night():
    company = OrganisationFactory(name="PT Lama")
    need, opening = NeedFactory(company=company), OpeningFactory(company=company)
    edit_body(body=company, revision=1, name="PT Mentari", by=None, at=timezone.now())
    found = lambda: list(containing(Need.objects.order_by("pk"), "words_key", "mentari"))  # noqa: E731
    assert found() == []

    assert [run.count for run in run_chores(today=TODAY, names=("words",))] == [2]
    assert found() == [need]
    opening.refresh_from_db()
    assert opening.words_key.endswith("pt mentari")


def test_the_night_begins_at_one_in_jakarta():
    at_one = datetime(2024, 11, 14, 18, 0, tzinfo=UTC)
    hours = [hour for hour in range(24) if night.task_class().validate_datetime(at_one.replace(hour=hour))]
    assert hours == [18]


def test_an_agreement_with_a_renamed_body_is_found_by_the_new_name_after_a_night():
    body = OrganisationFactory(name="PT Lama")
    agreement = AgreementFactory(parties=[body], title_key="las pt lama")
    edit_body(body=body, revision=1, name="PT Mentari", by=None, at=timezone.now())

    assert [run.count for run in run_chores(today=TODAY, names=("words", "words"))] == [1, 0]
    agreement.refresh_from_db()
    assert agreement.title_key == "pelatihan dan penyerapan juru las pt mentari"
