"""The board of the route to Japan with many candidates on it, and the list of who stands where since when.

``./dev bench route [DATABASE_URL] [--candidates N]``: fills an empty database with candidates of 40 centres under six
schemes, at every stage, and asks for the pages as the secretary of the forum of all of them and as an officer of one
centre. Milliseconds by the clock and of this process's CPU, a page each, after five warm ones; in the process.
"""

import argparse
import random
import statistics
import time
from datetime import date, timedelta

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

DAY = date(2024, 11, 15)
CENTRES, PARTNERS, SCHEMES, WARM, ASKED = 40, 60, 6, 5, 40
FIELDS = ("Perawatan lansia", "Pengolahan makanan", "Pengelasan", "Pertanian", "Konstruksi", "Perhotelan")


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench route", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--candidates", type=int, default=20_000)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, day=DAY.isoformat()):
        print(describe())
        secretary, officer = fill(asked.candidates)
        print(f"{asked.candidates} candidates, {CENTRES} centres, {SCHEMES} schemes")
        print("| page | as | clock: median, p95 | CPU: median | queries | HTML |\n|---|---|---|---|---|---|")
        for name, address in (
            ("board", "/jepang/papan/"),
            ("board of one scheme", "/jepang/papan/?skema={scheme}"),
            ("board of one field", "/jepang/papan/?bidang=Pengelasan"),
            ("who stands where", "/jepang/papan/daftar/"),
            ("those longer than usual", "/jepang/papan/daftar/?lama=1"),
        ):
            for who, user in (("secretariat", secretary), ("one centre", officer)):
                measure(name, address, who, user)


def fill(number):
    """(a secretary of the forum above all centres, an officer of one of them)."""
    from padan.organisations.models import Organisation, Role
    from padan.organisations.states import Kind, RoleName
    from padan.overseas.models import Candidate, Scheme, SchemeStage, SchemeVersion, Step
    from padan.overseas.states import StageKind, VersionState
    from padan.people.models import Person, User

    chance = random.Random(8)
    forum = Organisation.objects.create(kind=Kind.FORUM, name="Forum ukur")
    centres = [Organisation.objects.create(kind=Kind.CENTRE, name=f"Balai {n}", forum=forum) for n in range(CENTRES)]
    partners = [Organisation.objects.create(kind=Kind.COMPANY, name=f"Mitra {n}", forum=forum) for n in range(PARTNERS)]
    rules = []
    for n in range(SCHEMES):
        scheme = Scheme.objects.create(key=f"ukur-{n}", name=f"Skema {n}")
        version = SchemeVersion.objects.create(
            scheme=scheme, number=1, valid_from=date(2024, 1, 1), source="Ukur", state=VersionState.IN_FORCE
        )
        stages = [
            SchemeStage(
                version=version, position=at, key=str(kind).replace("_", "-"), kind=kind, name=str(kind.label),
                days=chance.choice([None, 14, 30, 60, 90, 180]),
            )
            for at, kind in enumerate(StageKind, 1)
        ]  # fmt: skip
        rules.append((version, SchemeStage.objects.bulk_create(stages)))
    people = Person.objects.bulk_create((Person(name=f"Orang {n}") for n in range(number)), batch_size=500)
    candidates = []
    for person in people:
        version, stages = chance.choice(rules)
        since = DAY - timedelta(days=chance.randrange(300))
        candidates.append(
            Candidate(
                person=person, centre=chance.choice(centres), partner=chance.choice([None, *partners]),
                version=version, field=chance.choice(FIELDS), stage=chance.choice(stages), stage_since=since,
                began_on=since - timedelta(days=30), words_key=person.name.lower(),
            )
        )  # fmt: skip
    candidates = Candidate.objects.bulk_create(candidates, batch_size=500)
    Step.objects.bulk_create(
        (Step(candidate=one, stage_id=one.stage_id, entered_on=one.stage_since) for one in candidates), batch_size=500
    )
    users = []
    for role, body in ((RoleName.SECRETARIAT, forum), (RoleName.CENTRE_OFFICER, centres[0])):
        user = User.objects.create_user(email=f"{role}@contoh.padan.example", name=f"Ukur {role}")
        Role.objects.create(user=user, organisation=body, name=role)
        users.append(user)
    _analyse()
    return users


def _analyse():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(name, address, who, user):
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from padan.overseas.models import Scheme

    address = address.format(scheme=Scheme.objects.order_by("pk").values_list("code", flat=True)[0])
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    clock, cpu = [], []
    for turn in range(WARM + ASKED):
        began, spent = time.perf_counter(), time.process_time()
        answer = client.get(address)
        if turn >= WARM:
            clock.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
    assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    clock.sort()
    size = len(answer.content) / 1000
    print(
        f"| {name} | {who} | {statistics.median(clock):.0f} ms, {clock[int(ASKED * 0.95) - 1]:.0f} ms"
        f" | {statistics.median(cpu):.0f} ms | {len(queries)} | {size:.0f} kB |"
    )
