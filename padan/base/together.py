"""Doing at once what many ask for at one moment; and the turns in which a process makes its pages."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings

_TURNS = threading.BoundedSemaphore(settings.PADAN_PAGES_AT_ONCE)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """A page is made in its turn; a few have one at a time. See docs/decisions/0011."""
    _TURNS.acquire()
    _mine.held = True
    try:
        yield
    finally:
        step_aside()


def step_aside() -> None:
    """Who only waits for another thread, and has nothing left to do afterwards, gives her turn away for good.

    Taking one again would wait for pages that wait for what she holds: a connection to the database.
    """
    if getattr(_mine, "held", False):
        _mine.held = False
        _TURNS.release()


class _Place:
    def __init__(self, thing: Any) -> None:
        self.thing, self.called, self.done = thing, threading.Event(), False
        self.result: Any = None
        self.error: BaseException | None = None

    def told(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result


class Together:
    """One act for all who ask at one moment: while one transaction is written to the disk the next ones gather.

    ``act`` takes a list of things and gives as many results. There is no thread for it: who finds nobody at it does it
    for all who wait, then calls the next. If it fails for all, each is tried alone, so that nobody suffers for another.
    """

    def __init__(self, act: Callable[[list[Any]], Sequence[Any]], *, most: int) -> None:
        self.act, self.most = act, most
        self._lock, self._waiting, self._busy = threading.Lock(), list[_Place](), False

    def ask(self, thing: Any) -> Any:
        """What the act gives for ``thing``, or raises for it alone."""
        place = _Place(thing)
        with self._lock:
            self._waiting.append(place)
            leads, self._busy = not self._busy, True
        if not leads:
            step_aside()
            place.called.wait()
            if place.done:
                return place.told()
        with self._lock:  # who leads is the first of those who wait
            some, self._waiting = self._waiting[: self.most], self._waiting[self.most :]
        try:
            self._do(some)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            for one in some:
                one.done = True
                one.called.set()
            if following is not None:
                following.called.set()
        return place.told()

    def _do(self, some: list[_Place]) -> None:
        try:
            results = self.act([one.thing for one in some])
        except Exception as error:
            if len(some) == 1:
                some[0].error = error
                return
            for one in some:
                self._do([one])
            return
        for one, result in zip(some, results, strict=True):
            one.result = result
