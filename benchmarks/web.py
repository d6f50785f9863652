"""Warm requests to the busiest lists at 100.000 rows, and to the public home at 1.000.000 outcomes.

``./dev bench web [DATABASE_URL] [--graduates N] [--requests N] [--plans] [--filled]``: fills an empty database (SQLite
in a folder of its own by default; ``--filled`` when that was done before), then asks each page as a secretary of a
forum that holds nine of ten rows. Prints median and 95th percentile of the time in the process, the number of queries,
and the bytes of HTML. ``--plans`` adds how the database finds the rows.
"""

import argparse
import statistics
import sys
import time
from datetime import date, timedelta

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

PAGES = [
    ("graduates", "/lulusan/"),
    ("graduates, far down", "/lulusan/?after={far}"),
    ("graduates, a name", "/lulusan/?q=peserta 77"),
    ("graduates, a rare filter", "/lulusan/?to=2019-01-10"),
    ("openings", "/lowongan/"),
    ("openings, closed, a word", "/lowongan/?state=closed&q=las"),
    ("tracing, by status", "/penelusuran/?status=unknown&window=m6"),
    ("batches", "/angkatan/"),
    ("companies", "/perusahaan/"),
]
CENTRES, COMPANIES, BATCH = 20, 5_000, 25


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench web", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--graduates", type=int, default=100_000)
    wanted.add_argument("--requests", type=int, default=60)
    wanted.add_argument("--plans", action="store_true")
    wanted.add_argument("--filled", action="store_true")
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        run(asked)


def run(asked):
    from django.db import connection, transaction

    print(describe())
    if not asked.filled:
        began = time.perf_counter()
        with transaction.atomic():
            rows = fill(asked.graduates)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {rows} in {time.perf_counter() - began:.0f} s")
    measure(asked)


def fill(graduates):
    """A forum with nine tenths of everything and a stranger's with the rest; four outcomes to 2.5 people a graduate."""
    from padan.curricula.models import Programme
    from padan.graduates.models import Graduate
    from padan.openings.models import Opening
    from padan.organisations.models import Organisation, Role
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind, RoleName
    from padan.outcomes.models import Outcome
    from padan.outcomes.states import Evidence, Status, Window
    from padan.people.models import Person, User
    from padan.training.models import Batch, Enrolment

    def many(model, rows):
        return model.objects.bulk_create(rows, batch_size=2_000)

    def body(kind, name, forum=None):
        return Organisation(kind=kind, name=name, forum=forum, **keys_of(name))

    ours, theirs = many(Organisation, [body(Kind.FORUM, "Forum Ukur"), body(Kind.FORUM, "Forum Lain")])
    owner_of = lambda n: theirs if n % 10 == 9 else ours  # noqa: E731
    centres = many(Organisation, [body(Kind.CENTRE, f"Balai Ukur {n}", owner_of(n)) for n in range(CENTRES)])
    companies = many(Organisation, [body(Kind.COMPANY, f"PT Ukur {n:05d}", owner_of(n)) for n in range(COMPANIES)])
    programmes = many(
        Programme,
        [
            Programme(centre=centre, name=f"Juru Las {n}", name_key=f"juru las {n}", trade="Teknik Las")
            for centre in centres
            for n in range(10)
        ],
    )
    people_count = graduates * 5 // 2
    first = date(2019, 1, 1)
    batches = many(
        Batch,
        [
            Batch(
                centre=programmes[n % len(programmes)].centre,
                programme=programmes[n % len(programmes)],
                name=f"Juru Las {n}",
                name_key=f"juru las {n}",
                starts_on=first + timedelta(days=n * 2000 // (people_count // BATCH)),
                state="completed",
            )
            for n in range(people_count // BATCH)
        ],
    )
    people = many(Person, [Person(name=f"Peserta {n}", name_key=f"peserta {n}") for n in range(people_count)])
    enrolments = many(
        Enrolment,
        [
            Enrolment(batch=batches[n // BATCH], person=person, number=n % BATCH + 1, state="completed")
            for n, person in enumerate(people)
        ],
    )
    written = many(
        Graduate,
        [
            Graduate(
                code=person.code.replace("ORG", "LLS"),
                person=person,
                centre=batches[n // BATCH].centre,
                batch=batches[n // BATCH],
                words_key=f"{person.code.replace('ORG', 'LLS')} {person.name} {batches[n // BATCH].name}".casefold(),
                finished_on=batches[n // BATCH].starts_on,
            )
            for n, person in enumerate(people[:graduates])
        ],
    )
    statuses, windows = Status.values, Window.values
    for window in windows:
        many(
            Outcome,
            [
                Outcome(
                    enrolment=enrolment,
                    batch_id=enrolment.batch_id,
                    window=window,
                    status=statuses[n % len(statuses)],
                    evidence=Evidence.SELF_REPORT,
                    as_of=date(2024, 10, 31),
                    noted_on=date(2024, 10, 31),
                )
                for n, enrolment in enumerate(enrolments)
            ],
        )
    many(
        Opening,
        [
            Opening(
                owner=companies[n % COMPANIES],
                company=companies[n % COMPANIES],
                title=f"Juru las {n}",
                words_key=f"juru las {n} {companies[n % COMPANIES].name_key}",
                kind="job" if n % 3 else "apprenticeship",
                state="open" if n % 4 else "closed",
                seats=n % 9 + 1,
            )
            for n in range(graduates)
        ],
    )
    secretary = User.objects.create_user(email="ukur@contoh.padan.example", name="Sekretaris Ukur")
    Role.objects.create(user=secretary, name=RoleName.SECRETARIAT, organisation=ours)
    return f"{len(written):,} graduates, {graduates:,} openings, {len(enrolments) * len(windows):,} outcomes"


def measure(asked):
    from django.conf import settings
    from django.test import Client

    from padan.figures.actions.summaries import refresh_summaries
    from padan.graduates.models import Graduate
    from padan.people.models import User

    far = Graduate.objects.order_by("pk")[asked.graduates // 10].code
    secretary = User.objects.get(email="ukur@contoh.padan.example")
    settings.ALLOWED_HOSTS = ["testserver"]
    began = time.perf_counter()
    refresh_summaries()
    print(f"counting the public home anew, off the request: {time.perf_counter() - began:.2f} s\n")
    visitor, signed_in = Client(), Client()
    signed_in.force_login(secretary, backend=settings.AUTHENTICATION_BACKENDS[0])
    print(f"{'page':<28}{'median':>9}{'p95':>9}{'queries':>9}{'HTML':>9}")
    for client, name, path in [
        (visitor, "public home", "/"),
        *((signed_in, name, path.format(far=far)) for name, path in PAGES),
    ]:
        time_page(client, name, path, asked)


def time_page(client, name, path, asked):
    """One line: the page's median and 95th percentile, its queries, its size."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    queries = captured.captured_queries
    if response.status_code != 200:
        sys.exit(f"{path}: {response.status_code}")
    times = []
    for _ in range(asked.requests):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    size = len(response.content) / 1000
    print(f"{name:<28}{middle:6.1f} ms{late:6.1f} ms{len(queries):>9}{size:6.1f} kB", flush=True)
    if asked.plans and queries:
        plans(queries)


def plans(queries):
    """The slowest question of a page and how the database answers it."""
    from django.db import connection

    slowest = max(queries, key=lambda query: float(query["time"]))
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {slowest['sql']}")
        for row in cursor.fetchall():
            print(f"    {slowest['time']} s  {row[-1]}")
