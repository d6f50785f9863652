from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.stamps import Recorded
from padan.outcomes.states import Status, Window
from padan.placements.states import Evidence


class Versions(models.QuerySet):
    """Every version of every outcome: for questions about a day, and for whoever must know of all rows."""

    def on(self, day):
        """Those that counted at the end of a day: one for each graduate and window of whom something stood then."""
        return self.filter(Q(superseded_on=None) | Q(superseded_on__gt=day), noted_on__lte=day)


class Standing(models.Manager):
    """Where graduates stand now: what no later word has superseded."""

    def get_queryset(self):
        return super().get_queryset().filter(superseded_on=None)


class Outcome(Recorded):
    """Where one graduate stands at one window after one batch, drawn from the best of her answers.

    ``objects`` are the rows that stand now, one for each graduate and window. When a later day draws one otherwise, a
    copy of what stood till then stays behind, superseded: ask ``versions.on(day)`` for what counted on a day.
    """

    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(  # the enrolment's, for counting
        "training.Batch", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    window = models.CharField(_("window"), max_length=12, choices=Window, default=Window.NOT_STATED)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.UNKNOWN)
    marked_working = models.BooleanField(_("marked as working in the sheet"), default=False)
    job = models.CharField(_("job as written"), max_length=200, blank=True)
    employer = models.CharField(_("employer as written"), max_length=200, blank=True)
    place = models.CharField(_("place as written"), max_length=150, blank=True)
    began_on = models.DateField(_("since"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=20, choices=Evidence, default=Evidence.NONE)
    as_of = models.DateField(_("as of"))  # the day the answer holds for; for imports without one, the day of import
    noted_on = models.DateField(_("noted on"))  # business day: from it on the row counts
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)  # from it on another counts instead
    source = models.CharField(_("source"), max_length=200, blank=True)  # file name or who told
    answer = models.ForeignKey(  # the best one; None: nobody answered, or the row is the word of a sheet
        "outcomes.Answer", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    in_conflict = models.BooleanField(_("answers disagree"), default=False, db_default=False)
    field_fit = models.PositiveSmallIntegerField(_("fits the training"), null=True, blank=True)  # 1 not .. 4 fully
    formal = models.BooleanField(_("with a written contract"), null=True, blank=True)
    abroad = models.BooleanField(_("abroad"), null=True, blank=True)

    objects = Standing()
    versions = Versions.as_manager()

    class Meta:
        ordering = ["batch_id", "enrolment_id"]
        default_manager_name = "versions"  # who walks all tables meets all rows
        verbose_name = _("outcome")
        constraints = [
            models.UniqueConstraint(
                name="outcome_stands_once", fields=["enrolment", "window"], condition=Q(superseded_on=None)
            ),
            models.UniqueConstraint(name="outcome_noted_once_a_day", fields=["enrolment", "window", "noted_on"]),
            models.CheckConstraint(
                name="outcome_counted_a_day", condition=Q(superseded_on=None) | Q(superseded_on__gt=F("noted_on"))
            ),
            models.CheckConstraint(
                name="outcome_fit_on_the_scale", condition=Q(field_fit=None) | Q(field_fit__gte=1, field_fit__lte=4)
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "window", "status", "noted_on", "superseded_on"], name="outcome_of_class"),
            models.Index(
                fields=["window", "status", "noted_on", "superseded_on", "batch", "field_fit"], name="outcome_counted"
            ),
            models.Index(
                fields=["enrolment", "status", "as_of", "began_on", "noted_on", "superseded_on"], name="outcome_told"
            ),
            models.Index(
                fields=["batch"], condition=Q(in_conflict=True, superseded_on=None), name="outcome_disagreed_on"
            ),
            models.Index(fields=["answer"], condition=Q(answer__isnull=False), name="outcome_of_answer"),
        ]

    def __str__(self):
        return f"{self.get_status_display()} · {self.get_window_display()}"


class ReportedTotal(Recorded):
    """Participants and placed of one programme as a centre reported them, without rows. Never added to counted rows."""

    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        "curricula.Programme", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    programme_written = models.CharField(_("programme as written"), max_length=200)
    programme_key = models.CharField(max_length=200)
    trade = models.CharField(_("trade"), max_length=100, blank=True)
    participants = models.PositiveIntegerField(_("participants"))
    placed = models.PositiveIntegerField(_("placed"))
    reported_on = models.DateField(_("reported on"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["centre_id", "trade", "programme_key"]
        verbose_name = _("reported total")
        constraints = [
            models.UniqueConstraint(name="reported_total_once", fields=["centre", "programme_key"]),
            models.CheckConstraint(
                name="reported_placed_within_participants", condition=Q(placed__lte=F("participants"))
            ),
        ]

    def __str__(self):
        return self.programme_written

    @property
    def code(self) -> str:
        return f"TOT-{self.pk}"
