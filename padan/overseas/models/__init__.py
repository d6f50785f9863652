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
    "Interview",
    "Milestone",
    "MilestoneRule",
    "PaperRule",
    "Scheme",
    "SchemeStage",
    "SchemeVersion",
    "Step",
]
