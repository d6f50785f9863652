import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.matching.states import Attendance, InvitationState, WhyNot


class Invitation(Recorded):
    """One graduate asked for one opening, once: from the question to the accepted offer.

    An accepted one holds a seat of its opening. Her work itself stands a floor above, in ``placements``.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "UND"))
    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("matching.Round", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.PositiveIntegerField(_("place in the line"), null=True, blank=True)  # 1: the first to be asked
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.INVITED)
    why_not = models.CharField(_("reason"), max_length=10, choices=WhyNot, blank=True)
    words = models.CharField(_("in words"), max_length=300, blank=True)  # beside the reason, of whoever said no
    invited_at = models.DateTimeField(_("invited"))
    answer_by = models.DateField(_("answer until"))  # local date; of the question, then of the offer
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    interview_at = models.DateTimeField(_("interview"), null=True, blank=True)
    interview_place = models.CharField(_("place of the interview"), max_length=200, blank=True)
    attendance = models.CharField(_("came"), max_length=10, choices=Attendance, blank=True)
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    offered_on = models.DateField(_("offered on"), null=True, blank=True)  # local date; no first day lies before it
    asked_at = models.DateTimeField(null=True, blank=True)  # last sent or reminded
    warned_at = models.DateTimeField(null=True, blank=True)  # that the time to answer ends
    late_at = models.DateTimeField(_("still wanted after the deadline"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # that it has ended

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("invitation to work")
        constraints = [
            models.UniqueConstraint(name="invitation_once_per_opening", fields=["graduate", "opening"]),
            models.UniqueConstraint(
                name="invitation_one_seat_held", fields=["graduate"], condition=Q(state="accepted")
            ),
            models.CheckConstraint(
                name="invitation_interview_has_a_time",
                condition=~Q(state="interview") | Q(interview_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_attendance_after_interview",
                condition=Q(attendance="") | Q(interview_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_offer_has_a_time",
                condition=~Q(state__in=["offered", "accepted", "started"])
                | Q(offered_at__isnull=False, offered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_no_has_its_reason",
                condition=Q(state__in=["declined", "unsuitable", "withdrawn"]) | Q(why_not="", words=""),
            ),
        ]
        indexes = [
            models.Index(fields=["opening", "state"], name="invitation_of_opening"),
            models.Index(
                fields=["answer_by"], condition=Q(state__in=["invited", "offered"]), name="invitation_running_out"
            ),
        ]

    def __str__(self):
        return self.code


class Consent(Recorded):
    """That a graduate showed her name and phone to the company of one opening: when, by which words, until when.

    Rows stay when she takes it back: it can be proven what stood when. One stands at a time.
    """

    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey("openings.Opening", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"))
    given_through = models.CharField(_("given through"), max_length=20)  # code of the link or account
    words_version = models.CharField(_("version of the words"), max_length=20)  # see ``states.CONSENT_WORDS``
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consent for an opening")
        constraints = [
            models.UniqueConstraint(
                name="consent_stands_once", fields=["graduate", "opening"], condition=Q(withdrawn_at=None)
            ),
        ]
        indexes = [models.Index(fields=["opening"], condition=Q(withdrawn_at=None), name="consent_standing")]

    def __str__(self):
        return f"{self.graduate_id} · {self.opening_id}"
