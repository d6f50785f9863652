import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.outcomes.states import AnswerTeller, Status, WhyNotSeeking, Window, rank_of
from padan.placements.states import Evidence


class Answer(Recorded):
    """What one teller said of one graduate at one window: kept as said, a correction stands beside it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "JWB"))
    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    window = models.CharField(_("window"), max_length=12, choices=Window)
    status = models.CharField(_("status"), max_length=16, choices=Status)
    teller = models.CharField(_("told by"), max_length=12, choices=AnswerTeller)
    evidence = models.CharField(_("evidence"), max_length=20, choices=Evidence, default=Evidence.SELF_REPORT)
    as_of = models.DateField(_("as of"))
    began_on = models.DateField(_("since"), null=True, blank=True)
    job = models.CharField(_("job as told"), max_length=200, blank=True)
    employer = models.CharField(_("employer as told"), max_length=200, blank=True)
    place = models.CharField(_("place as told"), max_length=150, blank=True)
    field_fit = models.PositiveSmallIntegerField(_("fits the training"), null=True, blank=True)  # 1 not .. 4 fully
    formal = models.BooleanField(_("with a written contract"), null=True, blank=True)
    abroad = models.BooleanField(_("abroad"), null=True, blank=True)
    why_not = models.CharField(_("why she does not seek"), max_length=12, choices=WhyNotSeeking, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)  # file name, or what an officer noted of it
    asked = models.ForeignKey("outcomes.Asked", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    settles = models.BooleanField(default=False)  # an officer decided between answers that disagreed
    stands = models.BooleanField(default=True)  # not replaced by the same teller
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering = ["enrolment_id", "window", "pk"]
        verbose_name = _("answer")
        constraints = [
            models.UniqueConstraint(
                name="answer_one_standing_per_teller",
                fields=["enrolment", "window", "teller"],
                condition=Q(stands=True, settles=False),
            ),
            models.CheckConstraint(
                name="answer_replaced_stands_no_more", condition=Q(replaced_by=None) | Q(stands=False)
            ),
            models.CheckConstraint(name="answer_tells_something", condition=~Q(status="unknown")),
            models.CheckConstraint(
                name="answer_fit_on_the_scale", condition=Q(field_fit=None) | Q(field_fit__gte=1, field_fit__lte=4)
            ),
            models.CheckConstraint(
                name="answer_why_not_when_not_seeking", condition=Q(why_not="") | Q(status="not_seeking")
            ),
            models.CheckConstraint(
                name="answer_settled_by_an_officer", condition=Q(settles=False) | Q(teller="officer")
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "window", "stands"], name="answer_of_enrolment")]

    def __str__(self):
        return f"{self.get_status_display()} · {self.get_teller_display()}"

    @property
    def rank(self) -> int:
        """How much it weighs beside others, 0 to 5."""
        return rank_of(self.teller, self.evidence)
