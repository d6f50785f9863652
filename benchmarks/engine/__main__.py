"""``./dev bench engine [NxM …] [--peers] [--files] [--stages]``: stages, look-ups and changes; with peers that are
installed; from files to the proof; or the stages alone.

CPU seconds of this process and wall seconds; peers count the CPU of all their threads. Sizes default to 1000x100
10000x1000
100000x10000; give 1000000x100000 and 10000000x1000000 (with ``--stages``: 13 GB) by name.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.engine import peers
from benchmarks.machine import describe
from padan_engine.auction import BONUS, placements
from padan_engine.changes import LiveClearing
from padan_engine.clear import stable
from padan_engine.examine import examine
from padan_engine.generate import example_market
from padan_engine.index import build_index
from padan_engine.shortlist import Lookup, scan_market
from padan_engine.warm import warm_up

SIZES = ("1000x100", "10000x1000", "100000x10000")
WARM = "from padan_engine.warm import warm_up; warm_up()"


@contextmanager
def timed(name, *, note=lambda: "", took=None):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if took is not None:
        took.append((cpu, wall))
    print(f"  {name:<44}{cpu:>10.3f} CPU s{wall:>10.3f} s  {note()}", flush=True)


def stages(market):
    took = []
    with timed("index", took=took):
        index = build_index(market)
    with timed(
        "shortlists both ways, k = 30", took=took, note=lambda: f"{int(lists.acceptable.sum()):,} acceptable pairs"
    ):
        lists, best = scan_market(market, index, 30, width=30)
    found = {"index": index, "lists": lists, "acceptable": best.acceptable}
    del best
    with timed(
        "stable, full market",
        took=took,
        note=lambda: f"{matching.placed:,} placed, {matching.proposals:,} proposals",
    ):
        matching = stable(market, **found)
    with timed(
        "examination of every acceptable pair", took=took, note=lambda: f"{proof.blocking_pairs} blocking pairs"
    ):
        proof = examine(market, matching.column)
    cpu, wall = np.sum(took, axis=0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {'all of these':<44}{cpu:>10.3f} CPU s{wall:>10.3f} s  peak memory so far {memory:.2f} GB", flush=True)
    return found


def policies(market, found):
    with timed("stable, bands of 5 points"):
        banded = stable(market, band=5_000, **found)
    with timed("stable, bands of 5 points, second chance"):
        chance = stable(market, band=5_000, second_chance=True, **found)
    print(f"  {'':<44}{banded.placed:,} placed, with a second chance {chance.placed:,}")
    with timed("placements, full market", note=lambda: f"{priced.placed:,} placed"):
        priced = placements(market, index=found["index"])
    proof = examine(market, priced.column, price=priced.price, bonus=BONUS)
    print(f"  {'':<44}gap {100 * proof.duality_gap:.4f} %, {proof.blocking_pairs:,} blocking pairs")


def one_at_a_time(market):
    rng = np.random.default_rng(0)
    n, m = len(market.graduates), len(market.openings)
    joining = rng.choice(n, min(n // 10, 200), replace=False)
    lookup, live = Lookup(market), LiveClearing(market, absent=joining)
    rows, columns = rng.choice(n, min(n, 2_000), replace=False), rng.choice(m, min(m, 500), replace=False)
    placed = np.flatnonzero(live.matching().column >= 0)
    questions = {
        "a graduate's shortlist": (lookup.openings_for, rows),
        "an opening's shortlist": (lookup.graduates_for, columns),
        "a graduate joins": (live.join, joining),
        "an opening is withdrawn": (live.withdraw, columns[:200]),
        "a placed graduate leaves": (live.leave, rng.choice(placed, min(len(placed), 200), replace=False)),
    }
    for name, (ask, about) in questions.items():
        if len(about) == 0:
            continue
        took = []
        for one in about.tolist():
            begin = time.thread_time()
            ask(one)
            took.append(1e3 * (time.thread_time() - begin))
        p50, p95, p99 = np.percentile(took[1:] or took, [50, 95, 99])
        print(f"  {name:<44}p50 {p50:8.3f}  p95 {p95:8.3f}  p99 {p99:8.3f} CPU ms", flush=True)


def from_files(n, m):
    """``padan match … --prove`` in a process of its own, from CSV and from Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        run("example", folder, "match", "--example", str(n), str(m), "--out", ".")
        csv = ["graduates.csv", "openings.csv"]
        settings = ["--regions", "regions.csv", "--prove", "--no-compare"]
        run("files in, proof out: CSV", folder, "match", *csv, *settings, "--out", "csv")
        if peers.installed("pyarrow") is None:
            return
        from pyarrow import csv as reader
        from pyarrow import parquet

        parquets, as_text = [], reader.ConvertOptions(column_types={"region": "string"})
        for name in csv:
            parquets.append(name.replace(".csv", ".parquet"))
            table = reader.read_csv(Path(folder, name), convert_options=as_text)
            parquet.write_table(table, Path(folder, parquets[-1]))
        run("files in, proof out: Parquet", folder, "match", *parquets, *settings, "--out", "parquet")


def run(name, folder, *command):
    command = [sys.executable, "-c", "from padan.cli import main; main()", *command]
    child("  " + name, command, cwd=folder, env={**os.environ, "PYTHONPATH": os.getcwd()})


def child(name, command, **settings):
    """The CPU and wall seconds of a process, and its peak memory if it is the largest so far."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - wall
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:<46}{cpu:>10.3f} CPU s{wall:>10.3f} s  at most {after.ru_maxrss / 1e6:.2f} GB", flush=True)


def start_up():
    """What an installation and a start cost, each in a process of its own."""
    child("an empty process", [sys.executable, "-c", ""])
    child("import padan_engine", [sys.executable, "-c", "import padan_engine"])
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        child("every loop compiled, from nothing", [sys.executable, "-c", WARM], env=environment)
        child("every loop from the cache", [sys.executable, "-c", WARM], env=environment)


def main(argv):
    sizes = [size for size in argv if size[0].isdigit()] or SIZES
    print(describe())
    if "--stages" not in argv:
        start_up()
    warm_up()
    for size in sizes:
        n, m = map(int, size.split("x"))
        print(f"\n{n:,} graduates x {m:,} openings")
        market = example_market(n, m)
        found = stages(market)
        if "--stages" in argv:
            continue
        policies(market, found)
        one_at_a_time(market)
        if "--peers" in argv:
            peers.race(market, found["index"], found["lists"], timed)
        if "--files" in argv:
            from_files(n, m)


if __name__ == "__main__":
    main(sys.argv[1:])
