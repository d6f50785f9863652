"""A signatory's link: read, choose, sign; used links show what stands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.people import SignedLinkFactory
from factories.signing import PASSWORD, key, open_document, pkcs12

from padan.agreements.actions.signing import record_ink
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.queries.signing import asked_of, paper_to_sign, signatures_of
from padan.agreements.states import SigningMode
from padan.base.clock import now
from padan.base.files import content_of

pytestmark = pytest.mark.django_db
ADDRESS = "/t/tanda/"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def opened():
    document, _secretary = open_document()
    party = asked_of(document)[1]
    SignedLinkFactory(token="tanda", act="agreement.sign", thing_kind="agreements.party", thing_code=party.code)
    return document, party


def with_key(document, **change):
    told = {"password": PASSWORD, "shown": document.text_sha256} | change
    return {
        "do": "here",
        "key-file": SimpleUploadedFile("saya.p12", pkcs12("Direktur Tautan")),
        "key-password": told["password"],
        "key-form_key": "formulir",
        "key-shown": told["shown"],
    }


def test_she_reads_sees_the_hash_and_three_ways(client, opened):
    document, party = opened
    page = client.get(ADDRESS).content.decode()

    assert document.text_sha256 in page
    assert party.signatory in page
    assert [words in page for words in ("dengan sertifikat saya", "di tempat lain", "Tanda tangan basah")] == [True] * 3
    assert client.get(f"{ADDRESS}?file=pdf").content == content_of(paper_to_sign(document))
    assert not signatures_of(document).exists()


def test_she_signs_with_her_key_and_the_link_then_shows_what_stands(client, opened):
    document, party = opened

    assert client.post(ADDRESS, with_key(document)).status_code == 302
    page = client.get(ADDRESS)

    assert [(row.party, row.mode) for row in signatures_of(document)] == [(party, SigningMode.HERE)]
    assert "Ditandatangani" in page.content.decode()
    assert client.get(f"{ADDRESS}?file=pdf").content == content_of(paper_to_sign(document))
    assert client.post(ADDRESS, with_key(document)).status_code == 200  # nothing to sign: the same page
    assert signatures_of(document).count() == 1


def test_she_brings_a_file_signed_elsewhere(client, opened):
    document, party = opened
    content = sign_field(content_of(paper_to_sign(document)), party.code, key("Direktur Tautan")).content
    file = SimpleUploadedFile("kembali.pdf", content, "application/pdf")

    response = client.post(ADDRESS, {"do": "bring", "bring-file": file, "bring-shown": document.text_sha256})

    assert response.status_code == 302
    assert [(row.party, row.mode) for row in signatures_of(document)] == [(party, SigningMode.BROUGHT)]


def test_a_text_that_changed_since_is_refused_as_such(client, opened):
    document, _party = opened

    assert client.post(ADDRESS, with_key(document, shown="0" * 64)).status_code == 409
    assert not signatures_of(document).exists()


def test_ink_recorded_by_the_forum_is_shown_to_her(client, opened):
    document, party = opened
    record_ink(document=document, parties=[party], signed_on=now().date(), by=None, at=now())

    assert "Ditandatangani" in client.get(ADDRESS).content.decode()


def test_a_party_that_was_taken_out_finds_the_link_closed(client, opened):
    _document, party = opened
    SignedLinkFactory(token="lama", act="agreement.sign", thing_kind="agreements.party", thing_code="PHK-TIDAKADA")

    assert client.get("/t/lama/").status_code == 410
    assert party
