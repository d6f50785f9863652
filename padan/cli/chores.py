"""``padan chores``: the night's work, now. The worker does it by itself at 01:00 WIB."""

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from padan.base.clock import today
from padan.chores.actions.nightly import CHORES, run_chores
from padan.chores.queries import latest_runs


@click.group()
def chores():
    """The chores of a night."""


@chores.command(name="run")
@click.argument("names", nargs=-1, type=click.Choice(list(CHORES)))
def run_now(names):
    """Do all chores, or those named; exit code 1 when one failed. Doing them twice changes nothing more."""
    failed = False
    for name in names or tuple(CHORES):
        (run,) = run_chores(today=today(), names=(name,))
        seconds = (run.ended_at - run.began_at).total_seconds()
        told = run.fault or _("%(n)s done") % {"n": run.count}
        click.echo(
            f"{'FAIL' if run.fault else 'ok':<4}  {CHORES[name].label}: {told} ({seconds:.1f} s)", err=bool(run.fault)
        )
        failed = failed or bool(run.fault)
    raise SystemExit(1 if failed else 0)


@chores.command(name="list")
def list_them():
    """Every chore and when it was done last."""
    table = Table("", _("Chore"), _("Last done"), _("Number"), _("Fault"), box=None)
    latest = latest_runs()
    for name, chore in CHORES.items():
        run = latest.get(name)
        last = (f"{run.began_at:%Y-%m-%d %H:%M} UTC", str(run.count), run.fault) if run else ("–", "", "")
        table.add_row(name, str(chore.label), *last)
    Console().print(table)
