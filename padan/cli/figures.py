"""``padan figures``: the figures of this installation, and the rows behind each."""

import json
import sys
from datetime import date, datetime

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from padan.base.clock import now, today
from padan.base.errors import PadanError
from padan.figures.actions.freezing import freeze
from padan.figures.asking import ask, figures_of
from padan.figures.proving import prove
from padan.figures.queries.frozen import frozen_with_code
from padan.organisations.queries import EVERYWHERE, organisation_with_code
from padan.people.queries import user_by_login
from padan.web.templatetags.padan import angka, persen, tanggal

WRONG_USE, DIFFERS = 1, 4
SHOWN = 20
WHERE_HELP = "Only one group: trade, programme, centre, region, funding, batch or agreement; a code, or the words."


class Figures(click.Group):
    """``padan figures placed`` shows a figure; ``freeze`` and ``prove`` are words of their own."""

    def parse_args(self, ctx, args):
        if not args or args[0] not in {*self.commands, "-h", "--help"}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Figures, context_settings={"help_option_names": ["-h", "--help"]})
def figures():
    """Show figures, freeze one, prove one later. Without a word: all figures."""


@figures.command()
@click.argument("key", required=False)
@click.option("--organisation", metavar="CODE", help="Only this centre, company or forum.")
@click.option("--as-of", "as_of", metavar="DATE", help="Cut-off date, YYYY-MM-DD. Default: today.")
@click.option("--window", metavar="WINDOW", help="m3, m6, m12 or not_stated. Default: the first that holds rows.")
@click.option("--where", "where", multiple=True, metavar="DIMENSION=VALUE", help=WHERE_HELP)
@click.option("--rows", "with_rows", is_flag=True, help="Also the rows behind the number (codes, never names).")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def show(key, organisation, as_of, window, where, with_rows, as_json):
    """Show all figures, or one with its rule and rows."""
    try:
        body = organisation_with_code(organisation) if organisation else None
        day = _date(as_of)
        if key:
            asked = [ask(key, EVERYWHERE, organisation=body, as_of=day, **_narrowed(where, window))]
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


@figures.command("freeze")
@click.argument("key")
@click.option("--organisation", metavar="CODE", help="Of this centre, company or forum. Default: the installation.")
@click.option("--as-of", "as_of", metavar="DATE", help="Cut-off date, YYYY-MM-DD. Default: today.")
@click.option("--window", metavar="WINDOW", help="m3, m6, m12 or not_stated. Default: the first that holds rows.")
@click.option("--where", "where", multiple=True, metavar="DIMENSION=VALUE", help=WHERE_HELP)
@click.option("--by", "login", metavar="LOGIN", help="E-mail of the account that freezes. Default: the system.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def freeze_figure(key, organisation, as_of, window, where, login, as_json):
    """Keep a figure with its rule and rows, so that it can be proven later. Exit code: 0 frozen, 1 refused."""
    try:
        by = user_by_login(login) if login else None
        if login and by is None:
            raise PadanError(_("There is no account with the e-mail %(login)s.") % {"login": login})
        frozen = freeze(
            key=key,
            organisation=organisation_with_code(organisation) if organisation else None,
            as_of=_date(as_of) or today(),
            **_narrowed(where, window),
            by=by,
            at=now(),
        )
    except PadanError as refused:
        click.echo(str(refused), err=True)
        sys.exit(WRONG_USE)
    if as_json:
        click.echo(json.dumps(_frozen(frozen), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{frozen.code}\t{_said(frozen)}\t{frozen.rows_hash}")


@figures.command("prove")
@click.argument("key")
@click.option("--frozen", "code", metavar="ID", required=True, help="Code of the frozen figure: ANG-…")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def prove_figure(key, code, as_json):
    """Count a frozen figure anew and compare every row.

    Exit code: 0 every row counts as it did, 4 rows differ (they are named), 1 wrong use.
    """
    try:
        proof = prove(frozen_with_code(code, key=key))
    except PadanError as refused:
        click.echo(str(refused), err=True)
        sys.exit(WRONG_USE)
    if as_json:
        told = [{"kind": one.kind, "code": one.code, "before": one.before, "now": one.now} for one in proof.told]
        answer = {
            "same": proof.same,
            "kept_whole": proof.kept_whole,
            "same_rule": proof.same_rule,
            "rows_hash": proof.rows_hash,
            "numerator": proof.now.numerator,
            "denominator": proof.now.denominator,
            "rows": told,
            "frozen": _frozen(proof.frozen),
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print_proof(proof)
    sys.exit(0 if proof.same else DIFFERS)


def _frozen(frozen):
    return {
        "code": frozen.code,
        "key": frozen.key,
        "rule": frozen.rule,
        "rule_version": frozen.rule_version,
        "value": frozen.value,
        "numerator": frozen.numerator,
        "denominator": frozen.denominator,
        "unknown": frozen.unknown,
        "window": frozen.window,
        "as_of": frozen.as_of.isoformat(),
        "scope": frozen.scope,
        "where": frozen.dimensions,
        "rows_count": frozen.rows_count,
        "rows_hash": frozen.rows_hash,
        "version": frozen.version,
        "frozen_at": frozen.frozen_at.isoformat(),
    }


def _said(frozen):
    value = persen(frozen.value) if frozen.unit == "share" else angka(frozen.value)
    return f"{frozen.label}: {value} ({angka(frozen.numerator)} dari {angka(frozen.denominator)} {frozen.of_what})"


def _print_proof(proof):
    frozen, now = proof.frozen, proof.now
    click.echo(f"{_said(frozen)}, {frozen.code}, per {tanggal(frozen.as_of)}")
    if not proof.kept_whole:
        click.echo(_("The kept rows do not give the kept hash: what was frozen is damaged."))
    if not proof.same_rule:
        told = {"then": frozen.rule_version, "now": now.figure.version}
        click.echo(_("The rule was version %(then)s and is version %(now)s now: do not compare.") % told)
    if proof.same:
        click.echo(
            _("Proven: %(n)s rows count as they did. %(hash)s")
            % {"n": angka(frozen.rows_count), "hash": proof.rows_hash}
        )
        return
    told = {"counted": angka(now.numerator), "of": angka(now.denominator), "n": angka(len(proof.told))}
    click.echo(_("Counted anew: %(counted)s of %(of)s. %(n)s rows differ:") % told)
    for change in proof.told[:SHOWN]:
        click.echo(f"  {change.code}\t{change.before or '–'} → {change.now or '–'}")
    if len(proof.told) > SHOWN:
        click.echo(_("  and %(n)s more; --json names them all.") % {"n": angka(len(proof.told) - SHOWN)})


def _narrowed(where, window):
    """``trade=Las`` as it is asked; ``window=m6`` is the window said in another way."""
    found = {}
    for one in where:
        key, equals, value = one.partition("=")
        if not equals:
            raise PadanError(_("“%(text)s” narrows nothing. Write it as trade=Las.") % {"text": one})
        found[key.strip()] = value.strip()
    return {"window": found.pop("window", None) or window, "where": found}


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
            value = _value(figure)
            table.add_row(one["key"], one["label"], value, _of(one, figure), one["window"])
        console.print(table)
        return
    one, figure = told[0], asked[0]
    value = _value(figure)
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


def _value(figure):
    if figure.unit == "share":
        return persen(figure.value)
    return f"{angka(figure.value)} hari" if figure.unit == "days" and figure.value is not None else angka(figure.value)


def _of(one, figure):
    if figure.unit == "count":
        return f"{angka(figure.row_count)} {figure.of_what}"
    return f"{angka(one['numerator'])} dari {angka(one['denominator'])} {figure.of_what}"
