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


BACK = "venture.back"
"""The act of a link by which a company says whether it stands by a business."""


class BackerState(models.TextChoices):
    """Whether a company stands by a business. Only ``agreed`` counts; ``told`` is from before companies were asked."""

    TOLD = "told", pgettext_lazy("backer", "Told by the centre, the company was not asked")
    PROPOSED = "proposed", _("Waits for the company")
    TERMS = "terms", _("The company wants other terms")
    AGREED = "agreed", _("The company agreed")
    DECLINED = "declined", _("The company said no")
    DROPPED = "dropped", _("Proposal taken back")
    ENDED = "ended", pgettext_lazy("backer", "Stands by it no longer")


BACKER_FLOW = Flow(
    {
        BackerState.TOLD: {BackerState.AGREED, BackerState.DECLINED, BackerState.TERMS, BackerState.ENDED},
        BackerState.PROPOSED: {BackerState.AGREED, BackerState.DECLINED, BackerState.TERMS, BackerState.DROPPED},
        BackerState.TERMS: {
            BackerState.AGREED,
            BackerState.DECLINED,
            BackerState.PROPOSED,  # asked again, with what the company said in mind
            BackerState.DROPPED,
        },
        BackerState.AGREED: {BackerState.ENDED},
    }
)
WAITING = (BackerState.PROPOSED, BackerState.TERMS)
"""Somebody waits for the company, or the company for somebody."""
TO_ANSWER = (BackerState.PROPOSED, BackerState.TOLD, BackerState.TERMS)
"""The company may say yes, no or other terms."""
BESIDE = (BackerState.TOLD, BackerState.AGREED)
"""It stands by the business today, as the company or, from before, as the centre says."""
STANDING = (BackerState.AGREED, BackerState.TOLD, *WAITING)
"""Not over: one at a time for each company, business and kind."""
OVER = (BackerState.ENDED, BackerState.DECLINED, BackerState.DROPPED)

NAME_WORDS = {
    "nama-usaha-1": _(
        "The company sees your name and the name of your business, and your phone number once it agreed. You can hide "
        "them again."
    ),
}
"""The words under which an owner shows her name to a company, by version; never reworded, a new version is added."""
NAME_NOW = "nama-usaha-1"
