import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.outcomes.states import AskedState, Channel, WaveState, Window


class Wave(Recorded):
    """One question to a cohort at a fixed month after finishing, asked by a centre or by a forum for its centres."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "GLB"))
    keeper = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    window = models.CharField(_("window"), max_length=12, choices=Window)
    title = models.CharField(_("title"), max_length=200)
    finished_from = models.DateField(_("finished from"))  # whose cohort: finished in these days, both included
    finished_until = models.DateField(_("finished until"))
    opens_on = models.DateField(_("asks from"))
    closes_on = models.DateField(_("answers until"))
    state = models.CharField(_("state"), max_length=8, choices=WaveState, default=WaveState.PLANNED)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = _("wave")
        constraints = [
            models.CheckConstraint(name="wave_closes_after_opening", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(name="wave_cohort_in_order", condition=Q(finished_until__gte=F("finished_from"))),
            models.CheckConstraint(name="wave_at_a_month", condition=~Q(window="not_stated")),
            models.CheckConstraint(
                name="wave_opened_iff_begun",
                condition=Q(state="planned", opened_at=None) | (~Q(state="planned") & Q(opened_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="wave_closed_iff_over",
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["keeper", "state"], name="wave_of_keeper")]

    def __str__(self):
        return self.title


class Asked(Recorded):
    """One graduate in one wave: whether she was asked, reminded, and what came of it. Her link is for this row."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TNY"))
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="asked", db_index=False)
    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=AskedState, default=AskedState.WAITING)
    channel = models.CharField(_("asked by"), max_length=10, choices=Channel, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    sent = models.PositiveSmallIntegerField(default=0)  # answers sent through her link, corrections included

    class Meta:
        ordering = ["wave_id", "enrolment_id"]
        verbose_name = _("asked graduate")
        constraints = [
            models.UniqueConstraint(name="asked_once_per_wave", fields=["wave", "enrolment"]),
            models.CheckConstraint(
                name="asked_answered_iff_told",
                condition=Q(state="answered", answered_at__isnull=False) | (~Q(state="answered") & Q(answered_at=None)),
            ),
            models.CheckConstraint(
                name="asked_reminded_iff_counted",
                condition=Q(reminders=0, reminded_at=None) | Q(reminders__gte=1, reminded_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["wave", "state", "asked_at"], name="asked_in_wave")]

    def __str__(self):
        return self.code


class Silence(Recorded):
    """Somebody who wants to be asked nothing more. No wave of any centre asks her until she takes it back."""

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(_("since"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("wish not to be asked")
