"""What was revoked, as others can ask without telling us about whom: a W3C Bitstring Status List.

A list holds one bit per credential, in an order drawn by lot; who fetches it learns nothing about a single one without
holding the credential that names its place.
"""

import gzip
import zlib
from collections.abc import Iterable
from typing import Any

from padan.training.credentials.tokens import TokenRefused, b64, unb64

LENGTH = 131_072  # places: the least the standard allows, so that a place tells nothing
_MOST = LENGTH // 8 * 4


def encoded(places: Iterable[int]) -> str:
    """A list with these bits set, as it stands in a credential: multibase of gzip, the first place leftmost."""
    bits = bytearray(LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + b64(gzip.compress(bytes(bits), mtime=0))


def is_set(told: Any, place: int) -> bool | None:
    """Whether the bit of ``place`` is set in an encoded list; None when it cannot be read."""
    if not isinstance(told, str) or not told.startswith("u") or not 0 <= place < LENGTH:
        return None
    try:
        bits = zlib.decompressobj(wbits=31).decompress(unb64(told[1:]), _MOST)
    except (TokenRefused, zlib.error):
        return None
    return None if len(bits) < LENGTH // 8 else bool(bits[place // 8] & (0x80 >> (place % 8)))


def entry(address: str, place: int) -> dict[str, str]:
    """What a credential says about where its status stands."""
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def place_in(told: Any) -> tuple[str, int] | None:
    """(address of the list, place) that a credential's ``credentialStatus`` names; None when it cannot be read."""
    if not isinstance(told, dict) or told.get("type") != "BitstringStatusListEntry":
        return None
    address, place = told.get("statusListCredential"), told.get("statusListIndex")
    if told.get("statusPurpose") != "revocation" or not isinstance(address, str):
        return None
    if not isinstance(place, str) or not place.isascii() or not place.isdigit() or int(place[:9]) >= LENGTH:
        return None
    return address, int(place[:9])
