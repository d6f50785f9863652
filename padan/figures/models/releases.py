import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.figures.models.frozen import Frozen
from padan.figures.states import ReleaseState


class Release(Recorded):
    """What the public gets for one cut-off: protected tables of one cube, and the frozen figures beside them.

    Once released, the database refuses to change it or its cells. An error is mended by a release that ``corrects`` it.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "RIL"))
    title = models.CharField(_("title"), max_length=150)
    period = models.CharField(_("period"), max_length=100, blank=True)  # in words: "Semester I 2024"
    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(_("cut-off"))
    state = models.CharField(_("state"), max_length=10, choices=ReleaseState, default=ReleaseState.DRAFT)
    tables = models.JSONField(default=list)  # keys of the tables of the cube that are shown
    figures = models.ManyToManyField(Frozen, through="figures.ReleasedFigure", related_name="+")
    audit = models.JSONField(default=dict, blank=True)  # what our own attack found, see ``figures.cube``
    audited_at = models.DateTimeField(null=True, blank=True)
    attack = models.JSONField(null=True, editable=False)  # a job's: "by", "mends", "done"; or why it was "stopped"
    drafted_by = models.CharField(max_length=20)  # code of the account, or "system"
    released_by = models.CharField(max_length=20, blank=True)  # another account: two persons release
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-as_of", "-pk"]
        verbose_name = _("release")
        constraints = [
            models.CheckConstraint(
                name="release_released_iff_said",
                condition=Q(state=ReleaseState.RELEASED, released_at__isnull=False, audited_at__isnull=False)
                & ~Q(released_by="")
                | ~Q(state=ReleaseState.RELEASED) & Q(released_at=None, released_by=""),
            ),
            models.CheckConstraint(name="release_correction_has_a_reason", condition=Q(corrects=None) | ~Q(reason="")),
            models.UniqueConstraint(
                name="release_corrected_once",
                fields=["corrects"],
                condition=Q(corrects__isnull=False, state=ReleaseState.RELEASED),
            ),
            models.UniqueConstraint(
                name="release_once_per_cut_off",
                fields=["forum", "as_of"],
                condition=Q(state=ReleaseState.RELEASED, corrects=None),
            ),
        ]

    def __str__(self):
        return f"{self.title} · {self.code}"

    @property
    def is_attacked(self) -> bool:
        """Whether a job attacks its tables now, or is about to."""
        return bool(self.attack) and "by" in self.attack


class ReleasedFigure(models.Model):
    """A frozen figure that a release shows."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="shown")
    frozen = models.ForeignKey(Frozen, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["release_id", "pk"]
        verbose_name = _("figure of a release")
        constraints = [models.UniqueConstraint(name="released_figure_once", fields=["release", "frozen"])]

    def __str__(self):
        return f"{self.frozen} · {self.release}"


class PublishedCell(models.Model):
    """One cell of the cube as published. An empty coordinate means "all of them".

    A cell has one row however many tables it stands in: the total of a trade is the same number wherever it is read.
    Codes place it, labels are the words of that time; ``count`` is a multiple of five, empty for a group under five.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="cells")
    window = models.CharField(_("window"), max_length=12)
    trade = models.CharField(_("trade"), max_length=100, blank=True)
    programme = models.CharField(max_length=20, blank=True)  # code; its trade stands beside it
    programme_label = models.CharField(_("programme"), max_length=200, blank=True)
    region = models.CharField(max_length=13, blank=True)  # code of a province ("32") or a regency ("32.73")
    region_label = models.CharField(_("region"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=16, blank=True)  # "" is the whole group
    count = models.PositiveIntegerField(pgettext_lazy("cell", "number"), null=True)
    withheld = models.BooleanField(default=False)  # not small itself: a small group could be worked out from it

    class Meta:
        ordering = ["release_id", "window", "trade", "programme_label", "region", "status"]
        verbose_name = _("published cell")
        constraints = [
            models.UniqueConstraint(
                name="published_cell_once", fields=["release", "window", "trade", "programme", "region", "status"]
            ),
            models.CheckConstraint(
                name="published_cell_names_no_small_group", condition=Q(count=None) | Q(count__gte=5)
            ),
            models.CheckConstraint(
                name="published_cell_withheld_says_nothing",
                condition=Q(withheld=False, count=None)
                | Q(withheld=False, count__gte=5)
                | Q(withheld=True, count=None),
            ),
        ]

    def __str__(self):
        return " · ".join(filter(None, [self.window, self.trade, self.programme_label, self.region_label, self.status]))
