import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.overseas.models.papers import CandidatePaper
from padan.overseas.states import ShareState, Viewed


class Share(Recorded):
    """Papers of some candidates, shown to one receiver through one link until a day. Each candidate agrees first.

    Who is in it stands in ``PaperConsent``: only those who agreed are shown, and only as long as they agree.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TBK"))
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.CharField(_("receiver"), max_length=150)  # as it stands in the mark
    receiver_country = models.CharField(_("country of the receiver"), max_length=2, default="JP")  # ISO 3166-1
    kinds = models.JSONField(_("papers"), default=list)  # kinds of papers; the newest of each is shown
    with_cv = models.BooleanField(_("with the Japanese CV"), default=True)
    passphrase = models.CharField(max_length=128, blank=True, editable=False)  # hashed
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("share link")
        constraints = [
            models.CheckConstraint(name="share_names_its_receiver", condition=~Q(receiver="")),
            models.CheckConstraint(name="share_shows_something", condition=Q(with_cv=True) | ~Q(kinds=[])),
        ]
        indexes = [models.Index(fields=["centre", "-id"], name="share_of_centre")]

    def __str__(self):
        return self.receiver

    def state(self, at) -> ShareState:
        if self.revoked_at:
            return ShareState.REVOKED
        return ShareState.OPEN if at < self.expires_at else ShareState.EXPIRED


class ShareView(models.Model):
    """What happened at a share link: the page, a paper, the CV, a wrong passphrase, a visit after its end."""

    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="views")
    what = models.CharField(_("what"), max_length=10, choices=Viewed)
    at = models.DateTimeField(_("when"))
    candidate = models.ForeignKey(
        "overseas.Candidate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.ForeignKey(CandidatePaper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(pgettext_lazy("share link", "language"), max_length=2, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("look at a share link")
        constraints = [
            models.CheckConstraint(
                name="share_view_of_a_paper_names_it", condition=~Q(what=Viewed.PAPER) | Q(paper__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["share", "what", "at"], name="share_view_of_share")]
