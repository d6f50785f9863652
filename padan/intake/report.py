"""What a run says: the sum aloud for people, the same for programs."""

from django.utils.translation import gettext as _

from padan.intake.models import Remark
from padan.intake.states import RemarkKind, RemarkState

MOST_REASONS = 10_000


def said_aloud(told) -> str:
    """``35 dibaca = 33 masuk + 1 tidak berubah + 0 perlu dilihat + 1 diabaikan``; ``told`` is an upload or a report."""
    return _(
        "%(read)s read = %(imported)s imported + %(unchanged)s unchanged + %(review)s to be looked at"
        " + %(ignored)s ignored"
    ) % {name: f"{getattr(told, name):,}".replace(",", ".") for name in COUNTS}


COUNTS = ("read", "imported", "unchanged", "review", "ignored")


def as_data(file: str, told, reasons) -> dict:
    """One file of the JSON: the counts, and the reason of every row that was not simply stored."""
    reasons = list(reasons)
    return {
        "file": file,
        "layout": told.layout,
        **{name: getattr(told, name) for name in COUNTS},
        "questions": told.questions,
        "reasons": reasons[:MOST_REASONS],
        **({"reasons_left_out": len(reasons) - MOST_REASONS} if len(reasons) > MOST_REASONS else {}),
    }


def refused_as_data(file: str, error: str) -> dict:
    """The same for a file that could not be read."""
    return {
        "file": file,
        "layout": None,
        **dict.fromkeys(COUNTS, 0),
        "questions": 0,
        "reasons": [],
        "error": error,
    }


def reasons_of(upload):
    """Why rows of this upload wait or were left out, with sheet, row and column."""
    shown = Remark.objects.filter(upload=upload).exclude(kind=RemarkKind.NOTE).exclude(state=RemarkState.SETTLED)
    for remark in shown.order_by("sheet", "row", "pk")[: MOST_REASONS + 1]:
        yield reason(remark.kind, remark.sheet, remark.row, remark.column, remark.sentence, remark.rows)


def reason(kind, sheet, row, column, sentence, rows=1) -> dict:
    told = {"row": row, "column": column, "reason": sentence, "kind": str(kind), "sheet": sheet}
    return {**told, "rows": rows} if rows > 1 else told
