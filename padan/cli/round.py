"""``padan round``: clear the whole market of the database, and run a kept round again."""

import json
import sys
import time
from pathlib import Path

import click
from django.utils.translation import gettext as _

from padan.base.clock import this_hour, today
from padan.cli.match import NOT_PROVEN, progress
from padan.cli.telling import report_lines


@click.group("round")
def rounds():
    """Rounds of matching, straight from the database."""


@rounds.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the results.")
@click.option("--objective", type=click.Choice(["stable", "placements"]), default="stable", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="The lottery for ties.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Default: one per core.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def clear(out, objective, seed, threads, as_json):
    """Clear everybody who looks for work against every open opening; files out, nobody is invited, nothing is kept.

    Exit codes: 0 done and proven, 4 the answer is not what its objective promises.
    """

    from padan.matching.adapter.reading import read_market
    from padan_engine.run import Order, clear_market, write_results

    began = time.monotonic()
    with progress(quiet=as_json) as stage:
        stage("read")
        market, *_rows = read_market(seed=seed, today=today(), at=this_hour())
        read = time.monotonic()
        cleared = clear_market(market, Order(objective=objective, threads=threads), stage=stage)
        done = time.monotonic()
        stage("write")
        write_results(market, cleared, out, ".csv", prove=True)
    if as_json:
        click.echo(json.dumps(cleared.report, ensure_ascii=False))
    else:
        click.echo("\n".join(report_lines(cleared.report, cleared.facts)))
        told = {"read": f"{read - began:.1f}", "clear": f"{done - read:.1f}", "out": out}
        click.echo(_("Read in %(read)s s, cleared and proven in %(clear)s s. Results: %(out)s") % told)
    if not cleared.facts["proven"]:
        sys.exit(NOT_PROVEN)


@rounds.command()
@click.argument("code")
def verify(code):
    """Run a kept round again from its frozen lists and its lot; exit code 1 where anything does not agree."""
    from padan.matching.queries.rounds import round_with_code
    from padan.matching.verifying import verify_round

    found = round_with_code(code)
    if found is None or found.lot is None or not found.proof:
        raise click.ClickException(_("There is no round with a result of the code “%(code)s”.") % {"code": code})
    findings = verify_round(found)
    for one in findings:
        click.echo(f"{'ok' if one.good else 'X '}  {one.words}")
    if not all(one.good for one in findings):
        sys.exit(1)
