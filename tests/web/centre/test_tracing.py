"""Pages of a wave: each number opens to its rows, the call sheet leads from one to the next, posters name nobody."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AnswerFactory, AskedFactory, OutcomeFactory, WaveFactory
from factories.training import BatchFactory, BatchInstructorFactory, EnrolmentFactory

from padan.organisations.states import Kind, RoleName
from padan.outcomes import jobs
from padan.outcomes.actions.channels import send_paid
from padan.outcomes.actions.posters import issue_poster
from padan.outcomes.channels import PaidChannel
from padan.outcomes.models import Answer, Asked, Outcome, Sample
from padan.outcomes.states import AskedState
from padan.people.models import Message, SignedLink

pytestmark = pytest.mark.django_db
ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def wave():
    soon = timezone.now().date() + timedelta(days=60)
    return WaveFactory(open=True, keeper=OrganisationFactory(kind=Kind.CENTRE), closes_on=soon)


@pytest.fixture
def officer(client, wave):
    user = account(RoleName.CENTRE_OFFICER, wave.keeper)
    client.force_login(user, backend=ALLAUTH)
    return user


@pytest.fixture
def batch(wave):
    return BatchFactory(finished=True, programme__centre=wave.keeper, name="Juru Las 7")


def asked(wave, batch, phone="+6281200000001", email="", name="Siti Contoh", **more):
    enrolment = EnrolmentFactory(batch=batch, finished=True, finished_on=date(2024, 4, 30))
    person = enrolment.person
    person.phone, person.email, person.name = phone, email, name
    person.save()
    return AskedFactory(wave=wave, enrolment=enrolment, **more)


def test_each_number_of_the_response_opens_to_exactly_its_rows(client, wave, officer, batch):
    asked(wave, batch, state=AskedState.ANSWERED, answered_at=timezone.now())
    for state in (AskedState.KNOWN, AskedState.ASKED, AskedState.REFUSED, AskedState.UNREACHABLE):
        asked(wave, batch, state=state)
    page = client.get(reverse("wave-detail", args=[wave.code]))
    (line,) = page.context["classes"]
    told = {key: n for key, _label, n in line["numbers"]}
    assert told == {"answered": 1, "known": 1, "open": 1, "waiting": 0, "away": 2}
    for key, n in told.items():
        rows = client.get(reverse("asked-list"), {"wave": wave.code, "batch": batch.code, "stand": key})
        assert rows.context["seen"].total == n
    assert "1</a>" in page.content.decode()
    assert "dari 4 yang ditanya sudah menjawab (25,0%)" in page.content.decode()


def test_the_response_alone_is_asked_for_anew(client, wave, officer, batch):
    asked(wave, batch)
    piece = client.get(reverse("wave-detail", args=[wave.code]), headers={"HX-Request": "true"}).content.decode()
    assert piece.strip().startswith('<div id="response"')
    assert "<html" not in piece


def test_many_classes_stand_on_pages_and_the_piece_keeps_its_page(client, wave, officer, monkeypatch):
    monkeypatch.setattr("padan.web.centre.waves.CLASSES", 1)
    for name in ("Barista 2", "Juru Las 7"):
        asked(wave, BatchFactory(finished=True, programme__centre=wave.keeper, name=name))
    second = client.get(reverse("wave-detail", args=[wave.code]), {"page": "2"})
    assert [line["batch"].name for line in second.context["classes"]] == ["Juru Las 7"]
    assert (second.context["whole"].cohort, second.context["next"], second.context["previous"]) == (2, "", "?page=1")
    assert f'/{wave.code}/?page=2"' in second.content.decode()


def test_an_instructor_sees_the_response_of_his_classes_alone(client, wave, batch):
    asked(wave, batch)
    asked(wave, BatchFactory(finished=True, programme__centre=wave.keeper, name="Barista 2"))
    instructor = account(RoleName.INSTRUCTOR, wave.keeper)
    BatchInstructorFactory(batch=batch, user=instructor)
    client.force_login(instructor, backend=ALLAUTH)
    page = client.get(reverse("wave-detail", args=[wave.code]))
    assert [line["batch"].name for line in page.context["classes"]] == ["Juru Las 7"]
    assert page.context["whole"].cohort == 1
    assert "Barista 2" not in page.content.decode()


def test_from_one_call_to_the_next_until_nobody_is_left(client, wave, officer, batch):
    first, second = asked(wave, batch), asked(wave, batch, phone="+6281200000002", name="Budi Contoh")
    sheet = client.get(reverse("wave-calls", args=[wave.code])).content.decode()
    assert ("tel:+6281200000001" in sheet, "2 orang untuk ditelepon hari ini" in sheet) == (True, True)
    page = reverse("asked-detail", args=[first.code])
    assert client.post(page, {"do": "answer", "teller": "herself"}).status_code == 422
    answer = {"do": "answer", "status": "employed", "teller": "family", "job": "Juru las"}
    went = client.post(page, answer)
    assert went["Location"] == reverse("asked-detail", args=[second.code])
    went = client.post(went["Location"], {"do": "call", "result": "no_answer"})
    assert went["Location"] == reverse("wave-calls", args=[wave.code])
    assert "Tidak ada yang perlu ditelepon hari ini" in client.get(went["Location"]).content.decode()
    assert "kata: Keluarganya" in client.get(page).content.decode()
    assert Answer.objects.get(stands=True).teller == "family"


def test_a_new_number_is_kept_and_a_wish_for_no_questions_ends_them(client, wave, officer, batch):
    one = asked(wave, batch)
    page = reverse("asked-detail", args=[one.code])
    assert client.post(page, {"do": "number", "number": "bukan nomor"}).status_code == 422
    assert client.post(page, {"do": "number", "number": "0813 0000 0005"})["Location"] == page
    assert "tel:+6281300000005" in client.get(page).content.decode()
    assert client.post(page, {"do": "stop"}).status_code == 302
    assert Asked.objects.get(pk=one.pk).state == AskedState.STOPPED
    assert client.post(page, {"do": "stop"}).status_code == 400


def test_the_call_sheet_goes_out_on_paper_and_as_rows(client, wave, officer, batch):
    asked(wave, batch)
    file = reverse("wave-calls-file", args=[wave.code])
    assert client.post(file, {"format": "pdf"}).content.startswith(b"%PDF-")
    rows = b"".join(client.post(file, {"format": "csv"}).streaming_content).decode()
    assert "Siti Contoh" in rows
    assert client.post(file, {"format": "exe"}).status_code == 400


def test_the_ways_and_the_cost_stand_on_the_page_before_a_mail_leaves(client, wave, officer, batch):
    asked(wave, batch, email="a@contoh.example")
    asked(wave, batch)
    page = reverse("wave-ask", args=[wave.code])
    before = client.get(page)
    assert [(way.kind, way.people, way.cost_idr) for way in before.context["ways"]] == [
        ("mail", 1, 0), ("whatsapp", 1, 0),
    ]  # fmt: skip
    assert Message.objects.count() == 0
    assert client.post(page, {"cost_idr": "700"}).status_code == 422
    assert client.post(page, {"cost_idr": "0"}).status_code == 302
    assert Message.objects.get().to == "a@contoh.example"


def test_messages_by_hand_are_told_once_and_not_again_the_same_day(client, wave, officer, batch):
    asked(wave, batch)
    page = reverse("wave-by-hand", args=[wave.code])
    assert "wa.me" not in client.get(page).content.decode()
    assert "wa.me/6281200000001" in client.post(page).content.decode()
    again = client.post(page).content.decode()
    assert ("wa.me" in again, "Tidak ada yang perlu dikirimi sekarang" in again) == (False, True)


def test_both_answers_stand_beside_each_other_and_one_is_chosen_with_a_reason(client, wave, officer, batch):
    enrolment = EnrolmentFactory(batch=batch, finished=True, finished_on=date(2024, 4, 30))
    outcome = OutcomeFactory(enrolment=enrolment, status="employed", in_conflict=True)
    AnswerFactory(enrolment=enrolment, status="employed", employer="PT Contoh Las")
    friend = AnswerFactory(enrolment=enrolment, status="seeking", teller="friend", source="Kata teman sekelas")
    page = reverse("conflict-detail", args=[outcome.pk])
    told = client.get(page).content.decode()
    assert all(word in told for word in ("PT Contoh Las", "Kata teman sekelas"))
    assert client.post(page, {"answer": friend.code, "words": "yakin"}).status_code == 422
    assert client.post(page, {"answer": "JWB-LAIN", "words": "Bertemu orangnya"}).status_code == 422
    assert client.post(page, {"answer": friend.code, "words": "Bertemu orangnya"}).status_code == 302
    assert Outcome.objects.get(pk=outcome.pk).status == "seeking"
    assert Answer.objects.filter(settles=False, stands=True).count() == 2
    assert "Semua jawaban cocok" in client.get(reverse("conflict-list")).content.decode()


def test_a_sample_is_drawn_checked_and_the_page_tells_the_corrected_share(client, wave, officer, batch):
    for status in ("employed", "employed", "seeking"):
        enrolment = EnrolmentFactory(batch=batch, finished=True, finished_on=date(2024, 4, 30))
        OutcomeFactory(enrolment=enrolment, status=status)
    told = {"keeper": wave.keeper.code, "window": "m6", "size": 9}
    assert client.post(reverse("sample-new"), told).status_code == 422
    assert client.post(reverse("sample-new"), told | {"size": 3, "seed": "undian 17"}).status_code == 302
    sample = Sample.objects.get()
    page = reverse("sample-detail", args=[sample.code])
    assert client.get(page).context["same"] is True
    for row in sample.rows.all():
        wrong = row.told == "employed" and row.place % 2
        found = {"found": "other", "status": "seeking"} if wrong else {"found": "as_told"}
        said = client.post(reverse("sample-row", args=[row.code]), found | {"how": "Menelepon perusahaan"})
        assert said.status_code == 302
    shares = {one.status: one for one in client.get(page).context["shares"]}
    rest = sample.rows.filter(found_status="employed").count()
    assert (shares["employed"].told_share, shares["employed"].estimate) == (2 / 3, rest / 3)
    assert shares["employed"].low == shares["employed"].high == rest / 3  # everybody was checked
    csv = b"".join(client.post(reverse("sample-file", args=[sample.code]), {"format": "csv"}).streaming_content)
    assert "undian 17" in csv.decode()


# --- the poster ----------------------------------------------------------------------------------------------


@pytest.fixture
def door(client, wave, officer, batch):
    one = asked(wave, batch, phone="+6281234567890")
    pdf = client.post(reverse("batch-poster", args=[batch.code]))
    assert pdf.content.startswith(b"%PDF-")
    poster = issue_poster(batch=batch, by=officer, at=timezone.now(), today=timezone.now().date())
    client.logout()
    return one, f"/t/{poster.token}/"


def test_behind_the_poster_stands_nobodys_name_and_two_numbers_lead_on(client, door):
    one, address = door
    page = client.get(address).content.decode()
    assert (one.enrolment.person.name in page, "Juru Las 7" in page) == (False, True)
    to = client.post(address, {"number": one.enrolment.number, "digits": "7890"})
    assert to.status_code == 302
    assert SignedLink.objects.filter(thing_code=one.code).count() == 1


def test_wrong_digits_and_a_number_nobody_has_get_the_same_answer_and_guessing_ends(client, door):
    one, address = door
    wrong = client.post(address, {"number": one.enrolment.number, "digits": "1111"})
    absent = client.post(address, {"number": 777, "digits": "1111"})

    def bare(response):
        return response.content.decode().replace(f'value="{one.enrolment.number}"', 'value="777"').split("csrf")[0]

    assert (wrong.status_code, bare(wrong)) == (absent.status_code, bare(absent)) == (422, bare(absent))
    for _guess in range(5):
        client.post(address, {"number": one.enrolment.number, "digits": "2222"})
    assert client.post(address, {"number": one.enrolment.number, "digits": "7890"}).status_code == 429
    for number in range(100, 110):
        client.post(address, {"number": number, "digits": "2222"})
    assert client.post(address, {"number": 111, "digits": "2222"}).status_code == 429
    assert SignedLink.objects.filter(thing_code=one.code).count() == 0


def test_looking_at_a_poster_uses_nothing_up_and_what_is_no_number_is_told(client, door):
    _one, address = door
    for ask in (client.head, client.get, client.get):
        assert ask(address).status_code == 200
    told = client.post(address, {"number": "dua", "digits": "12"}).content.decode()
    assert "Empat angka" in told


# --- a paid service ------------------------------------------------------------------------------------------


class Service(PaidChannel):
    name = "Layanan Contoh"
    price_idr = 350
    sent = []

    def send(self, letters):
        self.sent.extend(letters)
        return {letter.code for letter in letters}


@override_settings(PADAN_PAID_CHANNEL=f"{__name__}.Service")
def test_the_price_of_a_service_stands_on_the_page_and_codes_alone_travel_to_the_job(
    client, wave, officer, batch, monkeypatch
):
    ordered = []
    monkeypatch.setattr(jobs, "hand_over", lambda *told: ordered.append(told))
    one = asked(wave, batch)
    page = reverse("wave-ask", args=[wave.code])
    told = client.get(page).content.decode().replace("\xa0", " ")
    assert all(word in told for word in ("Layanan Contoh", "Rp 350", "Kirim 1 pesan, Rp 350"))
    assert (client.post(page, {"cost_idr": "0"}).status_code, ordered) == (422, [])
    assert client.post(page, {"cost_idr": "350"}).status_code == 302
    assert ordered == [(wave.code, [one.code], officer.code)]
    send_paid(wave=wave, codes=ordered[0][1], by=officer, at=timezone.now(), today=timezone.now().date())
    assert [letter.to for letter in Service.sent] == ["+6281200000001"]
