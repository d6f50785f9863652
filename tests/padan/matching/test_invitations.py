from datetime import UTC, date, datetime, timedelta

import pytest
from factories.graduates import GraduateFactory
from factories.matching import WorkInvitationFactory
from factories.openings import OpeningFactory
from factories.organisations import account
from factories.people import SignedLinkFactory
from factories.placements import PlacementFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.matching.actions.consents import TalksOver, consent_again, take_consent_back
from padan.matching.actions.deadlines import follow_deadlines, note_warned
from padan.matching.actions.invitations import (
    DayInDisorder,
    NotAllDone,
    NothingChosen,
    ReasonMissing,
    SeatHeld,
    TooLate,
    TooSoon,
    answer_invitation,
    invite_many,
    link_for,
    note_attendance,
    offer_many,
    say_late,
    send_links,
    set_interviews,
    take_back,
    turn_down,
)
from padan.matching.models import Consent, Invitation
from padan.matching.queries.invitations import consented, counts_for, invitations_to_work, next_in_line
from padan.matching.states import ANSWER, CANDIDATES, CONSENT_NOW, InvitationState
from padan.openings.actions.seats import OpeningClosed, OpeningFull
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.people.models import Message
from padan.placements.actions import (
    AlreadyWorking,
    accept_invitation,
    decline_placement,
    start_placement,
    step_back,
)
from padan.placements.models import Placement
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = date(2024, 11, 15)
NOW = {"at": AT, "today": TODAY}


def link_to(row, act=ANSWER):
    thing = row if act == ANSWER else row.opening
    return SignedLinkFactory(act=act, thing_kind=thing._meta.label_lower, thing_code=thing.code)


def test_many_are_asked_at_once_and_each_refusal_has_its_name():
    opening = OpeningFactory()
    fresh, again = GraduateFactory(), GraduateFactory()
    in_talks = WorkInvitationFactory(opening=opening, interested=True).graduate
    elsewhere = WorkInvitationFactory(offered=True, state=InvitationState.ACCEPTED).graduate
    WorkInvitationFactory(opening=opening, graduate=again, state=InvitationState.LAPSED, late_at=AT)
    people = [fresh, in_talks, elsewhere, again]

    results = invite_many(opening=opening, graduates=people, by=None, **NOW)

    assert [result.refusal for result in results] == [
        "", "Asked before: Interested.", "She has accepted a seat elsewhere.", "",
    ]  # fmt: skip
    rows = Invitation.objects.filter(opening=opening, state=InvitationState.INVITED).order_by("place")
    assert [(row.graduate, row.place, row.answer_by, row.late_at) for row in rows] == [
        (fresh, 1, date(2024, 11, 22), None), (again, 4, date(2024, 11, 22), None),
    ]  # fmt: skip
    assert list(Entry.objects.values_list("verb", flat=True)) == ["invitations.sent"]


def test_only_her_centre_or_its_forum_asks_and_only_for_an_open_opening():
    graduate, stranger = GraduateFactory(), GraduateFactory()
    officer = account(RoleName.CENTRE_OFFICER, graduate.centre)

    results = invite_many(opening=OpeningFactory(), graduates=[graduate, stranger], by=officer, **NOW)
    assert [result.done for result in results] == [True, False]
    with pytest.raises(OpeningClosed):
        invite_many(opening=OpeningFactory(state="closed"), graduates=[graduate], by=officer, **NOW)
    with pytest.raises(NothingChosen):
        invite_many(opening=OpeningFactory(), graduates=[], by=officer, **NOW)
    with pytest.raises(DayInDisorder):
        invite_many(opening=OpeningFactory(), graduates=[graduate], by=officer, answer_by=date(2024, 11, 14), **NOW)


def test_a_yes_shows_her_name_to_this_company_alone_and_a_no_takes_it_away():
    row, other = WorkInvitationFactory(), WorkInvitationFactory()
    link = link_to(row)

    answer_invitation(invitation=row, yes=True, by=link, **NOW)
    consent = Consent.objects.get()
    assert (consent.given_at, consent.given_through, consent.words_version) == (AT, link.code, CONSENT_NOW)
    assert consented(row.opening, [row.graduate]) == {row.graduate_id}
    assert consented(other.opening, [row.graduate]) == set()

    answer_invitation(invitation=row, yes=False, why_not="far", by=link, **NOW)
    row.refresh_from_db()
    assert (row.state, row.why_not, consented(row.opening, [row.graduate])) == ("declined", "far", set())
    answer_invitation(invitation=row, yes=True, by=link, **NOW)  # she may think again until the deadline
    row.refresh_from_db()
    assert (row.state, row.why_not, Consent.objects.count()) == ("interested", "", 2)


def test_she_takes_her_name_back_and_shows_it_again_while_the_talks_go_on():
    row = WorkInvitationFactory()
    link = link_to(row)
    answer_invitation(invitation=row, yes=True, by=link, **NOW)

    take_consent_back(invitation=row, by=link, at=AT)
    assert consented(row.opening, [row.graduate]) == set()
    consent_again(invitation=row, by=link, at=AT)
    assert consented(row.opening, [row.graduate]) == {row.graduate_id}
    assert list(Consent.objects.order_by("pk").values_list("withdrawn_at", flat=True)) == [AT, None]


@pytest.mark.parametrize("state", [InvitationState.INVITED, InvitationState.DECLINED, InvitationState.UNSUITABLE])
def test_without_talks_there_is_nobody_to_show_a_name_to(state):
    row = WorkInvitationFactory(state=state)
    with pytest.raises(TalksOver):
        consent_again(invitation=row, by=link_to(row), at=AT)
    assert consented(row.opening, [row.graduate]) == set()


def test_a_link_for_one_invitation_opens_no_other():
    row, other = WorkInvitationFactory(), WorkInvitationFactory()
    with pytest.raises(NotAllowed):
        answer_invitation(invitation=other, yes=True, by=link_to(row), **NOW)
    with pytest.raises(NotAllowed):
        answer_invitation(invitation=row, yes=True, by=link_to(row, CANDIDATES), **NOW)


def test_after_the_deadline_no_answer_counts_but_she_can_tell_her_centre():
    row = WorkInvitationFactory(answer_by=date(2024, 11, 14))
    link = link_to(row)
    with pytest.raises(TooLate):
        answer_invitation(invitation=row, yes=True, by=link, **NOW)
    say_late(invitation=row, by=link, at=AT)
    row.refresh_from_db()
    assert (row.state, row.late_at) == (InvitationState.INVITED, AT)


def test_interviews_are_set_for_many_and_who_came_is_noted_from_its_day_on():
    opening = OpeningFactory()
    rows = WorkInvitationFactory.create_batch(2, opening=opening, interested=True)
    silent = WorkInvitationFactory(opening=opening)
    hr = account(RoleName.COMPANY_OFFICER, opening.company)
    soon = AT + timedelta(days=3)

    with pytest.raises(DayInDisorder):
        set_interviews(invitations=rows, interview_at=AT - timedelta(days=1), place="Ruang HRD", by=hr, **NOW)
    with pytest.raises(NotAllDone):
        set_interviews(invitations=[*rows, silent], interview_at=soon, place="Ruang HRD", by=hr, together=True, **NOW)
    assert not Invitation.objects.filter(state=InvitationState.INTERVIEW).exists()
    results = set_interviews(invitations=[*rows, silent], interview_at=soon, place="Ruang HRD", by=hr, **NOW)
    assert [result.done for result in results] == [True, True, False]

    early = note_attendance(invitations=rows, attendance="late", by=hr, **NOW)
    assert [result.done for result in early] == [False, False]
    note_attendance(invitations=rows[:1], attendance="late", by=hr, at=soon, today=date(2024, 11, 18))
    told = counts_for([opening])[opening.pk]
    assert (told.invited, told.interested, told.came, told.offered) == (3, 2, 1, 0)
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "invitations.interview", "invitations.attendance",
    ]  # fmt: skip


def test_a_seat_is_held_from_the_yes_and_becomes_her_work_on_the_first_day():
    row = WorkInvitationFactory(offered=True, opening__seats=1)
    rival = WorkInvitationFactory(offered=True, opening=row.opening)

    placement = accept_invitation(invitation=row, by=link_to(row), **NOW)
    row.opening.refresh_from_db()
    assert (placement.state, row.opening.seats_taken) == ("offered", 1)
    with pytest.raises(OpeningFull):
        accept_invitation(invitation=rival, by=link_to(rival), **NOW)
    rival.refresh_from_db()
    assert rival.state == InvitationState.OFFERED

    start_placement(placement=placement, started_on=TODAY, today=TODAY, by=None, at=AT)
    row.refresh_from_db()
    row.opening.refresh_from_db()
    assert (row.state, row.opening.seats_taken) == (InvitationState.STARTED, 1)


def test_who_steps_back_frees_the_seat_and_the_next_may_take_it():
    row = WorkInvitationFactory(offered=True, opening__seats=1)
    rival = WorkInvitationFactory(offered=True, opening=row.opening)
    accept_invitation(invitation=row, by=link_to(row), **NOW)

    step_back(invitation=row, hers=True, why_not="", by=link_to(row), at=AT)
    row.opening.refresh_from_db()
    assert (row.opening.seats_taken, Placement.objects.get().state) == (0, "declined")
    assert consented(row.opening, [row.graduate]) == set()
    accept_invitation(invitation=rival, by=link_to(rival), **NOW)
    with pytest.raises(ReasonMissing):
        step_back(invitation=rival, hers=False, why_not="wage", by=None, at=AT)
    step_back(invitation=rival, hers=False, why_not="cancelled", by=link_to(rival, CANDIDATES), at=AT)
    row.opening.refresh_from_db()
    assert row.opening.seats_taken == 0


def test_an_offer_declined_on_its_placement_frees_the_seat_and_she_is_told():
    row = WorkInvitationFactory(offered=True, graduate__person__email="lulusan@contoh.example")
    placement = accept_invitation(invitation=row, by=link_to(row), **NOW)
    decline_placement(placement=placement, by=None, at=AT, reason="Tidak datang", why_not="absent")
    assert Message.objects.filter(to="lulusan@contoh.example").count() == 1
    row.refresh_from_db()
    row.opening.refresh_from_db()
    assert (row.state, row.words, row.opening.seats_taken) == (InvitationState.WITHDRAWN, "Tidak datang", 0)


def test_nobody_holds_two_seats_nor_accepts_while_a_job_runs():
    row = WorkInvitationFactory(offered=True)
    second = WorkInvitationFactory(offered=True, graduate=row.graduate)
    accept_invitation(invitation=row, by=link_to(row), **NOW)
    with pytest.raises(SeatHeld):
        accept_invitation(invitation=second, by=link_to(second), **NOW)

    working = PlacementFactory(working=True)
    offer = WorkInvitationFactory(offered=True, graduate=working.graduate)
    with pytest.raises(AlreadyWorking):
        accept_invitation(invitation=offer, by=link_to(offer), **NOW)
    offer.opening.refresh_from_db()
    assert offer.opening.seats_taken == 0


def test_offers_are_made_while_seats_are_free_and_end_with_their_reason():
    full = WorkInvitationFactory(interested=True, opening__seats=1, opening__seats_taken=1)
    row = WorkInvitationFactory(interview=True, opening=OpeningFactory())

    assert not offer_many(invitations=[full], by=None, **NOW)[0].done
    assert offer_many(invitations=[row], by=None, **NOW)[0].done
    row.refresh_from_db()
    assert (row.state, row.answer_by) == (InvitationState.OFFERED, date(2024, 11, 20))
    with pytest.raises(ReasonMissing):
        turn_down(invitations=[full], why_not="", by=None, at=AT)
    assert turn_down(invitations=[full], why_not="skills", by=None, at=AT)[0].done
    assert take_back(invitations=[row], why_not="cancelled", by=None, at=AT)[0].done
    with pytest.raises(TransitionDenied):
        answer_invitation(invitation=full, yes=False, by=None, **NOW)
    assert counts_for([full.opening])[full.opening_id].reasons == {"A skill is missing": 1}


def test_nothing_lapses_before_both_sides_were_warned_and_twice_tells_once():
    row = WorkInvitationFactory(
        graduate__person__email="dia@contoh.padan.example",
        opening__reply_email="hrd@contoh.padan.example",
        answer_by=date(2024, 11, 14),
    )
    assert follow_deadlines(**NOW) == 1  # warned only
    assert follow_deadlines(**NOW) == 0
    row.refresh_from_db()
    assert (row.state, row.warned_at) == (InvitationState.INVITED, AT)

    tomorrow = {"at": AT + timedelta(days=1), "today": date(2024, 11, 16)}
    assert follow_deadlines(**tomorrow) == 1
    assert follow_deadlines(**tomorrow) == 0
    row.refresh_from_db()
    assert row.state == InvitationState.LAPSED
    assert list(Message.objects.order_by("pk").values_list("to", flat=True)) == [
        "dia@contoh.padan.example", "hrd@contoh.padan.example",
    ] * 2  # fmt: skip


def test_without_an_e_mail_nothing_lapses_before_somebody_told_her():
    called, linked, alone = WorkInvitationFactory.create_batch(3, answer_by=date(2024, 11, 14))
    early = WorkInvitationFactory(answer_by=date(2024, 11, 22))
    assert follow_deadlines(**NOW) == 0  # nobody could be mailed
    stranger = account(RoleName.AUDITOR)
    with pytest.raises(NotAllowed):
        note_warned(invitation=called, by=stranger, at=AT)
    assert note_warned(invitation=called, by=None, at=AT)
    assert not note_warned(invitation=called, by=None, at=AT)
    for row in (linked, early):
        link_for(invitation=row, by=None, **NOW)
    early.refresh_from_db()
    assert early.warned_at is None  # her time ends in a week

    follow_deadlines(at=AT + timedelta(days=1), today=date(2024, 11, 16))
    states = dict(Invitation.objects.order_by("pk").values_list("pk", "state"))
    assert [states[row.pk] for row in (called, linked, alone)] == ["lapsed", "lapsed", "invited"]


def test_nobody_is_written_to_twice_within_two_days():
    row = WorkInvitationFactory(graduate__person__email="dia@contoh.padan.example")
    told = {"by": None, "today": TODAY}
    assert list(send_links(invitations=[row], at=AT, **told)) == [row.code]
    assert send_links(invitations=[row], at=AT + timedelta(days=1), **told) == {}
    with pytest.raises(TooSoon):
        link_for(invitation=row, at=AT + timedelta(days=1), **told)
    assert link_for(invitation=row, at=AT + timedelta(days=2), **told)
    assert Message.objects.count() == 1


def test_the_next_in_line_is_whoever_is_in_talks_by_place():
    opening = OpeningFactory(seats=1)
    second = WorkInvitationFactory(opening=opening, interested=True, place=2)
    first = WorkInvitationFactory(opening=opening, interview=True, place=1)
    away = WorkInvitationFactory(opening=opening, interested=True, place=3)
    WorkInvitationFactory(graduate=away.graduate, offered=True, state=InvitationState.ACCEPTED)
    assert [row for _graduate, row, _why in next_in_line(opening)] == [first, second]


def test_each_side_opens_its_own_invitations():
    row = WorkInvitationFactory()
    WorkInvitationFactory()
    hers = account(RoleName.GRADUATE, person=row.graduate.person)
    for who in (
        account(RoleName.CENTRE_OFFICER, row.graduate.centre),
        account(RoleName.COMPANY_OFFICER, row.opening.company),
        hers,
    ):
        assert list(invitations_to_work(viewer_of(who))) == [row]
