import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.overseas.models.schemes import SchemeStage, SchemeVersion
from padan.overseas.states import (
    AfterReturn,
    CandidateState,
    Currency,
    Exam,
    ExamResult,
    HowSheIs,
    MilestoneKind,
    NumberCheck,
    StepEnd,
)
from padan.placements.states import Teller

CHECK_IN_MONTHS = (1, 3, 6, 12)


class Candidate(Recorded):
    """A person on her way abroad under the rules of one version. One open route a person.

    ``stage`` and ``stage_since`` repeat her open step, so that lists and the board ask one table.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "CLN"))
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(  # the sending organisation; only with a valid permit
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(_("field of work"), max_length=100, blank=True)
    stage = models.ForeignKey(SchemeStage, on_delete=models.PROTECT, related_name="+")
    stage_since = models.DateField(_("there since"))
    began_on = models.DateField(_("began"))
    consented_on = models.DateField(_("agreed on"), null=True, blank=True)  # that these data are kept for the route
    kin_name = models.CharField(_("family to reach"), max_length=150, blank=True)
    kin_is = models.CharField(_("what they are to her"), max_length=60, blank=True)
    kin_phone = models.CharField(_("phone of the family"), max_length=20, blank=True)  # E.164
    phone_abroad = models.CharField(_("phone abroad"), max_length=20, blank=True)  # E.164
    ended_on = models.DateField(_("left the route"), null=True, blank=True)
    why_ended = models.CharField(_("why"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CandidateState, default=CandidateState.ON_ROUTE)
    words_key = models.CharField(max_length=420, editable=False)  # for search: code, name, field; lower case
    after_return = models.CharField(_("after return"), max_length=10, choices=AfterReturn, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("candidate")
        constraints = [
            models.UniqueConstraint(
                name="candidate_one_open_route", fields=["person"], condition=Q(state=CandidateState.ON_ROUTE)
            ),
            models.CheckConstraint(
                name="candidate_ended_iff_off_route",
                condition=Q(state=CandidateState.ON_ROUTE, ended_on=None)
                | (~Q(state=CandidateState.ON_ROUTE) & Q(ended_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "state", "-id"], name="candidate_of_centre"),
            models.Index(fields=["partner", "state"], name="candidate_of_partner"),
            models.Index(
                fields=["stage_since", "id"], condition=Q(state=CandidateState.ON_ROUTE), name="candidate_waiting"
            ),
            models.Index(  # holds all that the numbers of the board read
                fields=["stage", "stage_since", "id", "centre", "partner", "field", "state"],
                condition=Q(state=CandidateState.ON_ROUTE),
                name="candidate_on_board",
            ),
        ]

    def __str__(self):
        return self.code


class Step(Recorded):
    """A stage she stood at: from when to when, and how it ended. The open step is where she stands now."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="steps")
    stage = models.ForeignKey(SchemeStage, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField(_("since"))
    left_on = models.DateField(_("until"), null=True, blank=True)
    end = models.CharField(_("how it ended"), max_length=10, choices=StepEnd, blank=True)
    words = models.CharField(_("remark"), max_length=300, blank=True)
    by_label = models.CharField(_("written by"), max_length=200, blank=True)

    class Meta:
        ordering = ["candidate_id", "entered_on", "pk"]
        verbose_name = _("step of a candidate")
        constraints = [
            models.UniqueConstraint(name="step_one_open", fields=["candidate"], condition=Q(left_on=None)),
            models.CheckConstraint(
                name="step_left_after_entered", condition=Q(left_on=None) | Q(left_on__gte=F("entered_on"))
            ),
            models.CheckConstraint(
                name="step_ended_iff_left",
                condition=Q(left_on=None, end="") | (Q(left_on__isnull=False) & ~Q(end="")),
            ),
        ]
        indexes = [models.Index(fields=["stage", "entered_on"], name="step_at_stage")]


class ExamAttempt(Recorded):
    """One try at an exam. A passed one counts only when its number was checked with the issuer."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="exams")
    exam = models.CharField(_("exam"), max_length=10, choices=Exam)
    field = models.CharField(_("field"), max_length=100, blank=True)  # of a skills test
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)  # reference.tongues.Level
    taken_on = models.DateField(_("taken on"))
    result = models.CharField(_("result"), max_length=10, choices=ExamResult, default=ExamResult.WAITING)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    result_on = models.DateField(_("result on"), null=True, blank=True)
    number = models.CharField(_("certificate number"), max_length=40, blank=True)
    doubts = models.JSONField(_("why in doubt"), default=list, blank=True)  # states.Doubt
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    trust = models.CharField(_("checked"), max_length=10, choices=NumberCheck, default=NumberCheck.TOLD)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=200, blank=True)
    check_words = models.CharField(_("how it was checked"), max_length=300, blank=True)

    class Meta:
        ordering = ["candidate_id", "taken_on", "pk"]
        verbose_name = _("exam of a candidate")
        constraints = [
            models.UniqueConstraint(
                name="exam_number_once", fields=["exam", "number"], condition=~Q(number="") & ~Q(trust="doubted")
            ),
            models.CheckConstraint(
                name="exam_checked_with_day_and_name",
                condition=~Q(trust=NumberCheck.CHECKED) | (Q(checked_on__isnull=False) & ~Q(checked_by="")),
            ),
        ]


class Interview(Recorded):
    """A talk with an employer abroad."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="interviews")
    employer = models.CharField(_("employer"), max_length=200)
    held_on = models.DateField(_("held on"))
    result = models.CharField(_("result"), max_length=10, choices=ExamResult, default=ExamResult.WAITING)
    words = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        ordering = ["candidate_id", "held_on", "pk"]
        verbose_name = _("interview of a candidate")


class Contract(Recorded):
    """The facts of a contract as signed. A later one replaces an earlier one; both stay."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="contracts")
    employer = models.CharField(_("employer"), max_length=200)
    place = models.CharField(_("place of work"), max_length=200)
    work = models.CharField(_("work"), max_length=200, blank=True)
    wage = models.PositiveBigIntegerField(_("wage a month"))  # whole units of ``currency``
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.JPY)
    hours_a_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    lodging = models.CharField(_("lodging"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        ordering = ["candidate_id", "signed_on", "pk"]
        verbose_name = _("contract of a candidate")
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]


class Milestone(Recorded):
    """A paper or a day after the contract: COE, visa, departure. A new one replaces the old, which stays."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(_("milestone"), max_length=12, choices=MilestoneKind)
    number = models.CharField(_("number"), max_length=40, blank=True)
    on = models.DateField(pgettext_lazy("milestone", "on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    words = models.CharField(_("remark"), max_length=300, blank=True)
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

    class Meta:
        ordering = ["candidate_id", "on", "pk"]
        verbose_name = _("milestone of a candidate")
        constraints = [
            models.UniqueConstraint(
                name="milestone_one_current", fields=["candidate", "kind"], condition=Q(replaced_on=None)
            ),
            models.UniqueConstraint(
                name="milestone_number_once",
                fields=["kind", "number"],
                condition=~Q(number="") & Q(replaced_on=None),
            ),
        ]
        indexes = [models.Index(fields=["kind", "on"], condition=Q(replaced_on=None), name="milestone_by_day")]


class CheckIn(Recorded):
    """A question at a fixed month after her arrival: how is she? It waits until she answers."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="check_ins")
    months = models.PositiveSmallIntegerField(_("month"))
    due_on = models.DateField(_("due"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    how = models.CharField(_("how she is"), max_length=10, choices=HowSheIs, blank=True)
    words_sealed = models.BinaryField(null=True, blank=True)  # AES-GCM, see base.sealing
    teller = models.CharField(_("told by"), max_length=10, choices=Teller, blank=True)
    missed_on = models.DateField(_("missed since"), null=True, blank=True)
    followed_on = models.DateField(_("followed up on"), null=True, blank=True)  # a problem, a call, or silence
    followed_by = models.CharField(_("followed up by"), max_length=200, blank=True)
    followed_sealed = models.BinaryField(null=True, blank=True)  # what was found; AES-GCM, see base.sealing

    class Meta:
        ordering = ["candidate_id", "due_on"]
        verbose_name = _("check-in abroad")
        constraints = [
            models.UniqueConstraint(name="abroad_check_in_once_a_month", fields=["candidate", "months"]),
            models.CheckConstraint(name="abroad_check_in_at_its_months", condition=Q(months__in=CHECK_IN_MONTHS)),
            models.CheckConstraint(
                name="abroad_check_in_answered_iff_told",
                condition=Q(answered_at=None, how="") | (Q(answered_at__isnull=False) & ~Q(how="")),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at=None), name="abroad_check_in_waiting")]


class EmployerChange(Recorded):
    """She works for somebody else than before: since when, where, why."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="changes")
    employer = models.CharField(_("new employer"), max_length=200)
    place = models.CharField(_("place of work"), max_length=200, blank=True)
    changed_on = models.DateField(_("since"))
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["candidate_id", "changed_on", "pk"]
        verbose_name = _("change of employer")
