"""The database behind a command: its tables brought up to date, and the day it tells."""

import fcntl
import os
from contextlib import contextmanager

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from padan.seeds import load as demonstration
from padan.seeds.story import TODAY


@contextmanager
def alone():
    """One process at a time prepares an installation."""
    with (settings.HOME / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bring_up_to_date():
    """Apply what is missing of the tables; costs a fraction of a second where nothing is."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        click.echo(_("Preparing the database …"), err=True)
        call_command("migrate", interactive=False, verbosity=0)


def ready():
    """Tables up to date; in an installation that tells the demonstration, the day is the demonstration's."""
    with alone():
        bring_up_to_date()
    if settings.PADAN_TODAY is None and demonstration.is_loaded():
        settings.PADAN_TODAY = TODAY
        os.environ["PADAN_TODAY"] = TODAY.isoformat()
        click.echo(_("The demonstration tells %(day)s.") % {"day": date_format(TODAY, "j F Y")}, err=True)
