"""``padan reference``: code lists in, and which there are."""

import re
from pathlib import Path

import click
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from padan.base.clock import now
from padan.base.errors import PadanError
from padan.people.queries import user_by_login
from padan.reference import lists, unitfiles
from padan.reference.actions import load_list, load_units
from padan.reference.queries import schemes
from padan.reference.units import UnitFile
from padan.trail.actions import record

MOST_TOLD = 5
COUNTED = ("codes", "other_titles", "elements", "criteria", "decrees")


@click.group("reference")
def reference():
    """Code lists: regions, KBLI, KBJI, SKKNI."""


@reference.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--scheme", help="Name of the list when the file does not tell it: kbji, kbli.")
@click.option("--version", help="Edition of the list, such as 2014.")
@click.option("--by", "login", help="E-mail of the account that loads; without it the system does.")
@click.option("--all", "every", is_flag=True, help="Name every remark, not only the first of each kind.")
def load(files, scheme, version, login, every):
    """Load code lists and competency units: CSV files (plain or .gz), decrees as PDF or .md.

    The same file twice changes nothing. Exit code 0: all settled; 3: something should be looked at; 2: a file could not
    be read (the others are loaded).
    """
    by = user_by_login(login) if login else None
    if login and by is None:
        raise click.UsageError(_("There is no account with the e-mail %(login)s.") % {"login": login})
    failed, remarked = False, False
    for file, found in _in_order(files, scheme, version):
        if isinstance(found, PadanError):
            click.echo(str(found), err=True)
            failed = True
        elif isinstance(found, UnitFile):
            remarked |= _tell_units(file, _load_units(found, by), every)
        else:
            remarked |= _tell_list(file, found, _load_list(found, by))
    raise SystemExit(2 if failed else 3 if remarked else 0)


def _in_order(files, scheme, version):
    """(file, what it holds or why it holds nothing): lists of units before those of their elements and criteria."""
    read = []
    for file in files:
        try:
            found = (
                unitfiles.read(file)
                if unitfiles.holds_units(file)
                else lists.read(file, scheme=scheme, version=version)
            )
        except PadanError as refused:
            found = refused
        read.append((file, found))
    return sorted(read, key=lambda one: getattr(one[1], "depth", 0))


@transaction.atomic
def _load_list(codes, by):
    done = load_list(codes=codes, at=now())
    if done.new:
        changes = {"codes": [done.unchanged, done.unchanged + done.new], "sha256": ["", codes.sha256]}
        record(by, "reference.loaded", done.scheme, changes=changes)
    return done


@transaction.atomic
def _load_units(units, by):
    done = load_units(file=units, at=now())
    if done.new:
        counts = {
            name: ["", getattr(done, name)] for name in ("codes", "other_titles", "elements", "criteria", "decrees")
        }
        record(
            by, "reference.units_loaded", changes={**counts, "file": ["", units.source], "sha256": ["", units.sha256]}
        )
    return done


def _tell_list(file, codes, done):
    told = {"file": file.name, "list": done.scheme, "new": done.new, "old": done.unchanged}
    click.echo(_("%(file)s: %(list)s: %(new)s new codes, %(old)s were there.") % told)
    if done.reworded:
        click.echo(_("%(n)s titles differ from the ones kept and were left as they are.") % {"n": done.reworded})
    if codes.without_code:
        rows = ", ".join(map(str, codes.without_code))
        click.echo(_("Rows without a code were not loaded: %(rows)s.") % {"rows": rows}, err=True)
    return bool(codes.without_code)


def _tell_units(file, done, every):
    told = {"file": file.name, "new": done.codes, "old": done.unchanged, "elements": done.elements}
    told |= {"criteria": done.criteria}
    click.echo(
        _("%(file)s: %(new)s new units, %(old)s were there; %(elements)s elements and %(criteria)s criteria are new.")
        % told
    )
    if done.other_titles:
        click.echo(_("%(n)s other wordings of titles were kept beside the first.") % {"n": done.other_titles})
    kinds: dict[str, int] = {}
    for remark in done.remarks:
        kind = re.sub(r"\S*[\d.]\S*", "", remark.why)
        kinds[kind] = kinds.get(kind, 0) + 1
        if every or kinds[kind] <= MOST_TOLD:
            told = {"file": file.name, "line": remark.line, "why": remark.why, "written": remark.written[:120]}
            click.echo(_("%(file)s, line %(line)s: %(why)s “%(written)s”") % told, err=True)
    hidden = sum(max(0, n - MOST_TOLD) for n in kinds.values())
    if hidden and not every:
        click.echo(_("… and %(n)s more like these; --all names them.") % {"n": hidden}, err=True)
    return bool(done.remarks)


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
