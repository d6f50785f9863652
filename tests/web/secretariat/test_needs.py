from datetime import date

import pytest
from django.urls import reverse
from factories.needs import NeedFactory, NeedUnitFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory, RegionFactory

from padan.needs.queries import Grouping
from padan.needs.states import Ending, NeedState
from padan.organisations.states import RoleName


@pytest.fixture
def need(db):
    return NeedFactory(company=OrganisationFactory(forum=OrganisationFactory(forum_body=True)))


def test_a_secretary_answers_and_the_company_reads_it_word_for_word(client, need):
    client.force_login(account(RoleName.SECRETARIAT, need.company.forum))
    done = client.post(reverse("need-answer", args=[need.code]), {"answer": "Dua kelas dibuka pada Desember."})
    assert done.url == reverse("need-detail", args=[need.code])

    client.force_login(account(RoleName.COMPANY_OFFICER, need.company))
    assert "Dua kelas dibuka pada Desember." in client.get(reverse("industry-home")).text


def test_an_answer_without_words_is_refused_and_the_form_keeps_the_need_beside_it(client, need):
    client.force_login(account(RoleName.SECRETARIAT, need.company.forum))
    refused = client.post(reverse("need-answer", args=[need.code]), {"answer": " "})
    assert refused.status_code == 422
    assert need.words in refused.text
    need.refresh_from_db()
    assert need.state == NeedState.OPEN


def test_a_company_withdraws_its_need_once_and_it_stays_in_the_books(client, need):
    client.force_login(account(RoleName.COMPANY_OFFICER, need.company))
    withdraw = reverse("need-withdraw", args=[need.code])
    assert client.post(withdraw).status_code == 302
    again = client.post(withdraw)
    assert again.status_code == 422
    need.refresh_from_db()
    assert need.state == NeedState.WITHDRAWN


def test_a_labour_office_reads_the_need_without_who_said_it_and_the_wage(client, need):
    need.said_by, need.wage_from_idr = "Ibu Contoh dari HRD", 5_123_000
    need.save()
    client.force_login(account(RoleName.LABOUR_OFFICE))
    page = client.get(reverse("need-detail", args=[need.code])).text
    assert need.words in page
    assert "Ibu Contoh dari HRD" not in page
    assert "5.123.000" not in page


@pytest.mark.parametrize("by", Grouping.values)
def test_each_number_of_the_demand_opens_as_many_needs(client, need, by):
    region, occupation, unit = RegionFactory(), CodeFactory(), CodeFactory()
    told = {"company": need.company, "region": region, "occupation": occupation, "due_on": date(2025, 12, 31)}
    for one in (need, NeedFactory(**told), NeedFactory(answered=True, **told)):
        NeedUnitFactory(need=one, unit=unit)
    for state in (NeedState.WITHDRAWN, NeedState.CLOSED):
        ended = {"ending": Ending.FULFILLED, "closed_on": date(2024, 11, 15)} if state == NeedState.CLOSED else {}
        NeedUnitFactory(need=NeedFactory(answered=True, **told | ended | {"state": state}), unit=unit)
    client.force_login(account(RoleName.SECRETARIAT, need.company.forum))

    rows = client.get(reverse("demand"), {"by": by}).context["rows"]
    opened = [client.get(href).context["seen"].total for _title, _row, href in rows]

    assert opened == [row["needs"] for _title, row, _href in rows]
    assert sum(opened) == 3
