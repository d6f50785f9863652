import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.placements.states import PlacementState


class Placement(Recorded):
    """One graduate in one opening, from the offer to the last day.

    Graduates and openings stand on earlier floors and do not know this table: ask ``placements.queries``.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TMP"))
    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, related_name="+")
    promise = models.ForeignKey("agreements.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=PlacementState, default=PlacementState.OFFERED)
    started_on = models.DateField(_("first day"), null=True, blank=True)  # local date at the workplace
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed by the company"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("placement")
        constraints = [
            models.CheckConstraint(
                name="placement_started_on_iff_begun",
                condition=Q(state__in=["offered", "declined"], started_on=None)
                | Q(state__in=["working", "ended"], started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_ended_on_iff_ended",
                condition=Q(state="ended", ended_on__isnull=False) | (~Q(state="ended") & Q(ended_on=None)),
            ),
            models.UniqueConstraint(
                name="placement_one_running_job", fields=["graduate"], condition=Q(state="working")
            ),
            models.UniqueConstraint(name="placement_once_per_opening", fields=["graduate", "opening"]),
        ]
        indexes = [
            models.Index(fields=["opening", "state"], name="placement_of_opening"),
            models.Index(fields=["state", "started_on"], name="placement_begun"),
        ]

    def __str__(self):
        return self.code
