"""The two clocks. Business dates may be set for the demonstration; instants are always real."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

JAKARTA = ZoneInfo("Asia/Jakarta")


def today() -> date:
    """The business date: ``PADAN_TODAY`` while the demonstration is told, else the date in Jakarta."""
    told: date | None = settings.PADAN_TODAY
    return told or now().astimezone(JAKARTA).date()


def now() -> datetime:
    """The real instant, aware, in UTC."""
    instant: datetime = timezone.now()
    return instant


def on_day(instant: datetime, day: date) -> datetime:
    """The instant at its time of day, moved to a business date: what a deadline is compared with."""
    return instant + (day - instant.astimezone(JAKARTA).date())


def business_now() -> datetime:
    """The instant by the business date: the real one, unless the demonstration is told."""
    return on_day(now(), today())


def this_hour() -> datetime:
    """The instant now on the business date: the real one, but while the demonstration is told."""
    return datetime.combine(today(), now().astimezone(JAKARTA).time(), tzinfo=JAKARTA)


def in_words(day: date) -> str:
    """A day as people write it, in the language in force: 6 Maret 2026. An instant is told by its date in Jakarta."""
    if isinstance(day, datetime):
        day = day.astimezone(JAKARTA).date()
    return str(date_format(day, "j F Y"))


def months_after(day: date, months: int) -> date:
    """The same day of the month, ``months`` later (or earlier); the last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
