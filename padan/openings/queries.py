"""Questions about what is vacant: who sees which openings, what their words ask for, what is to be reported."""

from datetime import timedelta

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.utils.translation import gettext as _

from padan.curricula.queries.gap import Asked
from padan.openings.models import AgeLimit, Opening, OpeningUnit, VacancyReport
from padan.openings.states import Ending, OpeningKind, OpeningState, ReportKind
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, in_forum_of_own_centre, within
from padan.organisations.states import RoleName
from padan.reference.fairness import Ground, findings_in
from padan.reference.models import Code

READ = ("title", "description", "competences", "experience", "education", "conditions")
"""The columns whose words are read for what the law forbids to ask for."""
REMIND_BEFORE = timedelta(days=7)


def openings_of(viewer: Viewer):
    """Openings the viewer may open, written last first.

    A company: its own. A centre: those it keeps and those of its forum's companies. Forums and labour offices: of their
    companies and centres. A graduate: every open one. A draft is seen by those who may write it. Company, owner, region
    and official occupation come along.
    """
    open_to = (
        Q(company_id__in=viewer.companies)
        | Q(owner_id__in=viewer.companies | viewer.centres)
        | in_forum_of_own_centre(viewer, "company")
        | within(viewer, "company", administrators=False)
        | within(viewer, "owner", administrators=False)
    )
    for code in sorted(viewer.provinces):
        open_to |= Q(region__code__startswith=code)
    if viewer.has(RoleName.GRADUATE):
        open_to |= Q(state=OpeningState.OPEN)
    return with_bodies(Opening.objects.filter(open_to, ~Q(state=OpeningState.DRAFT) | _written_by(viewer))).order_by(
        "-pk"
    )


def openings_kept_by(viewer: Viewer):
    """Openings the viewer may change, written last first."""
    return with_bodies(Opening.objects.filter(_written_by(viewer))).order_by("-pk")


def with_bodies(rows):
    """Company, owner, region and official occupation come along."""
    return rows.select_related("company__region", "owner__region", "region", "occupation__scheme")


def _written_by(viewer):
    """The condition that the viewer may change an opening: see ``permissions.may_keep_opening``."""
    own = Q(company_id__in=viewer.companies) | Q(owner_id__in=viewer.companies | viewer.centres)
    if not viewer.kept_forums:
        return own
    forums = viewer.kept_forums
    return own | Q(company__forum_id__in=forums) | Q(company=None, owner__forum_id__in=forums)


def opening_behind(link):
    """The opening that a link is about."""
    code = link.thing_code if link.thing_kind == "openings.opening" else None
    return with_bodies(Opening.objects.filter(code=code)).order_by("pk")


def open_around(centre, *, most, units=()):
    """Open jobs that a centre keeps, or companies of its forum, with a seat left: most of ``units`` (ids) first, then
    written last first. ``fits`` is how many of the units each asks for or welcomes."""
    around = Q(owner=centre)
    if centre.forum_id:
        around |= Q(company__forum=centre.forum_id)
    rows = Opening.objects.filter(around, state=OpeningState.OPEN, kind=OpeningKind.JOB).exclude(full())
    rows = rows.annotate(fits=Count("units", filter=Q(units__unit__in=list(units))))
    return list(with_bodies(rows).order_by("-fits", "-pk")[:most])


def seats_for(needs) -> dict[int, int]:
    """Seats of the openings that carry each need, drafts left out: need id to number."""
    rows = Opening.objects.filter(need__in=needs).exclude(state=OpeningState.DRAFT).order_by()
    return {row["need_id"]: row["total"] for row in rows.values("need_id").annotate(total=Sum("seats"))}


def units_asked(opening):
    """Competency units of an opening, required ones first."""
    rows = OpeningUnit.objects.filter(opening=opening).select_related("unit__scheme")
    return rows.order_by("-required", "unit__code", "pk")


def units_with_ids(ids):
    """Competency units by their ids, by title."""
    return Code.objects.filter(pk__in=ids).order_by("title", "pk")


def age_limit_of(opening):
    """The age limit of an opening, let pass or waiting, or None."""
    return AgeLimit.objects.filter(opening=opening).select_related("approver").order_by("pk").first()


def words_found(opening) -> list:
    """(column, finding) for every place in the opening's text that asks for what work does not need."""
    return [(name, finding) for name in READ for finding in findings_in(getattr(opening, name))]


def stopping_words(opening) -> list:
    """Those that keep it from being published: all that stop, an age only until its limit was let pass."""
    found = [(name, finding) for name, finding in words_found(opening) if finding.stops]
    if any(finding.ground == Ground.AGE for _name, finding in found):
        limit = age_limit_of(opening)
        if limit is not None and limit.approver_id:
            found = [(name, finding) for name, finding in found if finding.ground != Ground.AGE]
    return found


def openings_expired(at):
    """Open ones whose deadline has passed, the longest first."""
    rows = Opening.objects.filter(state=OpeningState.OPEN, closes_at__lte=at)
    return rows.select_related("company", "owner__region").order_by("closes_at", "pk")


def openings_running_out(at):
    """Open ones that close within a week and were not told so, the next first."""
    rows = Opening.objects.filter(state=OpeningState.OPEN, closes_at__gt=at, closes_at__lte=at + REMIND_BEFORE)
    return rows.filter(reminded_at=None).select_related("company", "owner__region").order_by("closes_at", "pk")


def full(path=""):
    """The condition that nobody is looked for any more: every seat taken, or closed as filled."""
    ended = Q(**{f"{path}state": OpeningState.CLOSED, f"{path}ending__in": [Ending.FILLED, Ending.ELSEWHERE]})
    return ended | Q(**{f"{path}seats_taken__gte": F(f"{path}seats")})


def reportable(viewer: Viewer):
    """Jobs whose vacancy the viewer reports to the ministry, or sees reported, written last first.

    Each with ``reported_as`` (the revision that was reported vacant, or None) and ``filled_as`` (the same, as filled).
    An apprenticeship is no vacancy; a draft is nobody's yet; without an employer nobody has the duty.
    """
    reports = VacancyReport.objects.filter(opening=OuterRef("pk")).order_by("-revision", "-pk")
    return (
        openings_of(viewer)
        .filter(kind=OpeningKind.JOB, company__isnull=False)
        .exclude(state=OpeningState.DRAFT)
        .annotate(
            reported_as=Subquery(reports.filter(kind=ReportKind.VACANT).values("revision")[:1]),
            filled_as=Subquery(reports.filter(kind=ReportKind.FILLED).values("revision")[:1]),
        )
    )


def to_report():
    """The condition on ``reportable`` rows that the ministry does not know yet what stands.

    Open and never reported, or changed since; or reported as vacant, and filled meanwhile.
    """
    stale = Q(state=OpeningState.OPEN) & ~full() & (Q(reported_as=None) | Q(reported_as__lt=F("revision")))
    return stale | (full() & Q(reported_as__isnull=False, filled_as=None))


def due_as(opening) -> str:
    """As what an opening of ``reportable`` is to be reported: a ``ReportKind``, or nothing."""
    gone = opening.seats_taken >= opening.seats or (
        opening.state == OpeningState.CLOSED and opening.ending in (Ending.FILLED, Ending.ELSEWHERE)
    )
    if gone:
        return ReportKind.FILLED if opening.reported_as is not None and opening.filled_as is None else ""
    if opening.state != OpeningState.OPEN:
        return ""
    return ReportKind.VACANT if opening.reported_as is None or opening.reported_as < opening.revision else ""


def with_details(rows):
    """Units and age limit of openings come along, for the report: two questions for any number of rows."""
    units = OpeningUnit.objects.select_related("unit").order_by("-required", "unit__code", "pk")
    return rows.prefetch_related(Prefetch("units", queryset=units)).select_related("age_limit")


def missing_for_report(opening) -> list[str]:
    """What the report of a vacancy asks for and the opening does not say. Age and sex are never missing."""
    company = opening.company
    told = (
        (company.nib, _("the company's NIB")),
        (company.address, _("the company's address")),
        (opening.closes_at, _("how long it is open")),
        (opening.education, _("schooling")),
        (opening.units.all() or opening.competences, _("skills")),
        (opening.experience, _("experience")),
        (opening.wage_from_idr, _("wage")),
        (opening.region or opening.region_written, _("place of work")),
    )
    return [str(label) for value, label in told if not value]


def reports_of(opening):
    """What the ministry was told about an opening, the latest first."""
    return VacancyReport.objects.filter(opening=opening).select_related("by").order_by("-reported_on", "-pk")


def jobs_asking(forum: int | None) -> Asked:
    """Open jobs of the companies and centres under a forum (the id of its body), with their free seats.

    For the questions of ``curricula.queries.gap``.
    """
    bodies = f"SELECT o.id FROM {Organisation._meta.db_table} o WHERE o.forum_id = %s"  # noqa: S608
    things = f"""SELECT t.id AS id, t.seats - t.seats_taken AS people, t.company_id AS company
        FROM {Opening._meta.db_table} t WHERE t.state = '{OpeningState.OPEN}' AND t.kind = '{OpeningKind.JOB}'
        AND t.seats > t.seats_taken AND (t.company_id IN ({bodies}) OR t.owner_id IN ({bodies}))"""  # noqa: S608
    return Asked(things, (forum, forum), OpeningUnit._meta.db_table, "opening_id")
