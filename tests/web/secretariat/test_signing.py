"""Signing on pages: files taken and given with care, keys kept nowhere, one signature however often one taps."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.forum import ForumFactory
from factories.organisations import account
from factories.signing import PASSWORD, key, open_document, pkcs12

from padan.agreements.models import Agreement, Intent, Paper, Signature
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.queries.signing import asked_of, paper_to_sign, signatures_of
from padan.agreements.states import DocumentState, SigningMode
from padan.base.files import content_of
from padan.organisations.states import Kind, RoleName

pytestmark = pytest.mark.django_db
OFFICER = {Kind.COMPANY: RoleName.COMPANY_OFFICER, Kind.CENTRE: RoleName.CENTRE_OFFICER}


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sign_in(client, user, *, lately=True):
    client.force_login(user)
    if lately:
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session.save()
    return client


def officer_of(party):
    return account(OFFICER[party.organisation.kind], party.organisation)


def pdf(content, name="kembali.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def with_key(document, *, password=PASSWORD, form="formulir", file=None, shown=None):
    return {
        "do": "here",
        "key-file": SimpleUploadedFile("saya.p12", file or pkcs12("Penanda Tangan")),
        "key-password": password,
        "key-form_key": form,
        "key-shown": document.text_sha256 if shown is None else shown,
    }


def test_a_party_signs_with_its_own_key_and_the_key_lies_nowhere_afterwards(client, tmp_path):
    document, _secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second))
    address = reverse("party-sign", args=[second.code])
    file = pkcs12("Penanda Tangan")

    page = client.get(address).content.decode()
    response = client.post(address, with_key(document, file=file))

    assert document.text_sha256 in page
    assert response.status_code == 302
    assert [(row.party, row.mode) for row in signatures_of(document)] == [(second, SigningMode.HERE)]
    assert [path for path in tmp_path.rglob("*") if path.is_file() and file in path.read_bytes()] == []
    assert PASSWORD not in "".join(str(one.get_decoded()) for one in Session.objects.all())
    assert PASSWORD not in client.get(address).content.decode()


def test_who_has_not_shown_her_password_lately_is_asked_and_what_she_posted_is_not_put_aside(client):
    document, _secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second), lately=False)
    address = reverse("party-sign", args=[second.code])

    for response in (client.get(address), client.post(address, with_key(document))):
        assert response["Location"] == f"{reverse('account_reauthenticate')}?next={address.replace('/', '%2F')}"
    assert PASSWORD not in "".join(str(one.get_decoded()) for one in Session.objects.all())
    assert not Intent.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"password": "salah sekali"}, 422, "kata sandi"),
        ({"file": b"bukan kunci"}, 422, "bukan berkas sertifikat"),
        ({"shown": "0" * 64}, 409, "Naskah berubah"),
    ],
)
def test_a_refusal_says_why_keeps_the_page_and_never_draws_the_password_again(client, change, status, sentence):
    document, _secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second))

    response = client.post(reverse("party-sign", args=[second.code]), with_key(document, **change))

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert change.get("password", PASSWORD) not in response.content.decode()
    assert not signatures_of(document).exists()


def test_two_taps_on_one_form_sign_once(client):
    document, _secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second))

    for _tap in range(2):
        client.post(reverse("party-sign", args=[second.code]), with_key(document, form="satu"))

    assert Signature.objects.count() == 1


def test_a_file_from_a_provider_is_brought_by_the_party_itself_or_matched_by_the_secretariat(client):
    document, secretary = open_document()
    first, second = asked_of(document)
    content = sign_field(content_of(paper_to_sign(document)), second.code, key("Penanda di Penyedia")).content
    sign_in(client, secretary)
    address = reverse("document-bring", args=[document.code])
    told = {"bring-shown": document.text_sha256, "count": "1"}

    wrong = client.post(address, told | {"bring-file": pdf(content), "bring-signer_1": first.code})
    right = client.post(address, told | {"bring-file": pdf(content), "bring-signer_1": second.code})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert [(row.party, row.mode, row.provider) for row in signatures_of(document)] == [
        (second, SigningMode.BROUGHT, "Penanda di Penyedia")
    ]
    page = client.get(reverse("document-signing", args=[document.code])).content.decode()
    assert "Sertifikat diterbitkan Penanda di Penyedia" in page


def test_ink_and_its_scan_are_recorded_on_the_page(client):
    document, secretary = open_document()
    parties = [party.code for party in asked_of(document)]
    sign_in(client, secretary)
    ink = {"ink-parties": parties, "ink-signed_on": "2024-11-14", "ink-stamp_duty": "paper", "ink-stamp_serial": "AB 1"}

    assert client.post(reverse("document-ink", args=[document.code]), ink).status_code == 302
    scan = {"scan-scan": pdf(content_of(paper_to_sign(document)), "pindai.pdf")}
    assert client.post(reverse("document-scan", args=[document.code]), scan).status_code == 302

    document.refresh_from_db()
    assert document.state == DocumentState.COMPLETE
    assert {row.paper.file_as for row in signatures_of(document)} == {"pindai.pdf"}
    assert Agreement.objects.get(pk=document.agreement_id).state == "signed"


HOSTILE = {
    "skrip.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
    b"trailer<</Root 1 0 R>>",
    "halaman.html": b"<!doctype html><script>alert(1)</script>",
    "gambar.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "arsip.zip": b"PK\x03\x04" + b"\0" * 30,
    "program.exe": b"MZ" + b"\0" * 60,
    "gif.pdf": b"GIF89a%PDF-1.7",
    "kosong.pdf": b"%PDF-1.7\n",
    "bukan.png": b"\x89PNG\r\n\x1a\n" + b"<script>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_as_scan_and_as_signed_file_and_nothing_is_kept(client, tmp_path, name):
    document, secretary = open_document()
    before = sorted(path.name for path in tmp_path.rglob("*"))
    parties = asked_of(document)
    sign_in(client, secretary)

    ink = {"ink-parties": [parties[0].code], "ink-signed_on": "2024-11-14", "ink-stamp_duty": "none"}
    ink |= {"ink-scan": SimpleUploadedFile(name, HOSTILE[name], "application/pdf")}
    brought = {"bring-file": pdf(HOSTILE[name], name), "bring-shown": document.text_sha256, "count": "1"}
    brought |= {"bring-signer_1": parties[0].code}
    for route, data in (("document-ink", ink), ("document-bring", brought)):
        assert client.post(reverse(route, args=[document.code]), data).status_code == 422

    assert not signatures_of(document).exists()
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


NAMES = (
    "../../etc/passwd.pdf",
    "..\\..\\win.pdf",
    "a\u202efdp.exe.pdf",
    "<script>.pdf",
    "x" * 300 + ".pdf",
    "=cmd.pdf",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_reaches_neither_the_disk_nor_the_header(client, tmp_path, name):
    document, secretary = open_document()
    sign_in(client, secretary)
    parties = [party.code for party in asked_of(document)]
    ink = {"ink-parties": parties, "ink-signed_on": "2024-11-14", "ink-stamp_duty": "none"}
    ink |= {"ink-scan": pdf(content_of(paper_to_sign(document)), name)}

    assert client.post(reverse("document-ink", args=[document.code]), ink).status_code == 302

    scan = Paper.objects.get(document=document, kind="scan")
    response = client.get(reverse("document-paper", args=[scan.code]))
    assert response["Content-Disposition"] == f'attachment; filename="{document.agreement.code}-{scan.code}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert all(len(path.stem) == 32 for path in tmp_path.rglob("*.pdf"))


def test_a_paper_of_one_forum_is_absent_for_another_and_for_nobody(client):
    document, secretary = open_document()
    paper = paper_to_sign(document)
    address = reverse("document-paper", args=[paper.code])
    stranger = account(RoleName.SECRETARIAT, ForumFactory().organisation)

    assert client.get(address).status_code == 302
    assert sign_in(client, stranger).get(address).status_code == 404
    assert client.get(reverse("document-signing", args=[document.code])).status_code == 404
    assert sign_in(client, secretary).get(address).content == content_of(paper)


def test_a_changed_file_is_told_on_the_page_and_not_given_out(client, tmp_path):
    document, secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second))
    client.post(reverse("party-sign", args=[second.code]), with_key(document))
    paper = paper_to_sign(document)
    path = tmp_path / "kept" / paper.file_name[:2] / paper.file_name
    path.write_bytes(path.read_bytes() + b" ")

    page = sign_in(client, secretary).get(reverse("document-signing", args=[document.code]))

    assert "Berkas ini diubah atau hilang" in page.content.decode()
    assert client.get(reverse("document-paper", args=[paper.code])).status_code == 409


def test_the_button_is_not_framed_and_its_answer_not_kept(client):
    document, _secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second))

    response = client.get(reverse("party-sign", args=[second.code]))

    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store, private"


# --- many at once


def test_several_are_signed_in_one_act_and_the_page_tells_each_as_it_is_done(client):
    documents = [open_document()[0] for _ in range(2)]
    centre = asked_of(documents[0])[0].organisation
    for number, document in enumerate(documents[1:], start=2):
        document.agreement.parties.filter(order=1).update(organisation=centre, number=f"{number}/SAMA")
    officer = account(RoleName.CENTRE_OFFICER, centre)
    sign_in(client, officer)
    address = reverse("sign-waiting")
    parties = [document.agreement.parties.get(order=1) for document in documents]
    pairs = zip(documents, parties, strict=True)
    turns = [f"{document.code}:{party.code}:{document.text_sha256}" for document, party in pairs]

    page = client.get(address).content.decode()
    assert [turn for turn in turns if turn in page] == turns
    told = with_key(documents[0])
    response = client.post(address, told | {"turn": turns})

    parts = [part.decode() for part in response.streaming_content]
    assert len(parts) == 1 + 2 + 1
    assert [document.title in part for document, part in zip(documents, parts[1:3], strict=True)] == [True, True]
    assert parts[-1].rstrip().endswith("</html>")
    assert Signature.objects.count() == 2
    assert client.get(address).content.decode().count('name="turn"') == 0


def test_many_are_not_begun_when_the_password_is_wrong_or_a_text_changed(client):
    document, _secretary = open_document()
    _first, second = asked_of(document)
    sign_in(client, officer_of(second))
    address = reverse("sign-waiting")
    turn = f"{document.code}:{second.code}:{document.text_sha256}"

    wrong = client.post(address, with_key(document, password="salah") | {"turn": [turn]})
    none = client.post(address, with_key(document))
    changed = client.post(address, with_key(document) | {"turn": [turn.replace(document.text_sha256, "0" * 64)]})

    assert (wrong.status_code, none.status_code, changed.status_code) == (422, 422, 409)
    assert not Intent.objects.exists()
