"""The page of a placement offers what its viewer may do next; the list of check-ins says whom to call."""

from datetime import date

import pytest
from django.urls import reverse
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.people import PersonFactory
from factories.placements import CheckInFactory, PlacementFactory

from padan.organisations.states import Kind, RoleName
from padan.placements.models import Placement
from padan.placements.states import CheckInAnswer, PlacementState

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    centre = OrganisationFactory(kind=Kind.CENTRE)
    person = PersonFactory(name="Peserta Contoh", phone="+6281200000001")
    graduate = GraduateFactory(centre=centre, person=person)
    return PlacementFactory(graduate=graduate, opening=OpeningFactory(company=OrganisationFactory()), working=True)


def offered(client, placement, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("placement-detail", args=[placement.code]))
    return {way.do for way in page.context["ways"]}


def test_each_side_is_offered_what_it_may_do_and_nothing_else(client, job):
    officer = account(RoleName.CENTRE_OFFICER, job.graduate.centre)
    company = account(RoleName.COMPANY_OFFICER, job.opening.company)
    assert offered(client, job, officer) == {"proof", "verify", "end", "link"}
    assert offered(client, job, company) == {"confirm", "end"}
    assert offered(client, job, account(RoleName.GRADUATE, person=job.graduate.person)) == {"proof"}
    assert offered(client, job, account(RoleName.AUDITOR)) == set()
    offer = PlacementFactory(graduate=GraduateFactory(centre=job.graduate.centre), opening=job.opening)
    assert offered(client, offer, officer) == {"begin", "decline", "link"}


def test_what_is_not_offered_is_not_done_and_what_is_refused_stands_in_the_form(client, job):
    company = account(RoleName.COMPANY_OFFICER, job.opening.company)
    client.force_login(company, backend="allauth.account.auth_backends.AuthenticationBackend")
    record = reverse("placement-record", args=[job.code])
    assert client.post(record, {"do": "verify", "verified_on": "2024-11-01", "words": "Dilihat"}).status_code == 400
    answer = client.post(record, {"do": "end", "ended_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "mendahului hari pertama" in answer.content.decode()
    assert client.post(record, {"do": "confirm"}).status_code == 302
    assert client.post(record, {"do": "end", "ended_on": "2024-08-30", "reason": "resigned"}).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.end_reason) == (PlacementState.ENDED, "resigned")


def test_a_link_for_the_company_is_made_once_and_names_nobody(client, job):
    officer = account(RoleName.CENTRE_OFFICER, job.graduate.centre)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.post(reverse("placement-record", args=[job.code]), {"do": "link", "recipient": "HRD"})
    assert "/t/" in page.context["link"]
    assert "wa.me" in page.context["whatsapp"]
    assert "Contoh" not in page.context["whatsapp"]
    assert "/t/" not in client.get(reverse("placement-detail", args=[job.code])).content.decode()


def test_the_call_sheet_names_whom_to_call_to_her_centre_and_a_code_to_the_company(client, job):
    waiting = CheckInFactory(placement=job)
    CheckInFactory(month=3, due_on=date(2024, 8, 2))  # somebody else's
    for user, named in (
        (account(RoleName.CENTRE_OFFICER, job.graduate.centre), True),
        (account(RoleName.COMPANY_OFFICER, job.opening.company), False),
    ):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(reverse("check-in-list")).content.decode()
        assert page.count("/penempatan/kabar/KBR-") == 1
        assert waiting.code in page
        assert ("Peserta Contoh" in page, "+6281200000001" in page) == (named, named)


def test_an_officer_notes_what_was_said_on_the_phone_and_prepares_the_words_to_send(client, job):
    check_in = CheckInFactory(placement=job)
    officer = account(RoleName.CENTRE_OFFICER, job.graduate.centre)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.post(reverse("check-in-link", args=[check_in.code]))
    assert "wa.me/6281200000001" in page.content.decode()
    assert client.post(reverse("check-in-detail", args=[check_in.code]), {"answer": "stopped"}).status_code == 422
    answer = {"answer": "still", "monthly_wage_idr": "5300000"}
    assert client.post(reverse("check-in-detail", args=[check_in.code]), answer).status_code == 302
    check_in.refresh_from_db()
    assert (check_in.answer, check_in.monthly_wage_idr) == (CheckInAnswer.STILL, 5_300_000)
    assert Placement.objects.get(pk=job.pk).state == PlacementState.WORKING


def test_the_call_sheet_asks_a_fixed_number_of_questions(client, job, django_assert_max_num_queries):
    officer = account(RoleName.CENTRE_OFFICER, job.graduate.centre)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = []
    for month in (1, 3, 6):
        CheckInFactory(placement=job, month=month)
        with django_assert_max_num_queries(20) as counted:
            client.get(reverse("check-in-list"))
        asked.append(len(counted))
    assert asked[1] == asked[2]  # the first asks for the session as well


def test_a_call_sheet_on_which_nobody_waits_says_so(client, job):
    client.force_login(account(RoleName.CENTRE_OFFICER, job.graduate.centre))
    assert "Tidak ada yang perlu dihubungi" in client.get("/penempatan/kabar/").content.decode()
    assert "Tidak ada yang cocok" in client.get("/penempatan/kabar/?shown=answered").content.decode()
