"""A member's card in hand: in office or not, and nothing else."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from factories.forum import BoardMemberFactory, BoardTermFactory
from factories.organisations import OrganisationFactory

from padan.base.clock import today
from padan.forum.queries import code_of_card
from padan.organisations.states import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    cache.clear()
    body = OrganisationFactory(kind=Kind.FORUM, name="FKLPI Contoh")
    term = BoardTermFactory(
        forum__organisation=body, starts_on=today() - timedelta(days=100), ends_on=today() + timedelta(days=900)
    )
    company = OrganisationFactory(name="PT Contoh Asal")
    return BoardMemberFactory(term=term, position="Ketua", name="Ranu Salimba", organisation=company)


def shown(client, seat):
    response = client.get(f"/v/{code_of_card(seat)}/")
    assert response.status_code == 200
    return response


def test_a_card_tells_forum_position_and_term_and_nobodys_name(client, seat):
    response = shown(client, seat)

    assert "FKLPI Contoh" in response.text
    assert "Ketua" in response.text
    assert ("Ranu" in response.text, "PT Contoh Asal" in response.text) == (False, False)
    assert response.context["in_office"] is True
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("days", "in_office", "later"),
    [({"ended_on": -1}, False, False), ({"ended_on": 0}, True, False), ({"starts_on": 1}, False, True)],
)
def test_a_card_ends_with_its_seat(client, seat, days, in_office, later):
    for column, number in days.items():
        setattr(seat, column, today() + timedelta(days=number))
    seat.save()

    context = shown(client, seat).context

    assert (context["in_office"], context["begins_later"]) == (in_office, later)


def test_a_card_of_a_past_board_says_so(client, seat):
    seat.term.starts_on, seat.term.ends_on = date(2021, 1, 1), date(2023, 12, 31)
    seat.term.save()

    assert shown(client, seat).context["in_office"] is False


def test_a_code_without_its_check_part_tells_no_more_than_a_code_that_is_none(client, seat):
    right = code_of_card(seat)
    guesses = [seat.code, right[:-1] + ("0" if right[-1] != "0" else "1"), "PGR-0000000000-0000-0000-0000"]

    answers = [client.get(f"/v/{guess}/") for guess in guesses]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert ["Ketua" in answer.text for answer in answers] == [False, False, False]
