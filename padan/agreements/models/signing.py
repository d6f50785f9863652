import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.agreements.states import IntentState, SigningMode, StampDuty
from padan.base.codes import new_code
from padan.base.stamps import Recorded


class Approval(Recorded):
    """A party holds this text to be right: which parts it saw, by hash. A change asks again for what it touches."""

    document = models.ForeignKey("agreements.Document", on_delete=models.PROTECT, related_name="approvals")
    party = models.ForeignKey("agreements.Party", on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField(default=dict)  # key of a part to its SHA-256
    words = models.TextField(_("remark"), blank=True)  # what the party asks to be changed; empty when it approves
    approved_at = models.DateTimeField(null=True, blank=True)  # empty: a remark that waits
    answered_at = models.DateTimeField(null=True, blank=True)  # the secretariat has dealt with the remark

    class Meta:
        ordering = ["document_id", "pk"]
        verbose_name = _("approval")
        constraints = [
            models.CheckConstraint(
                name="approval_or_remark", condition=Q(approved_at__isnull=False, words="") | ~Q(words="")
            )
        ]

    def __str__(self):
        return f"{self.party} · {self.document}"


class Intent(Recorded):
    """A signing that was begun: written before the signature is made, so that a crash leaves a question to settle."""

    key = models.CharField(max_length=80, unique=True)  # of the form shown: a second click finds it
    document = models.ForeignKey("agreements.Document", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("agreements.Party", on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)  # what the signatory was shown
    state = models.CharField(max_length=10, choices=IntentState, default=IntentState.BEGUN)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signing begun")
        constraints = [
            models.UniqueConstraint(
                name="intent_one_at_a_time", fields=["document", "party"], condition=Q(state="begun")
            ),
            models.CheckConstraint(
                name="intent_ended_at_iff_ended",
                condition=Q(state="begun", ended_at=None) | (~Q(state="begun") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.key


class Signature(Recorded):
    """One party's signature under one document, recorded as what it is."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TTD"))
    document = models.ForeignKey("agreements.Document", on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey("agreements.Party", on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey("agreements.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(_("how"), max_length=10, choices=SigningMode)
    signatory = models.CharField(_("signatory"), max_length=200)  # as she signed; the party's row may change later
    position = models.CharField(_("position"), max_length=150, blank=True)
    provider = models.CharField(_("provider"), max_length=200, blank=True)  # issuer of the certificate
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed"))
    proven_at = models.DateTimeField(_("time proven"), null=True, blank=True)  # by a timestamp authority
    text_sha256 = models.CharField(max_length=64)  # the frozen text it stands under
    stamp_duty = models.CharField(_("duty stamp"), max_length=10, choices=StampDuty, default=StampDuty.NONE)
    stamp_serial = models.CharField(_("serial of the stamp"), max_length=60, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, blank=True)  # of the file, when it was recorded
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["document_id", "signed_at", "pk"]
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(name="signature_once", fields=["document", "party"], condition=Q(voided_at=None)),
            models.UniqueConstraint(
                name="stamp_serial_once",
                fields=["stamp_duty", "stamp_serial", "party"],
                condition=~Q(stamp_serial="") & Q(voided_at=None),
            ),
        ]

    def __str__(self):
        return self.signatory


class Witness(Recorded):
    """Somebody who saw the agreements of an event being signed, as named in its record."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SKS"))
    event = models.ForeignKey("forum.Event", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position and body"), max_length=200)
    order = models.PositiveSmallIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["event_id", "order", "pk"]
        verbose_name = _("witness")
        constraints = [
            models.UniqueConstraint(name="witness_once", fields=["event", "name"], condition=Q(withdrawn_at=None))
        ]

    def __str__(self):
        return self.name
