"""Why a file, or the rest of it, cannot be read."""

from padan.base.errors import PadanError
from padan.intake.words import file_sentence


class Unreadable(PadanError):
    """The file is refused whole. ``code`` names the sentence; sheet, row and column say where."""

    def __init__(self, code: str, detail: str = "", *, sheet: str = "", row: int = 0, column: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.sheet, self.row, self.column = code, detail, sheet, row, column

    def __str__(self) -> str:
        return file_sentence(self.code, self.detail, sheet=self.sheet, row=self.row, column=self.column)
