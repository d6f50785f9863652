"""How often one address, and all together, may guess. Who holds a right code is never kept out by others' guesses."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache

from padan.base.sealing import digest

WINDOW = 600  # seconds
WRONG_OF_ONE = 20
WRONG_OF_ALL = 300  # beyond it, whoever has guessed wrong even once in this window waits
FILES_OF_ONE = 30
ALL = "all"


def must_wait(request) -> bool:
    """Whether this address guessed wrong too often, or once too often while many do."""
    own = _count("wrong", _address(request))
    return own >= WRONG_OF_ONE or (own > 0 and _count("wrong", ALL) >= WRONG_OF_ALL)


def note_wrong(request) -> None:
    for whose in (_address(request), ALL):
        _note("wrong", whose)


def may_bring_file(request) -> bool:
    """Count a file; a file costs work even when it is right."""
    return _note("file", _address(request)) <= FILES_OF_ONE


def _count(what, whose) -> int:
    return cache.get(_key(what, whose), 0)


def _note(what, whose) -> int:
    number = _count(what, whose) + 1
    cache.set(_key(what, whose), number, WINDOW)
    return number


def _key(what, whose) -> str:
    window = int(time.time() // WINDOW)
    return f"verify-{what}-{digest(whose, purpose='verify-address')[:32]}-{window}"


def _address(request) -> str:
    """The visitor's address as the nearest proxy of ours saw it; of an IPv6 address the network."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        told = request.META.get("HTTP_X_FORWARDED_FOR", told).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
