from datetime import date

from django.db.models import Q

from padan.organisations.queries import Viewer, centres_of, within_personal
from padan.organisations.states import RoleName
from padan.outcomes.models import Outcome, ReportedTotal
from padan.outcomes.states import Window
from padan.training.queries.batches import batches_of, taught_by


def outcomes_of(viewer: Viewer):
    """Outcomes as lines the viewer may read: of her centre's, forums' or taught batches; a graduate her own.

    Batch, programme, enrolment and person come along.
    """
    open_to = within_personal(viewer, "batch__centre")
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(batch__in=taught_by(viewer))
    if viewer.person_id:
        open_to |= Q(enrolment__person_id=viewer.person_id)
    return (
        Outcome.objects.filter(open_to)
        .select_related("batch__programme", "enrolment__batch", "enrolment__person")
        .order_by("pk")
    )


def outcomes_to_count(viewer: Viewer, *, on: date | None = None):
    """Outcomes the viewer may count without reading the lines: of every batch she may open; as they stand now, or as
    they stood at the end of a day. Each graduate stands at a window once.
    """
    rows = Outcome.versions.on(on) if on else Outcome.objects.all()
    rows = rows.select_related("batch__programme", "enrolment__batch").order_by("pk")
    return rows if viewer.sees_all else rows.filter(batch__in=batches_of(viewer).order_by().values("pk"))


def newest_outcomes(enrolments) -> dict:
    """The newest outcome of each enrolment: enrolment id to outcome. One query."""
    rows = Outcome.objects.filter(enrolment__in=enrolments).order_by("as_of", "pk")
    return {row.enrolment_id: row for row in rows}


def newest_outcomes_of_people(people) -> dict:
    """The newest outcome of each person (ids), over all her courses: person id to outcome. One query."""
    rows = Outcome.objects.filter(enrolment__person_id__in=people).select_related("enrolment").order_by("as_of", "pk")
    return {row.enrolment.person_id: row for row in rows}


def reported_totals_of(viewer: Viewer):
    """Totals that centres reported without rows, by trade and programme."""
    return (
        ReportedTotal.objects.filter(centre__in=centres_of(viewer).order_by().values("pk"))
        .select_related("centre", "programme")
        .order_by("trade", "programme_key", "pk")
    )


def windows_with_rows(outcomes) -> list[str]:
    """The windows at which these outcomes hold rows, in the order of ``Window``."""
    found = set(outcomes.order_by().values_list("window", flat=True).distinct())
    return [window for window in Window.values if window in found]
