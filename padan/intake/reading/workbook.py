"""Workbooks through the child: its lines in, blocks of rows out. If it dies, one file is refused."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from padan.intake.reading.child import DIED_OF_MEMORY
from padan.intake.reading.errors import Unreadable
from padan.intake.reading.sheets import BLOCK, Sheet
from padan.intake.reading.zipcheck import MAX_UNPACKED

MEMORY = 512 * 2**20
CPU_SECONDS = 8
WALL_SECONDS = 40


def sheets_of(path: Path, max_unpacked: int = MAX_UNPACKED) -> Iterator[Sheet]:
    """The sheets of a workbook in order, each read as its rows are asked for."""
    scale = max(1, -(-max_unpacked // MAX_UNPACKED))
    child = subprocess.Popen(  # noqa: S603  our own module, an absolute path of ours
        [
            *(sys.executable, "-I", "-m", "padan.intake.reading.child"),
            *(str(path.resolve()), str(MEMORY * scale), str(CPU_SECONDS * scale)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    )
    late = threading.Timer(WALL_SECONDS * scale, child.kill)
    late.start()
    try:
        yield from _sheets(_Lines(child))
    finally:
        late.cancel()
        child.kill()
        child.stdout.close()
        child.wait()


class _Lines:
    """The child's lines, one looked at ahead."""

    def __init__(self, child):
        self.child = child
        self.next = None

    def take(self):
        if self.next is not None:
            told, self.next = self.next, None
            return told
        text = self.child.stdout.readline()
        if not text.endswith(b"\n"):
            code = self.child.wait()
            raise Unreadable("workbook_too_heavy" if code in (DIED_OF_MEMORY, -24, -9, -6) else "broken_workbook")
        return json.loads(text)


def _sheets(lines: _Lines) -> Iterator[Sheet]:
    while True:
        told = lines.take()
        if "end" in told:
            return
        if "error" in told:
            raise Unreadable(told["error"])
        sheet = Sheet(told["sheet"], _blocks(lines), hidden=told["hidden"])
        yield sheet
        for _block in sheet.blocks:  # what the caller left
            pass


def _blocks(lines: _Lines) -> Iterator[list[list]]:
    block: list[list] = []
    while True:
        told = lines.take()
        if isinstance(told, dict):
            lines.next = told
            break
        block.append(told)
        if len(block) >= BLOCK:
            yield block
            block = []
    if block:
        yield block
