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


ROUTE = "candidate.route"
"""The act of a link by which a candidate looks at her route and says how she is."""
