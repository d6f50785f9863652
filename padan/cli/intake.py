"""``padan intake``: sheets in, with the sum said aloud."""

import json
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from padan.base.clock import now, today
from padan.base.errors import PadanError
from padan.intake import actions, report
from padan.intake.models import Upload
from padan.intake.processing import reading_of
from padan.intake.reading.zipcheck import MAX_UNPACKED
from padan.intake.states import RemarkKind
from padan.intake.words import sentence
from padan.organisations.actions import open_centre
from padan.organisations.models import Organisation
from padan.organisations.states import Kind
from padan.people.queries import user_by_login

SETTLED, WRONG_USE, UNREADABLE, WAITING = 0, 1, 2, 3


@click.command("intake")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--organisation", "code", help=gettext_lazy("Code of the centre whose files these are."))
@click.option("--by", "login", help=gettext_lazy("E-mail of the account that brings them in."))
@click.option("--dry-run", is_flag=True, help=gettext_lazy("Only report; write nothing."))
@click.option("--json", "as_json", is_flag=True, help=gettext_lazy("Answer as JSON."))
@click.option("--max-unpacked", type=click.IntRange(min=1), default=MAX_UNPACKED, show_default=True,
              help=gettext_lazy("Largest size of an unpacked workbook, in bytes."))  # fmt: skip
def intake(files, code, login, dry_run, as_json, max_unpacked):
    """Read sheets and bring in what is clear.

    Exit code: 0 all settled, 3 something waits for a person, 2 a file could not be read, 1 wrong use.
    """
    if not files:
        _wrong_use(_("Name at least one file."), as_json)
    by = user_by_login(login) if login else None
    if login and by is None:
        _wrong_use(_("There is no account with the e-mail %(login)s.") % {"login": login}, as_json)
    centre = _centre(code, by, dry_run, as_json)
    told, worst = [], SETTLED
    with _progress(as_json) as progress:
        for file in files:
            line = progress.add_task(file.name, total=None)
            done = partial(progress.update, line)
            answer = _one(file, centre, by, dry_run, max_unpacked, lambda rows, done=done: done(completed=rows))
            progress.remove_task(line)
            told.append(answer)
            if not as_json:
                _say(answer)
    if any("error" in one for one in told):
        worst = UNREADABLE
    elif any(one["review"] or one["questions"] for one in told):
        worst = WAITING
    if as_json:
        click.echo(json.dumps({"files": told}, ensure_ascii=False, indent=2))
    sys.exit(worst)


def _one(file: Path, centre, by, dry_run, max_unpacked, progress) -> dict:
    try:
        with file.open("rb") as opened:
            if dry_run:
                return _look(file, centre, by, max_unpacked, progress)
            upload = actions.take_in(file=opened, name=file.name, organisation=centre, by=by, at=now())
        with actions.holding(upload, wait=True):
            upload.refresh_from_db()
            if not upload.path.exists():  # another process finished while this one waited
                with file.open("rb") as opened:
                    upload = actions.take_in(file=opened, name=file.name, organisation=centre, by=by, at=now())
            actions.bring_in(upload=upload, by=by, at=now(), max_unpacked=max_unpacked, progress=progress)
        return report.as_data(str(file), upload, report.reasons_of(upload))
    except PadanError as error:
        return report.refused_as_data(str(file), str(error))
    except OSError as error:
        return report.refused_as_data(str(file), _("The file cannot be opened: %(why)s.") % {"why": error.strerror})


def _look(file, centre, by, max_unpacked, progress) -> dict:
    upload = Upload(organisation=centre, name=file.name)
    with reading_of(
        upload, by=by, at=now(), today=today(), max_unpacked=max_unpacked, progress=progress, path=file
    ) as reading:
        told = reading.compare()
        reading.ask()
        reasons = [
            report.reason(kind, sheet, row, column, sentence(why, detail), rows)
            for kind, sheet, row, rows, _field, column, _written, why, detail, _n in reading.remarks()
            if kind != RemarkKind.NOTE
        ]
    return report.as_data(str(file), told, reasons)


def _centre(code, by, dry_run, as_json):
    centres = Organisation.objects.filter(kind=Kind.CENTRE).order_by("name_key", "pk")
    if code:
        centre = centres.filter(code=code).first()
        if centre is None:
            _wrong_use(_("There is no centre with the code %(code)s.") % {"code": code}, as_json, centres)
        return centre
    found = list(centres[:2])
    if len(found) == 1:
        return found[0]
    if found:
        _wrong_use(_("There are several centres. Say which one with --organisation CODE:"), as_json, centres)
    if dry_run:
        return Organisation(kind=Kind.CENTRE, name=str(NEW_CENTRE), pk=0)
    return open_centre(name=str(NEW_CENTRE), by=by, at=now())


NEW_CENTRE = gettext_lazy("My centre")


def _wrong_use(message, as_json, centres=()):
    listed = [{"code": centre.code, "name": centre.name} for centre in centres]
    if as_json:
        click.echo(json.dumps({"error": message, "organisations": listed}, ensure_ascii=False, indent=2))
    else:
        click.echo(message, err=True)
        for one in listed:
            click.echo(f"  {one['code']}  {one['name']}", err=True)
    sys.exit(WRONG_USE)


def _say(told) -> None:
    click.echo(told["file"])
    if "error" in told:
        click.echo(f"  {told['error']}")
        return
    click.echo(f"  {report.said_aloud(SimpleNamespace(**told))}")
    if told["questions"]:
        click.echo("  " + _("%(count)s questions about stored rows") % {"count": told["questions"]})
    for one in told["reasons"][:20]:
        places = (one["sheet"], _("row %(row)s") % {"row": one["row"]}, one["column"])
        click.echo(f"    {', '.join(place for place in places if place)}: {one['reason']}")
    if len(told["reasons"]) > 20:
        click.echo("    " + _("and %(count)s more; see /impor/ or --json") % {"count": len(told["reasons"]) - 20})


def _progress(as_json):
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"),
        TimeElapsedColumn(), console=Console(stderr=True), transient=True, disable=as_json or not sys.stderr.isatty(),
    )  # fmt: skip
