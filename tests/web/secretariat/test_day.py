"""Signing day on a tablet: one tap, one way back, and its record as paper and rows."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from factories.agreements import AgreementFactory, DocumentFactory, PartyFactory, WitnessFactory
from factories.forum import EventFactory, ForumFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.models import Signature, Witness
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)


@pytest.fixture
def event():
    return EventFactory(forum=ForumFactory(), held_on=DAY, title="Penandatanganan")


@pytest.fixture
def secretary(client, event):
    client.force_login(account(RoleName.SECRETARIAT, event.forum.organisation))
    return client


def turn(event, name, *, frozen=True, **columns):
    agreement = AgreementFactory(
        forum=event.forum,
        event=event,
        state="scheduled",
        starts_on=DAY,
        ends_on=date(2026, 11, 13),
        title=f"Dengan {name}",
    )
    bodies = (OrganisationFactory(centre=True), OrganisationFactory(name=name, forum=event.forum.organisation))
    for order, body in enumerate(bodies, start=1):
        PartyFactory(agreement=agreement, organisation=body, order=order, number=f"{agreement.pk}/{order}", **columns)
    DocumentFactory(agreement=agreement, frozen=frozen)
    return agreement


def test_one_tap_records_and_the_piece_is_the_page(secretary, event):
    agreement = turn(event, "PT Contoh Satu")
    page = reverse("signing-day", args=[event.code])
    assert "0 dari 1 ditandatangani" in secretary.get(page).content.decode()

    tap = reverse("turn-record", args=[agreement.code])
    piece = secretary.post(tap, headers={"HX-Request": "true"}).content.decode()

    assert "1 dari 1 ditandatangani" in piece
    assert "Pindaian menyusul" in piece
    assert "<html" not in piece
    assert secretary.post(tap).status_code == 302  # the second tap finds it recorded
    assert Signature.objects.count() == 2


def test_what_is_missing_is_named_and_cannot_be_tapped(secretary, event):
    turn(event, "PT Contoh Satu", frozen=False)
    waiting = turn(event, "PT Contoh Dua")
    waiting.parties.filter(order=2).update(signatory="")

    page = secretary.get(reverse("signing-day", args=[event.code])).content.decode()

    assert "Naskah belum dibekukan." in page
    assert "Penanda tangan PT Contoh Dua belum ada." in page
    assert reverse("turn-record", args=[waiting.code]) not in page


def test_a_slip_is_undone_with_its_reason_and_without_one_refused(secretary, event):
    agreement = turn(event, "PT Contoh Satu")
    secretary.post(reverse("turn-record", args=[agreement.code]))
    undo = reverse("turn-undo", args=[agreement.code])

    assert secretary.post(undo, {"reason": ""}).status_code == 422
    assert secretary.post(undo, {"reason": "Salah ketuk"}).status_code == 302
    assert [row.void_reason for row in Signature.objects.all()] == ["Salah ketuk"] * 2


def test_a_text_that_cannot_be_frozen_is_named(secretary, event):
    turn(event, "PT Contoh Satu", frozen=False)

    response = secretary.post(reverse("signing-day-freeze", args=[event.code]))

    assert response.status_code == 422
    assert "Dengan PT Contoh Satu" in response.content.decode()


def test_witnesses_are_named_and_taken_off(secretary, event):
    add = reverse("signing-day-witness", args=[event.code])
    told = {"name": "Ibu Saksi", "position": "Kepala Dinas Contoh"}

    assert secretary.post(add, told).status_code == 302
    assert secretary.post(add, told).status_code == 422
    secretary.post(reverse("witness-remove", args=[Witness.objects.get().code]))

    assert "Ibu Saksi" not in secretary.get(reverse("signing-day", args=[event.code])).content.decode()


def test_the_record_comes_as_paper_and_as_a_row_for_every_party(secretary, event):
    signed, waiting = turn(event, "PT Contoh Satu"), turn(event, "=PT Contoh Dua")
    WitnessFactory(event=event, name="Ibu Saksi")
    secretary.post(reverse("turn-record", args=[signed.code]))

    paper = secretary.post(reverse("signing-day-minutes", args=[event.code]))
    sheet = secretary.post(reverse("signing-day-sheet", args=[event.code]))

    assert paper.content[:5] == b"%PDF-"
    assert paper["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(BytesIO(b"".join(sheet.streaming_content)))
    rows = [[cell.value for cell in row] for row in book["Baris"].iter_rows(min_row=2)]
    assert [(row[0], row[1], row[3], row[10]) for row in rows] == [
        (1, signed.code, signed.parties.get(order=1).organisation.name, "menyusul"),
        (1, signed.code, "PT Contoh Satu", "menyusul"),
        (2, waiting.code, waiting.parties.get(order=1).organisation.name, ""),
        (2, waiting.code, "'=PT Contoh Dua", ""),
    ]
    assert any("Ibu Saksi" in str(row[0].value) for row in book["Keterangan"].iter_rows())
