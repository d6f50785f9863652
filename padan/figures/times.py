"""How long until the first waged work, counted by days in the database: a million graduates are a few thousand rows.

The rule is that of ``queries.after.first_jobs``, told once more for whole cohorts: each table is read once, where that
question looks up the rows of one graduate after the other. A test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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

_NOT_YET, _DATED, _UNDATED = range(3)
_TIMES = f"""
WITH finished (id, finished_on, batch_id) AS ({{rows}}),
    told AS (
        SELECT f.id, f.batch_id, f.finished_on,
            MIN(CASE WHEN o.status = '{Status.EMPLOYED}' AND o.began_on <= %s THEN o.began_on END) AS dated_on,
            MIN(CASE WHEN o.status = '{Status.EMPLOYED}' AND o.began_on IS NULL AND o.as_of >= f.finished_on
                THEN o.as_of END) AS known_on,
            MAX(CASE WHEN o.status <> '{Status.EMPLOYED}' THEN o.as_of END) AS without_on
        FROM finished f LEFT JOIN {Outcome._meta.db_table} o ON o.enrolment_id = f.id
            AND o.status NOT IN ('{"', '".join(NOT_KNOWN)}')
            AND o.noted_on <= %s AND (o.superseded_on IS NULL OR o.superseded_on > %s)
        GROUP BY f.id, f.finished_on, f.batch_id
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
        SELECT t.batch_id, t.finished_on, t.known_on, t.without_on,
            CASE WHEN p.placed_on IS NULL OR t.dated_on <= p.placed_on THEN t.dated_on ELSE p.placed_on END AS dated_on
        FROM told t LEFT JOIN placed p ON p.id = t.id
        WHERE (t.dated_on IS NULL OR t.dated_on >= t.finished_on) AND (p.already IS NULL OR p.already = 0)
    ),
    known AS (
        SELECT batch_id, finished_on, without_on, dated_on,
            CASE WHEN known_on IS NULL OR dated_on <= known_on THEN dated_on ELSE known_on END AS first_on
        FROM joined
    ),
    timed AS (
        SELECT batch_id,
            CASE WHEN first_on IS NOT NULL THEN {{until_first}}
                WHEN without_on > finished_on THEN {{until_without}} ELSE 0 END AS days,
            CASE WHEN first_on IS NULL THEN {_NOT_YET} WHEN dated_on IS NULL OR dated_on > first_on THEN {_UNDATED}
                ELSE {_DATED} END AS happened
        FROM known
    )
"""  # noqa: S608 (names of our own tables and states)
_OF_ALL = "SELECT NULL, days, happened, COUNT(*) FROM timed GROUP BY days, happened"
_BY_PART = """, named (batch, part) AS ({classes})
SELECT part, days, happened, COUNT(*) FROM timed CROSS JOIN named
WHERE named.batch = timed.batch_id GROUP BY part, days, happened
"""  # a class has one part; joined crosswise SQLite looks up the class of each person, and not each class's people


@dataclass(frozen=True)
class Times:
    """How long a group took: its curve, of ``n`` people, of whom ``begun`` began and ``silent`` add nothing to it.

    ``undated`` of those who began told no first day: they count from the day they were known to work, so that their
    time, and the median, is at most what is said.
    """

    counts: list[tuple[int, int, int]]  # (days, whether and how it happened, how many)

    @cached_property
    def curve(self) -> Curve:
        return curve((days, happened != _NOT_YET, n) for days, happened, n in self.counts)

    @property
    def n(self) -> int:
        return self.curve.n

    @property
    def begun(self) -> int:
        return self.curve.n - self.curve.censored

    @property
    def silent(self) -> int:
        return sum(n for days, happened, n in self.counts if days == 0 and happened == _NOT_YET)

    @property
    def undated(self) -> int:
        return sum(n for _days, happened, n in self.counts if happened == _UNDATED)


NOBODY = Times([])


def times_by(asked: Question, classes, *, some: bool = False) -> dict[Any, Times]:
    """The times of those who finished, by parts of classes: rows of (batch, part). ``some``: not of every class."""
    rows = finished_enrolments(asked)
    named, of_named = classes.query.sql_with_params()
    rows = rows.filter(batch__in=classes.values("pk")) if some else rows
    return _counted(asked, rows, _BY_PART.format(classes=named), of_named)


def times_of(asked: Question) -> Times:
    """The times of all who finished; empty where there is nobody."""
    return _counted(asked, finished_enrolments(asked), _OF_ALL, ()).get(None, NOBODY)


def together(groups: Iterable[Times]) -> Times:
    """The times of groups that share nobody, as those of one."""
    return Times([count for group in groups for count in group.counts])


def _counted(asked: Question, rows, last: str, params) -> dict[Any, Times]:
    rows = rows.filter(finished_on__isnull=False).order_by().values_list("pk", "finished_on", "batch")
    sql, of_rows = rows.query.sql_with_params()
    sql = _TIMES.format(rows=sql, until_first=_days("first_on"), until_without=_days("without_on")) + last
    counts: dict[Any, list[tuple[int, int, int]]] = {}
    for part, *count in fetch(sql, [*of_rows, *[asked.as_of] * 4, *params]):
        counts.setdefault(part, []).append(tuple(count))
    return {part: Times(those) for part, those in counts.items()}


def _days(until: str) -> str:
    if is_postgresql():
        return f"{until} - finished_on"
    return f"CAST(julianday({until}) - julianday(finished_on) AS INTEGER)"
