"""Rows out of the house, as workbook or text: safe to open, numbers as numbers, saying what they are.

A text cell that a spreadsheet would run (``=``, ``+``, ``-``, ``@`` in any width, or behind invisible signs) is led
by an apostrophe, after NFKC and without line breaks (hazard C15).
"""

import csv
import io
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter

from padan.base.clock import JAKARTA

DANGEROUS = "=+-@\t\r|%"


def safe_text(text: str) -> str:
    """The text as it may stand in a cell: one line, no invisible signs, never a formula."""
    plain = "".join(
        " " if sign in "\n\r\t\x0b\x0c\u2028\u2029" else sign
        for sign in text
        if unicodedata.category(sign) not in {"Cf", "Cc"} or sign in "\n\r\t\x0b\x0c"
    ).strip()
    led = unicodedata.normalize("NFKC", plain[:1])
    return f"'{plain}" if led and led in DANGEROUS else plain


def cell(value: Any) -> Any:
    """A value as a cell: numbers, dates and booleans as they are, everything else as safe text, None as empty."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(JAKARTA).replace(tzinfo=None)
    if isinstance(value, (bool, int, float, date)):
        return value
    return safe_text(str(value))


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name on the tab, its head, its rows as they come."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str, notes: Sequence[str]) -> BinaryIO:
    """A workbook in a temporary file, rewound: the rows on the second sheet, what they are on the first."""
    return write_book([Sheet("Baris", header, rows)], title=title, notes=notes)


def write_book(sheets: Sequence[Sheet], *, title: str, notes: Sequence[str]) -> BinaryIO:
    """A workbook of several sheets in a temporary file, rewound. The first says what the others are.

    Rows are written as they come (constant memory); ``notes`` are lines such as rule, filters, who asked and when.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller, who closes it with the response
    with xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    ) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        about = book.add_worksheet("Keterangan")
        about.set_column(0, 0, 100)
        about.write_string(0, 0, safe_text(title), bold)
        for number, note in enumerate(notes, start=2):
            about.write_string(number, 0, safe_text(note), wrapped)
        for told, name in zip(sheets, _tabs(sheets), strict=True):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, label in enumerate(told.header):
                sheet.set_column(column, column, told.widths[column] if told.widths else 20)
                sheet.write_string(0, column, safe_text(str(label)), bold)
            for number, row in enumerate(told.rows, start=1):
                _write_row(sheet, number, row, day=day, instant=instant)
    file.seek(0)
    return file


def _tabs(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Names as Excel takes them: 31 signs, none of seven, never the same twice in any case."""
    used = {"keterangan"}
    for sheet in sheets:
        plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in sheet.name).strip(" '")[:31] or "Lembar"
        name, at = plain, 2
        while name.casefold() in used:
            name, at = f"{plain[: 31 - len(str(at)) - 1]} {at}", at + 1
        used.add(name.casefold())
        yield name


def _write_row(sheet: Any, number: int, row: Sequence[Any], *, day: Any, instant: Any) -> None:
    for column, value in enumerate(map(cell, row)):
        if isinstance(value, datetime):
            sheet.write_datetime(number, column, value, instant)
        elif isinstance(value, date):
            sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
        elif isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(number, column, value)
        else:
            sheet.write_string(number, column, value)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of CSV with a byte order mark, separated as Excel in Indonesian expects, streamed.

    A fraction has a comma: with a point that Excel reads 52.125 as fifty-two thousand.
    """
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    line.write("\ufeff")
    writer.writerow([safe_text(str(label)) for label in header])
    for row in rows:
        writer.writerow([_plain(value) for value in map(cell, row)])
        if line.tell() > 65536:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace(".", ",") if isinstance(value, float) else value
