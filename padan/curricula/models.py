import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import name_key, new_code
from padan.base.stamps import Recorded
from padan.curricula.states import VersionState


class Programme(Recorded):
    """What a centre teaches under one name. Trade and name as written; hours unknown stay empty."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PRG"))
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("programme"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    trade = models.CharField(_("trade"), max_length=100, blank=True)  # kejuruan, as written
    hours = models.PositiveSmallIntegerField(_("hours (JP)"), null=True, blank=True)
    goal = models.TextField(_("goal"), blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["trade", "name_key", "pk"]
        verbose_name = _("programme")
        constraints = [models.UniqueConstraint(name="programme_once_per_centre", fields=["centre", "name_key"])]
        indexes = [models.Index(fields=["name_key", "id"], name="programme_list")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class CurriculumVersion(Recorded):
    """One state of what a programme teaches."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)

    class Meta:
        ordering = ["programme_id", "-number"]
        verbose_name = _("curriculum version")
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["programme", "number"]),
            models.UniqueConstraint(name="version_one_in_force", fields=["programme"], condition=Q(state="in_force")),
        ]

    def __str__(self):
        return f"{self.programme} v{self.number}"


class TaughtUnit(models.Model):
    """A competency unit in a version, with its hours (JP)."""

    version = models.ForeignKey(CurriculumVersion, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField(_("hours (JP)"), null=True, blank=True)

    class Meta:
        ordering = ["version_id", "unit_id"]
        verbose_name = _("taught unit")
        constraints = [models.UniqueConstraint(name="taught_unit_once", fields=["version", "unit"])]
