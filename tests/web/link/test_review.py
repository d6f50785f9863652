"""Behind a review link: a party reads its text on a phone, approves it or remarks on a part."""

import pytest
from django.test import Client
from factories.texts import AT, drafted, frozen

from padan.agreements.actions.reviews import REVIEW
from padan.agreements.actions.texts import edit_text
from padan.agreements.models import Approval
from padan.agreements.queries.texts import filled
from padan.base.clock import now
from padan.people.actions import issue_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def door(document, order=2):
    party = document.agreement.parties.get(order=order)
    _link, token = issue_link(act=REVIEW, thing=party, recipient=party.signatory, by=None, at=now())
    return f"/t/{token}/"


def words(response):
    return " ".join(response.content.decode().split())


def test_a_party_reads_its_text_and_approves_it_with_one_tap(client):
    document, _secretary = drafted()
    url = door(document)
    page = client.get(url)
    assert "Pasal 1" in words(page)
    assert Approval.objects.count() == 0
    response = client.post(url, {"do": "approve", "seen": page.context["seen"]}, follow=True)
    assert "Anda menyatakan naskah ini benar" in words(response)
    assert Approval.objects.get().party.order == 2


def test_a_browser_with_every_guard_may_approve():
    document, _secretary = drafted()
    careful, url = Client(enforce_csrf_checks=True), door(document)
    page = careful.get(url)
    assert page["Referrer-Policy"] == "same-origin"
    told = {"do": "approve", "seen": page.context["seen"], "csrfmiddlewaretoken": str(page.context["csrf_token"])}
    assert careful.post(url, told, headers={"origin": "http://testserver"}).status_code == 302


def test_a_text_corrected_meanwhile_is_shown_anew_and_nothing_is_recorded(client):
    document, secretary = drafted()
    url = door(document)
    seen = client.get(url).context["seen"]
    body = document.body.replace("jam pelatihan", "jam pelajaran")
    edit_text(document=document, body=body, revision=1, by=secretary, at=AT)
    response = client.post(url, {"do": "approve", "seen": seen})
    assert response.status_code == 422
    assert "Belum ada yang tercatat" in words(response)
    assert "jam pelajaran" in words(response)
    assert response.context["seen"] != seen
    assert Approval.objects.count() == 0


def test_who_is_asked_again_reads_what_was_corrected(client):
    document, secretary = drafted()
    url = door(document)
    client.post(url, {"do": "approve", "seen": filled(document).sha256})
    body = document.body.replace("jam pelatihan", "jam pelajaran")
    edit_text(document=document, body=body, revision=1, by=secretary, at=AT)
    assert "Dibetulkan sejak Anda setuju: Pasal 1 Pengertian." in words(client.get(url))


def test_a_remark_names_its_part_and_waits(client):
    document, _secretary = drafted()
    url = door(document)
    told = {"do": "remark", "seen": client.get(url).context["seen"]}
    assert client.post(url, told | {"part": "article:1", "words": ""}).status_code == 422
    assert client.post(url, told | {"part": "article:77", "words": "x"}).status_code == 422
    done = client.post(url, told | {"part": "article:1", "words": "JP itu 45 menit <b>"}, follow=True)
    assert "Menunggu tanggapan" in words(done)
    assert "JP itu 45 menit &lt;b&gt;" in words(done)


def test_a_frozen_text_is_read_and_not_approved(client):
    document, _secretary = frozen()
    url = door(document)
    assert "tidak lagi dibahas" in words(client.get(url))
    assert client.post(url, {"do": "approve", "seen": filled(document).sha256}).status_code == 422


def test_without_a_text_the_link_says_so(client):
    document, _secretary = drafted()
    url = door(document)
    document.delete()
    assert client.get(url).status_code == 410
