"""A database of the previous release with agreements in it, migrated to this one. Run by ``test_migrations.py``."""

import json
import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

BEFORE = [("agreements", "0002_words")]


def fill(apps):
    """Two agreements that carry one number of one issuer in one year, one ended early, one promise kept."""
    model = apps.get_model
    body = model("organisations", "Organisation").objects.create
    forum_body = body(code="FOR", kind="forum", name="Forum", name_key="forum")
    centre = body(code="BLK", kind="centre", name="Balai", name_key="balai")
    company = body(code="PT1", kind="company", name="PT Lama", name_key="pt lama")
    forum = model("forum", "Forum").objects.create(organisation=forum_body, level="regional")
    for n, state in enumerate(("active", "terminated", "draft")):
        day = date(2024, 3, 6) if state != "draft" else None
        agreement = model("agreements", "Agreement").objects.create(
            code=f"PKS-{n}", forum=forum, kind="cooperation", title=f"Las {n}", title_key=f"las {n} balai pt lama",
            state=state, signed_on=day, starts_on=day, ends_on=day and date(2026, 3, 5),
        )  # fmt: skip
        party = model("agreements", "Party").objects.create
        party(agreement=agreement, organisation=centre, number="014/PKS" if day else "", order=1)
        second = party(agreement=agreement, organisation=company, number=f"{n}/LGL/2023", order=2)
        model("agreements", "Promise").objects.create(
            code=f"JNJ-{n}", agreement=agreement, party=second, kind="teach", words="Mengajar", quantity=8, unit="JP",
            kept_on=day,
        )  # fmt: skip
    model("agreements", "Target").objects.create(
        forum=forum, words="300 mitra", value=300, starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31)
    )


def found():
    """What stands in this release."""
    from padan.agreements.models import Agreement, Delivery, Party, Target
    from padan.base.search import containing

    parties = list(Party.objects.order_by("pk"))
    return {
        "numbers": [[party.number, party.number_year] for party in parties],
        "codes": sorted({party.code[:4] for party in parties}),
        "different_codes": len({party.code for party in parties}),
        "states": list(Agreement.objects.order_by("code").values_list("state", flat=True)),
        "ended": Agreement.objects.get(code="PKS-1").ended_on is not None,
        "target": [Target.objects.get().code[:4], Target.objects.get().counted],
        "deliveries": sorted(Delivery.objects.values_list("promise__code", "quantity")),
        "by_words": [row.code for row in containing(Agreement.objects.order_by("pk"), "title_key", "las lama")],
    }


call_command("migrate", *BEFORE[0], verbosity=0)
fill(MigrationExecutor(connection).loader.project_state(BEFORE).apps)
call_command("migrate", verbosity=0)
print(json.dumps(found()))  # noqa: T201
