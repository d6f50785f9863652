import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded


class TrainingTarget(Recorded):
    """What a centre is to train in a year under one output of the budget, by channel and funding: *paket*, *orang*."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SAS"))
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    output_code = models.CharField(_("RO code"), max_length=30)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    funding = models.CharField(_("funding"), max_length=60, blank=True)
    packages = models.PositiveIntegerField(_("packages (paket)"))
    people = models.PositiveIntegerField(_("people (orang)"))

    class Meta:
        ordering = ["year", "output_code", "channel", "funding", "pk"]
        verbose_name = _("training target")
        constraints = [
            models.UniqueConstraint(
                name="training_target_once", fields=["centre", "year", "output_code", "channel", "funding"]
            ),
            models.CheckConstraint(name="training_target_of_a_year", condition=Q(year__gte=2000, year__lte=2100)),
        ]

    def __str__(self):
        return f"{self.year} · {self.output_code}"
