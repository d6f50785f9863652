"""The outcome of (enrolment, window), drawn from the answers that stand. Nobody writes it by hand.

What a day has counted stays countable: what is drawn otherwise on a later day leaves a copy of what stood till then.
"""

import copy

from padan.outcomes.models import Answer, Outcome
from padan.outcomes.states import AnswerTeller, Status, disagree
from padan.training.models import Enrolment

FACTS = ("began_on", "job", "employer", "place", "field_fit", "formal", "abroad")
"""What an answer may tell beside the status, and an outcome shows."""
DRAWN = ("status", "evidence", "as_of", "source", "answer", "in_conflict", *FACTS)
TOGETHER = 500


def lock(enrolments) -> dict[int, Enrolment]:
    """Hold these enrolments (ids) until the act ends: answers about one person come one after the other."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=enrolments)
    return {row.pk: row for row in rows.select_related("batch").order_by("pk")}


def best_of(answers) -> tuple[Answer, bool]:
    """Of answers that stand, in the order they came: the one that counts, and whether others disagree with it.

    An officer's decision ends what was told before it; after it the evidence ranks again, the newest within a rank.
    """
    decided = max((at for at, one in enumerate(answers) if one.settles), default=0)
    heard = answers[decided:]
    best = max(heard, key=lambda one: (one.rank if one.status != Status.UNCLEAR else -1, one.as_of, one.pk))
    return best, any(disagree(best.status, one.status) for one in heard)


def keep_words_of_sheets(outcomes) -> list[Answer]:
    """Before the first answer about somebody comes, the word of the sheet becomes an answer beside it."""
    words = [row for row in outcomes if row.answer_id is None and row.status != Status.UNKNOWN]
    return Answer.objects.bulk_create(
        (
            Answer(
                enrolment_id=row.enrolment_id,
                window=row.window,
                status=row.status,
                teller=AnswerTeller.SHEET,
                evidence=row.evidence,
                as_of=row.as_of,
                source=row.source,
                **{name: getattr(row, name) for name in FACTS},
            )
            for row in sorted(words, key=lambda row: row.pk)
        ),
        batch_size=TOGETHER,
    )


def superseded(rows, *, today) -> list[Outcome]:
    """Copies, to be saved after them, of rows that stood before today; the rows themselves count from today on.

    Call it before the rows are changed. A row noted today has counted on no day that is over: it leaves no copy.
    """
    past = []
    for row in rows:
        if row.noted_on < today:
            was = copy.copy(row)
            was.pk, was.superseded_on = None, today
            past.append(was)
            row.noted_on = today
    return past


def outcomes_there(enrolments, window) -> dict[int, Outcome]:
    """Where these enrolments (held by ``lock``) stand at a window: id to outcome, if there is one."""
    return {row.enrolment_id: row for row in Outcome.objects.filter(enrolment__in=enrolments, window=window)}


def answers_standing(enrolments, window) -> list[Answer]:
    """What stands of all that was told of these enrolments (held by ``lock``) at a window, as it came."""
    return list(Answer.objects.filter(enrolment__in=enrolments, window=window, stands=True).order_by("pk"))


def draw(enrolments, window, *, today, at) -> None:
    """Draw the outcomes of these enrolments (id to row, held by ``lock``) anew. Four queries for any number."""
    answers = answers_standing(enrolments, window)
    draw_from(answers, outcomes_there(enrolments, window), enrolments, today=today, at=at)


def draw_from(answers, there, enrolments, *, today, at) -> None:
    """The same where the answers that stand, in the order they came, and the outcomes there are have been read.

    An outcome that comes out as it stands is left alone.
    """
    standing: dict[int, list[Answer]] = {}
    for answer in answers:
        standing.setdefault(answer.enrolment_id, []).append(answer)
    new, old = [], []
    for pk, told_of_her in standing.items():
        best, in_conflict = best_of(told_of_her)
        told = {name: getattr(best, name) for name in ("status", "evidence", "as_of", *FACTS)}
        told |= {"source": best.source if best.teller == AnswerTeller.SHEET else "", "answer_id": best.pk}
        told["in_conflict"] = in_conflict
        row = there.get(pk)
        if row is None:
            held = {"batch_id": enrolments[pk].batch_id, "window": best.window, "noted_on": today}
            new.append(Outcome(enrolment_id=pk, **held, **told))
        elif any(getattr(row, name) != value for name, value in told.items()):
            old.append((row, told))
    past = superseded([row for row, _told in old], today=today)
    for row, told in old:
        for name, value in told.items():
            setattr(row, name, value)
        row.updated_at = at
    if old:
        fields = [*DRAWN, "noted_on", "updated_at"]
        Outcome.objects.bulk_update([row for row, _told in old], fields, batch_size=TOGETHER)
    Outcome.versions.bulk_create([*new, *past], batch_size=TOGETHER)
