"""Files and what waits in them, as pages ask."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Count, F, Min, Q, Value, When

from padan.intake.models import Remark, Upload
from padan.intake.states import RemarkKind, RemarkState, UploadState
from padan.intake.words import sentence
from padan.organisations.queries import Viewer, centres_kept_by

OF_ONE_ROW = frozenset(
    {"name", "nik", "phone", "email", "reference", "number", "born_on", "birth_place", "address", "sex"}
)
"""Fields whose value belongs to one row: an equal spelling in another row is no reason for an equal answer."""

TO_ANSWER = (RemarkKind.REVIEW, RemarkKind.QUESTION)
PLACES_SHOWN = 3


def uploads_of(viewer: Viewer):
    """Files of the centres the viewer keeps, newest first. Centre and who brought it come along."""
    kept = centres_kept_by(viewer).order_by().values("pk")
    return Upload.objects.filter(organisation__in=kept).select_related("organisation", "by").order_by("-pk")


def uploads_waiting(viewer: Viewer):
    """Those of ``uploads_of`` that wait for somebody's look, the longest wait first."""
    waiting = Q(state__in=(UploadState.REVIEWED, UploadState.FAILED)) | Q(state=UploadState.COMMITTED) & (
        Q(review__gt=0) | Q(questions__gt=0)
    )
    return uploads_of(viewer).filter(waiting).order_by("updated_at", "pk")


@dataclass(frozen=True)
class Alike:
    """Remarks that one answer settles: the same field, the same spelling, the same reason."""

    pk: int  # of the first of them, which stands for all
    kind: str
    state: str
    field: str
    column: str
    written: str
    reason: str
    detail: str
    sheet: str
    row: int
    rows: int
    answer: str
    settled_at: object
    thing_id: int | None

    @property
    def sentence(self) -> str:
        return sentence(self.reason, self.detail)


def remarks_alike(upload, *, kinds=TO_ANSWER, state=""):
    """What waits in a file, equal spellings as one, in the order of the file. Empty cells are never equal."""
    own = When(Q(written="") | Q(field__in=OF_ONE_ROW) | ~Q(kind__in=TO_ANSWER), then=F("pk"))
    rows = Remark.objects.filter(upload=upload, kind__in=kinds)
    if state:
        rows = rows.filter(state=state)
    return (
        rows.annotate(own=Case(own, default=Value(0), output_field=BigIntegerField()))
        .order_by()
        .values("kind", "state", "field", "column", "written", "reason", "detail", "own")
        .annotate(first=Min("pk"), number=Count("pk"))
        .order_by("first")
    )


def told(groups) -> list[Alike]:
    """The groups with what their first remark tells; one more query for all."""
    groups = list(groups)
    firsts = Remark.objects.in_bulk([group["first"] for group in groups])
    names = ("kind", "state", "field", "column", "reason", "detail", "sheet", "row")
    return [
        Alike(
            pk=first.pk,
            rows=group["number"] if group["number"] > 1 else first.rows,
            answer=first.answer_open,
            written=first.written_open,
            settled_at=first.settled_at,
            thing_id=first.thing_id,
            **{name: getattr(first, name) for name in names},
        )
        for group in groups
        for first in [firsts[group["first"]]]
    ]


def alike_with(remark):
    """The remark and all others of its file that one answer settles, in any state."""
    if not remark.written or remark.field in OF_ONE_ROW:
        return Remark.objects.filter(pk=remark.pk)
    same = ("upload_id", "kind", "field", "column", "written", "reason", "detail")
    return Remark.objects.filter(**{name: getattr(remark, name) for name in same}).order_by("pk")


def remark_of(upload, pk):
    """A remark of this file that can be answered, or None."""
    return Remark.objects.filter(upload=upload, pk=pk, kind__in=TO_ANSWER).order_by("pk").first()


def remark_counts(upload) -> dict[tuple[str, str], int]:
    """How many remarks there are per kind and state."""
    counted = Remark.objects.filter(upload=upload).order_by().values_list("kind", "state").annotate(n=Count("pk"))
    return {(kind, state): n for kind, state, n in counted}


def questions_open(upload) -> int:
    """Questions on stored rows that nobody has answered."""
    asked = Remark.objects.filter(upload=upload, kind=RemarkKind.QUESTION)
    return asked.exclude(state=RemarkState.SETTLED).count()


def rows_answered(upload) -> int:
    """Rows held back whose every remark was answered since the file was last read: the next reading takes them."""
    if upload.finished_at is None:
        return 0
    review = Remark.objects.filter(upload=upload, kind=RemarkKind.REVIEW).order_by()
    answered = set(
        review.filter(state=RemarkState.SETTLED, settled_at__gt=upload.finished_at).values_list("sheet", "row")
    )
    if not answered:
        return 0
    return len(answered - set(review.exclude(state=RemarkState.SETTLED).values_list("sheet", "row")))


def remaining(upload):
    """What of a file is not settled, by sheet and row."""
    return (
        Remark.objects.filter(upload=upload, kind__in=TO_ANSWER)
        .exclude(state=RemarkState.SETTLED)
        .order_by("sheet", "row", "pk")
    )
