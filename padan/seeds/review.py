"""A real workbook that waits to be looked at: 128 rows of a centre's own sheet, nine of them with the usual faults."""

import io
from datetime import date, datetime, timedelta

import xlsxwriter

from padan.intake.actions import read, take_in
from padan.seeds.story import EVENT_ON, Story, moment
from padan.seeds.words import TRADES

NAME = "Alumni angkatan 3 2024.xlsx"
ROWS, CLASS_SIZE = 128, 16
HEADINGS = (
    "KODE TRANSAKSI", "Nama", "NIK", "Jenis Kelamin", "Alamat", "Tempat Lahir", "Tanggal Lahir", "Pendidikan Terakhir",
    "Judul Program Pelatihan", "Kejuruan", "Angkatan", "Durasi (JP)", "Tanggal Mulai Pelatihan",
    "Tanggal Selesai Pelatihan", "Status Kelulusan", "Sumber Anggaran",
)  # fmt: skip
STARTED_ON, ENDED_ON = date(2024, 7, 8), date(2024, 9, 27)
FAULTS = {
    # row -> column, what stands there
    12: ("NIK", 9.90101120597e15),  # the sheet made a number of it
    13: ("NIK", 9.90101230698e15),
    31: ("NIK", "990101230598001"),  # a digit is missing
    40: ("Tanggal Lahir", "31/02/2001"),
    55: ("Tanggal Lahir", "12/05/99"),
    71: ("Jenis Kelamin", "X"),
    88: ("Nama", ""),
    102: ("Status Kelulusan", "Baik"),
    120: ("Tanggal Lahir", "belum ada"),
}


def workbook(story: Story) -> bytes:
    """The workbook, as a centre keeps it."""
    told = io.BytesIO()
    book = xlsxwriter.Workbook(told, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 11, 13)})  # noqa: DTZ001  a workbook knows no zone
    sheet = book.add_worksheet("Alumni")
    sheet.write_row(0, 0, HEADINGS)
    trades = [trade for trade in TRADES for _ in range(CLASS_SIZE)]
    for at in range(ROWS):
        row = _row(story, trades[at % len(trades)], at)
        if at in FAULTS:
            column, value = FAULTS[at]
            row[HEADINGS.index(column)] = value
        sheet.write_row(at + 1, 0, row)
    book.close()
    return told.getvalue()


def _row(story, trade, at):
    chance = story.chance
    female = chance.random() < 0.5
    born_on = date(1996, 1, 1) + timedelta(days=chance.randrange(3000))
    nik = f"990102{born_on.day + (40 if female else 0):02d}{born_on:%m%y}{at + 1:04d}"
    programme, hours = trade.programmes[0]
    return [
        f"TRX-CONTOH-{at + 1:05d}", f"{chance.word()} {chance.word()}", nik, "P" if female else "L",
        f"Jalan Contoh No. {at + 1}", "Bekasi", f"{born_on:%d/%m/%Y}", "SMK", programme, trade.name, "3", hours,
        f"{STARTED_ON:%d/%m/%Y}", f"{ENDED_ON:%d/%m/%Y}", "Lulus", "APBN",
    ]  # fmt: skip


def build(story: Story) -> None:
    """The officer brought the workbook yesterday morning; nobody has brought its rows in yet."""
    at, officer = moment(EVENT_ON, 8, 20), story.users["balai"]
    upload = take_in(file=io.BytesIO(workbook(story)), name=NAME, organisation=story.centres[0], by=officer, at=at)
    read(upload=upload, by=officer, at=at)
