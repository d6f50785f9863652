"""The yearly report of a forum, step by step: what a page would wait for, and what the job does.

``./dev bench yearly [--graduates N …]``: fills an empty database as ``./dev bench figures`` does, each N in a process
of its own, and makes the report of 2025, of which nothing was frozen before. Prints seconds by the clock and of CPU.
"""

import argparse
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime

from benchmarks.figures import fill
from benchmarks.house import empty_house
from benchmarks.machine import describe

DAY = date(2025, 12, 31)
AT = datetime(2025, 12, 31, 3, tzinfo=UTC)


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench yearly", description=__doc__)
    wanted.add_argument("--graduates", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked = wanted.parse_args(argv)
    if len(asked.graduates) > 1:
        print(describe())
        for number in asked.graduates:
            call = [sys.executable, "-m", "benchmarks", "yearly", "--graduates", str(number)]
            subprocess.run(call, check=True)
        return
    with empty_house(day=DAY.isoformat()):
        fill(asked.graduates[0])
        measure(asked.graduates[0])


def measure(graduates):
    from padan.figures.actions.reports import make_yearly_report
    from padan.figures.queries.reports import graduates_behind
    from padan.organisations.models import Organisation

    body = Organisation.objects.get(code="F-1")
    for name, step in (
        ("looking how many", lambda: graduates_behind(body, DAY)),
        ("the report, its figures frozen first", lambda: make(make_yearly_report, body)),
        ("again, from what was frozen", lambda: make(make_yearly_report, body)),
    ):
        began = time.perf_counter(), time.process_time()
        step()
        clock, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{graduates:>10,} graduates  {name:38} {clock:7.2f} s  {cpu:7.2f} CPU s  {peak:6.0f} MiB", flush=True)


def make(act, body):
    return act(organisation=body, year=DAY.year, by=None, at=AT, today=DAY)
