"""Where a figure stands on the map: one point for each province and regency, from the table that ships with us.

A map here is two things in plain numbers: the archipelago as one path of dots, and the places with a number as discs
whose area is the number. Every place of a map also stands in its table.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from padan.reference.queries import regions

SCALE = 21.5  # drawn units a degree
WEST, NORTH = 94.6, 6.6
WIDTH, HEIGHT = 1000, 390
LARGEST, SMALLEST = 0.03, 0.005  # radii, as shares of the width that is drawn
NOWHERE = ""


@dataclass(frozen=True)
class Place:
    """A province or regency with its number (None: a group under five) and, of a share, those counted."""

    code: str
    name: str
    n: int | None
    counted: int | None = None
    low: float | None = None
    high: float | None = None
    x: float | None = None
    y: float | None = None
    r: float = 0
    inner: float = 0
    opens: bool = False  # whether its regencies have a map of their own

    @property
    def share(self) -> float | None:
        return min(self.counted / self.n, 1) if self.n and self.counted is not None else None


@dataclass(frozen=True)
class Map:
    """The places of a country or a province, the largest first, over the dots of all its regencies."""

    places: tuple[Place, ...]
    dots: str  # the d attribute of a path that dots every regency
    box: str  # viewBox
    name: str = ""

    @property
    def drawn(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.x is not None)


@dataclass(frozen=True)
class Counted:
    """What is known of one region: how many (None: a group under five) and, of a share, those counted."""

    n: int | None
    counted: int | None = None
    low: float | None = None
    high: float | None = None


def summed(places: Iterable[tuple[str, int]]) -> dict[str, Counted]:
    """Numbers by the code of a regency, with their provinces added up; "" is not known where."""
    found: dict[str, int] = {}
    for code, n in places:
        found[code] = found.get(code, 0) + n
        if "." in code:
            found[code[:2]] = found.get(code[:2], 0) + n
    return {code: Counted(n) for code, n in found.items()}


def map_of(counted: dict[str, Counted], *, province: str = "") -> Map | None:
    """The map of the provinces, or of the regencies of one; None where there is nothing to show."""
    known = {region.code: region for region in regions()}
    home = known.get(province)
    if province and (home is None or home.parent_id):
        return None
    here = [region for region in known.values() if region.parent_id and (not home or region.parent_id == home.pk)]
    level = here if home else [region for region in known.values() if not region.parent_id]
    most = max((counted[region.code].n or 0 for region in level if region.code in counted), default=0)
    left, top, width, height = _box(here) if home else (0, 0, WIDTH, HEIGHT)
    places = [
        _place(region, counted[region.code], most, width, opens=not home and _has_regencies(region.code, counted))
        for region in level
        if region.code in counted
    ]
    if home and home.code in counted and (rest := _left_over(home, counted, here)):
        places.append(Place(NOWHERE, "", rest))
    elif not home and NOWHERE in counted:
        places.append(Place(NOWHERE, "", counted[NOWHERE].n, counted[NOWHERE].counted))
    if not places:
        return None
    places.sort(key=lambda place: (place.code == NOWHERE, -(place.n or 0), place.name))
    box = f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"
    return Map(tuple(places), _dots(here, fine=bool(home)), box, home.name if home else "")


def _has_regencies(province: str, counted: dict[str, Counted]) -> bool:
    return any(code.startswith(f"{province}.") for code in counted)


def _left_over(home: Any, counted: dict[str, Counted], here: list[Any]) -> int:
    """Those of a province of whom no regency is known; only of exact numbers, rounded ones do not add up."""
    whole = counted[home.code]
    if whole.n is None or whole.low is not None or whole.counted is not None:
        return 0
    known = sum(counted[region.code].n or 0 for region in here if region.code in counted)
    return max(whole.n - known, 0)


def _place(region: Any, one: Counted, most: int, width: float, *, opens: bool) -> Place:
    radius = width * max(SMALLEST, LARGEST * math.sqrt((one.n or 0) / most) if most else 0)
    inner = radius * math.sqrt(min(one.counted / one.n, 1)) if one.n and one.counted else 0
    x, y = _point(region) if region.latitude is not None else (None, None)
    return Place(
        region.code, region.name, one.n, one.counted, one.low, one.high, x, y, round(radius, 2), round(inner, 2), opens
    )


def _point(region: Any) -> tuple[float, float]:
    return round((region.longitude - WEST) * SCALE, 1), round((NORTH - region.latitude) * SCALE, 1)


def _dots(here: list[Any], *, fine: bool) -> str:
    points = [_point(region) for region in here if region.latitude is not None]
    return "".join(f"M{x:.{fine:d}f} {y:.{fine:d}f}h0" for x, y in points)


def _box(here: list[Any]) -> tuple[float, float, float, float]:
    """Left, top, width and height around these places, never narrower than wide enough to be told apart."""
    points = [_point(region) for region in here if region.latitude is not None] or [(0.0, 0.0)]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    room = max(max(xs) - min(xs), max(ys) - min(ys), 10) * 0.08
    return min(xs) - room, min(ys) - room, max(xs) - min(xs) + 2 * room, max(ys) - min(ys) + 2 * room
