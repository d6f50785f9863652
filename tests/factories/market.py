"""A small market in words: a centre with its forum, graduates who hold units, openings that ask for them."""

from datetime import date
from types import SimpleNamespace

from factories.graduates import GraduateFactory, SeekingFactory, SeekingRegionFactory
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory, RegionFactory
from factories.training import BatchFactory, UnitResultFactory

from padan.organisations.states import Kind, RoleName
from padan.training.models import Enrolment


def seeker(market, *units, region=None, name=None, batch=None, **seeking):
    """A graduate of the centre who looks for work and was found competent in these units."""
    more = {"person__name": name} if name else {}
    graduate = GraduateFactory(batch=batch or market.batch, **more)
    given = {"home": region or market.region, "earliest_on": date(2024, 11, 1), "lowest_wage_idr": 3_000_000} | seeking
    SeekingRegionFactory(seeking=SeekingFactory(graduate=graduate, is_open=True, **given), region=market.region)
    enrolment = Enrolment.objects.get(person=graduate.person)
    for unit in units:
        UnitResultFactory(enrolment=enrolment, unit=unit)
    return graduate


def vacancy(market, *required, welcome=(), seats=1, **more):
    """An opening of the forum's company."""
    given = {"region": market.region, "wage_from_idr": 4_000_000, "starts_on": date(2024, 12, 2)} | more
    opening = OpeningFactory(company=market.company, seats=seats, **given)
    for unit in required:
        OpeningUnitFactory(opening=opening, unit=unit, required=True)
    for unit in welcome:
        OpeningUnitFactory(opening=opening, unit=unit, required=False)
    return opening


def market(province="32"):
    """Centre, forum, company, two regencies and three units; nobody in it yet."""
    here = SimpleNamespace()
    here.province = RegionFactory(
        code=province, name="Provinsi Contoh", kind="province", latitude=-6.9, longitude=107.6
    )
    here.region = RegionFactory(code=f"{province}.16", latitude=-6.3, longitude=107.2, parent=here.province)
    here.far = RegionFactory(code=f"{province}.73", latitude=-6.9, longitude=107.6, parent=here.province)
    here.forum = OrganisationFactory(kind=Kind.FORUM, region=here.region)
    here.centre = OrganisationFactory(kind=Kind.CENTRE, region=here.region, forum=here.forum)
    here.company = OrganisationFactory(region=here.region, forum=here.forum)
    here.batch = BatchFactory(centre=here.centre, finished=True)
    here.officer = account(RoleName.CENTRE_OFFICER, here.centre)
    here.weld, here.inspect, here.read = (CodeFactory() for _ in range(3))
    return here
