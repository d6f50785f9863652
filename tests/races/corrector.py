"""What runs in the races of ``test_frozen.py``, each act in a process of its own."""

import sys
from datetime import date

from django.utils import timezone
from factories.outcomes import OutcomeFactory

from padan.base.errors import ActionDenied
from padan.figures.actions.freezing import correct, freeze
from padan.figures.models import Frozen, FrozenRows
from padan.trail.queries import verify

DAY = date(2024, 10, 31)


def prepare():
    """A frozen figure of twelve graduates, one row of which was wrong."""
    rows = [OutcomeFactory(status="employed", as_of=DAY) for _n in range(12)]
    frozen = freeze(key="placed", as_of=DAY, window="m6", by=None, at=timezone.now())
    rows[0].delete()
    return frozen.code


def correct_it(code, reason):
    frozen = Frozen.objects.get(code=code)
    return _at_the_start(correct, frozen=frozen, reason=reason, by=None)


def _at_the_start(act, **told):
    """Act once the starter's line comes; the name of the refusal, or "done"."""
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        act(at=timezone.now(), **told)
    except ActionDenied as refused:
        return type(refused).__name__
    return "done"


def stands():
    """What came of one figure: its versions, and whether each keeps the rows of its number."""
    versions = list(Frozen.objects.filter(key="placed").order_by("version"))
    kept = FrozenRows.objects.filter(frozen__in=versions).count()
    return {
        "versions": [one.version for one in versions],
        "of": [one.denominator for one in versions],
        "corrects": [one.corrects.code if one.corrects else "" for one in versions],
        "kept": kept,
        "trail_broken_at": verify().broken_at,
    }


ACTS = {act.__name__: act for act in (prepare, correct_it, stands)}
