"""Pages that are the same for everybody: made once for each count of the figures, and told apart by their bytes.

A page is kept in the memory of this process while the figures it was made from stand. Nobody's own page is kept: who
is signed in, or is being told something, gets hers made for her, and ``no-store``.
"""

import hashlib
from collections import OrderedDict
from functools import wraps
from threading import Lock

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from padan.base.clock import today
from padan.figures.public import stamp
from padan.web.preferences import language_of, theme_of

MOST = 200
PASSED_ON = ("Content-Type", "Content-Language", "Content-Disposition", "Access-Control-Allow-Origin")


class Kept:
    """The pages in hand, the least asked one leaving first."""

    def __init__(self, most=MOST):
        self._most, self._pages, self._lock = most, OrderedDict(), Lock()

    def get(self, key):
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key, page):
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)


KEPT = Kept()


def for_everybody(*asks, seconds=60):
    """Let caches keep what ``view`` answers for ``seconds``. ``asks`` are the parts of an address it reads."""

    def decorate(view):
        @wraps(view)
        def shown(request, *args, **kwargs):
            if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
                response = view(request, *args, **kwargs)
                patch_cache_control(response, private=True, no_store=True)
                return response
            response = _kept_or_made(request, asks, lambda: view(request, *args, **kwargs))
            if response.status_code != 200:
                return response
            patch_cache_control(response, public=True, max_age=seconds)
            patch_vary_headers(response, ["Cookie"])  # language, theme and sign-in are cookies
            return get_conditional_response(request, etag=response["ETag"], response=response)

        return shown

    return decorate


def _kept_or_made(request, asks, make):
    at = stamp()
    key = (request.get_full_path(), language_of(request), theme_of(request), today(), at)
    may_keep = bool(at) and set(request.GET) <= set(asks)
    if may_keep and (page := KEPT.get(key)):
        headers, body = page
        return HttpResponse(body, headers=headers)
    response = make()
    if response.status_code != 200:
        return response
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:20]}"'
    if may_keep:
        headers = {name: response.headers[name] for name in (*PASSED_ON, "ETag") if name in response.headers}
        KEPT.keep(key, (headers, response.content))
    return response
