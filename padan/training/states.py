"""What batches, places in them, papers of applicants, days and results can be, and which state follows which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class BatchState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    REGISTRATION = "registration", _("Registration open")
    SELECTION = "selection", _("Selection")
    TRAINING = "training", _("In training")
    COMPLETED = "completed", _("Completed")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


BATCH_FLOW = Flow(
    {
        BatchState.PLANNED: {
            BatchState.REGISTRATION, BatchState.TRAINING, BatchState.POSTPONED, BatchState.CANCELLED,
        },
        BatchState.REGISTRATION: {BatchState.SELECTION, BatchState.POSTPONED, BatchState.CANCELLED},
        BatchState.SELECTION: {
            BatchState.REGISTRATION, BatchState.TRAINING, BatchState.POSTPONED, BatchState.CANCELLED,
        },
        BatchState.TRAINING: {BatchState.COMPLETED, BatchState.CANCELLED},
        BatchState.POSTPONED: {BatchState.PLANNED, BatchState.CANCELLED},
    }
)  # fmt: skip
BEFORE_TRAINING = (BatchState.PLANNED, BatchState.REGISTRATION, BatchState.SELECTION)
TAKES_OTHERS = (BatchState.PLANNED, BatchState.REGISTRATION)
"""Another class may be merged into it: nobody in it was chosen yet."""


class EnrolmentState(models.TextChoices):
    APPLIED = "applied", _("Applied")
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("In reserve")
    REFUSED = "refused", _("Not selected")
    TRAINING = "training", _("In training")
    COMPLETED = "completed", _("Completed")
    DROPPED = "dropped", _("Dropped out")
    FAILED = "failed", _("Did not pass")


ENROLMENT_FLOW = Flow(
    {
        EnrolmentState.APPLIED: {EnrolmentState.SELECTED, EnrolmentState.RESERVE, EnrolmentState.REFUSED},
        EnrolmentState.SELECTED: {
            EnrolmentState.APPLIED, EnrolmentState.RESERVE, EnrolmentState.REFUSED, EnrolmentState.TRAINING,
        },
        EnrolmentState.RESERVE: {
            EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.REFUSED, EnrolmentState.TRAINING,
        },
        EnrolmentState.REFUSED: {EnrolmentState.APPLIED},
        EnrolmentState.TRAINING: {EnrolmentState.COMPLETED, EnrolmentState.DROPPED, EnrolmentState.FAILED},
    }
)  # fmt: skip
APPLICANTS = (EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.RESERVE, EnrolmentState.REFUSED)
PARTICIPANTS = (EnrolmentState.TRAINING, EnrolmentState.COMPLETED, EnrolmentState.DROPPED, EnrolmentState.FAILED)
"""Who asked for a place, and who took one: only the latter are people of the class."""


class Source(models.TextChoices):
    """How an application came in."""

    OFFICER = "officer", _("By the centre")
    LINK = "link", _("By the registration link")


class PaperKind(models.TextChoices):
    KTP = "ktp", _("Identity card (KTP)")
    KK = "kk", _("Family card (KK)")
    DIPLOMA = "diploma", _("School certificate (ijazah)")
    PHOTO = "photo", _("Photograph")
    POLICE = "police", _("Police record (SKCK)")


class Check(models.TextChoices):
    """What the centre said of one paper."""

    PENDING = "pending", _("To be checked")
    APPROVED = "approved", _("In order")
    REJECTED = "rejected", _("Not in order")


CHECK_FLOW = Flow(
    {
        Check.PENDING: {Check.APPROVED, Check.REJECTED},
        Check.APPROVED: {Check.REJECTED},
        Check.REJECTED: {Check.APPROVED, Check.PENDING},
    }
)


class Mark(models.TextChoices):
    """One person on one day of the class."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class Result(models.TextChoices):
    """What an assessor found of one unit: kompeten, belum kompeten."""

    COMPETENT = "competent", _("Competent")
    NOT_YET = "not_yet", _("Not yet competent")


class CertificateKind(models.TextChoices):
    """Two different papers: that she took part, and that she was found competent."""

    TRAINING = "training", _("Certificate of training")
    COMPETENCE = "competence", _("Certificate of competence")


class CertificateState(models.TextChoices):
    DRAFT = "draft", _("Not issued yet")
    ISSUED = "issued", _("Issued")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn before it was issued")


CERTIFICATE_FLOW = Flow(
    {
        CertificateState.DRAFT: {CertificateState.ISSUED, CertificateState.WITHDRAWN},
        CertificateState.ISSUED: {CertificateState.REVOKED},
    }
)


class CertificateMode(models.TextChoices):
    """How a paper was signed."""

    HERE = "here", _("Electronically, with the signatory's own certificate")
    INK = "ink", _("By hand, on paper")


class RevokeReason(models.TextChoices):
    """Why a paper does not hold any more, as whoever checks it reads it."""

    REPLACED = "replaced", _("Replaced by a corrected one")
    WRONG = "wrong", _("What stood on it was wrong")
    RESULT = "result", _("The result was taken back")
    FORGED = "forged", _("Obtained by deception")
