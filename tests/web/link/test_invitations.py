"""An invitation to work on a phone, and the company's candidates behind its link. No account."""

from datetime import date, datetime

import pytest
from factories.matching import WorkInvitationFactory
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.people import SignedLinkFactory

from padan.base.clock import JAKARTA
from padan.matching.models import Consent, Invitation
from padan.matching.states import ANSWER, CANDIDATES, InvitationState
from padan.placements.models import Placement

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


@pytest.fixture(autouse=True)
def today(settings):
    settings.PADAN_TODAY = TODAY


def at(link):
    return f"/t/{link.token}/"


def link_to(thing, act):
    link = SignedLinkFactory(act=act, thing_kind=thing._meta.label_lower, thing_code=thing.code, token=f"t{thing.code}")
    link.token = f"t{thing.code}"
    return at(link)


@pytest.fixture
def invited():
    return WorkInvitationFactory(
        graduate__person__name="Sari Contoh", graduate__person__phone="+6281200000001", opening__wage_from_idr=5_200_000
    )


def test_looking_changes_nothing_and_two_big_buttons_answer(client, invited):
    unit = OpeningUnitFactory(opening=invited.opening)
    door = link_to(invited, ANSWER)
    before = Invitation.objects.values().get()
    page = client.get(door, HTTP_USER_AGENT="WhatsApp/2.24").content.decode()
    client.head(door)
    assert (Invitation.objects.values().get(), Consent.objects.count()) == (before, 0)
    assert "Sari Contoh" in page
    assert "5.200.000 sebulan" in page
    assert unit.unit.title in page  # what lacks
    assert page.count("pd-tap") == 2

    assert client.post(door, {"do": "yes"}).status_code == 302
    invited.refresh_from_db()
    assert (invited.state, Consent.objects.count()) == (InvitationState.INTERESTED, 1)
    again = client.get(door).content.decode()  # opened twice: what was answered, and how to change it
    assert "Anda menjawab ya" in again
    assert "Saya berubah pikiran" in again
    client.post(door, {"do": "name_off"})
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_after_the_deadline_it_says_so_and_tells_the_centre(client, invited):
    Invitation.objects.update(answer_by=date(2024, 11, 14))
    door = link_to(invited, ANSWER)
    page = client.get(door).content.decode()
    assert "Batas jawaban 14 November 2024 sudah lewat." in page
    refused = client.post(door, {"do": "yes"})
    assert refused.status_code == 422
    assert client.post(door, {"do": "late"}).status_code == 302
    invited.refresh_from_db()
    assert (invited.state, invited.late_at is not None) == (InvitationState.INVITED, True)


def test_accepting_holds_the_seat_and_the_next_is_told_in_words(client):
    opening = OpeningFactory(seats=1)
    first, second = WorkInvitationFactory.create_batch(2, opening=opening, offered=True)
    assert client.post(link_to(first, ANSWER), {"do": "accept"}).status_code == 302
    late = client.post(link_to(second, ANSWER), {"do": "accept"})
    assert late.status_code == 422
    assert "sudah terisi" in late.content.decode()
    assert Placement.objects.get().graduate == first.graduate


def test_a_company_reads_codes_until_consent_and_decides_by_one_tap(client, invited):
    door, hers = link_to(invited.opening, CANDIDATES), link_to(invited, ANSWER)
    assert "Sari Contoh" not in client.get(door).content.decode()
    client.post(hers, {"do": "yes"})
    assert "Sari Contoh" in client.get(door).content.decode()
    client.post(hers, {"do": "name_off"})
    page = client.get(door).content.decode()
    assert "Sari Contoh" not in page
    assert "+6281200000001" not in page
    assert invited.graduate.code in page

    told = {"do": "interview", "who": invited.code, "held_on": "2024-11-15", "hour": "09:30", "place": "Ruang HRD"}
    assert client.post(door, told | {"held_on": "2024-11-14"}).status_code == 422
    assert client.post(door, told).status_code == 302
    assert client.post(door, {"tap": f"late:{invited.code}"}).status_code == 302
    assert client.post(door, {"do": "unsuitable", "who": invited.code}).status_code == 422  # without its reason
    assert client.post(door, {"tap": f"offer:{invited.code}"}).status_code == 302
    client.post(hers, {"do": "accept"})
    early = client.post(door, {"tap": f"begin:{invited.code}", "started_on": "2024-11-01"}, follow=True)
    assert "Hari pertama" in early.content.decode()
    client.post(door, {"tap": f"begin:{invited.code}", "started_on": "2024-11-15"})

    invited.refresh_from_db()
    placement = Placement.objects.get()
    assert (invited.state, invited.attendance) == (InvitationState.STARTED, "late")
    assert invited.interview_at == datetime(2024, 11, 15, 9, 30, tzinfo=JAKARTA)
    assert (placement.state, placement.started_on, placement.confirmed_on) == ("working", TODAY, TODAY)


def test_a_link_for_one_opening_does_nothing_to_another(client, invited):
    stranger = WorkInvitationFactory(interested=True)
    door = link_to(invited.opening, CANDIDATES)
    refused = client.post(door, {"tap": f"offer:{stranger.code}"})
    assert refused.status_code == 422
    stranger.refresh_from_db()
    assert stranger.state == InvitationState.INTERESTED


def test_no_page_of_a_company_grows_its_questions_with_its_candidates(client, django_assert_max_num_queries):
    opening = OpeningFactory()
    door = link_to(opening, CANDIDATES)
    WorkInvitationFactory(opening=opening, interested=True)
    client.get(door)
    with django_assert_max_num_queries(14):
        client.get(door)
    WorkInvitationFactory.create_batch(3, opening=opening, interested=True)
    with django_assert_max_num_queries(14):
        client.get(door)
