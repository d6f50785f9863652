"""What runs in the races of ``test_agreements.py``, each act in a process of its own."""

import sys
from datetime import date

from django.utils import timezone
from factories.agreements import AgreementFactory, NumberPatternFactory, PartyFactory
from factories.organisations import OrganisationFactory

from padan.agreements.actions.life import edit_agreement
from padan.agreements.actions.numbers import draw_number
from padan.agreements.actions.reminders import remind
from padan.agreements.models import Agreement, Party
from padan.agreements.states import AgreementState, Reminder
from padan.base.errors import ActionDenied
from padan.people.models import Message
from padan.trail.queries import verify

DAY = date(2024, 3, 6)


def prepare(numbered, editors, reminders):
    """A body that numbers many agreements, one draft that many edit, one party that many remind."""
    body = NumberPatternFactory(pattern="{n:03}/{year}").organisation
    parties = PartyFactory.create_batch(numbered, organisation=body)
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
        "edit": [draft.pk] * editors,
        "remind": [ending.parties.get().pk] * reminders,
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


ACTS = {"prepare": prepare, "act": act, "count": count}
