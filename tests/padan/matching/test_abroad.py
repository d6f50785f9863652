"""Work in another country is for those on the way there, and nothing of it touches work at home."""

import random
from dataclasses import astuple
from datetime import UTC, date, datetime

import pytest
from factories.graduates import CheckedCodeFactory, WayAbroadFactory
from factories.market import market, seeker, vacancy

from padan.graduates.actions import Way, set_ways_abroad
from padan.graduates.models import CheckedCode, Graduate, WayAbroad
from padan.graduates.permissions import NotOnTheWay
from padan.matching.actions.invitations import invite_many
from padan.matching.adapter import clearing
from padan.matching.adapter.reading import read_market
from padan.matching.queries.reach import reach_of
from padan.matching.shortlists import graduates_for, openings_for
from padan.openings.models import Opening
from padan.organisations.queries import viewer_of
from padan.placements.actions import offer_placement
from padan.reference.actions import name_checked, name_country

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2024, 11, 4, 2, tzinfo=UTC), date(2024, 11, 4)
TITLES = {"route:ssw": "Calon skema SSW", "language:A2": "JFT-Basic A2 atau JLPT N4", "skill:care": "Uji SSW Kaigo"}


@pytest.fixture(autouse=True)
def in_november(settings):
    settings.PADAN_TODAY = TODAY


@pytest.fixture
def here():
    world = market()
    world.japan = name_country(code="JP")
    world.route, world.language, world.skill = name_checked(titles=TITLES, at=AT).values()
    return world


def in_japan(here, **more):
    asked = (here.route, here.language, here.skill)
    return vacancy(here, *asked, **({"region": here.japan, "wage_from_idr": 18_000_000} | more))


def on_the_way(here, graduate, *codes):
    held = {code.pk: None for code in (here.route, *codes)}
    set_ways_abroad(ways={graduate.pk: Way(here.japan.pk, held)}, at=AT)


def lists_at_home(here, graduates, openings):
    """Every shortlist as it is read, scores and parts and sentences and near ones, in its bytes."""
    viewer = viewer_of(here.officer)
    rows = [graduates_for(opening, viewer=viewer) for opening in openings]
    rows += [openings_for(graduate, viewer=viewer) for graduate in graduates]
    told = [
        (found.total, [astuple(line) for line in found.lines], found.near, found.page, found.untold) for found in rows
    ]
    return repr(told).encode()


def test_shortlists_at_home_are_the_same_bytes_before_and_after_work_abroad(here):
    chance = random.Random(8)
    units = [here.weld, here.inspect, here.read]
    graduates = [
        seeker(
            here, *chance.sample(units, chance.randrange(1, 4)), region=chance.choice([here.region, here.far]),
            lowest_wage_idr=chance.choice([3_000_000, 4_500_000]), earliest_on=date(2024, 11, chance.randrange(1, 29)),
        )
        for _ in range(9)
    ]  # fmt: skip
    graduates[4].seeking.regions.all().delete()  # she comes within her whole province
    openings = []
    for _ in range(6):
        asked, *welcome = chance.sample(units, 3)
        openings.append(vacancy(here, asked, welcome=welcome, region=chance.choice([here.region, here.far])))
    before = lists_at_home(here, graduates, openings)

    abroad = in_japan(here, seats=3)
    for graduate in graduates[3:6]:
        on_the_way(here, graduate, here.language, here.skill)

    found = graduates_for(abroad, viewer=viewer_of(here.officer))
    assert sorted(line.thing.pk for line in found.lines) == [graduate.pk for graduate in graduates[3:6]]
    abroad.delete()  # hers hold one opening more while it stands: without it they too are what they were
    assert lists_at_home(here, graduates, openings) == before


def test_a_list_of_somebody_at_home_does_not_hear_of_work_abroad(here):
    stays, goes = seeker(here, here.weld), seeker(here, here.weld)
    openings = [vacancy(here, here.weld), vacancy(here, here.inspect)]
    before = lists_at_home(here, [stays], openings)
    in_japan(here)
    on_the_way(here, goes, here.language, here.skill)
    assert lists_at_home(here, [stays], openings) == before


def test_who_lacks_one_checked_exam_is_told_which_and_who_is_no_candidate_is_in_no_list(here):
    full, lacks, home = (seeker(here, here.weld) for _ in range(3))
    on_the_way(here, full, here.language, here.skill)
    on_the_way(here, lacks, here.skill)
    abroad = in_japan(here)

    found = graduates_for(abroad, viewer=viewer_of(here.officer))

    assert [line.thing for line in found.lines] == [full]
    assert found.near == [(lacks, "Needs JFT-Basic A2 atau JLPT N4; has none checked.")]
    assert "In another country" in [part.words for part in found.lines[0].parts]
    near = openings_for(lacks, viewer=viewer_of(here.officer)).near
    assert near == [(abroad, "Needs JFT-Basic A2 atau JLPT N4; has none checked.")]
    assert openings_for(home, viewer=viewer_of(here.officer)).near == []


def test_an_exam_counts_up_to_its_last_day(here, settings):
    her = seeker(here)
    abroad = in_japan(here)
    last = {here.route.pk: None, here.skill.pk: None, here.language.pk: TODAY}
    set_ways_abroad(ways={her.pk: Way(here.japan.pk, last)}, at=AT)
    assert graduates_for(abroad, viewer=viewer_of(here.officer)).total == 1
    settings.PADAN_TODAY = date(2024, 11, 5)
    assert graduates_for(abroad, viewer=viewer_of(here.officer)).total == 0


def test_a_round_puts_only_those_on_the_way_on_it_and_its_answer_is_proven(here):
    stays = [seeker(here, here.weld) for _ in range(3)]
    goes = [seeker(here, here.weld, lowest_wage_idr=4_500_000) for _ in range(2)]
    at_home = vacancy(here, here.weld, seats=2, wage_from_idr=4_000_000)
    alone = _placed(here, [at_home])
    abroad = in_japan(here, seats=5)
    for graduate in goes:
        on_the_way(here, graduate, here.language, here.skill)

    assert _placed(here, [at_home]) == alone  # of work at home alone, the ways abroad change nobody's place
    assert set(alone) < {graduate.pk for graduate in stays}
    assert _placed(here, [at_home, abroad]) == alone | {graduate.pk: abroad.pk for graduate in goes}


def _placed(here, openings):
    ids = Opening.objects.filter(pk__in=[one.pk for one in openings]).order_by().values("pk")
    people = Graduate.objects.order_by().values("pk")
    market_, seekers, vacancies, _skills, _places = read_market(graduates=people, openings=ids, today=TODAY, at=AT)
    frozen = clearing.freeze(market_, seekers, vacancies).with_lot(7)
    answer = clearing.clear(frozen, "stable")
    assert answer.proven
    return {
        int(frozen.graduates[row]): int(frozen.openings[column])
        for row, column in enumerate(answer.column.tolist())
        if column >= 0
    }


def test_what_is_counted_for_a_requirement_is_what_the_shortlist_finds(here):
    full, lacks = seeker(here), seeker(here)
    seeker(here)
    on_the_way(here, full, here.language, here.skill)
    on_the_way(here, lacks, here.skill)
    reach = reach_of(in_japan(here, seats=2), today=TODAY)
    assert (reach.seeking, reach.all) == (3, 1)
    assert reach.without == [("JFT-Basic A2 atau JLPT N4", 2)]


def test_by_hand_too_nobody_is_put_on_it_who_is_on_no_way_there(here):
    home, goes = seeker(here, here.weld), seeker(here, here.weld)
    WayAbroadFactory(graduate=goes, country=here.japan)
    abroad = in_japan(here)

    refused, asked = invite_many(opening=abroad, graduates=[home, goes], by=here.officer, at=AT, today=TODAY)
    assert (asked.done, refused.done) == (True, False)
    assert "only those who are on a route there" in refused.refusal
    with pytest.raises(NotOnTheWay, match="Jepang"):
        offer_placement(graduate=home, opening=abroad, by=here.officer, at=AT)
    assert offer_placement(graduate=home, opening=vacancy(here), by=here.officer, at=AT).pk


def test_ways_are_kept_as_told_and_a_second_telling_changes_nothing(here):
    one, other = seeker(here), seeker(here)
    way = Way(here.japan.pk, {here.route.pk: None, here.language.pk: date(2025, 1, 1)})
    assert set_ways_abroad(ways={one.pk: way, other.pk: way}, at=AT) == 2
    assert set_ways_abroad(ways={one.pk: way, other.pk: way}, at=AT) == 0
    longer = Way(here.japan.pk, way.codes | {here.language.pk: date(2026, 1, 1)})
    assert set_ways_abroad(ways={one.pk: longer, other.pk: None}, at=AT) == 2
    assert list(WayAbroad.objects.values_list("graduate", flat=True)) == [one.pk]
    assert dict(CheckedCode.objects.values_list("code", "until")) == longer.codes
    stays = CheckedCodeFactory(graduate=other, code=here.skill)
    assert set_ways_abroad(ways={one.pk: longer}, at=AT) == 0  # of whom nothing is told nothing changes
    assert CheckedCode.objects.filter(pk=stays.pk).exists()
