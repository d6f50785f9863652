"""A class ends: its graduates are registered in the same breath."""

from django.db import transaction

from padan.graduates.models import Graduate
from padan.organisations.permissions import check_for
from padan.trail.actions import record
from padan.training.actions.classes import complete_batch
from padan.training.permissions import check_may_keep_centre
from padan.training.queries.results import participants_of
from padan.training.states import EnrolmentState


@transaction.atomic
def register_from_batch(*, batch, by, at) -> int:
    """Register everybody who completed the batch; who is a graduate already moves to this class if it is her last.

    Doing it again changes nothing. Returns how many are new or moved.
    """
    check_for(by, check_may_keep_centre, batch.centre)
    done = list(participants_of(batch).filter(state=EnrolmentState.COMPLETED))
    known = {row.person_id: row for row in Graduate.objects.filter(person__in=[row.person_id for row in done])}
    fresh, moved = [], []
    for enrolment in done:
        person, graduate = enrolment.person, known.get(enrolment.person_id)
        suffix = person.code.removeprefix("ORG")
        told = {
            "centre": batch.centre,
            "batch": batch,
            "finished_on": enrolment.finished_on,
            "words_key": f"lls{suffix} {person.name_key} {batch.name_key}".casefold(),
        }
        if graduate is None:
            fresh.append(Graduate(code=f"LLS{suffix}", person=person, **told))
        elif graduate.finished_on is None or (enrolment.finished_on and enrolment.finished_on > graduate.finished_on):
            for field, value in told.items():
                setattr(graduate, field, value)
            graduate.updated_at = at
            moved.append(graduate)
    Graduate.objects.bulk_create(fresh, batch_size=500)
    Graduate.objects.bulk_update(moved, ["centre", "batch", "finished_on", "words_key", "updated_at"], batch_size=500)
    count = len(fresh) + len(moved)
    if count:
        record(by, "graduates.registered", batch.centre, at=at, changes={"count": [0, count], "file": ["", batch.code]})
    return count


@transaction.atomic
def finish_class(*, batch, ended_on, by, at, today, decided=None, reason=""):
    """Close a class by its results and register who completed it. Returns the batch and how many were registered."""
    batch = complete_batch(batch=batch, ended_on=ended_on, decided=decided, reason=reason, by=by, at=at, today=today)
    return batch, register_from_batch(batch=batch, by=by, at=at)
