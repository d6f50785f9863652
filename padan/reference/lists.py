"""Files of code lists as people have them: recognised by their headers, read whole, refused with a sentence."""

import csv
import gzip
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied

MAX_BYTES = 200 * 2**20
TITLES = {"kbji": "KBJI", "kbli": "KBLI"}
IN_A_NAME = re.compile(r"(kbji|kbli)[-_ ]?(20\d\d)", re.IGNORECASE)


class ListUnreadable(ActionDenied):
    """The file is no code list that Padan can read."""


class Entry(NamedTuple):
    """One code as published."""

    code: str
    title: str
    level: int | None = None
    description: str = ""


@dataclass(frozen=True)
class Shape:
    """Headers by which a kind of list is known: where code, title, level and description stand."""

    code: str
    title: str
    level: str = ""
    description: str = ""
    named: tuple[str, str, str] | None = None  # scheme, version, title of a list that has but one edition


SHAPES = (
    Shape("kode", "judul", "digit", "deskripsi"),
    Shape("kode", "nama_jabatan", "jenjang", named=("jabatan-konstruksi", "pupr", "Jabatan kerja konstruksi")),
    Shape("id_skema", "judul_skema", named=("skema", "lsp", "Skema sertifikasi")),
)


@dataclass(frozen=True)
class CodeList:
    """What a file holds: codes as published, and what was noticed while reading."""

    scheme: str
    version: str
    title: str
    source: str
    rows: tuple[Entry, ...]
    reworded: int  # codes that stand twice with different titles; the first is kept
    without_code: tuple[int, ...]  # rows with a title and no code, where the list has such
    sha256: str


def read(path: Path, *, scheme: str | None = None, version: str | None = None) -> CodeList:
    """Read a CSV, plain or gzip. Scheme and version come from the caller, the headers, or the file's name."""
    raw = unpacked(path)
    reader = csv.reader(io.StringIO(text_in(path, raw), newline=""))
    try:
        headers = [header.strip().casefold() for header in next(reader, [])]
    except csv.Error as error:
        raise ListUnreadable(_("%(file)s is not a CSV file.") % {"file": path.name}) from error
    shape = next((shape for shape in SHAPES if {shape.code, shape.title} <= set(headers)), None)
    scheme, version, title = _named(path, shape, scheme, version)
    found: dict[str, Entry] = {}
    reworded, without = set(), []
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(headers, row, strict=False))
        code, words = cells.get(shape.code, "").strip(), " ".join(cells.get(shape.title, "").split())
        if words and not code and shape.named:
            without.append(number)
            continue
        if not code or not words or len(code) > 30:
            raise ListUnreadable(_cut(path, number))
        level = cells.get(shape.level, "").strip()
        about = " ".join(cells.get(shape.description, "").split())
        kept = found.setdefault(code, Entry(code, words[:500], int(level) if level.isdigit() else None, about))
        if kept.title != words[:500]:
            reworded.add(code)
    if not found:
        raise ListUnreadable(_("%(file)s has headers but no code.") % {"file": path.name})
    sha256 = hashlib.sha256(raw).hexdigest()
    return CodeList(scheme, version, title, path.name, tuple(found.values()), len(reworded), tuple(without), sha256)


def unpacked(path: Path) -> bytes:
    """The bytes of a file, taken out of gzip where it is so packed."""
    try:
        raw = path.read_bytes()[: MAX_BYTES + 1]
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(raw)) as stream:
                raw = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise ListUnreadable(
            _("%(file)s cannot be opened: %(why)s")
            % {"file": path.name, "why": getattr(error, "strerror", "") or error}
        ) from error
    if len(raw) > MAX_BYTES:
        raise ListUnreadable(_("%(file)s is larger than a code list can be (200 MB).") % {"file": path.name})
    return raw


def text_in(path: Path, raw: bytes) -> str:
    """The text of a file in UTF-8, or in the older cp1252."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ListUnreadable(_("%(file)s is not a text file in UTF-8 or cp1252.") % {"file": path.name}) from error


def _named(path, shape, scheme, version):
    if shape is None:
        raise ListUnreadable(
            _("%(file)s has no headers Padan knows. It reads digit,kode,judul,deskripsi (KBJI, KBLI), "
              "kode_unit,judul_unit (SKKNI) and decrees as PDF or .md.") % {"file": path.name}
        )  # fmt: skip
    if shape.named:
        return shape.named
    told = IN_A_NAME.search(path.name)
    if told:
        scheme, version = scheme or told[1].lower(), version or told[2]
    if not scheme or not version:
        raise ListUnreadable(
            _("%(file)s does not say which list it is. Say it: --scheme kbji --version 2014, for example.")
            % {"file": path.name}
        )
    if len(scheme) > 20 or len(version) > 20:
        raise ListUnreadable(_("The name or the version of the list is too long."))
    scheme = scheme.lower()
    return scheme, version, f"{TITLES.get(scheme, scheme.upper())} {version}"


def _cut(path, number):
    return _("%(file)s, row %(row)s: code or title is missing.") % {"file": path.name, "row": number}
