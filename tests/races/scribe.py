"""One process of a race for an agreement's number or for its draft. Run by ``test_agreements.py``."""

import json
import sys
from datetime import date

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from factories.agreements import AgreementFactory, NumberPatternFactory, PartyFactory  # noqa: E402
from factories.organisations import OrganisationFactory  # noqa: E402

from padan.agreements.actions.life import edit_agreement  # noqa: E402
from padan.agreements.actions.numbers import draw_number  # noqa: E402
from padan.agreements.actions.reminders import remind  # noqa: E402
from padan.agreements.models import Agreement, Party  # noqa: E402
from padan.agreements.states import AgreementState, Reminder  # noqa: E402
from padan.base.errors import ActionDenied  # noqa: E402
from padan.people.models import Message  # noqa: E402
from padan.trail.queries import verify  # noqa: E402

DAY = date(2024, 3, 6)


def prepare(numbered, editors, reminders):
    """A body that numbers many agreements, one draft that many edit, one party that many remind."""
    call_command("migrate", verbosity=0)
    body = NumberPatternFactory(pattern="{n:03}/{year}").organisation
    parties = PartyFactory.create_batch(int(numbered), organisation=body)
    draft = AgreementFactory(title="Judul lama")
    ending = AgreementFactory(
        state=AgreementState.EXPIRING,
        signed_on=DAY,
        starts_on=DAY,
        ends_on=date(2024, 5, 1),
        parties=[OrganisationFactory()],
    )
    Party.objects.filter(agreement=ending).update(email="hrd@contoh.example")
    return {
        "number": [party.pk for party in parties],
        "edit": [draft.pk] * int(editors),
        "remind": [ending.parties.get().pk] * int(reminders),
    }


def act(what, pk):
    """Do it once the starter's line comes; the name of the refusal, or what was done."""
    row = (Agreement if what == "edit" else Party).objects.get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    told = {"by": None, "at": timezone.now()}
    try:
        if what == "number":
            return draw_number(party=row, on=DAY, **told).number
        if what == "edit":
            edit_agreement(agreement=row, revision=1, title="Judul baru", scopes=["visits"], **told)
        else:
            remind(party=row, kind=Reminder.END, today=DAY, **told)
    except ActionDenied as refused:
        return type(refused).__name__
    return "done"


def count():
    """What stands afterwards."""
    draft = Agreement.objects.get(title="Judul baru")
    return {
        "numbers": sorted(Party.objects.exclude(number="").values_list("number", flat=True)),
        "draft": [draft.revision, draft.scopes.count()],
        "mails": Message.objects.count(),
        "trail_broken_at": verify().broken_at,
    }


print(json.dumps({"prepare": prepare, "act": act, "count": count}[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
