"""Graduates registered when their courses end, and the NIK opened for a stated reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.search import words_set_aside
from padan.base.staging import NEW, execute, fetch, instant
from padan.graduates.models import Graduate
from padan.graduates.permissions import check_may_open_nik
from padan.organisations.permissions import check_for
from padan.trail.actions import record
from padan.training.states import EnrolmentState


class ReasonMissing(ActionDenied):
    """A NIK was asked for without saying why."""


@transaction.atomic
def open_nik(*, graduate, reason, by, at) -> str:
    """The NIK in the clear, for a stated reason; that it was opened stands in the trail, the number does not."""
    check_for(by, check_may_open_nik, graduate)
    if len(reason.strip()) < 10:
        raise ReasonMissing(_("Say why you need this NIK, in a few words."))
    record(by, "nik.opened", graduate, at=at, changes={"reason": ["", reason.strip()]})
    return graduate.person.nik


def register_many(*, staged, classes, centre, by, at, source) -> int:
    """Register the new rows of ``staged`` whose enrolment is completed; who is one already moves to her last class.

    Within the caller's transaction, after ``training.actions.batches.enrol_many``. Returns how many are new.
    """
    graduate = Graduate._meta.db_table
    done = f"s.verdict = {NEW} AND s.enrolment_state = %s"
    state = str(EnrolmentState.COMPLETED)
    (count,) = fetch(f"SELECT count(*) FROM {staged.name} s WHERE {done}", [state])[0]  # noqa: S608
    if not count:
        return 0
    with words_set_aside(graduate, "words_key", count):
        written = execute(
            f"""INSERT INTO {graduate} (code, person_id, centre_id, batch_id, words_key, finished_on,
                    created_at, updated_at)
                SELECT 'LLS' || substr(p.code, 4), p.id, %s, c.batch_id,
                    'lls' || lower(substr(p.code, 4)) || ' ' || p.name_key || ' ' || c.name_key,
                    s.finished_on, %s, %s
                FROM (SELECT s.*, ROW_NUMBER() OVER (
                        PARTITION BY s.person_id ORDER BY s.finished_on IS NULL, s.finished_on DESC, s.n) AS latest
                      FROM {staged.name} s WHERE {done}) s
                    JOIN {classes.name} c ON c.k = s.k JOIN people_person p ON p.id = s.person_id
                WHERE s.latest = 1 ORDER BY s.n
                ON CONFLICT (person_id) DO UPDATE SET centre_id = excluded.centre_id, batch_id = excluded.batch_id,
                    words_key = excluded.words_key, finished_on = excluded.finished_on,
                    updated_at = excluded.updated_at
                WHERE {graduate}.finished_on IS NULL OR excluded.finished_on > {graduate}.finished_on""",  # noqa: S608
            [centre.pk, instant(at), instant(at), state],
        )
    record(by, "graduates.registered", centre, at=at, changes={"count": [0, written], "file": ["", source]})
    return written
