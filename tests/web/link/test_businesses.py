"""A graduate's business by link, on a phone: one answer is enough, one tap keeps it up, nothing is overwritten."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AskedFactory, OutcomeFactory
from factories.people import SignedLinkFactory
from factories.reference import RegionFactory
from factories.ventures import BackerFactory, VentureCheckFactory, VentureFactory

from padan.organisations.states import RoleName
from padan.outcomes.permissions import TELL
from padan.outcomes.states import Status
from padan.people.actions import issue_link
from padan.people.models import Message, SignedLink
from padan.reference.shipped import REGION_EDITION
from padan.training.models import Enrolment
from padan.ventures.models import Backer, Venture, VentureCheck, VentureCourse
from padan.ventures.states import KEEP

pytestmark = pytest.mark.django_db


def door(graduate, **more):
    _link, token = issue_link(act=KEEP, thing=graduate, recipient="Contoh", by=None, at=timezone.now(), **more)
    return f"/t/{token}/"


def test_one_answer_is_enough_and_looking_or_a_scanner_writes_nothing(client):
    graduate = GraduateFactory()
    address = door(graduate)
    client.head(address)
    assert client.get(address).status_code == 200
    assert Venture.objects.count() == 0
    assert client.post(address, {"do": "tell", "words": "Warung kopi"}).status_code == 302
    venture = Venture.objects.get()
    assert (venture.graduate, venture.words, venture.began_on, venture.nib) == (graduate, "Warung kopi", None, "")
    assert client.post(address, {"do": "tell", "words": "warung kopi"}).status_code == 422  # tapped twice
    assert Venture.objects.count() == 1


def test_what_she_said_when_she_was_asked_where_she_stands_is_not_asked_again(client):
    graduate = GraduateFactory()
    enrolment = Enrolment.objects.get(person=graduate.person)
    OutcomeFactory(enrolment=enrolment, window="m3", status=Status.SELF_EMPLOYED, job="Jual beli", as_of="2024-07-01")
    newest = OutcomeFactory(enrolment=enrolment, status=Status.SELF_EMPLOYED, job="Katering kue")
    address = door(graduate)
    assert client.get(address).context["new"]["words"].value() == "Katering kue"
    newest.status = Status.EMPLOYED  # a job's words are no business's
    newest.save()
    assert not client.get(address).context["new"]["words"].value()
    newest.status = Status.SELF_EMPLOYED
    newest.save()
    VentureFactory(graduate=graduate)  # told since; a second one is another
    assert not client.get(address).context["new"]["words"].value()


def test_all_she_tells_is_kept_and_what_cannot_be_stands_at_its_field_with_her_words(client):
    graduate, region = GraduateFactory(), RegionFactory(name="Kota Contoh", version=REGION_EDITION)
    course = Enrolment.objects.get(person=graduate.person)
    told = {"do": "tell", "words": "Katering", "name": "Dapur Dewi", "place": "kota contoh", "nib": "1234 5678 90123",
            "began_on": "2024-05-02", "employs": "2", "courses": [course.pk]}  # fmt: skip
    address = door(graduate)
    for field, wrong in (("nib", "12"), ("place", "Atlantis"), ("began_on", "2999-01-01"), ("employs", "-1"),
                         ("began_on", "kemarin"), ("courses", "999999"), ("words", "")):  # fmt: skip
        page = client.post(address, told | {field: wrong})
        assert page.status_code == 422, field
        assert page.context["new"].errors.keys() == {field}
        assert "Dapur Dewi" in page.content.decode()
    assert client.post(address, told).status_code == 302
    venture = Venture.objects.get()
    assert (venture.region, venture.nib, venture.employs) == (region, "1234567890123", 2)
    assert VentureCourse.objects.get().enrolment == course


def test_one_tap_says_that_it_runs_and_answers_the_check_that_waits(client):
    check = VentureCheckFactory()
    venture = check.venture
    address = door(venture.graduate)
    assert client.get(address).context["ventures"][0]["waits"]
    assert client.post(address, {"do": "runs", "venture": venture.code, "employs": ""}).status_code == 302
    check.refresh_from_db()
    assert (check.alive, check.teller) == (True, "herself")
    assert not client.get(address).context["ventures"][0]["waits"]


def test_she_closes_it_with_a_reason_and_may_take_that_back(client):
    venture = VentureFactory()
    address = door(venture.graduate)
    closing = {"do": "close", "venture": venture.code, "ended_on": "2024-10-01", "why": "buyers"}
    refused = client.post(address, closing | {"ended_on": "2024-04-01"})
    assert refused.status_code == 422
    assert refused.context["ventures"][0]["opens"] == "close"
    assert client.post(address, closing).status_code == 302
    venture.refresh_from_db()
    assert (str(venture.ended_on), venture.why_closed) == ("2024-10-01", "buyers")
    assert client.post(address, closing).status_code == 422
    assert client.post(address, {"do": "reopen", "venture": venture.code}).status_code == 302
    venture.refresh_from_db()
    assert venture.ended_on is None


def test_two_phones_that_correct_at_once_are_told_and_nothing_is_lost(client):
    venture = VentureFactory(name="Lama")
    address = door(venture.graduate)
    edit = {"do": "edit", "venture": venture.code, "seen": "1", "began_on": "2024-05-02"}
    assert client.post(address, edit | {"words": "Bengkel dari ponsel satu"}).status_code == 302
    slow = client.post(address, edit | {"words": "Bengkel dari ponsel dua"})
    assert slow.status_code == 422
    assert slow.context["ventures"][0]["seen"] == 2
    assert "Bengkel dari ponsel dua" in slow.content.decode()
    venture.refresh_from_db()
    assert venture.words == "Bengkel dari ponsel satu"
    assert client.post(address, edit | {"words": "Bengkel", "seen": "2"}).status_code == 302


def test_she_lets_a_company_go_and_no_other_business_s(client):
    mine, theirs = BackerFactory(agreed=True), BackerFactory(agreed=True)
    address = door(mine.venture.graduate)
    told = {"do": "leave", "venture": mine.venture.code}
    assert client.post(address, told | {"backer": theirs.code}).status_code == 404
    assert client.post(address, told | {"backer": mine.code}).status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.until is None, theirs.until) == (False, None)


def test_she_asks_a_company_herself_shows_her_name_and_hides_it_again(client):
    venture = VentureFactory(words="Katering")
    centre = venture.graduate.centre
    centre.forum = OrganisationFactory(forum_body=True)
    centre.save()
    company = OrganisationFactory(forum=centre.forum, name="PT Pembeli")
    address = door(venture.graduate)
    told = {"do": "back", "venture": venture.code, "organisation": company.pk, "kind": "buyer"}
    told |= {"words": "Beli nasi kotak", "since": "2024-08-01"}
    assert client.post(address, told | {"organisation": OrganisationFactory().pk}).status_code == 422
    assert client.post(address, told).status_code == 302
    backer = Backer.objects.get()
    assert (backer.teller, backer.state, backer.names.count()) == ("herself", "proposed", 0)
    tap = {"venture": venture.code, "backer": backer.code}
    for do, standing in (("show", 1), ("show", 1), ("hide", 0)):
        assert client.post(address, tap | {"do": do}).status_code == 302
        assert backer.names.filter(withdrawn_at=None).count() == standing
    assert "PT Pembeli" in client.get(address).content.decode()
    assert client.post(address, tap | {"do": "drop"}).status_code == 302
    assert client.post(address, tap | {"do": "drop"}).status_code == 302  # told on the next page
    backer.refresh_from_db()
    assert backer.state == "dropped"


def test_a_link_opens_her_page_alone_and_an_expired_or_withdrawn_one_nothing(client):
    graduate, other = GraduateFactory(), VentureFactory()
    address = door(graduate)
    for do in ("runs", "close", "edit", "reopen", "leave"):
        assert client.post(address, {"do": do, "venture": other.code}).status_code == 400, do
    for told in ({}, {"do": "hapus"}, {"do": "runs"}):
        assert client.post(address, told).status_code == 400
    late = door(graduate, lasts=timedelta(seconds=-1))
    assert (client.get(late).status_code, client.post(late, {"do": "tell", "words": "X"}).status_code) == (410, 410)
    SignedLink.objects.update(revoked_at=timezone.now())
    assert client.post(address, {"do": "tell", "words": "X"}).status_code == 410
    assert client.post("/t/tebakan-saja/", {"do": "tell", "words": "X"}).status_code == 404
    SignedLinkFactory(act=KEEP, thing_kind="graduates.graduate", thing_code="LLS-TIDAKADA")
    assert Venture.objects.count() == 1


def test_by_account_she_finds_the_same_page_and_her_data_to_take_along(client):
    venture = VentureFactory(words="Bengkel saya", nib="1234567890123")
    VentureCheck.objects.create(venture=venture, months=6, due_on="2024-11-02")
    user = account(RoleName.GRADUATE, person=venture.graduate.person)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Bengkel saya" in client.get("/saya/usaha/").content.decode()
    assert "Bengkel saya" in client.get("/saya/").content.decode()
    (own,) = client.post("/saya/unduh/", {"format": "json"}).json()["businesses"]
    assert (own["nib"], own["checks"][0]["still_ran"]) == ("1234567890123", None)


def test_who_answers_with_a_business_gets_its_link_by_mail_and_a_forwarded_question_opens_none(client, settings):
    settings.PADAN_TODAY = date(2024, 11, 15)
    graduate = GraduateFactory()
    person = graduate.person
    hers = AskedFactory(out=True, enrolment=Enrolment.objects.get(person=person))
    nobody = AskedFactory(out=True)  # not registered as a graduate: there is nobody to keep a business of
    for asked, known in ((hers, True), (nobody, False)):
        _link, token = issue_link(act=TELL, thing=asked, recipient="x", by=None, at=timezone.now())
        client.post(f"/t/{token}/", {"status": "self_employed", "typed": "Katering kue"})
        assert client.get(f"/t/{token}/").context["business"] == known
        client.post(f"/t/{token}/", {"do": "business"})
        assert not SignedLink.objects.filter(act=KEEP).exists()  # no address is kept of her
    person.email = "rahasia@contoh.example"
    person.save()
    _link, token = issue_link(act=TELL, thing=hers, recipient="x", by=None, at=timezone.now())
    assert "rahasia@" not in client.get(f"/t/{token}/").content.decode()
    for _n in range(2):
        assert client.post(f"/t/{token}/", {"do": "business"}).status_code == 302
    mail = Message.objects.get()
    assert (mail.to, mail.thing_code) == ("rahasia@contoh.example", graduate.code)
    client.post(f"/t/{token}/", {"status": "seeking"})
    assert not client.get(f"/t/{token}/").context["business"]
