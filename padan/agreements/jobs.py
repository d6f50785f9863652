"""Work on agreements off the request: what a crash left of a signing is ended."""

from huey import crontab

from padan.agreements.actions.signing import settle_intents
from padan.base.clock import now
from padan.base.jobs import huey


@huey.periodic_task(crontab(minute="*/2"))
def settle() -> None:
    """Every other minute, and at the start: signings that broke off."""
    settle_intents(at=now())


@huey.on_startup()
def settle_at_the_start() -> None:
    settle.call_local()
