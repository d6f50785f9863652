"""What a file is, told by its first bytes and its inner names, never by its own name."""

import zipfile
from pathlib import Path

from padan.intake.reading.errors import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN_OTHERS = (
    (b"%PDF", "PDF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)
OPEN_DOCUMENT_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"


def kind_of(path: Path, name: str) -> str:
    """``xlsx``, ``ods``, ``xls``, ``csv`` or ``csv.gz``; anything else raises Unreadable.

    ``name`` counts in one place only: a gzip is opened when it says that it holds a CSV.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Unreadable("empty_file")
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(OLE):
        return _kind_of_ole(path)
    if head.startswith(b"\x1f\x8b"):
        if not name.lower().endswith(".csv.gz"):
            raise Unreadable("gzip_under_other_name")
        return "csv.gz"
    for start, label in KNOWN_OTHERS:
        if head.startswith(start):
            raise Unreadable("other_kind", label)
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<style")):
        raise Unreadable("html_as_sheet")
    return "csv"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            small = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            if small and archive.read("mimetype").strip() == OPEN_DOCUMENT_SHEET:
                return "ods"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise Unreadable("broken_workbook") from error
    if "xl/workbook.bin" in names:
        raise Unreadable("other_kind", "XLSB")
    raise Unreadable("other_kind", "DOCX" if "word/document.xml" in names else "ZIP")


def _kind_of_ole(path: Path) -> str:
    """An old workbook, or a new one under a password; told by the names in the container, UTF-16."""
    if path.stat().st_size > 60 * 2**20:
        raise Unreadable("too_large_unpacked", "60 MB")
    data = path.read_bytes()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Unreadable("encrypted")
    if holds("_VBA_PROJECT") or holds("VBA_PROJECT_CUR") or holds("Macros"):
        raise Unreadable("macros")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Unreadable("other_kind", "OLE")
