"""Totals that centres reported without rows, and the rows that stand beside them or in their place."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from padan.organisations.queries import Viewer
from padan.outcomes.models import Outcome, Replacement
from padan.outcomes.queries.outcomes import reported_totals_of
from padan.outcomes.states import Status, Window
from padan.training.models import Enrolment
from padan.training.states import EnrolmentState

WINDOWS = (Window.MONTHS_6, Window.MONTHS_12, Window.MONTHS_3, Window.MONTHS_24, Window.NOT_STATED)
"""Of several windows the one whose rows are laid beside a total: the first of these that has any."""


def _standing_at(day):
    return Exists(
        Replacement.objects.filter(Q(undone_on=None) | Q(undone_on__gt=day), total=OuterRef("pk"), replaced_on__lte=day)
    )


def totals_standing(viewer: Viewer, as_of: date):
    """Reported totals in whose place no rows stood on that day."""
    return reported_totals_of(viewer).filter(~_standing_at(as_of))


def totals_of(viewer: Viewer):
    """Every reported total the viewer may open, each with ``now``: what stands in its place today, if anything does."""
    now = Replacement.objects.filter(undone_on=None).select_related("programme", "replaced_by").order_by("pk")
    return reported_totals_of(viewer).prefetch_related(Prefetch("replacements", now, to_attr="now"))


def total_with(viewer: Viewer, code: str):
    """The total of this code among those the viewer may open: none, or one."""
    number = code.removeprefix("TOT-")
    known = code.startswith("TOT-") and number.isascii() and number.isdigit() and len(number) < 18
    return totals_of(viewer).filter(pk=int(number)) if known else totals_of(viewer).none()


def replaced(rows, yes: bool):
    """Those of ``rows`` in whose place rows stand, or the others."""
    standing = Exists(Replacement.objects.filter(total=OuterRef("pk"), undone_on=None))
    return rows.filter(standing if yes else ~standing)


def replacements_of(total):
    """What stood in the place of a total, and stands there, the newest first."""
    rows = Replacement.objects.filter(total=total).select_related("programme", "replaced_by", "undone_by")
    return rows.order_by("-pk")


@dataclass(frozen=True)
class Counted:
    """What rows say of a programme at a centre: who completed it, and where they stood at one window."""

    programme: object
    graduates: int
    window: Window | None  # None: no row at any window
    answered: int = 0  # at the window, their status known
    employed: int = 0

    @property
    def share(self) -> float | None:
        """Employed, of everybody who completed it; None where nobody was ever asked."""
        return self.employed / self.graduates if self.window and self.graduates else None

    @property
    def unknown(self) -> int:
        return self.graduates - self.answered


def counted_beside(totals) -> dict[int, Counted]:
    """For each total the rows of its programme at its centre, or of the one that stands in its place: id to numbers.

    Totals whose programme is not known have none. Two queries for any number of totals; they must come from
    ``totals_of``.
    """
    wanted = {total.pk: (total.now[0].programme if total.now else total.programme) for total in totals}
    programmes = {programme.pk for programme in wanted.values() if programme}
    if not programmes:
        return {}
    done, stood = _tallies(Q(batch__programme__in=programmes))
    return {
        pk: _counted(programme, done[programme.pk], stood[programme.pk])
        for pk, programme in wanted.items()
        if programme
    }


def rows_for(programme, finished_from=None, finished_until=None) -> Counted:
    """What rows say of one programme, of those who finished in a time (None: whenever). Two queries."""
    among = Q(batch__programme=programme)
    if finished_from:
        among &= Q(finished_on__gte=finished_from)
    if finished_until:
        among &= Q(finished_on__lte=finished_until)
    done, stood = _tallies(among)
    return _counted(programme, done[programme.pk], stood[programme.pk])


def _tallies(among):
    """(programme to how many completed it, programme to window to status to how many), of these enrolments."""
    enrolled = Enrolment.objects.filter(among, state=EnrolmentState.COMPLETED).order_by()
    done: dict[int, int] = defaultdict(int)
    done |= dict(enrolled.values_list("batch__programme").annotate(n=Count("pk")))
    rows = Outcome.objects.filter(enrolment__in=enrolled.values("pk")).order_by()
    stood: dict[int, dict] = defaultdict(lambda: defaultdict(dict))
    for programme, window, status, n in rows.values_list("batch__programme", "window", "status").annotate(
        n=Count("pk")
    ):
        stood[programme][window][status] = n
    return done, stood


def _counted(programme, graduates, windows) -> Counted:
    window = next((one for one in WINDOWS if one in windows), None)
    if window is None:
        return Counted(programme, graduates, None)
    statuses = windows[window]
    silent = statuses.get(Status.UNKNOWN, 0) + statuses.get(Status.UNCLEAR, 0)
    return Counted(programme, graduates, window, sum(statuses.values()) - silent, statuses.get(Status.EMPLOYED, 0))
