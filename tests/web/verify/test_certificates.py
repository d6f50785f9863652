"""Who holds a certificate learns whether it is genuine and valid; who guesses learns nothing (D12)."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.papers import class_over, drafts, issued

from padan.base.clock import now
from padan.base.files import content_of
from padan.base.printed import printed_code
from padan.training.actions.papers import correct_paper, record_inked, revoke_paper
from padan.training.credentials.status import is_set
from padan.training.credentials.tokens import b64, take_apart, unb64
from padan.training.models import Certificate
from padan.training.states import CertificateKind, RevokeReason
from padan.web.verify import limits
from padan.web.verify.certificates import masked

pytestmark = pytest.mark.django_db
NAME = "Peserta Contoh 1"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


def scanned(client, paper):
    return client.get(f"/v/{printed_code(paper.code)}/")


def brought(client, content, name="berkas.pdf"):
    return client.post("/v/", {"file": SimpleUploadedFile(name, content)})


def test_the_square_tells_what_it_is_and_not_her_name(client):
    response = scanned(client, issued())

    assert response.status_code == 200
    assert "Sertifikat pelatihan" in response.text
    assert "0001/SP/III/2024" in response.text
    assert "Asli dan berlaku" in response.text
    assert (NAME in response.text, "P•••••• C••••• 1" in response.text) == (False, True)
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex, nofollow", "no-store, private")


def test_the_file_tells_whose_it_is_and_one_byte_more_tells_nothing(client):
    content = content_of(issued())

    assert NAME in brought(client, content).text
    other = brought(client, content + b"\n")
    assert (NAME in other.text, "0001/SP" in other.text) == (False, False)


def test_a_revoked_paper_says_so_with_day_and_kind_of_reason_and_never_the_words(client):
    paper = issued()
    revoke_paper(certificate=paper, why=RevokeReason.FORGED, words="Ijazah Budi palsu", by=None, at=now())
    for response in (scanned(client, paper), brought(client, content_of(paper))):
        assert "Dicabut pada" in response.text
        assert "penipuan" in response.text
        assert "Budi" not in response.text


def test_a_replaced_paper_names_the_new_one(client):
    old = issued()
    record_inked(papers=[correct_paper(certificate=old, dated=old.issued_on, by=None, at=now())], by=None, at=now())
    assert "0002/SP/III/2024" in scanned(client, old).text


def test_a_certificate_of_competence_ends_after_three_years(client):
    made = record_inked(papers=drafts(class_over(people=1), CertificateKind.COMPETENCE), by=None, at=now())[0]
    Certificate.objects.update(valid_until=now().date() - timedelta(days=1))
    assert "sudah berakhir" in scanned(client, made).text


def test_a_draft_is_no_paper(client):
    assert scanned(client, drafts(people=1)[0]).status_code == 404


def test_near_misses_look_like_nonsense(client):
    code = printed_code(issued().code)
    near = code[:-1] + ("0" if code[-1] != "0" else "1")
    nonsense = [f"{kind}-0000000000-0000-0000-0000" for kind in ("SRT", "XYZ")]
    answers = [client.get(f"/v/{one}/") for one in (near, *nonsense)]
    assert {(answer.status_code, len(answer.content)) for answer in answers} == {(404, len(answers[0].content))}


def test_two_hundred_guesses_are_stopped_and_who_holds_a_paper_is_not(client):
    paper = issued()
    answers = [client.get(f"/v/SRT-{guess:010}-AAAA-BBBB-CCCC/").status_code for guess in range(200)]

    assert answers == [404] * limits.WRONG_OF_ONE + [429] * (200 - limits.WRONG_OF_ONE)
    assert client.get(f"/v/{printed_code(paper.code)}/", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_guess_meets_one_code_in_two_to_the_hundred_and_ten():
    code, *checks = printed_code(issued().code)[4:].split("-")
    assert 5 * len(code + "".join(checks)) == 110


@pytest.mark.parametrize(("name", "told"), [("", ""), ("Ayu", "A••"), ("Ni Ketut", "N• K••••")])
def test_a_name_is_masked(name, told):
    assert masked(name) == told


# --- the credential -----------------------------------------------------------------------------------------


def test_a_credential_is_checked_by_bringing_it(client):
    paper = issued()
    page = brought(client, paper.credential.encode(), "badge.jwt")
    assert (page.status_code, NAME in page.text, "Asli dan berlaku" in page.text) == (200, True, True)

    head, body, signature = paper.credential.split(".")
    told = json.loads(unb64(body)) | {"name": "Dokter"}
    forged = f"{head}.{b64(json.dumps(told).encode())}.{signature}"
    page = brought(client, forged.encode(), "badge.jwt")
    assert ("signature-wrong" in page.text, NAME in page.text) == (True, False)


def test_a_revoked_credential_is_shown_as_revoked(client):
    paper = issued()
    revoke_paper(certificate=paper, why=RevokeReason.WRONG, words="keliru sekali", by=None, at=now())
    assert "Dicabut pada" in brought(client, paper.credential.encode(), "badge.jwt").text


def test_whoever_checks_a_credential_elsewhere_finds_key_and_list_by_its_own_addresses(client):
    paper = issued()
    token = take_apart(paper.credential)
    entry = token.payload["credentialStatus"]

    key = client.get(token.key_id)
    token.check(unb64(key.json()["x"]))
    profile = client.get(token.payload["issuer"]["id"]).json()
    assert profile["verificationMethod"][0]["publicKeyJwk"]["x"] == key.json()["x"]
    assert key["Access-Control-Allow-Origin"] == "*"

    def bit():
        listed = take_apart(client.get(entry["statusListCredential"]).text)
        listed.check(unb64(key.json()["x"]))
        return is_set(listed.payload["credentialSubject"]["encodedList"], int(entry["statusListIndex"]))

    assert bit() is False
    revoke_paper(certificate=paper, why=RevokeReason.WRONG, words="keliru sekali", by=None, at=now())
    assert bit() is True


def test_the_public_documents_tell_nothing_about_a_person(client):
    paper = issued()
    token = take_apart(paper.credential)
    pages = [token.key_id, token.payload["issuer"]["id"], token.payload["credentialStatus"]["statusListCredential"]]
    told = "".join(client.get(address).text for address in pages)
    assert (NAME in told, paper.code in told, paper.number in told, "private" in told) == (False,) * 4
    assert client.get(pages[2].replace("/0/", "/1/")).status_code == 404
