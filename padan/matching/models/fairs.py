import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.matching.states import TurnResult, TurnState, WhyNot


class Booth(Recorded):
    """A company at a job fair: where it sits, and the line before it. Its open openings are what it brings."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "MEJ"))
    event = models.ForeignKey("forum.Event", on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("table"))
    closed_at = models.DateTimeField(null=True, blank=True)  # nobody joins its line any more

    class Meta:
        ordering = ["event_id", "number"]
        verbose_name = _("table of a job fair")
        constraints = [
            models.UniqueConstraint(name="booth_once_per_company", fields=["event", "company"]),
            models.UniqueConstraint(name="booth_number_once", fields=["event", "number"]),
        ]

    def __str__(self):
        return f"{self.number} · {self.company}"


class FairGuest(Recorded):
    """A graduate on the list of a job fair. On the wall and at the tables she is her number."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TMU"))
    event = models.ForeignKey("forum.Event", on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    came_at = models.DateTimeField(_("came"), null=True, blank=True)

    class Meta:
        ordering = ["event_id", "number"]
        verbose_name = _("guest of a job fair")
        constraints = [
            models.UniqueConstraint(name="fair_guest_once", fields=["event", "graduate"]),
            models.UniqueConstraint(name="fair_guest_number_once", fields=["event", "number"]),
        ]

    def __str__(self):
        return f"{self.number:03d}"


class Turn(Recorded):
    """One place in the line of one table: from joining to what came of it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "GLR"))
    booth = models.ForeignKey(Booth, on_delete=models.PROTECT, related_name="turns", db_index=False)
    guest = models.ForeignKey(FairGuest, on_delete=models.PROTECT, related_name="turns")
    opening = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=TurnState, default=TurnState.WAITING)
    joined_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=TurnResult, blank=True)
    why_not = models.CharField(_("reason"), max_length=10, choices=WhyNot, blank=True)
    invitation = models.ForeignKey("matching.Invitation", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["booth_id", "joined_at", "pk"]
        verbose_name = _("turn at a table")
        constraints = [
            models.UniqueConstraint(
                name="turn_one_place_in_a_line",
                fields=["booth", "guest"],
                condition=Q(state__in=["waiting", "called", "talking"]),
            ),
            models.UniqueConstraint(
                name="turn_called_to_one_table", fields=["guest"], condition=Q(state__in=["called", "talking"])
            ),
            models.UniqueConstraint(
                name="turn_one_at_a_table", fields=["booth"], condition=Q(state__in=["called", "talking"])
            ),
            models.CheckConstraint(
                name="turn_result_when_talked",
                condition=Q(state="done") & ~Q(result="") | ~Q(state="done") & Q(result="", invitation=None),
            ),
        ]
        indexes = [models.Index(fields=["booth", "state", "joined_at"], name="turn_line")]

    def __str__(self):
        return self.code
