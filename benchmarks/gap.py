"""The gap of a centre with 100 programmes against 10.000 needs, beside the same counted in Python.

``./dev bench gap [DATABASE_URL] [--needs N] [--programmes N]``: fills an empty database (SQLite in a folder of its own
by default), asks the questions of the page, then the page itself, and counts the reach once more by plain sets.
"""

import argparse
import os
import random
import time
from datetime import date

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

UNITS, COMPANIES, ROUNDS = 1_500, 2_000, 5
TODAY = date(2024, 11, 15)


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench gap", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--needs", type=int, default=10_000)
    wanted.add_argument("--programmes", type=int, default=100)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, day=TODAY.isoformat()):
        run(asked)


def run(asked):
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from padan.curricula.queries.gap import asked_by_unit, last_units, needs_asked, reach_of, taught_by_unit, what_if
    from padan.people.models import User

    print(f"{describe()}; load {os.getloadavg()[0]:.1f}")
    with transaction.atomic():
        centre, taught = fill(asked)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    needs = needs_asked(centre.forum_id)
    some = next(iter(taught.values()))
    more = some | set(sorted(asked_by_unit(needs))[:5])
    for name, question in (
        ("reach of a centre", lambda: reach_of(needs, centre)),
        ("units asked for", lambda: asked_by_unit(needs)),
        ("units taught", lambda: taught_by_unit(centre)),
        ("what if: five units more", lambda: what_if(needs, some, more)),
        ("what if: units that would complete", lambda: last_units(needs, some)),
    ):
        tell(f"{connection.vendor}: {name}", question)
    ours = {reach: count.things for reach, count in reach_of(needs, centre).items()}
    theirs = tell(f"{connection.vendor}: reach by objects and sets in Python", lambda: by_sets(centre, taught))
    print("the same counts:", ours == theirs, ours)
    settings.ALLOWED_HOSTS = ["testserver"]
    officer = Client()
    officer.force_login(User.objects.get(), backend=settings.AUTHENTICATION_BACKENDS[0])
    tell(f"{connection.vendor}: the page", lambda: shown(officer))


def shown(officer):
    """The whole page: rights, questions, template."""
    page = officer.get("/kesenjangan/")
    assert page.status_code == 200
    return page


def tell(name, question):
    """The median of some rounds, after one to warm up."""
    found, times = question(), []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        question()
        times.append(time.perf_counter() - began)
    print(f"{name:<58}{sorted(times)[ROUNDS // 2] * 1000:>9.0f} ms")
    return found


def by_sets(centre, taught):
    """The peer: read every need with its units as objects, and compare sets."""
    from padan.needs.models import Need
    from padan.needs.states import STANDING

    counts = {"full": 0, "part": 0, "none": 0, "unknown": 0}
    rows = Need.objects.filter(company__forum_id=centre.forum_id, state__in=STANDING).prefetch_related("units")
    for need in rows:
        required = {row.unit_id for row in need.units.all() if row.required}
        best = max((len(required & units) for units in taught.values()), default=0)
        key = "unknown" if not required else "full" if best == len(required) else "part" if best else "none"
        counts[key] += 1
    return counts


def fill(asked):
    """One forum with one centre; needs of one to eight units, drawn so that neighbours are asked together."""
    from padan.curricula.models import CurriculumVersion, Programme, TaughtUnit
    from padan.needs.models import Need, NeedUnit
    from padan.organisations.models import Organisation, Role
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind, RoleName
    from padan.people.models import User
    from padan.reference.models import Code, Scheme

    chance = random.Random(7)
    many = lambda model, rows: model.objects.bulk_create(rows, batch_size=2_000)  # noqa: E731
    body = lambda kind, name, forum=None: Organisation(kind=kind, name=name, forum=forum, **keys_of(name))  # noqa: E731
    (forum,) = many(Organisation, [body(Kind.FORUM, "Forum Ukur")])
    (centre,) = many(Organisation, [body(Kind.CENTRE, "Balai Ukur", forum)])
    companies = many(Organisation, [body(Kind.COMPANY, f"PT Ukur {n}", forum) for n in range(COMPANIES)])
    scheme = Scheme.objects.create(scheme="skkni", version="ukur", title="Ukur")
    units = many(Code, [Code(scheme=scheme, code=f"Z.00UKU{n:02d}.{n:03d}.1", title=f"Unit {n}") for n in range(UNITS)])

    def near(first, most):
        return chance.sample([units[(first + step) % UNITS] for step in range(14)], most)

    programmes = many(
        Programme,
        [Programme(centre=centre, name=f"Program {n}", name_key=f"program {n}") for n in range(asked.programmes)],
    )
    versions = many(
        CurriculumVersion, [CurriculumVersion(programme=one, number=1, state="in_force") for one in programmes]
    )
    taught = {version.pk: set() for version in versions}
    rows = []
    for version in versions:
        for unit in near(chance.randrange(UNITS), 12):
            taught[version.pk].add(unit.pk)
            rows.append(TaughtUnit(version=version, unit=unit, hours=20))
    many(TaughtUnit, rows)
    needs = many(
        Need,
        [
            Need(
                company=chance.choice(companies), words=f"Kebutuhan {n}", words_key=f"kebutuhan {n}",
                head_count=chance.randint(1, 40), said_on=date(2024, 11, 1), answer_due_on=date(2024, 11, 12),
            )
            for n in range(asked.needs)
        ],
    )  # fmt: skip
    rows = []
    for need in needs:
        chosen = near(chance.randrange(UNITS), chance.randint(0, 8))
        rows += [NeedUnit(need=need, unit=unit, required=at < 5) for at, unit in enumerate(chosen)]
    many(NeedUnit, rows)
    user = User.objects.create(email="ukur@contoh.padan.example", name="Ukur")
    Role.objects.create(user=user, name=RoleName.SECRETARIAT, organisation=forum)
    return centre, taught
