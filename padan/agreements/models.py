import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.agreements.states import AgreementKind, AgreementState, PromiseKind, Pulse
from padan.base.codes import new_code
from padan.base.stamps import Recorded

SIGNED_STATES = ["signed", "active", "expired", "terminated"]


class Agreement(Recorded):
    """What parties agreed to, from draft to its end."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PKS"))
    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=300)
    title_key = models.TextField(editable=False)  # for search: title and names of the parties, lower case
    state = models.CharField(_("state"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    event = models.ForeignKey("forum.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    pulse = models.CharField(_("pulse"), max_length=10, choices=Pulse, blank=True)
    pulse_on = models.DateField(null=True, blank=True)  # the day the pulse was taken
    last_activity_on = models.DateField(_("last activity"), null=True, blank=True)

    class Meta:
        ordering = [F("signed_on").desc(nulls_first=True), "pk"]
        verbose_name = _("agreement")
        constraints = [
            models.CheckConstraint(
                name="agreement_signed_on_iff_signed",
                condition=Q(state__in=SIGNED_STATES, signed_on__isnull=False)
                | (~Q(state__in=SIGNED_STATES) & Q(signed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["forum", "state", "-signed_on"], name="agreement_of_forum"),
            models.Index(fields=["-signed_on", "id"], name="agreement_newest"),
        ]

    def __str__(self):
        return self.title


class Party(models.Model):
    """One side of an agreement, with its signatory and its own number for the document."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["agreement_id", "order", "pk"]
        verbose_name = _("party")
        constraints = [models.UniqueConstraint(name="party_once", fields=["agreement", "organisation"])]
        indexes = [models.Index(fields=["organisation", "agreement"], name="party_of_organisation")]

    def __str__(self):
        return str(self.organisation)


class Promise(Recorded):
    """What a party will do: kind, number, unit, by when, and for which need."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "JNJ"))
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="promises")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=15, choices=PromiseKind)
    words = models.CharField(_("promise"), max_length=300)
    quantity = models.PositiveIntegerField(_("number"))
    unit = models.CharField(_("unit"), max_length=30)  # "orang", "JP", "mesin"
    due_on = models.DateField(_("by"), null=True, blank=True)
    need = models.ForeignKey("needs.Need", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept_on = models.DateField(_("kept on"), null=True, blank=True)  # for kinds that no later row answers

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("promise")
        constraints = [models.CheckConstraint(name="promise_of_something", condition=Q(quantity__gte=1))]
        indexes = [models.Index(fields=["due_on", "id"], name="promise_due")]

    def __str__(self):
        return self.words


class Target(Recorded):
    """What a forum set out to reach, and how it is counted."""

    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(_("measure"), max_length=20, default="partners")  # partners with a signed agreement
    words = models.CharField(_("in words"), max_length=300)
    value = models.PositiveIntegerField(_("target"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("target")
        constraints = [
            models.CheckConstraint(name="target_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
        ]

    def __str__(self):
        return self.words
