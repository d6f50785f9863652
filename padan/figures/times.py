"""How long until the first waged work, counted by days in the database: a million graduates are a few thousand rows."""

from dataclasses import dataclass
from typing import Any

from padan.base.staging import fetch, is_postgresql
from padan.figures.adapter import Curve, curve

WHOLE = ""
_TIMES = """
WITH told (part, finished_on, job_on, placed_on, without_on) AS MATERIALIZED ({rows}),
    known AS (
        SELECT part, finished_on, without_on,
            CASE WHEN placed_on IS NULL OR job_on <= placed_on THEN job_on ELSE placed_on END AS first_on
        FROM told
    ),
    timed AS (
        SELECT part, first_on IS NOT NULL AS happened,
            CASE WHEN first_on IS NOT NULL THEN {until_first}
                WHEN without_on > finished_on THEN {until_without} ELSE 0 END AS days
        FROM known
    )
SELECT part, days, happened, COUNT(*) FROM timed GROUP BY part, days, happened
"""


@dataclass(frozen=True)
class Times:
    """How long a group took: its curve, of ``n`` people, of whom ``begun`` began and ``silent`` add nothing to it."""

    curve: Curve
    silent: int

    @property
    def n(self) -> int:
        return self.curve.n

    @property
    def begun(self) -> int:
        return self.curve.n - self.curve.censored


def times_of(rows, part: str = "") -> dict[Any, Times]:
    """The times of each part of ``rows`` (``queries.after.first_jobs``); ``part`` is a lookup, without it one whole."""
    told = rows.order_by().values_list(part or "state", "finished_on", "job_on", "placed_on", "without_on")
    sql, params = told.query.sql_with_params()
    counts: dict[Any, list[tuple[int, bool, int]]] = {}
    for value, days, happened, n in fetch(
        _TIMES.format(rows=sql, until_first=_days("first_on"), until_without=_days("without_on")), params
    ):
        counts.setdefault(value if part else WHOLE, []).append((days, bool(happened), n))
    return {value: _times(those) for value, those in counts.items()}


def time_of(rows) -> Times:
    """The times of all of ``rows``; empty where there is nobody."""
    return times_of(rows).get(WHOLE) or _times([])


def _times(counts: list[tuple[int, bool, int]]) -> Times:
    return Times(curve(counts), sum(n for days, happened, n in counts if days == 0 and not happened))


def _days(until: str) -> str:
    if is_postgresql():
        return f"{until} - finished_on"
    return f"CAST(julianday({until}) - julianday(finished_on) AS INTEGER)"
