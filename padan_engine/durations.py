"""Time until something happens, with people for whom it has not happened yet: Kaplan-Meier and Greenwood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from padan_engine.errors import EngineInputError
from padan_engine.rates import Interval, quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

HALF = 0.5 + 1e-12  # a product of fractions that is one half by arithmetic may miss it by its last digit


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
        return next((step.time for step in self.steps if step.surviving <= HALF), None)

    @property
    def median_between(self) -> tuple[float | None, float | None]:
        """The interval of the median: where the lower and the upper limit of the curve reach one half; None: not yet.

        Source: R. Brookmeyer, J. Crowley, Biometrics 38 (1982) 29-41, on the log(-log) scale of the curve.
        """
        low = next((step.time for step in self.steps if step.low <= HALF), None)
        return low, next((step.time for step in self.steps if step.high <= HALF), None)

    def happened_by(self, time: float) -> Interval:
        """The share to whom it has happened by ``time``, with its interval; 0 and no width before the first step."""
        step = next((step for step in reversed(self.steps) if step.time <= time), None)
        return Interval(1 - step.surviving, 1 - step.high, 1 - step.low) if step else Interval(0.0, 0.0, 0.0)


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
    if len(durations) != len(happened):
        raise EngineInputError(f"{len(durations)} durations but {len(happened)} outcomes", column="happened")
    counts: dict[float, list[int]] = {}
    for row, (duration, event) in enumerate(zip(durations, happened, strict=True)):
        _check_duration(row, duration)
        counts.setdefault(duration, [0, 0])[not event] += 1
    return _curve([(time, counts[time][0], counts[time][1]) for time in sorted(counts)], quantile(confidence))


def kaplan_meier_counted(counts: Sequence[tuple[float, int, int]], confidence: float = 0.95) -> Durations:
    """Estimate the same from people counted by their duration: a million of them are a few thousand rows.

    Parameters: counts, rows (duration, how many had the event then, how many were last observed then), in any order;
        durations as in ``kaplan_meier``, counts whole and 0 or more.
    Returns: Durations, equal to those of ``kaplan_meier`` on the people one by one.
    Raises: EngineInputError naming the row of a duration or a count that cannot be.
    """
    merged: dict[float, list[int]] = {}
    for row, (duration, events, censored) in enumerate(counts):
        _check_duration(row, duration)
        for place, (name, count) in enumerate((("events", events), ("censored", censored))):
            if count < 0 or count != int(count):
                message = f"row {row}: {name} = {count!r} is not a whole number of 0 or more"
                raise EngineInputError(message, row=row, column=name)
            merged.setdefault(duration, [0, 0])[place] += count
    return _curve([(time, merged[time][0], merged[time][1]) for time in sorted(merged)], quantile(confidence))


def _check_duration(row: int, duration: float) -> None:
    if not math.isfinite(duration) or duration < 0:
        message = f"row {row}: duration {duration!r} is not a number of 0 or more"
        raise EngineInputError(message, row=row, column="durations")


def _curve(counts: Sequence[tuple[float, int, int]], z: float) -> Durations:
    """The curve of people counted by their duration, in order of time."""
    steps: list[Step] = []
    surviving, greenwood = 1.0, 0.0
    n = at_risk = sum(events + censored for _time, events, censored in counts)
    for time, events, censored in counts:
        if events == at_risk > 0:
            steps.append(Step(time, at_risk, events, 0.0, 0.0, 0.0, 0.0))
        elif events:
            surviving *= 1 - events / at_risk
            greenwood += events / (at_risk * (at_risk - events))
            width = z * math.sqrt(greenwood) / math.log(surviving)
            low, high = surviving ** math.exp(-width), surviving ** math.exp(width)
            steps.append(Step(time, at_risk, events, surviving, low, high, surviving * math.sqrt(greenwood)))
        at_risk -= events + censored
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
