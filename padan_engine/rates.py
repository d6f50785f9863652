"""Shares and their intervals: one share, a weighted share, the difference of two."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from padan_engine.errors import EngineInputError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its confidence interval; all three in the unit of the estimate."""

    estimate: float
    low: float
    high: float


def wilson(k: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Give the Wilson score interval of the share ``k / n``.

    Parameters: k, how many have the property, 0..n; n, how many were counted, 0 or more;
        confidence, share between 0 and 1, both excluded.
    Returns: (low, high), shares within 0..1; (0.0, 1.0) when nobody was counted, because nothing is known.
    Raises: EngineInputError if a count is negative or not whole, k > n, or confidence is outside (0, 1).
    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; without continuity correction, method 3 of
        R. G. Newcombe, Stat. Med. 17 (1998) 857-872.
    """
    _check_count("k", k)
    _check_count("n", n)
    if k > n:
        raise EngineInputError(f"k = {k} is greater than n = {n}", column="k")
    return _wilson(float(k), float(n), quantile(confidence))


def difference(k1: int, n1: int, k2: int, n2: int, confidence: float = 0.95) -> Interval:
    """Give the difference of two independent shares, ``k1 / n1 - k2 / n2``, with its interval.

    Parameters: as for ``wilson``, once for each group; both groups must have been counted (n > 0).
    Returns: Interval in shares, within -1..1.
    Raises: EngineInputError as ``wilson`` does, or if a group is empty.
    Source: R. G. Newcombe, Stat. Med. 17 (1998) 873-890, method 10 (score intervals squared and added).
    """
    low1, high1 = wilson(k1, n1, confidence)
    low2, high2 = wilson(k2, n2, confidence)
    for name, n in (("n1", n1), ("n2", n2)):
        if n == 0:
            raise EngineInputError(f"{name} = 0: a difference needs people in both groups", column=name)
    share1, share2 = k1 / n1, k2 / n2
    delta = share1 - share2
    down = math.hypot(share1 - low1, high2 - share2)
    up = math.hypot(high1 - share1, share2 - low2)
    return Interval(delta, max(-1.0, delta - down), min(1.0, delta + up))


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """A weighted share, its interval, and how many equally weighted answers it is worth (``effective_n``)."""

    estimate: float
    low: float
    high: float
    effective_n: float


def weighted_share(holds: Sequence[bool], weights: Sequence[float], confidence: float = 0.95) -> WeightedShare:
    """Give the share of weight that has a property, with a Wilson interval on Kish's effective sample size.

    Parameters: holds, bool (n,), True where the person has the property; weights, float (n,), finite, 0 or more, not
        all 0 (for example population over answers in the person's group).
    Returns: WeightedShare; with equal weights it is the plain Wilson interval.
    Raises: EngineInputError if lengths differ, nobody answered, or a weight is negative, NaN or infinite (row named).
    Notes: the effective size is (sum w)^2 / sum w^2. It allows for unequal weights, not for clusters of alike people.
    Source: L. Kish, Survey Sampling (1965) section 11.7; Wilson as above.
    """
    z = quantile(confidence)
    if len(holds) != len(weights):
        raise EngineInputError(f"{len(holds)} answers but {len(weights)} weights", column="weights")
    for row, weight in enumerate(weights):
        if not math.isfinite(weight) or weight < 0:
            raise EngineInputError(
                f"row {row}: weight {weight!r} is not a number of 0 or more", row=row, column="weights"
            )
    total = math.fsum(weights)
    if total <= 0:
        raise EngineInputError("the weights add up to 0: nobody to count", column="weights")
    share = math.fsum(weight for answer, weight in zip(holds, weights, strict=True) if answer) / total
    effective_n = total * total / math.fsum(weight * weight for weight in weights)
    low, high = _wilson(share * effective_n, effective_n, z)
    return WeightedShare(share, low, high, effective_n)


def reweighted_share(groups: Sequence[tuple[int, int, int]], confidence: float = 0.95) -> WeightedShare:
    """Give the share of a whole population from answers of its groups, each answer weighted by N / n of its group.

    Who answered stands for those of her group who did not, or were not drawn: the weight is the inverse of the chance
    to be heard. It corrects for groups that answered less, not for the silent of a group being unlike its answered.

    Parameters: groups, for each group (N, n, k): how many stand in it, how many of them answered (0..N), how many of
        those have the property (0..n). A group that nobody answered for is not stood for by anybody: it is left out.
    Returns: WeightedShare of those who stand in a group that was heard.
    Raises: EngineInputError if a count is impossible or nobody answered in any group.
    Source: D. G. Horvitz, D. J. Thompson, J. Am. Stat. Assoc. 47 (1952) 663-685; weighting classes, J. G. Bethlehem,
        J. Off. Stat. 4 (1988) 251-260; interval as in ``weighted_share``.
    """
    z = quantile(confidence)
    for row, (size, heard, found) in enumerate(groups):
        for name, count in (("N", size), ("n", heard), ("k", found)):
            _check_count(name, count)
        if not found <= heard <= size:
            raise EngineInputError(f"group {row}: {found} of {heard} of {size} cannot be", row=row, column="groups")
    told = [(size / heard, heard, found) for size, heard, found in groups if heard]
    if not told:
        raise EngineInputError("nobody answered in any group", column="groups")
    total = math.fsum(weight * heard for weight, heard, _found in told)
    share = math.fsum(weight * found for weight, _heard, found in told) / total
    effective_n = total * total / math.fsum(weight * weight * heard for weight, heard, _found in told)
    low, high = _wilson(share * effective_n, effective_n, z)
    return WeightedShare(share, low, high, effective_n)


def corrected_share(groups: Sequence[tuple[int, int, int]], confidence: float = 0.95) -> Interval:
    """Give the share of a whole population when only a random part of each of its groups was looked at.

    What people told sorts them into groups (told to work, told something else); a check of some of each finds how many
    really have the property. An error of the telling is so corrected, and how sure one may be follows from the check.

    Parameters: groups, for each group (N, n, k): how many stand in it, how many of them were checked at random
        (1..N), in how many of those the property was found (0..n). A group of nobody (0, 0, 0) adds nothing.
    Returns: Interval in shares of all; of a population that was checked wholly the three are one number.
    Raises: EngineInputError if a count is impossible, nobody is there, or a group has people but none was checked.
    Notes: each group's Wilson interval stands on n (N - 1) / (N - n) answers, which allows for the part of a finite
        group that was seen; the intervals are added by the squares of their sides, which holds where a plain variance
        is 0 because everybody checked was found alike.
    Source: post-stratified double sampling, A. Tenenbein, J. Am. Stat. Assoc. 65 (1970) 1350-1361; finite groups,
        W. G. Cochran, Sampling Techniques (1977) section 3.2; sum of intervals, G. Y. Zou and A. Donner, Stat. Med.
        27 (2008) 1693-1702.
    """
    z = quantile(confidence)
    for row, (size, checked, found) in enumerate(groups):
        for name, count in (("N", size), ("n", checked), ("k", found)):
            _check_count(name, count)
        if not found <= checked <= size or (size and not checked):
            raise EngineInputError(f"group {row}: {found} of {checked} of {size} cannot be", row=row, column="groups")
    total = sum(size for size, _checked, _found in groups)
    if not total:
        raise EngineInputError("nobody is in any group", column="groups")
    estimate = down = up = 0.0
    for size, checked, found in groups:
        if not size:
            continue
        weight, share = size / total, found / checked
        low = high = share
        if checked < size:
            worth = checked * (size - 1) / (size - checked)
            low, high = _wilson(share * worth, worth, z)
            low, high = (0.0 if found == 0 else low), (1.0 if found == checked else high)
        estimate += weight * share
        down += (weight * (share - low)) ** 2
        up += (weight * (high - share)) ** 2
    return Interval(estimate, max(0.0, estimate - math.sqrt(down)), min(1.0, estimate + math.sqrt(up)))


def mean_difference(first: Sequence[float], second: Sequence[float], confidence: float = 0.95) -> Interval:
    """Give the difference of two independent means, ``mean(first) - mean(second)``, by Welch's unequal variances.

    Parameters: first, second, float (n1,) and (n2,), finite, each with 2 values or more, in one unit (rupiah, days).
    Returns: Interval in that unit.
    Raises: EngineInputError naming the row of a value that is not finite, or if a group has fewer than 2.
    Source: B. L. Welch, Biometrika 34 (1947) 28-35.
    """
    from scipy.special import stdtrit  # Student's quantile; loaded when a mean is asked for

    quantile(confidence)
    mean1, square1, n1 = _mean_and_squared_error(first, "first")
    mean2, square2, n2 = _mean_and_squared_error(second, "second")
    squared = square1 + square2
    delta = mean1 - mean2
    if squared == 0:
        return Interval(delta, delta, delta)
    freedom = squared**2 / (square1**2 / (n1 - 1) + square2**2 / (n2 - 1))
    half = float(stdtrit(freedom, (1 + confidence) / 2)) * math.sqrt(squared)
    return Interval(delta, delta - half, delta + half)


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """Give a mean with its interval by Student's t.

    Parameters: values, float (n,), finite, 2 or more. Returns: Interval in their unit.
    Raises: EngineInputError naming the row of a value that is not finite, or if there are fewer than 2.
    Source: Student, Biometrika 6 (1908) 1-25.
    """
    from scipy.special import stdtrit  # Student's quantile; loaded when a mean is asked for

    quantile(confidence)
    mean, squared, n = _mean_and_squared_error(values, "values")
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * math.sqrt(squared)
    return Interval(mean, mean - half, mean + half)


def _wilson(k: float, n: float, z: float) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    share = k / n
    z2 = z * z
    centre = share + z2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    low = 0.0 if k == 0 else (centre - half) / scale
    high = 1.0 if k == n else (centre + half) / scale
    return max(0.0, low), min(1.0, high)


def quantile(confidence: float) -> float:
    """The two-sided quantile of the normal distribution; raises EngineInputError outside (0, 1)."""
    if not 0 < confidence < 1:
        raise EngineInputError(f"confidence {confidence!r} is not between 0 and 1", column="confidence")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _check_count(name: str, value: int) -> None:
    if value != value or value < 0 or value != int(value):
        raise EngineInputError(f"{name} = {value!r} is not a whole number of 0 or more", column=name)


def _mean_and_squared_error(values: Sequence[float], name: str) -> tuple[float, float, int]:
    n = len(values)
    if n < 2:
        raise EngineInputError(f"{name} has {n} values; 2 are needed for an interval", column=name)
    for row, value in enumerate(values):
        if not math.isfinite(value):
            raise EngineInputError(f"row {row}: {value!r} is not a number", row=row, column=name)
    mean = math.fsum(values) / n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    return mean, variance / n, n
