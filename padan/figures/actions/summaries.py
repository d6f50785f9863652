"""Keeping the summaries fresh. Jobs and imports call this; a page never does."""

from django.db import transaction

from padan.base.clock import now, today
from padan.figures.home import count_home
from padan.figures.models import Summary
from padan.figures.public import count_answers, told_of
from padan.trail.queries import head_seq


@transaction.atomic
def refresh_summaries(*, as_of=None):
    """Count what everybody may read anew and keep it, with the end of the trail it was counted at."""
    as_of = as_of or today()
    kept = {"as_of": as_of, "trail_seq": head_seq(), "refreshed_at": now()}
    answers = count_answers(as_of=as_of)
    for scope, payload in (("figures", told_of(answers)), ("all", count_home(answers, as_of=as_of))):
        home, _created = Summary.objects.update_or_create(scope=scope, defaults=kept | {"payload": payload})
    return home


def refresh_if_stale():
    """Refresh when anything happened, or the day turned, since the last count; returns whether it did."""
    kept = Summary.objects.filter(scope="all").first()
    if kept and kept.trail_seq == head_seq() and kept.as_of == today():
        return False
    refresh_summaries()
    return True
