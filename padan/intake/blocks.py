"""Some thousand rows of one sheet, read column by column; what cannot be read becomes a remark."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from padan.base.readings import Cell, Problem, blank, shown
from padan.base.staging import Staged
from padan.intake.headings import Headings, heading_key
from padan.intake.states import RemarkKind

REMARK_COLUMNS = {
    "kind": "text",
    "sheet": "text",
    "row": "integer",
    "rows": "integer",
    "field": "text",
    "column": "text",
    "written": "text",
    "reason": "text",
    "detail": "text",
    "n": "integer",
}
_TOTAL = re.compile(
    r"(?:sub|grand)?[\s\-]*(?:total|jumlah)(?:\s+(?:keseluruhan|total|umum|akhir))?\s*:?|rata[\s\-]*rata", re.IGNORECASE
)
_MEMO = 50_000


@dataclass
class Job:
    """One reading of one file: for whom, when, what people answered before, and where remarks go."""

    centre: Any
    name: str
    by: Any
    at: datetime
    today: date
    remarks: Staged
    answers: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    read: int = 0
    ignored: int = 0
    reviewed: int = 0
    blank_from: int = 0  # first of a run of blank rows that may end the sheet, and then does not count
    memos: dict[str, dict[Cell, Any]] = field(default_factory=dict)

    def remark(self, told: list[tuple]) -> None:
        """Keep remarks, each in the order of ``REMARK_COLUMNS``."""
        self.remarks.add(told)

    def ignore(self, sheet: str, row: int, reason: str, rows: int = 1) -> None:
        """Count rows that are no data, and say why."""
        self.ignored += rows
        self.remark([(str(RemarkKind.IGNORED), sheet, row, rows, "", "", "", reason, "", 0)])


class Block:
    """Rows of data with their place in the sheet. ``kept`` tells which are neither ignored nor in review."""

    def __init__(self, job: Job, headings: Headings, sheet: str, first: int, rows: list[list[Cell]], n: int):
        self.job, self.headings, self.sheet, self.told = job, headings, sheet, []
        self.bad: set[int] = set()
        width = len(headings.keys)
        places, kept = [], []
        pause = job.blank_from
        for place, row in enumerate(rows, start=first):
            if not any(row) or all(blank(cell) for cell in row):
                pause = pause or place
                continue
            if pause:
                job.ignore(sheet, pause, "blank", place - pause)
                pause = 0
            if reason := self._no_data(row):
                job.ignore(sheet, place, reason)
                continue
            if len(row) != width:
                if len(row) > width and not all(blank(cell) for cell in row[width:]):
                    self.note(RemarkKind.REVIEW, len(kept), "", "more_cells", shown(row[width]), place=place, n=n)
                row = [*row, *[None] * (width - len(row))][:width]
            if answer := job.answers.get((sheet, place)):
                row = self._answered(row, answer)
            places.append(place)
            kept.append(row)
        job.blank_from = pause
        self.places, self.rows, self.n = places, kept, n
        self.columns = list(zip(*kept, strict=True)) if kept else []

    def __len__(self):
        return len(self.places)

    def _no_data(self, row: list[Cell]) -> str:
        columns = self.headings.columns
        for name in ("trade", "programme", "name", "batch", "title", "number"):
            at = columns.get(name)
            if at is not None and at < len(row):
                cell = row[at]
                if cell.__class__ is str and cell[:1] in "tTjJsSgGrR \u00a0" and _TOTAL.fullmatch(cell.strip()):
                    return "total"
        at = next((columns[name] for name in ("batch", "programme", "name", "title") if name in columns), 0)
        cell = row[at] if at < len(row) else None
        if blank(cell):
            if "nik" not in columns and all(isinstance(c, int | float) or blank(c) for c in row):
                return "total"
        elif heading_key(cell) == self.headings.keys[at] and self._repeats(row):
            return "title"
        return ""

    def _repeats(self, row) -> bool:
        return all(heading_key(cell) == key for cell, key in zip(row, self.headings.keys, strict=False))

    def _answered(self, row, answer):
        row = list(row)
        for name, text in answer.items():
            if name in self.headings.columns:
                row[self.headings.columns[name]] = text
        return row

    def note(self, kind, at, name, reason, written="", detail="", *, place=None, n=None) -> None:
        """A remark on row ``at`` of the block."""
        if kind == RemarkKind.REVIEW and at not in self.bad:
            self.bad.add(at)
            self.job.reviewed += 1
        place = self.places[at] if place is None else place
        column = self.headings.written.get(name, "")
        told = (str(kind), self.sheet, place, 1, name, column, str(written)[:2000], reason, detail[:300])
        self.told.append((*told, (self.n if n is None else n) + at))

    def cells(self, name: str):
        """The cells of a field, or None where the sheet has no such column."""
        at = self.headings.columns.get(name)
        return self.columns[at] if at is not None and self.columns else None

    def read(self, name: str, reader: Callable[[Cell], Any], *, must=False, memo=False, ask=True) -> list[Any]:
        """The values of a field; None where the cell is blank, unreadable or missing.

        An unreadable cell is a question (``ask``) or, in a field the row cannot do without (``must``), holds the
        row back. ``memo`` is for columns with few different values.
        """
        cells = self.cells(name)
        if cells is None:
            return [None] * len(self)
        if memo:
            known = self.job.memos.setdefault(name, {})
            if len(known) > _MEMO:
                known.clear()
            for cell in set(cells):
                if cell not in known or cell.__class__ is not str:
                    known[cell] = reader(cell)
            values = [known[cell] for cell in cells]
        else:
            values = [reader(cell) for cell in cells]
        if Problem in set(map(type, values)):
            kind = RemarkKind.REVIEW if must else RemarkKind.QUESTION
            for at, value in enumerate(values):
                if value.__class__ is Problem:
                    if must or ask:
                        self.note(kind, at, name, value.code, shown(cells[at]), value.detail)
                    values[at] = None
                    if must:
                        values[at] = False  # already told; not "missing" as well
        if must:
            for at, value in enumerate(values):
                if value is None:
                    self.note(RemarkKind.REVIEW, at, name, "missing")
        return values

    def rows_in(self, *columns) -> list[tuple]:
        """The columns as rows with number, sheet and row in front, without the rows in review. Remarks are kept."""
        if self.bad:
            asked, held = str(RemarkKind.QUESTION), {self.n + at for at in self.bad}
            self.told = [told for told in self.told if told[0] != asked or told[-1] not in held]
        self.job.remark(self.told)
        numbers = range(self.n, self.n + len(self))
        rows = zip(numbers, [self.sheet] * len(self), self.places, *columns, strict=True)
        if not self.bad:
            return list(rows)
        return [row for at, row in enumerate(rows) if at not in self.bad]
