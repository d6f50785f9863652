from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow


class OpeningState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    EXPIRED = "expired", pgettext_lazy("opening", "Expired")


OPENING_FLOW = Flow(
    {
        OpeningState.DRAFT: {OpeningState.OPEN, OpeningState.CLOSED},
        OpeningState.OPEN: {OpeningState.CLOSED, OpeningState.EXPIRED},
        OpeningState.CLOSED: {OpeningState.OPEN},
        OpeningState.EXPIRED: {OpeningState.OPEN, OpeningState.CLOSED},
    }
)


class Ending(models.TextChoices):
    """Why an opening was closed before its deadline."""

    FILLED = "filled", _("All seats are filled")
    WITHDRAWN = "withdrawn", _("The company takes it back")
    ELSEWHERE = "elsewhere", _("Filled by others")


class ReportKind(models.TextChoices):
    """What the ministry was told about an opening."""

    VACANT = "vacant", _("vacant")
    FILLED = "filled", _("filled")


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
