"""Forums, boards and the work programme as a secretary keeps them and others read them."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.agreements import AgreementFactory, PromiseFactory
from factories.forum import (
    ActivityFactory,
    BoardMemberFactory,
    BoardTermFactory,
    DecisionFactory,
    EventFactory,
    ForumFactory,
)
from factories.organisations import OrganisationFactory, account

from padan.forum.models import Activity, BoardMember, BoardTerm, Forum, PastMembership
from padan.organisations.states import Kind, RoleName

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)


def pdf():
    """A page without anything on it."""
    out, made = io.BytesIO(), pikepdf.new()
    made.add_blank_page()
    made.save(out)
    return out.getvalue()


PDF = pdf()


@pytest.fixture(autouse=True)
def told(settings, tmp_path):
    settings.PADAN_TODAY, settings.MEDIA_ROOT = DAY, tmp_path


@pytest.fixture
def forum():
    return ForumFactory(organisation__name="FKLPI Contoh", level=Forum.Level.NATIONAL)


@pytest.fixture
def secretary(client, forum):
    client.force_login(account(RoleName.SECRETARIAT, forum.organisation))
    return client


def at(name, code):
    return reverse(name, args=[code])


def test_the_tree_shows_a_forum_below_the_one_above_it(secretary, forum):
    below = ForumFactory(organisation__name="FKLPI Bawah", organisation__forum=forum.organisation)
    OrganisationFactory(forum=below.organisation, joined_on=date(2023, 1, 1))

    page = secretary.get("/forum/")

    assert [(one.forum, one.depth, one.members) for one in page.context["tree"]] == [(forum, 0, 0), (below, 1, 1)]


def test_a_regional_forum_is_opened_from_a_form_and_a_region_that_is_none_is_refused(secretary, forum):
    typed = {"above": forum.pk, "name": "FKLPI Melati", "address": "", "centre": ""}

    refused = secretary.post("/forum/baru/", typed | {"region": "Atlantis"})
    kept = secretary.post("/forum/baru/", typed | {"region": "Kota Bekasi"})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["region"])
    opened = Forum.objects.exclude(pk=forum.pk).get()
    assert kept.url == at("forum-detail", opened.organisation.code)
    assert (opened.organisation.forum, opened.organisation.region.name) == (forum.organisation, "Kota Bekasi")


def test_a_profile_edited_by_two_people_keeps_the_first_and_shows_the_second_her_words(secretary, forum):
    typed = {"vision": "Satu", "revision": "1", "email": "", "phone": "", "website": "", "address": ""}

    assert secretary.post(at("forum-change", forum.organisation.code), typed).status_code == 302
    late = secretary.post(at("forum-change", forum.organisation.code), typed | {"vision": "Dua"})

    forum.refresh_from_db()
    assert (late.status_code, forum.vision) == (422, "Satu")
    assert ">\nDua</textarea>" in late.text


def test_a_body_joins_and_leaves_and_its_time_stays(secretary, forum):
    body = OrganisationFactory(forum=forum.organisation)

    assert secretary.post(at("member-record", body.code), {"joined_on": "2023-01-01"}).status_code == 302
    early = secretary.post(at("member-record", body.code), {"left_on": "2022-01-01"})
    assert (
        secretary.post(at("member-record", body.code), {"left_on": "2024-01-01", "reason": "Pindah"}).status_code == 302
    )

    assert early.status_code == 422
    assert [(one.joined_on, one.left_on) for one in PastMembership.objects.all()] == [
        (date(2023, 1, 1), date(2024, 1, 1))
    ]
    assert "Pindah" in secretary.get(at("member-detail", body.code)).text


def test_the_list_of_members_and_of_those_who_are_none_are_two(secretary, forum):
    OrganisationFactory(forum=forum.organisation, name="PT Contoh Anggota", joined_on=date(2023, 1, 1))
    OrganisationFactory(forum=forum.organisation, name="PT Contoh Terdaftar")

    def names(query):
        return [body.name for body in secretary.get(f"/anggota/{query}").context["seen"].shown]

    assert (names(""), names("?standing=outside")) == (["PT Contoh Anggota"], ["PT Contoh Terdaftar"])


def test_a_board_with_its_decree_seats_inauguration_and_cards(secretary, forum):
    body = OrganisationFactory(forum=forum.organisation, name="PT Contoh Asal", joined_on=date(2023, 1, 1))
    event = EventFactory(forum=forum, held_on=date(2024, 11, 14))
    decree = {"decree_number": "SK/1/2024", "decree_on": "2024-10-28", "starts_on": "2024-11-14", "ends_on": ""}

    opened = secretary.post(
        at("board-new", forum.organisation.code), decree | {"file": SimpleUploadedFile("sk.pdf", PDF)}
    )
    term = BoardTerm.objects.get()
    assert opened.url == at("board-detail", term.code)
    secretary.post(at("seat-add", term.code), {"position": "Ketua", "name": "Ranu Salimba", "body": "pt contoh asal"})
    chair = BoardMember.objects.get()
    wrong = secretary.post(at("seat-add", term.code), {"position": "Humas", "name": "Tira", "body": "PT Tidak Ada"})
    assert secretary.post(at("board-inaugurate", term.code), {"event": event.code}).status_code == 302
    late = secretary.post(at("seat-add", term.code), {"position": "Humas", "name": "Tira Wandeka"})

    term.refresh_from_db()
    assert (chair.organisation, term.inauguration) == (body, event)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["body"])
    assert (late.status_code, BoardMember.objects.count()) == (422, 1)
    file = secretary.get(at("board-decree", term.code))
    assert (file.content, file["Content-Type"], file["X-Content-Type-Options"]) == (PDF, "application/pdf", "nosniff")
    for address in (at("board-cards", term.code), at("seat-card", chair.code)):
        assert secretary.get(address).content[:5] == b"%PDF-"


@pytest.mark.parametrize("content", [b"MZ not a pdf", b"%PDF-1.7 broken"])
def test_a_decree_that_is_no_pdf_is_refused_and_no_board_stands_half(secretary, forum, content):
    decree = {"decree_number": "SK/1/2024", "decree_on": "2024-10-28", "starts_on": "2024-11-14"}

    refused = secretary.post(
        at("board-new", forum.organisation.code), decree | {"file": SimpleUploadedFile("sk.pdf", content)}
    )

    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert not BoardTerm.objects.exists()


def test_a_seat_is_handed_over_on_its_page(secretary, forum):
    term = BoardTermFactory(forum=forum, inaugurated_on=date(2024, 1, 8))
    chair = BoardMemberFactory(term=term, name="Ranu Salimba")
    address = at("seat-detail", chair.code)

    outside = secretary.post(address, {"do": "replace", "name": "Bima Larasati", "starts_on": "2030-01-01"})
    kept = secretary.post(address, {"do": "replace", "name": "Bima Larasati", "starts_on": "2024-11-01"})

    assert (outside.status_code, kept.status_code) == (422, 302)
    page = secretary.get(at("board-detail", term.code))
    (position,) = page.context["positions"]
    assert (position.holder.name, [seat.name for seat in position.past]) == ("Bima Larasati", ["Ranu Salimba"])


def test_the_hand_over_list_holds_what_is_open_and_leaves_out_what_is_done(secretary, forum):
    term = BoardTermFactory(forum=forum)
    event = EventFactory(forum=forum)
    DecisionFactory(event=event, task=True, words="Tugas terbuka")
    DecisionFactory(event=event, task=True, words="Tugas selesai", state="done", closed_on=DAY)
    ActivityFactory(forum=forum, title="Kegiatan berjalan")
    centre, company = OrganisationFactory(kind=Kind.CENTRE), OrganisationFactory()
    agreement = AgreementFactory(
        running=True, forum=forum, parties=[centre, company], title="Segera berakhir", ends_on=DAY + timedelta(days=30)
    )
    PromiseFactory(agreement=agreement, party=agreement.parties.first(), words="Janji terbuka")
    DecisionFactory(task=True, words="Tugas forum lain")

    page = secretary.get(at("board-handover", term.code)).text
    book = secretary.post(at("board-handover-export", term.code))

    found = [words in page for words in ("Tugas terbuka", "Kegiatan berjalan", "Janji terbuka", "Segera berakhir")]
    assert found == [True] * 4
    assert ["Tugas selesai" in page, "Tugas forum lain" in page] == [False, False]
    assert (book.status_code, b"".join(book.streaming_content)[:2]) == (200, b"PK")


def test_an_activity_is_planned_begun_and_finished_with_what_it_cost(secretary, forum):
    planned = {"forum": forum.pk, "title": "Kunjungan industri", "year": "2024", "budget_idr": "Rp 15.000.000"}
    kept = secretary.post("/program-kerja/baru/", planned)
    activity = Activity.objects.get()
    assert kept.url == at("activity-detail", activity.code)

    step = at("activity-step", activity.code)
    secretary.post(step, {"do": "begin"})
    refused = secretary.post(step, {"do": "finish", "finished_on": "2024-12-01", "result": "Selesai", "spent_idr": "1"})
    secretary.post(step, {"do": "finish", "finished_on": "2024-11-14", "result": "Selesai", "spent_idr": "14000000"})

    activity.refresh_from_db()
    assert refused.status_code == 422
    assert (activity.state, activity.spent_idr) == ("finished", 14_000_000)
    assert [number for _words, number, _asked in secretary.get("/program-kerja/").context["seen"].counts] == [
        15_000_000,
        14_000_000,
    ]


def test_a_company_reads_its_forum_and_keeps_nothing_of_it(client, forum):
    body = OrganisationFactory(forum=forum.organisation)
    term = BoardTermFactory(forum=forum)
    client.force_login(account(RoleName.COMPANY_OFFICER, body))

    assert client.get(at("board-detail", term.code)).status_code == 200
    assert [
        client.get(at("board-handover", term.code)).status_code,
        client.get(at("board-cards", term.code)).status_code,
        client.get("/anggota/").status_code,
        client.post(at("seat-add", term.code), {"position": "Ketua", "name": "Saya"}).status_code,
    ] == [404] * 4
    assert not BoardMember.objects.exists()
