"""The board of the route: who stands at which stage, since when, and who longer than is usual there.

It asks a fixed number of questions, however many candidates stand on it: one for all numbers, one for the cards of all
lanes together, one for the rows of those cards.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When, Window
from django.db.models.functions import RowNumber

from padan.organisations.models import Organisation
from padan.organisations.queries import NOTHING, Viewer
from padan.overseas.models import Candidate, Scheme, SchemeStage
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.states import CandidateState, StageKind

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
    """Candidates on the route whom the viewer may open, at their stage since longest first."""
    return candidates_of(viewer).filter(state=CandidateState.ON_ROUTE).order_by("stage_since", "pk")


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
    stages = SchemeStage.objects.filter(version__scheme=scheme) if scheme else SchemeStage.objects.all()
    told = set(stages.order_by().values_list("kind", "days").distinct())
    late = late_on(today, {days for _kind, days in told if days is not None})
    rows = rows.order_by()
    numbers = {
        kind: told
        for kind, *told in rows.values_list("stage__kind").annotate(
            n=Count("pk"), late=Count("pk", filter=late), oldest=Min("stage_since")
        )
    }
    cards = _cards(rows, late)
    kinds = {kind for kind, _days in told} | set(numbers)
    return [Lane(kind, *numbers.get(kind, ()), cards=cards.get(kind, [])) for kind in StageKind if kind in kinds]


def _cards(rows, late) -> dict[str, list[Candidate]]:
    """The first of each kind of stage: who stands there longer than is usual, then who stands there longest."""
    first = Case(When(late, then=Value(0)), default=Value(1), output_field=IntegerField())
    place = Window(RowNumber(), partition_by="stage__kind", order_by=[first.asc(), "stage_since", "pk"])
    ids = rows.annotate(place=place).filter(place__lte=CARDS).values_list("pk", flat=True)
    shown = Candidate.objects.filter(pk__in=list(ids)).annotate(first=first).order_by("first", "stage_since", "pk")
    found: dict[str, list[Candidate]] = {}
    for one in shown.select_related("person", "stage", "version__scheme"):
        found.setdefault(one.stage.kind, []).append(one)
    return found


# --- what a board may be narrowed to ----------------------------------------------------------------------------------


def schemes_named():
    """Every scheme, by name."""
    return Scheme.objects.order_by("name", "pk")


def centres_on_board(viewer: Viewer):
    """Centres of which somebody is on the route, by name."""
    return _bodies(viewer, "centre")


def partners_on_board(viewer: Viewer):
    """Partners who send somebody that is on the route, by name."""
    return _bodies(viewer, "partner")


def _bodies(viewer, who):
    ids = on_route(viewer).order_by().values(who)
    return Organisation.objects.filter(pk__in=ids).order_by("name_key", "pk")


def fields_on_board(viewer: Viewer) -> list[str]:
    """Fields of work of those on the route, in the order of the alphabet."""
    found = on_route(viewer).exclude(field="").order_by("field").values_list("field", flat=True).distinct()
    return list(found)
