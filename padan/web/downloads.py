"""Files out: always as a download, never as a page of ours, never kept by the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from padan.base.files import MEDIA_TYPE, FileKind, content_of


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
