from datetime import timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When

from padan.agreements.queries.promises import delivered_for
from padan.agreements.states import PromiseKind
from padan.matching.models import Invitation
from padan.openings.states import OpeningKind
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.placements.models import CheckIn, Placement, Proof
from padan.placements.states import Evidence, PlacementState
from padan.training.models import Enrolment
from padan.training.queries.batches import batches_for_promises, taught_by, taught_for_promises, trained_for_promises
from padan.training.states import PARTICIPANTS

BEGUN = (PlacementState.WORKING, PlacementState.ENDED)
STAYED = timedelta(days=90)
"""So long somebody worked there who "stayed"."""


def placements_of(viewer: Viewer):
    """Placements the viewer may open, written last first.

    A company those in its openings (graduates as codes), a graduate her own, centres and forums those of their
    graduates. Graduate, opening and company come along, and whether a file shows the work (``has_file``).
    """
    files = Proof.objects.filter(placement=OuterRef("pk"), withdrawn_at=None)
    open_to = within_personal(viewer, "graduate__centre") | Q(opening__company_id__in=viewer.companies)
    if viewer.has(RoleName.INSTRUCTOR):
        taught = Enrolment.objects.filter(batch__in=taught_by(viewer)).order_by().values("person_id")
        open_to |= Q(graduate__person__in=taught)
    if viewer.person_id:
        open_to |= Q(graduate__person_id=viewer.person_id)
    return (
        Placement.objects.filter(open_to)
        .annotate(has_file=Exists(files))
        .select_related("graduate__person", "graduate__centre", "graduate__batch", "opening__company")
        .order_by("-pk")
    )


def placement_behind(link):
    """The placement that a link is about."""
    code = link.thing_code if link.thing_kind == "placements.placement" else None
    rows = Placement.objects.filter(code=code).order_by("pk")
    return rows.select_related("graduate__person", "graduate__centre", "graduate__batch", "opening__company")


def evidence_of(placement) -> Evidence:
    """The highest rung that a placement stands on. It must come from ``placements_of`` (``has_file``)."""
    if placement.started_on is None:
        return Evidence.NONE
    if placement.verified_on:
        return Evidence.OFFICER
    if placement.confirmed_on:
        return Evidence.EMPLOYER
    return Evidence.FILE if placement.has_file else Evidence.SELF_REPORT


def proofs_of(placement):
    """Files that show the work, the newest first, those taken back as well."""
    return Proof.objects.filter(placement=placement).order_by("-brought_on", "-pk")


def proofs_open_to(viewer: Viewer):
    """Files the viewer may open: staff of the centre and its forum, and the graduate herself. Nobody else."""
    open_to = Q(placement__graduate__centre_id__in=viewer.centres)
    open_to |= Q(placement__graduate__centre__forum_id__in=viewer.kept_forums)
    if viewer.person_id:
        open_to |= Q(placement__graduate__person_id=viewer.person_id)
    rows = Proof.objects.filter(open_to, withdrawn_at=None).order_by("-pk")
    return rows.select_related("placement__graduate__centre")


def check_ins_of(viewer: Viewer):
    """Check-ins of the placements that the viewer may open, the longest due first, with who and where."""
    return (
        CheckIn.objects.filter(placement__in=placements_of(viewer).order_by().values("pk"))
        .select_related("placement__graduate__person", "placement__graduate__centre", "placement__opening__company")
        .order_by("due_on", "pk")
    )


def check_ins_waiting(viewer: Viewer):
    """Check-ins of running work that nobody has answered, the longest due first."""
    return check_ins_of(viewer).filter(answer="", placement__state=PlacementState.WORKING)


def check_ins_of_placement(placement):
    """What was asked after one placement, by month."""
    return CheckIn.objects.filter(placement=placement).order_by("month")


def check_in_behind(link):
    """The check-in that a link is about."""
    code = link.thing_code if link.thing_kind == "placements.checkin" else None
    rows = CheckIn.objects.filter(code=code).order_by("pk")
    return rows.select_related("placement__graduate__centre__forum", "placement__opening__company")


def hired_and_stayed(openings, *, today) -> dict[int, tuple[int, int]]:
    """For each opening how many began, and how many of them stayed for ``STAYED``: opening id to both. One query."""
    rows = Placement.objects.filter(opening__in=openings, state__in=BEGUN).order_by()
    lasted = Q(state=PlacementState.WORKING, started_on__lte=today - STAYED)
    lasted |= Q(state=PlacementState.ENDED, ended_on__gte=F("started_on") + STAYED)
    counted = rows.values_list("opening_id").annotate(hired=Count("pk"), stayed=Count("pk", filter=lasted))
    return {opening: (hired, stayed) for opening, hired, stayed in counted}


def working_among(graduates) -> set[int]:
    """Ids of those among ``graduates`` who have a running job."""
    rows = Placement.objects.filter(graduate__in=graduates, state=PlacementState.WORKING)
    return set(rows.order_by().values_list("graduate_id", flat=True))


def offer_taken(invitation):
    """The placement that an accepted invitation waits to become, or None."""
    rows = Placement.objects.filter(
        graduate=invitation.graduate_id, opening=invitation.opening_id, state=PlacementState.OFFERED
    )
    return rows.select_related("graduate__centre", "opening__company").order_by("pk").first()


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


def ends_of_taught(needs) -> list[tuple[int, str, str | None, str | None, bool, int]]:
    """Where the people in the batches of each need came out: one query.

    Rows of need id, state of the enrolment, state of her placement in an opening of that need, state of her invitation
    to one (None: none), whether she works in another opening, and how many.
    """
    hers, here = Q(graduate__person=OuterRef("person")), Q(opening__need=OuterRef("batch__need"))
    placed = Placement.objects.filter(hers, here).order_by(NEAREST, "pk").values("state")[:1]
    invited = Invitation.objects.filter(hers, here).order_by("-pk").values("state")[:1]
    elsewhere = Placement.objects.filter(hers, state=PlacementState.WORKING).exclude(here)
    rows = Enrolment.objects.filter(batch__need__in=needs, state__in=PARTICIPANTS).order_by()
    rows = rows.annotate(placed=Subquery(placed), invited=Subquery(invited), elsewhere=Exists(elsewhere))
    told = rows.values_list("batch__need_id", "state", "placed", "invited", "elsewhere").annotate(n=Count("pk"))
    return list(told.order_by("batch__need_id"))


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
