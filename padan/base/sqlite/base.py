"""SQLite whose connections outlive a request: opening one reads the whole schema, 4 of the 7 ms of a cached page.

A few idle ones are kept for a few minutes, by the file they have open; the next thread that asks takes one over. What
is in a transaction, holds tables of its own, or checks no foreign keys (a migration that broke off) is closed as ever.
"""

import os
import sqlite3
import time
from threading import Lock
from typing import Any, NamedTuple

from django.db.backends.sqlite3 import base

MOST, SECONDS = 8, 300.0


class Idle(NamedTuple):
    connection: sqlite3.Connection
    opened: float
    file: tuple[int, ...]  # which process, device and inode: a database that was put back is another file


class Shelf:
    """Connections nobody uses at the moment."""

    def __init__(self) -> None:
        self._lock, self._idle = Lock(), list[Idle]()

    def take(self, file: tuple[int, ...]) -> Idle | None:
        """An idle connection to this file; those that are too old are closed."""
        too_old, found = time.monotonic() - SECONDS, None
        with self._lock:
            fresh = [one for one in self._idle if one.opened > too_old]
            for one in self._idle:
                if one.opened <= too_old and one.file[0] == file[0]:
                    one.connection.close()
            found = next((one for one in reversed(fresh) if one.file == file), None)
            self._idle = [one for one in fresh if one is not found]
        return found

    def put(self, one: Idle) -> bool:
        """Keep it for the next; False where there are enough."""
        with self._lock:
            if len(self._idle) >= MOST:
                return False
            self._idle.append(one)
            return True


SHELF = Shelf()


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # Django has no types
    _held: Idle | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        file = None if self.is_in_memory_db() else _file(conn_params["database"])
        self._held = SHELF.take(file) if file else None
        if self._held is None:
            opened = super().get_new_connection(conn_params)
            file = None if self.is_in_memory_db() else _file(conn_params["database"])
            self._held = Idle(opened, time.monotonic(), file) if file else None
            return opened
        return self._held.connection

    def _close(self) -> None:
        held, self._held = self._held, None
        if held is None or held.connection is not self.connection or not _is_clean(held) or not SHELF.put(held):
            super()._close()


def _file(name: Any) -> tuple[int, ...] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None
    return os.getpid(), found.st_dev, found.st_ino


def _is_clean(held: Idle) -> bool:
    if held.connection.in_transaction or held.file[0] != os.getpid():
        return False
    own_tables = held.connection.execute("SELECT 1 FROM temp.sqlite_master LIMIT 1").fetchone()
    keys_checked: tuple[int] = held.connection.execute("PRAGMA foreign_keys").fetchone()
    return own_tables is None and keys_checked == (1,)
