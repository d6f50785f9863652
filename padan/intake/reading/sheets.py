"""What every reader gives: sheets, and in them blocks of rows from the first row of the sheet on."""

from collections.abc import Iterator
from dataclasses import dataclass

from padan.base.readings import Cell

BLOCK = 5000
Rows = list[list[Cell]]


@dataclass
class Sheet:
    """One sheet: its name ("" in a CSV) and its rows in blocks; a blank row is a list without values."""

    name: str
    blocks: Iterator[Rows]
    hidden: bool = False
