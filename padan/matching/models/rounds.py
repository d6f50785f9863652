import functools

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.sealing import seal, unseal
from padan.base.stamps import Recorded
from padan.matching.states import ChangeKind, Objective, RoundState, SeatReason

LOT = "round-lot"


class Round(Recorded):
    """Many openings and many graduates cleared at once, with everything needed to run it again.

    The lot that breaks ties is drawn and sealed when the round opens; its commitment is public from then on. Lists are
    frozen next, and only then the lot is opened.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PDN"))
    name = models.CharField(_("name"), max_length=200)
    keeper = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who had it worked out
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.OPEN)
    choice = models.JSONField(default=dict)  # whom and what it takes in, and the rules of the result
    commitment = models.CharField(_("commitment"), max_length=64)  # SHA-256 of the lot
    lot_sealed = models.BinaryField()  # see base.sealing
    lot = models.BigIntegerField(_("lot"), null=True, blank=True)  # open from the freezing of the lists
    committed_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    graduates = models.PositiveIntegerField(default=0)
    openings = models.PositiveIntegerField(default=0)
    seats = models.PositiveIntegerField(default=0)
    inputs_sha256 = models.CharField(max_length=64, blank=True)  # of everything that decides
    engine = models.CharField(max_length=20, blank=True)  # its version
    report = models.JSONField(default=dict)  # objective -> numbers
    proof = models.JSONField(default=dict)  # objective -> what the examiner counted
    objective = models.CharField(_("result kept"), max_length=10, choices=Objective, blank=True)
    stage = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("round")
        constraints = [
            models.CheckConstraint(
                name="round_lot_opened_after_freezing", condition=Q(lot=None) | Q(frozen_at__isnull=False)
            ),
            models.CheckConstraint(
                name="round_committed_before_freezing",
                condition=Q(frozen_at=None) | Q(frozen_at__gte=F("committed_at")),
            ),
            models.CheckConstraint(
                name="round_result_can_be_run_again",
                condition=~Q(state__in=[RoundState.CLEARED, RoundState.KEPT])
                | (Q(lot__isnull=False, cleared_at__isnull=False) & ~Q(inputs_sha256="")),
            ),
            models.CheckConstraint(
                name="round_kept_names_its_result",
                condition=~Q(state=RoundState.KEPT) | (~Q(objective="") & Q(kept_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["keeper", "-id"], name="round_of_keeper")]

    def __str__(self):
        return self.name

    @property
    def sealed_lot(self) -> int:
        return int(unseal(self.lot_sealed, purpose=LOT))

    @sealed_lot.setter
    def sealed_lot(self, lot: int) -> None:
        self.lot_sealed = seal(str(lot), purpose=LOT)


class RoundSeat(models.Model):
    """What one graduate got by one way of clearing a round, and why. Written once."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results")
    objective = models.CharField(max_length=10, choices=Objective)
    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("result"), max_length=10, choices=SeatReason)
    score = models.PositiveIntegerField(null=True)  # hers of the opening, 0 to 100,000
    rank = models.PositiveIntegerField(null=True)  # 1: her first choice of all that fit
    fitting = models.PositiveIntegerField()  # openings of the round that break no rule for her
    missed = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, null=True, related_name="+")
    """The opening she missed by least, where she got nothing."""
    short_by = models.IntegerField(null=True)  # points of the opening's score; 0: the lot decided
    lost_to = models.CharField(max_length=20, blank=True)  # code of the last one taken there

    class Meta:
        ordering = ["pk"]
        verbose_name = _("result of a round")
        constraints = [
            models.UniqueConstraint(name="round_seat_once", fields=["round", "objective", "graduate"]),
            models.CheckConstraint(
                name="round_seat_placed_iff_opening",
                condition=Q(reason=SeatReason.PLACED, opening__isnull=False)
                | (~Q(reason=SeatReason.PLACED) & Q(opening=None)),
            ),
        ]
        indexes = [models.Index(fields=["round", "objective", "opening"], name="round_seat_of_opening")]


class RoundChange(models.Model):
    """Somebody left or something closed after a result was kept: who is affected, and the answer since then."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("what happened"), max_length=10, choices=ChangeKind)
    subject = models.CharField(max_length=20)  # code of the graduate or of the opening
    seats = models.PositiveIntegerField(null=True)  # the opening's, from now on
    at = models.DateTimeField()
    moves = models.JSONField(default=list)  # [code of the graduate, opening before or "", opening after or ""]
    blocking_pairs = models.PositiveIntegerField()  # counted by the examiner on the answer after it
    answer_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of a round")
        constraints = [
            models.UniqueConstraint(
                name="round_change_once",
                fields=["round", "kind", "subject"],
                condition=Q(kind__in=[ChangeKind.LEFT, ChangeKind.CLOSED]),
            )
        ]
