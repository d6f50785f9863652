from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow


class PlacementState(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("placement", "Offered")
    WORKING = "working", _("Working")
    ENDED = "ended", _("Ended")
    DECLINED = "declined", _("Declined")


PLACEMENT_FLOW = Flow(
    {
        PlacementState.OFFERED: {PlacementState.WORKING, PlacementState.DECLINED},
        PlacementState.WORKING: {PlacementState.ENDED},
        PlacementState.DECLINED: {PlacementState.OFFERED},
    }
)


class EndReason(models.TextChoices):
    """Why a job ended. Empty: nobody has said."""

    TERM_OVER = "term_over", _("The contract was over")
    OTHER_JOB = "other_job", _("Another job")
    RESIGNED = "resigned", _("Resigned")
    DISMISSED = "dismissed", _("Dismissed by the company")
    STUDIES = "studies", _("Went on studying")
    OTHER = "other", _("Something else")


class Evidence(models.TextChoices):
    """The ladder, weakest first; ``NONE`` belongs to a status that nobody told."""

    NONE = "none", _("None yet")
    SELF_REPORT = "self_report", _("Self-report")
    FILE = "file", _("File at hand")
    EMPLOYER = "employer_confirmed", _("Confirmed by the employer")
    OFFICER = "officer_verified", _("Checked by an officer")


class ProofKind(models.TextChoices):
    CONTRACT = "contract", _("Contract or offer letter")
    PAY_SLIP = "pay_slip", _("Pay slip")
    CARD = "card", _("Employee card")
    LETTER = "letter", _("Letter of the employer")
    PHOTO = "photo", _("Photo at work")
    OTHER = "other", _("Another file")


class CheckInAnswer(models.TextChoices):
    """What a check-in came to. Empty: it waits. Silence is not an answer."""

    STILL = "still", _("Still there")
    CHANGED = "changed", _("Still there, in other work")
    STOPPED = "stopped", _("Not there any more")


class Teller(models.TextChoices):
    """Who answered a check-in."""

    HERSELF = "herself", _("The graduate")
    COMPANY = "company", _("The company")
    OFFICER = "officer", _("An officer, by call")
