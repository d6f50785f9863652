from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class NeedState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NEED_FLOW = Flow(
    {
        NeedState.OPEN: {NeedState.ANSWERED, NeedState.WITHDRAWN},
        NeedState.ANSWERED: {NeedState.WITHDRAWN},
    }
)


class Strength(models.TextChoices):
    """How firmly it was said; the order is the weight."""

    SURVEY = "survey", _("Survey answer")
    LETTER = "letter", _("Letter")
    PROMISE = "promise", _("Promise in an agreement")


class Verdict(models.TextChoices):
    """What a person said to a suggestion."""

    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
