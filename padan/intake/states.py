from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class UploadState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    REVIEWED = "reviewed", _("Ready for your look")
    COMMITTING = "committing", _("Being brought in")
    COMMITTED = "committed", _("Brought in")
    FAILED = "failed", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


UPLOAD_FLOW = Flow(
    {
        UploadState.WAITING: {UploadState.READING, UploadState.COMMITTING, UploadState.CANCELLED},
        UploadState.READING: {UploadState.REVIEWED, UploadState.FAILED, UploadState.WAITING, UploadState.CANCELLED},
        UploadState.REVIEWED: {UploadState.COMMITTING, UploadState.WAITING, UploadState.CANCELLED},
        UploadState.COMMITTING: {UploadState.COMMITTED, UploadState.FAILED},
        UploadState.COMMITTED: {UploadState.WAITING, UploadState.COMMITTING},
        UploadState.FAILED: {UploadState.WAITING, UploadState.CANCELLED},
        UploadState.CANCELLED: {UploadState.WAITING},
    }
)

AT_WORK = (UploadState.WAITING, UploadState.READING, UploadState.COMMITTING)
"""States in which the next step is the worker's."""


class Layout(models.TextChoices):
    PROGRAMMES = "programmes", _("Programmes")
    OPENINGS = "openings", _("Openings")
    VACANCIES = "vacancies-maganghub", _("MagangHub vacancies")
    ALUMNI = "alumni-status", _("Graduates and their work")
    TOTALS = "reported-totals", _("Reported totals")
    PARTICIPANTS = "participants", _("Participants")
    NEEDS = "needs", _("Needs of companies")


class RemarkKind(models.TextChoices):
    REVIEW = "review", _("To be looked at")  # the row is not stored
    QUESTION = "question", _("Question")  # the row is stored, one field waits
    IGNORED = "ignored", _("Not a row of data")
    NOTE = "note", _("Note")  # about the file, outside every sum


class RemarkState(models.TextChoices):
    OPEN = "open", _("Open")
    LATER = "later", _("Later")
    SETTLED = "settled", _("Settled")
