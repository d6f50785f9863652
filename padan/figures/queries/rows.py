"""What is asked of a figure, and the rows each figure counts. Every question starts from a scoped one below."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Min, OuterRef, Q, Subquery, Value, When

from padan.agreements.models import Party, Target
from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.promises import promises_of
from padan.agreements.states import IN_FORCE, WITH_SIGNATURE, Counted
from padan.curricula.queries.programmes import programmes_of
from padan.needs.models import NeedUnit
from padan.needs.queries import needs_of
from padan.needs.states import NeedState
from padan.openings.queries import openings_of
from padan.openings.states import OpeningState
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, within
from padan.organisations.states import Kind
from padan.outcomes.queries import outcomes_to_count
from padan.outcomes.queries.totals import totals_standing
from padan.outcomes.states import Window
from padan.placements.models import Placement
from padan.placements.queries import placements_of
from padan.reference.models import Region
from padan.training.models import Enrolment
from padan.training.queries.batches import batches_of
from padan.training.queries.targets import RUN
from padan.training.states import PARTICIPANTS, BatchState, EnrolmentState
from padan.ventures.models import Venture
from padan.ventures.queries import venture_checks_to_count, ventures_to_count, with_backed
from padan.ventures.states import Alive

NOT_RECORDED = "-"
NARROWS = {
    "trade": "programme__trade",
    "programme": "programme__code",
    "centre": "centre__code",
    "region": "centre__region__code",
    "funding": "funding",
    "batch": "code",
    "agreement": "promise__agreement__code",
}
"""By which words of a batch the rows of a figure may be narrowed; a body, programme, class or agreement by its code."""


@dataclass(frozen=True)
class Question:
    """Who asks, about which body (None: all she may see), as of which day, at which window, of which groups."""

    viewer: Viewer
    as_of: date
    organisation: Any = None
    window: str = Window.NOT_STATED
    where: tuple[tuple[str, str], ...] = ()  # keys of NARROWS with their values, in order

    def narrowed(self, rows, batch):
        """``rows`` of the groups asked about; ``batch`` is the lookup that leads to their class."""
        for key, value in self.where:
            path = f"{batch}__{NARROWS[key]}"
            unsaid = Q(**{path: ""}) | Q(**{f"{path}__isnull": True})
            rows = rows.filter(unsaid if value == NOT_RECORDED else Q(**{path: value}))
        return rows

    def within(self, rows, *, centre="", company="", forum=""):
        """``rows`` narrowed to the body asked about; each argument is the lookup that leads to it, if one does."""
        body = self.organisation
        if body is None:
            return rows
        if body.kind == Kind.FORUM:
            path = centre or company or forum
            below = Organisation.objects.filter(Q(forum=body) | Q(forum__forum=body) | Q(pk=body.pk)).values("pk")
            return rows.filter(**{f"{path}__in": below})
        path = centre if body.kind == Kind.CENTRE else company
        return rows.filter(**{path: body}) if path else rows.none()


def finished_enrolments(asked: Question):
    """Enrolments that completed by the cut-off; a completion without a date counts as completed."""
    rows = Enrolment.objects.filter(state=EnrolmentState.COMPLETED)
    if not asked.viewer.sees_all:
        rows = rows.filter(batch__in=batches_of(asked.viewer).order_by().values("pk"))
    rows = rows.select_related("batch__programme").order_by("pk")
    rows = rows.filter(Q(finished_on=None) | Q(finished_on__lte=asked.as_of))
    return asked.narrowed(asked.within(rows, centre="batch__centre"), "batch")


def outcomes_at_window(asked: Question):
    """Where the cohort stands at one window, as it was known on the cut-off."""
    rows = outcomes_to_count(asked.viewer, on=asked.as_of).filter(window=asked.window)
    return asked.narrowed(asked.within(rows, centre="batch__centre"), "batch")


def with_business(rows, asked: Question):
    """Outcomes, each with the newest business its graduate has told of: ``business`` (code) and ``business_words``."""
    hers = Venture.objects.filter(graduate__person=OuterRef("enrolment__person"), told_on__lte=asked.as_of)
    hers = hers.order_by("-pk")
    return rows.annotate(business=Subquery(hers.values("code")[:1]), business_words=Subquery(hers.values("words")[:1]))


def ventures_told(asked: Question):
    """Businesses of graduates told of by the cut-off, begun as far as that is known, and not said to be closed."""
    rows = ventures_to_count(asked.viewer).filter(told_on__lte=asked.as_of)
    rows = rows.filter(Q(began_on=None) | Q(began_on__lte=asked.as_of))
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=asked.as_of))
    return asked.within(rows, centre="graduate__centre")


def ventures_backed(asked: Question):
    """The same businesses, each with whether a company had ``backed`` it by its own word then."""
    return with_backed(ventures_told(asked), asked.as_of)


def venture_checks_due(months: int):
    """The question for the checks at a month whose day had come by the cut-off, each with what was ``known`` then."""

    def due(asked: Question):
        said = Q(answered_on__lte=asked.as_of)
        known = Case(
            When(said & Q(alive=True), then=Value(Alive.ALIVE)),
            When(said & Q(alive=False), then=Value(Alive.CLOSED)),
            default=Value(Alive.UNKNOWN),
        )
        rows = venture_checks_to_count(asked.viewer).filter(months=months, due_on__lte=asked.as_of)
        rows = rows.filter(venture__told_on__lte=asked.as_of).annotate(known=known)
        rows = asked.within(rows, centre="venture__graduate__centre")
        return asked.narrowed(rows, "venture__graduate__batch")

    return due


def outcomes_from_sheets(asked: Question):
    """Outcomes that came with a mark "working" or without one, window not stated."""
    rows = outcomes_to_count(asked.viewer, on=asked.as_of).filter(window=Window.NOT_STATED)
    return asked.within(rows, centre="batch__centre")


def openings_known(asked: Question):
    """Openings, drafts left out, jobs and apprenticeships alike; the parts keep them apart."""
    rows = openings_of(asked.viewer).exclude(state=OpeningState.DRAFT)
    if asked.organisation is not None and asked.organisation.kind == Kind.CENTRE:
        return rows.filter(owner=asked.organisation)
    return asked.within(rows, company="company", centre="owner")


def totals_reported(asked: Question):
    """Totals that centres reported without rows and in whose place no rows stood on that day."""
    return asked.within(totals_standing(asked.viewer, asked.as_of), centre="centre")


def partner_period(asked: Question):
    """The running target of the forum asked about, or the newest there is; None without one."""
    targets = Target.objects.filter(counted=Counted.PARTNERS, starts_on__lte=asked.as_of).order_by("-starts_on", "pk")
    if asked.organisation is not None and asked.organisation.kind == Kind.FORUM:
        targets = targets.filter(forum__organisation=asked.organisation)
    elif asked.viewer.forums:
        targets = targets.filter(forum__organisation_id__in=asked.viewer.forums)
    return targets.first()


def partners(asked: Question):
    """Companies with an agreement signed in the target's period and in force: one row a company, its first."""
    agreements = agreements_of(asked.viewer).filter(signed_on__lte=asked.as_of, state__in=IN_FORCE)
    agreements = agreements.filter(Q(ends_on=None) | Q(ends_on__gte=asked.as_of))
    if target := partner_period(asked):
        agreements = agreements.filter(signed_on__gte=target.starts_on, signed_on__lte=target.ends_on)
    parties = Party.objects.filter(organisation__kind=Kind.COMPANY, agreement__in=agreements.order_by().values("pk"))
    parties = asked.within(parties, company="organisation", forum="agreement__forum__organisation")
    first = parties.order_by().values("organisation").annotate(first=Min("pk")).values("first")
    return Party.objects.filter(pk__in=first).select_related("organisation", "agreement").order_by("pk")


def placements_in_scope(asked: Question):
    """Placements whose first day has come by the cut-off."""
    open_to = within(asked.viewer, "graduate__centre") | Q(pk__in=placements_of(asked.viewer).order_by().values("pk"))
    rows = Placement.objects.filter(open_to, started_on__lte=asked.as_of)
    rows = rows.select_related("graduate__batch__programme", "opening__company").order_by("pk")
    rows = asked.within(rows, centre="graduate__centre", company="opening__company")
    return asked.narrowed(rows, "graduate__batch")


def placements_begun(asked: Question):
    """Placements in Indonesia whose first day has come, in the target's period where one runs."""
    rows = placements_in_scope(asked).exclude(opening__region__kind=Region.Kind.COUNTRY)
    target = partner_period(asked)
    return rows.filter(started_on__gte=target.starts_on) if target else rows


def needs_said(asked: Question):
    """Needs said by the cut-off and not withdrawn."""
    rows = needs_of(asked.viewer).filter(said_on__lte=asked.as_of).exclude(state=NeedState.WITHDRAWN)
    return asked.within(rows, company="company")


def units_named(asked: Question):
    """Competency units that those needs name: one row a unit."""
    units = NeedUnit.objects.filter(need__in=needs_said(asked).order_by().values("pk"))
    first = units.order_by().values("unit").annotate(first=Min("pk")).values("first")
    return NeedUnit.objects.filter(pk__in=first).select_related("unit").order_by("pk")


def programmes_kept(asked: Question):
    """Programmes of the centres."""
    return asked.within(programmes_of(asked.viewer), centre="centre")


def batches_completed(asked: Question):
    """Batches completed by the cut-off."""
    rows = batches_of(asked.viewer).filter(state=BatchState.COMPLETED)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__lte=asked.as_of))
    return asked.within(rows, centre="centre")


def packages_begun(asked: Question):
    """Classes of the calendar year of the cut-off that had begun by then: *paket* as the budget counts them."""
    rows = batches_of(asked.viewer).filter(state__in=RUN)
    rows = rows.filter(starts_on__year=asked.as_of.year, starts_on__lte=asked.as_of)
    return asked.within(rows, centre="centre")


def people_in_packages(asked: Question):
    """Who took a place in those classes: *orang* as the budget counts them, whether she finished or not."""
    rows = Enrolment.objects.filter(batch__in=packages_begun(asked).order_by().values("pk"), state__in=PARTICIPANTS)
    return rows.select_related("batch__programme").order_by("pk")


def promises_due(asked: Question):
    """Promises of signed agreements that fell due by the cut-off, in the target's period where one runs.

    Each with ``kept_by_then``: whether its rows had reached its number on the cut-off.
    """
    rows = promises_of(asked.viewer).filter(agreement__state__in=WITH_SIGNATURE, due_on__lte=asked.as_of)
    if target := partner_period(asked):
        rows = rows.filter(due_on__gte=target.starts_on)
    kept = Case(When(kept_on__lte=asked.as_of, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = rows.annotate(kept_by_then=kept).order_by("pk")
    return asked.within(rows, centre="party__organisation", company="party__organisation")
