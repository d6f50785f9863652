"""What the public pages bear: requests a second and bytes, asked over the wire of the real server.

``./dev bench public [DATABASE_URL] [--seconds N] [--askers N] [--filled N]``: the demonstration (or ``--filled`` with
N graduates, four outcomes to each of 2.5 people a graduate) in an empty house, one worker of the server that
``./dev run`` starts, and askers in a second process that keep their lines open. Prints requests a second, median, 95th
percentile and bytes; then the same where each asker shows the ETag of what it has. The first request of a page, which
makes it, is told apart. ``CPU`` is what the server itself spent on a request: it says what an idle machine would bear.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe, spent_by

PAGES = [
    ("public home", "/"),
    ("one figure", "/angka/placed/"),
    ("all figures", "/angka/"),
    ("map of openings", "/angka/openings/peta/"),
    ("embedded figure", "/angka/placed/sematan/"),
    ("one figure as data", "/data/placed.json"),
]
HOST = "127.0.0.1"


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench public", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--seconds", type=float, default=5)
    wanted.add_argument("--askers", type=int, default=8)
    wanted.add_argument("--filled", type=int, help="graduates instead of the demonstration")
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, day="2024-11-15"):
        _fill(asked.filled)
        from django.db import connections

        connections.close_all()
        with socket.socket() as door:
            door.bind((HOST, 0))
            port = door.getsockname()[1]
        server = subprocess.Popen(_server(port), env=os.environ | {"PADAN_LOG": "ERROR"})
        try:
            _wait_for(port, server)
            print(describe())
            measure(port, server.pid, asked)
        finally:
            server.terminate()
            server.wait(timeout=30)


def measure(port, pid, asked):
    print(
        f"{'page':<22}{'first':>9}{'asked':>11}{'median':>9}{'p95':>9}{'CPU':>9}{'bytes':>9}{'unchanged':>13}{'bytes':>8}"
    )
    with ProcessPoolExecutor(1) as other:
        for name, path in PAGES:
            began = time.perf_counter()
            size, etag = ask_once(port, path)
            first = (time.perf_counter() - began) * 1000
            spent = spent_by(pid)
            times = other.submit(ask_many, port, path, asked.seconds, asked.askers).result()
            spent = (spent_by(pid) - spent) * 1000 / len(times)
            same = other.submit(ask_many, port, path, asked.seconds, asked.askers, etag).result()
            middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(
                f"{name:<22}{first:6.0f} ms{len(times) / asked.seconds:9.0f}/s{middle:6.1f} ms{late:6.1f} ms"
                f"{spent:6.2f} ms{size:9,}"
                f"{len(same) / asked.seconds:11.0f}/s{ask_once(port, path, etag)[0]:8,}",
                flush=True,
            )


def ask_once(port, path, etag=""):
    """Bytes of the body and the ETag of one answer."""
    line = http.client.HTTPConnection(HOST, port, timeout=60)
    line.request("GET", path, headers={"If-None-Match": etag} if etag else {})
    answer = line.getresponse()
    body = answer.read()
    if answer.status not in (200, 304):
        sys.exit(f"{path}: {answer.status}")
    line.close()
    return len(body), answer.headers["ETag"]


def ask_many(port, path, seconds, askers, etag=""):
    """Milliseconds of every answer that came within ``seconds``, over as many open lines as there are askers."""
    ends, told = time.perf_counter() + seconds, []

    def ask():
        line, mine = http.client.HTTPConnection(HOST, port, timeout=60), []
        headers = {"If-None-Match": etag} if etag else {}
        while time.perf_counter() < ends:
            began = time.perf_counter()
            line.request("GET", path, headers=headers)
            line.getresponse().read()
            mine.append((time.perf_counter() - began) * 1000)
        line.close()
        told.extend(mine)

    threads = [threading.Thread(target=ask) for _ in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _fill(graduates):
    from django.db import transaction

    from padan.figures.actions.summaries import refresh_summaries
    from padan.seeds import load

    if not graduates:
        load.load(password="cukup-panjang-untuk-diukur")
        return
    from benchmarks.web import fill

    with transaction.atomic():
        fill(graduates)
    began = time.perf_counter()
    refresh_summaries()
    print(f"counting every public figure anew, off the request: {time.perf_counter() - began:.2f} s")


def _server(port):
    from padan.cli.serving import granian

    return granian(port, workers=1)


def _wait_for(port, server):
    while server.poll() is None:
        try:
            ask_once(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server ended by itself")


if __name__ == "__main__":
    main(sys.argv[1:])
