import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded
from padan.outcomes.states import ProofState, ShownBy


class AnswerProof(Stored, Recorded):
    """A file that a graduate brought to show what she said: her answer stands on it until she takes it back."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "BKJ"))
    answer = models.ForeignKey("outcomes.Answer", on_delete=models.PROTECT, related_name="+")  # the one that stands
    kind = models.CharField(_("what it is"), max_length=10, choices=ShownBy)
    brought_on = models.DateField(_("brought on"))
    state = models.CharField(_("state"), max_length=10, choices=ProofState, default=ProofState.BROUGHT)
    note = models.CharField(_("what the officer says of it"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-brought_on", "-pk"]
        verbose_name = _("proof of an answer")
        constraints = [
            models.UniqueConstraint(
                name="answer_proof_once",
                fields=["answer", "file_sha256"],
                condition=~Q(state=ProofState.WITHDRAWN) & ~Q(file_sha256=""),
            ),
            models.CheckConstraint(
                name="answer_proof_checked_iff_told",
                condition=Q(state__in=[ProofState.SHOWS, ProofState.NOT_SHOWN], checked_on__isnull=False)
                | Q(state__in=[ProofState.BROUGHT, ProofState.WITHDRAWN]),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.code}"
