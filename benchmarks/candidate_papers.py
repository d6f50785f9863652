"""The night's look at papers that end, over many candidates.

``./dev bench candidate_papers [DATABASE_URL] [--candidates N]``: four papers each; one in 25 ends within 90 days. Three
nights: an ordinary one, the same again, and one after which all ends are new. Beside it the obvious way: candidate by
candidate, over the first thousand.
"""

import argparse
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

DAY, AT_ONCE = date(2024, 11, 15), 2_000
AT = datetime(2024, 11, 15, 1, tzinfo=ZoneInfo("Asia/Jakarta"))
KINDS = ("passport", "skck", "photo", "family_permission")


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench candidate_papers", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--candidates", type=int, default=100_000)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        print(describe(), flush=True)
        with transaction.atomic():
            fill(asked.candidates)
        measure()


def fill(number):
    from padan.base.codes import new_codes
    from padan.organisations.models import Organisation
    from padan.organisations.states import Kind
    from padan.overseas.models import Candidate, CandidatePaper, Scheme, SchemeStage, SchemeVersion
    from padan.people.models import Person

    centre = Organisation.objects.create(kind=Kind.CENTRE, name="Balai Ukur")
    scheme = Scheme.objects.create(key="ukur", name="Skema Ukur")
    version = SchemeVersion.objects.create(scheme=scheme, number=1, valid_from=date(2024, 1, 1), source="ukur")
    stage = SchemeStage.objects.create(version=version, position=1, key="minat", kind="interest", name="Minat")

    def many(model, prefix, rows):
        codes = new_codes(prefix, number)
        made = (model(code=code, **row) for code, row in zip(codes, rows, strict=True))
        return model.objects.bulk_create(made, batch_size=AT_ONCE)

    people = many(Person, "ORG", ({"name": f"Orang {n}", "email": f"o{n}@ukur.example"} for n in range(number)))
    rows = (
        {"person": person, "centre": centre, "version": version, "stage": stage, "began_on": date(2024, 6, 3),
         "stage_since": date(2024, 6, 3), "words_key": person.name}
        for person in people
    )  # fmt: skip
    candidates = many(Candidate, "CLN", rows)
    for place, kind in enumerate(KINDS):
        ends = (
            DAY + timedelta(days=(n * 7 + place) % 90 if n % 25 == 0 else 200 + (n * 13 + place) % 1500)
            for n in range(number)
        )
        told = ({"candidate": one, "kind": kind, "hand": "officer", "brought_at": AT} for one in candidates)
        many(CandidatePaper, "BRS", (row | {"expires_on": end} for row, end in zip(told, ends, strict=True)))


def measure():
    from django.db import connection

    from padan.overseas.actions.papers import expire_papers, tell_of_ends
    from padan.overseas.models import Candidate, CandidatePaper
    from padan.people.models import Message, SignedLink

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    every = timedelta(days=2000)
    for name, moved in (("an ordinary night", timedelta()), ("the same night again", timedelta()), ("all end", every)):
        began, worked = time.perf_counter(), time.process_time()
        told = expire_papers(today=DAY + moved, at=AT + moved)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        mails = Message.objects.count()
        print(
            f"{name}: {told:,} papers told of in {took:.1f} s ({worked:.1f} s of a core); {mails:,} mails stand",
            flush=True,
        )
    CandidatePaper.objects.update(reminded_of=None, reminded_at=None)
    Message.objects.all().delete(), SignedLink.objects.all().delete()
    some = list(Candidate.objects.select_related("person", "centre").order_by("pk")[:1000])
    began = time.perf_counter()
    for candidate in some:
        tell_of_ends(candidate=candidate, by=None, at=AT + every, today=DAY + every)
    took = time.perf_counter() - began
    print(f"one by one: 1,000 candidates in {took:.1f} s, {took / 1000 * Candidate.objects.count():.0f} s for all")


if __name__ == "__main__":
    main([])
