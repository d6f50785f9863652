import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.stamps import Recorded


class Frozen(Recorded):
    """A figure as it was said on one day, with all that is needed to prove it later. Never changed, never removed.

    The database refuses UPDATE and DELETE. Words are those of that time, in Indonesian. ``scope`` is a code and no key:
    merging two bodies must not touch what was said of one of them.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "ANG"))
    key = models.SlugField(_("figure"), max_length=50)
    label = models.CharField(_("figure in words"), max_length=200)
    rule_version = models.PositiveSmallIntegerField(_("version of the rule"))
    rule = models.TextField(_("rule"))
    unit = models.CharField(max_length=10)  # registry.SHARE or COUNT
    of_what = models.CharField(max_length=100, blank=True)  # what the denominator counts: "lulusan"
    scope = models.CharField(
        pgettext_lazy("figure", "scope"), max_length=20, blank=True
    )  # code of a body; "": the whole installation
    scope_label = models.CharField(max_length=200, blank=True)
    window = models.CharField(_("window"), max_length=12, blank=True)  # "" where the figure has none
    as_of = models.DateField(_("cut-off"))
    dimensions = models.JSONField(default=dict, blank=True)  # how the rows were narrowed further: {"trade": "Las"}
    value = models.FloatField(null=True)  # a share 0 to 1, or a count; empty where nothing was counted of
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()
    low = models.FloatField(null=True)  # 95 % Wilson interval of a share
    high = models.FloatField(null=True)
    unknown = models.PositiveBigIntegerField(null=True)  # of the denominator, nobody knows
    parts = models.JSONField(default=list)  # [{"key", "label", "n", "share"}]
    rows_count = models.PositiveBigIntegerField()
    rows_hash = models.CharField(max_length=64)  # SHA-256 over the sorted lines "code TAB counted as LF"
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)  # 1, and one more with each correction
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    frozen_by = models.CharField(max_length=20)  # code of the account, or "system"
    frozen_at = models.DateTimeField(_("frozen"))

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        verbose_name = _("frozen figure")
        constraints = [
            models.UniqueConstraint(
                name="frozen_corrected_once", fields=["corrects"], condition=Q(corrects__isnull=False)
            ),
            models.CheckConstraint(
                name="frozen_correction_has_a_reason",
                condition=Q(corrects=None, reason="", version=1)
                | (Q(corrects__isnull=False, version__gt=1) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="frozen_share_within_whole", condition=~Q(unit="share") | Q(numerator__lte=F("denominator"))
            ),
        ]
        indexes = [models.Index(fields=["key", "scope", "-frozen_at"], name="frozen_of_figure")]

    def __str__(self):
        return f"{self.label} · {self.code}"


class FrozenRows(models.Model):
    """The rows behind a frozen figure: the very lines its hash was taken of, packed. As unchanging as the figure."""

    frozen = models.OneToOneField(Frozen, on_delete=models.PROTECT, related_name="kept", primary_key=True)
    packed = models.BinaryField()  # zlib over the lines

    class Meta:
        verbose_name = _("rows of a frozen figure")

    def __str__(self):
        return str(self.frozen)
