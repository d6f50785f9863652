"""The one queue. What is to be done stands in rows of the rooms; the queue only says "now", and may say it twice.

Each room keeps its tasks in its own ``jobs.py``; ``padan run`` and ``padan work`` load them all.
"""

from typing import Any

from django.conf import settings
from django.db import close_old_connections
from huey import SqliteHuey

huey = SqliteHuey("padan", filename=str(settings.HOME / "jobs.sqlite3"), journal_mode="delete", fsync=True, timeout=20)


@huey.pre_execute()
@huey.post_execute()
def let_go_of_the_database(task: Any, *_told: Any) -> None:
    close_old_connections()
