"""What runs in the races of ``test_answers.py``, each act in a process of its own."""

import sys
from datetime import date

from django.utils import timezone
from factories.outcomes import AskedFactory

from padan.base.errors import ActionDenied
from padan.outcomes.actions.answers import MOST_SENT, answer_by_link, note_answer
from padan.outcomes.actions.waves import know_from_placements, stop_asking
from padan.outcomes.models import Answer, Asked, Outcome, Silence
from padan.outcomes.permissions import TELL
from padan.people.actions import issue_link
from padan.people.models import SignedLink
from padan.trail.queries import verify

TODAY = date(2024, 11, 15)


def prepare(questions):
    """Questions that are out, each with a link."""
    rows = [AskedFactory(out=True) for _n in range(questions)]
    for row in rows:
        issue_link(act=TELL, thing=row, recipient=row.code, by=None, at=timezone.now())
    Asked.objects.filter(pk=rows[-1].pk).update(sent=MOST_SENT - 1)
    return [row.pk for row in rows]


def _at_the_start(act, **told):
    """Act once the starter's line comes; the name of the refusal, or "done"."""
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        act(at=timezone.now(), **told)
    except ActionDenied as refused:
        return type(refused).__name__
    return "done"


def _question(pk):
    asked = Asked.objects.select_related("wave", "enrolment").get(pk=pk)
    return asked, SignedLink.objects.get(thing_code=asked.code)


def tell(pk, status):
    """Her phone."""
    asked, link = _question(pk)
    return _at_the_start(answer_by_link, asked=asked, status=status, by=link, today=TODAY)


def note(pk, status, teller):
    """An officer who heard something of her."""
    asked, _link = _question(pk)
    said = {"enrolment": asked.enrolment, "window": asked.wave.window, "status": status, "teller": teller}
    return _at_the_start(note_answer, by=None, today=TODAY, source="Telepon, Bu Contoh", **said)


def stop(pk):
    """Her other phone: ask me nothing more."""
    asked, link = _question(pk)
    return _at_the_start(stop_asking, asked=asked, by=link)


def night(pk):
    """The night looks what placements know."""
    asked, _link = _question(pk)
    return _at_the_start(know_from_placements, wave=asked.wave, by=None, today=TODAY)


def stands(pk):
    """What came of one question."""
    asked, _link = _question(pk)
    answers = Answer.objects.filter(enrolment=asked.enrolment)
    return {
        "answers": answers.count(),
        "standing": answers.filter(stands=True).count(),
        "outcomes": list(Outcome.objects.filter(enrolment=asked.enrolment).values_list("status", flat=True)),
        "in_conflict": Outcome.objects.filter(enrolment=asked.enrolment, in_conflict=True).exists(),
        "state": asked.state,
        "sent": asked.sent,
        "silent": Silence.objects.filter(person=asked.enrolment.person_id).count(),
        "trail_broken_at": verify().broken_at,
    }


ACTS = {act.__name__: act for act in (prepare, tell, note, stop, night, stands)}
