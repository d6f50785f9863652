"""``./dev bench answers [DATABASE_URL] [--seconds N] [--phones N] [--processes N] [--people N] [--no-kill]``

How many answers of graduates a second are accepted and durable, through the real web server. Fills an empty database
with one open wave, serves it as ``padan run`` does, and lets a second process answer by as many links as it can, each
once, over connections that stay open. Half-way the server and all its processes are killed with -9 and started again;
whoever got no word sends the same answer again, as the page does. At the end every answer whose "kept" arrived is
looked for in the database. Prints answers a second, the 95th percentile, and how many are lost.
"""

import argparse
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe, spent_by, spent_by_database

DAY = "2024-11-15"
STATUSES = ("employed", "seeking", "self_employed", "studying", "not_seeking", "apprenticeship")


def main(argv):
    if argv[:1] == ["--load"]:
        load(*argv[1:])
        return
    wanted = argparse.ArgumentParser("./dev bench answers", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--seconds", type=int, default=60)
    wanted.add_argument("--phones", type=int, default=64, help="connections that answer at one time")
    wanted.add_argument("--processes", type=int, default=2)
    wanted.add_argument("--people", type=int, default=60_000)
    wanted.add_argument("--no-kill", action="store_true")
    asked = wanted.parse_args(argv)
    with empty_house(asked.url, day=DAY):
        run(asked)


def run(asked):
    from django.db import connection, connections

    print(describe())
    began = time.perf_counter()
    tokens = fill(asked.people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    vendor = connection.vendor
    connections.close_all()
    filled = time.perf_counter() - began
    print(f"  {vendor}: {asked.people} asked, filled in {filled:.0f} s, load {os.getloadavg()[0]:.1f}")
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        links, said = Path(folder) / "links", Path(folder) / "said"
        links.write_text("\n".join(f"{code} {token}" for code, token in tokens.items()))
        server = serve(port, asked.processes)
        call = [sys.executable, "-m", "benchmarks", "answers", "--load", str(port), str(links), str(said)]
        try:
            wait_for(port)
            client = subprocess.Popen([*call, str(asked.seconds), str(asked.phones)], stdout=subprocess.PIPE)
            client.stdout.readline()  # it has begun
            used, of_database = -spent_by(server.pid), spent_by_database()
            if not asked.no_kill:
                time.sleep(asked.seconds / 2)
                used += spent_by(server.pid)
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
                server = serve(port, asked.processes)
            client.wait()
            used += spent_by(server.pid)
            of_database = spent_by_database() - of_database
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
        told = json.loads(said.read_text()) | {"server": used, "database": of_database}
    report(told, vendor, asked)


def serve(port, processes):
    from padan.cli.serving import granian

    return subprocess.Popen(granian(port, workers=processes), start_new_session=True)


def report(told, vendor, asked):
    from padan.outcomes.models import Answer, Asked, Outcome

    kept = set(told["kept"])
    answered = set(Asked.objects.filter(state="answered").order_by().values_list("code", flat=True))
    by_answer = set(Answer.objects.filter(stands=True).order_by().values_list("asked__code", flat=True))
    by_outcome = set(Outcome.objects.exclude(answer=None).order_by().values_list("answer__asked__code", flat=True))
    lost = kept - (answered & by_answer & by_outcome)
    took = sorted(told["took"])
    at = {share: took[min(len(took) - 1, int(len(took) * share / 100))] * 1000 for share in (50, 95, 99)}
    print(f"  {vendor}: {len(kept)} kept in {told['seconds']:.0f} s, {len(kept) / told['seconds']:.0f} a second")
    print(f"  median {at[50]:.0f} ms, p95 {at[95]:.0f} ms, p99 {at[99]:.0f} ms, {asked.phones} connections")
    each = {name: told[name] * 1000 / len(kept) for name in ("server", "database", "client")}
    print("  CPU an answer: " + ", ".join(f"{name} {ms:.2f} ms" for name, ms in each.items()))
    print(f"  sent again after no word: {told['again']}; other answers: {told['other']}")
    print(
        f"  lost of those that were told “kept”: {len(lost)}; answers twice: {Answer.objects.count() - len(by_answer)}"
    )
    print(f"  load at the end {os.getloadavg()[0]:.1f}")


def fill(people):
    """One open wave, and for everybody in it a question with its link: tokens by code."""
    from django.utils import timezone

    from padan.base.codes import new_codes
    from padan.curricula.models import Programme
    from padan.organisations.models import Organisation
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind
    from padan.outcomes.models import Asked, Wave
    from padan.outcomes.permissions import TELL
    from padan.people.actions import issue_links
    from padan.people.models import Person
    from padan.training.models import Batch, Enrolment

    at, ended = timezone.now(), date(2024, 3, 29)
    centre = Organisation.objects.create(kind=Kind.CENTRE, name="Balai Ukur", **keys_of("Balai Ukur"))
    programme = Programme.objects.create(centre=centre, name="Las", name_key="las")
    batch = Batch.objects.create(
        centre=centre, programme=programme, name="Las 1", name_key="las 1", ends_on=ended, state="completed"
    )
    persons = [Person(code=code) for code in new_codes("ORG", people)]
    Person.objects.bulk_create(persons, batch_size=2000)
    enrolments = [
        Enrolment(batch=batch, person=one, number=n, state="completed", finished_on=ended)
        for n, one in enumerate(persons, 1)
    ]
    Enrolment.objects.bulk_create(enrolments, batch_size=2000)
    days = {"finished_from": date(2024, 1, 1), "finished_until": date(2024, 6, 30), "opens_on": ended}
    wave = Wave.objects.create(
        keeper=centre, window="m6", title="Ukur", closes_on=date(2025, 1, 31), state="open", opened_at=at, **days
    )
    rows = [
        Asked(wave=wave, enrolment=one, code=code, state="asked", channel="mail", asked_at=at)
        for one, code in zip(enrolments, new_codes("TNY", people), strict=True)
    ]
    Asked.objects.bulk_create(rows, batch_size=2000)
    return issue_links(act=TELL, things=rows, about=wave, by=None, at=at, lasts=timedelta(days=9))


def wait_for(port):
    for _try in range(300):
        try:
            door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            door.request("GET", "/healthz")
            door.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return


def load(port, links, said, seconds, phones):
    """The phones, in a process of their own: each answers one link after the other, until the time is over."""
    pairs = [line.split() for line in Path(links).read_text().splitlines()]
    headers = csrf(int(port), pairs[0][1])
    places, until = iter(enumerate(pairs)), time.monotonic() + float(seconds)
    gate, told = threading.Lock(), {"kept": [], "took": [], "again": 0, "other": 0}
    begun = time.monotonic()
    print("begun", flush=True)

    def phone():
        door = None
        while time.monotonic() < until:
            with gate:
                place = next(places, None)
            if place is None:
                return
            number, (code, token) = place
            body = urlencode(
                {"status": STATUSES[number % len(STATUSES)], "typed": f"PT Ukur {number % 900}", **headers["form"]}
            )
            started = time.perf_counter()
            while True:
                try:
                    door = door or http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
                    door.request("POST", f"/t/{token}/", body, headers["http"])
                    answer = door.getresponse()
                    answer.read()
                except (OSError, http.client.HTTPException):
                    door = None
                    with gate:
                        told["again"] += 1
                    time.sleep(0.1)
                    continue
                break
            with gate:
                if answer.status == 200:
                    told["kept"].append(code)
                    told["took"].append(time.perf_counter() - started)
                else:
                    told["other"] += 1

    threads = [threading.Thread(target=phone) for _n in range(int(phones))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    Path(said).write_text(json.dumps(told | {"seconds": time.monotonic() - begun, "client": time.process_time()}))


def csrf(port, token):
    """What every page carries: one opened page gives it to all, as every phone's own page does."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    door.request("GET", f"/t/{token}/")
    response = door.getresponse()
    page = response.read().decode()
    value = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    http_headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Cookie": cookie,
        "Referer": f"http://127.0.0.1:{port}/",
    }
    return {"http": http_headers, "form": {"csrfmiddlewaretoken": value}}
