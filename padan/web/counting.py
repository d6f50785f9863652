"""How often a visitor without an account did something, counted in windows of ten minutes, or of another length."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache

from padan.base.sealing import digest

WINDOW = 600  # seconds
DAY = 86_400


def counted(what, whose, within=WINDOW) -> int:
    return cache.get(_key(what, whose, within), 0)


def count(what, whose, within=WINDOW) -> int:
    """Count once more; how often it is by now."""
    number = counted(what, whose, within) + 1
    cache.set(_key(what, whose, within), number, within)
    return number


def _key(what, whose, within) -> str:
    window = int(time.time() // within)
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
