import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.agreements.states import AgreementKind, AgreementState, Pulse, Scope
from padan.base.codes import new_code
from padan.base.stamps import Recorded

SIGNED_STATES = ["signed", "active", "expiring", "renewed", "expired", "terminated"]


class Agreement(Recorded):
    """What parties agreed to, from draft to its end. Its texts are ``Document`` rows, each with its signatures."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PKS"))
    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=300)
    title_key = models.TextField(editable=False)  # for search: title, names and numbers of the parties, lower case
    purpose = models.TextField(_("purpose"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite
    event = models.ForeignKey("forum.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    event_order = models.PositiveSmallIntegerField(null=True, blank=True)  # its turn on signing day
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)  # when the last signature was recorded
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)  # terminated: the first day without it
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
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
            models.CheckConstraint(name="agreement_renews_another", condition=Q(renews=None) | ~Q(renews=F("pk"))),
        ]
        indexes = [
            models.Index(fields=["forum", "state", "-signed_on"], name="agreement_of_forum"),
            models.Index(fields=["-signed_on", "id"], name="agreement_newest"),
            models.Index(fields=["state", "ends_on"], name="agreement_ending"),
            models.Index(fields=["event", "event_order"], name="agreement_of_event"),
        ]

    def __str__(self):
        return self.title


class AgreementScope(models.Model):
    """One form of partnership that an agreement is about."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="scopes")
    scope = models.CharField(_("scope"), max_length=15, choices=Scope)

    class Meta:
        ordering = ["agreement_id", "scope"]
        verbose_name = _("scope")
        constraints = [models.UniqueConstraint(name="scope_once", fields=["agreement", "scope"])]

    def __str__(self):
        return self.get_scope_display()


class Party(models.Model):
    """One side of an agreement, with its signatory, her authority and its own number for the document."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PHK"))
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    authority = models.CharField(_("authority"), max_length=300, blank=True)  # by which act or deed she may sign
    email = models.EmailField(_("e-mail"), blank=True)  # where her links go
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    number = models.CharField(_("number"), max_length=100, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True)  # the year the number counts in
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["agreement_id", "order", "pk"]
        verbose_name = _("party")
        constraints = [
            models.UniqueConstraint(name="party_once", fields=["agreement", "organisation"]),
            models.UniqueConstraint(
                name="party_number_once_per_issuer_and_year",
                fields=["organisation", "number_year", "number"],
                condition=~Q(number=""),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "agreement"], name="party_of_organisation")]

    def __str__(self):
        return str(self.organisation)


class NumberPattern(Recorded):
    """How an issuer numbers its agreements, such as ``HK.05/{n:03}/PKS/{month}/{year}``, and the last number given."""

    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    pattern = models.CharField(_("pattern"), max_length=100)
    year = models.PositiveSmallIntegerField(default=0, editable=False)  # the year that ``last`` counts in
    last = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("number pattern")

    def __str__(self):
        return self.pattern
