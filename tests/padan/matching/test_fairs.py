"""A job fair: double taps are one, nobody is called to two tables, and what a table says becomes an invitation."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from factories.forum import EventFactory
from factories.graduates import GraduateFactory
from factories.matching import FAIR_MORNING as MORNING
from factories.matching import FAIR_ON, BoothFactory, FairGuestFactory, TurnFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory
from factories.people import SignedLinkFactory

from padan.base.errors import NotAllowed
from padan.matching.actions.fairs import (
    LineClosed,
    NobodyWaits,
    NotAFair,
    NotOnTheList,
    ReasonNeeded,
    TableBusy,
    TooManyLines,
    TurnOver,
    add_booths,
    add_guests,
    arrive,
    begin_talk,
    call_next,
    close_line,
    give_result,
    issue_cards,
    join_line,
    leave_line,
    note_absent,
)
from padan.matching.models import Booth, Consent, FairGuest, Turn
from padan.matching.queries.fairs import places_of, talks_last, turns_of_guest, wall_of, wall_stamp
from padan.matching.states import TABLE, InvitationState, TurnResult, TurnState, WhyNot
from padan.openings.actions import OpeningClosed
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
NOW = {"by": None, "at": MORNING}


def standing(booth, count=1):
    return [TurnFactory(booth=booth, joined_at=MORNING + timedelta(minutes=n)) for n in range(count)]


def at_table(booth=None):
    turn = TurnFactory(**({"booth": booth} if booth else {}))
    return begin_talk(turn=call_next(booth=turn.booth, **NOW), **NOW)


# --- the list -----------------------------------------------------------------------------------------------


def test_companies_get_tables_and_graduates_numbers_once():
    event = EventFactory(kind="job_fair")
    companies, graduates = OrganisationFactory.create_batch(2), GraduateFactory.create_batch(3)
    for _twice in range(2):
        add_booths(event=event, companies=companies, **NOW)
        add_guests(event=event, graduates=[*graduates, graduates[0]], **NOW)
    assert list(Booth.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert [str(guest) for guest in FairGuest.objects.order_by("number")] == ["001", "002", "003"]


def test_another_event_is_no_fair():
    with pytest.raises(NotAFair):
        add_booths(event=EventFactory(), companies=[], **NOW)


def test_every_guest_gets_a_card_of_her_own():
    guest = FairGuestFactory()
    tokens = issue_cards(event=guest.event, things=[guest], tables=False, **NOW)
    assert list(tokens) == [guest.code]


# --- lines --------------------------------------------------------------------------------------------------


def test_two_taps_are_one_place_and_she_is_here_by_it():
    booth = BoothFactory()
    opening, guest = OpeningFactory(company=booth.company), FairGuestFactory(event=booth.event)
    first = join_line(guest=guest, booth=booth, opening=opening, **NOW)
    again = join_line(guest=guest, booth=booth, opening=opening, **NOW)

    guest.refresh_from_db()
    assert (first.pk, guest.came_at) == (again.pk, MORNING)
    assert Entry.objects.filter(verb="fair.joined").count() == 1


def test_she_joins_again_after_she_left_and_leaving_twice_is_once():
    turn = TurnFactory()
    for _twice in range(2):
        assert leave_line(turn=turn, **NOW).state == TurnState.LEFT
    again = join_line(guest=turn.guest, booth=turn.booth, opening=turn.opening, **NOW)
    assert again.pk != turn.pk


def test_a_line_is_for_jobs_of_its_own_table_and_fair():
    booth = BoothFactory()
    guest = FairGuestFactory(event=booth.event)
    with pytest.raises(NotOnTheList):
        join_line(guest=guest, booth=booth, opening=OpeningFactory(), **NOW)
    with pytest.raises(NotOnTheList):
        join_line(guest=FairGuestFactory(), booth=booth, opening=OpeningFactory(company=booth.company), **NOW)


def test_a_closed_line_takes_nobody_and_keeps_who_stands_in_it():
    turn = TurnFactory()
    close_line(booth=turn.booth, closed=True, **NOW)
    guest = FairGuestFactory(event=turn.booth.event)
    with pytest.raises(LineClosed):
        join_line(guest=guest, booth=turn.booth, opening=turn.opening, **NOW)
    assert call_next(booth=turn.booth, **NOW).pk == turn.pk


def test_she_stands_in_five_lines_and_no_more():
    guest = FairGuestFactory()
    for _line in range(5):
        TurnFactory(guest=guest, booth__event=guest.event)
    booth = BoothFactory(event=guest.event)
    with pytest.raises(TooManyLines):
        join_line(guest=guest, booth=booth, opening=OpeningFactory(company=booth.company), **NOW)


def test_her_place_and_the_wait_are_told():
    booth = BoothFactory()
    _first, _second, mine = standing(booth, 3)
    assert places_of(turns_of_guest(mine.guest)) == {mine.pk: 2}

    for _talk in range(3):
        turn = TurnFactory(booth=booth, state=TurnState.LEFT)
        Turn.objects.filter(pk=turn.pk).update(
            state="done", result="interested", began_at=MORNING, ended_at=MORNING + timedelta(minutes=4)
        )
    assert talks_last(booth.event) == {booth.pk: timedelta(minutes=4)}


# --- calling ------------------------------------------------------------------------------------------------


def test_the_first_in_the_line_is_called_and_nobody_beside_her():
    booth = BoothFactory()
    first, _second = standing(booth, 2)
    assert call_next(booth=booth, **NOW).pk == first.pk
    with pytest.raises(TableBusy):
        call_next(booth=booth, **NOW)


def test_who_is_called_elsewhere_is_passed_over_and_keeps_her_place():
    here, there = BoothFactory(), None
    there = BoothFactory(event=here.event)
    guest = FairGuestFactory(event=here.event)
    mine = TurnFactory(booth=here, guest=guest)
    second = TurnFactory(booth=here, joined_at=MORNING + timedelta(minutes=5))
    TurnFactory(booth=there, guest=guest)
    call_next(booth=there, **NOW)

    assert call_next(booth=here, **NOW).pk == second.pk
    mine.refresh_from_db()
    assert mine.state == TurnState.WAITING


def test_an_empty_line_is_told():
    with pytest.raises(NobodyWaits):
        call_next(booth=BoothFactory(), **NOW)


def test_the_database_itself_keeps_one_guest_from_two_tables():
    guest = FairGuestFactory()
    turns = [TurnFactory(guest=guest, booth__event=guest.event) for _table in range(2)]
    Turn.objects.filter(pk=turns[0].pk).update(state="called")
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.filter(pk=turns[1].pk).update(state="called")


def test_who_does_not_come_frees_the_table_and_may_join_again():
    turn = TurnFactory()
    called = call_next(booth=turn.booth, **NOW)
    for _twice in range(2):
        assert note_absent(turn=called, **NOW).state == TurnState.ABSENT
    assert join_line(guest=turn.guest, booth=turn.booth, opening=turn.opening, **NOW).state == TurnState.WAITING


def test_a_late_tap_on_a_turn_that_went_on_is_refused_in_words():
    turn = at_table()
    with pytest.raises(TurnOver):
        note_absent(turn=turn, **NOW)


# --- results ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "why_not", "state", "consents"),
    [
        (TurnResult.INTERESTED, "", InvitationState.INTERESTED, 1),
        (TurnResult.OFFERED, "", InvitationState.OFFERED, 1),
        (TurnResult.UNSUITABLE, WhyNot.SKILLS, InvitationState.UNSUITABLE, 0),
    ],
)
def test_what_the_table_says_becomes_her_invitation_once(result, why_not, state, consents):
    turn = at_table()
    for _twice in range(2):
        turn = give_result(turn=turn, result=result, why_not=why_not, today=FAIR_ON, **NOW)

    assert (turn.state, turn.invitation.graduate, turn.invitation.opening) == (
        TurnState.DONE, turn.guest.graduate, turn.opening,
    )  # fmt: skip
    turn.invitation.refresh_from_db()
    assert turn.invitation.state == state
    assert Consent.objects.filter(withdrawn_at=None).count() == consents


def test_who_does_not_fit_is_told_why():
    turn = at_table()
    with pytest.raises(ReasonNeeded):
        give_result(turn=turn, result=TurnResult.UNSUITABLE, today=FAIR_ON, **NOW)


def test_a_result_that_an_invitation_refuses_leaves_the_turn_as_it_was():
    turn = at_table()
    turn.opening.state = "closed"
    turn.opening.closed_on = FAIR_ON
    turn.opening.save()
    with pytest.raises(OpeningClosed):
        give_result(turn=turn, result=TurnResult.OFFERED, today=FAIR_ON, **NOW)
    turn = Turn.objects.get(pk=turn.pk)
    assert (turn.state, turn.invitation) == (TurnState.TALKING, None)


def test_a_link_acts_for_its_own_table_and_for_nobody_else():
    turn = TurnFactory()
    link = SignedLinkFactory(act=TABLE, thing_kind="matching.booth", thing_code=turn.booth.code)
    assert call_next(booth=turn.booth, by=link, at=MORNING).pk == turn.pk
    for act in (
        lambda: call_next(booth=BoothFactory(), by=link, at=MORNING),
        lambda: arrive(guest=turn.guest, by=link, at=MORNING),
        lambda: leave_line(turn=turn, by=link, at=MORNING),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- the wall -----------------------------------------------------------------------------------------------


def test_the_wall_counts_and_its_stamp_moves_with_every_tap():
    booth = BoothFactory()
    first, _second = standing(booth, 2)
    before = wall_stamp(booth.event)
    assert wall_stamp(booth.event) == before
    turn = begin_talk(turn=call_next(booth=booth, **NOW), **NOW)
    give_result(turn=turn, result=TurnResult.OFFERED, today=FAIR_ON, **NOW)

    (row,) = wall_of(booth.event)
    assert (row["called"], row["waiting"], row["talked"], row["results"]["offered"]) == ("", 1, 1, 1)
    assert wall_stamp(booth.event) != before
    assert turn.pk == first.pk
