"""Matching through the database: read, clear and prove; and shortlists as a page asks for them.

``./dev bench matching [DATABASE_URL] [--graduates N] [--openings M] [--keep FOLDER]``: fills an empty database with the
engine's example market (units at one level), then measures, beside the bare engine on the same arrays in the same run.
``--graduates 1000000 --openings 100000`` is the size of a nation and needs some 6 GB of disk.
"""

import argparse
import os
import resource
import time
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

EPOCH = date(1970, 1, 1)
AT_ONCE = 20_000
LOOKS = 200
LARGEST_ROUND = 50_000


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench matching", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--graduates", type=int, default=10_000)
    wanted.add_argument("--openings", type=int, default=1_000)
    wanted.add_argument("--keep", type=Path, help="keep the filled folder here, and use it again if it is filled")
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, folder=asked.keep) as folder:
        from padan_engine.warm import warm_up

        print(describe())
        print(f"load {os.getloadavg()[0]:.1f}; {asked.graduates:,} graduates × {asked.openings:,} openings")
        if not (folder / "filled").exists():
            with told("filled (not part of the figures)"):
                fill(asked.graduates, asked.openings)
            (folder / "filled").touch()
        warm_up()
        clear()
        look()
        if asked.graduates <= LARGEST_ROUND:
            hold_round()


@contextmanager
def told(what):
    wall, cpu = time.monotonic(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    print(
        f"{what}: {wall:.2f} s, {cpu:.2f} CPU s, peak so far {peak:.2f} GiB, load {os.getloadavg()[0]:.1f}", flush=True
    )


def clear():
    """The whole market: through the database, and the bare engine."""
    from django.utils import timezone

    from padan.base.clock import today
    from padan.matching.adapter.reading import read_market
    from padan_engine.run import Order, clear_market

    with told("read from the database"):
        market, *_rows = read_market(today=today(), at=timezone.now(), seed=1)
    print(f"  {len(market.graduates):,} graduates, {len(market.openings):,} openings, {len(market.skills):,} units")
    with told("cleared and proven by the engine (stable)"):
        cleared = clear_market(market, Order(compare=False))
    facts = cleared.facts
    print(f"  placed {facts['placed']:,}, pairs looked at {facts['acceptable_pairs']:,}, proven {facts['proven']}")


def hold_round():
    """A round as the page has it worked out by its job: lists frozen, cleared both ways, proven, every row written."""
    from padan.base.clock import now
    from padan.matching import jobs
    from padan.matching.actions.rounds import open_round, start_round
    from padan.matching.models import RoundSeat
    from padan.organisations.models import Organisation

    heard = []
    jobs_tell, jobs._tell = jobs._tell, lambda *what: (heard.append(what[1:]), jobs_tell(*what))
    held = open_round(keeper=Organisation.objects.get(name="Balai Ukur"), name="Putaran ukur", by=None, at=now())
    start_round(round=held, by=None, at=now())
    with told("a round as the page has it worked out"):
        jobs.work_out.call_local(held.code)
    held.refresh_from_db()
    rows = RoundSeat.objects.filter(round=held).count()
    placed = {objective: report.get("placed") for objective, report in held.report.items()}
    print(f"  {held.state}, {rows:,} rows, placed {placed}, told of its progress {len(heard)} times")


def look():
    """Shortlists as the pages ask: one opening among all graduates, one graduate among all openings; warm."""
    import random

    from padan.graduates.models import Graduate
    from padan.matching import shortlists
    from padan.matching.adapter import warm
    from padan.openings.models import Opening
    from padan.organisations.queries import EVERYWHERE

    with told("market laid down for the pages"):
        warm.lay_down()
    with told("taken into a process"):
        held = warm.pool()
    chance = random.Random(5)
    openings = chance.sample(held.pool.vacancies.pk.tolist(), min(LOOKS, len(held.pool.vacancies.pk)))
    graduates = chance.sample(held.pool.seekers.pk.tolist(), min(LOOKS, len(held.pool.seekers.pk)))
    with told("first look (what is derived once)"):
        shortlists.graduates_for(Opening.objects.get(pk=openings[0]), viewer=EVERYWHERE)
        shortlists.openings_for(Graduate.objects.get(pk=graduates[0]), viewer=EVERYWHERE)
    times("an opening's best graduates, with names, parts and near misses", Opening, openings, shortlists.graduates_for)
    times("a graduate's best openings, with parts and near misses", Graduate, graduates, shortlists.openings_for)
    pages(Opening, openings, Graduate, graduates)


def times(what, model, ids, ask):
    from padan.organisations.queries import EVERYWHERE

    taken, found = [], []
    for pk in ids:
        thing = model.objects.get(pk=pk)
        with timed(taken):
            found.append(ask(thing, viewer=EVERYWHERE).total)
    say(what, taken, f"; {sum(found) / len(found):,.0f} fit on average, {max(found):,} at most")


def pages(opening, openings, graduate, graduates):
    """The whole page: rights, queries, template; an auditor opens it."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from padan.organisations.models import Role
    from padan.organisations.states import RoleName
    from padan.people.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    user, _made = User.objects.get_or_create(email="auditor@contoh.test", defaults={"name": "Auditor"})
    Role.objects.get_or_create(user=user, name=RoleName.AUDITOR)
    client = Client()
    client.force_login(user)
    for what, model, ids, name in (
        ("page: an opening's shortlist", opening, openings, "opening-shortlist"),
        ("page: a graduate's shortlist", graduate, graduates, "graduate-shortlist"),
    ):
        taken = []
        for code in model.objects.filter(pk__in=ids).order_by("pk").values_list("code", flat=True):
            with timed(taken):
                assert client.get(reverse(name, args=[code])).status_code == 200
        say(what, taken, "")


@contextmanager
def timed(taken):
    """(wall, CPU) in milliseconds: beside other work only the second tells."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    taken.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))


def say(what, taken, more):
    def quantiles(values):
        values = sorted(values)
        return f"median {values[len(values) // 2]:.1f} ms, p95 {values[int(0.95 * len(values))]:.1f} ms"

    wall, cpu = zip(*taken, strict=True)
    print(f"{what}: {quantiles(wall)}; CPU {quantiles(cpu)}{more}; load {os.getloadavg()[0]:.1f}", flush=True)


def fill(n, m):
    """The rows of an example market, written past the models."""
    import numpy as np
    from django.utils import timezone

    from padan.base.codes import new_codes
    from padan.curricula.models import Programme
    from padan.graduates.models import Graduate, Language, Seeking, SeekingRegion
    from padan.openings.models import Opening, OpeningUnit
    from padan.organisations.models import Organisation
    from padan.organisations.states import Kind
    from padan.people.models import Person
    from padan.reference.models import Code, Region, Scheme
    from padan.training.models import Batch, Enrolment, UnitResult
    from padan_engine import example_market

    market = example_market(n, m, seed=11)
    graduates, openings = market.graduates, market.openings
    at = timezone.now().isoformat()
    regions, provinces = places(Region, market)
    forum = Organisation.objects.create(kind=Kind.FORUM, name="Forum Ukur")
    centre = Organisation.objects.create(kind=Kind.CENTRE, name="Balai Ukur", forum=forum)
    company = Organisation.objects.create(kind=Kind.COMPANY, name="PT Ukur", forum=forum)
    programme = Programme.objects.create(centre=centre, name="Program Ukur")
    batch = Batch.objects.create(programme=programme, centre=centre, name="Kelas Ukur")
    scheme = Scheme.objects.create(scheme="unit", version="ukur", title="Unit ukur")
    units = market.first_language
    Code.objects.bulk_create(
        (Code(scheme=scheme, code=market.skills[u], title=f"Unit {market.skills[u]}") for u in range(units)),
        batch_size=AT_ONCE,
    )
    unit_id = np.array(Code.objects.filter(scheme=scheme).order_by("pk").values_list("pk", flat=True))
    tongues = {units + i: ("ja", "en")[i % 2] for i in range(len(market.skills) - units)}
    codes = new_codes("ORG", n)
    day = [(EPOCH + timedelta(days=d)).isoformat() for d in graduates.available_day.tolist()]
    home, lowest, reach = graduates.region.tolist(), graduates.lowest_wage_idr.tolist(), graduates.reach.tolist()
    everybody = range(1, n + 1)
    pour(Person, ("id", "code"), zip(everybody, codes, strict=True))
    pour(
        Enrolment,
        ("id", "person_id", "batch_id", "state", "number"),
        ((i, i, batch.pk, "completed", i) for i in everybody),
    )
    pour(
        Graduate,
        ("id", "code", "person_id", "centre_id", "batch_id"),
        ((i, f"LLS{codes[i - 1][3:]}", i, centre.pk, batch.pk) for i in everybody),
    )
    pour(
        Seeking,
        ("id", "graduate_id", "is_open", "confirmed_at", "home_id", "earliest_on", "lowest_wage_idr"),
        ((i, i, True, at, regions[home[i - 1]], day[i - 1], lowest[i - 1]) for i in everybody),
    )
    willing = [wishes(market, number, regions, provinces) for number in range(len(graduates.reaches))]
    pour(
        SeekingRegion,
        ("seeking_id", "region_id"),
        ((i, region) for i in everybody for region in willing[reach[i - 1]] or [regions[home[i - 1]]]),
    )
    owner = np.repeat(np.arange(1, n + 1), np.diff(graduates.holds.start))
    skill, level = graduates.holds.item, np.minimum(graduates.holds.level, 6)
    spoken = skill >= units
    pour(
        Language,
        ("graduate_id", "language", "level"),
        (
            (who, tongues[one], how)
            for who, one, how in zip(
                owner[spoken].tolist(), skill[spoken].tolist(), level[spoken].tolist(), strict=True
            )
        ),
    )
    pour(
        UnitResult,
        ("enrolment_id", "unit_id", "result", "assessed_on", "assessor"),
        (
            (who, unit, "competent", "2024-01-31", "Asesor")
            for who, unit in zip(owner[~spoken].tolist(), unit_id[skill[~spoken]].tolist(), strict=True)
        ),
    )
    vacant = new_codes("LOW", m)
    asks = [openings.requires.row(c) for c in range(m)]
    asked = [next(((tongues[s], min(level, 6)) for s, level in row if s >= units), ("", None)) for row in asks]
    pour(
        Opening,
        (
            "id", "code", "owner_id", "company_id", "title", "words_key", "seats", "region_id", "wage_from_idr",
            "starts_on", "language", "language_level", "state",
        ),
        (
            (
                c + 1, vacant[c], company.pk, company.pk, f"Lowongan {c + 1}", f"lowongan {c + 1}",
                max(int(openings.seats[c]), 1), regions[int(openings.region[c])], int(openings.wage_idr[c]),
                (EPOCH + timedelta(days=int(openings.start_day[c]))).isoformat(), *asked[c], "open",
            )
            for c in range(m)
        ),
    )  # fmt: skip
    pour(
        OpeningUnit,
        ("opening_id", "unit_id", "required"),
        (
            (c + 1, int(unit_id[s]), required)
            for c in range(m)
            for required, row in ((True, asks[c]), (False, openings.welcomes.row(c)))
            for s, _level in row
            if s < units
        ),
    )


def places(region, market):
    """The regencies of the example as rows: (ids of them, province number -> (its id, its regencies))."""
    provinces, ids = {}, []
    for number, (code, province) in enumerate(zip(market.regions.codes, market.regions.province.tolist(), strict=True)):
        if province not in provinces:
            above = region.objects.create(
                version="ukur", code=code.partition(".")[0], name=f"Provinsi {province}", kind="province"
            )
            provinces[province] = (above, [])
        made = region.objects.create(
            version="ukur",
            code=code,
            name=f"Kabupaten {number}",
            kind="regency",
            parent=provinces[province][0],
            latitude=-8 + 12 * (number * 0.6180339887 % 1),
            longitude=96 + 44 * (number * 0.7548776662 % 1),
        )
        ids.append(made.pk)
        provinces[province][1].append(number)
    return ids, provinces


def wishes(market, number, regions, provinces):
    """One list of regions as rows: whole provinces where all of one is meant."""
    asked = set(market.graduates.reaches[number].tolist())
    named = []
    for above, inside in provinces.values():
        if asked >= set(inside):
            named.append(above.pk)
            asked -= set(inside)
    return named + [regions[one] for one in sorted(asked)]


def pour(model, names, rows):
    """Write rows, tuples of these columns, past the model by the fastest door; the other columns as a fresh row has."""
    from django.db import connection, transaction

    plain, started, vendor = model(), time.monotonic(), connection.vendor
    fields = {field.attname: field for field in model._meta.concrete_fields}
    same = [fields[name] for name in fields if name not in names and name != model._meta.pk.attname]
    values = [field.get_db_prep_save(field.pre_save(plain, add=True), connection) for field in same]
    columns = ", ".join(f'"{field.column}"' for field in [*(fields[name] for name in names), *same])
    count = 0
    if vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1000000")
    with transaction.atomic(), connection.cursor() as cursor:
        rows = iter(rows)
        if vendor == "postgresql":
            with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row([*row, *values])
                    count += 1
        else:
            marks = ", ".join("?" * (len(names) + len(same)))
            sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
            tail = tuple(values)
            while some := [(*row, *tail) for row in islice(rows, AT_ONCE)]:
                cursor.cursor.connection.executemany(sql, some)
                count += len(some)
    if vendor == "postgresql":
        from django.core.management.color import no_style

        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(sql)
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
    print(f"  {model.__name__}: {count:,} rows in {time.monotonic() - started:.0f} s", flush=True)
