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
from padan.overseas.models.pipeline import GateResult, LanguageProgress
from padan.overseas.models.schemes import FeeRule, Gate, MilestoneRule, PaperRule, Scheme, SchemeStage, SchemeVersion

__all__ = [
    "CHECK_IN_MONTHS",
    "Candidate",
    "CheckIn",
    "Contract",
    "EmployerChange",
    "ExamAttempt",
    "FeeRule",
    "Gate",
    "GateResult",
    "Interview",
    "LanguageProgress",
    "Milestone",
    "MilestoneRule",
    "PaperRule",
    "Scheme",
    "SchemeStage",
    "SchemeVersion",
    "Step",
]
