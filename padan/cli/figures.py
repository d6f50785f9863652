"""``padan figures``: the figures of this installation, and the rows behind each."""

import json
import sys
from datetime import date, datetime

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from padan.base.errors import PadanError
from padan.figures.asking import ask, figures_of
from padan.organisations.queries import EVERYWHERE, organisation_with_code
from padan.web.templatetags.padan import angka, persen


@click.command()
@click.argument("key", required=False)
@click.option("--organisation", metavar="CODE", help="Only this centre, company or forum.")
@click.option("--as-of", "as_of", metavar="DATE", help="Cut-off date, YYYY-MM-DD. Default: today.")
@click.option("--window", metavar="WINDOW", help="m3, m6, m12 or not_stated. Default: the first that holds rows.")
@click.option("--rows", "with_rows", is_flag=True, help="Also the rows behind the number (codes, never names).")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def figures(key, organisation, as_of, window, with_rows, as_json):
    """Show all figures, or one with its rule and rows."""
    try:
        body = organisation_with_code(organisation) if organisation else None
        day = _date(as_of)
        if key:
            asked = [ask(key, EVERYWHERE, organisation=body, as_of=day, window=window)]
        else:
            asked = figures_of(EVERYWHERE, organisation=body, as_of=day)
    except PadanError as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    told = [_told(one, with_rows=with_rows) for one in asked]
    if as_json:
        click.echo(json.dumps(told[0] if key else told, ensure_ascii=False, indent=2, default=str))
    else:
        _print(told, asked, with_rows=with_rows)


def _date(text):
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise PadanError(_("“%(text)s” is not a date. Write it as 2024-10-31.") % {"text": text}) from None


def _told(asked, *, with_rows):
    told = {
        "key": asked.key,
        "label": asked.label,
        "rule": asked.rule,
        "value": asked.value,
        "numerator": asked.numerator,
        "denominator": asked.denominator,
        "window": asked.window,
        "as_of": asked.as_of.isoformat(),
        "scope": asked.scope,
        "warning": asked.warning,
    }
    if with_rows:
        told["rows"] = [
            {column.key: _plain(column.read(row)) for column in asked.columns} | {"counted": row.counted}
            for row in asked.rows.iterator(chunk_size=2000)
        ]
    return told


def _plain(value):
    return value if isinstance(value, (int, float, date, datetime)) or value is None else str(value)


def _print(told, asked, *, with_rows):
    console = Console()
    if len(told) > 1:
        table = Table("kunci", "angka", "nilai", "dari", "jendela", box=None)
        for one, figure in zip(told, asked, strict=True):
            value = persen(one["value"]) if figure.unit == "share" else angka(one["value"])
            table.add_row(one["key"], one["label"], value, _of(one, figure), one["window"])
        console.print(table)
        return
    one, figure = told[0], asked[0]
    value = persen(one["value"]) if figure.unit == "share" else angka(one["value"])
    console.print(f"[bold]{one['label']}: {value}[/bold]  ({_of(one, figure)})")
    console.print(one["rule"])
    if one["warning"]:
        console.print(f"[yellow]{one['warning']}[/yellow]")
    console.print(f"Jendela: {one['window'] or '–'} · Per: {one['as_of']} · {one['scope']}")
    if with_rows:
        table = Table(*[str(column.label) for column in figure.columns], "dihitung", box=None)
        for row in one["rows"]:
            table.add_row(*["–" if value in (None, "") else str(value) for value in row.values()])
        console.print(table)


def _of(one, figure):
    if figure.unit == "count":
        return f"{angka(figure.row_count)} {figure.of_what}"
    return f"{angka(one['numerator'])} dari {angka(one['denominator'])} {figure.of_what}"
