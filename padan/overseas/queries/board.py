"""The board of the route: who stands at which stage, since when, and who longer than is usual there.

It asks a fixed number of questions, however many candidates stand on it: one for all numbers, one for the cards of all
lanes together, one for the rows of those cards.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from padan.base.staging import fetch
from padan.organisations.models import Organisation
from padan.organisations.queries import NOTHING, Viewer, within_personal
from padan.overseas.models import Candidate, Scheme, SchemeStage
from padan.overseas.states import CandidateState, StageKind

AT_ONCE = 400  # stages of one statement: SQLite joins 500 at most
ANY = -1  # no row's number: where the number of a stage is put in
CARDS = 4
"""Candidates shown in a lane; the list holds the others."""


@dataclass(frozen=True)
class Lane:
    """One kind of stage: how many stand there, how many longer than is usual, since when the first of them."""

    kind: StageKind
    n: int = 0
    late: int = 0
    oldest: date | None = None
    cards: list[Candidate] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.n - len(self.cards)


def on_route(viewer: Viewer):
    """Candidates on the route whom the viewer may open as staff, at their stage since longest first.

    Person, centre, partner, stage and scheme come along.
    """
    rows = Candidate.objects.filter(within_personal(viewer, "centre", at_once=True), state=CandidateState.ON_ROUTE)
    return rows.select_related("person", "centre", "partner", "stage", "version__scheme").order_by("stage_since", "pk")


def kept_on_route(viewer: Viewer):
    """Those on the route whose way the viewer writes: of her centres, and of the forums she keeps."""
    return on_route(viewer).filter(Q(centre__in=viewer.centres) | Q(centre__forum__in=viewer.kept_forums))


def late_on(today: date, days=None) -> Q:
    """The condition that a candidate stands at her stage longer than is usual there.

    ``days`` are the numbers of days that stages name; asked for where they are not at hand.
    """
    if days is None:
        days = SchemeStage.objects.exclude(days=None).order_by().values_list("days", flat=True).distinct()
    late = NOTHING
    for usual in sorted(set(days)):
        late |= Q(stage__days=usual, stage_since__lt=today - timedelta(days=usual))
    return late


def lanes_of(rows, *, today: date, scheme=None) -> list[Lane]:
    """The lanes of a board of these candidates (``on_route``, narrowed), in the order of the route. Four questions.

    A lane stands wherever the rules name its kind of stage, so that an empty one is seen as empty.
    """
    rows = rows.order_by()
    stages = SchemeStage.objects.filter(version__scheme=scheme) if scheme else SchemeStage.objects.all()
    told = {pk: (kind, days) for pk, kind, days in stages.order_by("pk").values_list("pk", "kind", "days")}
    since = {pk: today - timedelta(days=days) for pk, (_kind, days) in told.items() if days is not None}
    numbers = (
        rows.filter(stage__in=list(told))
        .values_list("stage_id")
        .annotate(n=Count("pk"), late=Count("pk", filter=_late(since)), oldest=Min("stage_since"))
    )
    found: dict[str, list] = {}
    for pk, *counted in numbers:
        found.setdefault(told[pk][0], []).append((pk, *counted))
    cards = _cards(rows, {kind: [row[0] for row in counted] for kind, counted in found.items()}, since)
    return [
        Lane(
            kind,
            sum(n for _pk, n, _late_ones, _oldest in found.get(kind, ())),
            sum(late for _pk, _n, late, _oldest in found.get(kind, ())),
            min((oldest for *_counts, oldest in found.get(kind, ())), default=None),
            cards.get(kind, []),
        )
        for kind in StageKind
        if kind in {kind for kind, _days in told.values()}
    ]


def _late(since: dict[int, date]) -> Q:
    """Who stands at one of these stages since before its day."""
    by_day: dict[date, list[int]] = {}
    for pk, day in since.items():
        by_day.setdefault(day, []).append(pk)
    late = NOTHING
    for day, stages in sorted(by_day.items()):
        late |= Q(stage__in=stages, stage_since__lt=day)
    return late


def _cards(rows, stages: dict[str, list[int]], since: dict[int, date]) -> dict[str, list[Candidate]]:
    """The first of each kind: who stands there longer than is usual, then who stands there longest.

    At one stage both are the same order, so that the first of every stage, found by its index, hold the first of all.
    """
    kinds = {pk: kind for kind, some in stages.items() for pk in some}
    columns = rows.filter(stage=ANY).order_by("stage_since", "pk").values_list("stage_since", "pk", "stage")
    one, told = columns[:CARDS].query.sql_with_params()
    first: dict[str, list] = {kind: [] for kind in stages}
    for start in range(0, len(kinds), AT_ONCE):
        some = sorted(kinds)[start : start + AT_ONCE]
        sql = " UNION ALL ".join(f"SELECT * FROM ({one}) s{pk}" for pk in some)  # noqa: S608 (compiled by the ORM)
        for day, pk, stage in fetch(sql, [pk if value == ANY else value for pk in some for value in told]):
            in_time = str(day) >= str(since.get(stage, date.min))
            first[kinds[stage]].append((in_time, str(day), pk))
    chosen = {kind: [pk for *_order, pk in sorted(some)[:CARDS]] for kind, some in first.items()}
    shown = Candidate.objects.select_related("person", "stage", "version__scheme").order_by("pk")
    found = shown.in_bulk([pk for some in chosen.values() for pk in some])
    return {kind: [found[pk] for pk in some if pk in found] for kind, some in chosen.items()}


# --- what a board may be narrowed to ----------------------------------------------------------------------------------


def schemes_named():
    """Every scheme, by name."""
    return Scheme.objects.order_by("name", "pk")


def named_on_board(viewer: Viewer):
    """(centres, partners, fields) of those on the route: bodies by name, fields in the order of the alphabet."""
    rows = on_route(viewer).order_by()
    centres = Organisation.objects.filter(pk__in=rows.values("centre")).order_by("name_key", "pk")
    pairs = set(
        rows.filter(stage__gte=0).values_list("partner", "field").distinct()
    )  # from the index of the board alone
    partners = Organisation.objects.filter(pk__in={pk for pk, _field in pairs if pk}).order_by("name_key", "pk")
    return centres, partners, sorted({field for _pk, field in pairs if field})
