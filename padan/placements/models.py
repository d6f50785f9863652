import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded
from padan.placements.states import CheckInAnswer, EndReason, PlacementState, ProofKind, Teller


class Placement(Recorded):
    """One graduate in one opening, from the offer to the last day.

    Graduates and openings stand on earlier floors and do not know this table: ask ``placements.queries``.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TMP"))
    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, related_name="+")
    promise = models.ForeignKey("agreements.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=PlacementState, default=PlacementState.OFFERED)
    started_on = models.DateField(_("first day"), null=True, blank=True)  # local date at the workplace
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(
        _("why it ended"), max_length=10, choices=EndReason, blank=True, default="", db_default=""
    )
    confirmed_on = models.DateField(_("confirmed by the company"), null=True, blank=True)
    verified_on = models.DateField(_("checked by an officer"), null=True, blank=True)
    verified_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("placement")
        constraints = [
            models.CheckConstraint(
                name="placement_started_on_iff_begun",
                condition=Q(state__in=["offered", "declined"], started_on=None)
                | Q(state__in=["working", "ended"], started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_ended_on_iff_ended",
                condition=Q(state="ended", ended_on__isnull=False) | (~Q(state="ended") & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="placement_verified_by_somebody",
                condition=Q(verified_on=None, verified_by=None)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_end_reason_when_ended", condition=Q(end_reason="") | Q(state="ended")
            ),
            models.UniqueConstraint(
                name="placement_one_running_job", fields=["graduate"], condition=Q(state="working")
            ),
            models.UniqueConstraint(name="placement_once_per_opening", fields=["graduate", "opening"]),
        ]
        indexes = [
            models.Index(fields=["opening", "state"], name="placement_of_opening"),
            models.Index(fields=["state", "started_on"], name="placement_begun"),
        ]

    def __str__(self):
        return self.code


class Proof(Stored, Recorded):
    """A file that shows that somebody works there: brought, perhaps taken back, never altered."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "BKP"))
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(_("what it is"), max_length=10, choices=ProofKind)
    brought_on = models.DateField(_("brought on"))
    teller = models.CharField(_("brought by"), max_length=10, choices=Teller)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-brought_on", "-pk"]
        verbose_name = _("proof of work")
        constraints = [
            models.UniqueConstraint(
                name="proof_once",
                fields=["placement", "file_sha256"],
                condition=Q(withdrawn_at=None) & ~Q(file_sha256=""),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.placement.code}"


class CheckIn(Recorded):
    """A question at a fixed month after the first day: is she still there? It waits until somebody answers."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "KBR"))
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="check_ins")
    month = models.PositiveSmallIntegerField(_("month"))
    due_on = models.DateField(_("due"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)  # last time, by mail or by a prepared text
    answer = models.CharField(_("answer"), max_length=8, choices=CheckInAnswer, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    teller = models.CharField(_("told by"), max_length=10, choices=Teller, blank=True)
    monthly_wage_idr = models.PositiveBigIntegerField(_("wage a month"), null=True, blank=True)  # as told, whole rupiah
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("check-in")
        constraints = [
            models.UniqueConstraint(name="check_in_once_a_month", fields=["placement", "month"]),
            models.CheckConstraint(
                name="check_in_answered_iff_told",
                condition=Q(answer="", answered_on=None, teller="")
                | (~Q(answer="") & Q(answered_on__isnull=False) & ~Q(teller="")),
            ),
        ]
        indexes = [models.Index(fields=["answer", "due_on", "id"], name="check_in_waiting")]

    def __str__(self):
        return f"{self.placement.code} · {self.month}"
