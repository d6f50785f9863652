from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class BatchState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    TRAINING = "training", _("In training")
    COMPLETED = "completed", _("Completed")


BATCH_FLOW = Flow({BatchState.PLANNED: {BatchState.TRAINING}, BatchState.TRAINING: {BatchState.COMPLETED}})


class EnrolmentState(models.TextChoices):
    TRAINING = "training", _("In training")
    COMPLETED = "completed", _("Completed")
    DROPPED = "dropped", _("Dropped out")
    FAILED = "failed", _("Did not pass")


ENROLMENT_FLOW = Flow(
    {EnrolmentState.TRAINING: {EnrolmentState.COMPLETED, EnrolmentState.DROPPED, EnrolmentState.FAILED}}
)
