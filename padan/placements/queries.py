from django.db.models import Count, Q

from padan.agreements.queries.promises import delivered_for
from padan.agreements.states import PromiseKind
from padan.openings.states import OpeningKind
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.training.models import Enrolment
from padan.training.queries import batches_for_promises, taught_by, taught_for_promises, trained_for_promises

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


def begun_for_promises(promises, *, kind=OpeningKind.JOB) -> dict[int, int]:
    """How many placements of one kind began under each promise: promise id to number. Offers do not count."""
    rows = Placement.objects.filter(promise__in=promises, opening__kind=kind, state__in=BEGUN)
    counted = rows.order_by().values("promise_id").annotate(number=Count("pk"))
    return {row["promise_id"]: row["number"] for row in counted}


def begun_for_needs(needs) -> dict[int, int]:
    """How many placements began in openings that carry each need: need id to number."""
    rows = Placement.objects.filter(opening__need__in=needs, state__in=BEGUN)
    counted = rows.order_by().values("opening__need_id").annotate(number=Count("pk"))
    return {row["opening__need_id"]: row["number"] for row in counted}


BY_CLASS = frozenset({"kelas", "paket", "angkatan"})
"""Units in which a promise to train counts classes; in every other unit it counts the people who completed one."""


def done_for_promises(promises) -> dict[int, int]:
    """How far each promise is kept, counted from the rows that answer its kind: promise id to number, 0 included.

    Hires and apprenticeships from placements that began, training from batches, teaching from guest lessons and what
    was delivered beside them, everything else from deliveries. Six queries for any number of promises.
    """
    promises = list(promises)
    jobs, places = (begun_for_promises(promises, kind=kind) for kind in (OpeningKind.JOB, OpeningKind.APPRENTICESHIP))
    people, classes = trained_for_promises(promises), batches_for_promises(promises)
    lessons, delivered = taught_for_promises(promises), delivered_for(promises)

    def of(promise):
        match promise.kind:
            case PromiseKind.HIRE:
                return jobs.get(promise.pk, 0)
            case PromiseKind.APPRENTICESHIP:
                return places.get(promise.pk, 0)
            case PromiseKind.TRAIN:
                counted = classes if promise.unit.strip().casefold() in BY_CLASS else people
                return counted.get(promise.pk, 0)
            case PromiseKind.TEACH:
                return lessons.get(promise.pk, 0) + delivered.get(promise.pk, 0)
        return delivered.get(promise.pk, 0)

    return {promise.pk: of(promise) for promise in promises}
