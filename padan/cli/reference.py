"""``padan reference``: code lists in, and which there are."""

from pathlib import Path

import click
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from padan.base.clock import now
from padan.base.errors import PadanError
from padan.people.queries import user_by_login
from padan.reference import lists
from padan.reference.actions import load_list
from padan.reference.queries import schemes
from padan.trail.actions import record


@click.group("reference")
def reference():
    """Code lists: regions, KBLI, KBJI, SKKNI."""


@reference.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--scheme", help="Name of the list when the file does not tell it: kbji, kbli, skkni.")
@click.option("--version", help="Edition of the list, such as 2014.")
@click.option("--by", "login", help="E-mail of the account that loads; without it the system does.")
def load(files, scheme, version, login):
    """Load code lists from CSV files, plain or .gz. The same file twice changes nothing."""
    by = user_by_login(login) if login else None
    if login and by is None:
        raise click.UsageError(_("There is no account with the e-mail %(login)s.") % {"login": login})
    failed = False
    for file in files:
        try:
            done = _load(lists.read(file, scheme=scheme, version=version), by)
        except PadanError as refused:
            click.echo(str(refused), err=True)
            failed = True
            continue
        told = {"file": file.name, "list": done.scheme, "new": done.new, "old": done.unchanged}
        click.echo(_("%(file)s: %(list)s: %(new)s new codes, %(old)s were there.") % told)
        if done.reworded:
            click.echo(_("%(n)s titles differ from the ones kept and were left as they are.") % {"n": done.reworded})
    raise SystemExit(2 if failed else 0)


@transaction.atomic
def _load(codes, by):
    done = load_list(codes=codes, at=now())
    if done.new:
        changes = {"codes": [done.unchanged, done.unchanged + done.new], "sha256": ["", codes.sha256]}
        record(by, "reference.loaded", done.scheme, changes=changes)
    return done


@reference.command("list")
def list_():
    """The lists there are, with the number of their codes."""
    table = Table(box=None)
    table.add_column(_("List"))
    table.add_column(_("Code"))
    table.add_column(_("Codes"), justify="right")
    table.add_column(_("Source"))
    for scheme in schemes():
        table.add_row(str(scheme), scheme.code, str(scheme.size), scheme.source)
    Console().print(table)
