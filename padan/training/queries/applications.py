"""Questions about applicants: the ranked list, who waits, and packages short of their minimum."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from padan.curricula.models import TaughtUnit
from padan.needs.queries import standing_needs
from padan.organisations.queries import Viewer, within
from padan.training.models import Application, ApplicationPaper, Batch
from padan.training.queries.batches import batches_of
from padan.training.states import TAKES_OTHERS, BatchState, EnrolmentState, PaperKind

WAITING = (EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.RESERVE)
NEAR = timedelta(days=60)
JOINS_WITHIN, LEAST_DAYS = 0.1, 3
"""Who comes later than in the first tenth of a class cannot make up for it; three days are given to every class."""


def score_of(application, batch) -> float | None:
    """The score by the batch's weights, 0 to 100; None as long as one that counts is missing."""
    parts = (
        (batch.written_weight, application.written_score),
        (100 - batch.written_weight, application.interview_score),
    )
    if any(weight and score is None for weight, score in parts):
        return None
    return float(sum(weight * score for weight, score in parts if weight)) / 100


def ranked(batch) -> list[Application]:
    """Everybody who applied to the batch, the best score first, equal scores by the earlier application.

    Each carries ``score``; who has none yet stands last. Person and papers come along: two queries.
    """
    rows = list(
        Application.objects.filter(enrolment__batch=batch)
        .select_related("enrolment__person", "enrolment__batch")
        .prefetch_related("papers")
        .order_by("enrolment__number")
    )
    for row in rows:
        row.score = score_of(row, batch)
    return sorted(rows, key=lambda row: (row.score is None, -(row.score or 0), row.enrolment.number))


def joins_until(batch) -> date | None:
    """The last day on which somebody from the reserve may still join the class; None without its first day."""
    if not batch.starts_on:
        return None
    tenth = int(((batch.ends_on - batch.starts_on).days + 1) * JOINS_WITHIN) if batch.ends_on else 0
    return batch.starts_on + timedelta(days=max(tenth, LEAST_DAYS) - 1)


def first_in_reserve(batch) -> Application | None:
    """Whose turn it is, with her person."""
    waiting = Application.objects.filter(enrolment__batch=batch, enrolment__state=EnrolmentState.RESERVE)
    return waiting.select_related("enrolment__person").order_by("turn", "enrolment__number").first()


def applications_open_to(viewer: Viewer):
    """Applications to batches of the viewer's centres, or of centres under a forum she keeps; with person and batch."""
    open_to = Q(enrolment__batch__centre_id__in=viewer.centres)
    open_to |= Q(enrolment__batch__centre__forum_id__in=viewer.kept_forums)
    return (
        Application.objects.filter(open_to)
        .select_related("enrolment__person", "enrolment__batch__centre", "enrolment__batch__programme")
        .order_by("enrolment__number")
    )


def batch_behind(link):
    """The batch a registration link is for."""
    code = link.thing_code if link.thing_kind == "training.batch" else None
    return Batch.objects.filter(code=code).select_related("centre", "programme").order_by("pk")


def application_behind(link):
    """The application that is hers who holds the link."""
    code = link.thing_code if link.thing_kind == "training.application" else None
    return (
        Application.objects.filter(code=code)
        .select_related("enrolment__person", "enrolment__batch__centre", "enrolment__batch__programme")
        .order_by("pk")
    )


def papers_of(application) -> list[tuple[PaperKind, ApplicationPaper | None]]:
    """The checklist: every kind of paper, with what was brought of it."""
    found = {row.kind: row for row in ApplicationPaper.objects.filter(application=application).order_by("kind")}
    return [(kind, found.get(kind)) for kind in PaperKind]


@dataclass(frozen=True)
class Short:
    """A package that has fewer applicants than its minimum while people may still register."""

    batch: Any
    registered: int

    @property
    def missing(self) -> int:
        return self.batch.minimum - self.registered


def short_batches(viewer: Viewer) -> list[Short]:
    """Batches open to registration with fewer applicants than their minimum, those that close first before others."""
    counted = Count("enrolments", filter=Q(enrolments__state__in=WAITING))
    own = within(viewer, "centre") | Q(centre_id__in=viewer.centres)
    rows = (
        Batch.objects.filter(own, state=BatchState.REGISTRATION)
        .select_related("programme", "centre")
        .annotate(registered=counted)
        .order_by("registration_until", "pk")
    )
    return [Short(row, row.registered) for row in rows if row.registered < row.minimum]


def registered_in(batch) -> int:
    """How many applied and did not leave again."""
    return batch.enrolments.filter(state__in=WAITING).count()


def needs_filling(viewer: Viewer, batch) -> list[Any]:
    """Open needs the viewer may read that ask for units this batch teaches, those asking for most of them first.

    Each carries ``shared``, how many of its units are taught here. One query.
    """
    if not batch.version_id:
        return []
    taught = TaughtUnit.objects.filter(version=batch.version_id).order_by().values("unit_id")
    return list(
        standing_needs(viewer)
        .filter(units__unit_id__in=taught)
        .annotate(shared=Count("units", distinct=True))
        .order_by("-shared", "due_on", "pk")[:10]
    )


def alike(batch, other) -> bool:
    """Whether two batches teach the same programme, or programmes of one trade."""
    trade = batch.programme.trade
    return batch.programme_id == other.programme_id or bool(trade and trade == other.programme.trade)


def neighbours_of(viewer: Viewer, batch) -> list[Any]:
    """Other batches of the same programme or trade, not begun, that start within two months: to merge with."""
    if not batch.starts_on:
        return []
    same = Q(programme=batch.programme_id)
    if batch.programme.trade:
        same |= Q(programme__trade=batch.programme.trade)
    return list(
        batches_of(viewer)
        .filter(
            same, state__in=TAKES_OTHERS,
            starts_on__gte=batch.starts_on - NEAR, starts_on__lte=batch.starts_on + NEAR,
        )
        .exclude(pk=batch.pk)[:5]
    )  # fmt: skip
