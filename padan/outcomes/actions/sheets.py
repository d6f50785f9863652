"""Acts on outcomes and on totals a centre reported."""

from django.db import transaction

from padan.base.staging import NEW, execute, fetch, instant
from padan.outcomes.actions.drawing import FACTS, draw, lock, superseded
from padan.outcomes.models import Answer, Outcome, ReportedTotal
from padan.outcomes.states import AnswerTeller, Window
from padan.trail.actions import record


def record_many(*, staged, classes, centre, as_of, by, at, source) -> int:
    """Write where the new rows of ``staged`` stand, for those that carry a status. Returns how many were written.

    Within the caller's transaction, after ``training.actions.batches.enrol_many``. ``status``, ``marked_working``,
    ``job``, ``employer``, ``place``, ``began_on`` and ``evidence`` are columns of ``staged``; ``as_of`` is the day of
    import: they hold for it, and count from it.
    """
    (count,) = fetch(
        f"SELECT count(*) FROM {staged.name} WHERE verdict = {NEW} AND status IS NOT NULL"  # noqa: S608
    )[0]
    if not count:
        return 0
    execute(
        f"""INSERT INTO {Outcome._meta.db_table} (enrolment_id, batch_id, "window", status, marked_working, job,
                employer, place, began_on, evidence, as_of, noted_on, source, created_at, updated_at)
            SELECT e.id, c.batch_id, %s, s.status, s.marked_working, s.job, s.employer, s.place, s.began_on,
                s.evidence, %s, %s, %s, %s, %s
            FROM {staged.name} s JOIN {classes.name} c ON c.k = s.k
                JOIN training_enrolment e ON e.batch_id = c.batch_id AND e.person_id = s.person_id
            WHERE s.verdict = {NEW} AND s.status IS NOT NULL ORDER BY s.n""",  # noqa: S608
        [str(Window.NOT_STATED), as_of, as_of, source[:200], instant(at), instant(at)],
    )
    record(by, "outcomes.recorded", centre, at=at, changes={"count": [0, count], "file": ["", source]})
    return count


def report_totals(*, staged, centre, reported_on, by, at, source) -> int:
    """Keep the new rows of ``staged`` (programme_id, programme_written, programme_key, trade, participants, placed)."""
    count, codes = staged.codes("programme_key")
    if count:
        execute(
            f"""INSERT INTO {ReportedTotal._meta.db_table} (centre_id, programme_id, programme_written, programme_key,
                    trade, participants, placed, reported_on, source, created_at, updated_at)
                SELECT %s, programme_id, programme_written, programme_key, trade, participants, placed, %s, %s, %s, %s
                FROM {staged.name} WHERE verdict = {NEW} ORDER BY n""",  # noqa: S608
            [centre.pk, reported_on, source[:200], instant(at), instant(at)],
        )
        record(by, "totals.reported", centre, at=at,
               changes={"count": [0, count], "codes": ["", codes], "file": ["", source]})  # fmt: skip
    return count


@transaction.atomic
def settle_status(*, outcome, status, by, at, today):
    """Say what a job text that nobody could settle means. The mark of the sheet stays as it was.

    Where answers came meanwhile the word of the sheet is one of them: the outcome is drawn from all.
    """
    outcome, before = _say_of_sheet(outcome, {"status": status}, today, at)
    record(by, "outcome.settled", outcome, at=at, changes={"status": [before["status"], str(status)]})
    return outcome


@transaction.atomic
def settle_fact(*, outcome, column, value, by, at, today):
    """Fill what a sheet left open beside a status, such as the employer; None empties it again.

    The trail names the column, never what was told of a person.
    """
    blank = None if Outcome._meta.get_field(column).null else ""
    outcome, _before = _say_of_sheet(outcome, {column: blank if value is None else value}, today, at)
    verb = "outcome.completed" if value is not None else "outcome.emptied"
    record(by, verb, outcome, at=at, changes={"column": ["", column]})
    return outcome


def _say_of_sheet(outcome, told, today, at):
    """Put into the word of a sheet what is known of it now: the outcome, and what was told before.

    The word is the outcome itself while nobody has answered; after that it is one answer among others, and where it
    said nothing the answers stay alone. What earlier days have counted stays behind.
    """
    held = lock([outcome.enrolment_id])
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    words = Answer.objects.filter(
        enrolment=outcome.enrolment_id, window=outcome.window, teller=AnswerTeller.SHEET, stands=True
    )
    word = words.order_by("pk").first() if outcome.answer_id else None
    before = {name: getattr(word or outcome, name) for name in told}
    if word:
        word.stands = False
        word.save(update_fields=["stands", "updated_at"])
        same = {name: getattr(word, name) for name in ("status", *FACTS)}
        meant = Answer.objects.create(
            enrolment_id=word.enrolment_id, window=word.window, teller=word.teller, source=word.source,
            evidence=word.evidence, as_of=word.as_of, **(same | told),
        )  # fmt: skip
        Answer.objects.filter(pk=word.pk).update(replaced_by=meant)
        draw(held, outcome.window, today=today, at=at)
        outcome.refresh_from_db()
    elif outcome.answer_id is None:
        past = superseded([outcome], today=today)
        for name, value in told.items():
            setattr(outcome, name, value)
        outcome.save(update_fields=[*told, "noted_on", "updated_at"])
        Outcome.versions.bulk_create(past)
    return outcome, before
