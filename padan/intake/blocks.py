"""Some thousand rows of one sheet, read column by column; what cannot be read becomes a remark."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from padan.base.readings import Cell, Problem, blank, shown
from padan.base.staging import Staged
from padan.intake.headings import Headings, heading_key
from padan.intake.models import SEALED_FIELDS, closed
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
TOTAL_BEGINS = frozenset("tTjJsSgGrR \u00a0")
LEADING = (
    "trade",
    "programme",
    "name",
    "batch",
    "company",
    "title",
    "number",
)  # where the word TOTAL stands, if it does
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
        self.n = n
        width = len(headings.keys)
        plain = not job.blank_from and not job.answers and set(map(len, rows)) == {width}
        if plain and not self._doubtful(columns := list(zip(*rows, strict=True))):
            self.places, self.columns = range(first, first + len(rows)), columns
            return
        self.places, kept = [], []
        for place, row in enumerate(rows, start=first):
            if all(map(blank, row)):
                job.blank_from = job.blank_from or place
                continue
            if job.blank_from:
                job.ignore(sheet, job.blank_from, "blank", place - job.blank_from)
                job.blank_from = 0
            if reason := self._no_data(row):
                job.ignore(sheet, place, reason)
                continue
            self.places.append(place)
            if len(row) > width and not all(map(blank, row[width:])):
                self.note(RemarkKind.REVIEW, len(kept), "", "more_cells", shown(row[width]))
            row = [*row, *[None] * (width - len(row))][:width]
            kept.append(self._answered(row, job.answers.get((sheet, place), {})))
        self.columns = list(zip(*kept, strict=True)) if kept else []

    def _doubtful(self, columns) -> bool:
        """Whether any row may be blank, a total or the headings once more: told by few columns, at one look each."""
        at = self.headings.columns
        key = self._known_by()
        heading = self.headings.keys[key]
        for name in LEADING:
            for cell in set(columns[at[name]]) if name in at else ():
                if cell.__class__ is str and cell[:1] in TOTAL_BEGINS and _TOTAL.fullmatch(cell.strip()):
                    return True
        return any(
            blank(cell) or (cell[:2].casefold() == heading[:2] and heading_key(cell) == heading)
            for cell in map(shown, set(columns[key]))
        )

    def _known_by(self) -> int:
        """The column without which a row says nothing."""
        columns = self.headings.columns
        return next((columns[name] for name in ("batch", "programme", "name", "title") if name in columns), 0)

    def __len__(self):
        return len(self.places)

    def _no_data(self, row: list[Cell]) -> str:
        columns = self.headings.columns
        for name in LEADING:
            at = columns.get(name)
            cell = row[at] if at is not None and at < len(row) else None
            if cell.__class__ is str and cell[:1] in TOTAL_BEGINS and _TOTAL.fullmatch(cell.strip()):
                return "total"
        at = self._known_by()
        cell = row[at] if at < len(row) else None
        if blank(cell):
            numbers = "nik" not in columns and all(isinstance(one, int | float) or blank(one) for one in row)
            return "total" if numbers else ""
        return "title" if heading_key(cell) == self.headings.keys[at] and self._repeats(row) else ""

    def _repeats(self, row) -> bool:
        return all(heading_key(cell) == key for cell, key in zip(row, self.headings.keys, strict=False))

    def _answered(self, row, answer):
        for name, text in answer.items():
            if name in self.headings.columns:
                row[self.headings.columns[name]] = text
        return row

    def note(self, kind, at, name, reason, written="", detail="") -> None:
        """A remark on row ``at`` of the block."""
        if kind == RemarkKind.REVIEW and at not in self.bad:
            self.bad.add(at)
            self.job.reviewed += 1
        column = self.headings.written.get(name, "")
        written = str(written)[:2000]
        if name in SEALED_FIELDS:
            written, detail = closed(name, written), detail[:6]
        told = (str(kind), self.sheet, self.places[at], 1, name, column, written, reason, detail[:300])
        self.told.append((*told, self.n + at))

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
