"""Files of competency units as people have them, read whole; what is in doubt is told, never dropped."""

import csv
import hashlib
import io
import re
from pathlib import Path

from django.utils.translation import gettext as _

from padan.reference.documents import read_decree, text_of_pdf
from padan.reference.lists import ListUnreadable, text_in, unpacked
from padan.reference.units import DecreeRead, ElementRead, Remark, UnitFile, UnitRead

NUMBER = re.compile(r"(\d{1,3})\s*$")
DECREE = re.compile(r"Nomor\s+(\S+)\s+Tahun\s+(\d{4})", re.IGNORECASE)
NEEDED = ("kode_unit", "id_unit", "judul_", "id_elemen", "id_kuk", "nomor_skkni")
DOCUMENTS = (".pdf", ".md", ".txt")


def holds_units(path: Path) -> bool:
    """Whether this file is for ``read``: a decree, or a CSV with the headers of units, elements or criteria."""
    if path.suffix.lower() in DOCUMENTS:
        return True
    head = text_in(path, unpacked(path)).split("\n", 1)[0]
    return _kind(_headers(head)) is not None


def read(path: Path) -> UnitFile:
    """Read a decree (PDF, Markdown, text) or a CSV of units, elements, criteria or decrees.

    Raises ListUnreadable when there is nothing in the file that Padan knows.
    """
    raw = unpacked(path)
    sha256 = hashlib.sha256(raw).hexdigest()
    if path.suffix.lower() in DOCUMENTS:
        text = text_of_pdf(path) if raw.startswith(b"%PDF-") else text_in(path, raw)
        decree, units, remarks = read_decree(text, name=path.name)
        if not units:
            raise ListUnreadable(
                _("%(file)s describes no competency unit (KODE UNIT, JUDUL UNIT).") % {"file": path.name}
            )
        return UnitFile(path.name, sha256, units, remarks, (decree,) if decree else ())
    text = text_in(path, raw)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headers = [header.strip().casefold() for header in next(reader, [])]
        kind = _kind(headers)
        if kind is None:
            raise ListUnreadable(_("%(file)s has no headers Padan knows.") % {"file": path.name})
        rows, remarks = _rows(reader, headers)
    except csv.Error as error:
        raise ListUnreadable(_("%(file)s is not a CSV file.") % {"file": path.name}) from error
    if not rows and not remarks:
        raise ListUnreadable(_("%(file)s has headers but no code.") % {"file": path.name})
    return UnitFile(path.name, sha256, **kind[1](rows, remarks), depth=kind[2])


def _headers(line: str) -> list[str]:
    return [header.strip().casefold() for header in next(csv.reader([line]), [])]


def _kind(headers):
    return next((kind for kind in HEADERS if kind[0] <= set(headers)), None)


def _rows(reader, headers):
    """(rows as (number, {header: text}), a remark for each row that is cut off)."""
    rows, remarks = [], []
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {header: " ".join(cell.split()) for header, cell in zip(headers, row, strict=False)}
        needed = [
            header for header in headers if header.startswith(("kode_unit", "id_unit", "judul_", "id_elemen", "id_kuk"))
        ]
        if all(cells.get(header) for header in needed):
            rows.append((number, cells))
        else:
            remarks.append(Remark(number, ", ".join(row)[:200], _("Code or title is missing; the row was not loaded.")))
    return rows, remarks


def _units(rows, remarks):
    found: dict[str, dict] = {}
    for number, cells in rows:
        code, title = cells.get("kode_unit") or cells["id_unit"], cells["judul_unit"][:500]
        if len(code) > 30:
            remarks.append(
                Remark(number, code[:60], _("No unit code is longer than 30 signs; the row was not loaded."))
            )
            continue
        kept = found.setdefault(code, {"title": title, "line": number, "others": {}, "decree": _decree(cells)})
        if kept["title"] != title:
            kept["others"].setdefault(title, None)
    units = tuple(
        UnitRead(code, one["title"], one["line"], decree=one["decree"], other_titles=tuple(one["others"]))
        for code, one in found.items()
    )
    return {"units": units, "remarks": tuple(remarks)}


def _elements(rows, remarks):
    found: dict[str, dict[int, ElementRead]] = {}
    lines: dict[str, int] = {}
    for number, cells in rows:
        at = _number(cells["id_elemen"], number, remarks)
        if at is None:
            continue
        lines.setdefault(cells["id_unit"], number)
        elements = found.setdefault(cells["id_unit"], {})
        if at in elements and elements[at].title != cells["judul_elemen"][:500]:
            remarks.append(Remark(number, cells["judul_elemen"], _("This element stands twice; the first was kept.")))
        elements.setdefault(at, ElementRead(at, cells["judul_elemen"][:500], line=number))
    units = tuple(UnitRead(code, "", lines[code], elements=tuple(some.values())) for code, some in found.items())
    return {"units": units, "remarks": tuple(remarks)}


def _criteria(rows, remarks):
    found: dict[str, dict[int, dict[int, str]]] = {}
    lines: dict[str, int] = {}
    for number, cells in rows:
        at, criterion = (_number(cells[name], number, remarks) for name in ("id_elemen", "id_kuk"))
        if at is None or criterion is None:
            continue
        lines.setdefault(cells["id_unit"], number)
        some = found.setdefault(cells["id_unit"], {}).setdefault(at, {})
        if criterion in some and some[criterion] != cells["judul_kuk"]:
            moved = max(some) + 1
            told = {"n": criterion, "moved": moved}
            remarks.append(
                Remark(number, cells["judul_kuk"], _("Criterion %(n)s stands twice; kept as %(moved)s.") % told)
            )
            criterion = moved
        some.setdefault(criterion, cells["judul_kuk"])
    units = tuple(
        UnitRead(code, "", lines[code],
                 elements=tuple(ElementRead(at, "", tuple(some.items()), lines[code]) for at, some in elements.items()))
        for code, elements in found.items()
    )  # fmt: skip
    return {"units": units, "remarks": tuple(remarks)}


def _decrees(rows, remarks):
    decrees = []
    for number, cells in rows:
        if decree := _decree(cells, cells["judul_skkni"]):
            decrees.append(decree)
        else:
            remarks.append(Remark(number, cells["nomor_skkni"], _("Not “Nomor … Tahun …”; the row was not loaded.")))
    return {"units": (), "remarks": tuple(remarks), "decrees": tuple(decrees)}


def _decree(cells, title=""):
    told = DECREE.search(cells.get("nomor_skkni", ""))
    return DecreeRead(told[1], int(told[2]), title[:500]) if told else None


def _number(written, row, remarks):
    told = NUMBER.search(written)
    if told and 0 < int(told[1]) < 1000:
        return int(told[1])
    remarks.append(Remark(row, written, _("There is no number in this; the row was not loaded.")))
    return None


HEADERS = (
    ({"id_unit", "id_elemen", "id_kuk", "judul_kuk"}, _criteria, 2),
    ({"id_unit", "id_elemen", "judul_elemen"}, _elements, 1),
    ({"id_unit", "judul_unit"}, _units, 0),
    ({"kode_unit", "judul_unit"}, _units, 0),
    ({"nomor_skkni", "judul_skkni"}, _decrees, 0),
)
"""Headers by which a file is known, its reader, and how deep in the unit its rows lie."""
