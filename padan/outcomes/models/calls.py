from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.stamps import Recorded
from padan.outcomes.states import CallResult


class Call(Recorded):
    """One try of an officer or instructor to reach a graduate of a wave by phone."""

    asked = models.ForeignKey("outcomes.Asked", on_delete=models.PROTECT, related_name="calls", db_index=False)
    called_on = models.DateField(_("called on"))
    result = models.CharField(_("what came of it"), max_length=10, choices=CallResult)
    again_on = models.DateField(_("call again on"), null=True, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_id", "pk"]
        verbose_name = _("call")
        constraints = [
            models.CheckConstraint(
                name="call_again_only_later",
                condition=Q(again_on=None) | Q(result=CallResult.LATER, again_on__gt=models.F("called_on")),
            ),
        ]
        indexes = [models.Index(fields=["asked", "called_on"], name="call_of_asked")]

    def __str__(self):
        return f"{self.get_result_display()} · {self.called_on}"
