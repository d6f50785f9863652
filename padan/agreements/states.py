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
    AGREED = "agreed", _("Agreed")
    SCHEDULED = "scheduled", _("Scheduled")
    SIGNED = "signed", _("Signed")
    ACTIVE = "active", _("Active")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")


AGREEMENT_FLOW = Flow(
    {
        AgreementState.DRAFT: {AgreementState.AGREED},
        AgreementState.AGREED: {AgreementState.SCHEDULED, AgreementState.DRAFT},
        AgreementState.SCHEDULED: {AgreementState.SIGNED, AgreementState.AGREED},
        AgreementState.SIGNED: {AgreementState.ACTIVE, AgreementState.TERMINATED},
        AgreementState.ACTIVE: {AgreementState.EXPIRED, AgreementState.TERMINATED},
    }
)

WITH_SIGNATURE = (
    AgreementState.SIGNED,
    AgreementState.ACTIVE,
    AgreementState.EXPIRED,
    AgreementState.TERMINATED,
)


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
