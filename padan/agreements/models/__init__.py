from padan.agreements.models.agreement import Agreement, AgreementScope, NumberPattern, Party
from padan.agreements.models.signing import Approval, Intent, Signature, Witness
from padan.agreements.models.targets import Delivery, Promise, Target
from padan.agreements.models.texts import Document, Paper, Template

__all__ = [
    "Agreement",
    "AgreementScope",
    "Approval",
    "Delivery",
    "Document",
    "Intent",
    "NumberPattern",
    "Paper",
    "Party",
    "Promise",
    "Signature",
    "Target",
    "Template",
    "Witness",
]
