"""Days counted in the database: so many after a date. The same on SQLite and PostgreSQL."""

from datetime import timedelta
from typing import Any

from django.db.models import DateField, Expression, F, Func, Value


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
