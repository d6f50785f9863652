"""The outcome of (enrolment, window), drawn from the answers that stand. Nobody writes it by hand."""

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


def keep_words_of_sheets(enrolments, window) -> None:
    """Before the first answer about somebody comes, the word of the sheet becomes an answer beside it."""
    rows = Outcome.objects.filter(enrolment__in=enrolments, window=window, answer=None).exclude(status=Status.UNKNOWN)
    Answer.objects.bulk_create(
        (
            Answer(
                enrolment_id=row.enrolment_id,
                window=window,
                status=row.status,
                teller=AnswerTeller.SHEET,
                evidence=row.evidence,
                as_of=row.as_of,
                source=row.source,
                **{name: getattr(row, name) for name in FACTS},
            )
            for row in rows.order_by("pk")
        ),
        batch_size=TOGETHER,
    )


def draw(enrolments, window, *, at) -> None:
    """Draw the outcomes of these enrolments (id to row, held by ``lock``) anew. Four queries for any number."""
    standing: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(enrolment__in=enrolments, window=window, stands=True).order_by("pk"):
        standing.setdefault(answer.enrolment_id, []).append(answer)
    there = {row.enrolment_id: row for row in Outcome.objects.filter(enrolment__in=enrolments, window=window)}
    new, old = [], []
    for pk, answers in standing.items():
        best, in_conflict = best_of(answers)
        row = there.get(pk) or Outcome(enrolment_id=pk, batch_id=enrolments[pk].batch_id, window=window)
        row.status, row.evidence, row.as_of, row.answer = best.status, best.evidence, best.as_of, best
        row.source = best.source if best.teller == AnswerTeller.SHEET else ""
        row.in_conflict, row.updated_at = in_conflict, at
        for name in FACTS:
            setattr(row, name, getattr(best, name))
        (old if row.pk else new).append(row)
    Outcome.objects.bulk_create(new, batch_size=TOGETHER)
    if old:
        Outcome.objects.bulk_update(old, [*DRAWN, "updated_at"], batch_size=TOGETHER)
