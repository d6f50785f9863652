"""The night's heavier chores on a database of size.

``./dev bench night [DATABASE_URL] [--agreements N]``: fills an empty database with agreements in force, each with a
party and a promise, and takes their pulses: a quiet night, the next day, and one in which many change at once.
"""

import argparse
import time
from datetime import date, timedelta

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

DAY, AT_ONCE = date(2024, 11, 15), 2_000


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench night", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--agreements", type=int, default=50_000)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        print(describe())
        fill(asked.agreements)
        measure()


def fill(number):
    """Signed one to 400 days ago; one in 25 has no pulse yet."""
    from django.utils import timezone

    from padan.agreements.actions.life import pulse_of
    from padan.agreements.models import Agreement, Party, Promise
    from padan.base.codes import new_codes
    from padan.forum.models import Forum
    from padan.organisations.models import Organisation
    from padan.organisations.states import Kind

    body = Organisation.objects.create(kind=Kind.FORUM, name="Forum Ukur")
    company = Organisation.objects.create(kind=Kind.COMPANY, name="PT Ukur", forum=body)
    forum = Forum.objects.create(organisation=body, level=Forum.Level.REGIONAL)

    def many(model, prefix, row):
        codes = enumerate(new_codes(prefix, number))
        return model.objects.bulk_create((model(code=code, **row(n)) for n, code in codes), batch_size=AT_ONCE)

    def agreement(n):
        signed = DAY - timedelta(days=n % 400 + 1)
        return {
            "forum": forum,
            "kind": "cooperation",
            "title": f"Kerja sama {n}",
            "title_key": f"kerja sama {n}",
            "state": "active",
            "signed_on": signed,
            "signed_at": timezone.now(),
            "starts_on": signed,
            "ends_on": DAY + timedelta(days=400),
            "last_activity_on": signed,
            "pulse": pulse_of(signed, DAY) if n % 25 else "",
        }

    agreements = many(Agreement, "PKS", agreement)
    parties = many(Party, "PHK", lambda n: {"agreement": agreements[n], "organisation": company})
    many(
        Promise,
        "JNJ",
        lambda n: {
            "agreement": agreements[n],
            "party": parties[n],
            "kind": "hire",
            "words": "Menerima lulusan",
            "quantity": 5,
            "unit": "orang",
        },
    )


def measure():
    from django.utils import timezone

    from padan.chores.actions.nightly import take_pulses

    for words, day in (("many at once", DAY), ("a quiet night", DAY), ("the next day", DAY + timedelta(days=1))):
        began = time.perf_counter()
        changed = take_pulses(today=day, at=timezone.now())
        print(f"{words}: {changed} changed, {time.perf_counter() - began:.1f} s")
