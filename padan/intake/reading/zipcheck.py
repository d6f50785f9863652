"""What a zipped workbook holds, looked at before anything is parsed: every byte is unpacked once and counted."""

import re
import zipfile
import zlib
from pathlib import Path

from padan.intake.reading.errors import Unreadable

MAX_UNPACKED = 60 * 2**20
MAX_ENTRIES = 200
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".bin", ".ttf", ".odttf")
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})", re.IGNORECASE)
_PLAIN_ENCODINGS = frozenset({b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii"})


def check(path: Path, max_unpacked: int = MAX_UNPACKED) -> None:
    """Raise Unreadable unless the archive is plain, honest about its sizes, small enough and without macros or DTD."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Unreadable("too_many_entries", str(MAX_ENTRIES))
            _check_names(entries)
            _check_places(entries, archive.start_dir)
            left = max_unpacked
            for entry in entries:
                left -= _unpack(raw, entry, left, max_unpacked)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise Unreadable("broken_workbook") from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.lower().replace("\\", "/")
        if entry.flag_bits & 0x1:
            raise Unreadable("encrypted")
        if name in seen or name.startswith("/") or ".." in name.split("/") or "\x00" in entry.orig_filename:
            raise Unreadable("broken_workbook")
        if "vbaproject" in name or "/macrosheets/" in name or name.startswith("basic/") or "activex" in name:
            raise Unreadable("macros")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("broken_workbook")
        seen.add(name)


def _check_places(entries: list[zipfile.ZipInfo], end: int) -> None:
    """No two entries may share bytes, as they do in a bomb that counts one stream many times."""
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < at:
            raise Unreadable("broken_workbook")
        at = entry.header_offset + 30 + len(entry.orig_filename) + entry.compress_size
    if at > end:
        raise Unreadable("broken_workbook")


def _unpack(raw, entry: zipfile.ZipInfo, left: int, most: int) -> int:
    """Unpack one entry, keeping nothing. Returns its real size; a wrong size or checksum is a broken workbook."""
    raw.seek(entry.header_offset)
    header = raw.read(30)
    if header[:4] != b"PK\x03\x04":
        raise Unreadable("broken_workbook")
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    words = not entry.filename.lower().endswith(PICTURES)
    size, crc, packed, tail, first = 0, 0, entry.compress_size, b"", True
    while packed > 0 or (inflate and inflate.unconsumed_tail):
        if inflate and inflate.unconsumed_tail:
            chunk = inflate.decompress(inflate.unconsumed_tail, 2**20)
        else:
            data = raw.read(min(2**16, packed))
            if not data:
                raise Unreadable("broken_workbook")
            packed -= len(data)
            chunk = inflate.decompress(data, 2**20) if inflate else data
        size += len(chunk)
        if size > left:
            raise Unreadable("too_large_unpacked", f"{most // 2**20} MB")
        crc = zlib.crc32(chunk, crc)
        if words and chunk:
            tail = _check_words(tail, chunk, first=first)
            first = False
    if size != entry.file_size or crc != entry.CRC:
        raise Unreadable("broken_workbook")
    return size


def _check_words(tail: bytes, chunk: bytes, *, first: bool) -> bytes:
    """Refuse a document type in any encoding whose letters are ASCII, with or without zero bytes between."""
    text = tail + chunk.replace(b"\x00", b"")
    if _DTD.search(text):
        raise Unreadable("dtd")
    if first and (told := _ENCODING.search(text[:400])) and told[1].lower() not in _PLAIN_ENCODINGS:
        raise Unreadable("dtd")
    return text[-32:]
