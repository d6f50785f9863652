"""Keeping the summaries fresh. Jobs and imports call this; a page never does."""

from django.db import transaction

from padan.base.clock import now, today
from padan.figures.home import count_home
from padan.figures.models import Summary
from padan.trail.queries import head_seq


@transaction.atomic
def refresh_summaries(*, as_of=None):
    """Count the public home anew and keep it, with the end of the trail it was counted at."""
    as_of = as_of or today()
    seq = head_seq()
    kept, _created = Summary.objects.update_or_create(
        scope="all",
        defaults={"payload": count_home(as_of=as_of), "as_of": as_of, "trail_seq": seq, "refreshed_at": now()},
    )
    return kept


def refresh_if_stale():
    """Refresh when anything happened, or the day turned, since the last count; returns whether it did."""
    kept = Summary.objects.filter(scope="all").first()
    if kept and kept.trail_seq == head_seq() and kept.as_of == today():
        return False
    refresh_summaries()
    return True
