import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.outcomes.models.outcomes import ReportedTotal


class Replacement(Recorded):
    """That rows stand in the place of a reported total: of which programme and time, since when, who said so and why.

    The total itself is kept as it was reported. Taken back, it stands again; both stay written down, so that a figure
    of any day counts what stood on that day.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "GTI"))
    total = models.ForeignKey(ReportedTotal, on_delete=models.PROTECT, related_name="replacements")
    programme = models.ForeignKey("curricula.Programme", on_delete=models.PROTECT, related_name="+")
    finished_from = models.DateField(_("finished from"), null=True, blank=True)  # whose rows; empty: all
    finished_until = models.DateField(_("finished until"), null=True, blank=True)
    replaced_on = models.DateField(_("replaced on"))
    replaced_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    undone_on = models.DateField(_("taken back on"), null=True, blank=True)
    undone_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_reason = models.CharField(_("why it was taken back"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("rows in the place of a total")
        constraints = [
            models.UniqueConstraint(name="total_replaced_once", fields=["total"], condition=Q(undone_on=None)),
            models.CheckConstraint(
                name="total_undone_after_replaced", condition=Q(undone_on=None) | Q(undone_on__gte=F("replaced_on"))
            ),
            models.CheckConstraint(
                name="total_undone_for_a_reason",
                condition=Q(undone_on=None, undone_by=None, undone_reason="")
                | (Q(undone_on__isnull=False) & ~Q(undone_reason="")),
            ),
            models.CheckConstraint(
                name="total_replaced_by_a_time_in_order",
                condition=Q(finished_from=None) | Q(finished_until=None) | Q(finished_until__gte=F("finished_from")),
            ),
        ]

    def __str__(self):
        return f"{self.total} · {self.programme}"
