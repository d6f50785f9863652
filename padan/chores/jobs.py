"""The night begins at 01:00 in Jakarta. What it does is listed in ``actions.nightly``."""

from huey import crontab

from padan.base.clock import today
from padan.base.jobs import huey
from padan.chores.actions.nightly import run_chores


@huey.periodic_task(crontab(hour="18", minute="0"))  # UTC: 01:00 WIB
def night() -> None:
    run_chores(today=today())
