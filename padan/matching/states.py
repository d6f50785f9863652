"""The life of a round, and of an invitation to work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow


class RoundState(models.TextChoices):
    OPEN = "open", _("Lot sealed, lists open")
    WAITING = "waiting", _("Being worked out")
    FROZEN = "frozen", _("Lists frozen")
    CLEARED = "cleared", _("Result ready")
    KEPT = "kept", _("Result kept")
    FAILED = "failed", _("Broken off")
    DISCARDED = "discarded", _("Laid aside")


ROUND_FLOW = Flow(
    {
        RoundState.OPEN: {RoundState.WAITING, RoundState.DISCARDED},
        RoundState.WAITING: {RoundState.FROZEN, RoundState.FAILED},
        RoundState.FROZEN: {RoundState.CLEARED, RoundState.FAILED},
        RoundState.CLEARED: {RoundState.KEPT, RoundState.DISCARDED},
        RoundState.FAILED: {RoundState.DISCARDED},
    }
)
AT_WORK = (RoundState.WAITING, RoundState.FROZEN)


class Objective(models.TextChoices):
    STABLE = "stable", _("Stable: nobody would rather swap")
    PLACEMENTS = "placements", _("Most people placed, then the best fit")


class SeatReason(models.TextChoices):
    """Why a graduate got what she got."""

    PLACED = "placed", _("Has a seat")
    NO_OPENING = "no_opening", _("No opening of this round fits her conditions")
    ALL_FULL = "all_full", _("Every opening that fits is full")


class ChangeKind(models.TextChoices):
    LEFT = "left", _("A graduate withdrew")
    CLOSED = "closed", _("An opening closed")
    SEATS = "seats", _("An opening has another number of seats")


class InvitationState(models.TextChoices):
    INVITED = "invited", _("Invited")
    INTERESTED = "interested", _("Interested")
    DECLINED = "declined", _("Said no")
    INTERVIEW = "interview", _("Interview")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", pgettext_lazy("the graduate", "Accepted")
    STARTED = "started", _("Began to work")
    UNSUITABLE = "unsuitable", _("Not chosen")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("No answer in time")


INVITATION_FLOW = Flow(
    {
        InvitationState.INVITED: {
            InvitationState.INTERESTED,
            InvitationState.DECLINED,
            InvitationState.WITHDRAWN,
            InvitationState.LAPSED,
        },
        InvitationState.INTERESTED: {
            InvitationState.INTERVIEW,
            InvitationState.OFFERED,
            InvitationState.DECLINED,
            InvitationState.UNSUITABLE,
            InvitationState.WITHDRAWN,
        },
        InvitationState.DECLINED: {InvitationState.INTERESTED, InvitationState.INVITED},
        InvitationState.INTERVIEW: {
            InvitationState.INTERVIEW,
            InvitationState.OFFERED,
            InvitationState.DECLINED,
            InvitationState.UNSUITABLE,
            InvitationState.WITHDRAWN,
        },
        InvitationState.OFFERED: {
            InvitationState.ACCEPTED,
            InvitationState.DECLINED,
            InvitationState.WITHDRAWN,
            InvitationState.LAPSED,
        },
        InvitationState.ACCEPTED: {InvitationState.STARTED, InvitationState.DECLINED, InvitationState.WITHDRAWN},
        InvitationState.WITHDRAWN: {InvitationState.INVITED},
        InvitationState.LAPSED: {InvitationState.INVITED},
    }
)
WAITS_FOR_HER = (InvitationState.INVITED, InvitationState.OFFERED)
WAITS_FOR_COMPANY = (InvitationState.INTERESTED, InvitationState.INTERVIEW)
SHOWS_NAME = (*WAITS_FOR_COMPANY, InvitationState.OFFERED, InvitationState.ACCEPTED, InvitationState.STARTED)
"""While these last she may show her name to the company."""
RUNNING = (*WAITS_FOR_HER, *WAITS_FOR_COMPANY)
OVER = (
    InvitationState.DECLINED,
    InvitationState.UNSUITABLE,
    InvitationState.WITHDRAWN,
    InvitationState.LAPSED,
)


class Attendance(models.TextChoices):
    """How somebody came to her interview."""

    CAME = "came", _("Came")
    LATE = "late", _("Came late")
    ABSENT = "absent", _("Did not come")


class WhyNot(models.TextChoices):
    """Why an invitation came to nothing, said by her or by the company. Who she is, is never a reason."""

    WAGE = "wage", _("The wage")
    FAR = "far", _("Too far away")
    HOURS = "hours", _("The hours of work")
    ELSEWHERE = "elsewhere", _("Has work already")
    STUDIES = "studies", _("Studies first")
    SKILLS = "skills", _("A skill is missing")
    PAPERS = "papers", _("A paper is missing")
    ABSENT = "absent", _("Did not come")
    FILLED = "filled", _("All seats are filled")
    CANCELLED = "cancelled", _("The job does not take place")
    OTHER = "other", _("Another reason")


HERS = (WhyNot.WAGE, WhyNot.FAR, WhyNot.HOURS, WhyNot.ELSEWHERE, WhyNot.STUDIES, WhyNot.OTHER)
"""What she may choose from."""
THEIRS = (WhyNot.SKILLS, WhyNot.PAPERS, WhyNot.ABSENT, WhyNot.FILLED, WhyNot.CANCELLED, WhyNot.OTHER)
"""What a company or centre may choose from."""

CONSENT_WORDS = {
    "nama-1": _("If you say yes, the company sees your name and phone number for this job. You can take it back."),
}
"""The words under which consent was given, by version; never reworded, a new version is added."""
CONSENT_NOW = "nama-1"

ANSWER = "invitation.answer"
"""The act of a link by which a graduate answers one invitation to work."""
CANDIDATES = "opening.candidates"
"""The act of a link by which a company keeps the candidates of one opening."""


class TurnState(models.TextChoices):
    """One place in the line of a table at a job fair."""

    WAITING = "waiting", _("In the line")
    CALLED = "called", _("Called")
    TALKING = "talking", _("At the table")
    DONE = "done", _("Talked")
    ABSENT = "absent", _("Did not come when called")
    LEFT = "left", _("Left the line")


TURN_FLOW = Flow(
    {
        TurnState.WAITING: {TurnState.CALLED, TurnState.LEFT},
        TurnState.CALLED: {TurnState.TALKING, TurnState.ABSENT, TurnState.LEFT},
        TurnState.TALKING: {TurnState.DONE},
    }
)
IN_LINE = (TurnState.WAITING, TurnState.CALLED, TurnState.TALKING)
AT_TABLE = (TurnState.CALLED, TurnState.TALKING)


class TurnResult(models.TextChoices):
    """What a company said at its table."""

    INTERESTED = "interested", _("Wants to talk on")
    OFFERED = "offered", _("Offers the job")
    UNSUITABLE = "unsuitable", _("Does not fit")


VISIT = "fair.visit"
"""The act of a link by which a graduate stands in the lines of a job fair."""
TABLE = "fair.table"
"""The act of a link by which a company calls whoever stands in its line."""
