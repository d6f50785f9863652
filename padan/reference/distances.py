"""How far two places are apart, as the crow flies."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088


def km_between(one, other) -> int | None:
    """Whole kilometres between the points of two regions; None where one of them has none.

    Source: the haversine formula, R. W. Sinnott, Sky and Telescope 68(2), 1984.
    """
    places = [place for place in (one, other) if place and place.latitude is not None and place.longitude is not None]
    if len(places) < 2:
        return None
    (lat, lon), (to_lat, to_lon) = ((radians(place.latitude), radians(place.longitude)) for place in places)
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(min(half, 1))))
