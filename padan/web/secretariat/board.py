"""The projector board of a signing day: it climbs as agreements are signed, by server-sent events.

One thread per process looks at the end of the trail, however many listen; each listener waits in a thread of its own
and touches no database. Every message carries its number in the trail, so that who was away is told what she missed.
"""

import json
import logging
import threading
import time

from django.conf import settings
from django.core import signing
from django.db import DatabaseError, connection
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from padan.agreements.actions.day import open_board_link
from padan.agreements.queries.day import board_of, signed_after
from padan.agreements.queries.signing import event_of_code, signing_events_of
from padan.base.clock import now
from padan.people.queries import address_of
from padan.web.audience import READS_FORUMS, R, for_roles
from padan.web.pages import page

log = logging.getLogger(__name__)

LOOKS_EVERY_S = 0.25
SIGN_OF_LIFE_S = 10
AGAIN_AFTER_MS = 1_000
AGAIN_LATER_MS = 5_000  # where every thread for listeners is taken: state and goodbye, in turns
KEY_LASTS_S = 18 * 3600
MOST_SQUARES = 1_000
KEY = "board"


@require_safe
@for_roles(*READS_FORUMS)
def board(request, code):
    """The stage."""
    return show(request, get_object_or_404(signing_events_of(request.viewer), code=code))


@require_POST
@for_roles(R.SECRETARIAT)
def link(request, code):
    """A link to the stage, for the machine at the projector, where nobody signs in."""
    event = get_object_or_404(signing_events_of(request.viewer), code=code)
    token = open_board_link(event=event, by=request.user, at=now())
    return page(request, "board/link.html", {"event": event, "address": address_of("link", token)})


def show(request, event):
    """The stage as it stands, and where it hears what comes next."""
    shown = board_of(event)
    key = signing.dumps(event.code, salt=KEY)
    context = {
        "event": event,
        "board": shown,
        "today": [(shown.before + at, name) for at, (_code, name) in enumerate(shown.today, start=1)],
        "left": max(0, shown.value - shown.number),
        "squares": _squares(shown),
        "stream": f"{reverse('board-stream', args=[event.code])}?{urlencode({'key': key})}",
    }
    return page(request, "board/board.html", context)


def _squares(shown):
    if not 0 < shown.value <= MOST_SQUARES:
        return []
    kinds = ["o"] * min(shown.before, shown.value) + ["w"] * len(shown.today)
    return (kinds + [""] * shown.value)[: shown.value]


@require_safe
def stream(request, code):
    """What happens on the board from now on, and first what was missed since ``Last-Event-ID``."""
    if not _holds_key(request, code):
        return _stream_for_account(request, code)
    return _stream(request, event_of_code(code))


@for_roles(*READS_FORUMS)
def _stream_for_account(request, code):
    return _stream(request, get_object_or_404(signing_events_of(request.viewer), code=code))


def _holds_key(request, code):
    try:
        return signing.loads(request.GET.get("key", ""), salt=KEY, max_age=KEY_LASTS_S) == code
    except signing.BadSignature:
        return False


def _stream(request, event):
    if event is None:
        raise Http404
    if request.method == "HEAD":
        return StreamingHttpResponse((), content_type="text/event-stream")
    told = request.headers.get("Last-Event-ID", "")
    listener = Listener(event, int(told) if told.isdigit() and len(told) < 16 else None)
    if not connection.in_atomic_block:
        connection.close()  # a listener holds a thread for long, and no database
    response = StreamingHttpResponse(listener, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def message(kind, data, seq=None):
    head = f"id: {seq}\n" if seq is not None else ""
    return f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def signed(shown, code, seq):
    """One step up, as the board stood when it was made; None where this agreement moves the number no more."""
    for number, (found, name) in enumerate(shown.today, start=shown.before + 1):
        if found == code:
            return message("signed", {"number": number, "name": name}, seq)
    return None


def state(shown):
    names = [name for _code, name in shown.today]
    return message("state", {"before": shown.before, "value": shown.value, "today": names}, shown.seq)


class Feed:
    """What listeners of one event wait for: messages in the order of the trail."""

    def __init__(self, event, shown):
        self.event, self.shown = event, shown
        self.messages: list[tuple[int, bytes]] = []
        self.listeners = 0


class Watch:
    """The one that looks at the trail, for every feed of this process, while anybody listens."""

    def __init__(self):
        self.changed = threading.Condition()
        self.feeds: dict[int, Feed] = {}
        self.thread: threading.Thread | None = None
        self.seq = 0

    @property
    def listeners(self):
        return sum(feed.listeners for feed in self.feeds.values())

    def enter(self, event) -> Feed:
        with self.changed:
            if not self.feeds:
                self.seq, _nothing = signed_after(2**60)  # from here on; who enters reads the state after this
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._look, name="board", daemon=True)
                begin = True
            else:
                begin = False
            feed = self.feeds.get(event.pk) or self.feeds.setdefault(event.pk, Feed(event, board_of(event)))
            feed.listeners += 1
            if begin:
                self.thread.start()
            return feed

    def leave(self, feed):
        with self.changed:
            feed.listeners -= 1
            if not feed.listeners and self.feeds.get(feed.event.pk) is feed:
                del self.feeds[feed.event.pk]

    def after(self, feed, at, seconds):
        """Messages from place ``at`` on; waits for the first."""
        with self.changed:
            self.changed.wait_for(lambda: len(feed.messages) > at, timeout=seconds)
            return feed.messages[at:]

    def _look(self):
        while True:
            time.sleep(LOOKS_EVERY_S)
            with self.changed:
                if not self.feeds:
                    self.thread = None
                    break
            try:
                self.look_once()
            except DatabaseError:
                log.warning("The board cannot read the trail; it looks again.", exc_info=True)
                connection.close()
        connection.close()

    def look_once(self):
        """Tell every feed what the trail holds since the last look."""
        head, entries = signed_after(self.seq)
        if entries:
            self._tell(entries)
        self.seq = head

    def _tell(self, entries):
        with self.changed:
            feeds = list(self.feeds.values())
        for feed in feeds:
            shown = board_of(feed.event)
            known = {code for code, _name in (*feed.shown.today, *shown.today)}
            new = []
            for seq, verb, code in entries:
                if code in known:
                    step = signed(shown, code, seq) if verb == "agreement.signed" else None
                    new.append((seq, step or state(shown)))
            with self.changed:
                feed.shown = shown
                feed.messages += new
                self.changed.notify_all()


watch = Watch()


class Listener:
    """The answer to one listener, message by message. It ends by itself; her browser comes back and goes on."""

    def __init__(self, event, last):
        stays = settings.PADAN_STREAM_SECONDS and watch.listeners < settings.PADAN_MOST_LISTENERS
        self.feed = watch.enter(event) if stays else None
        self.place = len(self.feed.messages) if self.feed else 0  # first the place, then the state: nothing between
        shown = board_of(event)
        self.seen = shown.seq
        again = AGAIN_AFTER_MS if stays else AGAIN_LATER_MS
        self.first = [f"retry: {again}\n\n".encode(), *self._missed(shown, last), state(shown)]
        self.until = time.monotonic() + settings.PADAN_STREAM_SECONDS

    @staticmethod
    def _missed(shown, last):
        if last is None or last >= shown.seq:
            return []
        _head, entries = signed_after(last)
        told = [(code, seq) for seq, verb, code in entries if verb == "agreement.signed" and seq <= shown.seq]
        return [step for code, seq in told if (step := signed(shown, code, seq))]

    def __iter__(self):
        return self

    def __next__(self):
        if self.first:
            first, self.first = b"".join(self.first), []
            return first
        left = self.until - time.monotonic()
        if self.feed is None or left <= 0:
            raise StopIteration
        found = watch.after(self.feed, self.place, min(SIGN_OF_LIFE_S, left))
        self.place += len(found)
        return b"".join(text for seq, text in found if seq > self.seen) or b": here\n\n"

    def close(self):
        if self.feed:
            watch.leave(self.feed)
            self.feed = None
