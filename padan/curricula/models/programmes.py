import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import name_key, new_code
from padan.base.stamps import Recorded
from padan.curricula.states import MOST_HOURS, Basis, VersionState


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
    """One state of what a programme teaches: written as a draft, proposed, endorsed by industry, then in force."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "KUR"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    official_code = models.CharField(_("programme code"), max_length=40, blank=True)  # as the ministry lists it
    basis = models.CharField(_("built from"), max_length=15, choices=Basis, blank=True)
    kkni_level = models.PositiveSmallIntegerField(_("KKNI level"), null=True, blank=True)
    occupation = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.PositiveSmallIntegerField(_("hours in all (JP)"), null=True, blank=True)
    objective = models.TextField(_("objective"), blank=True)
    method = models.TextField(_("method"), blank=True)
    entry_requirements = models.TextField(_("entry requirements"), blank=True)
    returned_words = models.TextField(_("why it went back"), blank=True)
    unread = models.JSONField(
        default=list, blank=True
    )  # of an import: place, what stood there, why not read, a unit's rows
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    retired_on = models.DateField(_("retired"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite

    class Meta:
        ordering = ["programme_id", "-number"]
        verbose_name = _("curriculum version")
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["programme", "number"]),
            models.UniqueConstraint(name="version_one_in_force", fields=["programme"], condition=Q(state="in_force")),
            models.CheckConstraint(
                name="version_kkni_of_nine", condition=Q(kkni_level=None) | Q(kkni_level__range=(1, 9))
            ),
            models.CheckConstraint(
                name="version_hours_possible", condition=Q(hours=None) | Q(hours__range=(1, MOST_HOURS))
            ),
        ]

    def __str__(self):
        return f"{self.programme} v{self.number}"


class TaughtUnit(models.Model):
    """A competency unit in a version, with its hours (JP) and its place in the order of teaching."""

    version = models.ForeignKey(CurriculumVersion, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField(_("hours (JP)"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits of its syllabus

    class Meta:
        ordering = ["version_id", "order", "unit_id"]
        verbose_name = _("taught unit")
        constraints = [
            models.UniqueConstraint(name="taught_unit_once", fields=["version", "unit"]),
            models.CheckConstraint(
                name="taught_unit_hours_possible", condition=Q(hours=None) | Q(hours__range=(1, MOST_HOURS))
            ),
        ]

    def __str__(self):
        return str(self.unit)


class SyllabusRow(models.Model):
    """One element of a unit as it is taught, in the columns of the official programme document."""

    taught = models.ForeignKey(TaughtUnit, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField(_("order"))
    element = models.TextField(_("element"))
    criteria = models.TextField(_("performance criteria"), blank=True)  # KUK, one a line
    indicators = models.TextField(_("indicators"), blank=True)  # IUK, one a line
    knowledge = models.TextField(_("knowledge"), blank=True)
    practice = models.TextField(_("practice"), blank=True)
    attitude = models.TextField(_("attitude"), blank=True)
    hours = models.PositiveSmallIntegerField(_("hours (JP)"), null=True, blank=True)

    class Meta:
        ordering = ["taught_id", "order"]
        verbose_name = _("syllabus row")
        constraints = [
            models.UniqueConstraint(name="syllabus_order_once", fields=["taught", "order"]),
            models.CheckConstraint(name="syllabus_row_says_something", condition=~Q(element="")),
            models.CheckConstraint(
                name="syllabus_hours_possible", condition=Q(hours=None) | Q(hours__range=(1, MOST_HOURS))
            ),
        ]

    def __str__(self):
        return self.element[:80]


class VersionAnswer(Recorded):
    """A need that a version answers, as a person chose; never inferred from units alone."""

    version = models.ForeignKey(CurriculumVersion, on_delete=models.CASCADE, related_name="answers")
    need = models.ForeignKey("needs.Need", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version_id", "pk"]
        verbose_name = _("answered need")
        constraints = [models.UniqueConstraint(name="version_answers_a_need_once", fields=["version", "need"])]

    def __str__(self):
        return f"{self.version} · {self.need}"
