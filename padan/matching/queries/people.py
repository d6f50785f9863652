"""What is shown of those in a shortlist: one query for a page of them."""

from padan.graduates.models import Graduate, Seeking
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.reference.models import Code


def graduates_shown(ids) -> dict:
    """id to graduate, for those who still look for work; class, programme and region come along."""
    rows = Graduate.objects.filter(pk__in=ids, seeking__is_open=True)
    rows = rows.select_related("person", "batch__programme", "centre__region", "seeking__home").order_by("pk")
    return {row.pk: row for row in rows}


def openings_shown(ids) -> dict:
    """id to opening, for those still open; company and region come along."""
    rows = (
        Opening.objects.filter(pk__in=ids, state=OpeningState.OPEN).select_related("company", "region").order_by("pk")
    )
    return {row.pk: row for row in rows}


def seeking_still(graduate) -> bool:
    """Whether she says today that she looks for work."""
    return Seeking.objects.filter(graduate=graduate, is_open=True).exists()


def titles_of_codes(codes) -> dict:
    """code to title of units, the newest list's where several know it."""
    return dict(Code.objects.filter(code__in=codes).order_by("scheme__version").values_list("code", "title"))


def unit_titles(ids) -> dict:
    """id to title of units."""
    return dict(Code.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "title"))
