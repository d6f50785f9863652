import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.needs.states import Ending, NeedState, Strength, Verdict, WhyNot


class Need(Recorded):
    """One thing a company says it will want. Its own words stay as said; codes and units stand beside them."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "KBT"))
    company = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("in the company's words"))
    words_key = models.TextField(editable=False)  # for search: company, words, lower case
    occupation = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_count = models.PositiveIntegerField(_("people"))
    due_on = models.DateField(_("needed by"), null=True, blank=True)
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wage_from_idr = models.PositiveBigIntegerField(_("wage from"), null=True, blank=True)  # rupiah a month
    wage_to_idr = models.PositiveBigIntegerField(_("wage to"), null=True, blank=True)
    strength = models.CharField(_("strength"), max_length=10, choices=Strength, default=Strength.SURVEY)
    said_by = models.CharField(_("said by"), max_length=200, blank=True)
    reply_email = models.EmailField(_("answer to"), blank=True)  # whoever said it reads the answer there
    said_on = models.DateField(_("said on"))
    place = models.ForeignKey(
        "needs.SurveyPlace", on_delete=models.PROTECT, null=True, blank=True, related_name="needs"
    )  # said in answer to a survey
    answer_due_on = models.DateField(_("answer due"))  # the forum's own promise
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=NeedState, default=NeedState.OPEN)
    ending = models.CharField(_("how it ended"), max_length=15, choices=Ending, blank=True)
    why_not = models.CharField(_("why not all came"), max_length=20, choices=WhyNot, blank=True)
    closing_words = models.TextField(_("closing words"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    external_ref = models.CharField(
        _("source reference"), max_length=120, blank=True
    )  # of a device or a workbook's row

    class Meta:
        ordering = ["answer_due_on", "pk"]
        verbose_name = _("need")
        constraints = [
            models.CheckConstraint(name="need_asks_for_someone", condition=Q(head_count__gte=1)),
            models.CheckConstraint(
                name="need_wage_in_order",
                condition=Q(wage_from_idr=None) | Q(wage_to_idr=None) | Q(wage_to_idr__gte=F("wage_from_idr")),
            ),
            models.CheckConstraint(
                name="need_answered_iff_said", condition=~Q(state="answered") | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="need_ending_iff_closed",
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(ending="")
                | ~Q(state="closed") & Q(closed_on=None, ending="", why_not="", closing_words=""),
            ),
            models.CheckConstraint(
                name="need_why_not_iff_some_missing",
                condition=Q(ending__in=["", "fulfilled"], why_not="")
                | Q(ending__in=["partly", "not_fulfilled"]) & ~Q(why_not=""),
            ),
            models.UniqueConstraint(
                name="need_once_per_source", fields=["company", "external_ref"], condition=~Q(external_ref="")
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_due_on", "id"], name="need_waiting"),
            models.Index(fields=["-said_on", "id"], name="need_newest"),
            models.Index(fields=["external_ref"], name="need_by_source", condition=~Q(external_ref="")),
        ]

    def __str__(self):
        return f"{self.head_count} · {self.words[:80]}"

    def save(self, *args, **kwargs):
        self.words_key = f"{self.company.name} {self.words}".casefold()
        super().save(*args, **kwargs)


class NeedUnit(models.Model):
    """A competency unit that a need asks for, required or welcome."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    required = models.BooleanField(_("required"), default=True)

    class Meta:
        ordering = ["need_id", "unit_id"]
        verbose_name = _("unit of a need")
        constraints = [models.UniqueConstraint(name="need_unit_once", fields=["need", "unit"])]


class CodeDecision(models.Model):
    """What a person said to a unit or occupation suggested for a need, or found by hand: later suggestions learn.

    A rejection or an acceptance taken back leaves the table; the trail keeps both.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="decisions")
    code = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    by_hand = models.BooleanField(_("found by hand"), default=False)
    words = models.CharField(_("words matched"), max_length=500, blank=True)  # of the need, as shown
    confidence = models.FloatField(_("confidence"), null=True, blank=True)  # as shown when decided, 0 to 1
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"))

    class Meta:
        ordering = ["need_id", "pk"]
        verbose_name = _("decision on a suggestion")
        constraints = [
            models.UniqueConstraint(name="need_decides_a_code_once", fields=["need", "code"]),
            models.CheckConstraint(
                name="decision_confidence_is_a_share",
                condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1),
            ),
            models.CheckConstraint(name="by_hand_is_accepted", condition=Q(by_hand=False) | Q(verdict="accepted")),
        ]


class Survey(Recorded):
    """One question to all partners of a forum, usually once a year: whom will you need?"""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SVK"))
    forum = models.ForeignKey("forum.Forum", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    words = models.TextField(_("what is asked"), blank=True)
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = _("survey")
        constraints = [models.CheckConstraint(name="survey_closes_after", condition=Q(closes_on__gt=F("opens_on")))]

    def __str__(self):
        return self.title


class SurveyPlace(Recorded):
    """One company asked in a survey: through whom, when, and whether it answered, if only that it needs nobody."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "SVP"))
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="places")
    company = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(_("asked through"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    needs_nobody = models.BooleanField(_("needs nobody"), default=False)

    class Meta:
        ordering = ["survey_id", "pk"]
        verbose_name = _("place in a survey")
        constraints = [
            models.UniqueConstraint(name="survey_asks_a_company_once", fields=["survey", "company"]),
            models.CheckConstraint(
                name="survey_needs_nobody_is_an_answer", condition=Q(needs_nobody=False) | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.recipient or str(self.company)
