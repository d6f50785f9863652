from padan.training.models.applications import Application, ApplicationPaper
from padan.training.models.batches import Batch, BatchInstructor, Enrolment, GuestLesson
from padan.training.models.papers import Certificate, CertificateSeries, IssuerKey
from padan.training.models.results import AttendanceMark, UnitResult
from padan.training.models.targets import TrainingTarget

__all__ = [
    "Application",
    "ApplicationPaper",
    "AttendanceMark",
    "Batch",
    "BatchInstructor",
    "Certificate",
    "CertificateSeries",
    "Enrolment",
    "GuestLesson",
    "IssuerKey",
    "TrainingTarget",
    "UnitResult",
]
