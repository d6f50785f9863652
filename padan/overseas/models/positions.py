import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.overseas.models.schemes import Scheme
from padan.overseas.states import Currency, Exam


class Position(Recorded):
    """What stands beside an opening in another country: by which scheme and partner, and what must be checked first.

    Seats, first day, deadline and state are the opening's. The wage stays as it was said, in its currency; the opening
    carries it in rupiah at ``rate_idr``, so that it can be laid beside what a candidate asks for.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PSL"))
    opening = models.OneToOneField("openings.Opening", on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    employer = models.CharField(_("employer"), max_length=200)
    place = models.CharField(_("place of work"), max_length=200)
    field = models.CharField(_("field of work"), max_length=100)
    language_level = models.PositiveSmallIntegerField(_("language level"), null=True, blank=True)  # tongues.Level
    language_exam = models.CharField(  # empty: either of the language exams
        pgettext_lazy("position", "proven by"), max_length=10, choices=[(Exam.JFT, "JFT-Basic"), (Exam.JLPT, "JLPT")],
        blank=True,
    )  # fmt: skip
    skills_test = models.BooleanField(_("asks for the skills test of the field"), default=True)
    wage = models.PositiveBigIntegerField(_("wage a month"))  # whole units of ``currency``
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.JPY)
    rate_idr = models.DecimalField(_("rupiah for one unit"), max_digits=10, decimal_places=4, null=True, blank=True)
    rate_on = models.DateField(_("rate of"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("position abroad")
        constraints = [
            models.CheckConstraint(
                name="position_level_in_range", condition=Q(language_level=None) | Q(language_level__range=(1, 6))
            ),
            models.CheckConstraint(
                name="position_exam_with_level", condition=Q(language_exam="") | Q(language_level__isnull=False)
            ),
            models.CheckConstraint(name="position_pays_a_wage", condition=Q(wage__gte=1)),
            models.CheckConstraint(
                name="position_rate_iff_foreign",
                condition=Q(currency=Currency.IDR, rate_idr=None, rate_on=None)
                | (~Q(currency=Currency.IDR) & Q(rate_idr__gt=0, rate_on__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.field} · {self.employer}"
