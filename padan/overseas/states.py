from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.flow import Flow


class Currency(models.TextChoices):
    """The currency in which an amount was said. Amounts are whole units and are never converted when kept."""

    IDR = "IDR", _("rupiah")
    JPY = "JPY", _("yen")


class VersionState(models.TextChoices):
    """How the rules of a scheme stand; the days of their validity say when they hold."""

    DRAFT = "draft", pgettext_lazy("rules", "Draft")
    IN_FORCE = "in_force", pgettext_lazy("rules", "In force")
    CLOSED = "closed", pgettext_lazy("rules", "Closed to new candidates")


VERSION_FLOW = Flow(
    {
        VersionState.DRAFT: {VersionState.IN_FORCE},
        VersionState.IN_FORCE: {VersionState.CLOSED},
        VersionState.CLOSED: set(),
    }
)


class StageKind(models.TextChoices):
    """What a stage of a scheme is, so that figures and checks know it under whatever name the scheme gives it."""

    INTEREST = "interest", pgettext_lazy("route", "Interested")
    SELECTION = "selection", pgettext_lazy("route", "Selection")
    LANGUAGE = "language", pgettext_lazy("route", "Learning the language")
    LANGUAGE_TEST = "language_test", pgettext_lazy("route", "Language certificate")
    SKILLS_TEST = "skills_test", pgettext_lazy("route", "Skills test")
    INTERVIEW = "interview", pgettext_lazy("route", "Interview with an employer")
    CONTRACT = "contract", pgettext_lazy("route", "Contract")
    COE = "coe", pgettext_lazy("route", "Certificate of eligibility")
    REGISTRATION = "registration", pgettext_lazy("route", "Registered with KP2MI")
    ORIENTATION = "orientation", pgettext_lazy("route", "Orientation before departure")
    E_PMI = "e_pmi", pgettext_lazy("route", "E-PMI")
    VISA = "visa", pgettext_lazy("route", "Visa")
    DEPARTURE = "departure", pgettext_lazy("route", "Departed")
    ABROAD = "abroad", pgettext_lazy("route", "Working abroad")
    RETURN = "return", pgettext_lazy("route", "Returned")


class CandidateState(models.TextChoices):
    """Whether a candidate is on the route."""

    ON_ROUTE = "on_route", pgettext_lazy("route", "On the route")
    NOT_PASSED = "not_passed", pgettext_lazy("route", "Did not pass")
    WITHDRAWN = "withdrawn", pgettext_lazy("route", "Withdrew")
    RETURNED = "returned", pgettext_lazy("route", "Came back")


CANDIDATE_FLOW = Flow(
    {
        CandidateState.ON_ROUTE: {CandidateState.NOT_PASSED, CandidateState.WITHDRAWN, CandidateState.RETURNED},
        CandidateState.NOT_PASSED: {CandidateState.ON_ROUTE},
        CandidateState.WITHDRAWN: {CandidateState.ON_ROUTE},
        CandidateState.RETURNED: set(),
    }
)


class StepEnd(models.TextChoices):
    """How a stage ended for her."""

    PASSED = "passed", pgettext_lazy("step", "Passed")
    NOT_PASSED = "not_passed", pgettext_lazy("step", "Not passed")
    WITHDRAWN = "withdrawn", pgettext_lazy("step", "Withdrew")
    BACK = "back", pgettext_lazy("step", "Back to an earlier stage")
    MOVED = "moved", pgettext_lazy("step", "Moved to other rules")


class GateKind(models.TextChoices):
    """What a gate asks for."""

    EXAM = "exam", pgettext_lazy("gate", "Exam")
    AGE = "age", pgettext_lazy("gate", "Age")
    NUMBER = "number", pgettext_lazy("gate", "A number reached")
    CHECK = "check", pgettext_lazy("gate", "Looked at and found right")
    HEALTH = "health", pgettext_lazy("gate", "Health")


class Exam(models.TextChoices):
    """Tests that schemes ask for."""

    JLPT = "jlpt", "JLPT"
    JFT = "jft", "JFT-Basic"
    SKILLS = "skills", _("Skills test of the field")


class ExamResult(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("exam", "No result yet")
    PASSED = "passed", pgettext_lazy("exam", "Passed")
    NOT_PASSED = "not_passed", pgettext_lazy("exam", "Not passed")
    ABSENT = "absent", pgettext_lazy("exam", "Did not come")


class NumberCheck(models.TextChoices):
    """How far a certificate's number can be believed. Told is not checked."""

    TOLD = "told", pgettext_lazy("certificate", "Told, not checked")
    CHECKED = "checked", pgettext_lazy("certificate", "Checked with the issuer")
    DOUBTED = "doubted", pgettext_lazy("certificate", "In doubt")


class MilestoneKind(models.TextChoices):
    """Papers and days after the contract, in the order in which they come."""

    COE = "coe", _("Certificate of eligibility (COE)")
    SISKOP2MI = "siskop2mi", _("SISKOP2MI registration")
    ORIENTATION = "orientation", _("Orientation before departure (OPP)")
    E_PMI = "e_pmi", "E-PMI"
    VISA = "visa", _("Visa")
    DEPARTURE = "departure", _("Departure")
    ARRIVAL = "arrival", _("Arrival")
    RETURN = "return", _("Return")


class HowSheIs(models.TextChoices):
    """What she says at a check-in. Silence is no answer, never "well"."""

    WELL = "well", pgettext_lazy("check-in", "I am well")
    PROBLEM = "problem", pgettext_lazy("check-in", "There is a problem")
    CALL = "call", pgettext_lazy("check-in", "Call me")


class AfterReturn(models.TextChoices):
    """What she does after coming back."""

    WORK = "work", pgettext_lazy("after return", "Work in Indonesia")
    BUSINESS = "business", pgettext_lazy("after return", "Own business")
    STUDY = "study", pgettext_lazy("after return", "Studies")
    ABROAD = "abroad", pgettext_lazy("after return", "Abroad again")
    SEEKING = "seeking", pgettext_lazy("after return", "Seeks work")
    UNKNOWN = "unknown", pgettext_lazy("after return", "Not known")


class Doubt(models.TextChoices):
    """Why a certificate's number is not believed as it stands."""

    SHAPE = "shape", _("It is not written as this exam writes its numbers")
    LEVEL = "level", _("It names another level than was told")
    DAY = "day", _("It names another year than the day of the exam")
    PLAIN = "plain", _("It looks invented: the same digit again and again, or digits in a row")
    TWICE = "twice", _("The same number stands at another candidate")
    ISSUER = "issuer", _("The issuer does not know it, or names somebody else")


class PermitKind(models.TextChoices):
    """What a body that sends people abroad holds. The rules of a scheme name those that are enough."""

    SO = "so", _("Sending organisation (SO)")
    P3MI = "p3mi", _("Placement company (P3MI)")
    LPK = "lpk", _("Training institution (LPK)")


class PermitState(models.TextChoices):
    """How a permit stands on a day; its own days tell."""

    VALID = "valid", pgettext_lazy("permit", "Valid")
    ENDING = "ending", pgettext_lazy("permit", "Ends soon")
    NOT_YET = "not_yet", pgettext_lazy("permit", "Not valid yet")
    EXPIRED = "expired", pgettext_lazy("permit", "Has run out")
    REVOKED = "revoked", pgettext_lazy("permit", "Revoked")


class Asker(models.TextChoices):
    """Who asked a candidate for money."""

    PARTNER = "partner", pgettext_lazy("asker", "The company that sends her")
    CENTRE = "centre", pgettext_lazy("asker", "Her training centre")
    BROKER = "broker", pgettext_lazy("asker", "A broker or sponsor")
    ABROAD = "abroad", pgettext_lazy("asker", "The side in Japan")
    OFFICE = "office", pgettext_lazy("asker", "A government office")
    OTHER = "other", pgettext_lazy("asker", "Somebody else")


class Verdict(models.TextChoices):
    """What the rules of her scheme say of money that was asked of her."""

    ALLOWED = "allowed", pgettext_lazy("payment", "Within the rules")
    BEYOND = "beyond", pgettext_lazy("payment", "More than allowed")
    NOT_LISTED = "not_listed", pgettext_lazy("payment", "Not on the list")


class AlarmKind(models.TextChoices):
    """What an alarm is about."""

    PERMIT_ENDING = "permit_ending", pgettext_lazy("alarm", "A permit ends soon")
    PERMIT_LOST = "permit_lost", pgettext_lazy("alarm", "A partner without a permit")
    FEE = "fee", pgettext_lazy("alarm", "Money beyond the rules")
    CHECK_IN = "check_in", pgettext_lazy("alarm", "No answer from abroad")
    HELP = "help", pgettext_lazy("alarm", "She asks for help")
    PAPER = "paper", pgettext_lazy("alarm", "A document has run out")
    STUCK = "stuck", pgettext_lazy("alarm", "Standing still")
    COMPLAINT = "complaint", pgettext_lazy("alarm", "A complaint")


class AlarmState(models.TextChoices):
    OPEN = "open", pgettext_lazy("alarm", "Nobody has it yet")
    TAKEN = "taken", pgettext_lazy("alarm", "Being dealt with")
    CLOSED = "closed", pgettext_lazy("alarm", "Dealt with")


ALARM_FLOW = Flow(
    {
        AlarmState.OPEN: {AlarmState.TAKEN, AlarmState.CLOSED},
        AlarmState.TAKEN: {AlarmState.OPEN, AlarmState.CLOSED},
        AlarmState.CLOSED: {AlarmState.OPEN},  # what it tells of came again
    }
)


class AlarmLevel(models.TextChoices):
    """Whose turn it is to take an alarm. Each level sees what those below it see."""

    CENTRE = "1_centre", pgettext_lazy("level", "Training centre")
    FORUM = "2_forum", pgettext_lazy("level", "Forum")
    OFFICE = "3_office", pgettext_lazy("level", "Labour office")


class Accused(models.TextChoices):
    """Whom a complaint is about."""

    PARTNER = "partner", pgettext_lazy("complaint", "The company that sends me")
    CENTRE = "centre", pgettext_lazy("complaint", "My training centre")
    BROKER = "broker", pgettext_lazy("complaint", "A broker or sponsor")
    EMPLOYER = "employer", pgettext_lazy("complaint", "The employer in Japan")
    FORUM = "forum", pgettext_lazy("complaint", "The forum itself")
    OTHER = "other", pgettext_lazy("complaint", "Somebody else")


class Matter(models.TextChoices):
    """What a complaint tells of."""

    MONEY = "money", pgettext_lazy("complaint", "Money was asked of me")
    PAPERS = "papers", pgettext_lazy("complaint", "My passport or diploma is held back")
    PROMISE = "promise", pgettext_lazy("complaint", "It is not what I was promised")
    VIOLENCE = "violence", pgettext_lazy("complaint", "Threats, violence or harassment")
    WAGE = "wage", pgettext_lazy("complaint", "Wage, hours or lodging")
    WAITING = "waiting", pgettext_lazy("complaint", "I paid or trained and do not leave")
    OTHER = "other", pgettext_lazy("complaint", "Something else")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("complaint", "Received")
    LOOKED_INTO = "looked_into", pgettext_lazy("complaint", "Being looked into")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered")
    PASSED_ON = "passed_on", pgettext_lazy("complaint", "Passed on")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")


COMPLAINT_FLOW = Flow(
    {
        ComplaintState.RECEIVED: {
            ComplaintState.LOOKED_INTO,
            ComplaintState.ANSWERED,
            ComplaintState.PASSED_ON,
        },
        ComplaintState.LOOKED_INTO: {ComplaintState.ANSWERED, ComplaintState.PASSED_ON},
        ComplaintState.ANSWERED: {ComplaintState.LOOKED_INTO, ComplaintState.PASSED_ON, ComplaintState.CLOSED},
        ComplaintState.PASSED_ON: {ComplaintState.LOOKED_INTO, ComplaintState.ANSWERED, ComplaintState.CLOSED},
        ComplaintState.CLOSED: {ComplaintState.LOOKED_INTO},  # she added something
    }
)


class PassedTo(models.TextChoices):
    """To whom a complaint was passed on."""

    OFFICE = "office", pgettext_lazy("complaint", "The labour office of the province")
    BP3MI = "bp3mi", "BP3MI"
    POLICE = "police", pgettext_lazy("complaint", "The police")
    MINISTRY = "ministry", pgettext_lazy("complaint", "The ministry")
    OTHER = "other", pgettext_lazy("complaint", "Another body")


ROUTE = "candidate.route"
"""The act of a link by which a candidate looks at her route and says how she is."""


PAY = "candidate.payment"
"""The act of a link by which a candidate writes down what was asked of her."""


COMPLAINT, RECEIPT = "complaint", "complaint.receipt"
"""The purposes under which words and files of a complaint are sealed, and its receipt is found again."""


KEEP_PAPERS, SEE_SHARE = "overseas.papers", "overseas.share"
"""The acts of links: her own papers, brought and agreed to by herself; what a receiver abroad is shown."""


class Document(models.TextChoices):
    """Papers that routes abroad ask for. A scheme may name others by a short name of its own."""

    PASSPORT = "passport", _("Passport")
    KTP = "ktp", pgettext_lazy("document", "KTP")
    KK = "kk", pgettext_lazy("document", "Family card (KK)")
    BIRTH = "birth_certificate", pgettext_lazy("document", "Birth certificate")
    DIPLOMA = "diploma", pgettext_lazy("document", "School diploma")
    PHOTO = "photo", pgettext_lazy("document", "Portrait photo")
    HOUSE_PHOTO = "house_photo", pgettext_lazy("document", "Family photo at home")
    FAMILY = "family_permission", pgettext_lazy("document", "Permission of the family")
    VILLAGE = "village_letter", pgettext_lazy("document", "Letter of the village head")
    SKCK = "skck", pgettext_lazy("document", "Police letter (SKCK)")
    AK1 = "ak1", pgettext_lazy("document", "Job seeker's card (AK1)")
    STATEMENT = "statement", pgettext_lazy("document", "Signed statement")
    HEALTH = "health_letter", pgettext_lazy("document", "Health letter")
    LANGUAGE = "language_certificate", pgettext_lazy("document", "Language certificate")
    SKILLS = "skills_certificate", pgettext_lazy("document", "Skills certificate")
    AGREEMENT = "employment_agreement", pgettext_lazy("document", "Employment agreement")
    COE = "coe", pgettext_lazy("document", "Certificate of eligibility (COE)")
    VISA = "visa", pgettext_lazy("document", "Visa")
    BPJS = "bpjs", pgettext_lazy("document", "Proof of BPJS Ketenagakerjaan")


TELLS_OF_HEALTH = frozenset({Document.HEALTH})
"""Kinds that tell of health whatever a scheme says of them."""


class PaperState(models.TextChoices):
    """How a kept paper stands. A newer one of its kind replaces it; what was brought by mistake is taken out."""

    CURRENT = "current", pgettext_lazy("document", "In force")
    REPLACED = "replaced", pgettext_lazy("document", "Replaced by a newer one")
    REMOVED = "removed", pgettext_lazy("document", "Taken out")


PAPER_FLOW = Flow(
    {
        PaperState.CURRENT: {PaperState.REPLACED, PaperState.REMOVED},
        PaperState.REPLACED: {PaperState.REMOVED},
        PaperState.REMOVED: set(),
    }
)


class Fitness(models.TextChoices):
    """How a paper that is asked for stands today. Computed, never kept."""

    THERE = "there", pgettext_lazy("document", "Complete")
    SOON = "soon", pgettext_lazy("document", "Expires soon")
    SHORT = "short", pgettext_lazy("document", "Does not hold long enough")
    EXPIRED = "expired", pgettext_lazy("document", "Expired")
    MISSING = "missing", pgettext_lazy("document", "Not there yet")


class Purpose(models.TextChoices):
    """What she agrees to."""

    HEALTH = "health", pgettext_lazy("consent", "Health papers are kept and seen by her centre")
    SHARE = "share", pgettext_lazy("consent", "Her papers are shown to a receiver abroad")


class ConsentState(models.TextChoices):
    """What became of a question for consent. Only "given" opens anything; taken back closes it at once."""

    ASKED = "asked", pgettext_lazy("consent", "Not answered yet")
    GIVEN = "given", pgettext_lazy("consent", "Agreed")
    DECLINED = "declined", pgettext_lazy("consent", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Taken back")


CONSENT_FLOW = Flow(
    {
        ConsentState.ASKED: {ConsentState.GIVEN, ConsentState.DECLINED},
        ConsentState.GIVEN: {ConsentState.WITHDRAWN},
        ConsentState.DECLINED: {ConsentState.GIVEN},
        ConsentState.WITHDRAWN: {ConsentState.GIVEN},
    }
)


class Hand(models.TextChoices):
    """Whose hand did it."""

    HERSELF = "herself", pgettext_lazy("hand", "She herself")
    OFFICER = "officer", pgettext_lazy("hand", "An officer")


class Look(models.TextChoices):
    """What somebody of the house did with a paper."""

    OPENED = "opened", pgettext_lazy("look", "Opened")
    DOWNLOADED = "downloaded", pgettext_lazy("look", "Downloaded")
    CV = "cv", pgettext_lazy("look", "Printed the Japanese CV")


class ShareState(models.TextChoices):
    """How a share link stands today, by its days."""

    OPEN = "open", pgettext_lazy("share link", "Open")
    EXPIRED = "expired", pgettext_lazy("share link", "Expired")
    REVOKED = "revoked", pgettext_lazy("share link", "Revoked")


class Viewed(models.TextChoices):
    """What happened at a share link."""

    OPENED = "opened", pgettext_lazy("share link", "The page was opened")
    PAPER = "paper", pgettext_lazy("share link", "A paper was opened")
    CV = "cv", pgettext_lazy("share link", "The CV was opened")
    WRONG = "wrong", pgettext_lazy("share link", "A wrong passphrase was typed")
    LATE = "late", pgettext_lazy("share link", "It was opened after its end: nothing was shown")
    CLOSED = "closed", pgettext_lazy("share link", "It was opened after it was revoked: nothing was shown")


class CvPart(models.TextChoices):
    """Which table of the Japanese CV a line belongs to."""

    SCHOOL = "school", pgettext_lazy("cv", "Education")
    WORK = "work", pgettext_lazy("cv", "Work")
    LICENCE = "licence", pgettext_lazy("cv", "Licences, qualifications, languages")


class Standing(models.TextChoices):
    """How rules stand on a day, by their state and their days. Computed, never kept."""

    DRAFT = "draft", pgettext_lazy("rules", "Draft")
    LATER = "later", pgettext_lazy("rules", "In force later")
    HOLDS = "holds", pgettext_lazy("rules", "In force")
    ENDED = "ended", pgettext_lazy("rules", "Ended for new candidates")
    CLOSED = "closed", pgettext_lazy("rules", "Closed to new candidates")
