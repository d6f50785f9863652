"""Numbers that issuers give: how they are written, who holds one, and which comes next."""

import re
from datetime import date

from padan.agreements.models import Agreement, NumberPattern, Party
from padan.base.clock import JAKARTA

PLACE = re.compile(r"\{(n(?::0([1-9]))?|month|year|class)\}")
"""What a pattern may hold: ``{n}`` or ``{n:03}``, ``{month}`` in Roman figures, ``{year}``, ``{class}``."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def year_of(number: str, at) -> int:
    """The year a number counts in: the last one written in it, else that of the day it is given."""
    written = YEAR.findall(number)
    return int(written[-1]) if written else at.astimezone(JAKARTA).year


def holder_of(organisation, year, number, *, but=None) -> Agreement | None:
    """The agreement that stands under an issuer's number of a year."""
    held = Party.objects.filter(organisation=organisation, number_year=year, number=number).select_related("agreement")
    found = held.exclude(pk=but.pk if but else None).order_by("pk").first()
    return found.agreement if found else None


def pattern_of(organisation) -> NumberPattern | None:
    return NumberPattern.objects.filter(organisation=organisation).order_by("pk").first()


def written(pattern: str, n: int, on: date, classification: str = "") -> str:
    """A number by its pattern: ``HK.05/{n:03}/PKS/{month}/{year}`` → ``HK.05/014/PKS/III/2024``."""
    told = {"month": ROMAN[on.month - 1], "year": str(on.year), "class": classification}

    def fill(place):
        return told[place[1]] if place[1] in told else str(n).zfill(int(place[2] or 1))

    return PLACE.sub(fill, pattern)


def highest_given(organisation, pattern: str, year: int) -> int:
    """The highest sequence number among the issuer's numbers of a year that are written by the pattern; 0 for none."""
    sought, end = "", 0
    for place in PLACE.finditer(pattern):
        sought += re.escape(pattern[end : place.start()])
        sought += {"month": "[IVX]+", "year": str(year), "class": ".+?"}.get(place[1], r"(\d{1,9})")
        end = place.end()
    sought = re.compile(sought + re.escape(pattern[end:]))
    numbers = (
        Party.objects.filter(organisation=organisation, number_year=year).order_by().values_list("number", flat=True)
    )
    return max((int(found[1]) for found in map(sought.fullmatch, numbers) if found), default=0)


def last_given(pattern: NumberPattern, year: int) -> int:
    """The last sequence number used in a year: by the count, or by the ledger where that went further."""
    counted = pattern.last if pattern.year == year else 0
    return max(counted, highest_given(pattern.organisation, pattern.pattern, year))
