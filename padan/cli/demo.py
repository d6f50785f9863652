"""``padan demo``: the demonstration story, and the proof that its rows make the article's numbers."""

import time

import click
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
        raise click.ClickException("Di sini sudah ada data sendiri. Cerita contoh perlu PADAN_HOME yang kosong.")
    if stood:
        click.echo("Cerita contoh sudah ada; tidak ada yang berubah.")
    else:
        click.echo(f"Cerita contoh dimuat dalam {time.monotonic() - began:.1f} detik.")
    click.echo(f"Kata sandi semua akun contoh: {password}")


def _has_tables():
    from django.db import connection

    return "people_user" in connection.introspection.table_names()


def _check():
    if not _has_tables() or not demonstration.is_loaded():
        raise click.ClickException("Cerita contoh belum dimuat. Jalankan: padan demo")
    table = Table(box=None)
    table.add_column("Angka")
    table.add_column("Naskah", justify="right")
    table.add_column("Baris", justify="right")
    table.add_column("")
    counted = count_all()
    for number in counted:
        table.add_row(number.words, f"{number.expected:n}", f"{number.found:n}", "" if number.holds else "BERBEDA")
    Console().print(table)
    wrong = [number for number in counted if not number.holds]
    click.echo(f"{len(counted)} angka, {len(wrong)} berbeda.")
    return 1 if wrong else 0
