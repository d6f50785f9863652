"""How often a visitor without an account did something, counted in windows of ten minutes."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache

from padan.base.sealing import digest

WINDOW = 600  # seconds


def counted(what, whose) -> int:
    return cache.get(_key(what, whose), 0)


def count(what, whose) -> int:
    """Count once more; how often it is by now."""
    number = counted(what, whose) + 1
    cache.set(_key(what, whose), number, WINDOW)
    return number


def _key(what, whose) -> str:
    window = int(time.time() // WINDOW)
    return f"count-{what}-{digest(whose, purpose='verify-address')[:32]}-{window}"


def address_of(request) -> str:
    """The visitor's address as the nearest proxy of ours saw it; of an IPv6 address the network."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        told = request.META.get("HTTP_X_FORWARDED_FOR", told).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
