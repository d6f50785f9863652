import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.agreements.states import Counted, CountingRule, PromiseKind
from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded


class Promise(Recorded):
    """What a party will do: kind, number, unit, by when, and for which need."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "JNJ"))
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="promises")
    party = models.ForeignKey("agreements.Party", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=15, choices=PromiseKind)
    words = models.CharField(_("promise"), max_length=300)
    quantity = models.PositiveIntegerField(_("number"))
    unit = models.CharField(_("unit"), max_length=30)  # "orang", "JP", "mesin"
    due_on = models.DateField(_("by"), null=True, blank=True)
    need = models.ForeignKey("needs.Need", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept_on = models.DateField(_("kept on"), null=True, blank=True)  # the day its rows reached its number

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("promise")
        constraints = [models.CheckConstraint(name="promise_of_something", condition=Q(quantity__gte=1))]
        indexes = [models.Index(fields=["due_on", "id"], name="promise_due")]

    def __str__(self):
        return self.words


class Delivery(Stored, Recorded):
    """Part of a promise that no later room answers: machines came, a syllabus was read. Its file may prove it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "BKT"))
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="deliveries")
    happened_on = models.DateField(_("on"))
    quantity = models.PositiveIntegerField(_("number"))
    words = models.CharField(_("what happened"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)  # taken back; the row stays

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("delivery")
        constraints = [models.CheckConstraint(name="delivery_of_something", condition=Q(quantity__gte=1))]
        indexes = [models.Index(fields=["promise", "-happened_on"], name="delivery_of_promise")]

    def __str__(self):
        return f"{self.promise} · {self.happened_on}"


class Target(Recorded):
    """What a forum set out to reach, what is counted and by which rule, and what stood before the first row."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TGT"))
    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("in words"), max_length=300)
    definition = models.TextField(_("definition"), blank=True)
    counted = models.CharField(_("what is counted"), max_length=10, choices=Counted, default=Counted.PARTNERS)
    rule = models.CharField(_("counting rule"), max_length=10, choices=CountingRule, default=CountingRule.SIGNED)
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sector = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    value = models.PositiveIntegerField(_("target"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    opening_balance = models.PositiveIntegerField(_("opening balance"), default=0)
    opening_source = models.CharField(_("source of the opening balance"), max_length=300, blank=True)
    expected = models.JSONField(_("expected path"), default=list, blank=True)  # [[ISO date, number]]; empty: even

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("target")
        constraints = [
            models.CheckConstraint(name="target_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="target_opening_has_its_source", condition=Q(opening_balance=0) | ~Q(opening_source="")
            ),
        ]

    def __str__(self):
        return self.words
