"""Files of code lists as people have them: recognised by their headers, read whole, refused with a sentence."""

import csv
import gzip
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied

MAX_BYTES = 200 * 2**20
UNIT_LIST = ("skkni", "unit")
"""SKKNI is one list: every unit code ends in its own version."""

TITLES = {"kbji": "KBJI", "kbli": "KBLI", "skkni": "SKKNI"}
IN_A_NAME = re.compile(r"(kbji|kbli)[-_ ]?(20\d\d)", re.IGNORECASE)


class ListUnreadable(ActionDenied):
    """The file is no code list that Padan can read."""


@dataclass(frozen=True)
class CodeList:
    """What a file holds: codes as published, and what was noticed while reading."""

    scheme: str
    version: str
    title: str
    source: str
    rows: tuple[tuple[str, str, int | None], ...]  # code, title, level
    reworded: int  # codes that stand twice with different titles; the first is kept
    sha256: str


def read(path: Path, *, scheme: str | None = None, version: str | None = None) -> CodeList:
    """Read a CSV, plain or gzip. Scheme and version come from the caller, the headers, or the file's name."""
    raw = _unpacked(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _western(path, raw)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headers = [header.strip().casefold() for header in next(reader, [])]
    except csv.Error as error:
        raise ListUnreadable(_("%(file)s is not a CSV file.") % {"file": path.name}) from error
    scheme, version = _named(path, headers, scheme, version)
    code_at, title_at = (
        (headers.index("kode_unit"), headers.index("judul_unit"))
        if scheme == "skkni"
        else (headers.index("kode"), headers.index("judul"))
    )
    level_at = headers.index("digit") if "digit" in headers else None
    found: dict[str, tuple[str, str, int | None]] = {}
    reworded = set()
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(code_at, title_at):
            raise ListUnreadable(_cut(path, number))
        code, title = row[code_at].strip(), " ".join(row[title_at].split())
        if not code or not title or len(code) > 30:
            raise ListUnreadable(_cut(path, number))
        level = int(row[level_at]) if level_at is not None and row[level_at].strip().isdigit() else None
        kept = found.setdefault(code, (code, title[:500], level))
        if kept[1] != title[:500]:
            reworded.add(code)
    if not found:
        raise ListUnreadable(_("%(file)s has headers but no code.") % {"file": path.name})
    title = TITLES.get(scheme, scheme.upper()) + ("" if scheme == "skkni" else f" {version}")
    return CodeList(
        scheme, version, title, path.name, tuple(found.values()), len(reworded), hashlib.sha256(raw).hexdigest()
    )


def _unpacked(path: Path) -> bytes:
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


def _western(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ListUnreadable(_("%(file)s is not a text file in UTF-8 or cp1252.") % {"file": path.name}) from error


def _named(path, headers, scheme, version):
    if {"kode_unit", "judul_unit"} <= set(headers):
        name, edition = UNIT_LIST
        if scheme and scheme != name:
            raise ListUnreadable(_("%(file)s has the headers of SKKNI units.") % {"file": path.name})
        return name, version or edition
    if not {"kode", "judul"} <= set(headers):
        raise ListUnreadable(
            _("%(file)s has no headers Padan knows. It reads digit,kode,judul,deskripsi (KBJI, KBLI) and "
              "kode_unit,judul_unit (SKKNI).") % {"file": path.name}
        )  # fmt: skip
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
    return scheme.lower(), version


def _cut(path, number):
    return _("%(file)s, row %(row)s: code or title is missing.") % {"file": path.name, "row": number}
