import base64
import functools
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.sealing import seal, unseal
from padan.base.stamps import Recorded
from padan.intake.states import Layout, RemarkKind, RemarkState, UploadState
from padan.intake.words import sentence

SEALED_FIELDS = frozenset({"nik"})
"""Fields whose written value and answer lie sealed: what is nearly a NIK is treated as one."""


def closed(field: str, text: str) -> str:
    """The text as it is kept in a remark about ``field``."""
    if not text or field not in SEALED_FIELDS:
        return text
    return base64.b64encode(seal(text, purpose="remark")).decode()


def opened(field: str, text: str) -> str:
    """The text as it was written."""
    if not text or field not in SEALED_FIELDS:
        return text
    return unseal(base64.b64decode(text), purpose="remark")


class Upload(Recorded):
    """A file of one organisation, known by its content. The same file again is the same upload, read anew."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "IMP"))
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    layout = models.CharField(_("kind of rows"), max_length=20, choices=Layout, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.WAITING)
    read = models.PositiveIntegerField(_("read"), default=0)
    imported = models.PositiveIntegerField(_("imported"), default=0)  # in the last run
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    review = models.PositiveIntegerField(_("to be looked at"), default=0)
    ignored = models.PositiveIntegerField(_("ignored"), default=0)
    questions = models.PositiveIntegerField(_("questions"), default=0)
    error = models.TextField(blank=True)
    columns = models.JSONField(default=dict, blank=True)  # field -> heading it was read from
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("upload")
        constraints = [models.UniqueConstraint(name="upload_once", fields=["organisation", "sha256"])]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="upload_of_organisation"),
            models.Index(fields=["state", "id"], name="upload_at_work"),
        ]

    def __str__(self):
        return self.name

    @property
    def path(self) -> Path:
        """Where the file lies: outside the web root, under its code, never under its own name."""
        return settings.MEDIA_ROOT / "intake" / self.code


class Remark(models.Model):
    """What the reader of a file must see about one row or cell of it."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=RemarkKind)
    state = models.CharField(max_length=10, choices=RemarkState, default=RemarkState.OPEN)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"))
    rows = models.PositiveIntegerField(default=1)  # this row and those that follow for the same reason
    field = models.CharField(max_length=40, blank=True)  # "" for the whole row
    column = models.CharField(_("column"), max_length=200, blank=True)  # the heading as written
    written = models.TextField(_("written"), blank=True)
    reason = models.CharField(max_length=40)  # key of padan.intake.words.CELL
    detail = models.CharField(max_length=300, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)  # the stored row a question is about
    answer = models.TextField(blank=True)
    settled_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sheet", "row", "pk"]
        verbose_name = _("remark")
        indexes = [
            models.Index(fields=["upload", "kind", "state", "sheet", "row"], name="remark_of_upload"),
            models.Index(fields=["thing_id", "field"], name="remark_of_thing"),
        ]

    def __str__(self):
        return f"{self.column or self.row}: {self.sentence}"

    @property
    def sentence(self) -> str:
        return sentence(self.reason, self.detail)

    @property
    def written_open(self) -> str:
        return opened(self.field, self.written)

    @property
    def answer_open(self) -> str:
        return opened(self.field, self.answer)


class Mapping(Recorded):
    """How an organisation said that one set of headings is read; used again for the same headings."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    headings = models.CharField(max_length=64)  # SHA-256 of the headings as compared
    columns = models.JSONField()  # field -> heading as compared

    class Meta:
        ordering = ["pk"]
        verbose_name = _("column pairing")
        constraints = [models.UniqueConstraint(name="mapping_once", fields=["organisation", "headings"])]
