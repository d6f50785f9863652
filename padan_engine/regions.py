"""Places: from a list of codes, with or without points, to the part of a score that speaks of distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError
from padan_engine.types import FULL_PART, MAX_REGIONS, Regions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

EARTH_KM = 6371.0088  # mean radius, IUGG
SAME_PROVINCE = 500  # place part inside a province where no points are known


def province_of(code: str) -> str:
    """The province of a region code: all before the first dot (``32.73`` lies in ``32``)."""
    return code.partition(".")[0]


def distances_km(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Any:
    """Great-circle distances between points in degrees, whole kilometres, int32 (r, r).

    Source: the haversine formula, R. W. Sinnott, Sky and Telescope 68(2), 1984.
    """
    phi, theta = np.radians(np.asarray(latitude, float)), np.radians(np.asarray(longitude, float))
    half_phi, half_theta = (phi[:, None] - phi) / 2, (theta[:, None] - theta) / 2
    haversine = np.sin(half_phi) ** 2 + np.cos(phi[:, None]) * np.cos(phi) * np.sin(half_theta) ** 2
    return np.rint(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(haversine, 1)))).astype(np.int32)


def regions_from_points(codes: Sequence[str], latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Regions:
    """Regions with a point each: the place part is 1000 less one for every kilometre, never below 0.

    Parameters: codes (r,); latitude and longitude in degrees, (r,), -90 to 90 and -180 to 180.
    Raises: EngineInputError naming the row of a point that is not on Earth.
    """
    _check_count(codes)
    for column, values, most in (("lat", latitude, 90), ("lon", longitude, 180)):
        degrees = np.asarray(values, float)
        if degrees.shape != (len(codes),):
            raise EngineInputError(f"{column}: {degrees.shape}, expected ({len(codes)},)", column=column)
        bad = ~(np.abs(degrees) <= most)
        if bad.any():
            row = int(np.argmax(bad))
            raise EngineInputError(f"row {row}, {column}: not -{most} to {most}", row=row, column=column)
    place = np.maximum(0, FULL_PART - distances_km(latitude, longitude))
    np.fill_diagonal(place, FULL_PART)
    return Regions(tuple(codes), _provinces(codes), place.astype(np.int16))


def regions_from_codes(codes: Sequence[str]) -> Regions:
    """Regions without points: 1000 in the same region, 500 in the same province, else 0."""
    _check_count(codes)
    province = _provinces(codes)
    place = np.where(province[:, None] == province, SAME_PROVINCE, 0).astype(np.int16)
    np.fill_diagonal(place, FULL_PART)
    return Regions(tuple(codes), province, place)


def _check_count(codes: Sequence[str]) -> None:
    if len(codes) > MAX_REGIONS:
        raise EngineInputError(f"{len(codes)} regions; {MAX_REGIONS} is the most", column="region")


def _provinces(codes: Sequence[str]) -> npt.NDArray[Any]:
    names = [province_of(code) for code in codes]
    number = {name: i for i, name in enumerate(sorted(set(names)))}
    return np.array([number[name] for name in names], dtype=np.int32)
