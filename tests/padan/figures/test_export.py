import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from padan.figures.export import csv_lines, safe_text, write_xlsx

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://contoh.example")',
    "+6281200000000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=cmd|' /C calc'!A0",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\u202e=1+1",
    "|calc",
    "%0A=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_c15_a_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(text):
    assert safe_text(text).startswith("'")


@pytest.mark.parametrize("text", ["Ny. O'Brien", "Barista Non Boarding 2", "3,5 ton", "a=b", "Suharto", ""])
def test_an_ordinary_text_stays_as_it_is(text):
    assert safe_text(text) == text


def test_c15_a_line_break_inside_a_cell_cannot_begin_a_new_formula():
    assert safe_text("aman\n=1+1") == "aman =1+1"


def test_a_workbook_holds_numbers_as_numbers_dates_as_dates_and_no_formula():
    rows = [["=1+1", 1248, 0.54, date(2024, 10, 31), None, datetime(2024, 11, 14, 2, 0, tzinfo=UTC), True]]
    header = ["Kode", "n", "bagian", "per", "kosong", "saat", "ya"]
    with write_xlsx(header, rows, title="Lulusan", notes=["=aturan"]) as file:
        book = openpyxl.load_workbook(file)
    sheet = book["Baris"]
    values = [cell.value for cell in sheet[2]]
    assert values[:4] == ["'=1+1", 1248, 0.54, datetime(2024, 10, 31)]  # noqa: DTZ001  a workbook has no zones
    assert values[4] is None or values[4] == ""
    assert values[5:] == [datetime(2024, 11, 14, 9, 0), True]  # noqa: DTZ001
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d", "b", "inlineStr"}
    assert book["Keterangan"]["A3"].value == "'=aturan"


def test_csv_is_read_back_as_written_and_opens_in_indonesian_excel():
    lines = [["LLS-1", 'PT "Contoh"; Jaya', 52.125], ["LLS-2", "=1+1", 1248]]
    text = "".join(csv_lines(["Kode", "Nama", "Nilai"], lines))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows == [["Kode", "Nama", "Nilai"], ["LLS-1", 'PT "Contoh"; Jaya', "52,125"], ["LLS-2", "'=1+1", "1248"]]
