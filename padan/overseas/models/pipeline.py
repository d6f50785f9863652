from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.stamps import Recorded
from padan.overseas.models.candidates import Candidate
from padan.overseas.models.schemes import Gate
from padan.reference.tongues import Level


class GateResult(Recorded):
    """What came of one step of a selection: maths 12 of 20, the verdict of a medical check. The newest one holds.

    Of a gate about health the verdict alone is kept: no figure, no words (the act sees to it).
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="results")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(pgettext_lazy("milestone", "on"))
    passed = models.BooleanField(_("passed"))
    reached = models.DecimalField(_("reached"), max_digits=8, decimal_places=2, null=True, blank=True)
    words = models.CharField(_("remark"), max_length=300, blank=True)
    by_label = models.CharField(_("written by"), max_length=200, blank=True)

    class Meta:
        ordering = ["candidate_id", "-on", "-pk"]
        verbose_name = _("result at a gate")
        indexes = [models.Index(fields=["candidate", "gate", "-on"], name="gate_result_newest")]

    def __str__(self):
        return f"{self.candidate} · {self.gate}"


class LanguageProgress(Recorded):
    """How far her Japanese has come by a day, in which class and after how many hours."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="progress")
    batch = models.ForeignKey("training.Batch", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_on = models.DateField(_("as of"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours taught so far"), null=True, blank=True)
    words = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        ordering = ["candidate_id", "-noted_on", "-pk"]
        verbose_name = _("language progress")
        constraints = [
            models.CheckConstraint(
                name="language_progress_says_something", condition=Q(level__isnull=False) | Q(hours__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.candidate} · {self.noted_on}"
