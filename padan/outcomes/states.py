from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow
from padan.placements.states import Evidence

IDENTIFY = "outcome.identify"
"""The act of a poster's link: it opens a page that asks who one is, and tells nothing of anybody."""


class Status(models.TextChoices):
    EMPLOYED = "employed", _("Employed")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    STUDYING = "studying", _("Studying")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    SEEKING = "seeking", _("Seeking work")
    NOT_SEEKING = "not_seeking", _("Not seeking")
    NOT_WORKING = "not_working", _("Not working yet")  # told so; whether she seeks was not told
    UNCLEAR = "unclear", _("Not clear yet")  # something is written; nobody has settled what it means
    UNKNOWN = "unknown", _("Not known")


class Window(models.TextChoices):
    """How long after finishing the status holds."""

    NOT_STATED = "not_stated", _("not stated")
    MONTHS_3 = "m3", _("3 months after finishing")
    MONTHS_6 = "m6", _("6 months after finishing")
    MONTHS_12 = "m12", _("12 months after finishing")
    MONTHS_24 = "m24", _("24 months after finishing")


MONTHS = {Window.MONTHS_3: 3, Window.MONTHS_6: 6, Window.MONTHS_12: 12, Window.MONTHS_24: 24}
"""Windows at a fixed month: a wave asks at one of these."""


class WaveState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("wave", "Open")
    CLOSED = "closed", pgettext_lazy("wave", "Closed")


WAVE_FLOW = Flow({WaveState.PLANNED: {WaveState.OPEN}, WaveState.OPEN: {WaveState.CLOSED}})


class AskedState(models.TextChoices):
    """One graduate in a wave. Waiting: her month has not come, or no way to reach her was used yet."""

    WAITING = "waiting", pgettext_lazy("wave", "Not asked yet")
    ASKED = "asked", pgettext_lazy("wave", "Asked")
    REMINDED = "reminded", _("Reminded")
    ANSWERED = "answered", pgettext_lazy("wave", "Answered")
    KNOWN = "known", _("Known without asking")
    STOPPED = "stopped", _("Wants no questions")
    UNREACHABLE = "unreachable", _("Not reached")
    REFUSED = "refused", _("Would not say")


_TO_ASK = {AskedState.ASKED, AskedState.ANSWERED, AskedState.KNOWN, AskedState.STOPPED, AskedState.UNREACHABLE,
           AskedState.REFUSED}  # fmt: skip
ASKED_FLOW = Flow(
    {
        AskedState.WAITING: _TO_ASK,
        AskedState.ASKED: {AskedState.REMINDED, *_TO_ASK},
        AskedState.REMINDED: {AskedState.REMINDED, *_TO_ASK},
        AskedState.UNREACHABLE: {AskedState.WAITING, AskedState.REMINDED, *_TO_ASK},
        AskedState.REFUSED: _TO_ASK,
        AskedState.STOPPED: {AskedState.WAITING, AskedState.ANSWERED, AskedState.KNOWN},
        AskedState.KNOWN: {AskedState.ANSWERED},
        AskedState.ANSWERED: {AskedState.ANSWERED},
    }
)
STILL_ASKED = (AskedState.WAITING, AskedState.ASKED, AskedState.REMINDED)


class Channel(models.TextChoices):
    """By which way the question went out, or the answer came."""

    MAIL = "mail", _("E-mail")
    WHATSAPP = "whatsapp", _("WhatsApp, sent by hand")
    PAID = "paid", _("Paid service")
    POSTER = "poster", _("Poster")
    CALL = "call", _("Call")


class AnswerTeller(models.TextChoices):
    """Who said it. Whoever speaks for her counts less than she herself."""

    HERSELF = "herself", _("The graduate")
    FAMILY = "family", _("Her family")
    FRIEND = "friend", _("A friend")
    INSTRUCTOR = "instructor", _("An instructor")
    OFFICER = "officer", _("An officer")
    EMPLOYER = "employer", _("The employer")
    PLACEMENT = "placement", _("Her placement in Padan")
    SHEET = "sheet", _("A sheet")


PROXIES = (AnswerTeller.FAMILY, AnswerTeller.FRIEND, AnswerTeller.INSTRUCTOR)
"""Who speaks for her: the answer is marked as theirs."""
_RUNGS = {Evidence.NONE: 0, Evidence.SELF_REPORT: 2, Evidence.FILE: 3, Evidence.EMPLOYER: 4, Evidence.OFFICER: 5}


def rank_of(teller, evidence) -> int:
    """How much an answer weighs: officer verified 5, employer 4, file 3, her own word 2, others' or a sheet's 1."""
    rung = _RUNGS[Evidence(evidence)]
    return 1 if rung == 2 and teller in (*PROXIES, AnswerTeller.SHEET) else rung


class WhyNotSeeking(models.TextChoices):
    """Her health is nobody's business here: the law asks more of who keeps it, and no figure needs it."""

    FAMILY = "family", _("Looks after the family")
    WAITING = "waiting", _("Waits for a job that was promised")
    DISCOURAGED = "discouraged", _("Found nothing and stopped looking")
    OTHER = "other", pgettext_lazy("why not seeking", "Something else")


class ShownBy(models.TextChoices):
    """What a graduate may show of what she said."""

    CONTRACT = "contract", _("Contract or offer letter")
    PAY_SLIP = "pay_slip", _("Pay slip")
    CARD = "card", _("Employee or student card")
    LETTER = "letter", _("Letter of the employer or school")
    BUSINESS = "business", _("Licence of my business (NIB)")
    PHOTO = "photo", _("Photo at work")
    OTHER = "other", _("Another file")


class ProofState(models.TextChoices):
    """What became of a file that shows an answer. Brought: it counts, and an officer may look at it."""

    BROUGHT = "brought", pgettext_lazy("proof", "Not looked at yet")
    SHOWS = "shows", pgettext_lazy("proof", "Shows it")
    NOT_SHOWN = "not_shown", pgettext_lazy("proof", "Does not show it")
    WITHDRAWN = "withdrawn", pgettext_lazy("proof", "Taken back")


PROOF_FLOW = Flow(
    {
        ProofState.BROUGHT: {ProofState.SHOWS, ProofState.NOT_SHOWN, ProofState.WITHDRAWN},
        ProofState.SHOWS: {ProofState.WITHDRAWN},
        ProofState.NOT_SHOWN: {ProofState.WITHDRAWN},
    }
)
STANDS_ON = (ProofState.BROUGHT, ProofState.SHOWS)
"""An answer stands on these files."""


HAS_WORK = (Status.EMPLOYED, Status.SELF_EMPLOYED, Status.APPRENTICESHIP)
CAN_BE_SHOWN = (*HAS_WORK, Status.STUDYING)
"""Of these a file may tell; nobody has a paper that says she looks for work."""
TOLD = tuple(status for status in Status if status not in (Status.UNKNOWN, Status.UNCLEAR, Status.NOT_WORKING))
"""What a graduate chooses from, in this order."""


WORDS_IN_QUESTION = (
    "belum kerja",
    "berkebun",
    "driver motor",
    "freelance",
    "kontraktor",
    "kurir",
    "magang",
    "mahasiswa",
    "ojek",
    "owner",
    "pencaker",
    "tukang ojek",
    "usaha",
)
"""A job text beside a mark "working" that is blank or holds one of these does not say waged work: a question opens."""


def reads_as_employed(job: str) -> bool:
    """Whether a job text beside a mark "working" may be counted as waged work without asking anybody."""
    text = " ".join(job.split()).casefold()
    return bool(text) and not any(word in text for word in WORDS_IN_QUESTION)


def disagree(one, other) -> bool:
    """Whether two told statuses cannot both be so. What is not clear contradicts nothing; "not working yet" leaves open
    whether she seeks."""
    pair = {Status(one), Status(other)}
    if len(pair) == 1 or pair & {Status.UNKNOWN, Status.UNCLEAR}:
        return False
    return not (Status.NOT_WORKING in pair and pair & {Status.SEEKING, Status.NOT_SEEKING})


class Found(models.TextChoices):
    """What an officer found of somebody drawn into a verification sample."""

    AS_TOLD = "as_told", _("As told")
    OTHER = "other", _("Another status")
    UNREACHABLE = "unreachable", pgettext_lazy("verification", "Not reached")


class CallResult(models.TextChoices):
    """What came of one call."""

    SPOKE = "spoke", _("Answered the question")
    NO_ANSWER = "no_answer", _("Nobody took the call")
    LATER = "later", _("Call again later")
    WRONG = "wrong", _("Wrong number")
    REFUSED = "refused", _("Would not say")


class TotalState(models.TextChoices):
    """Whether a reported total is the one that holds, or rows stand in its place."""

    STANDS = "stands", _("Holds as reported")
    REPLACED = "replaced", _("Replaced by rows")
