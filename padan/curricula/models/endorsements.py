import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded


class Endorsement(Recorded):
    """One company asked what it thinks of a version: through whom, when, and its word once given.

    It counts for the text it was given for: ``text_sha256`` is the digest of what the member saw.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "DKG"))
    version = models.ForeignKey("curricula.CurriculumVersion", on_delete=models.PROTECT, related_name="endorsements")
    company = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(_("asked through"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    asked_at = models.DateTimeField(_("asked"))  # the newest asking, reminders included
    reminded = models.PositiveSmallIntegerField(_("reminders"), default=0)
    endorsed_at = models.DateTimeField(_("endorsed"), null=True, blank=True)
    endorsed_by = models.CharField(_("endorsed by"), max_length=200, blank=True)
    words = models.TextField(_("in the member's words"), blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["version_id", "pk"]
        verbose_name = _("endorsement")
        constraints = [
            models.UniqueConstraint(name="endorsement_asks_a_company_once", fields=["version", "company"]),
            models.CheckConstraint(
                name="endorsement_says_of_what",
                condition=Q(endorsed_at=None, text_sha256="") | Q(endorsed_at__isnull=False) & ~Q(text_sha256=""),
            ),
        ]

    def __str__(self):
        return self.recipient or str(self.company)


class UnitRemark(Recorded):
    """A change that a member asks for, at a unit or at the version as a whole. It stands until it is resolved."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="remarks")
    unit = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("what should change"))
    said_by = models.CharField(_("said by"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("said"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    answer = models.TextField(_("what came of it"), blank=True)

    class Meta:
        ordering = ["said_at", "pk"]
        verbose_name = _("remark on a unit")
        constraints = [
            models.CheckConstraint(name="unit_remark_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="unit_remark_resolved_with_words", condition=Q(resolved_at=None) | ~Q(answer="")
            ),
        ]

    def __str__(self):
        return self.words[:80]
