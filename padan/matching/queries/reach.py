"""Who could begin in an opening as it is written, and whom each of its requirements keeps out."""

from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.graduates.models import Graduate, Language, Seeking, SeekingRegion, WayAbroad
from padan.matching.queries.market import UNTOLD_START, codes_checked
from padan.openings.queries import units_asked
from padan.reference.abroad import CHECKED
from padan.reference.models import Region
from padan.reference.tongues import Tongue
from padan.training.models import UnitResult
from padan.training.states import Result

MOST_UNITS = 8  # of the required units, each asked for on its own; the others together


@dataclass(frozen=True)
class Reach:
    """``seeking`` look for work; ``all`` of them answer to everything; ``without`` one requirement that many more do.

    ``without`` is told where nobody, or fewer than the seats, answer to everything; the largest gain first.
    """

    seeking: int
    all: int
    without: list[tuple[str, int]]


def reach_of(opening, *, today) -> Reach:
    """How many graduates who look for work answer to what the opening requires: units, place, wage, start, language.

    By the rules of a shortlist (``adapter.reading``): its opening names a place, and whoever has none is in no list.
    Two questions whatever the opening asks: its units, and one over the open profiles, grouped by what each answers to.
    """
    wanted = _requirements(opening, today)
    columns = {f"r{n}": ExpressionWrapper(q, output_field=BooleanField()) for n, (_name, q) in enumerate(wanted)}
    placeless = Q(home=None, graduate__in=_of_centre(region=None))
    rows = Seeking.objects.filter(~placeless, is_open=True).order_by().annotate(**columns).values(*columns)
    groups = [(tuple(row[name] for name in columns), row["people"]) for row in rows.annotate(people=Count("pk"))]
    every = sum(people for met, people in groups if all(met))
    gains = [
        (name, sum(people for met, people in groups if all(one or at == number for at, one in enumerate(met))))
        for number, (name, _q) in enumerate(wanted)
    ]
    gains = sorted((gain for gain in gains if gain[1] > every), key=lambda gain: -gain[1])
    return Reach(sum(people for _met, people in groups), every, gains if every < opening.free else [])


def _requirements(opening, today) -> list[tuple[str, Q]]:
    """Each hard requirement in words, as a condition on a profile."""
    units = [row.unit for row in units_asked(opening) if row.required]
    wanted = [(unit.title, _holds(unit, today)) for unit in units[:MOST_UNITS]]
    if others := units[MOST_UNITS:]:
        name = ngettext("%(n)s more unit", "%(n)s more units", len(others)) % {"n": len(others)}
        every = Q()
        for unit in others:
            every &= _holds(unit, today)
        wanted.append((name, every))
    wanted.append((_("work in %(place)s") % {"place": opening.region.name}, _comes(opening.region)))
    least = opening.wage_from_idr or opening.wage_to_idr or 0
    wanted.append((_("wage") if least else _("wage not told"), Q(lowest_wage_idr=None) | Q(lowest_wage_idr__lte=least)))
    begins = max(opening.starts_on, today) if opening.starts_on else today + UNTOLD_START
    wanted.append((_("first day"), Q(earliest_on=None) | Q(earliest_on__lte=begins)))
    if opening.language:
        spoken = Language.objects.filter(language=opening.language, level__gte=opening.language_level).order_by()
        wanted.append((str(Tongue(opening.language).label), Q(graduate__in=spoken.values("graduate"))))
    return wanted


def _holds(unit, today):
    if unit.scheme.scheme == CHECKED[0]:
        return Q(graduate__in=codes_checked(today).filter(code=unit).order_by().values("graduate"))
    held = UnitResult.objects.filter(unit=unit, result=Result.COMPETENT).order_by()
    return Q(graduate__person__in=held.values("enrolment__person"))


def _comes(region):
    """She lives there, or names it or its province; who names nothing comes within the province she sets out from.

    To another country comes who is on the way there.
    """
    if region.kind == Region.Kind.COUNTRY:
        return Q(graduate__in=WayAbroad.objects.filter(country=region).order_by().values("graduate"))
    said = SeekingRegion.objects.order_by().values("seeking")
    named = said.filter(region_id__in=[place for place in (region.pk, region.parent_id) if place])
    province = region.code.partition(".")[0]
    around = Region.objects.filter(Q(code=province) | Q(code__startswith=f"{province}.")).order_by().values("pk")
    at_home = Q(home=region) | Q(home=None, graduate__in=_of_centre(region=region))
    near = Q(home__in=around) | Q(home=None, graduate__in=_of_centre(region__in=around))
    return Q(pk__in=named) | at_home | (near & ~Q(pk__in=said))


def _of_centre(**where):
    """Graduates of centres such as these."""
    return (
        Graduate.objects.filter(**{f"centre__{name}": value for name, value in where.items()}).order_by().values("pk")
    )
