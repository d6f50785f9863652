"""Mails leave off the request; what waits stands in rows and is taken up every minute."""

from django.db import transaction
from huey import crontab

from padan.base.clock import now
from padan.base.jobs import huey
from padan.people.actions import note_opened, send_message
from padan.people.queries import messages_waiting

AT_ONCE = 200


def send_soon() -> None:
    """Have waiting mails sent once this transaction stands."""
    transaction.on_commit(send_waiting)


@huey.task()
def send_waiting() -> None:
    """Send what waits. A fault with one mail keeps none of the others."""
    for message in messages_waiting(now())[:AT_ONCE]:
        send_message(message, at=now())


@huey.periodic_task(crontab())
def send_what_was_left() -> None:
    """Every minute: mails whose turn has come, first or again."""
    send_waiting.call_local()


@huey.task()
def note_link_opened(code) -> None:
    note_opened(code, now())
