"""Demand adds up across companies, the unknown included, within what the viewer may see."""

from datetime import date

import pytest
from factories.needs import NeedFactory, NeedUnitFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory, RegionFactory

from padan.needs.queries import Grouping, demand_of
from padan.needs.states import Ending, NeedState
from padan.organisations.queries import EVERYWHERE, viewer_of
from padan.organisations.states import Kind, RoleName

pytestmark = pytest.mark.django_db


def told(by, viewer=EVERYWHERE):
    return [(row["key"], row["people"], row["needs"], row["companies"]) for row in demand_of(viewer, by)]


def test_people_needs_and_companies_are_added_up_and_the_unknown_stands_in_the_table():
    company, welder = OrganisationFactory(), CodeFactory(code="7212")
    region = RegionFactory(code="32.75")
    NeedFactory(company=company, occupation=welder, head_count=24, region=region, due_on=date(2025, 2, 3))
    NeedFactory(company=company, occupation=welder, head_count=6, due_on=date(2025, 3, 31))
    NeedFactory(head_count=10, due_on=date(2025, 4, 1))
    NeedFactory(head_count=99, occupation=welder, state=NeedState.WITHDRAWN)
    NeedFactory(
        head_count=99, occupation=welder, answered=True, state=NeedState.CLOSED, ending=Ending.FULFILLED,
        closed_on=date(2024, 11, 15),
    )  # fmt: skip
    assert told(Grouping.OCCUPATION) == [("7212", 30, 2, 1), (None, 10, 1, 1)]
    assert told(Grouping.REGION) == [("32.75", 24, 1, 1), (None, 16, 2, 2)]
    assert told(Grouping.QUARTER) == [(date(2025, 1, 1), 30, 2, 1), (date(2025, 4, 1), 10, 1, 1)]


def test_a_need_stands_under_each_of_its_units():
    need, one, other = NeedFactory(head_count=5), CodeFactory(code="U1"), CodeFactory(code="U2")
    NeedUnitFactory(need=need, unit=one), NeedUnitFactory(need=need, unit=other)
    NeedUnitFactory(need=NeedFactory(head_count=3), unit=other)
    assert told(Grouping.UNIT) == [("U2", 8, 2, 2), ("U1", 5, 1, 1)]


@pytest.mark.parametrize("by", Grouping.values)
def test_a_forum_adds_up_its_own_companies_alone(by):
    forum, stranger = OrganisationFactory(kind=Kind.FORUM), OrganisationFactory(kind=Kind.FORUM)
    unit = CodeFactory()
    for body, people in ((forum, 5), (stranger, 500)):
        NeedUnitFactory(need=NeedFactory(company=OrganisationFactory(forum=body), head_count=people), unit=unit)
    viewer = viewer_of(account(RoleName.SECRETARIAT, forum))
    assert [people for _key, people, *_rest in told(by, viewer)] == [5]
