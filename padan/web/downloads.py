"""Files out: always as a download, never as a page of ours, never kept by the browser."""

import tempfile

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from padan.base.files import MEDIA_TYPE, FileKind, content_of
from padan.figures.export import csv_lines, write_xlsx


def file_response(stored, name):
    """A kept file, checked against its SHA-256, under a name of ours with the kind it has."""
    kind = FileKind(stored.file_kind)
    return bytes_response(content_of(stored), f"{name}.{kind.value}", MEDIA_TYPE[kind])


def bytes_response(content, name, media_type, *, shown=False):
    """Bytes that a page made or keeps; ``shown`` lets a browser open our own papers beside the page."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(not shown, name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def table_response(kind, header, lines, *, title, notes, name, below=()):
    """Rows as a workbook with its notes on the first sheet, or as text (``csv``) with ``below`` as its last lines."""
    if kind == "xlsx":
        file = write_xlsx(header, lines, title=title, notes=notes)
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the response
        for text in csv_lines(header, _followed(lines, below)):
            file.write(text.encode())
        file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}")


def _followed(lines, below):
    yield from lines
    for line in below:
        yield [line]
