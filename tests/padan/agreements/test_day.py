"""Signing day: an order, one tap, a way back within minutes, who saw it, and what the board shows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from factories.agreements import AgreementFactory, DocumentFactory, PartyFactory, TargetFactory, WitnessFactory
from factories.forum import EventFactory, ForumFactory, InvitationFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.actions.day import WitnessTwice, move_turn, name_witness, record_turn, undo_turn, withdraw_witness
from padan.agreements.actions.signing import CannotBeUndone, NotOpenForSigning, PartyHasSigned
from padan.agreements.models import Signature
from padan.agreements.queries.day import board_of, printed_record, signed_after, turns_of, witnesses_of
from padan.agreements.states import AgreementState, DocumentState
from padan.base.errors import NotAllowed
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)
AT = datetime(2024, 11, 14, 3, 40, tzinfo=UTC)


def turn(event, centre=None, *, company=None, frozen=True, **columns):
    """An agreement that waits for its signatures on the day."""
    company = company or OrganisationFactory(forum=event.forum.organisation)
    columns = {"state": AgreementState.SCHEDULED, "starts_on": DAY, "ends_on": date(2026, 11, 13)} | columns
    agreement = AgreementFactory(forum=event.forum, event=event, title=f"Dengan {company.name}", **columns)
    for order, body in enumerate((centre or OrganisationFactory(centre=True), company), start=1):
        PartyFactory(agreement=agreement, organisation=body, order=order, number=f"{agreement.pk}/PKS")
    DocumentFactory(agreement=agreement, frozen=frozen)
    return agreement


@pytest.fixture
def event():
    return EventFactory(forum=ForumFactory(), held_on=DAY, title="Penandatanganan", place="Aula Contoh")


def ordered(event):
    return [one.agreement for one in turns_of(event)]


def test_a_tap_signs_for_everybody_who_had_not_and_the_scan_follows(event):
    agreement = turn(event)

    record_turn(agreement=agreement, by=None, at=AT)

    agreement.refresh_from_db()
    [now] = turns_of(event)
    assert (agreement.state, agreement.signed_on, agreement.signed_at) == (AgreementState.SIGNED, DAY, AT)
    assert (now.document.state, now.unsigned, len(now.without_scan)) == (DocumentState.COMPLETE, [], 2)


def test_a_second_tap_writes_nothing_more(event):
    agreement = turn(event)
    record_turn(agreement=agreement, by=None, at=AT)

    with pytest.raises(PartyHasSigned):
        record_turn(agreement=agreement, by=None, at=AT)

    assert Signature.objects.count() == 2


def test_what_is_not_frozen_is_not_signed(event):
    agreement = turn(event, frozen=False)

    with pytest.raises(NotOpenForSigning):
        record_turn(agreement=agreement, by=None, at=AT)

    assert [one.ready for one in turns_of(event)] == [False]


def test_a_slip_is_taken_back_within_ten_minutes_and_stays_on_record(event):
    agreement = turn(event)
    record_turn(agreement=agreement, by=None, at=AT)

    undo_turn(agreement=agreement, reason="Salah ketuk", by=None, at=AT + timedelta(minutes=9))

    agreement.refresh_from_db()
    assert (agreement.state, agreement.signed_on, agreement.signed_at) == (AgreementState.SCHEDULED, None, None)
    assert [signature.void_reason for signature in Signature.objects.all()] == ["Salah ketuk"] * 2
    record_turn(agreement=agreement, by=None, at=AT + timedelta(minutes=12))
    assert Signature.objects.filter(voided_at=None).count() == 2


def test_after_ten_minutes_it_stands(event):
    agreement = turn(event)
    record_turn(agreement=agreement, by=None, at=AT)

    with pytest.raises(CannotBeUndone):
        undo_turn(agreement=agreement, reason="Terlambat", by=None, at=AT + timedelta(minutes=11))

    agreement.refresh_from_db()
    assert (agreement.state, Signature.objects.filter(voided_at=None).count()) == (AgreementState.SIGNED, 2)


def test_turns_change_places_and_the_ends_of_the_list_hold(event):
    one, two, three = (turn(event) for _ in range(3))

    move_turn(agreement=three, up=True, by=None, at=AT)
    move_turn(agreement=one, up=True, by=None, at=AT)
    move_turn(agreement=two, up=False, by=None, at=AT)

    assert ordered(event) == [one, three, two]


def test_a_turn_names_what_is_missing_and_who_is_not_here(event):
    here, away = OrganisationFactory(), OrganisationFactory()
    agreement = turn(event, centre=here, company=away)
    agreement.parties.filter(organisation=away).update(number="", signatory="")
    InvitationFactory(event=event, organisation=here, checked_in_at=AT)
    InvitationFactory(event=event, organisation=away)

    [now] = turns_of(event)

    assert [party.organisation for party in now.without_number] == [away]
    assert [party.organisation for party in now.without_signatory] == [away]
    assert [party.organisation for party in now.absent] == [away]
    assert not now.ready


def test_only_the_secretariat_records_the_day(event):
    agreement = turn(event)
    member = account(RoleName.BOARD_MEMBER, event.forum.organisation)
    stranger = account(RoleName.SECRETARIAT, ForumFactory().organisation)

    for by in (member, stranger):
        for act in (
            lambda by: record_turn(agreement=agreement, by=by, at=AT),
            lambda by: move_turn(agreement=agreement, up=True, by=by, at=AT),
            lambda by: name_witness(event=event, name="Ibu Contoh", position="Dinas", by=by, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act(by)

    assert not Signature.objects.exists()


def test_a_witness_is_named_once_and_may_be_taken_off(event):
    witness = name_witness(event=event, name="  Bapak   Contoh ", position="Direktur Contoh", by=None, at=AT)
    with pytest.raises(WitnessTwice):
        name_witness(event=event, name="Bapak Contoh", position="Lain", by=None, at=AT)

    withdraw_witness(witness=witness, by=None, at=AT)
    name_witness(event=event, name="Bapak Contoh", position="Lain", by=None, at=AT)

    assert [(one.name, one.position) for one in witnesses_of(event)] == [("Bapak Contoh", "Lain")]


def test_the_record_is_a_paper_that_is_the_same_for_the_same_day(event):
    record_turn(agreement=turn(event), by=None, at=AT)
    turn(event, frozen=False)
    WitnessFactory(event=event)

    paper = printed_record(event, AT)

    assert paper[:5] == b"%PDF-"
    assert paper == printed_record(event, AT)


# --- the board


def test_the_board_counts_new_partners_in_the_order_they_signed(event):
    TargetFactory(forum=event.forum, value=300, starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31))
    old = OrganisationFactory(forum=event.forum.organisation)
    AgreementFactory(
        running=True, forum=event.forum, signed_on=date(2024, 3, 6), parties=[OrganisationFactory(centre=True), old]
    )
    one, two, again = turn(event), turn(event), turn(event, company=old)

    for place, agreement in enumerate((two, again, one)):
        record_turn(agreement=agreement, by=None, at=AT + timedelta(seconds=place))

    board = board_of(event)
    assert (board.value, board.before, board.number) == (300, 1, 3)
    assert [code for code, _name in board.today] == [two.code, one.code]


def test_a_forum_without_a_target_counts_the_day(event):
    record_turn(agreement=turn(event), by=None, at=AT)

    assert (board_of(event).value, board_of(event).number) == (0, 1)


def test_what_moved_the_board_is_told_in_the_order_of_the_trail(event):
    start, _nothing = signed_after(2**60)
    one, two = turn(event), turn(event)
    record_turn(agreement=two, by=None, at=AT)
    record_turn(agreement=one, by=None, at=AT)
    undo_turn(agreement=two, reason="Salah ketuk", by=None, at=AT)

    head, moved = signed_after(start)

    assert [(verb, code) for _seq, verb, code in moved] == [
        ("agreement.signed", two.code),
        ("agreement.signed", one.code),
        ("agreement.signing_undone", two.code),
    ]
    assert signed_after(moved[0][0])[1] == moved[1:]
    assert signed_after(head) == (head, [])
