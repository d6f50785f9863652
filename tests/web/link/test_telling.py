"""Where a graduate stands, by her link: three taps without an account, kept as told, and a scanner changes nothing."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factories.openings import OpeningFactory
from factories.outcomes import AskedFactory, WaveFactory
from factories.training import CertificateFactory, EnrolmentFactory
from PIL import Image

from padan.outcomes.actions.answers import Telling
from padan.outcomes.models import Answer, AnswerProof, Asked, Outcome, Silence
from padan.outcomes.permissions import TELL
from padan.outcomes.states import AskedState, Status, WaveState
from padan.people.actions import issue_link
from padan.people.models import Message, SignedLink
from padan.web.telling import KEEPING

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def told_day(settings):
    settings.PADAN_TODAY = TODAY


def door(asked, **more):
    _link, token = issue_link(act=TELL, thing=asked, recipient=asked.code, by=None, at=timezone.now(), **more)
    return f"/t/{token}/"


@pytest.fixture
def asked():
    return AskedFactory(out=True, enrolment__batch__programme__name="Plate Welder", enrolment__person__named=True)


def test_three_taps_without_a_script_and_the_answer_is_there_after_the_first(client, asked):
    address = door(asked)
    page = client.get(address).text
    assert "Halo, alumni Plate Welder" in page
    assert asked.enrolment.person.name not in page
    first = client.post(address, {"status": "employed", "to": "2"})
    assert (first.status_code, first.url) == (302, f"{address}?langkah=2")
    assert Outcome.objects.get().status == Status.EMPLOYED
    second = client.post(address, {"status": "employed", "typed": "PT Contoh Logam", "to": "3"})
    assert second.url == f"{address}?langkah=3"
    assert "Persis yang saya pelajari" in client.get(second.url).text
    third = client.post(address, {"status": "employed", "field_fit": "4"})
    assert third.url == address
    outcome = Outcome.objects.get()
    assert (outcome.employer, outcome.field_fit, Answer.objects.count()) == ("PT Contoh Logam", 4, 1)
    assert "PT Contoh Logam" in client.get(address).text


def test_f4_looking_uses_nothing_up_and_the_same_link_corrects(client, asked):
    address = door(asked)
    for _n in range(3):
        assert client.get(address, HTTP_USER_AGENT="WhatsApp/2.24").status_code == 200
        assert client.head(address).status_code == 200
    asked.refresh_from_db()
    assert (asked.state, asked.sent, Answer.objects.count()) == (AskedState.ASKED, 0, 0)
    assert SignedLink.objects.get().used_at is None
    client.post(address, {"status": "employed"})
    client.post(address, {"status": "seeking"})
    assert Outcome.objects.get().status == Status.SEEKING
    assert list(Answer.objects.order_by("pk").values_list("status", "stands")) == [
        ("employed", False),
        ("seeking", True),
    ]


def test_f4_a_guessed_expired_or_withdrawn_link_opens_nothing_and_says_why(client, asked):
    old = door(asked, lasts=timedelta(seconds=-1))
    gone = door(asked)
    SignedLink.objects.filter(expires_at__gt=timezone.now()).update(revoked_at=timezone.now())
    for address, status, words in (
        ("/t/tebakan-asal/", 404, "tidak dikenal"),
        (old, 410, "habis"),
        (gone, 410, "ditarik"),
    ):
        for answer in (client.get(address), client.post(address, {"status": "employed"})):
            assert answer.status_code == status
            assert words in answer.text
    assert not Answer.objects.exists()


def test_what_waited_on_the_phone_is_sent_whole_and_twice_is_once(client, asked):
    address = door(asked)
    whole = {"status": "employed", "typed": "CV Contoh", "field_fit": "3"}
    for _n in range(2):
        answer = client.post(address, whole, **JSON)
        assert (answer.status_code, answer.json()) == (200, {"kept": True})
    assert Answer.objects.count() == 1
    refused = client.post(address, {"status": "entah"}, **JSON)
    assert refused.status_code == 422
    assert refused.json()["errors"]


def test_phones_that_send_at_one_moment_are_kept_together_whatever_one_of_them_holds(client, asked):
    other = AskedFactory(wave=asked.wave, out=True)
    tokens = [door(asked).split("/")[2], "tebakan-asal", door(other, lasts=timedelta(seconds=-1)).split("/")[2]]
    tokens.append(door(other).split("/")[2])
    came = KEEPING.act([Telling("", Status.SEEKING, token) for token in tokens])
    assert [one and one.enrolment_id for one in came] == [asked.enrolment_id, None, None, other.enrolment_id]
    assert Outcome.objects.filter(status=Status.SEEKING).count() == 2
    for token, status in (("tebakan-asal", 404), (tokens[2], 410)):
        assert client.post(f"/t/{token}/", {"status": "employed"}, **JSON).status_code == status
    elsewhere = door(other, lasts=timedelta(days=1))
    SignedLink.objects.filter(thing_code=other.code).update(act="paper.fetch")
    assert client.post(elsewhere, {"status": "employed"}, **JSON).headers["Content-Type"] != "application/json"
    assert not Outcome.objects.exclude(status=Status.SEEKING).exists()


def test_a_month_that_is_none_and_a_start_before_the_end_of_the_course_are_told(client, asked):
    address = door(asked)
    client.post(address, {"status": "employed"})
    for month, words in (("lusa", "bukan bulan"), ("2024-13", "bukan bulan"), ("2024-01", "29 Maret 2024"),
                         ("2025-05", "belum tiba")):  # fmt: skip
        answer = client.post(address, {"do": "more", "began_on": month})
        assert answer.status_code == 422, month
        assert words in answer.text
    assert Outcome.objects.get().began_on is None
    for month, day in (("2024-03", date(2024, 3, 29)), ("05/2024", date(2024, 5, 1))):
        assert client.post(address, {"do": "more", "began_on": month, "formal": "1"}).status_code == 302
        assert Outcome.objects.get().began_on == day
    assert Outcome.objects.get().formal is True


def test_before_the_month_and_after_the_wave_the_page_says_so_and_takes_nothing(client):
    early = AskedFactory(out=True, enrolment__finished_on=date(2024, 6, 28))
    address = door(early)
    assert "28 Desember 2024" in client.get(address).text
    assert client.post(address, {"status": "employed"}).status_code == 422
    wave = WaveFactory(open=True, state=WaveState.CLOSED, closed_at=timezone.now())
    closed = door(AskedFactory(out=True, wave=wave))
    assert "sudah ditutup" in client.get(closed).text
    assert client.post(closed, {"status": "employed"}).status_code == 422
    assert not Answer.objects.exists()


def test_she_stops_the_questions_and_takes_it_back(client, asked):
    address = door(asked)
    assert client.post(address, {"do": "stop"}).status_code == 302
    assert Silence.objects.get().person == asked.enrolment.person
    assert "Menjawab tetap boleh" in client.get(address).text
    client.post(address, {"status": "seeking"})
    assert "Boleh tanya lagi" in client.get(address).text
    client.post(address, {"do": "ask"})
    assert not Silence.objects.exists()
    assert Asked.objects.get().state == AskedState.ANSWERED


def test_she_gets_jobs_and_her_certificates_and_a_forwarded_link_opens_none(client, asked):
    asked.enrolment.person.email = "rahasia@contoh.example"
    asked.enrolment.person.save()
    paper = CertificateFactory(issued=True, enrolment=asked.enrolment, file_sha256="0" * 64)
    job = OpeningFactory(owner=asked.enrolment.batch.centre, company=None, title="Juru las kapal")
    address = door(asked)
    client.post(address, {"status": "seeking"})
    page = client.get(address).text
    assert job.title in page
    assert "r•••@contoh.example" in page
    assert paper.number not in page
    assert "rahasia@" not in page
    for _n in range(2):
        assert client.post(address, {"do": "papers"}).status_code == 302
    mail = Message.objects.get()
    assert mail.to == "rahasia@contoh.example"


def test_who_took_two_courses_is_told_after_which_she_is_asked(client, asked):
    EnrolmentFactory(finished=True, person=asked.enrolment.person, batch__name="Kelas lama")
    page = client.get(door(asked)).text
    assert asked.enrolment.batch.name in page
    assert "sekali" in page


def test_f5_a_hundred_from_one_address_pass_and_one_link_does_not_without_end(client):
    wave = WaveFactory(open=True)
    many = AskedFactory.create_batch(12, wave=wave, out=True)
    assert [client.post(door(one), {"status": "employed"}).status_code for one in many] == [302] * 12
    address = door(many[0])
    said = {client.post(address, {"status": status}).status_code for status in ["seeking", "employed"] * 12}
    assert said == {302, 422}
    assert "20 kali" in client.post(address, {"status": "seeking"}).text


def brought(content, name="kontrak.png"):
    return {"do": "proof", "kind": "contract", "file": SimpleUploadedFile(name, content)}


def test_a_photo_shows_it_without_a_script_and_comes_back_by_one_tap(client, asked):
    address = door(asked)
    assert "foto atau PDF" not in client.get(address).text
    client.post(address, {"status": "employed", "typed": "PT Contoh Logam"})
    assert "foto atau PDF" in client.get(address).text
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    refused = client.post(address, brought(b"MZ nothing of the kind", "kontrak.pdf"))
    assert refused.status_code == 422
    assert "tidak dapat disimpan" in refused.text
    kept = client.post(address, brought(out.getvalue()), follow=True)
    assert kept.redirect_chain == [(address, 302)]
    assert "Berkas disimpan" in kept.text
    assert Outcome.objects.get().evidence == "file"
    proof = AnswerProof.objects.get()
    assert proof.file_name not in kept.text
    assert client.post(address, {"do": "untake", "proof": "BKJ-LAIN"}).status_code == 400
    client.post(address, {"do": "untake", "proof": proof.code})
    assert Outcome.objects.get().evidence == "self_report"
    client.post(address, {"status": "seeking"})
    assert "foto atau PDF" not in client.get(address).text
    assert client.post(address, brought(out.getvalue())).status_code == 422
