"""One door for every file: its kind, the look before parsing, then its sheets."""

from collections.abc import Iterator
from pathlib import Path

from padan.intake.reading import text, workbook, zipcheck
from padan.intake.reading.kinds import kind_of
from padan.intake.reading.sheets import Sheet


def sheets_of(path: Path, name: str, max_unpacked: int = zipcheck.MAX_UNPACKED) -> Iterator[Sheet]:
    """The sheets of a file in order. Raises Unreadable, at once or where the file breaks."""
    kind = kind_of(path, name)
    if kind in ("csv", "csv.gz"):
        yield from text.sheets_of(path, packed=kind == "csv.gz")
        return
    if kind in ("xlsx", "ods"):
        zipcheck.check(path, max_unpacked)
    yield from workbook.sheets_of(path, max_unpacked)
