import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.agreements.states import AgreementKind, DocumentKind, DocumentState, PaperKind
from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded


class Template(Recorded):
    """The text an agreement of one kind begins with. Without a forum: shipped with Padan, for all to copy."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "NSK"))
    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind)
    name = models.CharField(_("name"), max_length=200)
    body = models.TextField(_("text"))
    revision = models.PositiveIntegerField(default=1, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["kind", "name", "pk"]
        verbose_name = _("template")
        constraints = [
            models.UniqueConstraint(
                name="template_name_once", fields=["forum", "kind", "name"], condition=Q(retired_at=None)
            )
        ]

    def __str__(self):
        return self.name


class Document(Recorded):
    """A text that is signed: the agreement itself, an addendum, or a sheet of corrections.

    While it is a draft, ``body`` is edited. Freezing keeps what was filled into it (``context``), the articles that
    came out (``text``) and their SHA-256; from then on nothing of it changes.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "DOK"))
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind, default=DocumentKind.MAIN)
    order = models.PositiveSmallIntegerField(default=0)  # 0: the agreement; then as they came
    title = models.CharField(_("title"), max_length=300)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body = models.TextField(_("text"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    context = models.JSONField(default=dict, blank=True, editable=False)
    text = models.JSONField(default=list, blank=True, editable=False)  # parts: see actions.texts
    text_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    asks = models.ManyToManyField("agreements.Party", related_name="+", blank=True)  # a correction: who signs it
    new_ends_on = models.DateField(_("new end"), null=True, blank=True)  # an addendum may move the term

    class Meta:
        ordering = ["agreement_id", "order", "pk"]
        verbose_name = _("document")
        constraints = [
            models.UniqueConstraint(name="document_order_once", fields=["agreement", "order"]),
            models.CheckConstraint(
                name="document_frozen_has_its_text",
                condition=Q(state__in=["draft", "voided"]) | (Q(frozen_at__isnull=False) & ~Q(text_sha256="")),
            ),
        ]

    def __str__(self):
        return self.title


class Paper(Stored, Recorded):
    """One file of a document. A signature makes the next one; none is ever changed."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "LBR"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document_id", "order"]
        verbose_name = _("paper")
        constraints = [models.UniqueConstraint(name="paper_order_once", fields=["document", "order"])]
        indexes = [models.Index(fields=["file_sha256"], name="paper_by_hash")]

    def __str__(self):
        return self.code
