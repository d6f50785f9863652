"""Programmes of a centre: trade, name, hours, text."""

import re
from functools import partial

from padan.base.codes import name_key, new_codes
from padan.base.readings import Problem, blank, integer, line, prose
from padan.curricula.actions.programmes import open_programmes
from padan.curricula.models import Programme
from padan.intake.layouts.handler import Handler, table, width

_BULLET = re.compile(r"^\s*[-–—•*·]+\s+")
hours_of = partial(integer, most=32767)


def programme_name(cell):
    """The name of a programme, without the dash that sheets put in front."""
    return line(_BULLET.sub("", cell) if isinstance(cell, str) else cell, width(Programme, "name"))


class Programmes(Handler):
    columns = {
        "code": "text",
        "name": "text",
        "name_key": "text",
        "trade": "text",
        "hours": "integer",
        "goal": "text",
        "description": "text",
    }

    def check(self, block):
        names = block.read("name", programme_name, must=True)
        trades = block.read("trade", partial(line, limit=width(Programme, "trade")), memo=True)
        hours = block.read("hours", hours_of)
        goals, descriptions = block.read("goal", prose), block.read("description", prose)
        return [
            new_codes("PRG", len(block)),
            names,
            [name_key(name) if name else "" for name in names],
            [trade or "" for trade in trades],
            hours,
            [text or "" for text in goals],
            [text or "" for text in descriptions],
        ]

    def compare(self):
        self.hold(
            f"""EXISTS (SELECT 1 FROM {table(Programme)} p WHERE p.centre_id = %s AND p.name_key = staged.name_key
                AND p.hours <> staged.hours)""",  # noqa: S608
            "other_values",
            "hours",
            f"""(SELECT CAST(p.hours AS text) FROM {table(Programme)} p
                 WHERE p.centre_id = {int(self.job.centre.pk)} AND p.name_key = staged.name_key)""",  # noqa: S608
            [self.job.centre.pk],
        )
        before = f"SELECT 1 FROM {self.rows.name} t WHERE t.name_key = staged.name_key AND t.n < staged.n"  # noqa: S608
        self.hold(f"EXISTS ({before} AND t.hours <> staged.hours)", "other_values", "hours", "CAST(hours AS text)")
        self.same(
            f"""(EXISTS (SELECT 1 FROM {table(Programme)} p WHERE p.centre_id = %s AND p.name_key = staged.name_key)
                OR EXISTS ({before}))""",  # noqa: S608
            [self.job.centre.pk],
        )

    def write(self, source):
        open_programmes(staged=self.rows, centre=self.job.centre, by=self.job.by, at=self.job.at, source=source)

    def link(self):
        self.link_by(
            f"SELECT p.id FROM {table(Programme)} p WHERE p.centre_id = %s AND p.name_key = staged.name_key",  # noqa: S608
            [self.job.centre.pk],
        )


def unbulleted(cell) -> str:
    """A programme's name for comparing; "" where it cannot be read."""
    name = None if blank(cell) else programme_name(cell)
    return "" if name is None or isinstance(name, Problem) else name
