"""A round from the page: opened, worked out, compared, kept, changed, examined; and the shortlists."""

from datetime import date

import pytest
from django.urls import reverse
from factories.market import market, seeker, vacancy
from factories.organisations import account

from padan.matching.adapter import warm
from padan.matching.jobs import work_out
from padan.matching.models import Invitation, Round
from padan.matching.states import RoundState
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_in_memory(settings, tmp_path):
    settings.HOME, settings.PADAN_TODAY = tmp_path, date(2024, 11, 4)
    warm.forget()


@pytest.fixture
def here():
    return market()


@pytest.fixture
def officer(client, here):
    client.force_login(here.officer)
    client.cookies["language"] = "en"
    return client


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def opened(client, **given):
    answer = client.post(reverse("round-new"), {"name": "Bursa kerja", "band": "1"} | given)
    assert answer.status_code == 302, answer.context["form"].errors
    return Round.objects.latest("pk")


def worked_out(client, round):
    client.post(reverse("round-act", args=[round.code]), {"do": "start"})
    work_out.call_local(round.code)
    round.refresh_from_db()
    return round


def test_a_round_from_the_first_page_to_the_last(officer, here):
    best, other = seeker(here, here.weld, here.inspect), seeker(here, here.weld)
    opening = vacancy(here, here.weld, welcome=[here.inspect])
    vacancy(here, here.read)

    round = opened(officer, batches=[here.batch.pk], openings=[], least_of=f"batch:{here.batch.pk}", least=1)
    before = page(officer, "round-detail", round.code).content.decode()
    assert "2 graduates look for work" in before
    assert round.commitment in before
    assert str(round.sealed_lot) not in before

    round = worked_out(officer, round)
    after = page(officer, "round-detail", round.code).content.decode()
    assert str(round.lot) in after
    assert after.count("Proven") == 2
    assert "1 opening fits nobody of this round." in after
    assert "At least 1 were to be placed: 1 are" in after

    assert (
        officer.post(reverse("round-act", args=[round.code]), {"do": "keep", "objective": "stable"}).status_code == 302
    )
    results = page(officer, "round-result-list", round=round.code).content.decode()
    assert best.code in results
    assert f"the last seat went to {best.code}" in results
    examined = officer.post(reverse("round-verify", args=[round.code])).content.decode()
    assert "Everything agrees." in examined
    assert "does not agree" not in examined

    changed = officer.post(reverse("round-change", args=[round.code]), {"subject": best.code.lower()}, follow=True)
    assert "2 graduates are affected" in changed.content.decode()
    told = officer.post(reverse("round-change", args=[round.code]), {"subject": "LLS-TIDAKADA"})
    assert told.status_code == 422
    told = officer.post(reverse("round-change", args=[round.code]), {"subject": opening.code, "seats": "tujuh"})
    assert told.status_code == 422
    assert other.code in changed.content.decode()

    sent = officer.post(reverse("round-invite", args=[round.code]), {"opening": opening.code}, follow=True)
    assert "1 graduate is invited." in sent.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.graduate, invitation.opening, invitation.round) == (other, opening, round)
    sent = officer.post(reverse("round-invite", args=[round.code]), follow=True)
    assert "0 graduates are invited." in sent.content.decode()


def test_an_edited_row_is_said_loudly(officer, here):
    seeker(here, here.weld)
    vacancy(here, here.weld)
    round = worked_out(officer, opened(officer))
    round.results.filter(objective="stable").update(opening=None, reason="all_full")
    assert "tell the auditor" in officer.post(reverse("round-verify", args=[round.code])).content.decode()


def test_while_it_is_worked_out_the_page_asks_again_by_itself(officer, here):
    round = opened(officer)
    Round.objects.filter(pk=round.pk).update(state=RoundState.WAITING, stage="shortlist", done=50, total=200)
    text = page(officer, "round-detail", round.code).content.decode()
    assert 'hx-trigger="every 1s"' in text
    assert "25%" in text
    assert 'http-equiv="refresh"' in text


def test_a_form_that_says_half_is_given_back(officer, here):
    for given in ({"name": ""}, {"aside_for": f"region:{here.region.pk}"}, {"band": "7"}, {"openings": ["999999"]}):
        answer = officer.post(reverse("round-new"), {"name": "x", "band": "1"} | given)
        assert answer.status_code == 422
    assert not Round.objects.exists()


def test_an_officer_of_a_closed_centre_is_told(officer, here):
    here.centre.closed_on = date(2024, 1, 1)
    here.centre.save()
    assert "No body to hold a round for" in page(officer, "round-new").content.decode()


def test_the_shortlist_of_an_opening_for_its_company_names_codes_alone(client, here):
    her = seeker(here, here.weld, name="Dina Contoh")
    opening = vacancy(here, here.weld)
    client.cookies["language"] = "en"
    client.force_login(account(RoleName.COMPANY_OFFICER, here.company))
    text = page(client, "opening-shortlist", opening.code).content.decode()
    assert her.code in text
    assert "Dina" not in text
    assert "Never used: age, sex" in text
    client.force_login(here.officer)
    assert "Dina Contoh" in page(client, "opening-shortlist", opening.code).content.decode()


def test_where_nobody_fits_the_shortlist_says_what_to_relax(officer, here):
    seeker(here, here.inspect)
    opening = vacancy(here, here.weld)
    text = page(officer, "opening-shortlist", opening.code).content.decode()
    assert "Nobody of 1 graduates" in text
    assert f"Without “{here.weld.title}”" in text


def test_she_sees_her_own_openings_and_nobody_else_s(client, here):
    her, other = seeker(here, here.weld), seeker(here, here.weld)
    opening = vacancy(here, here.weld)
    client.force_login(account(RoleName.GRADUATE, person=her.person))
    text = page(client, "graduate-shortlist", her.code).content.decode()
    assert opening.title in text
    assert page(client, "graduate-shortlist", other.code).status_code == 404
    for wrong in ("0", "x", "9" * 30, "²"):
        assert page(client, "graduate-shortlist", her.code, page=wrong).status_code == 200
    answer = page(client, "opening-shortlist", opening.code)
    assert answer.status_code == 404
