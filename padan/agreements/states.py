from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class AgreementKind(models.TextChoices):
    MEMORANDUM = "memorandum", _("Memorandum")
    COOPERATION = "cooperation", _("Cooperation agreement")
    JOINT = "joint", _("Joint agreement")
    COMMITMENT = "commitment", _("Letter of commitment")


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    AGREED = "agreed", _("Agreed")
    SCHEDULED = "scheduled", _("Scheduled")
    SIGNED = "signed", _("Signed")
    ACTIVE = "active", _("Active")
    EXPIRING = "expiring", _("Expiring")
    RENEWED = "renewed", _("Renewed")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")


AGREEMENT_FLOW = Flow(
    {
        AgreementState.DRAFT: {AgreementState.IN_REVIEW},
        AgreementState.IN_REVIEW: {AgreementState.AGREED, AgreementState.DRAFT},
        AgreementState.AGREED: {AgreementState.SCHEDULED, AgreementState.DRAFT},
        AgreementState.SCHEDULED: {AgreementState.SIGNED, AgreementState.AGREED},
        AgreementState.SIGNED: {
            AgreementState.ACTIVE,
            AgreementState.TERMINATED,
            AgreementState.SCHEDULED,  # recorded by mistake on signing day, taken back within minutes
        },
        AgreementState.ACTIVE: {AgreementState.EXPIRING, AgreementState.RENEWED, AgreementState.TERMINATED},
        AgreementState.EXPIRING: {
            AgreementState.ACTIVE,  # an addendum moved the end
            AgreementState.RENEWED,
            AgreementState.EXPIRED,
            AgreementState.TERMINATED,
        },
    }
)

REQUIRED = {
    AgreementState.AGREED: ("starts_on", "ends_on"),
    AgreementState.SCHEDULED: ("starts_on", "ends_on", "party.signatory", "party.position", "party.number"),
}
"""What must be filled before a state begins and stays filled while it lasts; "party." means of each party."""

BEFORE_SIGNATURE = (AgreementState.DRAFT, AgreementState.IN_REVIEW, AgreementState.AGREED, AgreementState.SCHEDULED)
IN_FORCE = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.EXPIRING)
OPEN_TO_EDITS = (AgreementState.DRAFT, AgreementState.IN_REVIEW)
WITH_SIGNATURE = (*IN_FORCE, AgreementState.RENEWED, AgreementState.EXPIRED, AgreementState.TERMINATED)


class Scope(models.TextChoices):
    """Forms of partnership; an agreement has one or several, each promise tells its own number."""

    PLACEMENT = "placement", _("Placement and recruitment")
    TRAINING = "training", _("Training together")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    ON_THE_JOB = "on_the_job", _("On-the-job training")
    TEACHING = "teaching", _("Practitioners teach")
    CURRICULUM = "curriculum", _("Curriculum and certification schemes")
    SELECTION = "selection", _("Selecting trainees together")
    VISITS = "visits", _("Industry visits")
    INSTRUCTORS = "instructors", _("Instructors work in industry")
    TEST_SITE = "test_site", _("Competency tests on site")
    TAILOR_MADE = "tailor_made", _("Tailor-made training")
    FACILITIES = "facilities", _("Facilities and equipment")
    SCHOLARSHIP = "scholarship", _("Industry scholarships")


class DocumentKind(models.TextChoices):
    """What a text with signatures of its own is to its agreement."""

    MAIN = "main", _("Agreement")
    ADDENDUM = "addendum", _("Addendum")
    CORRECTION = "correction", _("Sheet of corrections")  # signed by those alone whose part it touches


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen for signing")
    COMPLETE = "complete", _("Signed by all")
    VOIDED = "voided", _("Voided")


DOCUMENT_FLOW = Flow(
    {
        DocumentState.DRAFT: {DocumentState.FROZEN, DocumentState.VOIDED},
        DocumentState.FROZEN: {DocumentState.COMPLETE, DocumentState.DRAFT, DocumentState.VOIDED},
        DocumentState.COMPLETE: {DocumentState.FROZEN},
    }
)
"""Frozen text thaws only while nobody has signed it; what was recorded by mistake is taken back within minutes."""


class PaperKind(models.TextChoices):
    """How a file of a document came to be."""

    TYPESET = "typeset", _("Typeset here")
    SCAN = "scan", _("Scan of the signed paper")
    BROUGHT = "brought", _("Signed elsewhere")
    SIGNED = "signed", _("Signed here")


class SigningMode(models.TextChoices):
    INK = "ink", _("Wet ink")
    BROUGHT = "brought", _("Signed with a provider elsewhere")
    HERE = "here", _("Signed here with an own certificate")


class StampDuty(models.TextChoices):
    NONE = "none", _("No duty stamp")
    PAPER = "paper", _("Paper duty stamp")
    ELECTRONIC = "electronic", _("Electronic duty stamp")


class IntentState(models.TextChoices):
    BEGUN = "begun", _("Begun")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


INTENT_FLOW = Flow({IntentState.BEGUN: {IntentState.DONE, IntentState.FAILED}})


class Counted(models.TextChoices):
    """What a target counts."""

    PARTNERS = "partners", _("Partners")
    DOCUMENTS = "documents", _("Documents")


class CountingRule(models.TextChoices):
    SIGNED = "signed", _("Signed in the period")
    IN_FORCE = "in_force", _("In force on the day")


class Pulse(models.TextChoices):
    """Whether anything happens under an agreement; computed nightly and written down with its date."""

    AWAKE = "awake", _("Awake")
    DOZING = "dozing", _("Dozing")  # 90 days without activity
    ASLEEP = "asleep", _("Asleep")  # 180 days


class PromiseKind(models.TextChoices):
    HIRE = "hire", _("Hire graduates")
    TEACH = "teach", _("Practitioners teach")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeships")
    EQUIPMENT = "equipment", _("Lend or give equipment")
    CURRICULUM = "curriculum", _("Advise on curricula")
    TRAIN = "train", _("Train people in batches")
    OTHER = "other", _("Something else")


class Reminder(models.TextChoices):
    """What a party is reminded of."""

    END = "end", _("The end is near")
    SIGNATURE = "sign", _("The signature is missing")


REMIND_BEFORE_END = (90, 60, 30)
"""Days before the last day of the term."""
