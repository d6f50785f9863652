"""CSV as it comes: any delimiter, UTF-8, UTF-16 or cp1252, even mixed, read as a stream in blocks."""

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from padan.intake.reading.errors import Unreadable
from padan.intake.reading.sheets import BLOCK, Rows, Sheet

MAX_BYTES = 2 * 2**30
MAX_FIELD = 2**20
MAX_LINE = 4 * 2**20
MAX_COLUMNS = 2000
DELIMITERS = ";\t,"


class _Undefined(ValueError):
    pass


def _western(error):
    """Bytes that are no UTF-8 are cp1252, letter by letter; a byte that is neither is refused."""
    try:
        return error.object[error.start : error.end].decode("cp1252"), error.end
    except UnicodeDecodeError as undefined:
        raise _Undefined from undefined


codecs.register_error("padan.western", _western)


class _Counted(io.RawIOBase):
    """A stream that refuses too many bytes, and the NUL character where it has no place."""

    def __init__(self, raw, wide: bool):
        self.raw, self.left, self.lines, self.wide = raw, MAX_BYTES, 1, wide

    def readable(self):
        return True

    def readinto(self, into):
        data = self.raw.read(len(into))
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable("csv_too_large", "2 GB")
        if not self.wide and b"\0" in data:
            raise Unreadable("nul", row=self.lines + data[: data.index(b"\0")].count(b"\n"))
        self.lines += data.count(b"\n")
        into[: len(data)] = data
        return len(data)


def sheets_of(path: Path, *, packed: bool) -> Iterator[Sheet]:
    """The one sheet of a CSV; ``packed`` says that it is a gzip."""
    csv.field_size_limit(MAX_FIELD)
    opened = gzip.open if packed else open
    with opened(path, "rb") as file:
        head = _guarded(lambda: file.read(2**16))
    with opened(path, "rb") as file:
        encoding = _encoding(head)
        counted = _Counted(file, wide=encoding.startswith("utf-16"))
        text = io.TextIOWrapper(
            io.BufferedReader(counted, 2**18), encoding=encoding, errors="padan.western", newline=None
        )
        sample = _decoded(head, encoding)
        yield Sheet("", _blocks(text, _delimiter(sample)))


def _guarded(read):
    try:
        return read()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable("broken_gzip") from error


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    half = len(head) // 2
    if half >= 8 and head[1::2].count(0) > 0.6 * half:
        return "utf-16-le"
    if half >= 8 and head[0::2].count(0) > 0.6 * half:
        return "utf-16-be"
    return "utf-8-sig"


def _decoded(head: bytes, encoding: str) -> str:
    text = head.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return text if len(head) < 2**16 else text[: text.rfind("\n") + 1] or text


def _delimiter(sample: str) -> str:
    """The sign that cuts the first lines most evenly into most columns; a line ``sep=;`` says it itself."""
    if sample[:4].lower() == "sep=" and sample[4:5] in DELIMITERS:
        return sample[4]
    best, found = (0, 0), ","
    for sign in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for row in csv.reader(io.StringIO(sample), delimiter=sign):
                widths[len(row)] += 1
                if widths.total() >= 40:
                    break
        except csv.Error:
            pass
        even = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
        if even > best:
            best, found = even, sign
    return found


def _blocks(text: io.TextIOWrapper, delimiter: str) -> Iterator[Rows]:
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    block: Rows = []
    row = 0
    try:
        for cells in reader:
            row += 1
            if len(cells) > MAX_COLUMNS:
                raise Unreadable("too_many_columns", str(MAX_COLUMNS), row=row)
            block.append(cells)
            if len(block) >= BLOCK:
                yield block
                block = []
    except csv.Error as error:
        code = "field_too_long" if "field larger" in str(error) else "open_quote"
        raise Unreadable(code, row=row + 1) from error
    except (_Undefined, UnicodeError) as error:
        raise Unreadable("encoding", row=row + 1) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable("broken_gzip", row=row + 1) from error
    if block:
        yield block


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    read = text.readline
    while line := read(MAX_LINE):
        if len(line) >= MAX_LINE:
            raise Unreadable("line_too_long")
        yield line
