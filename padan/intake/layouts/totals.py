"""Participants and placed per programme, as a centre reported them without rows."""

from functools import partial

from padan.base.codes import name_key
from padan.base.readings import integer, line
from padan.curricula.models import Programme
from padan.intake.layouts.handler import Handler, table, width
from padan.intake.layouts.programmes import programme_name
from padan.intake.states import RemarkKind
from padan.outcomes.actions import report_totals
from padan.outcomes.models import ReportedTotal


class Totals(Handler):
    columns = {
        "programme_id": "integer",
        "programme_written": "text",
        "programme_key": "text",
        "trade": "text",
        "participants": "integer",
        "placed": "integer",
    }

    def __init__(self, job):
        super().__init__(job)
        kept = Programme.objects.filter(centre=job.centre).order_by("pk").values_list("name_key", "pk")
        self.programmes = dict(kept)

    def check(self, block):
        names = block.read("programme", programme_name, must=True)
        trades = block.read("trade", partial(line, limit=width(ReportedTotal, "trade")), memo=True)
        participants = block.read("participants", integer, must=True)
        placed = block.read("placed", integer, must=True)
        for at, (most, some) in enumerate(zip(participants, placed, strict=True)):
            if at not in block.bad and some > most:
                block.note(RemarkKind.REVIEW, at, "placed", "placed_above_participants", some)
        keys = [name_key(name) if name else "" for name in names]
        return [
            [self.programmes.get(key) for key in keys],
            names,
            keys,
            [trade or "" for trade in trades],
            participants,
            placed,
        ]

    def compare(self):
        known = (
            f"SELECT 1 FROM {table(ReportedTotal)} r WHERE r.centre_id = %s AND r.programme_key = staged.programme_key"  # noqa: S608
        )
        before = f"SELECT 1 FROM {self.rows.name} t WHERE t.programme_key = staged.programme_key AND t.n < staged.n"  # noqa: S608
        for found, params in ((known, [self.job.centre.pk]), (before, [])):
            other = f"EXISTS ({found} AND (participants <> staged.participants OR placed <> staged.placed))"
            self.hold(other, "other_values", "participants", "programme_written", params)
            self.same(f"EXISTS ({found})", params)

    def write(self, source):
        job = self.job
        report_totals(staged=self.rows, centre=job.centre, reported_on=job.today, by=job.by, at=job.at, source=source)
