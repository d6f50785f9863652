"""The server's clock against another: who signs an hour wrong, signs wrong."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied

MOST_OFFSET = timedelta(seconds=60)


class ClockWrong(ActionDenied):
    """The server's clock is off: nothing is signed until it is set."""


def offset(theirs: datetime, ours: datetime) -> timedelta:
    """How far our clock is ahead of theirs; negative when it is behind."""
    return ours - theirs


def check_clock(theirs: datetime | None = None, *, ours: datetime | None = None) -> None:
    """Compare our clock with an instant told by a timestamp authority or a database server. Raises ClockWrong."""
    if theirs is None:
        return
    off = offset(theirs, ours or datetime.now(UTC))
    if abs(off) > MOST_OFFSET:
        raise ClockWrong(
            _("The clock of this server is %(seconds)s seconds off. Nothing is signed until it is set right.")
            % {"seconds": round(abs(off).total_seconds())}
        )
