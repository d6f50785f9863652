"""Questions about graduates' own businesses: whose are open to whom, whom to ask, which companies may stand by them."""

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When

from padan.graduates.models import Graduate
from padan.graduates.queries import graduates_of
from padan.organisations.queries import Viewer, partners_under, within_personal
from padan.organisations.states import RoleName
from padan.outcomes.models import Outcome, Silence
from padan.outcomes.states import Status
from padan.people.models import SignedLink
from padan.training.models import Enrolment
from padan.training.queries.batches import batches_of, taught_by
from padan.training.states import EnrolmentState
from padan.ventures.models import Backer, NameShown, Venture, VentureCheck, VentureCourse
from padan.ventures.states import BACK, BESIDE, KEEP, OVER, STANDING, WAITING, BackerState


def ventures_of(viewer: Viewer):
    """Businesses the viewer may open, told last first: of her centre's, forums' or taught graduates; her own.

    Graduate, class, centre, region and the checks by month come along.
    """
    open_to = within_personal(viewer, "graduate__centre")
    if viewer.has(RoleName.INSTRUCTOR):
        taught = Enrolment.objects.filter(batch__in=taught_by(viewer)).order_by().values("person_id")
        open_to |= Q(graduate__person__in=taught)
    if viewer.person_id:
        open_to |= Q(graduate__person_id=viewer.person_id)
    return _whole(Venture.objects.filter(open_to)).order_by("-pk")


def ventures_of_graduate(graduate):
    """Her businesses, those that run first, then the newest."""
    rows = _whole(Venture.objects.filter(graduate=graduate))
    return rows.order_by(F("ended_on").desc(nulls_first=True), "-pk")


def ventures_to_count(viewer: Viewer):
    """Businesses the viewer may count without reading the lines: of graduates of every batch she may open."""
    rows = Venture.objects.select_related("graduate__batch__programme", "region").order_by("pk")
    return rows if viewer.sees_all else rows.filter(graduate__batch__in=batches_of(viewer).order_by().values("pk"))


def venture_checks_to_count(viewer: Viewer):
    """Checks of the businesses the viewer may count."""
    rows = VentureCheck.objects.select_related("venture__graduate__batch__programme").order_by("pk")
    return rows if viewer.sees_all else rows.filter(venture__in=ventures_to_count(viewer).order_by().values("pk"))


def _whole(rows):
    checks = VentureCheck.objects.order_by("months", "pk")
    return rows.select_related(
        "graduate__person", "graduate__centre__region", "graduate__batch__programme", "region"
    ).prefetch_related(Prefetch("checks", checks))


def waiting(rows):
    """Those of ``rows`` with a check that nobody has answered."""
    return rows.filter(Exists(VentureCheck.objects.filter(venture=OuterRef("pk"), alive=None)))


def wants_silence(graduate) -> bool:
    """Whether she asked to be asked nothing more."""
    return Silence.objects.filter(person=graduate.person_id).exists()


def courses_of(graduate):
    """The courses she completed, the latest first: what may belong to a business."""
    rows = Enrolment.objects.filter(person=graduate.person_id, state=EnrolmentState.COMPLETED)
    return rows.select_related("batch__programme").order_by("-finished_on", "-pk")


def courses_for(ventures) -> dict[int, list]:
    """The courses that belong to each of these businesses: id to enrolments. One query."""
    found: dict[int, list] = {}
    rows = VentureCourse.objects.filter(venture__in=ventures).select_related("enrolment__batch__programme")
    for row in rows.order_by("enrolment__finished_on", "pk"):
        found.setdefault(row.venture_id, []).append(row.enrolment)
    return found


def backers_for(ventures) -> dict[int, list]:
    """The companies asked to stand by each of these businesses, those that do first: id to rows. Two queries.

    ``shows``: whether the owner shows her name to the company now.
    """
    found: dict[int, list] = {}
    rows = _with_name(Backer.objects.filter(venture__in=ventures).select_related("organisation"))
    for row in rows.order_by("until", "-since", "-pk"):
        found.setdefault(row.venture_id, []).append(row)
    for some in found.values():
        some.sort(key=lambda row: (*STANDING, *OVER).index(row.state))
    return found


def backers_of(viewer: Viewer):
    """What companies were asked and said, of the businesses the viewer may open."""
    rows = Backer.objects.filter(venture__in=ventures_of(viewer).order_by().values("pk"))
    return _with_name(_asked_whole(rows)).order_by("-pk")


def backers_of_graduate(graduate):
    """The companies asked about her businesses."""
    return Backer.objects.filter(venture__graduate=graduate).select_related("organisation", "venture").order_by("-pk")


def backers_beside(venture):
    """The companies that stand by a business today, as they or the centre say."""
    rows = Backer.objects.filter(venture=venture, state__in=BESIDE).select_related("organisation")
    return rows.order_by("-since", "-pk")


def asked_of_companies(viewer: Viewer):
    """What the viewer's companies are asked, or have agreed to: of businesses that run. Waiting ones first."""
    rows = Backer.objects.filter(organisation__in=viewer.companies, state__in=STANDING, venture__ended_on=None).exclude(
        venture__words=""
    )
    waits = Case(When(state=BackerState.AGREED, then=Value(1)), default=Value(0))
    return _with_name(_asked_whole(rows)).order_by(waits, "-pk")


def backers_for_company(viewer: Viewer):
    """What the viewer's companies were ever asked, for the page of one."""
    return _with_name(_asked_whole(Backer.objects.filter(organisation__in=viewer.companies))).order_by("-pk")


def backer_behind(link):
    """The asking that a company's link is about, as a question that gives one row or none."""
    mine = link.act == BACK and link.thing_kind == Backer._meta.label_lower
    return _with_name(_asked_whole(Backer.objects.filter(code=link.thing_code if mine else None))).order_by("pk")


def backers_to_remind(before, *, most):
    """Askings without an answer, last written to ``before`` then and fewer than ``most`` times, the oldest first.

    What the centre told is asked about only where somebody asked before. Closed businesses and companies ask nothing.
    """
    asked = Q(state=BackerState.PROPOSED) | Q(state=BackerState.TOLD, asked_at__isnull=False)
    rows = Backer.objects.filter(asked, Q(asked_at=None) | Q(asked_at__lte=before), times_asked__lt=most)
    rows = rows.filter(venture__ended_on=None, organisation__closed_on=None).exclude(venture__words="")
    return _asked_whole(rows).order_by("pk")


def backed_as(rows, kind):
    """Businesses that a company stands by as this today, by its own yes."""
    return rows.filter(Exists(Backer.objects.filter(venture=OuterRef("pk"), kind=kind, state=BackerState.AGREED)))


def with_backed(rows, on):
    """Businesses, each with ``backed``: whether by that day a company had agreed to stand by it, and still did."""
    agreed = Backer.objects.filter(
        Q(until=None) | Q(until__gt=on), venture=OuterRef("pk"), since__lte=on, answered_on__lte=on,
        state__in=[BackerState.AGREED, BackerState.ENDED],
    )  # fmt: skip
    return rows.annotate(backed=Exists(agreed))


def waiting_for_company(rows):
    """Businesses about which a company was asked and has not said yes or no."""
    return rows.filter(Exists(Backer.objects.filter(venture=OuterRef("pk"), state__in=WAITING)))


def _with_name(rows):
    return rows.annotate(shows=Exists(NameShown.objects.filter(backer=OuterRef("pk"), withdrawn_at=None)))


def _asked_whole(rows):
    return rows.select_related(
        "venture__graduate__person", "venture__graduate__centre", "venture__graduate__batch__programme",
        "venture__region", "organisation", "contact", "proposed_by",
    )  # fmt: skip


def companies_beside(graduate):
    """Companies that may stand by a graduate's business: those under the forum of her centre, by name."""
    return partners_under(graduate.centre.forum_id)


def graduates_to_ask(viewer: Viewer):
    """Graduates whose newest status is self-employed and of whom no business is written down, told longest ago first.

    Who wants no questions is not among them. Person, centre and class come along; ``told_on`` is the day that status
    holds for, ``job`` what was told of it, ``asked_at`` when a link about her business was last made.
    """
    from_her = Outcome.objects.filter(enrolment__person=OuterRef("person")).order_by("-as_of", "-pk")
    asked = SignedLink.objects.filter(
        thing_kind=Graduate._meta.label_lower, thing_code=OuterRef("code"), act=KEEP
    ).order_by("-pk")
    told = Outcome.objects.filter(status=Status.SELF_EMPLOYED).order_by().values("enrolment__person")
    return (
        graduates_of(viewer)
        .filter(person__in=told)
        .exclude(pk__in=Venture.objects.order_by().values("graduate"))
        .exclude(person__in=Silence.objects.order_by().values("person"))
        .annotate(
            status=Subquery(from_her.values("status")[:1]),
            told_on=Subquery(from_her.values("as_of")[:1]),
            job=Subquery(from_her.values("job")[:1]),
            asked_at=Subquery(asked.values("created_at")[:1]),
        )
        .filter(status=Status.SELF_EMPLOYED)
        .order_by("told_on", "pk")
    )


def words_told_of(graduate) -> str:
    """What was said of her business when she was asked where she stands; "" where nothing was, or she has told it."""
    if Venture.objects.filter(graduate=graduate).exists():
        return ""
    rows = Outcome.objects.filter(enrolment__person=graduate.person_id).order_by("-as_of", "-pk")
    newest = rows.values_list("status", "job").first()
    return newest[1] if newest and newest[0] == Status.SELF_EMPLOYED else ""


def checks_to_ask(at, *, again, most):
    """Waiting checks of running businesses to ask about tonight, the latest month of each graduate first.

    Who has no e-mail, wants no questions, was asked within ``again`` or ``most`` times is left out.
    """
    quiet = Q(asked_at=None) | Q(asked_at__lte=at - again)
    rows = VentureCheck.objects.filter(quiet, alive=None, venture__ended_on=None, times_asked__lt=most)
    rows = rows.exclude(venture__graduate__person__email="")
    rows = rows.exclude(venture__graduate__person__in=Silence.objects.order_by().values("person"))
    rows = rows.select_related("venture__graduate__person", "venture__graduate__centre")
    return rows.order_by("venture__graduate_id", "-due_on", "-pk")
