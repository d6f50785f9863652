from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow
from padan.organisations.states import RoleName


class ReleaseState(models.TextChoices):
    """Tables for the public: counted, then attacked by our own audit, then released once and for ever."""

    DRAFT = "draft", pgettext_lazy("release", "Draft")
    HELD = "held", _("Audit passed")
    BROKEN = "broken", _("Audit failed")
    RELEASED = "released", _("Released")


RELEASE_FLOW = Flow(
    {
        ReleaseState.DRAFT: {ReleaseState.HELD, ReleaseState.BROKEN},
        ReleaseState.HELD: {ReleaseState.RELEASED},
        ReleaseState.BROKEN: {ReleaseState.HELD},
    }
)


class ReportKind(models.TextChoices):
    """Papers made of frozen figures."""

    PRESS = "press", _("Press release")
    SUMMARY = "summary", _("One page for the head")
    YEARLY = "yearly", _("Yearly report")


READS_LINES = (
    RoleName.SECRETARIAT,
    RoleName.BOARD_MEMBER,
    RoleName.CENTRE_OFFICER,
    RoleName.INSTRUCTOR,
    RoleName.AUDITOR,
)
"""Who may read the rows of persons one by one, and numbers of small groups as they were counted."""
COUNTS_ITS_SCOPE = (*READS_LINES, RoleName.LABOUR_OFFICE, RoleName.ADMINISTRATOR)
"""Who reads figures of her own scope; companies, graduates and visitors read those of the whole installation."""
SEES_COMPANIES = tuple(role for role in COUNTS_ITS_SCOPE if role not in (RoleName.INSTRUCTOR, RoleName.ADMINISTRATOR))
"""Who sees needs, openings and agreements at all: of the others' scope nothing could be counted but a false zero."""
SEES_ROUTE = tuple(role for role in COUNTS_ITS_SCOPE if role != RoleName.INSTRUCTOR)
"""The same for candidates on the route abroad."""
