import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.files import PaperKind, Stored
from padan.base.stamps import Recorded
from padan.figures.models.frozen import Frozen
from padan.figures.states import ReportKind


class Report(Recorded):
    """A paper made of frozen figures, kept as it was given out: its words, its figures, its files with their SHA-256.

    Nobody changes one: when a figure is corrected, the report is made again.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "LAP"))
    kind = models.CharField(pgettext_lazy("report", "kind"), max_length=10, choices=ReportKind)
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)  # of a yearly report
    day = models.DateField(_("date"))  # of the press release; else the last day that is counted
    content = models.JSONField()  # every word that is printed
    figures = models.ManyToManyField(Frozen, through="figures.ReportFigure", related_name="+")
    made_by = models.CharField(max_length=20)  # code of the account, or "system"
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("report")
        constraints = [
            models.CheckConstraint(
                name="report_year_iff_yearly",
                condition=Q(kind=ReportKind.YEARLY, year__isnull=False) | ~Q(kind=ReportKind.YEARLY) & Q(year=None),
            )
        ]
        indexes = [models.Index(fields=["organisation", "kind", "-made_at"], name="report_newest")]

    def __str__(self):
        return f"{self.title} · {self.code}"


class ReportOrder(Recorded):
    """A yearly report that a job prepares, for its body has many graduates: how far it is, and what came of it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PSN"))
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("date"))  # the day it was asked on: a year that runs is counted up to it
    asked_by = models.CharField(max_length=20)  # code of the account, or "system"
    asked_at = models.DateTimeField(_("asked for"))
    done = models.PositiveSmallIntegerField(default=0)  # steps, of ``steps``
    steps = models.PositiveSmallIntegerField()
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped = models.CharField(max_length=300, blank=True)  # why it came to nothing

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("report being prepared")
        constraints = [
            models.UniqueConstraint(
                name="report_order_one_at_a_time",
                fields=["organisation", "year"],
                condition=Q(report=None, stopped=""),
            ),
            models.CheckConstraint(name="report_order_ends_one_way", condition=Q(report=None) | Q(stopped="")),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.year}"

    @property
    def is_open(self) -> bool:
        """Whether a job prepares it now, or is about to."""
        return self.report_id is None and not self.stopped


class ReportFigure(models.Model):
    """A frozen figure that a report shows, and at which place."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="shown")
    frozen = models.ForeignKey(Frozen, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["report_id", "place"]
        verbose_name = _("figure of a report")
        constraints = [
            models.UniqueConstraint(name="report_figure_once", fields=["report", "frozen"]),
            models.UniqueConstraint(name="report_figure_has_its_place", fields=["report", "place"]),
        ]

    def __str__(self):
        return f"{self.frozen} · {self.report}"


class ReportFile(Stored):
    """One file of a report, as it was given out."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    file_kind = models.CharField(max_length=4, choices=PaperKind, editable=False)

    class Meta:
        ordering = ["report_id", "file_kind"]
        verbose_name = _("file of a report")
        constraints = [models.UniqueConstraint(name="report_file_once", fields=["report", "file_kind"])]

    def __str__(self):
        return f"{self.report} · {self.file_kind}"
