from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When

from padan.agreements.queries.promises import delivered_for
from padan.agreements.states import PromiseKind
from padan.openings.states import OpeningKind
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.training.models import Enrolment
from padan.training.queries.batches import batches_for_promises, taught_by, taught_for_promises, trained_for_promises

BEGUN = (PlacementState.WORKING, PlacementState.ENDED)


def placements_of(viewer: Viewer):
    """Placements the viewer may open, written last first.

    A company those in its openings (graduates as codes), a graduate her own, centres and forums those of their
    graduates. Graduate, opening and company come along.
    """
    open_to = within_personal(viewer, "graduate__centre") | Q(opening__company_id__in=viewer.companies)
    if viewer.has(RoleName.INSTRUCTOR):
        taught = Enrolment.objects.filter(batch__in=taught_by(viewer)).order_by().values("person_id")
        open_to |= Q(graduate__person__in=taught)
    if viewer.person_id:
        open_to |= Q(graduate__person_id=viewer.person_id)
    return (
        Placement.objects.filter(open_to)
        .select_related("graduate__person", "graduate__centre", "graduate__batch", "opening__company")
        .order_by("-pk")
    )


def begun_for_promises(promises) -> dict[int, int]:
    """How many placements began under each promise: jobs for one to hire, apprenticeships for one of those."""
    jobs = Q(promise__kind=PromiseKind.HIRE, opening__kind=OpeningKind.JOB)
    places = Q(promise__kind=PromiseKind.APPRENTICESHIP, opening__kind=OpeningKind.APPRENTICESHIP)
    rows = Placement.objects.filter(jobs | places, promise__in=promises, state__in=BEGUN)
    return dict(rows.order_by().values_list("promise_id").annotate(number=Count("pk")))


def begun_for_needs(needs) -> dict[int, int]:
    """How many placements began in openings that carry each need: need id to number."""
    rows = Placement.objects.filter(opening__need__in=needs, state__in=BEGUN)
    counted = rows.order_by().values("opening__need_id").annotate(number=Count("pk"))
    return {row["opening__need_id"]: row["number"] for row in counted}


NEAREST = Case(*(When(state=state, then=at) for at, state in enumerate((*BEGUN, PlacementState.OFFERED))), default=9)
"""Of several placements of one graduate for one need, the one that went farthest."""


def ends_of_taught(needs) -> list[tuple[int, str, str | None, bool, int]]:
    """Where the people in the batches of each need came out: one query.

    Rows of need id, state of the enrolment, state of her placement in an opening of that need (None: none), whether she
    works in another opening, and how many.
    """
    hers = Placement.objects.filter(graduate__person=OuterRef("person"))
    here = hers.filter(opening__need=OuterRef("batch__need")).order_by(NEAREST, "pk").values("state")[:1]
    elsewhere = hers.filter(state=PlacementState.WORKING).exclude(opening__need=OuterRef("batch__need"))
    rows = Enrolment.objects.filter(batch__need__in=needs).order_by()
    rows = rows.annotate(here=Subquery(here), elsewhere=Exists(elsewhere))
    return list(
        rows.values_list("batch__need_id", "state", "here", "elsewhere")
        .annotate(n=Count("pk"))
        .order_by("batch__need_id")
    )


def placements_to_count(viewer: Viewer, promise):
    """Placements begun in the promising company's openings that answer no promise yet, the latest begun first."""
    kind = OpeningKind.APPRENTICESHIP if promise.kind == PromiseKind.APPRENTICESHIP else OpeningKind.JOB
    return (
        placements_of(viewer)
        .filter(opening__company=promise.party.organisation_id, opening__kind=kind, promise=None, state__in=BEGUN)
        .order_by("-started_on", "-pk")
    )


BY_CLASS = frozenset({"kelas", "paket", "angkatan"})
"""Units in which a promise to train counts classes; in every other unit it counts the people who completed one."""


def done_for_promises(promises) -> dict[int, int]:
    """How far each promise is kept, counted from the rows that answer its kind: promise id to number, 0 included.

    Hires and apprenticeships from placements that began, training from batches, teaching from guest lessons and what
    was delivered beside them, everything else from deliveries. At most five queries for any number of promises.
    """
    asked: dict[str, list] = {}
    for promise in promises:
        asked.setdefault(_answered_by(promise), []).append(promise)
    done: dict[int, int] = {promise.pk: 0 for promises in asked.values() for promise in promises}
    for counting, some in asked.items():
        for count in COUNTS[counting]:
            for promise, number in count(some).items():
                done[promise] += number
    return done


def _answered_by(promise):
    if promise.kind in (PromiseKind.HIRE, PromiseKind.APPRENTICESHIP):
        return "placements"
    if promise.kind == PromiseKind.TRAIN:
        return "classes" if promise.unit.strip().casefold() in BY_CLASS else "people"
    return "lessons" if promise.kind == PromiseKind.TEACH else "deliveries"


COUNTS = {
    "placements": (begun_for_promises,),
    "people": (trained_for_promises,),
    "classes": (batches_for_promises,),
    "lessons": (taught_for_promises, delivered_for),
    "deliveries": (delivered_for,),
}
"""The questions that count each kind of answer."""
