from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


VERSION_FLOW = Flow({VersionState.DRAFT: {VersionState.IN_FORCE}, VersionState.IN_FORCE: {VersionState.RETIRED}})
