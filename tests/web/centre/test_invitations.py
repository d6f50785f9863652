"""Invitations as the centre keeps them: asked from the page, noted by phone, reminded, page by page, who comes next."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from factories.market import market, seeker, vacancy
from factories.matching import WorkInvitationFactory
from factories.organisations import account
from factories.placements import PlacementFactory

from padan.matching.adapter import warm
from padan.matching.models import Invitation
from padan.matching.states import InvitationState
from padan.organisations.states import RoleName
from padan.web import talks

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 4)


@pytest.fixture(autouse=True)
def nothing_in_memory(settings, tmp_path):
    settings.HOME, settings.PADAN_TODAY = tmp_path, TODAY
    warm.forget()


@pytest.fixture
def here():
    return market()


@pytest.fixture
def opening(here):
    return vacancy(here, here.weld, seats=2)


@pytest.fixture
def officer(client, here):
    client.force_login(here.officer)
    client.cookies["language"] = "en"
    return client


def at(name, thing):
    return reverse(name, args=[thing.code])


def asked(here, opening, **told):
    return WorkInvitationFactory(opening=opening, graduate=seeker(here, here.weld), **told)


def test_graduates_are_asked_by_code_and_each_refusal_stands_beside_the_messages(officer, here, opening):
    her = seeker(here, here.weld, name="Dina Contoh")
    before = asked(here, opening)
    form = officer.get(at("opening-invite", opening), {"lulusan": her.code})
    assert her.code in form.content.decode()
    told = {"graduates": f"{her.code.lower()}, {before.graduate.code}", "answer_by": "2024-11-11"}
    unknown = officer.post(at("opening-invite", opening), told | {"graduates": "LLS-TIDAKADA"})
    assert (unknown.status_code, Invitation.objects.count()) == (422, 1)

    sent = officer.post(at("opening-invite", opening), told).content.decode()
    assert "1 message is ready" in sent
    assert "Dina Contoh" in sent
    assert before.graduate.code in sent  # asked before, by name of the refusal
    assert Invitation.objects.get(graduate=her).answer_by == date(2024, 11, 11)


def test_what_she_said_by_phone_is_noted_and_a_link_is_made_once_in_two_days(officer, here, opening):
    one = asked(here, opening)
    assert officer.post(at("job-invitation-act", one), {"do": "yes"}).status_code == 302
    one.refresh_from_db()
    assert one.state == InvitationState.INTERESTED
    assert "Her answer is noted" in officer.get(at("job-invitation-detail", one)).content.decode()
    assert officer.post(at("job-invitation-act", one), {"do": "accept"}).status_code == 422  # nothing was offered

    waiting = asked(here, opening)
    assert "/t/" in officer.post(at("job-invitation-message", waiting)).content.decode()
    assert officer.post(at("job-invitation-message", waiting)).status_code == 302
    told = officer.post(at("opening-remind", opening), follow=True).content.decode()
    assert "1 person had a message within the last two days" in told


def test_who_has_no_e_mail_is_called_before_her_time_ends_and_the_page_says_so(officer, here, opening):
    one = asked(here, opening, answer_by=date(2024, 11, 5))
    assert "She knows" in officer.get(at("job-invitation-detail", one)).content.decode()
    officer.post(at("job-invitation-act", one), {"do": "warned"})
    one.refresh_from_db()
    assert one.warned_at
    assert "She knows" not in officer.get(at("job-invitation-detail", one)).content.decode()


def test_another_centre_and_its_officer_find_nothing(client, here, opening):
    one = asked(here, opening)
    client.force_login(account(RoleName.CENTRE_OFFICER, market(province="33").centre))
    assert client.get(at("job-invitation-detail", one)).status_code == 404
    assert client.post(at("job-invitation-act", one), {"do": "yes"}).status_code == 404
    assert one.graduate.code not in client.get(reverse("job-invitation-list")).content.decode()


def test_many_talks_stand_on_pages_with_those_that_want_a_word_first(officer, here, opening, monkeypatch):
    monkeypatch.setattr(talks, "SHOWN", 2)
    silent = [asked(here, opening) for _n in range(2)]
    wanted = asked(here, opening, interested=True)
    first = officer.get(at("opening-talks", opening)).content.decode()
    assert wanted.graduate.code in first
    assert "2 of 3 rows" in first
    assert silent[1].code not in first
    second = officer.get(at("opening-talks", opening), {"page": "2"}).content.decode()
    assert silent[1].code in second
    assert 'rel="next"' not in second


def test_a_free_seat_shows_the_best_who_was_not_asked_where_nobody_is_in_talks(officer, here, opening):
    best, placed = seeker(here, here.weld), seeker(here, here.weld)
    PlacementFactory(graduate=placed, working=True)
    refused = asked(here, opening, state=InvitationState.DECLINED)
    line = officer.get(at("opening-talks", opening)).context["next"]
    assert [graduate for graduate, _why in line] == [best]

    talking = WorkInvitationFactory(opening=opening, interested=True)
    line = officer.get(at("opening-talks", opening)).context["next"]
    assert [graduate for graduate, _why in line] == [talking.graduate]
    assert refused.graduate not in [graduate for graduate, _why in line]


def test_an_interview_is_told_in_the_hours_of_the_place_of_work(client):
    there = market(province="94")
    opening = vacancy(there, there.weld)
    one = WorkInvitationFactory(opening=opening, graduate=seeker(there, there.weld), interested=True)
    client.force_login(there.officer)
    told = {"do": "interview", "who": one.code, "held_on": "2024-11-06", "hour": "09:00", "place": "Ruang HRD"}
    assert client.post(at("opening-talks", opening), told).status_code == 302
    one.refresh_from_db()
    assert one.interview_at == datetime(2024, 11, 6, 9, tzinfo=ZoneInfo("Asia/Jayapura"))
    page = client.get(at("opening-talks", opening)).content.decode()
    assert "6 November 2024, pukul 09.00 WIT" in page
    assert "Jam (WIT)" in page


def test_a_first_day_that_is_no_day_is_asked_for_again_and_never_taken_as_today(officer, here, opening):
    one = asked(here, opening, offered=True)
    officer.post(at("job-invitation-act", one), {"do": "accept"})
    wrong = officer.post(at("opening-talks", opening), {"tap": f"begin:{one.code}", "started_on": "31/02/2024"})
    one.refresh_from_db()
    assert (wrong.status_code, one.state) == (422, InvitationState.ACCEPTED)
