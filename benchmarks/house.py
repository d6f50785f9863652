"""An empty house to measure in: a home of its own, its tables ready, nothing of the machine's own installation."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

DATABASE_HELP = "an empty database; default: SQLite in a temporary folder"


@contextmanager
def empty_house(url=None, *, folder=None, day=None):
    """Set Django up on the database ``url`` (None: SQLite) in ``folder`` (None: a passing one), which is yielded.

    ``day`` is the business date as an ISO text; None: today. Once a process: Django is set up only once.
    """
    with tempfile.TemporaryDirectory(prefix="padan-bench-") as passing:
        home = Path(folder or passing)
        home.mkdir(parents=True, exist_ok=True)
        os.environ["PADAN_HOME"] = str(home)
        os.environ["PADAN_DATABASE_URL"] = url or f"sqlite:///{home}/padan.sqlite3"
        os.environ.pop("PADAN_TODAY", None)
        if day:
            os.environ["PADAN_TODAY"] = day
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield home
