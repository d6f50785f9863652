"""Questions about graduates' own businesses: whose are open to whom, whom to ask, which companies may stand by them."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery

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
from padan.ventures.models import Backer, Venture, VentureCheck, VentureCourse
from padan.ventures.states import KEEP


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
    """The companies beside each of these businesses, those of today first: id to rows. One query."""
    found: dict[int, list] = {}
    rows = Backer.objects.filter(venture__in=ventures).select_related("organisation")
    for row in rows.order_by("until", "-since", "-pk"):
        found.setdefault(row.venture_id, []).append(row)
    for some in found.values():
        some.sort(key=lambda row: row.until is not None)
    return found


def backers_open(venture):
    """The companies beside a business today."""
    return Backer.objects.filter(venture=venture, until=None).select_related("organisation").order_by("-since", "-pk")


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
