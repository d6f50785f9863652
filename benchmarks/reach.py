"""Who could begin in an opening, counted on a database of size; and the reading of an opening's words.

``./dev bench reach [DATABASE_URL] [--seekers N]``: fills an empty database with graduates who look for work, each with
twelve results in units and three regions, and asks for an opening with six required units, a place, a wage and a start.
"""

import argparse
import random
import statistics
import time
from datetime import UTC, date, datetime
from functools import partial

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

AT = datetime(2024, 11, 1, 3, tzinfo=UTC)
UNITS, HELD, REQUIRED, REGIONS, ROUNDS = 400, 12, 6, 60, 20


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench reach", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--seekers", type=int, default=20_000)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        print(describe())
        measure(fill(asked.seekers), asked.seekers)


def fill(number):
    """The opening that is asked for; every fourth graduate holds its units."""
    from padan.curricula.models import Programme
    from padan.graduates.models import Graduate, Seeking, SeekingRegion
    from padan.openings.models import Opening, OpeningUnit
    from padan.organisations.models import Organisation
    from padan.organisations.states import Kind
    from padan.people.models import Person
    from padan.reference.models import Code, Region, Scheme
    from padan.training.models import Batch, Enrolment, UnitResult
    from padan.training.states import BatchState, EnrolmentState, Result

    chance = random.Random(7)
    scheme = Scheme.objects.create(scheme="unit", version="ukur", title="Unit")
    units = Code.objects.bulk_create(Code(scheme=scheme, code=f"U{n:04d}", title=f"Unit {n}") for n in range(UNITS))
    regions = list(Region.objects.exclude(parent=None).order_by("code")[:REGIONS])
    centre = Organisation.objects.create(kind=Kind.CENTRE, name="Balai ukur", region=regions[0])
    company = Organisation.objects.create(kind=Kind.COMPANY, name="PT Ukur", region=regions[0])
    programme = Programme.objects.create(centre=centre, name="Ukur")
    batch = Batch.objects.create(centre=centre, programme=programme, name="Ukur 1", state=BatchState.COMPLETED)
    people = Person.objects.bulk_create((Person() for _ in range(number)), batch_size=500)
    enrolments = Enrolment.objects.bulk_create(
        (
            Enrolment(batch=batch, person=one, number=n, state=EnrolmentState.COMPLETED)
            for n, one in enumerate(people, 1)
        ),
        batch_size=500,
    )
    graduates = Graduate.objects.bulk_create(
        (Graduate(code=one.code.replace("ORG", "LLS"), person=one, centre=centre, batch=batch) for one in people),
        batch_size=500,
    )
    UnitResult.objects.bulk_create(
        (
            UnitResult(
                enrolment=row, unit=unit, result=Result.COMPETENT, assessed_on=date(2024, 3, 1), assessor="Asesor"
            )
            for at, row in enumerate(enrolments)
            for unit in (units[:HELD] if at % 4 == 0 else chance.sample(units, HELD))
        ),
        batch_size=2000,
    )
    seeking = Seeking.objects.bulk_create(
        (
            Seeking(graduate=row, is_open=True, confirmed_at=AT, lowest_wage_idr=chance.randrange(4, 7) * 1_000_000)
            for row in graduates
        ),
        batch_size=500,
    )
    SeekingRegion.objects.bulk_create(
        (SeekingRegion(seeking=row, region=place) for row in seeking for place in chance.sample(regions, 3)),
        batch_size=2000,
    )
    opening = Opening.objects.create(
        owner=company, company=company, title="Ukur", words_key="ukur", seats=number, region=regions[5],
        wage_to_idr=5_000_000, starts_on=date(2025, 1, 6), description="Mengelas pelat posisi tegak. " * 60,
    )  # fmt: skip
    OpeningUnit.objects.bulk_create(OpeningUnit(opening=opening, unit=unit) for unit in units[:REQUIRED])
    return opening


def measure(opening, seekers):
    from padan.matching.queries.reach import reach_of
    from padan.openings.queries import words_found

    today = date(2024, 11, 1)
    reach = reach_of(opening, today=today)
    print(f"{seekers} look for work, {reach.all} could begin; {len(reach.without)} requirements keep others out")
    asked = (("reach of the opening", partial(reach_of, today=today)), ("words of the opening", words_found))
    for name, ask in asked:
        spans = []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            ask(opening)
            spans.append((time.perf_counter() - began) * 1000)
        spans.sort()
        print(f"{name}: median {statistics.median(spans):.1f} ms, p95 {spans[int(ROUNDS * 0.95) - 1]:.1f} ms")
