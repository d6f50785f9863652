"""What a market is made of, as plain rows in a fixed order: who seeks what, and what is vacant.

A row comes once for each graduate or opening, her many units packed into one text, so that a million can be read in
seconds. Who is asked and which openings may be left open (None: all).
"""

from datetime import timedelta

from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Coalesce

from padan.base.staging import fetch, is_postgresql, stream
from padan.graduates.models import CheckedCode, Graduate, Language, Seeking, SeekingRegion, WayAbroad
from padan.openings.models import Opening, OpeningUnit
from padan.openings.states import OpeningState
from padan.reference.models import Code, Region
from padan.training.models import UnitResult
from padan.training.states import Result

SOME = 5_000
UNTOLD_START = timedelta(days=90)
"""An opening that does not say when work begins is taken to begin so long from now."""


class DayNumber(Func):
    """A date as days since 1970-01-01."""

    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **more):
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)", **more
        )

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '1970-01-01')", **more)


def regions():
    """(id, code, name, id of its province, latitude, longitude) of every region, the newest edition first."""
    rows = Region.objects.order_by("-version", "code")
    return rows.values_list("pk", "code", "name", "parent_id", "latitude", "longitude")


def seekers(graduates=None):
    """(id, code, region she sets out from, first day, lowest wage, class) of everybody who looks for work, by code.

    Whoever has no region, nor a centre with one, is left out: nobody can say how far she would go.
    """
    rows = Seeking.objects.filter(is_open=True)
    if graduates is not None:
        rows = rows.filter(graduate__in=graduates)
    place = Coalesce("home_id", "graduate__centre__region_id")
    return (
        rows.annotate(place=place)
        .filter(place__isnull=False)
        .order_by("graduate__code")
        .values_list(
            "graduate_id",
            "graduate__code",
            "place",
            DayNumber("earliest_on"),
            "lowest_wage_idr",
            "graduate__batch_id",
        )
    )


def willing_regions(graduates=None):
    """(graduate, region) in this order."""
    rows = SeekingRegion.objects.filter(seeking__is_open=True)
    if graduates is not None:
        rows = rows.filter(seeking__graduate__in=graduates)
    return rows.order_by("seeking__graduate_id", "region_id").values_list("seeking__graduate_id", "region_id")


def ways_abroad(graduates=None):
    """(graduate, country) of those who are on the way to work there, in this order."""
    rows = WayAbroad.objects.filter(graduate__seeking__is_open=True)
    if graduates is not None:
        rows = rows.filter(graduate__in=graduates)
    return rows.order_by("graduate_id", "country_id").values_list("graduate_id", "country_id")


def languages(graduates=None):
    """(graduate, language, level)."""
    rows = Language.objects.filter(graduate__seeking__is_open=True)
    if graduates is not None:
        rows = rows.filter(graduate__in=graduates)
    return rows.order_by("graduate_id", "language").values_list("graduate_id", "language", "level")


def units_packed(graduates=None, *, today):
    """(graduate, ids of the units she was found competent in and of what else was checked, joined by commas)."""
    held = (
        UnitResult.objects.filter(result=Result.COMPETENT)
        .order_by()
        .values("unit_id", person_id=F("enrolment__person_id"))
    )
    checked = codes_checked(today).order_by().values("code_id", person_id=F("graduate__person_id"))
    who = Graduate.objects.filter(seeking__is_open=True).order_by().values("id", "person_id")
    if graduates is not None:
        who = who.filter(pk__in=graduates)
    (held_sql, held_params), (who_sql, who_params) = held.query.sql_with_params(), who.query.sql_with_params()
    checked_sql, checked_params = checked.query.sql_with_params()
    joined = "string_agg(h.unit_id::text, ',')" if is_postgresql() else "group_concat(h.unit_id)"
    sql = f"""SELECT w.id, {joined} FROM ({who_sql}) w JOIN ({held_sql} UNION ALL {checked_sql}) h
        ON h.person_id = w.person_id GROUP BY w.id"""  # noqa: S608 (compiled by the ORM)
    return stream(sql, [*who_params, *held_params, *checked_params])


def codes_checked(today):
    """What somebody checked of graduates and holds today."""
    return CheckedCode.objects.filter(Q(until=None) | Q(until__gte=today))


def vacancies(openings=None, *, at=None):
    """(id, code, region, free seats, wage, first day, language, its level) of openings that take people at ``at``, by
    code; without an instant also of closed and full ones.

    The wage is the lowest that is promised, None where none is told; an opening without a place is left out: nobody
    can say whether she would go there.
    """
    rows = Opening.objects.filter(region__isnull=False)
    if at is not None:
        rows = rows.filter(Q(closes_at=None) | Q(closes_at__gt=at), state=OpeningState.OPEN, seats_taken__lt=F("seats"))
    if openings is not None:
        rows = rows.filter(pk__in=openings)
    return rows.order_by("code").values_list(
        "id",
        "code",
        "region_id",
        F("seats") - F("seats_taken"),
        Coalesce("wage_from_idr", "wage_to_idr"),
        DayNumber("starts_on"),
        "language",
        "language_level",
    )


def opening_units(openings=None):
    """(opening, unit, required), by opening; of all that are open where none are named."""
    named = {"opening__state": OpeningState.OPEN} if openings is None else {"opening__in": openings}
    rows = OpeningUnit.objects.filter(**named)
    return rows.order_by("opening_id", "unit_id").values_list("opening_id", "unit_id", "required")


def unit_names(ids):
    """Unit id to (name unlike every other, title)."""
    ids = list(ids)
    found = {}
    for start in range(0, len(ids), SOME):
        rows = Code.objects.filter(pk__in=ids[start : start + SOME]).order_by("pk")
        for pk, scheme, version, code in rows.values_list("pk", "scheme__scheme", "scheme__version", "code"):
            found[pk] = f"{scheme}-{version}:{code}"
    return found


def stamp():
    """What changes whenever somebody seeks otherwise or an opening asks otherwise; cheap while tables are small."""
    tables = (
        (Seeking, ("count(*)", "max(id)", "max(updated_at)")),
        (Opening, ("count(*)", "max(id)", "max(updated_at)")),
        (UnitResult, ("count(*)", "max(id)", "max(updated_at)")),
        (SeekingRegion, ("count(*)", "max(id)")),
        (OpeningUnit, ("count(*)", "max(id)")),
        (Language, ("count(*)", "max(id)", "sum(level)")),
        (WayAbroad, ("count(*)", "max(id)")),
        (CheckedCode, ("count(*)", "max(id)", "max(updated_at)")),
    )
    asked = [f"(SELECT {one} FROM {model._meta.db_table})" for model, told in tables for one in told]  # noqa: S608
    return fetch(f"SELECT {', '.join(asked)}")[0]


def seekers_at_most(most: int) -> bool:
    """Whether no more than so many seek, without counting them all."""
    return Seeking.objects.filter(is_open=True).order_by()[: most + 1].count() <= most
