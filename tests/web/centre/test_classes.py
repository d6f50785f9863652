import re
import uuid
from datetime import date

import pytest
from django.urls import reverse
from factories.curricula import CurriculumVersionFactory, TaughtUnitFactory
from factories.organisations import account
from factories.training import ApplicationFactory, BatchFactory, BatchInstructorFactory, EnrolmentFactory

from padan.base.clock import today
from padan.organisations.states import RoleName
from padan.training.models import Application, AttendanceMark, UnitResult
from padan.training.states import BatchState

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
    row.refresh_from_db()
    assert row.written_score == 77.5
