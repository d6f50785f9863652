import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import name_key, new_code
from padan.base.stamps import Recorded
from padan.training.states import BatchState, EnrolmentState


def in_order(name, first, then):
    """A constraint: where both days are known the second is not before the first."""
    known = Q(**{first: None}) | Q(**{then: None})
    return models.CheckConstraint(name=name, condition=known | Q(**{f"{then}__gte": F(first)}))


class Batch(Recorded):
    """A dated run of a programme. The class name stays as written; mode and number only where written."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "KLS"))
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey("curricula.Programme", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        "curricula.CurriculumVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("class"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    mode = models.CharField(_("mode"), max_length=40, blank=True)  # "Boarding", "Non Boarding", as written
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    funding = models.CharField(_("funding"), max_length=60, blank=True)
    output_code = models.CharField(_("RO code"), max_length=30, blank=True, default="", db_default="")  # 4057.SCO.003
    channel = models.CharField(_("channel"), max_length=40, blank=True, default="", db_default="")  # UPTP, LPKS, BLKK…
    capacity = models.PositiveSmallIntegerField(_("capacity"), default=16)
    minimum = models.PositiveSmallIntegerField(_("minimum"), default=16)
    daily_hours = models.PositiveSmallIntegerField(_("JP a day"), null=True, blank=True)
    industry_hours = models.PositiveSmallIntegerField(_("JP in industry (OJT)"), null=True, blank=True)
    on_saturdays = models.BooleanField(_("classes on Saturdays"), default=False, db_default=False)
    on_sundays = models.BooleanField(_("classes on Sundays"), default=False, db_default=False)
    registration_from = models.DateField(_("registration from"), null=True, blank=True)
    registration_until = models.DateField(_("registration until"), null=True, blank=True)
    written_from = models.DateField(_("written test from"), null=True, blank=True)
    written_until = models.DateField(_("written test until"), null=True, blank=True)
    interview_from = models.DateField(_("interviews from"), null=True, blank=True)
    interview_until = models.DateField(_("interviews until"), null=True, blank=True)
    announce_on = models.DateField(_("announcement on"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    announced_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reregistration_from = models.DateField(_("re-registration from"), null=True, blank=True)
    reregistration_until = models.DateField(_("re-registration until"), null=True, blank=True)
    written_weight = models.PositiveSmallIntegerField(_("weight of the written test (%)"), default=50, db_default=50)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="", db_default="")  # why it stopped
    promise = models.ForeignKey("agreements.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need = models.ForeignKey("needs.Need", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=BatchState, default=BatchState.PLANNED)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two writers never overwrite

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "name_key", "pk"]
        verbose_name = _("batch")
        constraints = [
            models.UniqueConstraint(
                name="batch_once_per_start",
                fields=["centre", "name_key", "starts_on"],
                condition=Q(starts_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="batch_once_without_start", fields=["centre", "name_key"], condition=Q(starts_on__isnull=True)
            ),
            models.CheckConstraint(
                name="batch_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            in_order("batch_registration_in_order", "registration_from", "registration_until"),
            in_order("batch_written_in_order", "written_from", "written_until"),
            in_order("batch_interviews_in_order", "interview_from", "interview_until"),
            in_order("batch_tests_before_announcement", "written_until", "announce_on"),
            in_order("batch_interviews_before_announcement", "interview_until", "announce_on"),
            in_order("batch_reregistration_in_order", "reregistration_from", "reregistration_until"),
            models.CheckConstraint(
                name="batch_minimum_within_capacity", condition=Q(minimum__gte=1, minimum__lte=F("capacity"))
            ),
            models.CheckConstraint(name="batch_weight_is_a_share", condition=Q(written_weight__lte=100)),
            models.CheckConstraint(
                name="batch_stopped_for_a_reason",
                condition=~Q(state__in=[BatchState.POSTPONED, BatchState.CANCELLED]) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["centre", "name_key", "id"], name="batch_of_centre")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class BatchInstructor(models.Model):
    """Who teaches a batch, and therefore may see it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="instructors")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["batch_id", "user_id"]
        verbose_name = _("instructor of a batch")
        constraints = [models.UniqueConstraint(name="instructor_once_per_batch", fields=["batch", "user"])]


class Enrolment(Recorded):
    """A person in a batch, known by (batch, number), from her application on. A person may have many."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("no."))  # NO as the centre wrote it, else counted in the batch
    external_ref = models.CharField(_("transaction code"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.TRAINING)
    finished_on = models.DateField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["batch_id", "number"]
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(name="enrolment_number_once", fields=["batch", "number"]),
            models.UniqueConstraint(name="enrolment_once_per_batch", fields=["batch", "person"]),
            models.UniqueConstraint(
                name="enrolment_external_ref_once", fields=["batch", "external_ref"], condition=~Q(external_ref="")
            ),
        ]
        indexes = [
            models.Index(fields=["state", "batch"], name="enrolment_counted"),
        ]

    def __str__(self):
        return f"{self.batch.name} · no. {self.number}"

    @property
    def code(self) -> str:
        """Public code: the batch's and the number. The batch must have come along."""
        return f"{self.batch.code}-{self.number:03d}"


class GuestLesson(Recorded):
    """Somebody from industry taught a batch: who, from where, how long, and under which promise."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "GTM"))
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="guest_lessons")
    held_on = models.DateField(_("on"))
    hours = models.PositiveSmallIntegerField(_("hours (JP)"))
    topic = models.CharField(_("topic"), max_length=200)
    teacher = models.CharField(_("teacher"), max_length=200)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    promise = models.ForeignKey("agreements.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("guest lesson")
        constraints = [models.CheckConstraint(name="guest_lesson_of_some_hours", condition=Q(hours__gte=1))]

    def __str__(self):
        return self.topic
