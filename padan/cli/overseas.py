"""``padan overseas``: the rules of schemes abroad in, from the files that ship or from a file of one's own."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.overseas.actions.loading import load_scheme
from padan.overseas.reading import read, shipped
from padan.people.queries import user_by_login


@click.group("overseas")
def overseas():
    """The route abroad: rules of schemes."""


@overseas.command("load")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--by", "login", help="E-mail of the account that loads; without it the system does.")
@click.option("--check", is_flag=True, help="Read the files and tell their faults; keep nothing.")
def load(files, login, check):
    """Load rules of schemes from TOML FILES; without FILES those that come with Padan.

    Every fault of a file is told with its line, and nothing of that file is kept. The same file twice changes nothing;
    rules that stand here otherwise are never rewritten. Exit code 0: all settled; 2: a file was refused.
    """
    by = user_by_login(login) if login else None
    if login and by is None:
        raise click.UsageError(_("There is no account with the e-mail %(login)s.") % {"login": login})
    refused = False
    for path in files or shipped():
        try:
            file = read(path)
            if check:
                click.echo(_("%(file)s: no fault.") % {"file": file.name})
                continue
            done = load_scheme(file=file, by=by, at=now())
        except ActionDenied as denied:
            click.echo(str(denied), err=True)
            refused = True
            continue
        told = {"file": file.name, "scheme": done.version.scheme, "n": done.version.number}
        told |= {"state": done.version.get_state_display()}
        if done.new:
            click.echo(_("%(file)s: version %(n)s of “%(scheme)s” is loaded: %(state)s.") % told)
        else:
            click.echo(_("%(file)s: version %(n)s of “%(scheme)s” was there already.") % told)
    raise SystemExit(2 if refused else 0)
