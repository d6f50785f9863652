from datetime import timedelta

import pytest
from django.utils import timezone
from factories.openings import OpeningFactory

from padan.openings.actions import OpeningClosed, OpeningFull, free_seat, take_seat
from padan.openings.states import Ending, OpeningState

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


def test_a_seat_given_back_opens_again_what_was_closed_because_it_was_full():
    full = OpeningFactory(seats=2, seats_taken=2, state=OpeningState.CLOSED, ending=Ending.FILLED)

    free_seat(full, at=timezone.now())
    take_seat(full, at=timezone.now())

    full.refresh_from_db()
    assert (full.state, full.ending, full.seats_taken) == (OpeningState.OPEN, "", 2)


@pytest.mark.parametrize(
    ("ending", "days"), [(Ending.WITHDRAWN, 30), (Ending.ELSEWHERE, 30), (Ending.FILLED, -1)], ids=str
)
def test_a_seat_given_back_leaves_closed_what_was_taken_back_or_is_over(ending, days):
    at = timezone.now()
    opening = OpeningFactory(
        seats_taken=4, state=OpeningState.CLOSED, ending=ending, closes_at=at + timedelta(days=days)
    )

    found = free_seat(opening, at=at)

    assert (found.state, found.ending, found.seats_taken) == (OpeningState.CLOSED, ending, 3)


def test_no_more_seats_come_back_than_were_taken():
    assert free_seat(OpeningFactory(seats=1), at=timezone.now()).seats_taken == 0
