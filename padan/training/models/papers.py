import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded
from padan.training.states import CertificateKind, CertificateMode, CertificateState, RevokeReason


class CertificateSeries(Recorded):
    """How a centre writes one kind of its papers: whose name stands on them, and how they are numbered.

    A certificate of competence is issued under the licence of a certification body (LSP), which numbers it.
    """

    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=CertificateKind)
    pattern = models.CharField(_("pattern"), max_length=60)
    year = models.PositiveSmallIntegerField(default=0, editable=False)  # the year that ``last`` counts in
    last = models.PositiveIntegerField(default=0, editable=False)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)  # empty: the centre itself
    licence = models.CharField(_("licence number"), max_length=100, blank=True)
    place = models.CharField(_("place of issue"), max_length=100)
    signatory = models.CharField(_("signatory"), max_length=200)
    position = models.CharField(_("position"), max_length=150)

    class Meta:
        ordering = ["centre_id", "kind"]
        verbose_name = _("series of papers")
        constraints = [
            models.UniqueConstraint(name="certificate_series_once", fields=["centre", "kind"]),
            models.CheckConstraint(
                name="certificate_series_is_licensed",
                condition=Q(kind="training") | (~Q(issuer="") & ~Q(licence="")),
            ),
        ]

    def __str__(self):
        return self.pattern


class IssuerKey(Recorded):
    """What a centre's credentials are signed with. The private half is sealed; the public one stands for everybody."""

    code = models.CharField(max_length=20, unique=True, default=functools.partial(new_code, "KCI"))
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    public = models.CharField(max_length=43)  # base64url of 32 bytes
    private_sealed = models.BinaryField()  # AES-GCM, see base.sealing
    closed_at = models.DateTimeField(null=True, blank=True)  # what it signed before still holds

    class Meta:
        ordering = ["centre_id", "pk"]
        verbose_name = _("issuer's key")
        constraints = [
            models.UniqueConstraint(name="issuer_key_one_open", fields=["centre"], condition=Q(closed_at=None))
        ]

    def __str__(self):
        return self.code


class Certificate(Stored, Recorded):
    """One paper for one person of one class. Its file is kept when it is issued, and never changes.

    Numbers stay taken whatever becomes of a paper. A corrected paper is a new one that names the old.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SRT"))
    kind = models.CharField(_("kind"), max_length=10, choices=CertificateKind)
    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="papers")
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=100)
    number_year = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CertificateState, default=CertificateState.DRAFT)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", db_index=False
    )
    drafted_at = models.DateTimeField()
    content = models.JSONField(default=dict, blank=True, editable=False)  # what is printed: see queries.papers
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    mode = models.CharField(_("how"), max_length=10, choices=CertificateMode, blank=True)
    signer = models.CharField(_("signed by"), max_length=200, blank=True)  # as the certificate or the paper says
    provider = models.CharField(_("provider"), max_length=200, blank=True)  # issuer of the signatory's certificate
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    proven_at = models.DateTimeField(_("time proven"), null=True, blank=True)  # by a timestamp authority
    credential = models.TextField(blank=True, editable=False)  # a signed token
    status_list = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    status_place = models.PositiveIntegerField(null=True, blank=True, editable=False)  # drawn by lot
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_for = models.CharField(_("why"), max_length=10, choices=RevokeReason, blank=True)
    revoke_words = models.CharField(_("in words"), max_length=300, blank=True)
    revoked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("certificate")
        constraints = [
            models.UniqueConstraint(name="certificate_number_once", fields=["centre", "number"]),
            models.UniqueConstraint(
                name="certificate_one_draft", fields=["enrolment", "kind"], condition=Q(state="draft")
            ),
            models.UniqueConstraint(
                name="certificate_one_in_force", fields=["enrolment", "kind"], condition=Q(state="issued")
            ),
            models.UniqueConstraint(
                name="certificate_replaced_once", fields=["replaces"], condition=~Q(state="withdrawn")
            ),
            models.UniqueConstraint(
                name="certificate_status_place_once", fields=["centre", "status_list", "status_place"]
            ),
            models.CheckConstraint(
                name="certificate_file_iff_issued",
                condition=Q(state__in=["draft", "withdrawn"], file_sha256="", issued_at=None, status_place=None)
                | Q(
                    ~Q(file_sha256=""),
                    state__in=["issued", "revoked"],
                    issued_at__isnull=False,
                    issued_on__isnull=False,
                    status_list__isnull=False,
                    status_place__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_reason",
                condition=Q(state="revoked", revoked_at__isnull=False) & ~Q(revoked_for="")
                | ~Q(state="revoked") & Q(revoked_at=None, revoked_for=""),
            ),
            models.CheckConstraint(
                name="certificate_of_competence_ends",
                condition=~Q(kind="competence") | Q(issued_on=None) | Q(valid_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "-id"], name="certificate_of_centre"),
            models.Index(fields=["file_sha256"], name="certificate_by_hash"),
        ]

    def __str__(self):
        return self.number

    @property
    def said(self) -> dict:
        """What is printed on it; nothing once she was erased."""
        return self.content or {}
