"""Verification: whom a sample may be drawn from, how it is drawn, and what was found."""

import hashlib

from django.db.models import Count, Q

from padan.organisations.queries import Viewer, forums_below, within_personal
from padan.organisations.states import Kind
from padan.outcomes.models import Outcome, Sample, SampleRow
from padan.outcomes.states import Status


def draw(codes, *, seed: str, size: int) -> list[str]:
    """``size`` of these codes, by chance that anybody can repeat, in the order of the draw.

    Each code is given the SHA-256 of "seed:code"; the smallest are drawn. Whoever sees the seed only after the codes
    stood cannot have chosen; whoever has both can do it again with any calculator of hashes.
    """
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).digest())[:size]


def hash_of(codes) -> str:
    """One number for a set of rows: SHA-256 over their codes in order, a line each."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()


def told_of(keeper, *, window, finished_from=None, finished_until=None):
    """Outcomes that a sample of this keeper is drawn from: told by somebody, at the window, of those who finished then.

    ``keeper`` is a centre, or a forum's body (the centres under it and below).
    """
    rows = Outcome.objects.filter(window=window).exclude(status__in=[Status.UNKNOWN, Status.UNCLEAR])
    if keeper.kind == Kind.FORUM:
        rows = rows.filter(batch__centre__forum_id__in=forums_below(keeper))
    else:
        rows = rows.filter(batch__centre=keeper)
    if finished_from:
        rows = rows.filter(enrolment__finished_on__gte=finished_from)
    if finished_until:
        rows = rows.filter(enrolment__finished_on__lte=finished_until)
    return rows.order_by("pk")


MOST_REPEATED = 50_000  # people: so many codes are hashed for one page, no more


def draws_again(sample, rows) -> bool | None:
    """Whether drawing anew by the seed gives the same rows; None where those drawn from are not the same any more."""
    if sample.population > MOST_REPEATED:
        return None
    days = {"finished_from": sample.finished_from, "finished_until": sample.finished_until}
    told = told_of(sample.keeper, window=sample.window, **days)
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
