from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    ENDORSED = "endorsed", _("Endorsed")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


VERSION_FLOW = Flow(
    {
        VersionState.DRAFT: {VersionState.PROPOSED},
        VersionState.PROPOSED: {VersionState.ENDORSED, VersionState.DRAFT},
        VersionState.ENDORSED: {VersionState.IN_FORCE, VersionState.DRAFT},
        VersionState.IN_FORCE: {VersionState.RETIRED},
    }
)
"""What was proposed or endorsed goes back to a draft with a reason; what is in force is only ever retired."""


class Basis(models.TextChoices):
    """From what a programme is built."""

    QUALIFICATION = "qualification", _("Qualification level (KKNI)")
    CLUSTER = "cluster", _("Cluster of competencies")
    UNITS = "units", _("Single units")


MOST_HOURS = 5_000
"""More lesson hours (JP) than any programme has: some three years of full days."""
