"""Rows on their way in: a temporary table of this connection, filled by the fastest door the database has.

Rows are put here outside the transaction that counts; ``INSERT … SELECT`` from here is short.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any

from django.db import connection

_TYPES = {
    "sqlite": {"bytes": "blob", "boolean": "bool", "date": "date", "moment": "datetime", "json": "text"},
    "postgresql": {"bytes": "bytea", "moment": "timestamptz", "integer": "bigint", "json": "text"},
}
NEW, SAME, HELD = 0, 1, 2
"""What comparing said about a staged row, in its column ``verdict``; bulk acts write the new ones."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def is_postgresql() -> bool:
    """Whether the database is PostgreSQL; else it is SQLite."""
    return str(connection.vendor) == "postgresql"


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement; returns how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return int(cursor.rowcount)


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows a statement answers with."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def stream(sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows a statement answers with, some thousands in memory at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, list(params))
        while rows := cursor.fetchmany(5000):
            yield from rows


def instant(at: datetime) -> Any:
    """An instant as a parameter of a statement written by hand."""
    return connection.ops.adapt_datetimefield_value(at)


@contextmanager
def room_to_work() -> Iterator[None]:
    """A wide cache and no time limit per statement, for the length of one import."""
    if is_postgresql():
        execute("SET statement_timeout = 0")
        execute("SET temp_buffers = '64MB'") if not connection.in_atomic_block else None
        try:
            yield
        finally:
            if not connection.needs_rollback:
                execute("RESET statement_timeout")
    else:
        execute("PRAGMA cache_size = -49152")
        try:
            yield
        finally:
            execute("PRAGMA cache_size = -2000")


class Staged:
    """A temporary table. ``columns`` maps each name to text, integer, date, moment, boolean or bytes."""

    def __init__(self, name: str, columns: dict[str, str]) -> None:
        self.name = f"staged_{name}"
        self.columns = columns
        self.count = 0

    def __enter__(self) -> "Staged":
        types = _TYPES["postgresql" if is_postgresql() else "sqlite"]
        told = ", ".join(f'"{column}" {types.get(kind, kind)}' for column, kind in self.columns.items())
        execute(f'DROP TABLE IF EXISTS "{self.name}"')
        execute(f'CREATE TEMPORARY TABLE "{self.name}" ({told})')
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not connection.needs_rollback and connection.connection is not None:
            execute(f'DROP TABLE IF EXISTS "{self.name}"')

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Put rows in, each in the order of ``columns``."""
        if not rows:
            return
        self.count += len(rows)
        if is_postgresql():
            self._copy(rows)
            return
        marks = ", ".join(["?"] * len(self.columns))
        with connection.cursor() as cursor:
            alone = not connection.in_atomic_block
            if alone:
                cursor.execute("BEGIN")
            # past the wrapper that rewrites %s: the statement holds no text from outside
            cursor.cursor.connection.executemany(f'INSERT INTO "{self.name}" VALUES ({marks})', rows)  # noqa: S608
            if alone:
                cursor.execute("COMMIT")

    def _copy(self, rows: Sequence[Sequence[Any]]) -> None:
        with connection.cursor() as cursor, cursor.copy(f'COPY "{self.name}" FROM STDIN') as copy:
            for start in range(0, len(rows), 2000):
                copy.write("".join(_copy_lines(rows[start : start + 2000])))

    def codes(self, column: str = "code") -> tuple[int, str]:
        """How many new rows there are, and the SHA-256 of their codes in order, for the trail."""
        hashed, count = hashlib.sha256(), 0
        for (code,) in stream(f'SELECT "{column}" FROM "{self.name}" WHERE verdict = {NEW} ORDER BY 1'):  # noqa: S608
            hashed.update(f"{code}\n".encode())
            count += 1
        return count, hashed.hexdigest()

    def index(self, *columns: str) -> None:
        """Make look-ups by these columns fast."""
        told = ", ".join(f'"{column}"' for column in columns)
        execute(f'CREATE INDEX "{self.name}_{"_".join(columns)}" ON "{self.name}" ({told})')

    def analyze(self) -> None:
        """Tell the planner how many rows there are, where it does not see it by itself."""
        if is_postgresql():
            execute(f'ANALYZE "{self.name}"')


def _copy_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join([_copy_cell(cell) for cell in row]) + "\n"


def _copy_cell(cell: Any) -> str:
    if cell is None:
        return "\\N"
    if cell.__class__ is str:
        return cell.translate(_ESCAPES) if "\\" in cell or "\n" in cell or "\t" in cell or "\r" in cell else cell
    if cell.__class__ is bytes:
        return f"\\\\x{cell.hex()}"
    if cell.__class__ is bool:
        return "t" if cell else "f"
    return str(cell)
