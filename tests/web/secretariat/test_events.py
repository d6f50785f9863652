"""Events, guests, the door, minutes and tasks as those who keep them meet them."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from factories.forum import DecisionFactory, EventFactory, ForumFactory, InvitationFactory, MinutesFactory
from factories.organisations import ContactFactory, OrganisationFactory, account

from padan.forum.models import Decision, Event, Invitation, Minutes
from padan.organisations.states import RoleName
from padan.people.models import Message, SignedLink
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)


@pytest.fixture(autouse=True)
def told(settings, tmp_path):
    settings.PADAN_TODAY, settings.MEDIA_ROOT = DAY, tmp_path


@pytest.fixture
def forum():
    return ForumFactory(organisation__name="FKLPI Contoh")


@pytest.fixture
def secretary(client, forum):
    client.force_login(account(RoleName.SECRETARIAT, forum.organisation))
    return client


@pytest.fixture
def event(forum):
    return EventFactory(forum=forum, title="Rapat pleno")


def at(name, thing):
    return reverse(name, args=[thing.code])


def test_an_event_is_planned_in_the_hours_of_its_place(secretary, forum):
    typed = {"forum": forum.pk, "title": "Rakornas", "kind": "coordination", "held_on": "2024-12-02", "zone": "WIT"}

    backwards = secretary.post("/acara/baru/", typed | {"starts": "09:00", "ends": "08:00"})
    kept = secretary.post("/acara/baru/", typed | {"starts": "09:00", "ends": "16:00", "last_on": "2024-12-04"})

    event = Event.objects.get()
    assert (backwards.status_code, kept.url) == (422, at("event-detail", event))
    assert (event.starts_at, event.last_on) == (datetime(2024, 12, 2, 0, tzinfo=UTC), date(2024, 12, 4))
    assert "Senin, 2 Desember 2024, 09.00 – 4 Desember 2024, 16.00 WIT" in secretary.get(kept.url).text


def test_guests_come_from_lines_from_a_sheet_and_from_the_contacts_of_members(secretary, forum, event):
    member = OrganisationFactory(forum=forum.organisation, joined_on=date(2023, 1, 1))
    contact = ContactFactory(organisation=member, name="Kontak Anggota")
    ContactFactory(organisation=OrganisationFactory(forum=forum.organisation), name="Bukan Anggota")
    lines = "Tira Wandeka; PT Contoh Las; 0812-3456-7890; tira@contoh.padan.example\nRanu Salimba\tDinas Contoh"

    wrong = secretary.post(at("event-invite", event), {"guests": f"{lines}\nBima; PT; bukan nomor"})
    kept = secretary.post(at("event-invite", event), {"guests": lines, "members": "on"})

    assert (wrong.status_code, kept.status_code) == (422, 302)
    assert "Baris 3" in wrong.text
    assert sorted(Invitation.objects.values_list("name", "body", "phone")) == [
        ("Kontak Anggota", "", contact.phone),
        ("Ranu Salimba", "Dinas Contoh", ""),
        ("Tira Wandeka", "PT Contoh Las", "+6281234567890"),
    ]
    assert Invitation.objects.get(contact=contact).organisation == member


def test_invitations_leave_once_and_again_to_those_who_did_not_answer(secretary, event):
    InvitationFactory(event=event, coming=True)
    InvitationFactory(event=event)
    InvitationFactory(event=event, email="")

    for minute, who, mails in ((0, "new", 1), (1, "new", 1), (2, "again", 2), (2, "again", 2)):
        with time_machine.travel(datetime(2024, 11, 10, 2, minute, tzinfo=UTC), tick=False):
            secretary.post(at("event-send", event), {"who": who})
        assert Message.objects.count() == mails


def test_a_whatsapp_message_holds_a_link_that_is_shown_once_and_kept_nowhere(secretary, event):
    one = InvitationFactory(event=event, name="Tira Wandeka", phone="+6281234567890")

    page = secretary.post(at("invitation-message", one))

    token = re.search(r"/t/([\w-]+)/", page.text)[1]
    assert page.context["whatsapp"].startswith("https://wa.me/6281234567890?text=Tira%20Wandeka")
    assert SignedLink.objects.get().thing_code == one.code
    assert token not in str(list(Entry.objects.values())) + str(list(SignedLink.objects.values()))


def test_the_guest_list_of_an_event_leaves_as_a_workbook_and_the_trail_says_so(secretary, event):
    InvitationFactory(event=event, present=True)
    InvitationFactory()

    book = secretary.post(f"{reverse('invitation-export')}?event={event.code}", {"format": "xlsx"})

    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert Entry.objects.get(verb="export.made").wording.changes["rows"] == ["", 1]


def test_at_the_door_a_tap_is_enough_and_a_second_does_no_harm(secretary, event):
    one = InvitationFactory(event=event, name="Tira Wandeka")

    assert secretary.get(at("invitation-door", one)).status_code == 200
    assert Invitation.objects.get().checked_in_at is None  # looking is not coming
    for _tap in range(2):
        assert secretary.post(at("invitation-door", one)).status_code == 302

    assert Entry.objects.filter(verb="invitation.checked_in").count() == 1
    assert "Hadir sejak" in secretary.get(at("invitation-door", one)).text


def test_the_door_of_tomorrow_is_closed(secretary, forum):
    one = InvitationFactory(event=EventFactory(forum=forum, held_on=date(2024, 11, 16)))

    page = secretary.post(at("invitation-door", one))

    assert (page.status_code, "16 November 2024" in page.text) == (422, True)
    one.refresh_from_db()
    assert one.checked_in_at is None


def test_a_guest_is_found_by_any_word_and_who_came_unasked_is_written_down(secretary, event):
    InvitationFactory(event=event, name="Tira Wandeka", body="PT Contoh Las")
    InvitationFactory(event=event, name="Ranu Salimba", body="PT Contoh Kopi")

    found = secretary.get(f"{at('event-door', event)}?q=las%20tira").context["guests"]
    secretary.post(at("event-walk-in", event), {"name": "Tamu Baru", "body": "Media Contoh"})
    nameless = secretary.post(at("event-walk-in", event), {"name": ""})

    assert [one.name for one in found] == ["Tira Wandeka"]
    assert nameless.status_code == 422
    assert Invitation.objects.get(walked_in=True).checked_in_at is not None


def test_the_door_says_whether_nobody_was_asked_or_everybody_is_here_or_more_stand_on_the_list(secretary, event):
    door = at("event-door", event)
    assert "Belum ada yang diundang" in secretary.get(door).text

    InvitationFactory(event=event, present=True, name="Tira Wandeka")
    assert "Semua yang ada di daftar sudah hadir" in secretary.get(door).text

    InvitationFactory.create_batch(31, event=event)
    page = secretary.get(door)
    assert (len(page.context["guests"]), "30 nama pertama" in page.text) == (30, True)
    assert "30 nama pertama" not in secretary.get(f"{door}?q=tira").text


def test_the_attendance_list_is_a_pdf(secretary, event):
    InvitationFactory(event=event, present=True)

    assert secretary.get(at("event-attendance", event)).content[:5] == b"%PDF-"


def test_whoever_is_late_with_the_minutes_sees_both_texts_and_loses_none(secretary, event):
    secretary.post(at("minutes-write", event), {"text": "Ditulis Tira.", "revision": "0"})
    late = secretary.post(at("minutes-write", event), {"text": "Ditulis Ranu.", "revision": "0"})

    assert late.status_code == 422
    assert ["Ditulis Tira." in late.text, "Ditulis Ranu." in late.text] == [True, True]
    assert 'name="revision" value="1"' in late.text
    both = {"text": "Ditulis Tira. Ditulis Ranu.", "revision": "1"}
    assert secretary.post(at("minutes-write", event), both).status_code == 302
    assert Minutes.objects.get().text == "Ditulis Tira. Ditulis Ranu."


def test_a_decision_becomes_a_task_and_approved_minutes_stand(secretary, forum, event):
    OrganisationFactory(forum=forum.organisation, name="PT Contoh Las", joined_on=date(2023, 1, 1))
    MinutesFactory(event=event)
    half = secretary.post(at("decision-add", event), {"words": "Mengirim daftar.", "owner": "PT Contoh Las"})
    secretary.post(
        at("decision-add", event), {"words": "Mengirim daftar.", "owner": "PT Contoh Las", "due_on": "2024-11-20"}
    )
    secretary.post(at("minutes-approve", event), {"revision": "1"})
    task, minutes = Decision.objects.get(), Minutes.objects.get()

    assert (half.status_code, list(half.context["decision_form"].errors)) == (422, ["due_on"])
    assert (task.state, task.minutes) == ("open", minutes)
    assert secretary.post(at("minutes-write", event), {"text": "Lain", "revision": "1"}).status_code == 422
    assert secretary.get(at("minutes-paper", minutes)).content[:5] == b"%PDF-"
    secretary.post(at("minutes-correct", event), {"correction": "Nama keliru."})
    assert list(Minutes.objects.values_list("version", flat=True)) == [2, 1]


def test_a_draft_is_read_by_the_forum_and_its_guests_read_what_is_approved(client, forum, event):
    body = OrganisationFactory(forum=forum.organisation)
    InvitationFactory(event=event, organisation=body)
    InvitationFactory(event=event, name="Tamu Lain")
    draft = MinutesFactory(event=event)
    client.force_login(account(RoleName.COMPANY_OFFICER, body))

    page = client.get(at("event-detail", event))

    assert (page.status_code, "Tamu Lain" in page.text) == (200, False)
    assert client.get(at("minutes", event)).status_code == 404
    assert client.get(at("minutes-paper", draft)).status_code == 404


def test_a_board_member_finishes_her_task_from_the_week_page(client, forum, event):
    member = account(RoleName.BOARD_MEMBER, forum.organisation)
    mine = DecisionFactory(event=event, words="Tugas saya", state="open", due_on=date(2024, 11, 14), user=member)
    DecisionFactory(event=event, task=True, words="Tugas orang lain", due_on=DAY)
    client.force_login(member)

    (group,) = [one for one in client.get("/pekan-ini/").context["groups"] if one.title == "Tugas dari rapat"]
    assert [(task.title, task.kind, task.href) for task in group.tasks] == [
        ("Tugas saya", "bad", at("task-detail", mine))
    ]
    client.post(at("task-close", mine), {"do": "done", "closing_words": "Beres."})

    mine.refresh_from_db()
    assert (mine.state, mine.closed_on) == ("done", DAY)


def test_a_task_is_dropped_by_the_secretary_alone_and_for_a_reason(secretary, event):
    task = DecisionFactory(event=event, task=True)

    silent = secretary.post(at("task-close", task), {"do": "drop", "closing_words": ""})
    secretary.post(at("task-close", task), {"do": "drop", "closing_words": "Tidak ada anggaran."})

    task.refresh_from_db()
    assert (silent.status_code, task.state) == (422, "dropped")
