from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories.forum import EventFactory, ForumFactory, InvitationFactory
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.forum.actions.events import (
    ANSWER,
    EventInDisorder,
    EventOver,
    GuestRefused,
    NotYetThere,
    WasPresent,
    answer_invitation,
    check_in,
    edit_event,
    hand_over_link,
    invite,
    plan_event,
    send_invitations,
    undo_check_in,
    walk_in,
    withdraw_invitation,
)
from padan.forum.models import Event, Invitation
from padan.forum.printing import printed_attendance
from padan.forum.queries import checked_in, invitation_of, turnout_of
from padan.forum.states import Answer, EventKind, Zone
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.states import RoleName
from padan.people.actions import issue_link
from padan.people.jobs import send_waiting
from padan.people.models import Message, SignedLink
from padan.people.queries import LinkClosed, link_of
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)  # the day on which the factory's events are held
BEFORE, AFTER = date(2024, 11, 1), date(2024, 11, 16)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def planned(forum, **more):
    return plan_event(forum=forum, kind=EventKind.SIGNING, title="Penandatanganan", held_on=DAY, **more, **told())


def test_an_event_in_jayapura_has_its_own_clock():
    start = datetime(2024, 11, 14, 23, 30, tzinfo=UTC)  # 08.30 WIT on the 15th, still the 14th in UTC

    event = planned(ForumFactory(), starts_at=start, ends_at=datetime(2024, 11, 15, 3, tzinfo=UTC), zone=Zone.WIT)

    assert (event.starts_at.astimezone(event.clock).hour, event.held_on, event.last_on) == (8, DAY, DAY)


@pytest.mark.parametrize(
    ("times", "refusal"),
    [
        ({"starts_at": datetime(2024, 11, 15, 3, tzinfo=UTC), "ends_at": datetime(2024, 11, 15, 2, tzinfo=UTC)},
         EventInDisorder),
        ({"starts_at": datetime(2024, 11, 15, 3, tzinfo=UTC), "ends_at": datetime(2024, 11, 15, 3, tzinfo=UTC)},
         EventInDisorder),
        ({"ends_at": datetime(2024, 11, 15, 2, tzinfo=UTC)}, FieldRefused),
        ({"starts_at": datetime(2024, 11, 15, 20, tzinfo=UTC)}, EventInDisorder),  # the 16th at the place
    ],
)  # fmt: skip
def test_an_event_that_ends_before_it_starts_is_refused(times, refusal):
    with pytest.raises(refusal):
        planned(ForumFactory(), **times)
    assert not Event.objects.exists()


def test_two_writers_of_one_event_never_overwrite_each_other():
    event = EventFactory()
    fields = {"kind": "meeting", "held_on": DAY, "starts_at": None, "ends_at": None, "zone": "WIB", "agenda": ""}

    edit_event(event=event, revision=1, title="Rapat pleno", place="Aula Contoh", **fields, **told())
    with pytest.raises(EditedMeanwhile):
        edit_event(event=event, revision=1, title="Rapat lain", place="Aula Lain", **fields, **told())

    event.refresh_from_db()
    assert (event.title, event.place, event.revision) == ("Rapat pleno", "Aula Contoh", 2)


def test_three_hundred_guests_are_asked_and_mailed_in_hardly_more_questions_than_ten():
    counted = {}
    for number in (10, 300):
        event = EventFactory()
        guests = [
            {"name": f"Tamu Contoh {n}", "body": f"PT Contoh {n}", "email": f"tamu{n}@contoh.padan.example"}
            for n in range(number)
        ]
        with CaptureQueriesContext(connection) as asked:
            invited = invite(event=event, guests=guests, today=BEFORE, **told())
            send_invitations(event=event, invitations=invited, today=BEFORE, **told())
        counted[number] = len(asked)
        assert turnout_of(event).asked == number

    assert counted[300] < 2 * counted[10]  # rows go in by the dozen, not one by one
    assert (SignedLink.objects.count(), Message.objects.count()) == (310, 310)
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == ["event.invited", "links.issued"] * 2


def test_who_stands_on_the_list_is_not_asked_twice():
    event, body = EventFactory(), OrganisationFactory()
    guests = [{"name": "Tira Wandeka", "organisation": body}, {"name": "tira  wandeka", "organisation": body}]

    assert [one.name for one in invite(event=event, guests=guests, today=BEFORE, **told())] == ["Tira Wandeka"]
    assert invite(event=event, guests=guests[:1], today=BEFORE, **told()) == []


def test_one_wrong_line_keeps_the_whole_list_out_and_is_named():
    event = EventFactory()
    guests = [{"name": "Tira Wandeka"}, {"name": "Ranu Salimba", "phone": "nanti"}]

    with pytest.raises(GuestRefused) as refused:
        invite(event=event, guests=guests, today=BEFORE, **told())

    assert str(refused.value) == (
        "Line 2: “nanti” of Ranu Salimba is not one phone number. Write it as 0812… or +62812…."
    )
    assert not Invitation.objects.exists()


def test_nobody_is_asked_to_an_event_that_is_over():
    event = EventFactory()
    one = InvitationFactory(event=event)

    for act in (
        lambda: invite(event=event, guests=[{"name": "Tira Wandeka"}], today=AFTER, **told()),
        lambda: send_invitations(event=event, invitations=[one], today=AFTER, **told()),
        lambda: hand_over_link(invitation=one, today=AFTER, **told()),
    ):
        with pytest.raises(EventOver):
            act()
    assert not SignedLink.objects.exists()


def test_an_invitation_leaves_by_mail_with_the_guests_own_link():
    event = EventFactory(title="Rapat pleno", place="Aula Contoh", starts_at=datetime(2024, 11, 15, 2, tzinfo=UTC))
    one = InvitationFactory(event=event, name="Tira Wandeka", email="tira@contoh.padan.example")
    without = InvitationFactory(event=event, email="")

    sent = send_invitations(event=event, invitations=[one, without], today=BEFORE, **told())
    send_waiting.call_local()

    assert sent == [one]
    (letter,) = mail.outbox
    assert letter.to == ["tira@contoh.padan.example"]
    assert letter.subject == "Undangan: Rapat pleno, Jumat, 15 November 2024, 09.00 WIB"
    token = letter.body.partition("/t/")[2].partition("/")[0]
    assert link_of(token, at=timezone.now()).thing_code == one.code


def test_the_guest_answers_by_her_own_link_and_by_no_other():
    one, other = InvitationFactory(), InvitationFactory()
    link, _token = issue_link(act=ANSWER, thing=one, recipient="Tira", **told())
    when = {"at": timezone.now(), "today": DAY}

    answer_invitation(invitation=one, answer=Answer.COMING, by=link, **when)
    with pytest.raises(NotAllowed):
        answer_invitation(invitation=other, answer=Answer.COMING, by=link, **when)
    answer_invitation(invitation=one, answer=Answer.SUBSTITUTE, substitute="Ranu Salimba", by=link, **when)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.answer, one.comes, other.answer) == (Answer.SUBSTITUTE, "Ranu Salimba", Answer.WAITING)
    with pytest.raises(EventOver):
        answer_invitation(invitation=one, answer=Answer.ABSENT, by=link, at=timezone.now(), today=AFTER)


def test_somebody_else_in_my_place_has_a_name():
    one = InvitationFactory()

    with pytest.raises(FieldRefused) as refused:
        answer_invitation(invitation=one, answer=Answer.SUBSTITUTE, substitute=" ", today=DAY, **told())

    assert refused.value.field == "substitute"
    one.refresh_from_db()
    assert one.answer == Answer.WAITING


def test_two_people_at_the_door_check_one_guest_in_once():
    one = InvitationFactory()

    first = check_in(invitation=one, today=DAY, **told()).checked_in_at
    second = check_in(invitation=one, today=DAY, **told()).checked_in_at

    assert first == second
    assert list(Entry.objects.values_list("verb", flat=True)) == ["invitation.checked_in"]
    assert list(checked_in(one.event)) == [one]


def test_nobody_is_present_before_the_day():
    one = InvitationFactory()

    with pytest.raises(NotYetThere):
        check_in(invitation=one, today=BEFORE, **told())
    with pytest.raises(NotYetThere):
        walk_in(event=one.event, name="Ranu Salimba", today=BEFORE, **told())
    assert turnout_of(one.event).present == 0


def test_who_comes_unasked_is_written_down_and_who_was_asked_is_not_written_twice():
    one = InvitationFactory(name="Tira Wandeka", body="PT Contoh Tamu")

    walk_in(event=one.event, name="tira wandeka", body="PT Contoh Tamu", today=DAY, **told())
    walk_in(event=one.event, name="Ranu Salimba", today=DAY, **told())

    turnout = turnout_of(one.event)
    assert (turnout.asked, turnout.walked_in, turnout.present) == (1, 1, 2)


def test_a_wrong_tap_is_undone():
    one = InvitationFactory(present=True)
    chance = walk_in(event=one.event, name="Salah Ketik", today=DAY, **told())

    undo_check_in(invitation=one, **told())
    undo_check_in(invitation=chance, **told())

    turnout = turnout_of(one.event)
    assert (turnout.asked, turnout.walked_in, turnout.present) == (1, 0, 0)


def test_who_is_taken_off_the_list_cannot_use_her_link_any_more():
    one, present = InvitationFactory(), InvitationFactory(present=True)
    _link, token = issue_link(act=ANSWER, thing=one, recipient="Tira", **told())

    withdraw_invitation(invitation=one, **told())

    with pytest.raises(LinkClosed):
        link_of(token, at=timezone.now())
    with pytest.raises(GuestRefused):
        check_in(invitation=one, today=DAY, **told())
    with pytest.raises(WasPresent):
        withdraw_invitation(invitation=present, **told())
    assert turnout_of(present.event).present == 1


def test_a_board_member_keeps_no_list():
    event = EventFactory()
    member = account(RoleName.BOARD_MEMBER, event.forum.organisation)

    with pytest.raises(NotAllowed):
        invite(event=event, guests=[{"name": "Tira Wandeka"}], today=BEFORE, **told(member))
    assert not Invitation.objects.exists()


def test_the_signing_asks_who_of_a_body_is_here():
    event, body = EventFactory(), OrganisationFactory()
    InvitationFactory(event=event, organisation=body, name="Anu Belum")
    here = InvitationFactory(event=event, organisation=body, name="Zira Hadir", present=True)
    InvitationFactory(organisation=body, present=True)  # at another event

    assert invitation_of(event, body) == here
    assert list(checked_in(event)) == [here]
    assert invitation_of(event, OrganisationFactory()) is None


def test_the_attendance_list_is_a_paper():
    one = InvitationFactory(present=True, substitute="", event__starts_at=datetime(2024, 11, 15, 2, tzinfo=UTC))
    InvitationFactory(event=one.event)

    assert printed_attendance(one.event, at=timezone.now())[:5] == b"%PDF-"
