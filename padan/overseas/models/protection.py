import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded
from padan.overseas.models.candidates import Candidate
from padan.overseas.models.schemes import FeeRule
from padan.overseas.states import AlarmKind, AlarmLevel, AlarmState, Asker, Currency, PermitKind, PermitState, Verdict

ENDING_DAYS = 90


class Permit(Recorded, Stored):
    """What allows a body to send people abroad, as it was seen. A renewed one is a row of its own; both stay."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "IZN"))
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=5, choices=PermitKind)
    number = models.CharField(_("number"), max_length=80)  # as it stands on the paper
    number_key = models.CharField(max_length=80, editable=False)  # its letters and digits, upper case
    issued_on = models.DateField(pgettext_lazy("permit", "valid from"))
    expires_on = models.DateField(pgettext_lazy("permit", "valid until"), null=True, blank=True)  # empty: no end
    source = models.CharField(_("where it was seen"), max_length=300)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    renewed_on = models.DateField(_("renewed on"), null=True, blank=True)  # a later row stands for this number
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoke_words = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("permit of a partner")
        constraints = [
            models.UniqueConstraint(
                name="permit_number_once", fields=["kind", "number_key"], condition=Q(renewed_on=None)
            ),
            models.CheckConstraint(name="permit_number_known", condition=~Q(number_key="")),
            models.CheckConstraint(
                name="permit_ends_after_it_began", condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on"))
            ),
            models.CheckConstraint(
                name="permit_revoked_with_reason",
                condition=Q(revoked_on=None, revoke_words="") | (Q(revoked_on__isnull=False) & ~Q(revoke_words="")),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "kind", "expires_on"], name="permit_of_organisation"),
            models.Index(fields=["expires_on"], condition=Q(revoked_on=None), name="permit_by_end"),
        ]

    def __str__(self):
        return self.number

    def state_on(self, day) -> PermitState:
        """How it stands on a day."""
        if self.revoked_on and self.revoked_on <= day:
            return PermitState.REVOKED
        if self.issued_on > day:
            return PermitState.NOT_YET
        if self.expires_on is None:
            return PermitState.VALID
        if self.expires_on < day:
            return PermitState.EXPIRED
        return PermitState.ENDING if (self.expires_on - day).days <= ENDING_DAYS else PermitState.VALID


class Payment(Recorded, Stored):
    """Money that was asked of a candidate, in the currency in which it was said; paid or not.

    ``verdict`` is what the rules of her version say, with the rule it was compared with.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "BYR"))
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="payments")
    asker = models.CharField(_("who asked"), max_length=10, choices=Asker)
    organisation = models.ForeignKey(  # the partner or the centre behind it, when it is one of them
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asker_name = models.CharField(_("name of who asked"), max_length=150, blank=True)
    purpose = models.SlugField(_("what for"), max_length=40)  # of a fee rule, or "other"
    words = models.CharField(_("what was said"), max_length=300, blank=True)
    amount = models.PositiveBigIntegerField(_("amount"))  # whole units of ``currency``
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    asked_on = models.DateField(_("asked on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    by_her = models.BooleanField(_("told by herself"), default=False)
    verdict = models.CharField(_("by the rules"), max_length=10, choices=Verdict)
    rule = models.ForeignKey(FeeRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name = _("money asked of a candidate")
        constraints = [
            models.CheckConstraint(name="payment_is_some_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_paid_after_asked", condition=Q(paid_on=None) | Q(paid_on__gte=F("asked_on"))
            ),
            models.CheckConstraint(
                name="payment_listed_with_its_rule",
                condition=Q(verdict=Verdict.NOT_LISTED, rule=None)
                | (~Q(verdict=Verdict.NOT_LISTED) & Q(rule__isnull=False)),
            ),
            models.CheckConstraint(
                name="payment_why_only_when_withdrawn", condition=Q(withdrawn_why="") | Q(withdrawn_on__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["candidate", "purpose"], name="payment_of_candidate"),
            models.Index(fields=["organisation", "currency"], name="payment_to_organisation"),
        ]

    def __str__(self):
        return self.code


class Alarm(Recorded):
    """Something that somebody must look at: once for one cause, until it is closed with words.

    ``centre`` is the one whose candidates it is about; empty: the forum's own. ``level`` says whose turn it is.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "ALM"))
    kind = models.CharField(_("kind"), max_length=15, choices=AlarmKind)
    cause = models.CharField(max_length=120, unique=True, editable=False)  # such as "fee:BYR-…": never twice
    forum = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    centre = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, null=True, blank=True, related_name="alarms")
    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, null=True, blank=True, related_name="alarms")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="alarms")
    number = models.PositiveIntegerField(_("candidates it is about"), default=0)
    due_on = models.DateField(_("the day it is about"), null=True, blank=True)  # end of a permit, due day
    state = models.CharField(_("state"), max_length=10, choices=AlarmState, default=AlarmState.OPEN)
    level = models.CharField(_("whose turn"), max_length=10, choices=AlarmLevel, default=AlarmLevel.CENTRE)
    kept_from_centre = models.BooleanField(default=False)  # the centre itself is what it is about
    raised_on = models.DateField(_("since"))
    level_since = models.DateField(_("there since"))
    told_on = models.DateField(_("told last"), null=True, blank=True)
    taken_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_on = models.DateField(pgettext_lazy("alarm", "taken on"), null=True, blank=True)
    step_on = models.DateField(_("last step on"), null=True, blank=True)  # taking it is one
    step_words = models.CharField(_("what was done so far"), max_length=300, blank=True)
    closed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    words = models.CharField(_("what was done"), max_length=500, blank=True)

    class Meta:
        ordering = ["-raised_on", "-pk"]
        verbose_name = _("alarm")
        constraints = [
            models.CheckConstraint(
                name="alarm_closed_on_a_day",
                condition=Q(state=AlarmState.CLOSED, closed_on__isnull=False)
                | (~Q(state=AlarmState.CLOSED) & Q(closed_on=None, words="")),
            ),
            models.CheckConstraint(
                name="alarm_taken_by_somebody",
                condition=~Q(state=AlarmState.TAKEN)
                | Q(taken_by__isnull=False, taken_on__isnull=False, step_on__isnull=False),
            ),
            models.CheckConstraint(
                name="alarm_at_its_centre",
                condition=~Q(level=AlarmLevel.CENTRE) | Q(centre__isnull=False, kept_from_centre=False),
            ),
        ]
        indexes = [
            models.Index(fields=["candidate", "kind"], name="alarm_of_candidate"),
            models.Index(fields=["state", "forum", "-raised_on"], name="alarm_of_forum"),
            models.Index(fields=["state", "centre", "-raised_on"], name="alarm_of_centre"),
            models.Index(fields=["level", "level_since"], condition=Q(state=AlarmState.OPEN), name="alarm_waiting"),
            models.Index(fields=["step_on"], condition=Q(state=AlarmState.TAKEN), name="alarm_taken"),
        ]

    def __str__(self):
        return self.code


class AlarmCandidate(models.Model):
    """A candidate whom an alarm about a permit names: attached to that partner on the day it was raised, or since."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="inside")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["alarm_id", "candidate_id"]
        verbose_name = _("candidate an alarm names")
        constraints = [models.UniqueConstraint(name="alarm_candidate_once", fields=["alarm", "candidate"])]
