"""*Paket* and *orang*: what a year was to bring, and what it brought."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum

from padan.organisations.queries import Viewer, within
from padan.training.models import Batch, TrainingTarget
from padan.training.states import PARTICIPANTS, BatchState

RUN = (BatchState.TRAINING, BatchState.COMPLETED)
"""A package is realised once its class has begun."""


def training_targets_of(viewer: Viewer):
    """Targets of the centres the viewer may open, the newest year first."""
    open_to = within(viewer, "centre") | Q(centre_id__in=viewer.centres)
    return (
        TrainingTarget.objects.filter(open_to)
        .select_related("centre")
        .order_by("-year", "output_code", "channel", "funding", "pk")
    )


def packages_to_run(centre, year: int) -> int:
    """How many packages the budget of a year gives a centre."""
    return TrainingTarget.objects.filter(centre=centre, year=year).aggregate(n=Sum("packages"))["n"] or 0


@dataclass
class Line:
    """Target and actual of one place of the budget; sub-lines add up to it."""

    label: str
    keys: dict[str, str]
    packages: int = 0
    people: int = 0
    run: int = 0
    trained: int = 0
    target: object = None
    below: list["Line"] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """People trained of people to be trained."""
        return self.trained / self.people if self.people else None

    def add(self, other: "Line") -> None:
        self.packages += other.packages
        self.people += other.people
        self.run += other.run
        self.trained += other.trained


def realisation(viewer: Viewer, centre, year: int) -> list[Line]:
    """The table of one centre and year: a line per RO, below it one per channel and funding. Two queries."""
    return realisations(viewer, [centre], year)[centre.pk]


def realisations(viewer: Viewer, centres, year: int) -> dict[int, list[Line]]:
    """The tables of several centres, by centre id. Two queries, however many there are."""
    cells: dict[int, dict[tuple[str, str, str], Line]] = {centre.pk: {} for centre in centres}

    def cell(centre_id, place):
        output, channel, funding = place
        if place not in cells[centre_id]:
            label = " · ".join(word for word in (channel, funding) if word)
            cells[centre_id][place] = Line(label, {"ro": output, "channel": channel, "funding": funding})
        return cells[centre_id][place]

    for target in training_targets_of(viewer).filter(centre__in=list(cells), year=year):
        line = cell(target.centre_id, (target.output_code, target.channel, target.funding))
        line.packages, line.people, line.target = target.packages, target.people, target
    rows = (
        Batch.objects.filter(centre__in=list(cells), starts_on__year=year, state__in=RUN)
        .order_by()
        .values_list("centre_id", "output_code", "channel", "funding")
        .annotate(
            run=Count("pk", distinct=True),
            trained=Count("enrolments", filter=Q(enrolments__state__in=PARTICIPANTS)),
        )
    )
    for centre_id, output, channel, funding, run, trained in rows:
        line = cell(centre_id, (output, channel, funding))
        line.run, line.trained = run, trained
    return {centre_id: _by_output(found) for centre_id, found in cells.items()}


def _by_output(cells: dict[tuple[str, str, str], Line]) -> list[Line]:
    parents: dict[str, Line] = {}
    for place in sorted(cells):
        parent = parents.setdefault(place[0], Line(place[0], {"ro": place[0]}))
        parent.add(cells[place])
        parent.below.append(cells[place])
    return list(parents.values())
