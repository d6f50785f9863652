"""Files that people bring and papers that Padan makes: kept outside the web root under random names.

What a file is told by its content, never by its name. Pictures are copied pixel by pixel (what a camera wrote into
them stays behind); a PDF that can act by itself is refused. A file once kept never changes; ``faults`` finds those that
somebody changed behind our back.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.base.errors import ActionDenied, PadanError
from padan.base.sealing import seal_bytes, unseal_bytes

SEALED, SEAL = ".aes", "file"
"""How the name of a file ends that lies encrypted on the disk, and the purpose its key is for."""
MOST_BYTES = 20 * 2**20
MOST_PIXELS = 20_000_000
ACTIVE = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/GoToE"})


class FileRefused(ActionDenied):
    """A file is not what may be kept here."""


class FileAltered(PadanError):
    """The file on the disk is gone, or is not the one that was kept."""


class FileKind(models.TextChoices):
    PDF = "pdf", gettext_lazy("PDF")
    JPG = "jpg", gettext_lazy("JPG picture")
    PNG = "png", gettext_lazy("PNG picture")


class PaperKind(models.TextChoices):
    """What Padan's own reports are kept as. Nobody brings such a file: a workbook of strangers is read, never kept."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPE = {
    FileKind.PDF: "application/pdf",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    PaperKind.DOCX: f"{OFFICE}.wordprocessingml.document",
    PaperKind.XLSX: f"{OFFICE}.spreadsheetml.sheet",
}
SIGNS = {b"%PDF-": FileKind.PDF, b"\xff\xd8\xff": FileKind.JPG, b"\x89PNG\r\n\x1a\n": FileKind.PNG}


class Stored(models.Model):
    """Columns of a row that keeps a file. Fill them with ``**keep(...)``; empty until then."""

    file_name = models.CharField(max_length=40, blank=True, editable=False)  # on the disk: random, says nothing
    file_kind = models.CharField(max_length=4, choices=FileKind, blank=True, editable=False)
    file_bytes = models.PositiveBigIntegerField(default=0, editable=False)  # as it was brought
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # as it lies on the disk
    file_as = models.CharField(max_length=200, blank=True, editable=False)  # as its bringer called it

    class Meta:
        abstract = True


def kind_of(content: bytes) -> Any:
    """What these bytes are, by how they begin; None for everything that is not kept here."""
    return next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), None)


def accepted(file: IO[bytes], *, kinds: frozenset[FileKind] = frozenset(FileKind), most: int = MOST_BYTES) -> bytes:
    """The content of an uploaded file, fit to be kept: of an allowed kind, not too large, nothing active in it.

    Raises FileRefused with the reason and the way out.
    """
    content = file.read(most + 1)
    if len(content) > most:
        raise FileRefused(_("The file is larger than %(mb)s MB. Bring a smaller one.") % {"mb": most // 2**20})
    kind = kind_of(content)
    if kind is None or kind not in kinds:
        named = ", ".join(sorted(one.value.upper() for one in kinds))
        raise FileRefused(_("Such a file cannot be kept here. Bring one of these: %(kinds)s.") % {"kinds": named})
    if kind == FileKind.PDF:
        _check_pdf(content)
        return content
    return _pixels_alone(content, kind)


def keep(content: bytes, *, called: str = "", made_as: PaperKind | None = None, sealed: bool = False) -> dict[str, Any]:
    """Write ``content`` to the disk for good; returns the columns of ``Stored``. In the act or before it.

    ``made_as`` says what it is where Padan itself made it; ``sealed`` encrypts it, and ``content_of`` opens it again. A
    file whose row never came is an orphan without harm.
    """
    kind = made_as or kind_of(content)
    if kind is None:
        raise FileRefused(_("Such a file cannot be kept here."))
    name = f"{secrets.token_hex(16)}{SEALED if sealed else f'.{kind.value}'}"
    lies = seal_bytes(content, purpose=SEAL, about=name) if sealed else content
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(lies)
        file.flush()
        os.fsync(file.fileno())
    _settle(path.parent)
    return {
        "file_name": name,
        "file_kind": kind,
        "file_bytes": len(content),
        "file_sha256": hashlib.sha256(lies).hexdigest(),
        "file_as": shown_name(called),
    }


def content_of(stored: Stored) -> bytes:
    """The bytes of a kept file. Raises FileAltered when they are gone or not those that were kept."""
    path = _path(stored.file_name)
    content = path.read_bytes() if stored.file_name and path.exists() else b""
    altered = _("This file was changed or removed on the disk after it was kept. Tell the administrator.")
    if hashlib.sha256(content).hexdigest() != stored.file_sha256:
        raise FileAltered(altered)
    if not stored.file_name.endswith(SEALED):
        return content
    try:
        return unseal_bytes(content, purpose=SEAL, about=stored.file_name)
    except InvalidTag as fault:  # sealed under another key or another name
        raise FileAltered(altered) from fault


def forget(names: list[str]) -> None:
    """Remove kept files from the disk, after the rows that named them went. For erasure alone."""
    for name in names:
        if name:
            _path(name).unlink(missing_ok=True)


def faults() -> Iterator[tuple[Stored, str]]:
    """Every row whose file is gone or altered, over all rooms; reads every kept byte."""
    for model in apps.get_models():
        if issubclass(model, Stored):
            for row in model._default_manager.exclude(file_name="").order_by("pk").iterator():
                try:
                    content_of(row)
                except FileAltered as fault:
                    yield row, str(fault)


def shown_name(name: str) -> str:
    """The last part of the name as the person gave it, without signs that cannot be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-200:]


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "kept" / name[:2] / name


def _settle(folder: Path) -> None:
    """Have the directory's entry on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_pdf(content: bytes) -> None:
    """Refuse what is locked, broken, or able to act by itself. Names are compared decoded: ``/J#61vaScript`` too."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise FileRefused(_("This PDF is locked with a password. Bring it without one."))
            active = any(_acts(item) for item in pdf.objects)
    except pikepdf.PasswordError as error:
        raise FileRefused(_("This PDF is locked with a password. Bring it without one.")) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise FileRefused(_("This PDF is damaged and cannot be opened. Save it again and bring that file.")) from error
    if active:
        raise FileRefused(_("This PDF holds scripts or attached files. Print it to a new PDF and bring that one."))


def _acts(item: Any, depth: int = 0) -> bool:
    """Whether an object of a PDF, or one written inside it, is an action or an attachment."""
    import pikepdf

    if depth > 50:
        return True
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        for key in item.keys():  # noqa: SIM118  a pikepdf dictionary is iterated by keys()
            value = item.get(key)
            if key in ACTIVE or (isinstance(value, pikepdf.Name) and str(value) in ACTIVE):
                return True
            if _within(value) and _acts(value, depth + 1):
                return True
        return False
    if isinstance(item, pikepdf.Array):
        return any(_within(value) and _acts(value, depth + 1) for value in item)
    return False


def _within(value: Any) -> bool:
    """Written inside its holder; objects with a number of their own are looked at by themselves."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _pixels_alone(content: bytes, kind: FileKind) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG" if kind == FileKind.JPG else "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(
                    _("The picture has more than %(n)s million pixels. Bring a smaller one.")
                    % {"n": MOST_PIXELS // 1_000_000}
                )
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused(_("This picture is damaged and cannot be opened. Take or save it again.")) from error
    clean = Image.frombytes("RGB", upright.size, upright.tobytes())
    out = io.BytesIO()
    if kind == FileKind.JPG:
        clean.save(out, "JPEG", quality=88)
    else:
        clean.save(out, "PNG")
    return out.getvalue()
