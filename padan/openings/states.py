from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class OpeningState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


OPENING_FLOW = Flow({OpeningState.OPEN: {OpeningState.CLOSED}, OpeningState.CLOSED: {OpeningState.OPEN}})


class OpeningKind(models.TextChoices):
    JOB = "job", _("Job")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")


class CodeCheck(models.TextChoices):
    """What comparing the written occupation code with the loaded list said."""

    NONE = "none", _("no code written")
    NOT_CHECKED = "not_checked", _("not checked: list not loaded")
    KNOWN = "known", _("in the list")
    UNKNOWN = "unknown", _("not in the list")
    WORDS = "words", _("words instead of a code")
