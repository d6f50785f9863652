from datetime import date

import pytest
from django.utils import timezone
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.forum.actions import (
    ForumExists,
    TermInDisorder,
    TermsOverlap,
    hold_event,
    open_board_term,
    open_forum,
)
from padan.forum.models import BoardTerm, Forum
from padan.forum.queries import board_of
from padan.organisations.states import RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DECREE = {"decree_number": "SK/9/2024", "decree_on": date(2024, 10, 28), "starts_on": date(2024, 11, 14)}


def test_a_board_sits_three_years_by_its_decree_and_its_positions_form_a_tree():
    forum = ForumFactory()
    secretary = account(RoleName.SECRETARIAT, forum.organisation)

    term = open_board_term(
        forum=forum,
        by=secretary,
        at=timezone.now(),
        inaugurated_on=date(2024, 11, 14),
        members=[
            {"position": "Ketua", "name": "Ranu Salimba"},
            {"position": "Bidang Penempatan", "name": "Tira Wandeka", "under": "Ketua"},
        ],
        **DECREE,
    )

    assert term.ends_on == date(2027, 11, 13)
    assert [(seat.position, seat.under and seat.under.position) for seat in board_of(term)] == [
        ("Ketua", None),
        ("Bidang Penempatan", "Ketua"),
    ]
    assert Entry.objects.get().verb == "board_term.opened"


def test_two_boards_never_sit_at_once():
    forum = ForumFactory()
    open_board_term(forum=forum, by=None, at=timezone.now(), **DECREE)

    with pytest.raises(TermsOverlap):
        open_board_term(
            forum=forum,
            decree_number="SK/10/2026",
            decree_on=date(2026, 1, 1),
            starts_on=date(2026, 1, 1),
            by=None,
            at=timezone.now(),
        )
    assert BoardTerm.objects.count() == 1


def test_a_term_that_ends_before_it_starts_is_refused():
    with pytest.raises(TermInDisorder):
        open_board_term(forum=ForumFactory(), ends_on=date(2024, 1, 1), by=None, at=timezone.now(), **DECREE)


def test_a_term_from_the_29th_of_february_ends_on_the_28th():
    term = open_board_term(
        forum=ForumFactory(),
        decree_number="SK/1",
        decree_on=date(2024, 2, 1),
        starts_on=date(2024, 2, 29),
        by=None,
        at=timezone.now(),
    )

    assert term.ends_on == date(2027, 2, 28)


def test_a_board_member_reads_and_does_not_write():
    forum = ForumFactory()
    member = account(RoleName.BOARD_MEMBER, forum.organisation)

    with pytest.raises(NotAllowed):
        hold_event(forum=forum, title="Rapat", held_on=date(2024, 11, 14), by=member, at=timezone.now())
    assert not Entry.objects.exists()


def test_the_secretariat_above_opens_a_forum_below_it_once():
    national = ForumFactory(level=Forum.Level.NATIONAL)
    body = OrganisationFactory(forum_body=True, forum=national.organisation)
    told = {
        "organisation": body,
        "level": Forum.Level.REGIONAL,
        "by": account(RoleName.SECRETARIAT, national.organisation),
        "at": timezone.now(),
    }

    assert open_forum(**told).organisation == body
    with pytest.raises(ForumExists):
        open_forum(**told)


def test_a_company_is_no_forum():
    with pytest.raises(ForumExists):
        open_forum(organisation=OrganisationFactory(), level=Forum.Level.REGIONAL, by=None, at=timezone.now())
