from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.stamps import Recorded
from padan.training.models.batches import Enrolment
from padan.training.states import Mark, Result


class UnitResult(Recorded):
    """What an assessor found of one person in one unit of her batch's version."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="results", db_index=False)
    unit = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=10, choices=Result)
    assessed_on = models.DateField(_("assessed on"))
    assessor = models.CharField(_("assessor"), max_length=200)

    class Meta:
        ordering = ["enrolment_id", "unit_id"]
        verbose_name = _("result in a unit")
        constraints = [models.UniqueConstraint(name="unit_result_once", fields=["enrolment", "unit"])]

    def __str__(self):
        return f"{self.enrolment_id} · {self.unit_id}"


class AttendanceMark(models.Model):
    """One tap of an instructor. The mark that stands is the one nobody replaced; the others are its history."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="marks", db_index=False)
    held_on = models.DateField(_("day"))
    mark = models.CharField(_("attendance"), max_length=10, choices=Mark)
    key = models.UUIDField(unique=True)  # drawn on the phone: what is sent twice is one tap
    tapped_at = models.DateTimeField()  # on the phone's clock, never after it came in
    came_at = models.DateTimeField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ["enrolment_id", "held_on", "tapped_at", "pk"]
        verbose_name = _("attendance mark")
        constraints = [
            models.UniqueConstraint(
                name="attendance_one_mark_stands", fields=["enrolment", "held_on"], condition=Q(replaced=False)
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "held_on"], name="attendance_of_enrolment")]

    def __str__(self):
        return f"{self.enrolment_id} · {self.held_on}"
