"""What an opening requires is counted against those who look for work, and what to relax is said at once."""

from datetime import UTC, date, datetime

import pytest
from factories.graduates import LanguageFactory, SeekingFactory, SeekingRegionFactory
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.reference import CodeFactory, RegionFactory
from factories.training import UnitResultFactory

from padan.matching.queries.reach import reach_of
from padan.training.models import Enrolment

pytestmark = pytest.mark.django_db


def holds(seeking, unit, result="competent"):
    UnitResultFactory(enrolment=Enrolment.objects.get(person=seeking.graduate.person), unit=unit, result=result)


def test_requirements_nobody_can_meet_say_what_to_relax():
    weld, fly = CodeFactory(title="Mengelas"), CodeFactory(title="Menerbangkan")
    for seeking in SeekingFactory.create_batch(3):
        holds(seeking, weld)
    holds(SeekingFactory(), fly, result="not_yet")
    opening = OpeningFactory(seats=2)
    for unit in (weld, fly):
        OpeningUnitFactory(opening=opening, unit=unit)
    OpeningUnitFactory(opening=opening, unit=CodeFactory(), required=False)  # welcome keeps nobody out

    reach = reach_of(opening)
    assert (reach.seeking, reach.all) == (4, 0)
    assert reach.without == [("Menerbangkan", 3)]


def test_place_wage_start_and_language_count_each_for_itself(django_assert_num_queries):
    province = RegionFactory()
    regency = RegionFactory(parent=province)
    opening = OpeningFactory(
        seats=5, region=regency, wage_to_idr=5_000_000, starts_on=date(2025, 1, 6), language="ja", language_level=2
    )
    fits = SeekingFactory(lowest_wage_idr=5_000_000, earliest_on=date(2025, 1, 20))
    SeekingRegionFactory(seeking=fits, region=province)
    LanguageFactory(graduate=fits.graduate, language="ja", level=3)
    for wrong in ({"lowest_wage_idr": 5_000_001}, {"earliest_on": date(2025, 3, 1)}, {"is_open": False}, {}):
        other = SeekingFactory(**wrong)
        LanguageFactory(graduate=other.graduate, language="ja", level=2 if wrong else 1)
    far = SeekingFactory()
    SeekingRegionFactory(seeking=far)
    LanguageFactory(graduate=far.graduate, language="ja", level=2)

    with django_assert_num_queries(2):
        reach = reach_of(opening)
    assert (reach.seeking, reach.all) == (5, 1)
    assert sorted(n for _name, n in reach.without) == [2, 2, 2, 2]


def test_where_enough_could_come_nothing_is_to_relax():
    SeekingFactory.create_batch(2, confirmed_at=datetime(2020, 1, 1, tzinfo=UTC))  # old profiles are not dropped
    assert reach_of(OpeningFactory(seats=1, wage_to_idr=5_000_000)).without == []
    assert reach_of(OpeningFactory(seats=9)).all == 2
