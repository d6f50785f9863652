"""Templates and texts as a secretary meets them: preview, refusals in the form, who is asked again, corrections."""

import pytest
from django.urls import reverse
from factories.agreements import SignatureFactory, TemplateFactory
from factories.forum import ForumFactory
from factories.organisations import account
from factories.texts import AT, agreed, drafted, frozen, template

from padan.agreements.actions.reviews import REVIEW, approve_text
from padan.agreements.models import Document, Template
from padan.agreements.queries.texts import filled
from padan.agreements.states import AgreementState, DocumentKind, DocumentState
from padan.organisations.states import RoleName
from padan.people.actions import issue_link
from padan.people.models import Message, SignedLink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def words(response):
    return " ".join(response.content.decode().split())


def approve(document, *orders):
    for party in document.agreement.parties.filter(order__in=orders):
        link, _token = issue_link(act=REVIEW, thing=party, recipient="x", by=None, at=AT)
        approve_text(document=document, party=party, seen=filled(document).sha256, by=link, at=AT)


def test_a_secretary_copies_changes_and_retires_a_template(client):
    forum = ForumFactory()
    client.force_login(account(RoleName.SECRETARIAT, forum.organisation))
    shipped = template()
    copied = client.post(reverse("template-copy", args=[shipped.code]), {"name": "Milik kami", "forum": forum.pk})
    own = Template.objects.get(forum=forum)
    assert copied.url == reverse("template-edit", args=[own.code])
    told = {"name": "Milik kami", "body": "# Satu\nIsi {{ pihak.1.nama }}", "revision": 1, "do": "save"}
    assert client.post(copied.url, told).status_code == 302
    own.refresh_from_db()
    assert own.revision == 2
    late = client.post(copied.url, told)
    assert late.status_code == 422
    assert "Tidak ada yang tertimpa" in words(late)
    assert client.post(reverse("template-retire", args=[own.code])).status_code == 302
    own.refresh_from_db()
    assert own.retired_at is not None
    assert "Tidak dipakai lagi" in words(client.get(reverse("template-list")))


def test_a_template_cannot_be_copied_into_a_forum_of_others(client):
    forum, other = ForumFactory(), ForumFactory()
    client.force_login(account(RoleName.SECRETARIAT, forum.organisation))
    response = client.post(reverse("template-copy", args=[template().code]), {"name": "x", "forum": other.pk})
    assert response.status_code == 422
    assert Template.objects.filter(forum=other).count() == 0


def test_the_preview_is_a_piece_for_htmx_and_a_page_without_and_keeps_nothing(client):
    document, secretary = drafted()
    client.force_login(secretary)
    url = reverse("document-edit", args=[document.code])
    told = {"body": "# Satu\nUntuk {{ pihak.2.nama }}", "do": "preview", "revision": 1}
    piece = client.post(url, told, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert "<html" not in piece.content.decode()
    assert "Untuk PT Contoh Sentosa" in words(piece)
    page = client.post(url, told)
    assert page.status_code == 200
    assert "Untuk PT Contoh Sentosa" in words(page)
    document.refresh_from_db()
    assert document.revision == 1


def test_what_is_not_understood_is_told_by_its_line_and_what_was_typed_stays(client):
    document, secretary = drafted()
    client.force_login(secretary)
    body = "# Satu\n{{ pihak.1.namaa }}"
    url = reverse("document-edit", args=[document.code])
    response = client.post(url, {"body": body, "do": "save", "revision": 1})
    assert response.status_code == 422
    assert "Baris 2: “pihak.1.namaa” tidak dikenal di sini. Maksud Anda “pihak.1.nama”?" in words(response)
    assert "pihak.1.namaa }}</textarea>" in response.content.decode()


def test_the_page_names_what_is_missing(client):
    document, secretary = drafted()
    document.agreement.parties.filter(order=2).update(number="", number_year=None)
    client.force_login(secretary)
    assert "Nomor PT Contoh Sentosa belum ada." in words(client.get(reverse("document-detail", args=[document.code])))


def test_saving_says_who_is_asked_again_and_who_is_not(client):
    document, secretary = drafted("PT Satu", "PT Dua")
    approve(document, 1, 2)
    client.force_login(secretary)
    line = "{{ pihak.sebutan }}: {{ pihak.nama }}, untuk perhatian {{ pihak.jabatan }}"
    assert line in document.body
    told = {"body": document.body.replace("jam pelatihan", "jam pelajaran"), "revision": 1, "do": "save"}
    response = client.post(reverse("document-edit", args=[document.code]), told, follow=True)
    names = ", ".join(party.organisation.name for party in document.agreement.parties.filter(order__lte=2))
    assert f"Yang diminta menyetujui lagi: {names}." in words(response)
    assert Message.objects.filter(thing_code=document.code).count() == 2


def test_a_number_given_later_asks_its_party_alone_and_the_page_says_so(client):
    document, secretary = drafted("PT Satu", "PT Dua")
    approve(document, 1, 2, 3)
    document.agreement.parties.filter(order=2).update(number="9/LGL/2024")
    client.force_login(secretary)
    told = words(client.get(reverse("document-detail", args=[document.code])))
    others = ", ".join(p.organisation.name for p in document.agreement.parties.exclude(order=2).order_by("order"))
    assert f"Yang diminta menyetujui lagi: PT Satu. Tidak diminta lagi: {others}." in told


def test_asking_for_review_shows_each_link_once_with_whatsapp_beside_it(client):
    document, secretary = drafted(state=AgreementState.DRAFT)
    client.force_login(secretary)
    response = client.post(reverse("document-act", args=[document.code]), {"do": "review"})
    assert response.status_code == 200
    told = response.content.decode()
    assert told.count("https://wa.me/") == 2
    assert SignedLink.objects.count() == 2
    assert "/t/" not in client.get(reverse("document-detail", args=[document.code])).content.decode()


def test_a_text_is_frozen_and_thawed_and_its_file_fetched(client):
    document, secretary = drafted()
    client.force_login(secretary)
    url = reverse("document-act", args=[document.code])
    assert client.post(url, {"do": "freeze"}).status_code == 302
    file = client.get(reverse("document-pdf", args=[document.code]))
    assert file.content.startswith(b"%PDF-")
    assert file["Content-Disposition"].startswith("attachment")
    assert client.post(url, {"do": "thaw"}).status_code == 302
    SignatureFactory(document=document, party=document.agreement.parties.get(order=1))
    assert client.post(url, {"do": "freeze"}).status_code == 302
    refused = client.post(url, {"do": "thaw"})
    assert refused.status_code == 422
    assert "Salah tulis menjadi lembar ralat" in words(refused)
    document.refresh_from_db()
    assert document.state == DocumentState.FROZEN


def test_a_paper_over_a_sign_without_a_font_is_refused_in_words(client):
    document, secretary = drafted("PT Satu", "PT Dua", state=AgreementState.DRAFT)
    document.agreement.title = "Penyerapan ꦗꦮ"
    document.agreement.save()
    client.force_login(secretary)

    told = client.get(reverse("document-pdf", args=[document.code]))
    asked = client.post(reverse("document-act", args=[document.code]), {"do": "review"})

    assert (told.status_code, asked.status_code) == (422, 422)
    assert "Kertas ini belum bisa dicetak" in told.text
    assert "tidak dapat dicetak" in told.text
    assert "tidak dapat dicetak" in asked.text


def test_an_unknown_step_does_nothing(client):
    document, secretary = drafted()
    client.force_login(secretary)
    assert client.post(reverse("document-act", args=[document.code]), {"do": "x"}).status_code == 422
    assert (
        client.post(reverse("document-act", args=[document.code]), {"do": "answer", "remark": "9"}).status_code == 404
    )


def test_a_sheet_of_corrections_is_issued_and_says_who_signs_it(client):
    document, secretary = frozen("PT Satu", "PT Dua")
    SignatureFactory(document=document, party=document.agreement.parties.get(order=1))
    client.force_login(secretary)
    url = reverse("document-correct", args=[document.code])
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    second = document.agreement.parties.get(order=2)
    told = {"part_1": f"party:{second.code}", "old_1": "Jalan PT Satu", "new_1": "Jalan Satu"}
    response = client.post(url, told, follow=True)
    others = ", ".join(p.organisation.name for p in document.agreement.parties.exclude(order=2).order_by("order"))
    assert f"Yang diminta menandatangani lembar ini: PT Satu. Hanya diberi tahu: {others}." in words(response)
    assert Document.objects.get(kind=DocumentKind.CORRECTION).asks.get() == second


def test_a_text_begins_with_a_template_of_its_kind_and_no_other(client):
    agreement, secretary = agreed()
    foreign = TemplateFactory(forum=ForumFactory(), kind=agreement.kind)
    client.force_login(secretary)
    url = reverse("text-begin", args=[agreement.code])
    assert client.post(url, {"do": "text", "template": foreign.code}).status_code == 422
    begun = client.post(url, {"do": "text", "template": template(agreement.kind).code})
    assert begun.url == reverse("document-edit", args=[Document.objects.get().code])


def test_a_company_reads_its_text_and_changes_nothing(client):
    document, _secretary = drafted()
    company = document.agreement.parties.get(order=2).organisation
    client.force_login(account(RoleName.COMPANY_OFFICER, company))
    page = client.get(reverse("document-detail", args=[document.code]))
    assert page.status_code == 200
    assert reverse("document-act", args=[document.code]) not in page.content.decode()
    assert client.post(reverse("document-act", args=[document.code]), {"do": "freeze"}).status_code == 404
