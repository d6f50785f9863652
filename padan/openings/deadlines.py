"""A deadline is a day and a time on the wall where the body that keeps the opening stands; it is kept as an instant."""

from datetime import datetime, time, timedelta

from padan.reference.zones import zone_of

LAST_MINUTE = time(23, 59)
PROLONGED_BY = timedelta(days=30)


def instant_of(owner, day, at_time=None):
    """The instant of a deadline written for a body: without a time the last minute of the day."""
    _name, zone = zone_of(owner.region)
    return datetime.combine(day, at_time or LAST_MINUTE, tzinfo=zone)


def local_of(owner, instant):
    """(date and time on the wall, short name of the zone) of a deadline at the body's place."""
    name, zone = zone_of(owner.region)
    return instant.astimezone(zone), name


def zone_of_work(opening):
    """(short name, zone) where the work is: of its region, else of the company's, else of the body that keeps it."""
    return zone_of(opening.region or (opening.company and opening.company.region) or opening.owner.region)


def prolonged(opening, at):
    """The deadline after one tap: 30 days after the one that stands, or after today where that has passed."""
    begin = max(at, opening.closes_at) if opening.closes_at else at
    local, _name = local_of(opening.owner, begin)
    return instant_of(opening.owner, local.date() + PROLONGED_BY)
