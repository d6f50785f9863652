from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class PlacementState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    WORKING = "working", _("Working")
    ENDED = "ended", _("Ended")
    DECLINED = "declined", _("Declined")


PLACEMENT_FLOW = Flow(
    {
        PlacementState.OFFERED: {PlacementState.WORKING, PlacementState.DECLINED},
        PlacementState.WORKING: {PlacementState.ENDED},
        PlacementState.DECLINED: {PlacementState.OFFERED},
    }
)
