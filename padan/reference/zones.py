"""The three time zones of Indonesia by province, so that a deadline is told at its own place."""

from zoneinfo import ZoneInfo

WIB, WITA, WIT = (
    ("WIB", ZoneInfo("Asia/Jakarta")),
    ("WITA", ZoneInfo("Asia/Makassar")),
    ("WIT", ZoneInfo("Asia/Jayapura")),
)
CENTRAL = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
EASTERN = {"81", "82", "91", "92", "93", "94", "95", "96", "97"}


def zone_of(region):
    """(short name, zone) of a region's place; without a region, that of Jakarta."""
    province = region.code[:2] if region else ""
    return WITA if province in CENTRAL else WIT if province in EASTERN else WIB
