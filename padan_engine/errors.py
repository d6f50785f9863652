"""The named refusals of the engine. Each says which row and which column is at fault, and what would be right."""

from __future__ import annotations


class EngineError(Exception):
    """Every refusal of the engine; nothing is computed and nothing is kept when one is raised."""


class EngineInputError(EngineError):
    """A value that cannot be used: where it stands and what was expected.

    ``row`` counts from 0 in arrays; readers of files give the line number as a person counts (header = line 1).
    """

    def __init__(self, message: str, *, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.row = row
        self.column = column
