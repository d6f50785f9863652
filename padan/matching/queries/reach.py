"""Who could begin in an opening as it is written, and whom each of its requirements keeps out."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from padan.graduates.models import Language, Seeking, SeekingRegion
from padan.openings.queries import units_asked
from padan.reference.tongues import Tongue
from padan.training.models import UnitResult
from padan.training.states import Result

MOST_UNITS = 8  # of the required units, each asked for on its own
WAITS = timedelta(days=14)  # how long after the first day a company waits


@dataclass(frozen=True)
class Reach:
    """``seeking`` look for work; ``all`` of them answer to everything; ``without`` one requirement that many more do.

    ``without`` is told where nobody, or fewer than the seats, answer to everything; the largest gain first.
    """

    seeking: int
    all: int
    without: list[tuple[str, int]]


def reach_of(opening) -> Reach:
    """How many graduates who look for work answer to what the opening requires: units, place, wage, start, language.

    Two questions whatever the opening asks: its units, and one over the open profiles, grouped by what each answers to.
    """
    wanted = _requirements(opening)
    columns = {f"r{n}": ExpressionWrapper(q, output_field=BooleanField()) for n, q in enumerate(wanted.values())}
    rows = Seeking.objects.filter(is_open=True).order_by().annotate(**columns).values(*columns)
    groups = [(tuple(row[name] for name in columns), row["people"]) for row in rows.annotate(people=Count("pk"))]
    every = sum(people for met, people in groups if all(met))
    gains = [
        (name, sum(people for met, people in groups if all(one or at == number for at, one in enumerate(met))))
        for number, name in enumerate(wanted)
    ]
    gains = sorted((gain for gain in gains if gain[1] > every), key=lambda gain: -gain[1])
    return Reach(sum(people for _met, people in groups), every, gains if every < opening.free else [])


def _requirements(opening) -> dict[str, Q]:
    """Each hard requirement in words, as a condition on a profile."""
    wanted = {}
    for row in [row for row in units_asked(opening) if row.required][:MOST_UNITS]:
        held = UnitResult.objects.filter(unit=row.unit, result=Result.COMPETENT).order_by()
        wanted[row.unit.title] = Q(graduate__person__in=held.values("enrolment__person"))
    if opening.region_id:
        said = SeekingRegion.objects.order_by().values("seeking")
        places = [place for place in (opening.region_id, opening.region.parent_id) if place]
        there = Q(pk__in=said.filter(region_id__in=places)) | ~Q(pk__in=said)
        wanted[_("work in %(place)s") % {"place": opening.region.name}] = there
    if most := opening.wage_to_idr or opening.wage_from_idr:
        wanted[_("wage")] = Q(lowest_wage_idr=None) | Q(lowest_wage_idr__lte=most)
    if opening.starts_on:
        wanted[_("first day")] = Q(earliest_on=None) | Q(earliest_on__lte=opening.starts_on + WAITS)
    if opening.language:
        spoken = Language.objects.filter(language=opening.language, level__gte=opening.language_level).order_by()
        wanted[str(Tongue(opening.language).label)] = Q(graduate__in=spoken.values("graduate"))
    return wanted
