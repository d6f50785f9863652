"""Reports: whose they are, what they were made of, which frozen figures one may be made of."""

from django.db.models import Prefetch, Q

from padan.figures.models import Frozen, Report, ReportFigure, ReportFile, ReportOrder
from padan.figures.queries.frozen import published_frozen
from padan.figures.queries.rows import Question, finished_enrolments
from padan.figures.states import ReportKind
from padan.organisations.models import Organisation
from padan.organisations.queries import EVERYWHERE, Viewer, organisations_of
from padan.organisations.states import Kind


def reports_open_to(viewer: Viewer):
    """Reports of bodies the viewer may open, with body, files and figures, the newest first."""
    rows = Report.objects.filter(organisation__in=organisations_of(viewer).order_by().values("pk"))
    return rows.select_related("organisation").prefetch_related(*_whole()).order_by("-made_at", "-pk")


def _whole():
    shown = ReportFigure.objects.select_related("frozen").order_by("place")
    return Prefetch("shown", shown), Prefetch("files", ReportFile.objects.order_by("file_kind"))


def files_open_to(viewer: Viewer):
    """Files of those reports."""
    return ReportFile.objects.filter(report__in=reports_open_to(viewer).order_by().values("pk")).select_related(
        "report"
    )


def corrected_among(figures) -> dict[int, Frozen]:
    """Which of these frozen figures a newer version corrects: id to the newer one. One question."""
    newer = Frozen.objects.filter(corrects__in=[frozen.pk for frozen in figures])
    return {frozen.corrects_id: frozen for frozen in newer}


def fit_for_press(organisation):
    """What a press release of this body may say: published figures of it and of those under it, none corrected.

    A figure narrowed to a group is none: its count is exact, and the public has the rounded one.
    """
    scopes = Organisation.objects.filter(Q(pk=organisation.pk) | Q(forum=organisation) | Q(forum__forum=organisation))
    newer = Frozen.objects.filter(corrects__isnull=False)
    rows = published_frozen().filter(dimensions={}).filter(Q(scope="") | Q(scope__in=scopes.order_by().values("code")))
    return rows.exclude(pk__in=newer.order_by().values("corrects"))


def bodies_with_reports(viewer: Viewer):
    """Forums and centres for which the viewer may make reports: those she keeps, forums first."""
    return Organisation.objects.filter(
        Q(pk__in=viewer.kept_forums) | Q(kind=Kind.CENTRE, forum_id__in=viewer.kept_forums)
    ).order_by("-kind", "name_key", "pk")


def newest_summary(viewer: Viewer):
    """The newest summary that the viewer may open: of a body of hers before one above or beside it; None without."""
    rows = reports_open_to(viewer).filter(kind=ReportKind.SUMMARY)
    own = set().union(*viewer.own.values()) if viewer.own else set()
    return rows.filter(organisation_id__in=own).first() or rows.first()


def graduates_behind(organisation, day) -> int:
    """How many graduates a report of this body counts: what decides whether somebody waits for it, or a job does it."""
    return finished_enrolments(Question(EVERYWHERE, day, organisation)).order_by().count()


def orders_open_to(viewer: Viewer):
    """Reports being prepared, or that were, for bodies whose reports the viewer makes; the newest first."""
    rows = ReportOrder.objects.filter(organisation__in=bodies_with_reports(viewer).order_by().values("pk"))
    return rows.select_related("organisation", "report").order_by("-asked_at", "-pk")
