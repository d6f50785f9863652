import functools
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.overseas.states import Currency, Exam, GateKind, MilestoneKind, StageKind, Standing, VersionState


class Called:
    """What bears names in several languages: how it is called to who reads now. Elsewhere its own name stands."""

    @property
    def called(self) -> str:
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name


class Scheme(Called, Recorded):
    """A way to work abroad under one name: TITP, Ikusei Shuro, SSW, G-to-G. Its rules are its versions."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SKM"))
    key = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=150, blank=True)
    country = models.CharField(_("country"), max_length=2, default="JP")  # ISO 3166-1
    owner = models.CharField(_("who runs it"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("scheme")

    def __str__(self):
        return self.name


class SchemeVersion(Recorded):
    """The rules of a scheme as they hold from one day to another. Once in force they are never rewritten."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SKV"))
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("holds from"))
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    read_on = models.DateField(_("source read on"), null=True, blank=True)
    permit_kinds = models.JSONField(_("permits a partner needs"), default=list, blank=True)  # one of them is enough
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_why = models.CharField(_("why it closed"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # two writers never overwrite

    class Meta:
        ordering = ["scheme_id", "-number"]
        verbose_name = _("rules of a scheme")
        constraints = [
            models.UniqueConstraint(name="scheme_version_once", fields=["scheme", "number"]),
            models.CheckConstraint(
                name="scheme_version_ends_after_it_began",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="scheme_version_closed_with_day_and_reason",
                condition=~Q(state=VersionState.CLOSED) | (Q(closed_on__isnull=False) & ~Q(closed_why="")),
            ),
            models.UniqueConstraint(  # that days of validity never overlap is checked by the acts, under a lock
                name="scheme_version_one_without_end",
                fields=["scheme"],
                condition=Q(state=VersionState.IN_FORCE, valid_until=None),
            ),
            models.UniqueConstraint(
                name="scheme_version_begins_alone",
                fields=["scheme", "valid_from"],
                condition=Q(state=VersionState.IN_FORCE),
            ),
        ]

    def __str__(self):
        return f"{self.scheme} · {self.number}"

    @property
    def ends_on(self):
        """The last day on which somebody may begin under these rules; None: no end is known."""
        closed = self.closed_on - timedelta(days=1) if self.closed_on else None
        return min((day for day in (self.valid_until, closed) if day), default=None)

    def holds_on(self, day) -> bool:
        """Whether somebody may begin under these rules on a day."""
        if self.state == VersionState.DRAFT or day < self.valid_from:
            return False
        return self.ends_on is None or day <= self.ends_on

    def standing_on(self, day) -> Standing:
        """How these rules stand on a day."""
        if self.state == VersionState.DRAFT:
            return Standing.DRAFT
        if self.ends_on is not None and self.ends_on < max(day, self.valid_from):
            return Standing.CLOSED if self.state == VersionState.CLOSED else Standing.ENDED
        return Standing.HOLDS if self.valid_from <= day else Standing.LATER


class SchemeStage(Called, models.Model):
    """One stage of a scheme, in order. ``days`` is how long one usually stands at it before it counts as stuck."""

    version = models.ForeignKey(SchemeVersion, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("order"))
    key = models.SlugField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=15, choices=StageKind)
    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=150, blank=True)
    days = models.PositiveSmallIntegerField(_("days one stands here"), null=True, blank=True)
    knock_out = models.BooleanField(_("who does not pass leaves"), default=False)

    class Meta:
        ordering = ["version_id", "position"]
        verbose_name = _("stage of a scheme")
        constraints = [
            models.UniqueConstraint(name="scheme_stage_order_once", fields=["version", "position"]),
            models.UniqueConstraint(name="scheme_stage_key_once", fields=["version", "key"]),
        ]

    def __str__(self):
        return self.called


class Gate(models.Model):
    """What must hold before a stage may be entered. Gates of one ``choice`` of a stage: one of them is enough.

    Age, sex and health are rules of the receiving side: with their source, and only for who applies to it.
    """

    stage = models.ForeignKey(SchemeStage, on_delete=models.CASCADE, related_name="gates")
    kind = models.CharField(_("kind"), max_length=10, choices=GateKind)
    choice = models.CharField(pgettext_lazy("gate", "one of"), max_length=20, blank=True)
    exam = models.CharField(_("exam"), max_length=10, choices=Exam, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)  # the scale of reference.tongues.Level
    for_sex = models.CharField(pgettext_lazy("gate", "for"), max_length=10, blank=True)  # empty: everybody
    least = models.DecimalField(_("at least"), max_digits=8, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=8, decimal_places=2, null=True, blank=True)
    out_of = models.DecimalField(pgettext_lazy("gate", "of"), max_digits=8, decimal_places=2, null=True, blank=True)
    words = models.CharField(_("rule"), max_length=300)
    source = models.CharField(_("source"), max_length=300, blank=True)  # empty: that of the version

    class Meta:
        ordering = ["stage_id", "pk"]
        verbose_name = _("gate of a stage")
        constraints = [
            models.CheckConstraint(
                name="gate_exam_named", condition=Q(kind=GateKind.EXAM) & ~Q(exam="") | ~Q(kind=GateKind.EXAM)
            ),
            models.CheckConstraint(
                name="gate_bounds_in_order", condition=Q(least=None) | Q(most=None) | Q(most__gte=F("least"))
            ),
        ]

    def __str__(self):
        return self.words


class PaperRule(Called, models.Model):
    """A document that must be there, and valid, before a stage."""

    stage = models.ForeignKey(SchemeStage, on_delete=models.CASCADE, related_name="papers")
    kind = models.SlugField(_("document"), max_length=40)  # the kinds of overseas papers
    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=150, blank=True)
    health = models.BooleanField(_("tells of health"), default=False)
    valid_days = models.PositiveSmallIntegerField(_("still valid for days"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["stage_id", "pk"]
        verbose_name = _("document a stage asks for")
        constraints = [models.UniqueConstraint(name="paper_rule_once_a_stage", fields=["stage", "kind"])]

    def __str__(self):
        return self.name


class MilestoneRule(models.Model):
    """A milestone (COE, visa, …) that must be written down before a stage."""

    stage = models.ForeignKey(SchemeStage, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(_("milestone"), max_length=12, choices=MilestoneKind)

    class Meta:
        ordering = ["stage_id", "pk"]
        verbose_name = _("milestone a stage asks for")
        constraints = [models.UniqueConstraint(name="milestone_rule_once_a_stage", fields=["stage", "kind"])]


class FeeRule(models.Model):
    """What may be asked of a candidate. What no rule names may not be asked; ``most`` zero: somebody else pays."""

    version = models.ForeignKey(SchemeVersion, on_delete=models.CASCADE, related_name="fees")
    purpose = models.SlugField(pgettext_lazy("fee", "what for"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.IDR)
    most = models.PositiveBigIntegerField(_("at most"))  # whole units of the currency, in all
    payer = models.CharField(_("who pays"), max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["version_id", "pk"]
        verbose_name = _("fee of a scheme")
        constraints = [models.UniqueConstraint(name="fee_rule_once", fields=["version", "purpose"])]

    def __str__(self):
        return self.name
