from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.stamps import Recorded
from padan.reference.tongues import Tongue


class Graduate(Recorded):
    """A person who finished at least one batch. ``centre`` is where she finished last."""

    code = models.CharField(_("code"), max_length=20, unique=True)  # the person's code with "LLS" for "ORG"
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(  # finished last
        "training.Batch", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words_key = models.CharField(max_length=420, editable=False)  # for search: code, name, class; lower case
    finished_on = models.DateField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("graduate")
        indexes = [
            models.Index(fields=["centre", "-id"], name="graduate_of_centre"),
            models.Index(fields=["batch", "-id"], name="graduate_of_batch"),
        ]

    def __str__(self):
        return self.code


class Seeking(Recorded):
    """What a graduate says about the work she looks for. Hers: kept by link or account, paused when she likes.

    ``is_open`` False: she does not look for work now. ``confirmed_at`` tells how fresh it is.
    """

    graduate = models.OneToOneField(Graduate, on_delete=models.CASCADE, related_name="seeking")
    is_open = models.BooleanField(_("looks for work"))
    ask_again_on = models.DateField(_("ask again"), null=True, blank=True)  # while she does not look for work
    home = models.ForeignKey(  # the regency she sets out from
        "reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    earliest_on = models.DateField(_("can begin"), null=True, blank=True)
    lowest_wage_idr = models.PositiveBigIntegerField(_("lowest wage"), null=True, blank=True)  # rupiah a month
    confirmed_at = models.DateTimeField(_("confirmed"))  # by herself, or by whoever kept it for her
    asked_at = models.DateTimeField(_("asked again"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["graduate_id"]
        verbose_name = _("seeking profile")
        indexes = [models.Index(fields=["confirmed_at"], condition=Q(is_open=True), name="seeking_fresh")]

    def __str__(self):
        return str(self.graduate)


class SeekingRegion(models.Model):
    """A province or regency where she is willing to work."""

    seeking = models.ForeignKey(Seeking, on_delete=models.CASCADE, related_name="regions")
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["seeking_id", "region_id"]
        verbose_name = _("willing region")
        constraints = [models.UniqueConstraint(name="seeking_region_once", fields=["seeking", "region"])]


class Language(models.Model):
    """A language a graduate speaks, and how well: 1 (a few sentences, A1) to 6 (like her own, C2)."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=8, choices=Tongue)
    level = models.PositiveSmallIntegerField(_("level"))

    class Meta:
        ordering = ["graduate_id", "language"]
        verbose_name = _("language of a graduate")
        constraints = [
            models.UniqueConstraint(name="language_once_per_graduate", fields=["graduate", "language"]),
            models.CheckConstraint(name="language_level_in_range", condition=Q(level__range=(1, 6))),
        ]


class WayAbroad(Recorded):
    """That a graduate is on her way to work in a country, beside what she looks for at home: nothing is taken from it.

    Kept by whoever leads her there, from what stands in their own rows; she and her centre read it there.
    """

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="ways_abroad")
    country = models.ForeignKey("reference.Region", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["graduate_id", "country_id"]
        verbose_name = _("way abroad")
        constraints = [models.UniqueConstraint(name="way_abroad_once", fields=["graduate", "country"])]


class CheckedCode(Recorded):
    """What a graduate holds by a paper that somebody else checked, as ``reference.abroad.CHECKED`` lists it."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="checked_codes")
    code = models.ForeignKey("reference.Code", on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("holds until"), null=True, blank=True)  # its last day; None: it does not run out

    class Meta:
        ordering = ["graduate_id", "code_id"]
        verbose_name = _("checked by somebody else")
        constraints = [models.UniqueConstraint(name="checked_code_once", fields=["graduate", "code"])]
