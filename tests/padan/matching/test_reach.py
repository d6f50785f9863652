"""What an opening requires is counted against those who look for work, and what to relax is said at once."""

import random
from datetime import UTC, date, datetime

import pytest
from factories.graduates import GraduateFactory, LanguageFactory, SeekingFactory, SeekingRegionFactory
from factories.market import market
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.reference import CodeFactory, RegionFactory
from factories.training import BatchFactory, UnitResultFactory

from padan.matching.adapter.reading import read_market, read_one_opening
from padan.matching.adapter.shortlists import Pool
from padan.matching.queries.reach import reach_of
from padan.training.models import Enrolment

pytestmark = pytest.mark.django_db
TODAY, AT = date(2024, 11, 4), datetime(2024, 11, 4, 2, tzinfo=UTC)


def holds(seeking, unit, result="competent"):
    UnitResultFactory(enrolment=Enrolment.objects.get(person=seeking.graduate.person), unit=unit, result=result)


def test_requirements_nobody_can_meet_say_what_to_relax():
    weld, fly = CodeFactory(title="Mengelas"), CodeFactory(title="Menerbangkan")
    here = RegionFactory()
    for seeking in SeekingFactory.create_batch(3, home=here):
        holds(seeking, weld)
    holds(SeekingFactory(home=here), fly, result="not_yet")
    opening = OpeningFactory(seats=2, region=here)
    for unit in (weld, fly):
        OpeningUnitFactory(opening=opening, unit=unit)
    OpeningUnitFactory(opening=opening, unit=CodeFactory(), required=False)  # welcome keeps nobody out

    reach = reach_of(opening, today=TODAY)
    assert (reach.seeking, reach.all) == (4, 0)
    assert reach.without == [("Menerbangkan", 3)]


def test_place_wage_start_and_language_count_each_for_itself(django_assert_num_queries):
    province = RegionFactory()
    regency = RegionFactory(parent=province)
    opening = OpeningFactory(
        seats=5, region=regency, wage_to_idr=5_000_000, starts_on=date(2025, 1, 6), language="ja", language_level=2
    )
    fits = SeekingFactory(lowest_wage_idr=5_000_000, earliest_on=date(2025, 1, 6), home=regency)
    SeekingRegionFactory(seeking=fits, region=province)
    LanguageFactory(graduate=fits.graduate, language="ja", level=3)
    for wrong in ({"lowest_wage_idr": 5_000_001}, {"earliest_on": date(2025, 3, 1)}, {"is_open": False}, {}):
        other = SeekingFactory(home=regency, **wrong)
        LanguageFactory(graduate=other.graduate, language="ja", level=2 if wrong else 1)
    far = SeekingFactory(home=RegionFactory(code="33.08"))
    SeekingRegionFactory(seeking=far)
    LanguageFactory(graduate=far.graduate, language="ja", level=2)

    with django_assert_num_queries(2):
        reach = reach_of(opening, today=TODAY)
    assert (reach.seeking, reach.all) == (5, 1)
    assert sorted(n for _name, n in reach.without) == [2, 2, 2, 2]


def test_where_enough_could_come_nothing_is_to_relax():
    here, long_ago = RegionFactory(), datetime(2020, 1, 1, tzinfo=UTC)
    SeekingFactory.create_batch(2, home=here, confirmed_at=long_ago)  # old profiles are not dropped
    assert reach_of(OpeningFactory(seats=1, region=here, wage_to_idr=5_000_000), today=TODAY).without == []
    assert reach_of(OpeningFactory(seats=9, region=here), today=TODAY).all == 2


def test_a_wage_that_is_not_told_reaches_those_alone_who_ask_for_none():
    here = RegionFactory()
    for lowest in (None, 3_000_000):
        SeekingFactory(home=here, lowest_wage_idr=lowest)
    reach = reach_of(OpeningFactory(seats=9, region=here), today=TODAY)
    assert (reach.all, reach.without) == (1, [("wage not told", 2)])


def test_as_many_could_begin_as_the_shortlist_names_whatever_is_asked_or_left_unsaid():
    here, chance = market(), random.Random(6)
    elsewhere = RegionFactory(code="33.08", latitude=-7.5, longitude=110.2, parent=RegionFactory(code="33"))
    places = [here.province, here.region, here.far, elsewhere, elsewhere.parent]
    units = [CodeFactory() for _ in range(11)]
    days = [None, date(2024, 1, 2), date(2024, 12, 2), date(2025, 3, 3)]
    unplaced = BatchFactory(centre__region=None, finished=True)
    for _ in range(60):
        seeking = SeekingFactory(
            graduate=GraduateFactory(batch=chance.choice([here.batch, unplaced])),
            home=chance.choice([None, *places]),
            lowest_wage_idr=chance.choice([None, 3_000_000, 5_000_000]),
            earliest_on=chance.choice(days),
        )
        for region in chance.sample(places, chance.choice([0, 0, 1, 2])):
            SeekingRegionFactory(seeking=seeking, region=region)
        for unit in chance.sample(units, chance.choice([0, 9, 11])):
            holds(seeking, unit)
        if chance.random() < 0.5:
            LanguageFactory(graduate=seeking.graduate, level=chance.randrange(1, 4))
    pool, counts = Pool(*read_market(today=TODAY, at=AT)), []
    for region in places * 6:
        wage = chance.choice([{}, {"wage_to_idr": 4_000_000}, {"wage_from_idr": 3_000_000, "wage_to_idr": 6_000_000}])
        tongue = chance.choice([{}, {}, {"language": "ja", "language_level": 2}])
        opening = OpeningFactory(region=region, starts_on=chance.choice(days), seats=99, **wage, **tongue)
        for unit in chance.sample(units, chance.choice([0, 0, 1, 9, 10])):
            OpeningUnitFactory(opening=opening, unit=unit)
        arrays, market_ = read_one_opening(opening.pk, pool, today=TODAY)
        assert reach_of(opening, today=TODAY).all == len(market_.best_graduates(arrays))
        counts.append(len(market_.best_graduates(arrays)))
    assert len(set(counts)) > 5
