from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow

KEEP = "venture.keep"
"""The act of a link by which a graduate tells of her business, says that it still runs, or closes it."""


class VentureState(models.TextChoices):
    """How a business stands by what was told; whether it is silent is told by its checks."""

    RUNNING = "running", pgettext_lazy("business", "Running")
    CLOSED = "closed", pgettext_lazy("business", "Closed")


VENTURE_FLOW = Flow(
    {
        VentureState.RUNNING: {VentureState.CLOSED},
        VentureState.CLOSED: {VentureState.RUNNING},  # closed by mistake, or begun again
    }
)


class WhyClosed(models.TextChoices):
    """Why a business was given up. Empty: nobody has said."""

    JOB = "job", _("Found a job")
    CAPITAL = "capital", _("The money ran out")
    BUYERS = "buyers", _("Too few buyers")
    MATERIAL = "material", _("Material or tools")
    STUDIES = "studies", _("Went on studying")
    FAMILY = "family", _("Family or health")
    OTHER = "other", _("Something else")


class Alive(models.TextChoices):
    """Whether a business was alive on the day of a check. Silence is "not known", never "closed"."""

    ALIVE = "alive", _("Still ran")
    CLOSED = "closed", pgettext_lazy("business", "Was closed")
    UNKNOWN = "unknown", _("Not known")


class Backing(models.TextChoices):
    """What a company of the forum is to a business."""

    MENTOR = "mentor", _("Mentor")
    BUYER = "buyer", _("Buyer")
