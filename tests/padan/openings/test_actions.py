import pytest
from django.utils import timezone
from factories.openings import OpeningFactory

from padan.openings.actions import OpeningClosed, OpeningFull, take_seat
from padan.openings.states import OpeningState

pytestmark = pytest.mark.django_db


def test_seats_are_taken_one_by_one_until_none_is_left():
    opening = OpeningFactory(seats=2)

    take_seat(opening, at=timezone.now())
    take_seat(opening, at=timezone.now())
    with pytest.raises(OpeningFull):
        take_seat(opening, at=timezone.now())

    opening.refresh_from_db()
    assert opening.seats_taken == 2


def test_a_closed_opening_takes_nobody():
    with pytest.raises(OpeningClosed):
        take_seat(OpeningFactory(state=OpeningState.CLOSED), at=timezone.now())
