"""What every request passes: clean input, an idle session ends, the viewer stands ready."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.functional import SimpleLazyObject

from padan.base.files import MOST_BYTES
from padan.base.typesetting import CannotBePrinted
from padan.organisations.queries import viewer_of
from padan.web.errors import cannot_be_printed

PRIVATE = ("/jepang/", "/saya/", "/t/")
"""Where people bring what tells most about them."""


def clean_input(get_response):
    """Refuse the NUL character, which no database keeps, and absurdly long addresses."""

    def middleware(request):
        if len(request.get_full_path()) > 4000 or "\x00" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise BadRequest
        return get_response(request)

    return middleware


class InMemory(MemoryFileUploadHandler):
    """Keeps a brought file in memory until the act seals it, never in a file of its own on the way.

    A byte more than may be kept is kept, so that the act sees that it is too large; what follows is let go.
    """

    def handle_raw_input(self, *told, **more):
        self.activated, self.held = True, 0

    def new_file(self, *told, **more):
        self.held = 0
        super().new_file(*told, **more)

    def receive_data_chunk(self, raw_data, start):
        self.file.write(raw_data[: MOST_BYTES + 1 - self.held])
        self.held = min(self.held + len(raw_data), MOST_BYTES + 1)


def uploads_in_memory(get_response):
    """Passports and health letters are not written to the disk as they come in."""

    def middleware(request):
        if request.method == "POST" and request.path.startswith(PRIVATE):
            request.upload_handlers = [InMemory(request)]
        return get_response(request)

    return middleware


def unprintable(get_response):
    """A paper asked for over a sign that no font of ours holds is refused in words, wherever it is printed."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, error):
        return cannot_be_printed(request, error) if isinstance(error, CannotBePrinted) else None

    middleware.process_exception = process_exception
    return middleware


def session_end(get_response):
    """End a session that was idle for half an hour."""

    def middleware(request):
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get("last_seen", now)
            if now - last > settings.PADAN_SESSION_IDLE_SECONDS:
                logout(request)
            elif now - last > 60 or "last_seen" not in request.session:
                request.session["last_seen"] = now
        return get_response(request)

    return middleware


def viewer(get_response):
    """``request.viewer``: what the account may see, asked only where needed. Private pages are never cached."""

    def middleware(request):
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware
