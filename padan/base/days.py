"""Days counted in the database: between two dates, and so many after one. The same on SQLite and PostgreSQL."""

from datetime import timedelta
from typing import Any

from django.db.models import DateField, Expression, F, Func, IntegerField, Value


class DaysBetween(Func):
    """Whole days from ``earlier`` to ``later``, both dates; empty where one of them is."""

    arity = 2
    output_field = IntegerField()

    def __init__(self, later: Any, earlier: Any) -> None:
        super().__init__(later, earlier)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **extra)


class DayAfter(Func):
    """The date ``days`` after a date column; empty where that is."""

    arity = 2
    output_field = DateField()

    def __init__(self, day: Expression | F | str, days: timedelta) -> None:
        self.days = days.days
        super().__init__(day, Value(self.days))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "date(%(expressions)s || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", '+' || ", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" + ", **extra)
