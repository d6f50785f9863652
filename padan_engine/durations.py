"""Time until something happens, with people for whom it has not happened yet: Kaplan-Meier and Greenwood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from padan_engine.errors import EngineInputError
from padan_engine.rates import Interval, quantile

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Step:
    """One moment at which somebody's time ended in the event.

    time, in the unit given; at_risk, people observed up to it; events, people to whom it happened then; surviving,
    share to whom it has not happened, with its interval; standard_error of ``surviving`` by Greenwood.
    """

    time: float
    at_risk: int
    events: int
    surviving: float
    low: float
    high: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Durations:
    """The Kaplan-Meier curve: ``steps`` in order of time, ``n`` people of whom ``censored`` had no event while
    observed."""

    steps: tuple[Step, ...]
    n: int
    censored: int

    def surviving(self, time: float) -> float:
        """The share to whom it has not happened by ``time`` (1.0 before the first step)."""
        return next((step.surviving for step in reversed(self.steps) if step.time <= time), 1.0)

    @property
    def median(self) -> float | None:
        """The first time by which it has happened to half or more; None where the curve stays above one half."""
        return next((step.time for step in self.steps if step.surviving <= 0.5 + 1e-12), None)


def kaplan_meier(durations: Sequence[float], happened: Sequence[bool], confidence: float = 0.95) -> Durations:
    """Estimate how long until an event, when some were observed only for a while.

    Parameters: durations, float (n,), finite, 0 or more, in one unit (days, months); happened, bool (n,), False where
    the
        observation ended before the event; at equal times events come before ends of observation.
    Returns: Durations. The interval is on the log(-log) scale, so it stays within 0 and 1.
    Raises: EngineInputError naming the row of a duration that is negative or not a number, or if lengths differ.
    Source: E. L. Kaplan, P. Meier, J. Am. Stat. Assoc. 53 (1958) 457-481; M. Greenwood, Rep. Public Health 33 (1926);
        J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time Data (1980) section 1.4.
    """
    z = quantile(confidence)
    if len(durations) != len(happened):
        raise EngineInputError(f"{len(durations)} durations but {len(happened)} outcomes", column="happened")
    for row, duration in enumerate(durations):
        if not math.isfinite(duration) or duration < 0:
            message = f"row {row}: duration {duration!r} is not a number of 0 or more"
            raise EngineInputError(message, row=row, column="durations")
    ordered = sorted(zip(durations, happened, strict=True), key=lambda pair: pair[0])
    steps: list[Step] = []
    surviving, greenwood, seen = 1.0, 0.0, 0
    n = len(ordered)
    while seen < n:
        time = ordered[seen][0]
        at_risk, events = n - seen, 0
        while seen < n and ordered[seen][0] == time:
            events += bool(ordered[seen][1])
            seen += 1
        if not events:
            continue
        surviving *= 1 - events / at_risk
        if events == at_risk:
            steps.append(Step(time, at_risk, events, 0.0, 0.0, 0.0, 0.0))
            continue
        greenwood += events / (at_risk * (at_risk - events))
        width = z * math.sqrt(greenwood) / math.log(surviving)
        low, high = surviving ** math.exp(-width), surviving ** math.exp(width)
        steps.append(Step(time, at_risk, events, surviving, low, high, surviving * math.sqrt(greenwood)))
    return Durations(tuple(steps), n, n - sum(step.events for step in steps))


def difference_at(first: Durations, second: Durations, time: float, confidence: float = 0.95) -> Interval:
    """The difference of two independent curves at one time, ``first - second``, with Greenwood's errors.

    Returns: Interval in shares. Source: J. P. Klein, M. L. Moeschberger, Survival Analysis (2003) section 7.8.
    """
    z = quantile(confidence)
    delta = first.surviving(time) - second.surviving(time)
    error = math.hypot(*(_error_at(curve, time) for curve in (first, second)))
    return Interval(delta, max(-1.0, delta - z * error), min(1.0, delta + z * error))


def _error_at(curve: Durations, time: float) -> float:
    return next((step.standard_error for step in reversed(curve.steps) if step.time <= time), 0.0)
