"""The daily checks of the route abroad over many candidates.

``./dev bench protection [DATABASE_URL] [--candidates N]``: fills an empty database with candidates at every stage, with
partners of whom some have lost their permit, payments of whom some are beyond the rules, check-ins of whom some were
missed; runs the first night, which raises all alarms, a night of which nothing is new, and one after a week without
nights. CPU seconds of this process are told beside the clock, for the machine is shared; on PostgreSQL the server's own
work is only in the clock.
"""

import argparse
import time
from datetime import date, timedelta

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

DAY, AT_ONCE = date(2024, 11, 15), 2_000
CENTRES, PARTNERS, STAGES = 40, 60, 14


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench protection", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--candidates", type=int, default=100_000)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        print(describe())
        fill(asked.candidates)
        measure()


def fill(number):
    """One in ten stands too long, one partner in six has no permit, one candidate in twenty was asked too much."""
    from padan.base.codes import new_codes
    from padan.organisations.models import Organisation
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind
    from padan.overseas.models import Candidate, CheckIn, FeeRule, Payment, Permit, Scheme, SchemeStage, SchemeVersion
    from padan.people.models import Person

    forum = Organisation.objects.create(kind=Kind.FORUM, name="Forum Ukur")

    def bodies(kind, word, count):
        codes = new_codes("LBG", count)
        rows = [
            Organisation(code=code, kind=kind, name=f"{word} {n}", forum=forum, **keys_of(f"{word} {n}", ()))
            for n, code in enumerate(codes)
        ]
        return Organisation.objects.bulk_create(rows)

    centres, partners = bodies(Kind.CENTRE, "Balai", CENTRES), bodies(Kind.COMPANY, "PT Pengirim", PARTNERS)
    version = SchemeVersion.objects.create(
        scheme=Scheme.objects.create(key="ukur", name="Skema Ukur"), number=1, valid_from=date(2024, 1, 1),
        source="Ukur", permit_kinds=["so"], state="in_force",
    )  # fmt: skip
    stages = SchemeStage.objects.bulk_create(
        SchemeStage(version=version, position=n, key=f"t{n}", kind="language", name=f"Tahap {n}", days=30 + n)
        for n in range(STAGES)
    )
    rule = FeeRule.objects.create(version=version, purpose="passport", name="Paspor", most=650_000)
    Permit.objects.bulk_create(
        Permit(
            code=code, organisation=partner, kind="so", number=f"KEP.{n}/UKUR/2023", number_key=f"KEP{n}UKUR2023",
            issued_on=date(2023, 1, 1), source="Ukur", checked_on=DAY,
            expires_on=DAY - timedelta(days=1) if n % 6 == 0 else DAY + timedelta(days=40 if n % 6 == 1 else 900),
        )
        for n, (code, partner) in enumerate(zip(new_codes("IZN", PARTNERS), partners, strict=True))
    )  # fmt: skip

    def many(model, rows):
        return model.objects.bulk_create(rows, batch_size=AT_ONCE)

    people = many(Person, (Person(code=code) for code in new_codes("ORG", number)))
    candidates = many(
        Candidate,
        (
            Candidate(
                code=code, person=person, centre=centres[n % CENTRES], partner=partners[n // 7 % PARTNERS],
                version=version, stage=stages[n % STAGES], began_on=date(2024, 1, 8), words_key=code.lower(),
                stage_since=DAY - timedelta(days=90 if n % 10 == 0 else n % 28),
            )
            for n, (code, person) in enumerate(zip(new_codes("CLN", number), people, strict=True))
        ),
    )  # fmt: skip
    many(
        Payment,
        (
            Payment(
                code=code, candidate=candidates[n], asker="partner", purpose="passport" if n % 20 else "other",
                amount=600_000 if n % 20 else 17_000_000, currency="IDR", asked_on=DAY, words="Uang muka",
                verdict="allowed" if n % 20 else "not_listed", rule=rule if n % 20 else None,
            )
            for n, code in enumerate(new_codes("BYR", number))
        ),
    )  # fmt: skip
    many(
        CheckIn,
        (
            CheckIn(candidate=candidates[n], months=1, due_on=DAY - timedelta(days=60 if n % 25 == 0 else -n % 30))
            for n in range(0, number, 2)
        ),
    )


def measure():
    from django.utils import timezone

    from padan.overseas.actions.following import follow_overseas
    from padan.overseas.models import Alarm, AlarmCandidate

    for name, day in (
        ("first night", DAY),
        ("nothing new", DAY),
        ("after a week without nights", DAY + timedelta(days=8)),
    ):
        at, cpu, begun = timezone.now(), time.process_time(), time.perf_counter()
        done = follow_overseas(today=day, at=at)
        told = f"{done:>7} changed, {Alarm.objects.count():>6} alarms, {AlarmCandidate.objects.count():>6} named"
        spent = time.process_time() - cpu
        print(f"{name:<28} {spent:6.1f} s CPU  {time.perf_counter() - begun:6.1f} s clock  {told}")
