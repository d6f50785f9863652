"""The list of agreements at 50.000 rows with three parties each, and one agreement's page.

``./dev bench agreements [DATABASE_URL] [--agreements N] [--requests N] [--plans] [--filled]``:
fills an empty database (SQLite in a folder of its own by default), then asks each page as the secretary of a forum
that holds nine of ten agreements.
"""

import argparse
import time
from datetime import date, datetime, timedelta

from benchmarks import web
from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

PAGES = [
    ("list", "/kerja-sama/"),
    ("list, far down", "/kerja-sama/?after={far}"),
    ("list, by end", "/kerja-sama/?sort=ends_on"),
    ("a party's name", "/kerja-sama/?q=mitra 4711"),
    ("a number", "/kerja-sama/?q=hk.05/77/"),
    ("a common word", "/kerja-sama/?q=penyerapan"),
    ("one state", "/kerja-sama/?state=agreed"),
    ("asleep, ends by", "/kerja-sama/?pulse=asleep&ends_to=2024-12-31"),
    ("a scope", "/kerja-sama/?scope=visits"),
    ("party in a province", "/kerja-sama/?province=32&party=office"),
    ("one company's", "/kerja-sama/?organisation={company}"),
    ("one agreement", "/kerja-sama/{one}/"),
]
BODIES = 5_000


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench agreements", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--agreements", type=int, default=50_000)
    wanted.add_argument("--requests", type=int, default=40)
    wanted.add_argument("--plans", action="store_true")
    wanted.add_argument("--filled", action="store_true")
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, day="2024-11-15"):
        run(asked)


def run(asked):
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from padan.agreements.models import Agreement
    from padan.organisations.models import Organisation
    from padan.people.models import User

    print(describe())
    if not asked.filled:
        began = time.perf_counter()
        with transaction.atomic():
            fill(asked.agreements)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {asked.agreements:,} agreements in {time.perf_counter() - began:.0f} s\n")
    rows = Agreement.objects.order_by("pk")
    places = {
        "far": rows[asked.agreements // 2 + 1].code,
        "one": rows[20].code,
        "company": Organisation.objects.get(name="Mitra 1").code,
    }
    settings.ALLOWED_HOSTS = ["testserver"]
    secretary = Client()
    user = User.objects.get(email="ukur@contoh.padan.example")
    secretary.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    print(f"{'page':<28}{'median':>9}{'p95':>9}{'queries':>9}{'HTML':>9}")
    for name, path in PAGES:
        web.time_page(secretary, name, path.format(**places), asked)


def fill(count):
    """Two forums, bodies of four kinds in provinces, agreements of every state with a centre and two others each."""
    from padan.agreements.models import Agreement, AgreementScope, Party, Promise
    from padan.agreements.states import WITH_SIGNATURE, AgreementState, Pulse, Scope
    from padan.base.clock import JAKARTA
    from padan.forum.models import Forum
    from padan.organisations.models import Organisation, Role
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind, RoleName
    from padan.people.models import User
    from padan.reference.queries import regions

    def many(model, rows):
        return model.objects.bulk_create(rows, batch_size=2_000)

    def body(kind, name, forum=None, region=None):
        return Organisation(kind=kind, name=name, forum=forum, region=region, **keys_of(name))

    places = list(regions())
    ours, theirs = many(Organisation, [body(Kind.FORUM, "Forum Ukur"), body(Kind.FORUM, "Forum Lain")])
    forums = many(Forum, [Forum(organisation=ours, level="regional"), Forum(organisation=theirs, level="regional")])
    kinds = [Kind.CENTRE, Kind.COMPANY, Kind.COMPANY, Kind.COMPANY, Kind.OFFICE]
    bodies = many(
        Organisation,
        [
            body(kinds[n % 5], f"Mitra {n}", theirs if n % 10 == 9 else ours, places[n * 7 % len(places)])
            for n in range(BODIES)
        ],
    )
    states = [*[AgreementState.ACTIVE] * 12, *AgreementState]
    signed_first = date(2019, 1, 1)
    rows = []
    for n in range(count):
        state = states[n % len(states)]
        signed = signed_first + timedelta(days=n * 13 % 2100) if state in WITH_SIGNATURE else None
        sides = [bodies[(n * 3 + k * 1_667) % BODIES] for k in range(3)]
        title = f"Pelatihan dan penyerapan {n % 40}"
        rows.append(
            Agreement(
                forum=forums[n % 10 == 9],
                kind="cooperation" if n % 4 else "memorandum",
                title=title,
                title_key=f"{title} {' '.join(side.name for side in sides)} hk.05/{n}/2024".casefold(),
                state=state,
                signed_on=signed,
                signed_at=datetime(2024, 1, 1, tzinfo=JAKARTA) if signed else None,
                starts_on=signed,
                ends_on=signed and signed + timedelta(days=730),
                pulse=[Pulse.AWAKE, Pulse.DOZING, Pulse.ASLEEP][n % 3] if signed else "",
            )
        )
    many(Agreement, rows)
    many(
        Party,
        [
            Party(
                agreement=row,
                organisation=bodies[(n * 3 + k * 1_667) % BODIES],
                order=k + 1,
                signatory="Direktur Contoh",
                position="Direktur",
                number=f"HK.05/{n}/{k}/2024",
                number_year=2024,
            )
            for n, row in enumerate(rows)
            for k in range(3)
        ],
    )
    scopes = list(Scope)
    many(
        AgreementScope,
        [AgreementScope(agreement=row, scope=scopes[(n + k) % 13]) for n, row in enumerate(rows) for k in range(2)],
    )
    party = Party.objects.get(agreement=rows[20], order=2)
    many(
        Promise,
        [
            Promise(agreement=rows[20], party=party, kind="hire", words="Menerima lulusan", quantity=9, unit="orang")
            for _n in range(5)
        ],
    )
    secretary = User.objects.create_user(email="ukur@contoh.padan.example", name="Sekretaris Ukur")
    Role.objects.create(user=secretary, name=RoleName.SECRETARIAT, organisation=ours)
