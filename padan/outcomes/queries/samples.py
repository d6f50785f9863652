"""Verification: whom a sample may be drawn from, how it is drawn, and what was found."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce

from padan.organisations.queries import Viewer, forums_below, within_personal
from padan.organisations.states import Kind
from padan.outcomes.models import Outcome, Sample, SampleRow
from padan.outcomes.states import Found, Status


def draw(codes, *, seed: str, size: int) -> list[str]:
    """``size`` of these codes, by chance that anybody can repeat, in the order of the draw.

    Each code is given the SHA-256 of "seed:code"; the smallest are drawn. Whoever sees the seed only after the codes
    stood cannot have chosen; whoever has both can do it again with any calculator of hashes.
    """
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).digest())[:size]


def hash_of(codes) -> str:
    """One number for a set of rows: SHA-256 over their codes in order, a line each."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()


def told_of(keeper, *, window, finished_from=None, finished_until=None, on=None):
    """Outcomes that a sample of this keeper is drawn from: told by somebody, at the window, of those who finished then.

    ``keeper`` is a centre, or a forum's body (the centres under it and below). They stand now, or stood ``on`` a day.
    """
    rows = Outcome.versions.on(on) if on else Outcome.objects.all()
    rows = rows.filter(window=window).exclude(status__in=[Status.UNKNOWN, Status.UNCLEAR])
    if keeper.kind == Kind.FORUM:
        rows = rows.filter(batch__centre__forum_id__in=forums_below(keeper))
    else:
        rows = rows.filter(batch__centre=keeper)
    if finished_from:
        rows = rows.filter(enrolment__finished_on__gte=finished_from)
    if finished_until:
        rows = rows.filter(enrolment__finished_on__lte=finished_until)
    return rows.order_by("pk")


def drawn_from(sample):
    """Those a sample was drawn from, as they stood at the end of that day."""
    days = {"finished_from": sample.finished_from, "finished_until": sample.finished_until}
    return told_of(sample.keeper, window=sample.window, on=sample.drawn_on, **days)


MOST_REPEATED = 50_000  # people: so many codes are hashed for one page, no more


def draws_again(sample, rows) -> bool | None:
    """Whether drawing anew by the seed gives the same rows; None where those drawn from are not the same any more."""
    if sample.population > MOST_REPEATED:
        return None
    told = drawn_from(sample)
    people = told.values_list("enrolment__batch__code", "enrolment__number")[: MOST_REPEATED + 1]
    codes = [f"{batch}-{number:03d}" for batch, number in people]
    if hash_of(codes) != sample.rows_hash:
        return None
    return draw(codes, seed=sample.seed, size=sample.size) == [row.enrolment.code for row in rows]


def samples_of(viewer: Viewer):
    """Samples the viewer may open: of her centre, of her forums and their centres. How many were checked too."""
    open_to = within_personal(viewer, "keeper") | Q(keeper_id__in=viewer.forums)
    checked = Count("rows", filter=~Q(rows__found=""))
    return (
        Sample.objects.filter(open_to)
        .select_related("keeper", "drawn_by")
        .annotate(checked=checked)
        .order_by("-drawn_on", "-pk")
    )


def rows_of(sample):
    """The people of a sample in the order of the draw."""
    return (
        SampleRow.objects.filter(sample=sample)
        .select_related("enrolment__batch__programme", "enrolment__person", "checked_by")
        .order_by("place")
    )


def sample_rows_of(viewer: Viewer):
    """Rows of the samples the viewer may open."""
    return (
        SampleRow.objects.filter(sample__in=samples_of(viewer).order_by().values("pk"))
        .select_related(
            "sample__keeper", "enrolment__batch__programme", "enrolment__batch__centre", "enrolment__person"
        )
        .order_by("sample_id", "place")
    )


def outcome_in_sample(row) -> Outcome | None:
    """Where she stands today at the window of the sample: job, employer and place to check by."""
    return Outcome.objects.filter(enrolment=row.enrolment_id, window=row.sample.window).order_by("pk").first()


def found_in(sample) -> list[tuple[str, str, str, int]]:
    """What was found so far: (told, found, status found, how many)."""
    rows = SampleRow.objects.filter(sample=sample).order_by("told", "found", "found_status")
    return list(rows.values_list("told", "found", "found_status").annotate(n=Count("pk")))


# --- what samples say of groups ---------------------------------------------------------------------------------------

MOST_LAID_TOGETHER = 20


@dataclass
class Stratum:
    """Those of one group, under one sample, who told one status: how many, and what the check found of some of them."""

    people: int = 0
    found: Counter[str] = field(default_factory=Counter)  # status to how many
    lost: int = 0

    def add(self, other: "Stratum") -> None:
        self.people += other.people
        self.found += other.found
        self.lost += other.lost


Strata = dict[Any, dict[tuple[int, str], Stratum]]
"""Part to (sample, status told) to what was found."""


def samples_counted(viewer: Viewer, *, window, on: date) -> list[Sample]:
    """Samples at a window that may be laid together, as far as they were looked into by a day: no person is in two.

    Of those that hold the same people the one with most looked into counts, then the newest.
    """
    seen = Count("rows", filter=Q(rows__checked_on__lte=on))
    rows = samples_of(viewer).filter(window=window, drawn_on__lte=on).annotate(seen=seen).filter(seen__gt=0)
    taken: list[Sample] = []
    for one in rows.select_related("keeper__forum__forum__forum").order_by("-seen", "-drawn_on", "-pk"):
        if not any(_holds(one.keeper, other.keeper) or _holds(other.keeper, one.keeper) for other in taken):
            taken.append(one)
    return taken[:MOST_LAID_TOGETHER]


def _holds(keeper, other) -> bool:
    """Whether ``other`` is the keeper, or stands under it."""
    while other is not None and other != keeper:
        other = other.forum
    return other is not None


def strata_by(samples, part: Callable[[str], Any], *, on: date, batches=None) -> Strata:
    """What samples say of each part; ``part`` gives it as an expression, from the lookup that leads to the class. Two
    questions, and one more a sample of a forum.

    Who was drawn is counted as she was told of when she was drawn: what the check found of her stands beside it.
    ``batches`` narrows it to classes of these ids.
    """
    found: Strata = defaultdict(lambda: defaultdict(Stratum))
    if not samples:
        return found
    told = []
    for sample in samples:
        drawn = SampleRow.objects.filter(sample=sample).order_by().values("enrolment")
        rows = drawn_from(sample).exclude(enrolment__in=drawn).order_by()
        if batches is not None:
            rows = rows.filter(batch__in=batches)
        rows = rows.annotate(sample=Value(sample.pk), part=part("batch")).values("sample", "part", "status")
        told.append(rows.annotate(n=Count("pk")).values_list("sample", "part", "status", "n"))
    for sample, value, status, n in told[0].union(*told[1:], all=True):
        found[value][sample, status].people += n
    looked = SampleRow.objects.filter(sample__in=samples).order_by()
    if batches is not None:
        looked = looked.filter(enrolment__batch__in=batches)
    looked = looked.annotate(part=part("enrolment__batch"), late=Coalesce(Q(checked_on__gt=on), True))
    columns = ("sample", "part", "told", "found", "found_status", "late")
    for sample, value, status, came_to, really, late, n in looked.values_list(*columns).annotate(n=Count("pk")):
        stratum = found[value][sample, status]
        stratum.people += n
        if late:
            continue
        if came_to == Found.UNREACHABLE:
            stratum.lost += n
        else:
            stratum.found[really] += n
    return found
