import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.outcomes.states import Found, Status, Window


class Sample(Recorded):
    """Some of those who told where they stand, drawn at random, to be looked at by an officer.

    The draw can be done again by anybody: ``seed`` and the codes of the people decide it alone
    (``outcomes.queries.samples.draw``). What was drawn from is kept as numbers and a hash, as it stood that day.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SMP"))
    keeper = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    window = models.CharField(_("window"), max_length=12, choices=Window)
    finished_from = models.DateField(_("finished from"), null=True, blank=True)
    finished_until = models.DateField(_("finished until"), null=True, blank=True)
    seed = models.CharField(_("seed"), max_length=60)
    size = models.PositiveIntegerField(_("drawn"))
    population = models.PositiveIntegerField(_("drawn from"))
    told = models.JSONField(_("what was told"))  # status: how many of the population told it
    rows_hash = models.CharField(max_length=64, editable=False)
    drawn_on = models.DateField(_("drawn on"))
    drawn_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-drawn_on", "-pk"]
        verbose_name = _("verification sample")
        constraints = [
            models.CheckConstraint(
                name="sample_within_population", condition=Q(size__gte=1, size__lte=F("population")) & ~Q(seed="")
            ),
        ]

    def __str__(self):
        return self.code


class SampleRow(Recorded):
    """One person of a sample: what stood there when she was drawn, and what the officer found."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PRK"))
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="rows", db_index=False)
    place = models.PositiveIntegerField(_("no."))  # in the order of the draw
    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="+")
    told = models.CharField(_("told"), max_length=16, choices=Status)
    found = models.CharField(_("found"), max_length=12, choices=Found, blank=True)
    found_status = models.CharField(_("status found"), max_length=16, choices=Status, blank=True)
    how = models.CharField(_("how it was checked"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sample_id", "place"]
        verbose_name = _("row of a verification sample")
        constraints = [
            models.UniqueConstraint(name="sample_row_place_once", fields=["sample", "place"]),
            models.UniqueConstraint(name="sample_row_person_once", fields=["sample", "enrolment"]),
            models.CheckConstraint(
                name="sample_row_found_or_not",
                condition=Q(found="", found_status="", checked_on=None)
                | Q(found=Found.AS_TOLD, found_status=F("told"), checked_on__isnull=False)
                | Q(found=Found.UNREACHABLE, found_status="", checked_on__isnull=False)
                | (Q(found=Found.OTHER, checked_on__isnull=False) & ~Q(found_status="") & ~Q(found_status=F("told"))),
            ),
        ]

    def __str__(self):
        return self.code
