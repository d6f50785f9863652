"""Freezing, proving and the attack on published tables, on the graduates of one forum in one half-year.

``./dev bench disclosure [DATABASE_URL] [--centres N] [--programmes N] [--graduates N]``: fills an empty house
(SQLite by default) with N centres of N programmes of about N graduates each and takes a release from draft to audit.
"""

import argparse
import os
import random
import time
from datetime import date

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

DAY = date(2024, 10, 31)
SHARES = {"employed": 54, "unknown": 14, "seeking": 12, "studying": 7, "self_employed": 6, "not_seeking": 4,
          "apprenticeship": 3}  # fmt: skip


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench disclosure", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--centres", type=int, default=30)
    wanted.add_argument("--programmes", type=int, default=15)
    wanted.add_argument("--graduates", type=int, default=32)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, day="2024-11-15"):
        run(asked)


def run(asked):
    from django.db import connection, transaction

    from padan.base.clock import now
    from padan.figures.actions.freezing import freeze
    from padan.figures.actions.releasing import audit_release, draft_release
    from padan.figures.cube import TABLES
    from padan.figures.proving import prove

    print(f"{describe()}; load {os.getloadavg()[0]:.1f}")
    with transaction.atomic():
        forum = fill(asked)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    by = {"by": None, "at": now()}
    body = forum.organisation
    frozen = tell("freeze one figure with its rows",
                  lambda: freeze(key="placed", organisation=body, as_of=DAY, window="m6", **by))  # fmt: skip
    print(f"  {frozen.rows_count:,} rows, {len(frozen.kept.packed):,} bytes kept")
    print("  same:", tell("prove it", lambda: prove(frozen)).same)
    draft = tell("draft a release: four figures, one cube", lambda: draft_release(
        forum=forum, title="Ukur", as_of=DAY, tables=tuple(TABLES), **by))  # fmt: skip
    print(f"  {draft.cells.count():,} published cells")
    found = tell("audit", lambda: audit_release(release=draft, **by))
    print("  ", {key: found.audit[key] for key in ("small", "programmes", "broken")})
    if found.state == "broken":
        found = tell("withhold what tells, and audit again", lambda: audit_release(release=found, mend=True, **by))
        print("  ", found.state, {key: found.audit[key] for key in ("programmes", "broken", "withheld")})


def tell(name, act):
    wall, cpu = time.perf_counter(), time.process_time()
    found = act()
    print(f"{name}: {time.perf_counter() - wall:.2f} s, {time.process_time() - cpu:.2f} CPU s", flush=True)
    return found


def fill(asked):
    """One forum; every programme one class, its graduates' statuses drawn by the shares of the demonstration."""
    from padan.curricula.models import Programme
    from padan.forum.models import Forum
    from padan.organisations.models import Organisation
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind
    from padan.outcomes.models import Outcome
    from padan.people.models import Person
    from padan.reference.models import Region
    from padan.training.models import Batch, Enrolment

    chance = random.Random(11)
    many = lambda model, rows: model.objects.bulk_create(rows, batch_size=1_000)  # noqa: E731
    body = lambda kind, name, **more: Organisation(kind=kind, name=name, **keys_of(name), **more)  # noqa: E731
    regions = many(Region, [
        Region(version="ukur", code=f"{11 + at % 8}.{at:02d}", name=f"Kota {at}", name_key=f"KOTA {at}", kind="city")
        for at in range(asked.centres)
    ])  # fmt: skip
    (ours,) = many(Organisation, [body(Kind.FORUM, "Forum Ukur")])
    centres = many(Organisation, [
        body(Kind.CENTRE, f"Balai {at}", forum=ours, region=region) for at, region in enumerate(regions)
    ])  # fmt: skip
    programmes = many(Programme, [
        Programme(
            centre=centre, name=f"Program {at}", name_key=f"program {at}", trade=f"Kejuruan {chance.randrange(25)}"
        )
        for centre in centres
        for at in range(asked.programmes)
    ])  # fmt: skip
    batches = many(Batch, [
        Batch(programme=one, centre=one.centre, name=one.name, name_key=one.name_key, state="completed")
        for one in programmes
    ])  # fmt: skip
    places = [
        (batch, n + 1)
        for batch in batches
        for n in range(chance.randint(asked.graduates // 2, asked.graduates * 3 // 2))
    ]
    people = many(Person, [Person() for _place in places])
    enrolments = many(Enrolment, [
        Enrolment(batch=batch, number=number, person=person, state="completed", finished_on=date(2024, 3, 29))
        for (batch, number), person in zip(places, people, strict=True)
    ])  # fmt: skip
    statuses = chance.choices(list(SHARES), list(SHARES.values()), k=len(enrolments))
    many(Outcome, [
        Outcome(enrolment=one, batch=one.batch, window="m6", status=status, as_of=DAY, noted_on=DAY)
        for one, status in zip(enrolments, statuses, strict=True)
    ])  # fmt: skip
    return Forum.objects.create(organisation=ours, level=Forum.Level.REGIONAL)
