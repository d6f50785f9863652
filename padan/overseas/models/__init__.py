from padan.overseas.models.candidates import (
    CHECK_IN_MONTHS,
    Candidate,
    CheckIn,
    Contract,
    EmployerChange,
    ExamAttempt,
    Interview,
    Milestone,
    Step,
)
from padan.overseas.models.complaints import Complaint, ComplaintFile, ComplaintWord
from padan.overseas.models.papers import CandidatePaper, Cv, CvLine, PaperConsent, PaperLook
from padan.overseas.models.pipeline import GateResult, LanguageProgress
from padan.overseas.models.positions import Position
from padan.overseas.models.protection import Alarm, AlarmCandidate, Payment, Permit
from padan.overseas.models.schemes import FeeRule, Gate, MilestoneRule, PaperRule, Scheme, SchemeStage, SchemeVersion
from padan.overseas.models.sharing import Share, ShareView

__all__ = [
    "CHECK_IN_MONTHS",
    "Alarm",
    "AlarmCandidate",
    "Candidate",
    "CandidatePaper",
    "CheckIn",
    "Complaint",
    "ComplaintFile",
    "ComplaintWord",
    "Contract",
    "Cv",
    "CvLine",
    "EmployerChange",
    "ExamAttempt",
    "FeeRule",
    "Gate",
    "GateResult",
    "Interview",
    "LanguageProgress",
    "Milestone",
    "MilestoneRule",
    "PaperConsent",
    "PaperLook",
    "PaperRule",
    "Payment",
    "Permit",
    "Position",
    "Scheme",
    "SchemeStage",
    "SchemeVersion",
    "Share",
    "ShareView",
    "Step",
]
