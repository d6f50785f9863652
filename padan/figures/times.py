"""How long until the first waged work, counted by days in the database: a million graduates are a few thousand rows.

The rule is that of ``queries.after.first_jobs``, told once more for whole cohorts: each table is read once, where that
question looks up the rows of one graduate after the other. A test holds the two together.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from padan.base.staging import fetch, is_postgresql
from padan.figures.adapter import Curve, curve
from padan.figures.queries.after import NOT_KNOWN
from padan.figures.queries.rows import Question, finished_enrolments
from padan.graduates.models import Graduate
from padan.openings.models import Opening
from padan.openings.states import OpeningKind
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status
from padan.placements.models import Placement
from padan.training.models import Enrolment

WHOLE = ""
_TIMES = f"""
WITH finished (id, finished_on, part) AS ({{rows}}),
    told AS (
        SELECT o.enrolment_id AS id,
            MIN(CASE WHEN o.status = '{Status.EMPLOYED}' AND o.began_on <= %s THEN o.began_on END) AS dated_on,
            MIN(CASE WHEN o.status = '{Status.EMPLOYED}' AND o.began_on IS NULL AND o.as_of >= e.finished_on
                THEN o.as_of END) AS known_on,
            MAX(CASE WHEN o.status NOT IN ('{Status.EMPLOYED}', '{"', '".join(NOT_KNOWN)}')
                THEN o.as_of END) AS without_on
        FROM {Outcome._meta.db_table} o JOIN {Enrolment._meta.db_table} e ON e.id = o.enrolment_id
        WHERE o.noted_on <= %s AND (o.superseded_on IS NULL OR o.superseded_on > %s) GROUP BY o.enrolment_id
    ),
    placed AS (
        SELECT e.id, MIN(CASE WHEN p.started_on >= e.finished_on THEN p.started_on END) AS placed_on,
            MAX(CASE WHEN p.started_on < e.finished_on AND (p.ended_on IS NULL OR p.ended_on >= e.finished_on)
                THEN 1 ELSE 0 END) AS already
        FROM {Placement._meta.db_table} p JOIN {Opening._meta.db_table} w ON w.id = p.opening_id
            JOIN {Graduate._meta.db_table} g ON g.id = p.graduate_id
            JOIN {Enrolment._meta.db_table} e ON e.person_id = g.person_id
        WHERE w.kind = '{OpeningKind.JOB}' AND p.started_on <= %s GROUP BY e.id
    ),
    joined AS (
        SELECT f.part, f.finished_on, t.known_on, t.without_on,
            CASE WHEN p.placed_on IS NULL OR t.dated_on <= p.placed_on THEN t.dated_on ELSE p.placed_on END AS dated_on
        FROM finished f LEFT JOIN told t ON t.id = f.id LEFT JOIN placed p ON p.id = f.id
        WHERE (t.dated_on IS NULL OR t.dated_on >= f.finished_on) AND (p.already IS NULL OR p.already = 0)
    ),
    known AS (
        SELECT part, finished_on, without_on, dated_on,
            CASE WHEN known_on IS NULL OR dated_on <= known_on THEN dated_on ELSE known_on END AS first_on
        FROM joined
    ),
    timed AS (
        SELECT part, first_on IS NOT NULL AS happened,
            first_on IS NOT NULL AND (dated_on IS NULL OR dated_on > first_on) AS undated,
            CASE WHEN first_on IS NOT NULL THEN {{until_first}}
                WHEN without_on > finished_on THEN {{until_without}} ELSE 0 END AS days
        FROM known
    )
SELECT part, days, happened, undated, COUNT(*) FROM timed GROUP BY part, days, happened, undated
"""  # noqa: S608 (names of our own tables and states)


@dataclass(frozen=True)
class Times:
    """How long a group took: its curve, of ``n`` people, of whom ``begun`` began and ``silent`` add nothing to it.

    ``undated`` of those who began told no first day: they count from the day they were known to work, so that their
    time, and the median, is at most what is said.
    """

    curve: Curve
    silent: int = 0
    undated: int = 0

    @property
    def n(self) -> int:
        return self.curve.n

    @property
    def begun(self) -> int:
        return self.curve.n - self.curve.censored


NOBODY = Times(curve([]))


def times_by(asked: Question, part: Any, parts: Q) -> dict[Any, Times]:
    """The times of each part of those who finished; ``part`` is an expression over them, ``parts`` says which."""
    rows = finished_enrolments(asked).filter(finished_on__isnull=False).order_by().annotate(part=part).filter(parts)
    sql, params = rows.values_list("pk", "finished_on", "part").query.sql_with_params()
    days = {"until_first": _days("first_on"), "until_without": _days("without_on")}
    counts: dict[Any, list[tuple[int, bool, bool, int]]] = {}
    for value, *told in fetch(_TIMES.format(rows=sql, **days), [*params, *[asked.as_of] * 4]):
        counts.setdefault(value, []).append(tuple(told))
    return {value: _times(those) for value, those in counts.items()}


def times_of(asked: Question) -> Times:
    """The times of all who finished; empty where there is nobody."""
    return next(iter(times_by(asked, F("state"), Q()).values()), NOBODY)  # all of them completed: one part


def _times(counts: list[tuple[int, bool, bool, int]]) -> Times:
    return Times(
        curve((days, bool(happened), n) for days, happened, _undated, n in counts),
        sum(n for days, happened, _undated, n in counts if days == 0 and not happened),
        sum(n for _days, _happened, undated, n in counts if undated),
    )


def _days(until: str) -> str:
    if is_postgresql():
        return f"{until} - finished_on"
    return f"CAST(julianday({until}) - julianday(finished_on) AS INTEGER)"
