"""``./dev bench acceptances [DATABASE_URL] [--people N] [--seats N]``: everybody accepts at one moment.

Fills an empty database with one opening and as many offers as people, serves it by two processes as ``padan run`` does,
lets everybody open her link, and then has all of them tap "accept" at once, each over a connection of her own. Prints
how many hold a seat, how many were told in words that all are taken, what else was answered, and how long it took.
"""

import argparse
import http.client
import re
import signal
import socket
import statistics
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

FULL = "sudah terisi"
PROCESSES = 2


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench acceptances", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--people", type=int, default=200)
    wanted.add_argument("--seats", type=int, default=50)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        run(asked)


def run(asked):
    from django.db import connection, connections

    from padan.cli.serving import granian
    from padan.matching.models import Invitation
    from padan.openings.models import Opening
    from padan.placements.models import Placement

    print(describe())
    tokens = fill(asked)
    connections.close_all()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = subprocess.Popen(granian(port, workers=PROCESSES))
    try:
        answers, seconds = accept_all(port, tokens)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    told = Counter(word for word, _took in answers)
    took = sorted(seconds_ for _word, seconds_ in answers)
    opening = Opening.objects.get()
    print(f"  {connection.vendor}: {asked.people} people, {asked.seats} seats, {PROCESSES} processes, {seconds:.1f} s")
    print(f"  answers: {dict(told)}; median {statistics.median(took):.2f} s, slowest {took[-1]:.2f} s")
    print(
        f"  stands: {Invitation.objects.filter(state='accepted').count()} accepted,"
        f" {Placement.objects.filter(state='offered').count()} placements wait, {opening.seats_taken} seats taken"
    )


def fill(asked):
    """One opening, and for each person an offer with its link; the tokens."""
    from django.utils import timezone

    from padan.curricula.models import Programme
    from padan.graduates.models import Graduate
    from padan.matching.models import Invitation
    from padan.matching.states import ANSWER
    from padan.openings.models import Opening
    from padan.organisations.models import Organisation
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind
    from padan.people.actions import issue_links
    from padan.people.models import Person
    from padan.training.models import Batch

    def body(kind, name):
        return Organisation.objects.create(kind=kind, name=name, **keys_of(name))

    centre, company = body(Kind.CENTRE, "Balai Ukur"), body(Kind.COMPANY, "PT Ukur")
    programme = Programme.objects.create(centre=centre, name="Las", name_key="las")
    batch = Batch.objects.create(centre=centre, programme=programme, name="Las 1", name_key="las 1")
    opening = Opening.objects.create(
        owner=company, company=company, title="Juru las", words_key="juru las", seats=asked.seats
    )
    at = timezone.now()
    people = [
        Person.objects.create(name=f"Peserta Ukur {n}", name_key=f"peserta ukur {n}") for n in range(asked.people)
    ]
    graduates = [
        Graduate.objects.create(
            code=one.code.replace("ORG", "LLS"), person=one, centre=centre, batch=batch, words_key=one.name_key
        )
        for one in people
    ]
    told = {"opening": opening, "state": "offered", "invited_at": at, "offered_at": at, "offered_on": at.date()}
    rows = [
        Invitation.objects.create(graduate=one, answer_by=at.date() + timedelta(days=9), **told) for one in graduates
    ]
    return list(issue_links(act=ANSWER, things=rows, about=opening, by=None, at=at).values())


def accept_all(port, tokens):
    """Everybody opens her page; then all tap at once: what each was told and how long it took, and the whole time."""
    wait_for(port)
    with ThreadPoolExecutor(32) as some:
        doors = list(some.map(lambda token: opened(port, token), tokens))
    gate = threading.Barrier(len(doors) + 1)
    answers = []

    def tap(door):
        gate.wait()
        begun = time.perf_counter()
        word = accepted(port, door)
        answers.append((word, time.perf_counter() - begun))

    threads = [threading.Thread(target=tap, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - begun


def wait_for(port):
    for _try in range(200):
        try:
            ask(port, "GET", "/healthz/")
        except OSError:
            time.sleep(0.1)
        else:
            return


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response, response.read().decode()


def opened(port, token):
    """The page behind a link: its path, its cookie, and what its form sends along."""
    path = f"/t/{token}/"
    response, page = ask(port, "GET", path)
    cookie = response.getheader("Set-Cookie", "").split(";")[0]
    return path, cookie, re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def accepted(port, door):
    """ "seat", "told that all are taken", or what else was answered."""
    path, cookie, form = door
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    response, page = ask(port, "POST", path, urlencode({"csrfmiddlewaretoken": form, "do": "accept"}), headers)
    if response.status == 302:
        return "seat"
    return "told that all are taken" if response.status == 422 and FULL in page else f"answer {response.status}"


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
