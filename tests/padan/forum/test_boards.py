from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories.forum import BoardMemberFactory, BoardTermFactory, EventFactory, ForumFactory
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.base.files import content_of
from padan.forum.actions.boards import (
    BoardSits,
    DecreeUsed,
    NotYetInaugurated,
    SeatRefused,
    TermInDisorder,
    TermsOverlap,
    add_seat,
    change_seat,
    inaugurate,
    keep_decree,
    open_board_term,
    remove_seat,
    replace_member,
    vacate_seat,
)
from padan.forum.models import BoardMember, BoardTerm
from padan.forum.printing import printed_cards, seats_with_cards
from padan.forum.queries import board_of, code_of_card, positions_of, seat_on_card
from padan.organisations.actions import FieldRefused
from padan.organisations.states import Kind, RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)
DECREE = {"decree_number": "SK/9/2024", "decree_on": date(2024, 10, 28), "starts_on": date(2024, 11, 14)}
PDF = b"%PDF-1.7\n%%EOF\n"


def told(by=None):
    return {"by": by, "at": timezone.now()}


def sitting(**more):
    return BoardTermFactory(inaugurated_on=date(2024, 1, 8), **more)


def drawn(term, day=DAY):
    def told_of(position):
        return (position.title, position.holder and position.holder.name, [told_of(one) for one in position.below])

    return [told_of(position) for position in positions_of(term, day)]


def test_a_board_sits_three_years_by_its_decree_and_its_positions_form_a_tree():
    forum = ForumFactory()
    secretary = account(RoleName.SECRETARIAT, forum.organisation)

    term = open_board_term(
        forum=forum,
        members=[
            {"position": "Ketua", "name": "Ranu Salimba"},
            {"position": "Bidang Penempatan", "name": "Tira Wandeka", "under": "Ketua"},
        ],
        content=PDF,
        called="SK 9.pdf",
        **DECREE,
        **told(secretary),
    )

    assert term.ends_on == date(2027, 11, 13)
    assert drawn(term) == [("Ketua", "Ranu Salimba", [("Bidang Penempatan", "Tira Wandeka", [])])]
    assert (content_of(term), term.file_as) == (PDF, "SK 9.pdf")
    assert Entry.objects.get().verb == "board_term.opened"


def test_two_boards_never_sit_at_once():
    forum = ForumFactory()
    open_board_term(forum=forum, **DECREE, **told())

    with pytest.raises(TermsOverlap):
        open_board_term(
            forum=forum, decree_number="SK/10/2026", decree_on=date(2026, 1, 1), starts_on=date(2026, 1, 1), **told()
        )
    assert BoardTerm.objects.count() == 1


def test_one_decree_puts_one_board_in_office_however_its_number_is_written():
    forum = ForumFactory()
    open_board_term(forum=forum, **DECREE, **told())
    later = {"decree_on": date(2027, 11, 1), "starts_on": date(2027, 11, 14)}

    with pytest.raises(DecreeUsed):
        open_board_term(forum=forum, decree_number=" sk/9/2024 ", **later, **told())
    assert BoardTerm.objects.count() == 1


@pytest.mark.parametrize(
    "days", [{"ends_on": date(2024, 1, 1)}, {"ends_on": DECREE["starts_on"]}, {"decree_on": date(2024, 11, 15)}]
)
def test_a_term_whose_days_do_not_follow_each_other_is_refused(days):
    with pytest.raises(TermInDisorder):
        open_board_term(forum=ForumFactory(), **DECREE | days, **told())
    assert not BoardTerm.objects.exists()


def test_a_term_from_the_29th_of_february_ends_on_the_28th():
    days = {"decree_number": "SK/1", "decree_on": date(2024, 2, 1), "starts_on": date(2024, 2, 29)}

    assert open_board_term(forum=ForumFactory(), **days, **told()).ends_on == date(2027, 2, 28)


def test_the_file_of_a_decree_comes_later_and_only_once():
    term = open_board_term(forum=ForumFactory(), **DECREE, **told())

    keep_decree(term=term, content=PDF, called="sk.pdf", **told())
    with pytest.raises(DecreeUsed):
        keep_decree(term=term, content=PDF + b"x", called="lain.pdf", **told())

    term.refresh_from_db()
    assert content_of(term) == PDF


def test_before_the_inauguration_the_list_is_free_and_after_it_the_list_stands():
    term = BoardTermFactory()
    chair = add_seat(term=term, position="Ketua", name="Ranu Salimba", **told())
    under = add_seat(term=term, position="Sekretaris", name="Tira Wandeka", under=chair, **told())
    below = add_seat(term=term, position="Humas", name="Bima Larasati", under=under, **told())
    change_seat(seat=chair, position="Ketua Umum", name="Ranu Salimba", **told())
    remove_seat(seat=under, **told())

    inaugurate(term=term, event=EventFactory(forum=term.forum, held_on=date(2024, 1, 9)), **told())

    assert drawn(term) == [("Ketua Umum", "Ranu Salimba", [("Humas", "Bima Larasati", [])])]
    for act in (
        lambda: add_seat(term=term, position="Bendahara", name="Gilang", **told()),
        lambda: change_seat(seat=below, position="Humas", name="Orang Lain", **told()),
        lambda: remove_seat(seat=below, **told()),
    ):
        with pytest.raises(BoardSits):
            act()
    assert board_of(term).count() == 2


def test_a_position_never_stands_under_itself_not_even_in_a_circle():
    term = BoardTermFactory()
    chair = BoardMemberFactory(term=term, position="Ketua")
    second = BoardMemberFactory(term=term, position="Wakil", under=chair)
    third = BoardMemberFactory(term=term, position="Humas", under=second)
    elsewhere = BoardMemberFactory()

    for wrong in (chair, third, elsewhere):
        with pytest.raises(FieldRefused) as refused:
            change_seat(seat=chair, position="Ketua", name="Ranu Salimba", under=wrong, **told())
        assert refused.value.field == "under"
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardMember.objects.filter(pk=chair.pk).update(under=chair)
    chair.refresh_from_db()
    assert chair.under is None


def test_a_board_is_inaugurated_once_at_an_event_of_its_own_forum_or_one_above():
    national = ForumFactory()
    body = OrganisationFactory(kind=Kind.FORUM, forum=national.organisation)
    term = BoardTermFactory(forum=ForumFactory(organisation=body))
    BoardMemberFactory(term=term)

    with pytest.raises(SeatRefused):
        inaugurate(term=term, event=EventFactory(held_on=date(2024, 1, 9)), **told())
    with pytest.raises(TermInDisorder):
        inaugurate(term=term, event=EventFactory(forum=national, held_on=date(2024, 1, 7)), **told())
    event = EventFactory(forum=national, held_on=date(2024, 1, 9))
    inaugurate(term=term, event=event, **told())
    with pytest.raises(BoardSits):
        inaugurate(term=term, event=event, **told())

    term.refresh_from_db()
    assert (term.inaugurated_on, term.inauguration) == (date(2024, 1, 9), event)


def test_an_empty_board_is_not_inaugurated():
    term = BoardTermFactory()

    with pytest.raises(SeatRefused):
        inaugurate(term=term, event=EventFactory(forum=term.forum, held_on=date(2024, 1, 9)), **told())


def test_a_seat_is_handed_over_by_date_and_what_stood_below_stays_below():
    term = sitting()
    chair = BoardMemberFactory(term=term, position="Ketua", name="Ranu Salimba")
    BoardMemberFactory(term=term, position="Humas", name="Tira Wandeka", under=chair)

    taken = replace_member(seat=chair, name="Bima Larasati", starts_on=date(2025, 3, 1), **told())

    chair.refresh_from_db()
    assert (chair.ended_on, taken.position, taken.replaces) == (date(2025, 2, 28), "Ketua", chair)
    assert drawn(term, date(2025, 2, 28)) == [("Ketua", "Ranu Salimba", [("Humas", "Tira Wandeka", [])])]
    assert drawn(term, date(2025, 3, 1)) == [("Ketua", "Bima Larasati", [("Humas", "Tira Wandeka", [])])]
    with pytest.raises(SeatRefused):
        replace_member(seat=chair, name="Orang Ketiga", starts_on=date(2025, 4, 1), **told())


def test_a_seat_may_stand_empty_until_somebody_takes_it():
    term = sitting()
    chair = BoardMemberFactory(term=term, position="Ketua", name="Ranu Salimba")

    vacate_seat(seat=chair, ended_on=date(2025, 2, 28), **told())
    assert drawn(term, date(2025, 3, 1)) == [("Ketua", None, [])]
    with pytest.raises(TermInDisorder):
        replace_member(seat=chair, name="Bima Larasati", starts_on=date(2025, 2, 28), **told())
    replace_member(seat=chair, name="Bima Larasati", starts_on=date(2025, 6, 1), **told())

    assert drawn(term, date(2025, 5, 31)) == [("Ketua", None, [])]
    assert drawn(term, date(2025, 6, 1)) == [("Ketua", "Bima Larasati", [])]


@pytest.mark.parametrize("day", [date(2024, 1, 8), date(2027, 1, 8)])
def test_a_seat_changes_hands_within_the_term(day):
    chair = BoardMemberFactory(term=sitting())

    with pytest.raises(TermInDisorder):
        replace_member(seat=chair, name="Bima Larasati", starts_on=day, **told())
    assert BoardMember.objects.count() == 1


def test_before_the_inauguration_nobody_is_replaced():
    with pytest.raises(NotYetInaugurated):
        replace_member(seat=BoardMemberFactory(), name="Bima Larasati", starts_on=date(2025, 3, 1), **told())


def test_a_board_member_reads_and_does_not_write():
    term = BoardTermFactory()
    member = account(RoleName.BOARD_MEMBER, term.forum.organisation)

    with pytest.raises(NotAllowed):
        add_seat(term=term, position="Ketua", name="Ranu Salimba", **told(member))
    assert not Entry.objects.exists()


def test_cards_are_for_those_who_hold_a_seat_today_and_lead_back_to_it():
    term = sitting()
    chair = BoardMemberFactory(term=term, name="Ranu Salimba")
    gone = BoardMemberFactory(term=term, ended_on=date(2024, 6, 30))

    seats = seats_with_cards(term, DAY)

    assert seats == [chair]
    assert printed_cards(term, seats, at=timezone.now())[:5] == b"%PDF-"
    assert [seat_on_card(code_of_card(seat)) for seat in (chair, gone)] == [chair, gone]
    assert seat_on_card(chair.code) is None  # the code alone, without what only we can add
    assert seat_on_card(code_of_card(chair)[:-1] + "0") != chair or code_of_card(chair).endswith("0")
