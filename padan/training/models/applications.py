import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded
from padan.training.models.batches import Enrolment
from padan.training.states import Check, PaperKind, Source


class Application(Recorded):
    """How somebody came to her place in a batch: her scores, her turn in reserve, why she was not taken."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "DFT"))
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="application")
    source = models.CharField(pgettext_lazy("by which way", "came"), max_length=10, choices=Source)
    applied_on = models.DateField(_("applied on"))
    written_score = models.DecimalField(_("written test"), max_digits=5, decimal_places=2, null=True, blank=True)
    interview_score = models.DecimalField(_("interview"), max_digits=5, decimal_places=2, null=True, blank=True)
    turn = models.PositiveSmallIntegerField(_("turn in reserve"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    withdrawn_on = models.DateField(_("withdrew on"), null=True, blank=True)
    reregistered_on = models.DateField(_("re-registered on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite

    class Meta:
        ordering = ["enrolment_id"]
        verbose_name = _("application")
        constraints = [
            models.CheckConstraint(
                name="application_scores_in_range",
                condition=(Q(written_score=None) | Q(written_score__gte=0, written_score__lte=100))
                & (Q(interview_score=None) | Q(interview_score__gte=0, interview_score__lte=100)),
            ),
        ]

    def __str__(self):
        return self.code


class ApplicationPaper(Stored, Recorded):
    """One paper of the checklist: what the applicant brought and what the centre said of it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="papers", db_index=False)
    kind = models.CharField(_("paper"), max_length=10, choices=PaperKind)
    state = models.CharField(_("state"), max_length=10, choices=Check, default=Check.PENDING)
    note = models.CharField(_("note"), max_length=300, blank=True)
    checked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application_id", "kind"]
        verbose_name = _("paper of an application")
        constraints = [
            models.UniqueConstraint(name="application_paper_once", fields=["application", "kind"]),
            models.CheckConstraint(
                name="application_paper_rejected_with_note", condition=~Q(state=Check.REJECTED) | ~Q(note="")
            ),
        ]

    def __str__(self):
        return f"{self.application_id} · {self.kind}"
