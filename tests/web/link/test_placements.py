"""About work, by link: a company and a graduate answer with one tap, and a scanner changes nothing."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factories.matching import WorkInvitationFactory
from factories.organisations import OrganisationFactory
from factories.placements import CheckInFactory, PlacementFactory
from PIL import Image

from padan.matching.states import InvitationState
from padan.people.actions import issue_link
from padan.placements.actions import accept_invitation
from padan.placements.models import Placement
from padan.placements.permissions import CHECK_IN, FIRST_DAY
from padan.placements.states import CheckInAnswer, PlacementState

pytestmark = pytest.mark.django_db


def door(act, thing):
    _link, token = issue_link(act=act, thing=thing, recipient="Contoh", by=None, at=timezone.now())
    return f"/t/{token}/"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return SimpleUploadedFile("kartu.png", out.getvalue())


def test_the_company_says_with_one_tap_that_she_began_and_sees_no_name(client):
    offer = PlacementFactory(opening__company=OrganisationFactory(), graduate__person__name="Peserta Rahasia")
    address = door(FIRST_DAY, offer)
    page = client.get(address).content.decode()
    assert offer.graduate.code in page
    assert "Rahasia" not in page
    client.head(address)
    assert Placement.objects.get(pk=offer.pk).state == PlacementState.OFFERED  # looking changes nothing

    assert client.post(address, {"came": "1", "started_on": "2024-11-04"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.started_on) == (PlacementState.WORKING, date(2024, 11, 4))
    assert offer.confirmed_on
    assert client.post(address, {"came": "1"}).status_code == 422  # a second tap is told, not counted
    assert "Tercatat" in client.get(address).content.decode()


def test_the_company_says_that_it_came_to_nothing_and_a_first_day_needs_a_date(client):
    offer = PlacementFactory()
    address = door(FIRST_DAY, offer)
    assert client.post(address, {"came": "1", "started_on": "besok"}).status_code == 422
    assert client.post(address, {"no": "1"}).status_code == 302
    offer.refresh_from_db()
    assert offer.state == PlacementState.DECLINED


def test_a_company_that_waits_in_vain_frees_the_seat_that_she_had_accepted(client):
    row = WorkInvitationFactory(offered=True)
    placement = accept_invitation(invitation=row, by=None, at=timezone.now(), today=row.offered_on)
    address = door(FIRST_DAY, placement)

    assert client.post(address, {"came": "1", "started_on": "2924-11-04"}).status_code == 422
    assert client.post(address, {"no": "1", "why_not": "papers", "reason": "SIM belum jadi"}).status_code == 302
    row.refresh_from_db()
    row.opening.refresh_from_db()
    assert (row.state, row.why_not, row.words) == (InvitationState.WITHDRAWN, "papers", "SIM belum jadi")
    assert row.opening.seats_taken == 0
    assert client.post(address, {"no": "1"}).status_code == 422  # told once


def test_she_answers_with_one_tap_corrects_it_and_shows_a_card(client):
    check_in = CheckInFactory()
    address = door(CHECK_IN, check_in)
    client.get(address)
    for answer in (CheckInAnswer.STILL, CheckInAnswer.CHANGED):
        assert client.post(address, {"answer": answer}).status_code == 302
        check_in.refresh_from_db()
        assert check_in.answer == answer
    asked = client.post(address, {"answer": "still", "monthly_wage_idr": "5,2"})
    assert (asked.status_code, "5.200.000" in asked.text) == (422, True)
    client.post(address, {"answer": "still", "monthly_wage_idr": "5,2", "monthly_wage_idr_meant": "5200000"})
    client.post(address, {"answer": "changed"})
    check_in.refresh_from_db()
    assert (check_in.answer, check_in.monthly_wage_idr) == (
        CheckInAnswer.CHANGED,
        5_200_000,
    )  # one more tap takes nothing
    assert client.post(address, {"kind": "card", "file": picture()}).status_code == 302
    assert check_in.placement.proofs.count() == 1
    wrong = SimpleUploadedFile("kartu.png", b"MZ nothing like a picture")
    assert client.post(address, {"kind": "card", "file": wrong}).status_code == 422
    assert check_in.placement.proofs.count() == 1


def test_having_stopped_needs_the_day_and_then_the_page_says_when_it_ended(client):
    check_in = CheckInFactory()
    address = door(CHECK_IN, check_in)
    assert client.post(address, {"answer": "stopped"}).status_code == 422
    assert (
        client.post(address, {"answer": "stopped", "stopped_on": "2024-08-30", "reason": "resigned"}).status_code == 302
    )
    placement = Placement.objects.get(pk=check_in.placement_id)
    assert (placement.state, placement.ended_on) == (PlacementState.ENDED, date(2024, 8, 30))
    assert "30 Agustus 2024" in client.get(address).content.decode()
    assert client.post(address, {"answer": "still"}).status_code == 422
