import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.openings.states import CodeCheck, OpeningKind, OpeningState


class Opening(Recorded):
    """Seats for one kind of work. ``owner`` keeps the row: the centre that imported it or the company itself."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "LOW"))
    owner = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty: not known yet
    external_ref = models.CharField(_("source reference"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=OpeningKind, default=OpeningKind.JOB)
    title = models.CharField(_("title"), max_length=300)
    words_key = models.TextField(editable=False)  # for search: title, company, place; lower case
    occupation_written = models.CharField(_("occupation code as written"), max_length=100, blank=True)
    occupation_title_written = models.CharField(_("occupation as written"), max_length=300, blank=True)
    occupation_check = models.CharField(max_length=12, choices=CodeCheck, default=CodeCheck.NONE)
    occupation = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    description = models.TextField(_("description"), blank=True)
    competences = models.TextField(_("competences as written"), blank=True)
    studies = models.TextField(_("fields of study as written"), blank=True)
    seats = models.PositiveIntegerField(_("seats"))
    seats_estimated = models.BooleanField(_("seats are an estimate"), default=False)
    seats_taken = models.PositiveIntegerField(default=0)
    applicants = models.PositiveIntegerField(_("applicants as reported"), null=True, blank=True)
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region_written = models.CharField(_("place as written"), max_length=150, blank=True)
    closes_at = models.DateTimeField(_("deadline"), null=True, blank=True)  # instant; shown at the centre's place
    wage_from_idr = models.PositiveBigIntegerField(_("wage from"), null=True, blank=True)  # rupiah a month
    need = models.ForeignKey("needs.Need", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promise = models.ForeignKey("agreements.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=OpeningState, default=OpeningState.OPEN)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("opening")
        constraints = [
            models.CheckConstraint(name="opening_has_seats", condition=Q(seats__gte=1)),
            models.CheckConstraint(name="opening_never_over_filled", condition=Q(seats_taken__lte=F("seats"))),
            models.UniqueConstraint(
                name="opening_once_per_source", fields=["owner", "external_ref"], condition=~Q(external_ref="")
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="opening_of_owner"),
            models.Index(fields=["company", "-id"], name="opening_of_company"),
            models.Index(fields=["kind", "state", "-id"], name="opening_by_kind"),
        ]

    def __str__(self):
        return self.title
