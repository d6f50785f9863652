"""Acts that many ask for at one moment are done together, and nobody suffers for another."""

import threading
import time

import pytest

from padan.base.together import Together, step_aside, turn


def asked_at_once(together, things):
    """What each of ``things`` is told, asked by a thread of its own while the first is still at it."""
    told = {}

    def ask(thing):
        try:
            told[thing] = together.ask(thing)
        except ValueError as error:
            told[thing] = str(error)

    threads = [threading.Thread(target=ask, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    return told


def test_who_asks_while_one_is_at_work_is_served_with_the_next():
    calls, first = [], threading.Event()

    def act(things):
        calls.append(list(things))
        if not first.is_set():
            first.set()
            time.sleep(0.3)
        return [thing * 10 for thing in things]

    assert asked_at_once(Together(act, most=3), range(1, 7)) == {n: n * 10 for n in range(1, 7)}
    assert calls == [[1], [2, 3, 4], [5, 6]]


def test_one_that_fails_fails_alone():
    def act(things):
        time.sleep(0.1)
        if 3 in things:
            raise ValueError("tiga")
        return things

    assert asked_at_once(Together(act, most=9), [1, 2, 3, 4]) == {1: 1, 2: 2, 3: "tiga", 4: 4}


def test_alone_it_is_done_at_once_and_a_fault_leaves_the_way_free():
    together = Together(lambda things: [1 // thing for thing in things], most=9)
    with pytest.raises(ZeroDivisionError):
        together.ask(0)
    assert together.ask(1) == 1


def test_who_waits_gives_her_turn_to_others(settings):
    inside, out = [], threading.Event()

    def wait():
        with turn():
            step_aside()
            inside.append(1)
            out.wait(10)

    threads = [threading.Thread(target=wait) for _n in range(settings.PADAN_PAGES_AT_ONCE + 2)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 5
    while len(inside) < len(threads) and time.monotonic() < until:
        time.sleep(0.01)
    out.set()
    for thread in threads:
        thread.join(10)
    assert len(inside) == settings.PADAN_PAGES_AT_ONCE + 2
    with turn():  # none was given back twice, none is missing
        step_aside()
        step_aside()
