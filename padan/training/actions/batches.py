"""Acts on batches, enrolments and guest lessons."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.staging import NEW, execute, instant
from padan.organisations.permissions import check_for
from padan.people.models import Person
from padan.trail.actions import record
from padan.training.models import Batch, Enrolment, GuestLesson
from padan.training.permissions import check_may_keep_centre

PERSON = (
    "name", "name_key", "nik_sealed", "nik_digest", "sex", "born_on", "birth_place", "phone", "email", "address",
    "education", "disability",
)  # fmt: skip


def open_batches(*, staged, centre, by, at, source) -> int:
    """Open the new rows of ``staged`` (code, programme_id, name, name_key, mode, number, starts_on, ends_on,
    funding, state) at this centre, within the caller's transaction. Returns how many were opened."""
    count, codes = staged.codes()
    if count:
        execute(
            f"""INSERT INTO {Batch._meta.db_table} (code, centre_id, programme_id, name, name_key, mode, number,
                    starts_on, ends_on, funding, state, capacity, minimum, created_at, updated_at)
                SELECT code, %s, programme_id, name, name_key, mode, number, starts_on, ends_on, funding, state,
                    16, 16, %s, %s
                FROM {staged.name} WHERE verdict = {NEW} ORDER BY n""",  # noqa: S608
            [centre.pk, instant(at), instant(at)],
        )
        record(by, "batches.opened", centre, at=at,
               changes={"count": [0, count], "codes": ["", codes], "file": ["", source]})  # fmt: skip
    return count


def enrol_many(*, staged, classes, centre, by, at, source) -> int:
    """Enrol the new rows of ``staged``: first the persons not known yet, then their places in the batches.

    ``staged`` holds per row ``k`` (its class), ``person_id`` of a person already kept, else ``code`` and the columns of
    ``PERSON`` for a new one, ``number`` (else counted on in the batch by ``turn``), ``external_ref``,
    ``enrolment_state`` and ``finished_on``; ``classes`` holds ``k``, ``batch_id`` and its ``last_number``.
    ``person_id`` is filled. Returns how many were enrolled.
    """
    count, codes = staged.codes()
    if not count:
        return 0
    person, enrolment = Person._meta.db_table, Enrolment._meta.db_table
    columns = ", ".join(PERSON)
    execute(
        f"""INSERT INTO {person} (code, {columns}, created_at, updated_at)
            SELECT code, {columns}, %s, %s FROM {staged.name}
            WHERE verdict = {NEW} AND person_id IS NULL AND first_of_person ORDER BY nik_digest, n""",  # noqa: S608
        [instant(at), instant(at)],
    )
    execute(
        f"""UPDATE {staged.name} SET person_id = p.id FROM {person} p
            WHERE {staged.name}.verdict = {NEW} AND {staged.name}.person_id IS NULL
              AND p.code = {staged.name}.code"""  # noqa: S608
    )
    execute(
        f"""INSERT INTO {enrolment} (batch_id, person_id, number, external_ref, state, finished_on,
                created_at, updated_at)
            SELECT c.batch_id, s.person_id, COALESCE(s.number, c.last_number + s.turn), s.external_ref,
                s.enrolment_state, s.finished_on, %s, %s
            FROM {staged.name} s CROSS JOIN {classes.name} c WHERE c.k = s.k AND s.verdict = {NEW}""",  # noqa: S608
        [instant(at), instant(at)],
    )
    record(by, "people.enrolled", centre, at=at,
           changes={"count": [0, count], "codes": ["", codes], "file": ["", source]})  # fmt: skip
    return count


class NotOfThisPromise(ActionDenied):
    """The lesson or batch does not belong to this promise."""


@transaction.atomic
def record_guest_lesson(*, batch, held_on, hours, topic, teacher, organisation, by, at, promise=None):
    """Somebody from ``organisation`` taught the batch for ``hours`` JP, where known under a promise of that body."""
    check_for(by, check_may_keep_centre, batch.centre)
    if promise is not None and promise.party.organisation_id != organisation.pk:
        raise NotOfThisPromise(_("This promise was made by another body than the teacher's."))
    if batch.starts_on and held_on < batch.starts_on:
        raise NotOfThisPromise(
            _("This class began on %(day)s; the lesson lies before.") % {"day": in_words(batch.starts_on)}
        )
    lesson = GuestLesson.objects.create(
        batch=batch, held_on=held_on, hours=hours, topic=topic, teacher=teacher, organisation=organisation,
        promise=promise,
    )  # fmt: skip
    told = {"hours": [0, hours], "by": ["", organisation.code], "promise": ["", promise.code if promise else ""]}
    record(by, "guest_lesson.recorded", batch, at=at, changes=told)
    return lesson


@transaction.atomic
def count_batch_for(*, batch, promise, by, at):
    """A batch answers a promise to train; its people count as they complete it."""
    check_for(by, check_may_keep_centre, batch.centre)
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.promise_id:
        raise NotOfThisPromise(_("This batch is counted for a promise already."))
    batch.promise = promise
    batch.save(update_fields=["promise", "updated_at"])
    record(by, "batch.counted", batch, at=at, changes={"promise": ["", promise.code]})
    return batch
