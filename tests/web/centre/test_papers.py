"""A centre drafts, signs, corrects and revokes its papers on pages; a graduate fetches hers."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.organisations import account
from factories.papers import class_over, drafts, issued
from factories.signing import PASSWORD, pkcs12

from padan.base.clock import now
from padan.base.files import content_of
from padan.organisations.states import RoleName
from padan.training.models import Certificate
from padan.training.states import CertificateKind, CertificateState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def officer(client, centre):
    client.force_login(account(RoleName.CENTRE_OFFICER, centre, name="Kepala Contoh"))
    return client


def signed_in_lately(client):
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()


def with_key(papers, password=PASSWORD):
    return {
        "do": "here",
        "paper": [paper.code for paper in papers],
        "key-file": SimpleUploadedFile("kepala.p12", pkcs12("Kepala Contoh")),
        "key-password": password,
        "key-form_key": "formulir",
        "key-shown": "",
    }


def test_a_class_is_drafted_signed_at_once_and_each_line_tells_how_it_went(client):
    batch = class_over(people=2)
    officer(client, batch.centre)

    page = client.post(f"/angkatan/{batch.code}/sertifikat/", {"kind": "training", "dated": "2024-03-29"}, follow=True)
    assert "2 sertifikat dirancang." in page.text
    papers = list(Certificate.objects.order_by("pk"))

    signed_in_lately(client)
    assert "Peserta Contoh 2" in client.get("/sertifikat/tanda-tangan/").text
    answer = client.post("/sertifikat/tanda-tangan/", with_key(papers))
    told = b"".join(answer.streaming_content).decode()

    assert told.count("pd-status--ok") == 2
    assert {paper.state for paper in Certificate.objects.order_by("pk")} == {CertificateState.ISSUED}


def test_a_wrong_password_issues_nothing(client):
    batch = class_over(people=1)
    papers = drafts(batch)
    signed_in_lately(officer(client, batch.centre))

    page = client.post("/sertifikat/tanda-tangan/", with_key(papers, password="salah"))

    assert page.status_code == 422
    assert Certificate.objects.get().state == CertificateState.DRAFT


def test_signing_asks_for_the_password_first(client):
    batch = class_over(people=1)
    answer = officer(client, batch.centre).get("/sertifikat/tanda-tangan/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/pastikan/")


def test_the_officer_of_another_centre_finds_and_signs_nothing(client):
    papers = drafts(people=1)
    signed_in_lately(officer(client, class_over(people=1).centre))

    assert client.get(f"/sertifikat/{papers[0].code}/").status_code == 404
    assert client.post("/sertifikat/tanda-tangan/", with_key(papers)).status_code == 422
    assert Certificate.objects.get().state == CertificateState.DRAFT


def test_who_is_left_out_is_told_with_the_reason(client):
    batch = class_over(people=1, competent=0)
    page = officer(client, batch.centre).post(
        f"/angkatan/{batch.code}/sertifikat/", {"kind": "competence", "dated": "2024-03-29"}
    )
    assert "belum punya unit berhasil kompeten" in page.text


def test_numbers_by_hand_and_the_first_of_the_year_are_kept(client):
    batch = class_over(people=1)
    told = {
        "kind": "training", "pattern": "{n}/X/{year}", "first": "41", "place": "Bekasi", "signatory": "A",
        "position": "Kepala",
    }  # fmt: skip
    answer = officer(client, batch.centre).post(f"/sertifikat/lembaga/{batch.centre.code}/", told)
    assert (answer.status_code, drafts(batch, dated=now().date())[0].number.partition("/")[0]) == (302, "41")


def test_a_paper_is_revoked_with_a_reason_and_not_without(client):
    paper = issued()
    officer(client, paper.centre)
    address = f"/sertifikat/{paper.code}/tindakan/"

    assert client.post(address, {"do": "revoke", "why": "wrong", "words": ""}).status_code == 422
    assert client.post(address, {"do": "revoke", "why": "wrong", "words": "Nama keliru"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.revoked_by.name) == (CertificateState.REVOKED, "Kepala Contoh")


def test_she_fetches_file_and_badge_by_link_without_an_account(client):
    paper = issued()
    page = officer(client, paper.centre).post(f"/sertifikat/{paper.code}/tindakan/", {"do": "share"})
    address = re.search(r"http\S+?(/t/[\w-]+/)", page.text)[1]
    client.logout()

    assert "Peserta Contoh 1" in client.get(address).text
    assert client.get(f"{address}?berkas=pdf").content == content_of(paper)
    assert client.get(f"{address}?berkas=jwt").text == paper.credential
    assert client.post(address).status_code == 200  # asks nothing, changes nothing


def test_a_graduate_finds_her_own_and_no_draft(client):
    paper = issued()
    drafts(paper.enrolment.batch, kind=CertificateKind.COMPETENCE)
    client.force_login(account(RoleName.GRADUATE, name="Lulusan", person=paper.enrolment.person))

    page = client.get("/saya/sertifikat/")

    assert [row[0].number for row in page.context["papers"]] == [paper.number]
    assert client.get(f"/sertifikat/{paper.code}/berkas/").content == content_of(paper)
    draft = Certificate.objects.get(state="draft")
    assert client.get(f"/sertifikat/{draft.code}/berkas/").status_code == 404
