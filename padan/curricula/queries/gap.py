"""What industry asks for against what is taught: for one need, for a centre, and for a version that might be.

A thing asked for (a need here; an opening, asked from its own room by the same questions) is *reachable* where one
version teaches every unit it requires: a person takes one programme, not three. A thing that requires no named unit is
unknown, never unreachable. Each question is set-based, with people counted by the database.
"""

from dataclasses import dataclass

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from padan.base.staging import fetch
from padan.curricula.models import CurriculumVersion, Programme, TaughtUnit
from padan.curricula.states import VersionState
from padan.needs.models import Need, NeedUnit
from padan.needs.states import STANDING
from padan.organisations.models import Organisation

_ORGANISATION, _TAUGHT = Organisation._meta.db_table, TaughtUnit._meta.db_table
_VERSION, _PROGRAMME = CurriculumVersion._meta.db_table, Programme._meta.db_table


class Reach(models.TextChoices):
    """How far the best single programme of a centre goes for what is asked."""

    FULL = "full", _("all required units taught")
    PART = "part", _("some required units taught")
    NONE = "none", _("no required unit taught")
    UNKNOWN = "unknown", _("no required unit named yet")


@dataclass(frozen=True)
class Asked:
    """Things that ask for units, with the people behind each.

    ``things`` selects ``id``, ``people`` and ``company``; ``units`` is the table of their units, ``key`` its column
    for the thing.
    """

    things: str
    params: tuple
    units: str
    key: str


@dataclass(frozen=True)
class Count:
    """How much stands behind a number."""

    things: int = 0
    people: int = 0
    companies: int = 0


@dataclass(frozen=True)
class Cover:
    """One programme against one need: which of its units the version in force teaches."""

    programme: Programme
    taught: frozenset[int]
    required: int  # how many of the required units are among them


@dataclass(frozen=True)
class Changed:
    """A thing whose reach a change of units alters."""

    thing: int
    people: int
    company: int | None
    required: int
    before: int
    after: int


def needs_asked(forum: int | None) -> Asked:
    """Standing needs of the companies under a forum (the id of its body)."""
    states = ", ".join(f"'{state}'" for state in STANDING)
    things = f"""SELECT t.id AS id, t.head_count AS people, t.company_id AS company
        FROM {Need._meta.db_table} t JOIN {_ORGANISATION} o ON o.id = t.company_id
        WHERE o.forum_id = %s AND t.state IN ({states})"""  # noqa: S608
    return Asked(things, (forum,), NeedUnit._meta.db_table, "need_id")


def covers_of(need, units) -> list[Cover]:
    """Programmes of the forum's centres whose version in force teaches any of a need's ``units``, most of them first.

    Two queries. Centre and its region come along, for the way there.
    """
    asked = {row.unit_id: row.required for row in units}
    rows = TaughtUnit.objects.filter(
        unit_id__in=asked,
        version__state=VersionState.IN_FORCE,
        version__programme__centre__forum_id=need.company.forum_id,
    ).order_by()
    taught: dict[int, set[int]] = {}
    for programme, unit in rows.values_list("version__programme_id", "unit_id"):
        taught.setdefault(programme, set()).add(unit)
    found = Programme.objects.filter(pk__in=taught).select_related("centre__region").order_by("name_key", "pk")
    covers = [
        Cover(programme, frozenset(taught[programme.pk]), sum(asked[unit] for unit in taught[programme.pk]))
        for programme in found
    ]
    return sorted(covers, key=lambda cover: (-len(cover.taught), -cover.required))


def reach_of(asked: Asked, centre) -> dict[str, Count]:
    """How many things, people and companies each ``Reach`` holds for a centre: one query."""
    sql, params = _reach(asked, centre)
    rows = fetch(
        f"""SELECT r.reach, COUNT(*), SUM(r.people), COUNT(DISTINCT r.company) FROM ({sql}) r GROUP BY r.reach""",  # noqa: S608
        params,
    )
    found = {reach: Count(things, int(people), companies) for reach, things, people, companies in rows}
    return {str(reach): found.get(reach, Count()) for reach in Reach}


def ids_within(asked: Asked, centre, reach: str) -> RawSQL:
    """The ids of the things in one ``Reach``, as a question inside another."""
    sql, params = _reach(asked, centre)
    return RawSQL(f"SELECT r.id FROM ({sql}) r WHERE r.reach = %s", (*params, str(reach)))  # noqa: S608, S611


def _reach(asked, centre):
    sql = f"""SELECT a.id AS id, a.people AS people, a.company AS company,
            CASE WHEN q.required IS NULL THEN '{Reach.UNKNOWN}' WHEN b.best IS NULL THEN '{Reach.NONE}'
                WHEN b.best = q.required THEN '{Reach.FULL}' ELSE '{Reach.PART}' END AS reach
        FROM ({asked.things}) a
        LEFT JOIN (SELECT u.{asked.key} AS id, COUNT(*) AS required FROM {asked.units} u
            JOIN ({asked.things}) a ON a.id = u.{asked.key} WHERE u.required GROUP BY u.{asked.key}) q ON q.id = a.id
        LEFT JOIN (SELECT c.id AS id, MAX(c.covered) AS best FROM (
                SELECT u.{asked.key} AS id, k.version AS version, COUNT(*) AS covered
                FROM {asked.units} u JOIN ({asked.things}) a ON a.id = u.{asked.key}
                JOIN ({_IN_FORCE}) k ON k.unit = u.unit_id
                WHERE u.required GROUP BY u.{asked.key}, k.version) c GROUP BY c.id) b ON b.id = a.id"""  # noqa: S608
    return sql, (*asked.params, *asked.params, *asked.params, centre.pk)


_IN_FORCE = f"""SELECT w.unit_id AS unit, v.id AS version FROM {_TAUGHT} w
    JOIN {_VERSION} v ON v.id = w.version_id AND v.state = '{VersionState.IN_FORCE}'
    JOIN {_PROGRAMME} p ON p.id = v.programme_id AND p.centre_id = %s"""  # noqa: S608


def asked_by_unit(asked: Asked) -> dict[int, Count]:
    """What stands behind each unit that is asked for, required or welcome: one query."""
    rows = fetch(
        f"""SELECT u.unit_id, COUNT(*), SUM(a.people), COUNT(DISTINCT a.company)
            FROM {asked.units} u JOIN ({asked.things}) a ON a.id = u.{asked.key} GROUP BY u.unit_id""",  # noqa: S608
        asked.params,
    )
    return {unit: Count(things, int(people), companies) for unit, things, people, companies in rows}


def asked_beside(asked: Asked, units) -> dict[int, Count]:
    """What stands behind each unit asked for together with any of ``units``: one query."""
    rows = fetch(
        f"""SELECT u.unit_id, COUNT(*), SUM(a.people), COUNT(DISTINCT a.company)
            FROM {asked.units} u JOIN ({asked.things}) a ON a.id = u.{asked.key}
            WHERE u.{asked.key} IN (SELECT x.{asked.key} FROM {asked.units} x WHERE x.unit_id IN {_listed(units)})
            GROUP BY u.unit_id""",  # noqa: S608
        asked.params,
    )
    return {unit: Count(things, int(people), companies) for unit, things, people, companies in rows}


def taught_by_unit(centre) -> dict[int, int]:
    """In how many programmes of a centre each unit is taught now: one query."""
    rows = TaughtUnit.objects.filter(version__state=VersionState.IN_FORCE, version__programme__centre=centre)
    return dict(rows.order_by().values_list("unit_id").annotate(n=models.Count("pk")))


def what_if(asked: Asked, before, after) -> dict[str, list[Changed]]:
    """What a version would reach with the units ``after`` instead of ``before`` (ids of codes): one query.

    ``gained`` and ``lost`` become reachable or stop being so; ``nearer`` and ``farther`` still lack something.
    """
    before, after = set(before), set(after)
    found: dict[str, list[Changed]] = {"gained": [], "lost": [], "nearer": [], "farther": []}
    if before == after:
        return found
    rows = fetch(
        f"""SELECT a.id, a.people, a.company, COUNT(*),
                SUM(CASE WHEN u.unit_id IN {_listed(before)} THEN 1 ELSE 0 END),
                SUM(CASE WHEN u.unit_id IN {_listed(after)} THEN 1 ELSE 0 END)
            FROM {asked.units} u JOIN ({asked.things}) a ON a.id = u.{asked.key}
            WHERE u.required AND u.{asked.key} IN
                (SELECT x.{asked.key} FROM {asked.units} x WHERE x.required AND x.unit_id IN {_listed(before ^ after)})
            GROUP BY a.id, a.people, a.company ORDER BY a.people DESC, a.id""",  # noqa: S608
        asked.params,
    )
    for row in rows:
        changed = Changed(row[0], int(row[1]), *row[2:4], int(row[4]), int(row[5]))
        if changed.after == changed.required > changed.before:
            found["gained"].append(changed)
        elif changed.before == changed.required > changed.after:
            found["lost"].append(changed)
        elif changed.after != changed.before:
            found["nearer" if changed.after > changed.before else "farther"].append(changed)
    return found


def last_units(asked: Asked, taught) -> dict[int, Count]:
    """For each unit not in ``taught``: the things that lack this one alone, and the people behind them: one query."""
    without = f"u.required AND u.unit_id NOT IN {_listed(taught)}"
    rows = fetch(
        f"""SELECT m.unit, COUNT(*), SUM(m.people), COUNT(DISTINCT m.company) FROM (
                SELECT MIN(u.unit_id) AS unit, a.people AS people, a.company AS company
                FROM {asked.units} u JOIN ({asked.things}) a ON a.id = u.{asked.key}
                WHERE {without} GROUP BY a.id, a.people, a.company HAVING COUNT(*) = 1) m GROUP BY m.unit""",  # noqa: S608
        asked.params,
    )
    return {unit: Count(things, int(people), companies) for unit, things, people, companies in rows}


def _listed(ids) -> str:
    """Ids as a list of SQL; no row has the id 0."""
    return f"({', '.join(str(int(one)) for one in sorted(ids)) or 0})"
