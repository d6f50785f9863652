"""``./dev bench engine [NxM …] [--peers]``: stages, look-ups and changes; with peers that are installed.

CPU seconds of this process and wall seconds; peers count the CPU of all their threads. Sizes default to 1000x100
10000x1000
100000x10000; give 1000000x100000 by name.
"""

import resource
import sys
import time
from contextlib import contextmanager

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


@contextmanager
def timed(name, *, note=lambda: ""):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"  {name:<44}{cpu:>10.3f} CPU s{wall:>10.3f} s  {note()}", flush=True)


def stages(market):
    with timed("index"):
        index = build_index(market)
    with timed("shortlists both ways, k = 30", note=lambda: f"{int(lists.acceptable.sum()):,} acceptable pairs"):
        lists, best = scan_market(market, index, 30, width=30)
    found = {"index": index, "lists": lists, "acceptable": best.acceptable}
    with timed("stable, full market", note=lambda: f"{matching.placed:,} placed, {matching.proposals:,} proposals"):
        matching = stable(market, **found)
    with timed("examination of every acceptable pair", note=lambda: f"{proof.blocking_pairs} blocking"):
        proof = examine(market, matching.column)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {'peak memory so far':<44}{memory:>10.2f} GB", flush=True)
    with timed("stable, bands of 5 points"):
        banded = stable(market, band=5_000, **found)
    with timed("stable, bands of 5 points, second chance"):
        chance = stable(market, band=5_000, second_chance=True, **found)
    print(f"  {'':<44}{banded.placed:,} placed, with a second chance {chance.placed:,}")
    with timed("placements, full market", note=lambda: f"{priced.placed:,} placed"):
        priced = placements(market, index=index)
    proof = examine(market, priced.column, price=priced.price, bonus=BONUS)
    print(f"  {'':<44}gap {100 * proof.duality_gap:.4f} %, {proof.blocking_pairs:,} blocking pairs")
    return index, lists


def one_at_a_time(market):
    rng = np.random.default_rng(0)
    n, m = len(market.graduates), len(market.openings)
    lookup, live = Lookup(market), LiveClearing(market)
    rows, columns = rng.choice(n, min(n, 2_000), replace=False), rng.choice(m, min(m, 500), replace=False)
    placed = np.flatnonzero(live.matching().column >= 0)
    questions = {
        "a graduate's shortlist": (lookup.openings_for, rows),
        "an opening's shortlist": (lookup.graduates_for, columns),
        "a placed graduate leaves": (live.leave, rng.choice(placed, min(len(placed), 200), replace=False)),
        "an opening is withdrawn": (live.withdraw, columns[:200]),
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


def main(argv):
    with_peers = "--peers" in argv
    sizes = [size for size in argv if "x" in size] or SIZES
    print(describe())
    with timed("loops compiled or read from the cache"):
        warm_up()
    for size in sizes:
        n, m = map(int, size.split("x"))
        print(f"\n{n:,} graduates x {m:,} openings")
        market = example_market(n, m)
        index, lists = stages(market)
        one_at_a_time(market)
        if with_peers:
            peers.race(market, index, lists, timed)


if __name__ == "__main__":
    main(sys.argv[1:])
