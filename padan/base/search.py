"""Search inside words by index, the same on SQLite (FTS5, trigrams) and PostgreSQL (pg_trgm).

The names of tables and columns come from models, never from a request; words travel as parameters.
A table that is searched names one text column, lower case, and its migration adds ``TrigramIndex``.
Words shorter than three letters cannot use a trigram; they match the beginning of the column instead.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

from padan.base.codes import name_key

BULK = 20_000


def _following(table: str, column: str, index: str) -> Iterator[str]:
    """What makes an index on SQLite follow its table, and take in what is there."""
    into = f'INSERT INTO "{index}"(rowid, {column}) VALUES (new.id, new.{column});'
    out = f'INSERT INTO "{index}"("{index}", rowid, {column}) VALUES (\'delete\', old.id, old.{column});'
    yield f'CREATE TRIGGER "{index}_i" AFTER INSERT ON "{table}" BEGIN {into} END'
    yield f'CREATE TRIGGER "{index}_d" AFTER DELETE ON "{table}" BEGIN {out} END'
    yield f'CREATE TRIGGER "{index}_u" AFTER UPDATE OF {column} ON "{table}" BEGIN {out} {into} END'
    yield f'INSERT INTO "{index}"("{index}") VALUES (\'rebuild\')'


def mend_indexes() -> list[str]:
    """After migrations: have every index follow its table again; returns those that had lost it.

    SQLite makes a table anew for most changes of its columns, and drops the table's triggers with the old one.
    """
    mended: list[str] = []
    if connections["default"].vendor == "postgresql":
        return mended
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(%'")
        for index, sql in cursor.fetchall():
            column, table = re.findall(r"fts5\((\w+), content='(\w+)'", sql)[0]
            names = [f"{index}_{suffix}" for suffix in "idu"]
            if not triggers.issuperset(names):
                for name in names:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
                for statement in _following(table, column, index):
                    cursor.execute(statement)
                mended.append(index)
    return mended


class TrigramIndex(Operation):
    """Migration operation: index ``column`` of ``model`` for ``containing``."""

    reversible = True

    def __init__(self, model: str, column: str) -> None:
        self.model, self.column = model, column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of the model's state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        column, index = self.column, f"{table}_{self.column}_words"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(f'CREATE INDEX "{index}" ON "{table}" USING gin ("{column}" gin_trgm_ops)')
            return
        schema_editor.execute(
            f'CREATE VIRTUAL TABLE "{index}" USING fts5('
            f"{column}, content='{table}', content_rowid='id', tokenize='trigram')"
        )
        for statement in _following(table, column, index):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        index = f"{table}_{self.column}_words"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'DROP INDEX IF EXISTS "{index}"')
            return
        for suffix in "idu":  # a table that SQLite rebuilt has lost them
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{index}_{suffix}"')
        schema_editor.execute(f'DROP TABLE IF EXISTS "{index}"')

    def describe(self) -> str:
        return f"Index the words of {self.model}.{self.column}"


class TrigramIndexGone(TrigramIndex):
    """Migration operation: take the index away, because another column is searched now."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"No longer index the words of {self.model}.{self.column}"


@contextmanager
def words_set_aside(table: str, column: str, rows: int) -> Iterator[None]:
    """While very many rows are written in this transaction, index their words afterwards in one go.

    SQLite only, and only for more than ``BULK`` rows and more than there are: its triggers index word by word. The
    triggers come back in the same transaction, so nobody sees the table without them.
    """
    index = f"{table}_{column}_words"
    if connections["default"].vendor == "postgresql" or rows < BULK:
        yield
        return
    with connections["default"].cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        if cursor.fetchone()[0] > rows:
            yield
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s, %s)",
                       [f"{index}_{suffix}" for suffix in "idu"])  # fmt: skip
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        cursor.execute(f'INSERT INTO "{index}"("{index}") VALUES (\'rebuild\')')
        for _name, sql in triggers:
            cursor.execute(sql)


def containing(rows: "models.QuerySet[Any]", column: str, words: str) -> "models.QuerySet[Any]":
    """Those of ``rows`` whose ``column`` holds every word of ``words``, in any order, anywhere inside."""
    long = []
    for word in name_key(words).split():
        if len(word) < 3:
            rows = rows.filter(Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"}))
        else:
            long.append(word)
    if connections[rows.db].vendor == "postgresql":
        for word in long:
            rows = rows.filter(**{f"{column}__contains": word})
    elif long:
        table = rows.model._meta.db_table
        index = f"{table}_{column}_words"
        phrases = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
        rows = rows.extra(
            where=[f'"{table}"."id" IN (SELECT rowid FROM "{index}" WHERE "{index}" MATCH %s)'],
            params=[phrases],
        )
    return rows
