"""The complaint form and the page behind a receipt, without login; her page about money, by link."""

import io
import logging
from datetime import date

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.overseas import CandidateFactory, FeeRuleFactory, PermitFactory, whole_version
from PIL import Image

from padan.overseas.actions.complaints import content_of_file
from padan.overseas.actions.payments import payment_link
from padan.overseas.models import Complaint, ComplaintFile, Payment
from padan.web.link import complaints as channel

pytestmark = pytest.mark.django_db
CANARY = "Kutilang Merah"


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True)


def told(**more):
    return {"matter": "money", "accused": "partner", "words": f"{CANARY} meminta uang"} | more


def photo():
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = CANARY  # artist
    Image.new("RGB", (8, 8)).save(picture, "JPEG", exif=exif)
    picture.seek(0)
    picture.name = f"{CANARY}.jpg"
    return picture


def test_she_tells_gets_a_receipt_once_reads_the_answer_with_it_and_no_address_or_log_holds_a_word(
    client, forum, caplog
):
    caplog.set_level(logging.DEBUG)
    tell, read = reverse("complaint-tell", args=[forum.code]), reverse("complaint-receipt")
    assert client.get(tell).status_code == 200
    empty = client.post(tell, told(words=""))
    assert (empty.status_code, Complaint.objects.count()) == (422, 0)
    sent = client.post(tell, told(files=[photo(), photo()], who=CANARY))
    receipt = sent.context["receipt"]
    assert sent.status_code == 200
    assert receipt in sent.content.decode()
    for header, value in (
        ("Cache-Control", "no-store"),
        ("X-Robots-Tag", "noindex"),
        ("Referrer-Policy", "same-origin"),
    ):
        assert value in sent.headers[header]
    assert "sessionid" not in client.cookies
    contents = [content_of_file(file)[0] for file in ComplaintFile.objects.all()]
    assert len(contents) == 2
    assert all(CANARY.encode() not in content for content in contents)

    page = client.post(read, {"receipt": receipt.lower()})
    assert CANARY in page.content.decode()
    assert not page.has_header("Location")
    added = client.post(read, {"receipt": receipt, "do": "add", "words": "Mereka menelepon lagi"})
    assert added.context["added"]
    assert "Mereka menelepon lagi" in added.content.decode()
    assert client.get(read).content.decode().count(CANARY) == 0
    assert [word for word in (CANARY, receipt, receipt.replace("-", "")) if word in caplog.text] == []


def test_guessing_receipts_and_flooding_are_stopped(client, forum, monkeypatch):
    read = reverse("complaint-receipt")
    for _ in range(channel.WRONG_RECEIPTS):
        assert client.post(read, {"receipt": "AAAABBBBCCCCDDDD"}).status_code == 422
    assert client.post(read, {"receipt": "AAAABBBBCCCCDDDD"}).status_code == 429
    monkeypatch.setattr(channel, "TOLD_A_DAY", 1)
    tell = reverse("complaint-tell", args=[forum.code])
    assert client.post(tell, told()).status_code == 200
    assert client.post(tell, told()).status_code == 429
    assert Complaint.objects.count() == 1


def test_a_file_that_acts_is_refused_with_the_form_and_a_body_of_another_forum_cannot_be_named(client, forum):
    tell = reverse("complaint-tell", args=[forum.code])
    stranger = PermitFactory(organisation__forum=OrganisationFactory(forum_body=True)).organisation
    assert client.post(tell, told(organisation=stranger.pk)).status_code == 422
    bad = io.BytesIO(b"MZ not a picture")
    bad.name = "virus.jpg"
    assert client.post(tell, told(files=[bad])).status_code == 422
    assert not Complaint.objects.exists()


def test_she_writes_down_what_is_asked_and_sees_at_once_that_it_may_not_be(client, forum):
    centre = OrganisationFactory(centre=True, forum=forum)
    version = whole_version()
    FeeRuleFactory(version=version, name="Paspor", most=650_000)
    candidate = CandidateFactory(centre=centre, version=version, stage=version.stages.first())
    address = payment_link(candidate=candidate, by=None, at=channel.now())
    page = client.get(address).content.decode()
    assert reverse("complaint-tell", args=[forum.code]) in page
    ask = {"do": "record", "amount": "Rp 17.000.000", "currency": "IDR", "asker": "partner", "purpose": "other",
           "words": "Uang muka", "asked_on": "2024-07-01"}  # fmt: skip
    assert client.post(address, ask | {"amount": "tujuh belas juta"}).status_code == 422
    assert client.post(address, ask).status_code == 302
    payment = Payment.objects.get()
    assert (payment.amount, payment.by_her, payment.verdict, payment.asked_on) == (
        17_000_000, True, "not_listed", date(2024, 7, 1),
    )  # fmt: skip
    assert "Tidak ada di daftar" in client.get(address).content.decode()
    back = {"do": "withdraw", "payment": payment.code, "words": "Salah bulan"}
    assert client.post(address, back).status_code == 302
    payment.refresh_from_db()
    assert payment.withdrawn_on is not None


def test_yen_typed_as_rupiah_is_asked_back_with_both_and_kept_as_chosen(client):
    candidate = CandidateFactory()
    address = payment_link(candidate=candidate, by=None, at=channel.now())
    ask = {"do": "record", "amount": "30.000", "currency": "IDR", "asker": "abroad", "purpose": "other",
           "words": "Asrama", "asked_on": "2024-07-01"}  # fmt: skip
    asked = client.post(address, ask)
    page = asked.content.decode()
    assert (asked.status_code, Payment.objects.count()) == (422, 0)
    assert 'value="30000 JPY"' in page
    assert "checked" not in page.split('name="confirmed"', 1)[1].split("</div>", 1)[0]
    assert client.post(address, ask | {"confirmed": "30000 JPY"}).status_code == 302
    payment = Payment.objects.get()
    assert (payment.amount, payment.currency) == (30_000, "JPY")
