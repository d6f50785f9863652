from datetime import UTC, date, datetime

import numpy as np
import pytest
from factories.graduates import LanguageFactory
from factories.market import market, seeker, vacancy
from factories.matching import ConsentFactory
from factories.organisations import account
from factories.reference import CodeFactory

from padan.matching import shortlists
from padan.matching.adapter import warm
from padan.matching.adapter.reading import Seekers, Skills, Vacancies, read_market, read_places
from padan.matching.adapter.shortlists import Pool
from padan.matching.shortlists import graduates_for, openings_for
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan_engine import Lookup, example_market

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_november(settings):
    settings.PADAN_TODAY = date(2024, 11, 4)


@pytest.fixture
def here():
    return market()


def listed(shortlist):
    return [line.thing.pk for line in shortlist.lines]


def test_the_parts_add_up_to_the_score_and_what_lacks_is_said(here):
    whole = seeker(here, here.weld, here.inspect, here.read)
    part = seeker(here, here.weld, here.inspect, region=here.far)
    seeker(here, here.inspect)
    opening = vacancy(here, here.weld, welcome=[here.inspect, here.read])

    found = graduates_for(opening, viewer=viewer_of(here.officer))

    assert (found.total, listed(found)) == (2, [whole.pk, part.pk])
    for line in found.lines:
        assert sum(one.points for one in line.parts) == line.score
        assert all(0 <= one.points <= one.most for one in line.parts)
    first, second = found.lines
    assert first.lacks == ""
    assert second.lacks == f"Lacks: {here.read.title}."
    assert [one.words for one in first.parts] == ["Units 3 of 3", "Same region", "Ready now"]
    assert "Units 2 of 3" in [one.words for one in second.parts]
    assert first.named


def test_those_who_nearly_fit_are_told_apart_by_what_one_change_would_do(here):
    lacking, late = seeker(here, here.weld), seeker(here, here.weld, here.inspect, earliest_on=date(2024, 12, 9))
    dear = seeker(here, here.weld, here.inspect, lowest_wage_idr=4_300_000)
    seeker(here)  # breaks two rules: not near
    opening = vacancy(here, here.weld, here.inspect)

    found = graduates_for(opening, viewer=viewer_of(here.officer))

    assert found.total == 0
    assert dict(found.near) == {
        lacking: f"Only one unit is missing: {here.inspect.title}.",
        late: "Free 7 days after the first day.",
        dear: "The wage is Rp 300.000 a month below her lowest.",
    }
    company = viewer_of(account(RoleName.COMPANY_OFFICER, here.company))
    assert dict(graduates_for(opening, viewer=company).near)[dear] == "The wage is below what she asks."


def test_somebody_outside_the_named_regions_is_near_by_distance(here):
    there = market("33")
    far = seeker(there, here.weld, region=there.region)
    opening = vacancy(here, here.weld)
    ((who, words),) = graduates_for(opening, viewer=viewer_of(here.officer)).near
    assert who == far
    assert words.startswith("Outside the regions she named")


def test_a_company_reads_names_of_nobody_until_she_agrees(here):
    her = seeker(here, here.weld)
    opening = vacancy(here, here.weld)
    company = viewer_of(account(RoleName.COMPANY_OFFICER, here.company))
    assert not graduates_for(opening, viewer=company).lines[0].named
    ConsentFactory(graduate=her, opening=opening)
    assert graduates_for(opening, viewer=company).lines[0].named
    other = vacancy(here, here.weld)
    assert not graduates_for(other, viewer=company).lines[0].named


def test_the_other_way_round_her_own_openings(here):
    her = seeker(here, here.weld, here.inspect)
    LanguageFactory(graduate=her, language="ja", level=3)
    best = vacancy(here, here.weld, wage_from_idr=6_000_000)
    far = vacancy(here, here.weld, region=here.far, wage_from_idr=3_100_000, language="ja", language_level=3)
    unit = CodeFactory(title="Menyetel robot")
    near = vacancy(here, here.weld, unit)
    beyond = vacancy(here, here.weld, language="ja", language_level=4)
    her.seeking.regions.create(region=here.far)

    found = openings_for(her, viewer=viewer_of(here.officer))

    assert listed(found) == [best.pk, far.pk]
    assert "Wage 100% above her lowest" in [one.words for one in found.lines[0].parts]
    assert dict(found.near) == {
        near: "Only one unit is missing: Menyetel robot.",
        beyond: "Only one unit is missing: Japanese.",
    }
    for line in found.lines:
        assert sum(one.points for one in line.parts) == line.score


def test_whoever_looks_for_nothing_is_offered_nothing_and_stands_in_no_list(here):
    her = seeker(here, here.weld)
    opening = vacancy(here, here.weld)
    assert graduates_for(opening, viewer=viewer_of(here.officer)).total == 1
    her.seeking.is_open = False
    her.seeking.save()
    assert graduates_for(opening, viewer=viewer_of(here.officer)).total == 0
    assert openings_for(her, viewer=viewer_of(here.officer)).untold != []


def test_an_opening_without_place_or_wage_is_told_what_that_costs(here):
    seeker(here, here.weld)
    placeless, wageless = vacancy(here, here.weld, region=None), vacancy(here, here.weld, wage_from_idr=None)
    assert "no place" in graduates_for(placeless, viewer=viewer_of(here.officer)).untold[0]
    found = graduates_for(wageless, viewer=viewer_of(here.officer))
    assert found.total == 0
    assert "No wage" in found.untold[0]


def test_a_day_that_has_passed_is_today_for_both_sides(here):
    at_once, since_long = seeker(here, earliest_on=None), seeker(here, earliest_on=date(2024, 1, 2))
    found = graduates_for(vacancy(here, starts_on=date(2024, 10, 28)), viewer=viewer_of(here.officer))
    assert sorted(listed(found)) == [at_once.pk, since_long.pk]
    later = graduates_for(vacancy(here, starts_on=date(2024, 12, 2)), viewer=viewer_of(here.officer))
    assert [line.score for line in later.lines] == [later.lines[0].score] * 2


def test_pages_go_on_where_the_last_one_ended(here, monkeypatch):
    monkeypatch.setattr(shortlists, "PAGE", 2)
    for _ in range(5):
        seeker(here, here.weld)
    opening = vacancy(here, here.weld)
    pages = [graduates_for(opening, viewer=viewer_of(here.officer), page=n) for n in (1, 2, 3)]
    seen = [pk for one in pages for pk in listed(one)]
    assert len(seen) == len(set(seen)) == 5
    assert [line.place for line in pages[2].lines] == [5]
    assert pages[0].pages == 3
    assert listed(graduates_for(opening, viewer=viewer_of(here.officer), page=1)) == listed(pages[0])


def test_filters_ask_for_region_and_day_alone(here):
    here_now = seeker(here, here.weld)
    seeker(here, here.weld, earliest_on=date(2024, 11, 20))
    opening = vacancy(here, here.weld)
    officer = viewer_of(here.officer)
    assert listed(graduates_for(opening, viewer=officer, ready_by=date(2024, 11, 4))) == [here_now.pk]
    assert graduates_for(opening, viewer=officer, province=here.province).total == 2
    assert graduates_for(opening, viewer=officer, province=market("33").province).total == 0


def test_the_order_and_the_scores_are_those_of_the_engine():
    rows = example_market(400, 60, seed=5)
    skills = Skills(rows.skills, rows.first_language, {}, {})
    places = read_places()
    places = type(places)(rows.regions, {}, (), {})
    held = Pool(
        rows,
        Seekers(rows.graduates, np.arange(400), np.zeros(400)),
        Vacancies(rows.openings, np.arange(60), np.ones(60, dtype=bool)),
        skills,
        places,
    )
    by_engine = Lookup(rows.__class__(**{**{f: getattr(rows, f) for f in rows.__slots__}, "seed": 0}))
    seen = 0
    for column in range(60):
        ranked = held.best_graduates(one_column(rows.openings, column))
        assert pairs(ranked) == by_engine.graduates_for(column, 400)
        seen += len(ranked)
    for row in range(0, 400, 7):
        ranked = held.best_openings(one_row(rows.graduates, row), near=3)
        assert pairs(ranked) == by_engine.openings_for(row, 60)
    assert seen > 100


def pairs(ranked):
    return list(zip(ranked.order.tolist(), ranked.score.tolist(), strict=True))


def one_column(openings, column):
    from padan.matching.adapter.clearing import _some

    at = np.array([column])
    return type(openings)(
        ids=openings.ids[at],
        requires=_some(openings.requires, at),
        welcomes=_some(openings.welcomes, at),
        region=openings.region[at],
        seats=openings.seats[at],
        wage_idr=openings.wage_idr[at],
        start_day=openings.start_day[at],
    )


def one_row(graduates, row):
    from padan.matching.adapter.clearing import _some

    at = np.array([row])
    return type(graduates)(
        ids=graduates.ids[at],
        holds=_some(graduates.holds, at),
        region=graduates.region[at],
        reach=graduates.reach[at],
        reaches=graduates.reaches,
        available_day=graduates.available_day[at],
        lowest_wage_idr=graduates.lowest_wage_idr[at],
    )


def test_a_large_market_is_laid_down_by_a_job_and_mapped_from_there(here, monkeypatch):
    first, opening = seeker(here, here.weld), vacancy(here, here.weld, welcome=[here.inspect])
    officer = viewer_of(here.officer)
    small = graduates_for(opening, viewer=officer)
    monkeypatch.setattr(warm, "SMALL", 0)
    warm.forget()
    assert graduates_for(opening, viewer=officer).preparing
    assert openings_for(first, viewer=officer).preparing

    name = warm.lay_down()
    assert warm.lay_down() == name  # nothing changed
    found = graduates_for(opening, viewer=officer)

    assert [(line.thing, line.score, line.parts) for line in found.lines] == [
        (line.thing, line.score, line.parts) for line in small.lines
    ]
    assert openings_for(first, viewer=officer).total == 1
    new_unit = CodeFactory()
    assert graduates_for(vacancy(here, new_unit), viewer=officer).total == 0  # a unit it does not know yet
    seeker(here, here.weld)
    assert warm.lay_down() != name


def test_nothing_that_may_not_count_is_read(here):
    market_now, *_ = read_market(today=date(2024, 11, 4), at=AT)
    assert set(market_now.graduates.__slots__) == {
        "ids", "holds", "region", "reach", "reaches", "available_day", "lowest_wage_idr", "groups",
    }  # fmt: skip
