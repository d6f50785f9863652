"""A realistic market from nothing: Zipfian trades, packages of units, regencies, wages, wishes and seats.

Trades grow with the root of the number of openings, as a country's list of occupations does, so a larger market is more
varied, not only longer. Everything is drawn from one seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError
from padan_engine.regions import regions_from_points
from padan_engine.types import MAX_SEATS, Graduates, Market, Openings, Ragged, Weights

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator

PROVINCES = 38
REGENCIES = 514
UNITS_PER_TRADE = 60
COMMON_UNITS = 40
PACKAGES_PER_TRADE = 6
UNITS_PER_PACKAGE = 15
FIRST_DAY = 20_454  # 2026-01-01
LANGUAGES = ("EN", "JLPT")

Array = Any


def example_market(n_graduates: int, n_openings: int, seed: int = 1, seats_per_graduate: float = 1.0) -> Market:
    """Draw a market of so many graduates and openings; the same numbers and seed give the same market.

    Raises: EngineInputError if a size is negative or ``seats_per_graduate`` is not above 0.
    """
    if n_graduates < 0 or n_openings < 0 or not seats_per_graduate > 0:
        raise EngineInputError("sizes are 0 or more and seats per graduate above 0")
    rng = np.random.default_rng([seed, n_graduates, n_openings])
    trades = max(3, round(0.11 * np.sqrt(n_openings)))
    units = trades * UNITS_PER_TRADE + COMMON_UNITS
    codes = [f"{t + 1:04d}.{u + 1:02d}" for t in range(trades) for u in range(UNITS_PER_TRADE)]
    codes += [f"UMUM.{u + 1:02d}" for u in range(COMMON_UNITS)]
    region_codes, latitude, longitude, province = _country(rng)
    regions = regions_from_points(region_codes, latitude, longitude)
    packages = _packages(rng, trades)
    return Market(
        regions=regions,
        skills=(*codes, *LANGUAGES),
        first_language=units,
        graduates=_graduates(rng, n_graduates, packages, units, province, regions.place),
        openings=_openings(rng, n_openings, trades, units, max(n_openings, int(n_graduates * seats_per_graduate))),
        weights=Weights(),
        groups=("disability",),
        seed=seed,
    )


def write_example_regions(path: Path, n_graduates: int, n_openings: int, seed: int) -> None:
    """Write ``code,lat,lon`` of the regions of an example market."""
    codes, latitude, longitude, _ = _country(np.random.default_rng([seed, n_graduates, n_openings]))
    lines = [f"{code},{lat},{lon}" for code, lat, lon in zip(codes, latitude, longitude, strict=True)]
    path.write_text("\n".join(["code,lat,lon", *lines, ""]), encoding="utf-8")


def _country(rng: Generator) -> tuple[list[str], Array, Array, Array]:
    province = np.sort(np.append(np.arange(PROVINCES), rng.integers(0, PROVINCES, REGENCIES - PROVINCES)))
    latitude = np.linspace(5, -9, PROVINCES)[rng.permutation(PROVINCES)][province] + rng.normal(0, 0.8, REGENCIES)
    longitude = np.linspace(96, 140, PROVINCES)[province] + rng.normal(0, 0.8, REGENCIES)
    codes = [f"{p + 11}.{r:02d}" for p, r in zip(province, _within(province), strict=True)]
    return codes, np.round(latitude, 4), np.round(longitude, 4), province


def _within(province: Array) -> Array:
    return np.arange(len(province)) - np.searchsorted(province, province) + 1


def _zipf(n: int, power: float) -> Array:
    weight = 1 / np.arange(1, n + 1) ** power
    return weight / weight.sum()


def _draw(rng: Generator, weight: Array, size: int) -> Array:
    return np.searchsorted(np.cumsum(weight)[:-1], rng.random(size), side="right")


def _packages(rng: Generator, trades: int) -> Array:
    """Which units of its trade each package teaches, common ones likelier: int (trades, packages, units)."""
    rank = rng.exponential(size=(trades, PACKAGES_PER_TRADE, UNITS_PER_TRADE)) / _zipf(UNITS_PER_TRADE, 0.7)
    within = np.argsort(rank, axis=2)[:, :, :UNITS_PER_PACKAGE]
    return within + UNITS_PER_TRADE * np.arange(trades)[:, None, None]


def _graduates(rng: Generator, n: int, packages: Array, units: int, province: Array, place: Array) -> Graduates:
    trade = _draw(rng, _zipf(len(packages), 0.8), n)
    package = _draw(rng, _zipf(PACKAGES_PER_TRADE, 0.8), n)
    taught = packages[trade, package]
    common = np.sort(rng.integers(units - COMMON_UNITS, units, (n, 2)), axis=1)
    languages = np.broadcast_to(np.array([units, units + 1]), (n, 2))
    item = np.concatenate([np.sort(taught, axis=1), common, languages], axis=1)
    held = rng.random(item.shape) < 0.85
    held[:, -4:] = rng.random((n, 4)) < np.array([0.9, 0.9, 0.35, 0.15])
    held[:, -3] &= common[:, 0] != common[:, 1]
    level = 1 + _draw(rng, np.array([0.5, 0.35, 0.15]), item.size).reshape(item.shape)
    level[:, -2:] = 1 + _draw(rng, np.array([0.3, 0.4, 0.2, 0.1]), 2 * n).reshape(n, 2)
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(held.sum(axis=1), out=start[1:])
    region = _draw(rng, _regency_weights(), n)
    reaches, reach = _reaches(rng, region, province, place)
    return Graduates(
        ids=_ids("L", n),
        holds=Ragged.build(start, item[held], level[held], "units"),
        region=region,
        reach=reach,
        reaches=reaches,
        available_day=FIRST_DAY + rng.integers(0, 111, n),
        lowest_wage_idr=_rounded(rng.lognormal(np.log(3.2e6), 0.25, n), 100_000),
        groups=(rng.random(n) < 0.02).astype(np.int64),
    )


def _reaches(rng: Generator, region: Array, province: Array, place: Array) -> tuple[tuple[Array, ...], Array]:
    """Five classes of willingness: home, own province, two and six provinces near, anywhere."""
    centre = np.searchsorted(province, np.arange(PROVINCES))
    near = np.argsort(-place[np.ix_(centre, centre)], axis=1, kind="stable")
    reaches = [np.zeros(0, dtype=np.int32), np.arange(len(province))]
    for count in (1, 2, 6):
        reaches += [np.flatnonzero(np.isin(province, near[home, :count])) for home in range(PROVINCES)]
    kind = _draw(rng, np.array([0.25, 0.12, 0.33, 0.2, 0.1]), len(region))
    home = province[region]
    reach = np.where(kind < 2, kind, 2 + (kind - 2) * PROVINCES + home)
    return tuple(reaches), reach


def _openings(rng: Generator, m: int, trades: int, units: int, seats: int) -> Openings:
    trade = _draw(rng, _zipf(trades, 0.8), m)
    rank = rng.exponential(size=(m, UNITS_PER_TRADE)) / _zipf(UNITS_PER_TRADE, 0.7)
    chosen = np.argsort(rank, axis=1)[:, :16] + UNITS_PER_TRADE * trade[:, None]
    n_required = 1 + _draw(rng, np.array([0.4, 0.4, 0.2]), m)
    n_welcome = np.minimum(rng.poisson(5.8, m), 13)
    position = np.arange(16)
    required = position < n_required[:, None]
    welcome = (position >= 3) & (position < 3 + n_welcome[:, None])
    level = 1 + _draw(rng, np.array([0.75, 0.2, 0.05]), chosen.size).reshape(chosen.shape)
    languages = np.broadcast_to(np.array([units, units + 1]), (m, 2))
    needed = rng.random((m, 2)) < np.array([0.1, 0.05])
    language_level = 1 + _draw(rng, np.array([0.5, 0.35, 0.15]), 2 * m).reshape(m, 2)
    requires = _ragged(
        np.concatenate([chosen, languages], axis=1),
        np.concatenate([level, language_level], axis=1),
        np.concatenate([required, needed], axis=1),
        "required_units",
    )
    quota = np.minimum(200, np.ceil(rng.pareto(1.1, m) + 1e-9)) if m else np.zeros(0)
    quota = np.maximum(1, np.floor(quota * seats / max(quota.sum(), 1)))
    return Openings(
        ids=_ids("W", m),
        requires=requires,
        welcomes=_ragged(chosen, np.ones_like(chosen), welcome, "welcome_units"),
        region=_draw(rng, _regency_weights(), m),
        seats=np.minimum(quota, MAX_SEATS).astype(np.int64),
        wage_idr=_rounded(rng.lognormal(np.log(4.4e6), 0.3, m), 50_000),
        start_day=FIRST_DAY + rng.integers(60, 181, m),
    )


def _ragged(item: Array, level: Array, taken: Array, column: str) -> Ragged:
    order = np.argsort(np.where(taken, item, 1 << 30), axis=1)
    item, level, taken = (np.take_along_axis(values, order, axis=1) for values in (item, level, taken))
    start = np.zeros(len(item) + 1, dtype=np.int64)
    np.cumsum(taken.sum(axis=1), out=start[1:])
    return Ragged.build(start, item[taken], level[taken], column)


def _regency_weights() -> Array:
    return _zipf(REGENCIES, 0.7)[np.argsort(np.argsort(np.arange(REGENCIES) * 0.6180339887 % 1))]


def _rounded(values: Array, unit: int) -> Array:
    return (np.round(values / unit) * unit).astype(np.int64)


def _ids(letter: str, n: int) -> Array:
    digits = max(7, len(str(n)))
    table = np.empty((n, digits + 1), dtype=np.uint8)
    table[:, 0] = ord(letter)
    number = np.arange(1, n + 1)
    for place in range(digits, 0, -1):
        table[:, place] = 48 + number % 10
        number = number // 10
    return table.view(f"S{digits + 1}").reshape(n)
