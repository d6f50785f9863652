"""Compile the translation catalogues where the compiled file is older than its source."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOMS = Path(__file__).resolve().parent.parent


def compile_all() -> int:
    """Compile every stale ``.po`` of every room; returns how many were written."""
    written = 0
    for source in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po, target.open("wb") as mo:
            write_mo(mo, read_po(po))
        written += 1
    return written


if __name__ == "__main__":
    compile_all()
