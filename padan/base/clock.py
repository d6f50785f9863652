"""The two clocks. Business dates may be set for the demonstration; instants are always real."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

JAKARTA = ZoneInfo("Asia/Jakarta")


def today() -> date:
    """The business date: ``PADAN_TODAY`` while the demonstration is told, else the date in Jakarta."""
    told: date | None = settings.PADAN_TODAY
    return told or now().astimezone(JAKARTA).date()


def now() -> datetime:
    """The real instant, aware, in UTC."""
    instant: datetime = timezone.now()
    return instant
