"""``padan demo``: the demonstration story, and the proof that its rows make the article's numbers."""

import time

import click
from django.db import connection
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from padan.base.errors import PadanError
from padan.cli.run import prepare
from padan.seeds import load as demonstration
from padan.seeds.check import count_all


@click.command()
@click.option(
    "--check", is_flag=True, help="Count every number of the story from its rows; exit code 1 when one differs."
)
def demo(check):
    """Load the invented forum of 14 November 2024 into an empty installation."""
    if check:
        raise SystemExit(_check())
    began = time.monotonic()
    stood = demonstration.is_loaded() if _has_tables() else False
    try:
        password = prepare(with_demonstration=True)
    except PadanError as refused:
        raise click.ClickException(str(refused)) from None
    if not password:
        raise click.ClickException(_("There are data of your own here. The demonstration needs an empty PADAN_HOME."))
    if stood:
        click.echo(_("The demonstration stands already; nothing has changed."))
    else:
        click.echo(_("The demonstration was loaded in %(n)s seconds.") % {"n": round(time.monotonic() - began)})
    click.echo(_("Password of all its accounts: %(password)s") % {"password": password})


def _has_tables():
    return "people_user" in connection.introspection.table_names()


def _check():
    if not _has_tables() or not demonstration.is_loaded():
        raise click.ClickException(_("The demonstration is not loaded. Run: padan demo"))
    table = Table(box=None)
    table.add_column(_("Number"))
    table.add_column(_("Article"), justify="right")
    table.add_column(_("Rows"), justify="right")
    table.add_column("")
    counted = count_all()
    for number in counted:
        table.add_row(number.words, f"{number.expected:n}", f"{number.found:n}", "" if number.holds else _("DIFFERS"))
    Console().print(table)
    wrong = [number for number in counted if not number.holds]
    click.echo(_("%(n)s numbers, %(wrong)s differ.") % {"n": len(counted), "wrong": len(wrong)})
    return 1 if wrong else 0
