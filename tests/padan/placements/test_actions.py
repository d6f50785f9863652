from datetime import date, timedelta

import pytest
from django.utils import timezone
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.placements import PlacementFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.openings.actions import OpeningFull
from padan.organisations.states import RoleName
from padan.placements.actions import (
    AlreadyConfirmed,
    AlreadyOffered,
    AlreadyWorking,
    DatesInDisorder,
    FirstDayInDisorder,
    confirm_first_day,
    decline_placement,
    end_placement,
    offer_placement,
    start_placement,
)
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
FIRST = date(2024, 11, 4)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def test_the_last_seat_goes_once_and_the_refused_offer_stays_an_offer():
    opening = OpeningFactory(seats=1)
    early, late = PlacementFactory.create_batch(2, opening=opening)
    officer = account(RoleName.COMPANY_OFFICER, opening.company)

    start_placement(placement=early, started_on=FIRST, today=FIRST, **told(officer))
    with pytest.raises(OpeningFull):
        start_placement(placement=late, started_on=FIRST, today=FIRST, **told(officer))

    late.refresh_from_db()
    opening.refresh_from_db()
    assert (late.state, opening.seats_taken) == (PlacementState.OFFERED, 1)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["placement.started"]


def test_nobody_runs_two_jobs_and_the_second_opening_keeps_its_seat():
    graduate = GraduateFactory()
    first, second = PlacementFactory.create_batch(2, graduate=graduate)

    start_placement(placement=first, started_on=FIRST, today=FIRST, **told())
    with pytest.raises(AlreadyWorking):
        start_placement(placement=second, started_on=FIRST, today=FIRST, **told())
    second.opening.refresh_from_db()
    assert second.opening.seats_taken == 0

    end_placement(placement=first, ended_on=date(2024, 11, 8), today=date(2024, 11, 8), **told())
    again = date(2024, 11, 11)
    assert start_placement(placement=second, started_on=again, today=again, **told()).state == PlacementState.WORKING


def test_a_first_day_that_has_not_come_is_not_told():
    offer = PlacementFactory()
    with pytest.raises(FirstDayInDisorder):
        start_placement(placement=offer, started_on=FIRST, today=FIRST - timedelta(days=1), **told())
    offer.refresh_from_db()
    assert offer.state == PlacementState.OFFERED


def test_graduate_and_opening_meet_once():
    graduate, opening = GraduateFactory(), OpeningFactory()
    officer = account(RoleName.CENTRE_OFFICER, graduate.centre)

    placement = offer_placement(graduate=graduate, opening=opening, **told(officer))
    with pytest.raises(AlreadyOffered):
        offer_placement(graduate=graduate, opening=opening, **told(officer))

    assert Placement.objects.get() == placement
    opening.refresh_from_db()
    assert opening.seats_taken == 0


def test_a_declined_offer_does_not_become_a_job():
    placement = decline_placement(placement=PlacementFactory(), reason="Terlalu jauh", **told())

    with pytest.raises(TransitionDenied):
        start_placement(placement=placement, started_on=FIRST, today=FIRST, **told())


def test_the_company_confirms_a_first_day_once_and_the_centre_cannot_for_it():
    placement = PlacementFactory(working=True)
    company, centre = placement.opening.company, placement.graduate.centre

    with pytest.raises(NotAllowed):
        confirm_first_day(placement=placement, confirmed_on=FIRST, **told(account(RoleName.CENTRE_OFFICER, centre)))
    officer = account(RoleName.COMPANY_OFFICER, company)
    assert confirm_first_day(placement=placement, confirmed_on=FIRST, **told(officer)).confirmed_on == FIRST
    with pytest.raises(AlreadyConfirmed):
        confirm_first_day(placement=placement, confirmed_on=FIRST, **told(officer))


def test_an_offer_has_no_first_day_to_confirm():
    with pytest.raises(TransitionDenied):
        confirm_first_day(placement=PlacementFactory(), confirmed_on=FIRST, **told())


def test_a_job_does_not_end_before_it_began():
    placement = PlacementFactory(working=True)

    with pytest.raises(DatesInDisorder):
        end_placement(placement=placement, ended_on=date(2024, 5, 1), today=FIRST, **told())


def test_a_stranger_moves_nothing():
    placement = PlacementFactory()
    stranger = account(RoleName.COMPANY_OFFICER, OrganisationFactory())

    for act in (
        lambda: start_placement(placement=placement, started_on=FIRST, today=FIRST, **told(stranger)),
        lambda: decline_placement(placement=placement, **told(stranger)),
        lambda: offer_placement(graduate=placement.graduate, opening=OpeningFactory(), **told(stranger)),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Entry.objects.exists()
