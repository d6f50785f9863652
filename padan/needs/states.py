from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class NeedState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NEED_FLOW = Flow(
    {
        NeedState.OPEN: {NeedState.ANSWERED, NeedState.WITHDRAWN},
        NeedState.ANSWERED: {NeedState.CLOSED, NeedState.WITHDRAWN},
        NeedState.CLOSED: {NeedState.ANSWERED},
    }
)
STANDING = (NeedState.OPEN, NeedState.ANSWERED)
"""States in which somebody is still wanted."""


class Ending(models.TextChoices):
    """How far a need was met, as a person judged when closing it."""

    FULFILLED = "fulfilled", _("Fulfilled")
    PARTLY = "partly", _("Partly fulfilled")
    NOT_FULFILLED = "not_fulfilled", _("Not fulfilled")


class WhyNot(models.TextChoices):
    """Why not all came, as a person judged when closing a need."""

    FEW_APPLICANTS = "few_applicants", _("too few applied")
    NOT_TAUGHT = "not_taught", _("nobody teaches what was asked")
    NO_CLASS = "no_class", _("no class could be opened in time")
    DROPPED = "dropped", _("participants left the training")
    NOT_COMPETENT = "not_competent", _("not yet competent")
    DECLINED = "declined", _("graduates declined the offer")
    TERMS = "terms", _("wage, place or hours did not suit")
    HIRED_ELSEWHERE = "hired_elsewhere", _("the company found people elsewhere")
    CHANGED = "changed", _("the company no longer needs them")
    OTHER = "other", _("another reason, in the words below")


class Strength(models.TextChoices):
    """How firmly it was said; the order is the weight."""

    SURVEY = "survey", _("Survey answer")
    LETTER = "letter", _("Letter")
    PROMISE = "promise", _("Promise in an agreement")


class Verdict(models.TextChoices):
    """What a person said to a suggestion."""

    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
