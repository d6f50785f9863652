"""How long until the first waged work, counted by days in the database: a million graduates are a few thousand rows."""

from dataclasses import dataclass
from typing import Any

from padan.base.staging import fetch, is_postgresql
from padan.figures.adapter import Curve, curve

WHOLE = ""
_TIMES = """
WITH told (part, finished_on, dated_on, placed_on, known_on, without_on) AS MATERIALIZED ({rows}),
    dated AS (
        SELECT part, finished_on, known_on, without_on,
            CASE WHEN placed_on IS NULL OR dated_on <= placed_on THEN dated_on ELSE placed_on END AS dated_on
        FROM told
    ),
    known AS (
        SELECT part, finished_on, without_on, dated_on,
            CASE WHEN known_on IS NULL OR dated_on <= known_on THEN dated_on ELSE known_on END AS first_on
        FROM dated
    ),
    timed AS (
        SELECT part, first_on IS NOT NULL AS happened,
            first_on IS NOT NULL AND (dated_on IS NULL OR dated_on > first_on) AS undated,
            CASE WHEN first_on IS NOT NULL THEN {until_first}
                WHEN without_on > finished_on THEN {until_without} ELSE 0 END AS days
        FROM known
    )
SELECT part, days, happened, undated, COUNT(*) FROM timed GROUP BY part, days, happened, undated
"""


@dataclass(frozen=True)
class Times:
    """How long a group took: its curve, of ``n`` people, of whom ``begun`` began and ``silent`` add nothing to it.

    ``undated`` of those who began told no first day: they count from the day they were known to work, so that their
    time, and the median, is at most what is said.
    """

    curve: Curve
    silent: int
    undated: int

    @property
    def n(self) -> int:
        return self.curve.n

    @property
    def begun(self) -> int:
        return self.curve.n - self.curve.censored


def times_of(rows, part: str = "") -> dict[Any, Times]:
    """The times of each part of ``rows`` (``queries.after.first_jobs``); ``part`` is a lookup, without it one whole."""
    told = rows.order_by().values_list(
        part or "state", "finished_on", "dated_on", "placed_on", "known_on", "without_on"
    )
    sql, params = told.query.sql_with_params()
    counts: dict[Any, list[tuple[int, bool, bool, int]]] = {}
    for value, days, happened, undated, n in fetch(
        _TIMES.format(rows=sql, until_first=_days("first_on"), until_without=_days("without_on")), params
    ):
        counts.setdefault(value if part else WHOLE, []).append((days, bool(happened), bool(undated), n))
    return {value: _times(those) for value, those in counts.items()}


def time_of(rows) -> Times:
    """The times of all of ``rows``; empty where there is nobody."""
    return times_of(rows).get(WHOLE) or _times([])


def _times(counts: list[tuple[int, bool, bool, int]]) -> Times:
    return Times(
        curve((days, happened, n) for days, happened, _undated, n in counts),
        sum(n for days, happened, _undated, n in counts if days == 0 and not happened),
        sum(n for _days, _happened, undated, n in counts if undated),
    )


def _days(until: str) -> str:
    if is_postgresql():
        return f"{until} - finished_on"
    return f"CAST(julianday({until}) - julianday(finished_on) AS INTEGER)"
