"""The projector board with 200 open listeners on one process, while 15 agreements are signed and pages are asked.

``./dev bench board [DATABASE_URL] [--listeners N] [--drop N]``: fills an empty database with a forum, 80 partners and
15 agreements that wait, serves it as ``padan run`` does, opens the listeners, and signs every 0.6 s. Prints whether
each listener heard every step in order, the latency from the commit to the ear, and how long pages take with and
without listeners. ``--drop`` listeners lose their connection halfway and come back with ``Last-Event-ID``.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe

PARTNERS, TURNS, PAUSE_S, PAGES = 80, 15, 0.6, 60
PAGE = "/angka/"
DAY = date(2024, 11, 14)


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench board", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--listeners", type=int, default=200)
    wanted.add_argument("--drop", type=int, default=20)
    asked = wanted.parse_args(argv)
    with empty_house(asked.url):
        run(asked)


def run(asked):
    from django.core import signing
    from django.db import connection, connections

    from padan.cli.serving import granian

    print(describe())
    event, turns, cookie = fill()
    vendor, key = connection.vendor, signing.dumps(event.code, salt="board")
    connections.close_all()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = subprocess.Popen(granian(port, workers=1))
    try:
        asyncio.run(measure(asked, vendor, port, f"/acara/{event.code}/papan/arus/?key={key}", turns, cookie))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def fill():
    """A forum with a target of 300, its partners, and the agreements of the day; a secretary signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from padan.agreements.models import Agreement, Document, Party, Target
    from padan.forum.models import Event, Forum
    from padan.organisations.models import Organisation, Role
    from padan.organisations.names import keys_of
    from padan.organisations.states import Kind, RoleName
    from padan.people.models import User

    def body(kind, name, forum=None):
        return Organisation.objects.create(kind=kind, name=name, forum=forum, **keys_of(name))

    home = body(Kind.FORUM, "Forum Ukur")
    forum = Forum.objects.create(organisation=home, level="regional")
    centre = body(Kind.CENTRE, "Balai Ukur", home)
    event = Event.objects.create(forum=forum, title="Penandatanganan", held_on=DAY)
    period = {"starts_on": date(2023, 1, 1), "ends_on": date(2025, 12, 31)}
    Target.objects.create(forum=forum, words="300 mitra", value=300, **period)
    turns = []
    for number in range(PARTNERS + TURNS):
        waits = number >= PARTNERS
        company = body(Kind.COMPANY, f"PT Ukur {number:02d}", home)
        agreement = Agreement.objects.create(
            forum=forum, kind="cooperation", title=f"Dengan {company.name}", starts_on=DAY, ends_on=date(2026, 11, 13),
            state="scheduled" if waits else "active", signed_on=None if waits else date(2024, 3, 6),
            event=event if waits else None,
        )  # fmt: skip
        for order, party in enumerate((centre, company), start=1):
            Party.objects.create(
                agreement=agreement, organisation=party, order=order, signatory="Direktur", number=f"{number}/{order}"
            )
        if waits:
            Document.objects.create(
                agreement=agreement, title=agreement.title, state="frozen", frozen_at="2024-11-13T03:00Z",
                text_sha256="5d" * 32,
            )  # fmt: skip
            turns.append(agreement)
    user = User.objects.create(name="Sekretaris", email="ukur@contoh.padan.example")
    Role.objects.create(user=user, name=RoleName.SECRETARIAT, organisation=home)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return event, turns, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Ear:
    """One listener: what it heard, and when."""

    def __init__(self, port, path):
        self.port, self.path = port, path
        self.heard: list[tuple[int, float]] = []
        self.seen = self.states = 0

    async def listen(self):
        """As a browser does: a message counts once its empty line came; after a cut, on with what came last."""
        while True:
            reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            last = f"Last-Event-ID: {self.seen}\r\n" if self.seen else ""
            self.writer.write(f"GET {self.path} HTTP/1.0\r\nHost: 127.0.0.1:{self.port}\r\n{last}\r\n".encode())
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
                while True:
                    self.hear((await reader.readuntil(b"\n\n")).decode())
            self.writer.close()
            await asyncio.sleep(1)

    def hear(self, message):
        told = dict(line.split(": ", 1) for line in message.splitlines() if ": " in line)
        if told.get("event") == "signed":
            self.heard.append((json.loads(told["data"])["number"], time.perf_counter()))
        self.states += told.get("event") == "state"
        self.seen = int(told.get("id", self.seen))


async def ask(port, path, cookie):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.perf_counter()
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
    )
    answer = await reader.read()
    writer.close()
    assert b" 200 " in answer[:20], answer[:80]
    return (time.perf_counter() - began) * 1000


async def pages(port, cookie, count=PAGES):
    return [await ask(port, PAGE, cookie) for _ in range(count)]


def sign(agreement):
    from django.utils import timezone

    from padan.agreements.actions.day import record_turn

    record_turn(agreement=agreement, by=None, at=timezone.now())
    return time.perf_counter()


async def measure(asked, vendor, port, path, turns, cookie):
    for _ in range(200):
        with contextlib.suppress(OSError):
            await ask(port, "/healthz", cookie)
            break
        await asyncio.sleep(0.1)
    await pages(port, cookie, 10)
    alone = await pages(port, cookie)
    ears = [Ear(port, path) for _ in range(asked.listeners)]
    began = time.perf_counter()
    tasks = [asyncio.create_task(ear.listen()) for ear in ears]
    while not all(ear.states for ear in ears):
        await asyncio.sleep(0.05)
    opened = time.perf_counter() - began
    listening = await pages(port, cookie)
    hand, signed = ThreadPoolExecutor(1), {}
    asking = asyncio.create_task(pages(port, cookie, 150))
    for place, agreement in enumerate(turns, start=1):
        signed[PARTNERS + place] = await asyncio.get_running_loop().run_in_executor(hand, sign, agreement)
        if place == TURNS // 2:
            for ear in ears[: asked.drop]:
                ear.writer.close()
        await asyncio.sleep(PAUSE_S)
    during = await asking
    await asyncio.sleep(2)
    for task in tasks:
        task.cancel()
    whole = [PARTNERS + place for place in range(1, TURNS + 1)]
    good = sum([number for number, _when in ear.heard] == whole for ear in ears)
    for ear in ears:
        if (heard := [number for number, _when in ear.heard]) != whole:
            print(f"  one heard {heard}")
    steady = ears[asked.drop :]
    waits = [(when - signed[number]) * 1000 for ear in steady for number, when in ear.heard]
    print(f"{vendor}: {len(ears)} listeners opened in {opened:.1f} s, {asked.drop} of them cut off and back")
    print(f"heard every one of {TURNS} steps in order: {good} of {len(ears)}")
    print(f"from commit to ear: {told(waits)}")
    for words, times in (("no listener", alone), ("all listen", listening), ("all listen, signing", during)):
        print(f"the page of figures, {words}: {told(times)}")
    if good < len(ears):
        raise SystemExit(1)


def told(times):
    cut = statistics.quantiles(times, n=100)
    return f"p50 {cut[49]:.0f} ms, p95 {cut[94]:.0f} ms, most {max(times):.0f} ms"


if __name__ == "__main__":
    main([])
