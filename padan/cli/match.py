"""``padan match``: files in, matches and their proof out; no database. ``padan warm``: compile the loops once."""

import json
import sys
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import click

from padan.cli.telling import report_lines, verdict

NOT_PROVEN = 4
UNREADABLE = 2
CLUSTER_ANSWERS_S = 10


@click.command()
@click.argument("graduates", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.argument("openings", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the results.")
@click.option("--objective", type=click.Choice(["stable", "placements"]), default="stable", show_default=True)
@click.option("--side", type=click.Choice(["graduates", "openings"]), default="graduates", show_default=True)
@click.option("--k", type=click.IntRange(1, 10_000), default=30, show_default=True, help="Length of the shortlists.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="The lottery for ties.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Default: one per core.")
@click.option(
    "--band", type=click.IntRange(1, 100_000), default=1, show_default=True, help="Smaller differences are ties."
)
@click.option("--second-chance", is_flag=True, help="With ties: place more by a second chance (Kiraly).")
@click.option("--floor", "floors", multiple=True, metavar="GROUP=N", help="Report whether N of a group are placed.")
@click.option("--compare/--no-compare", default=None, help="Report stable and placements side by side.")
@click.option("--regions", type=click.Path(path_type=Path, dir_okay=False), help="code, lat, lon of the regions.")
@click.option("--cluster", metavar="ADDRESS", help="Score on a running Dask cluster.")
@click.option("--prove", is_flag=True, help="Write proof.json beside the answer.")
@click.option("--examine", "answer", type=click.Path(path_type=Path, dir_okay=False), help="Examine an answer instead.")
@click.option("--prices", type=click.Path(path_type=Path, dir_okay=False), help="Prices that certify an answer.")
@click.option("--example", nargs=2, type=click.IntRange(0), metavar="N M", help="Write an example market instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the report (or the proof) as JSON.")
def match(graduates, openings, out, example, answer, as_json, **options):
    """Match GRADUATES to OPENINGS (CSV or Parquet): shortlists, a clearing of the whole market, and its proof.

    Exit codes: 0 done and proven, 2 a file cannot be read, 4 the answer is not what its objective promises.
    """
    from padan_engine.errors import EngineInputError

    if example:
        return write_example(*example, options["seed"], out)
    if graduates is None or openings is None:
        raise click.UsageError("Sebutkan berkas GRADUATES dan OPENINGS, atau --example N M --out DIR.")
    if out is None and answer is None:
        raise click.UsageError("Sebutkan folder hasil: --out DIR.")
    if answer is None:
        check_options(options)
    floors = tuple(read_floor(text) for text in options.pop("floors"))
    try:
        with progress(quiet=as_json) as stage:
            market = read(graduates, openings, options["regions"], options["seed"], stage)
            if answer:
                facts, told = examine_answer(market, answer, out, floors, options, stage)
            else:
                facts, told = clear(market, out, graduates.suffix, floors, options, stage)
    except EngineInputError as error:
        refuse(error, as_json)
    except OSError as error:
        refuse(f"{error.filename}: berkas tidak dapat dibuka ({error.strerror}).", as_json)
    click.echo(json.dumps(told[0], ensure_ascii=False) if as_json else told[1])
    if not facts["proven"]:
        sys.exit(NOT_PROVEN)
    return None


def check_options(options):
    """Refuse options that would do nothing, instead of ignoring them."""
    for_stable = {"--band": options["band"] > 1, "--second-chance": options["second_chance"]}
    for_stable["--side openings"] = options["side"] == "openings"
    asked = [name for name, given in for_stable.items() if given]
    if options["objective"] == "placements" and asked:
        raise click.UsageError(f"{asked[0]} hanya untuk --objective stable.")
    if options["second_chance"] and options["side"] == "openings":
        raise click.UsageError("--second-chance hanya untuk --side graduates.")
    if options["prices"]:
        raise click.UsageError("--prices hanya bersama --examine.")


def write_example(n_graduates, n_openings, seed, out):
    """A realistic market as files, to try things on."""
    from padan_engine.generate import example_market, write_example_regions
    from padan_engine.writing import write_market

    if out is None:
        raise click.UsageError("Sebutkan folder: --out DIR.")
    out.mkdir(parents=True, exist_ok=True)
    market = example_market(n_graduates, n_openings, seed=seed)
    write_example_regions(out / "regions.csv", n_graduates, n_openings, seed)
    for path in write_market(market, out):
        click.echo(path)


def read(graduates, openings, regions, seed, stage):
    """The market of two files; distances from --regions, regions.csv beside the files, or the shipped table."""
    from padan_engine.run import with_points
    from padan_engine.tables import read_market

    beside = graduates.parent / "regions.csv"
    if regions is None and beside.exists():
        regions = beside
    market = read_market(graduates, openings, regions=regions, seed=seed, stage=stage)
    if regions is None:
        shipped = files("padan") / "reference" / "data" / "regions-2025.csv"
        if shipped.is_file():
            market = with_points(market, Path(str(shipped)))
    return market


def clear(market, out, suffix, floors, options, stage):
    """Clear, write, and return the proof and (report as JSON, report in words)."""
    from padan_engine.run import Order, clear_market, write_results

    order = Order(
        **{name: options[name] for name in ("objective", "side", "k", "band", "second_chance", "threads", "compare")},
        floors=floors,
    )
    with cluster(options["cluster"]) as client:
        cleared = clear_market(market, order, client=client, stage=stage)
    stage("write")
    suffix = suffix if suffix.lower() == ".parquet" else ".csv"
    write_results(market, cleared, out, suffix, prove=options["prove"])
    lines = "\n".join([*report_lines(cleared.report, cleared.facts), ""])
    (out / "report.txt").write_text(lines, encoding="utf-8")
    return cleared.facts, (cleared.report, f"{lines}\nHasil: {out}")


def examine_answer(market, path, out, floors, options, stage):
    """Judge anybody's answer; return the proof and (the same as JSON, a sentence)."""
    from padan_engine.auction import certificate
    from padan_engine.examine import examine
    from padan_engine.run import floor_numbers, proof_facts, read_answer, read_prices, write_json

    objective, prices = options["objective"], options["prices"]
    answer = read_answer(market, path)
    if prices is None and objective == "placements" and (path.parent / f"prices{path.suffix}").exists():
        prices = path.parent / f"prices{path.suffix}"
    priced = {} if prices is None else certificate(market, read_prices(market, prices))
    proof = examine(
        market,
        answer,
        band=options["band"],
        **priced,
        floors=floor_numbers(market, dict(floors)),
        threads=options["threads"],
        progress=stage("examine"),
    )
    facts = proof_facts(market, answer, proof, objective, dict(floors))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "proof.json", facts)
    return facts, (facts, verdict(facts))


def read_floor(text):
    name, _, number = text.rpartition("=")
    if not name or not number.isdecimal():
        raise click.UsageError(f"--floor {text}: tulis KELOMPOK=JUMLAH, misalnya disability=20.")
    return name, int(number)


def refuse(error, as_json):
    """Say what is wrong with a file and how to go on; exit with 2."""
    faults = getattr(error, "faults", ())
    if as_json:
        rows = [{"file": f.file, "row": f.row, "column": f.column, "reason": f.reason} for f in faults]
        click.echo(json.dumps({"error": str(error), "count": getattr(error, "total", 1), "faults": rows}))
    else:
        for fault in faults[:10]:
            click.echo(str(fault), err=True)
        left = getattr(error, "total", 0) - min(len(faults), 10)
        if left > 0:
            click.echo(f"… dan {left} masalah lain.", err=True)
        advice = "Perbaiki berkas itu lalu jalankan lagi; kolomnya diterangkan di docs/reference/market-files.md."
        click.echo(advice if faults else str(error), err=True)
    sys.exit(UNREADABLE)


@contextmanager
def progress(*, quiet):
    """A bar with time left per stage, on the error stream and only for people."""
    if quiet or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    shown = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True)) as bars:

        def stage(name):
            task = bars.add_task(name, total=None)
            return lambda done, total: bars.update(task, completed=done, total=total)

        yield stage


@contextmanager
def cluster(address):
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise click.UsageError("--cluster perlu paket tambahan: pip install 'padan[cluster]'.") from None
    try:
        client = Client(address, timeout=CLUSTER_ANSWERS_S)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"--cluster {address}: tidak ada klaster yang menjawab di sana.") from error
    with client:
        yield client


@click.command()
def warm():
    """Compile the engine's loops once, so that the first clearing starts at once."""
    from padan_engine.warm import warm_up

    warm_up()
    click.echo("Mesin siap.")
