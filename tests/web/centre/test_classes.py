import re
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from factories.curricula import CurriculumVersionFactory, TaughtUnitFactory
from factories.organisations import account
from factories.people import PersonFactory
from factories.training import ApplicationFactory, BatchFactory, BatchInstructorFactory, EnrolmentFactory

from padan.base.clock import now, today
from padan.organisations.states import RoleName
from padan.training.actions.calendar import registration_link
from padan.training.models import Application, AttendanceMark, UnitResult
from padan.training.states import BatchState
from padan.web.link import applications
from padan.web.link.applications import UNSURE_OF_ONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    version = CurriculumVersionFactory()
    TaughtUnitFactory(version=version)
    batch = BatchFactory(programme=version.programme, version=version, starts_on=date(2024, 1, 8))
    EnrolmentFactory(batch=batch, number=7, person__named=True)
    return batch


@pytest.fixture
def teacher(client, batch):
    user = account(RoleName.INSTRUCTOR, batch.centre)
    BatchInstructorFactory(batch=batch, user=user)
    client.force_login(user)
    return user


def test_a_form_without_a_script_marks_the_day_and_sent_twice_is_one(client, batch, teacher):
    page = reverse("batch-attendance", args=[batch.code])
    posted = {"key": str(uuid.uuid4()), "day": today().isoformat(), "m-7": "late"}
    for _twice in range(2):
        assert client.post(page, posted).status_code == 302
    assert AttendanceMark.objects.get().mark == "late"


def test_taps_kept_on_a_phone_come_in_once_and_a_stranger_among_them_is_refused_in_words(client, batch, teacher):
    page = reverse("batch-attendance", args=[batch.code])
    tap = f"{uuid.uuid4()}|7|{today().isoformat()}|present|2024-02-01T01:02:03.004Z"
    assert [client.post(page, {"tap": tap}).json() for _twice in range(2)] == [{"written": 1}, {"written": 0}]
    refused = client.post(page, {"tap": tap.replace("|7|", "|8|").replace(tap[:36], str(uuid.uuid4()))})
    assert (refused.status_code, bool(refused.json()["said"])) == (422, True)
    assert client.post(page, {"tap": "x"}).status_code == 400


def test_a_second_assessor_sees_what_stands_before_she_overwrites_it(client, batch, teacher):
    page, enrolment = reverse("batch-results", args=[batch.code]), batch.enrolments.get()
    cell = f"r-{enrolment.pk}-{batch.version.units.get().unit_id}"
    told = {"assessor": "Asesor Rekaan", "assessed_on": today().isoformat(), "seen": ""}
    assert client.post(page, told | {cell: "competent"}).status_code == 302
    clash = client.post(page, told | {cell: "not_yet"})
    assert (clash.status_code, UnitResult.objects.get().result) == (422, "competent")
    seen = re.search(r'name="seen" value="([^"]+)"', clash.text)[1]
    assert client.post(page, told | {cell: "not_yet", "seen": seen}).status_code == 302
    assert UnitResult.objects.get().result == "not_yet"


def test_somebody_applies_by_the_link_and_a_second_time_opens_nobodys_page(client, batch):
    officer = account(RoleName.CENTRE_OFFICER, batch.centre)
    batch.state, batch.registration_until = BatchState.REGISTRATION, today()
    batch.save()
    client.force_login(officer)
    shown = client.post(reverse("batch-link", args=[batch.code])).text
    address = re.search(r'class="hash">[^<]*(/t/[^<]+)<', shown)[1]
    client.logout()
    told = {"name": "Dewi Rekaan", "phone": "0812 3456 7890"}

    own = client.post(address, told)
    again = client.post(address, told)

    assert own.status_code == 302
    assert "Dewi Rekaan" in client.get(own["Location"]).text
    assert (again.status_code, own["Location"].rsplit("/t/")[1] in again.text) == (200, False)
    assert Application.objects.count() == 1
    assert client.post(address, told | {"name": "Sari Rekaan", "nik": "123"}).status_code == 422


def body_of(answer):
    return answer.status_code, answer.text[answer.text.index("<h1>") : answer.text.index("</main>")]


def test_who_is_known_whose_nik_is_another_s_and_who_tries_too_often_read_the_same(client, batch):
    known = PersonFactory(name="Sari Rekaan", name_key="sari rekaan")
    known.nik = "3204125507010003"
    known.save()
    batch.state, batch.registration_until = BatchState.REGISTRATION, today()
    batch.save()
    address = registration_link(batch=batch, by=None, at=now())
    told = {"name": "Dewi Rekaan", "phone": "0812 3456 7890"}
    client.post(address, told)

    of_known = body_of(client.post(address, told))
    assert body_of(client.post(address, told | {"name": "Rani Rekaan", "nik": "3204125507010003"})) == of_known
    for _guess in range(UNSURE_OF_ONE - 2):
        client.post(address, told)
    assert body_of(client.post(address, told | {"name": "Tia Rekaan"})) == of_known
    assert of_known[0] == 200
    assert "Dewi" not in of_known[1]
    assert Application.objects.count() == 1
    elsewhere = client.post(address, told | {"name": "Tia Rekaan"}, REMOTE_ADDR="203.0.113.9")
    assert (elsewhere.status_code, Application.objects.count()) == (302, 2)


def test_one_network_fills_no_list(client, batch, monkeypatch):
    monkeypatch.setattr(applications, "MOST_OF_ONE", 2)
    batch.state, batch.registration_until = BatchState.REGISTRATION, today()
    batch.save()
    address = registration_link(batch=batch, by=None, at=now())
    for name in ("Dewi Rekaan", "Sari Rekaan", "Tia Rekaan"):
        client.post(address, {"name": name, "phone": "0812 3456 7890"})
    assert Application.objects.count() == 2


def test_a_place_that_fell_free_is_given_to_the_reserve_by_a_button(client, batch):
    batch.starts_on, batch.ends_on = today(), today() + timedelta(days=40)
    batch.save()
    waits = ApplicationFactory(enrolment__batch=batch, enrolment__number=9, enrolment__state="reserve", turn=1)
    client.force_login(account(RoleName.CENTRE_OFFICER, batch.centre))
    page = reverse("batch-detail", args=[batch.code])
    assert 'value="join"' in client.get(page).text
    client.post(reverse("batch-step", args=[batch.code]), {"do": "join"})
    waits.enrolment.refresh_from_db()
    assert waits.enrolment.state == "training"
    assert 'value="join"' not in client.get(page).text


def test_each_number_of_paket_and_orang_opens_as_many_rows(client, batch):
    batch.output_code, batch.channel = "9999.SCO.001", "UPTP"
    batch.save()
    EnrolmentFactory(batch=batch, number=20), EnrolmentFactory(batch=batch, number=21)
    other = BatchFactory(programme=batch.programme, starts_on=date(2024, 2, 5), output_code="9999.SCO.001")
    EnrolmentFactory(batch=other)
    client.force_login(account(RoleName.CENTRE_OFFICER, batch.centre))
    shown = client.get(reverse("training-target-list"), {"balai": batch.centre.code, "tahun": 2024})
    for line in (one for parent in shown.context["table"] for one in (parent, *parent.below)):
        assert client.get(line.packages_href).context["seen"].total == line.run
        assert client.get(line.people_href).context["seen"].total == line.trained
    assert [line.trained for line in shown.context["table"]] == [4]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ranked_list_costs_the_same_whatever_its_length(client, batch, rows, django_assert_max_num_queries):
    for number in range(20, 20 + rows):
        ApplicationFactory(enrolment__batch=batch, enrolment__number=number, enrolment__person__named=True)
    client.force_login(account(RoleName.CENTRE_OFFICER, batch.centre))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("batch-applicants", args=[batch.code])).status_code == 200


def test_a_score_that_is_none_is_refused_with_its_number_and_what_was_typed_stays(client, batch):
    row = ApplicationFactory(enrolment__batch=batch, enrolment__number=20)
    client.force_login(account(RoleName.CENTRE_OFFICER, batch.centre))
    page = reverse("batch-applicants", args=[batch.code])
    refused = client.post(page, {"do": "scores", f"v-{row.pk}": "1", f"w-{row.pk}": "seratus", f"i-{row.pk}": "80"})
    assert (refused.status_code, "seratus" in refused.text) == (422, True)
    assert client.post(page, {"do": "scores", f"v-{row.pk}": "1", f"w-{row.pk}": "77,5"}).status_code == 302
    assert 'value="77,5"' in client.get(page).content.decode()
    row.refresh_from_db()
    assert row.written_score == 77.5


def test_a_class_short_of_people_is_merged_from_its_page_and_the_page_says_whom_to_call(client):
    short = BatchFactory(state=BatchState.REGISTRATION, starts_on=today() + timedelta(days=20))
    other = BatchFactory(programme=short.programme, state=BatchState.PLANNED, starts_on=today() + timedelta(days=30))
    waits = EnrolmentFactory(batch=short, state="applied", person=PersonFactory(name="Sari Contoh", email=""))
    ApplicationFactory(enrolment=waits)
    client.force_login(account(RoleName.CENTRE_OFFICER, short.centre))
    page = client.get(reverse("batch-detail", args=[short.code])).content.decode()
    assert f'name="into" value="{other.code}"' in page

    step = reverse("batch-step", args=[short.code])
    assert client.post(step, {"do": "merge", "into": "KLS-TIADA"}).status_code == 404
    merged = client.post(step, {"do": "merge", "into": other.code}, follow=True)

    assert merged.redirect_chain[-1][0] == reverse("batch-applicants", args=[other.code])
    assert "Sari Contoh" in merged.content.decode().split("<main")[0] + str(list(merged.context["messages"]))
    again = client.post(step, {"do": "merge", "into": other.code}, follow=True)
    assert again.redirect_chain[-1][0] == reverse("batch-detail", args=[short.code])
    assert other.enrolments.count() == 1
