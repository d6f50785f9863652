"""The server process: pages a few at a time, and threads enough for those who listen to a board."""

import sys

from django.conf import settings

THREADS = settings.PADAN_MOST_LISTENERS + 4 * settings.PADAN_PAGES_AT_ONCE  # made as they are needed


def granian(port, *, workers, host="127.0.0.1"):
    """The command that serves Padan."""
    return [
        sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--host", host, "--port",
        str(port), "--workers", str(workers), "--blocking-threads", str(THREADS), "--workers-kill-timeout", "3",
        "--no-ws", "--log-level", "error",
    ]  # fmt: skip
