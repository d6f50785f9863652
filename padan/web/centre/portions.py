"""A long form in portions: a browser sends every field of it, and one request carries no more than the house takes."""

from dataclasses import dataclass

from django.conf import settings

SPARE = 50
"""Fields of a form beside those of its rows."""


@dataclass(frozen=True)
class Portion:
    """The rows shown now, of how many, and the addresses of the portions before and after ("" at an end)."""

    rows: list
    total: int
    previous: str
    next: str


def portion_of(request, rows, *, fields) -> Portion:
    """The portion that ``?bagian=`` asks for, where each row stands in the form with ``fields`` fields."""
    size = max(1, (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - SPARE) // max(1, fields))
    last = max(1, -(-len(rows) // size))
    asked = request.GET.get("bagian", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), last)
    return Portion(
        rows=rows[(number - 1) * size : number * size],
        total=len(rows),
        previous=f"?bagian={number - 1}" if number > 1 else "",
        next=f"?bagian={number + 1}" if number < last else "",
    )
