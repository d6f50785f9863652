import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.openings.states import CodeCheck, Ending, OpeningKind, OpeningState, ReportKind
from padan.reference.tongues import Tongue


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
    wage_to_idr = models.PositiveBigIntegerField(_("wage to"), null=True, blank=True)
    starts_on = models.DateField(_("first day of work"), null=True, blank=True)  # local date at the workplace
    kkni_level = models.PositiveSmallIntegerField(_("KKNI level"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=Tongue, blank=True, default="", db_default="")
    language_level = models.PositiveSmallIntegerField(_("language level"), null=True, blank=True)  # 1 (A1) to 6 (C2)
    # schooling, experience and other conditions are for the report of vacancies; no match reads them
    education = models.CharField(_("schooling"), max_length=100, blank=True, default="", db_default="")
    experience = models.CharField(_("experience"), max_length=200, blank=True, default="", db_default="")
    conditions = models.CharField(_("other conditions"), max_length=300, blank=True, default="", db_default="")
    karirhub_ref = models.CharField(_("Karirhub reference"), max_length=60, blank=True, default="", db_default="")
    written_by = models.CharField(_("written by"), max_length=200, blank=True, default="", db_default="")
    reply_email = models.EmailField(_("e-mail for news"), blank=True, default="", db_default="")
    reply_phone = models.CharField(
        _("WhatsApp for news"), max_length=20, blank=True, default="", db_default=""
    )  # E.164
    reminded_at = models.DateTimeField(null=True, blank=True)  # that the deadline nears
    ending = models.CharField(_("why it ended"), max_length=10, choices=Ending, blank=True, default="", db_default="")
    revision = models.PositiveIntegerField(default=0, db_default=0)  # grows with each change of what it says
    need = models.ForeignKey("needs.Need", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promise = models.ForeignKey("agreements.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=OpeningState, default=OpeningState.OPEN)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("opening")
        constraints = [
            models.CheckConstraint(name="opening_has_seats", condition=Q(seats__gte=1)),
            models.CheckConstraint(name="opening_never_over_filled", condition=Q(seats_taken__lte=F("seats"))),
            models.CheckConstraint(
                name="opening_wage_in_order",
                condition=Q(wage_from_idr=None) | Q(wage_to_idr=None) | Q(wage_to_idr__gte=F("wage_from_idr")),
            ),
            models.CheckConstraint(
                name="opening_kkni_in_range", condition=Q(kkni_level=None) | Q(kkni_level__range=(1, 9))
            ),
            models.CheckConstraint(
                name="opening_language_with_level",
                condition=Q(language="", language_level=None) | (~Q(language="") & Q(language_level__range=(1, 6))),
            ),
            models.UniqueConstraint(
                name="opening_once_per_source", fields=["owner", "external_ref"], condition=~Q(external_ref="")
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="opening_of_owner"),
            models.Index(fields=["company", "-id"], name="opening_of_company"),
            models.Index(fields=["kind", "state", "-id"], name="opening_by_kind"),
            models.Index(fields=["closes_at"], condition=Q(state="open"), name="opening_running_out"),
        ]

    def __str__(self):
        return self.title

    @property
    def free(self) -> int:
        """Seats that nobody has taken yet."""
        return self.seats - self.seats_taken


class OpeningUnit(models.Model):
    """A competency unit that an opening asks for: required, or welcome."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    required = models.BooleanField(_("required"), default=True)

    class Meta:
        ordering = ["opening_id", "-required", "unit_id"]
        verbose_name = _("unit of an opening")
        constraints = [models.UniqueConstraint(name="opening_unit_once", fields=["opening", "unit"])]


class AgeLimit(Recorded):
    """An age that the law or the nature of the work demands: why, and who let it pass. It is reported, nothing else.

    No filter, no match and no list reads this table.
    """

    opening = models.OneToOneField(Opening, on_delete=models.CASCADE, related_name="age_limit")
    youngest = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)  # years
    oldest = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    reason = models.TextField(_("why the work needs it"))
    approver = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    class Meta:
        ordering = ["opening_id"]
        verbose_name = _("age limit")
        constraints = [
            models.CheckConstraint(
                name="age_limit_says_an_age", condition=Q(youngest__isnull=False) | Q(oldest__isnull=False)
            ),
            models.CheckConstraint(
                name="age_limit_in_order",
                condition=Q(youngest=None) | Q(oldest=None) | Q(oldest__gte=F("youngest")),
            ),
            models.CheckConstraint(name="age_limit_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="age_limit_approved_by_somebody",
                condition=Q(approver=None, approved_at=None) | Q(approver__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.youngest or ''}–{self.oldest or ''}"


class VacancyReport(Recorded):
    """That an opening was reported to the ministry, as vacant or as filled: when, by whom, under which reference."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "LPR"))
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("reported as"), max_length=10, choices=ReportKind)
    reported_on = models.DateField(_("reported on"))
    karirhub_ref = models.CharField(_("Karirhub reference"), max_length=60, blank=True)
    revision = models.PositiveIntegerField()  # of the opening, as it was reported
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-reported_on", "-pk"]
        verbose_name = _("report of a vacancy")
        constraints = [
            models.UniqueConstraint(name="vacancy_reported_once_as_such", fields=["opening", "kind", "revision"])
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.opening}"
