from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A province or regency of one edition of the official list, with a point for distances; or a country abroad."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        REGENCY = "regency", _("Regency")
        CITY = "city", _("City")
        COUNTRY = "country", _("Country")

    version = models.CharField(max_length=20)  # "2025": Kepmendagri 300.2.2-2138/2025
    code = models.CharField(_("region code"), max_length=13)
    name = models.CharField(_("name"), max_length=100)
    name_key = models.CharField(max_length=100)  # as compared: upper case, one space, "KABUPATEN …"
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.FloatField(null=True)  # degrees north
    longitude = models.FloatField(null=True)  # degrees east

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        constraints = [models.UniqueConstraint(name="region_once", fields=["version", "code"])]
        indexes = [models.Index(fields=["name_key"], name="region_name_key")]

    def __str__(self):
        return self.name


class Scheme(models.Model):
    """A code list in one version: KBJI 2014, KBLI 2025, SKKNI …"""

    scheme = models.CharField(_("scheme"), max_length=20)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)
    loaded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["scheme", "version"]
        verbose_name = _("code list")
        constraints = [models.UniqueConstraint(name="scheme_once", fields=["scheme", "version"])]

    def __str__(self):
        return self.title

    @property
    def code(self) -> str:
        return f"{self.scheme}-{self.version}"


class Decree(models.Model):
    """A ministerial decree that sets units; a unit of it keeps its own version, whatever a later decree sets."""

    number = models.CharField(_("number"), max_length=20)  # "56", also "KEP.211/MEN"
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=500, blank=True)

    class Meta:
        ordering = ["-year", "number"]
        verbose_name = _("decree")
        constraints = [models.UniqueConstraint(name="decree_once", fields=["number", "year"])]

    def __str__(self):
        return gettext("No. %(number)s of %(year)s") % {"number": self.number, "year": self.year}


class Codes(models.QuerySet):
    """Codes; writing many keeps the words they are found by as saving one does."""

    def bulk_create(self, objs, **kwargs):
        rows = list(objs)
        for row in rows:
            row.words_key = row.key()
        return super().bulk_create(rows, **kwargs)


class Code(models.Model):
    """One code of a code list, held as published."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("title"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    words_key = models.TextField(editable=False, default="")  # for search: code and title, lower case
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, null=True, blank=True, related_name="units")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = Codes.as_manager()

    class Meta:
        ordering = ["scheme_id", "code"]
        verbose_name = _("code")
        constraints = [models.UniqueConstraint(name="code_once", fields=["scheme", "code"])]

    def __str__(self):
        return f"{self.code} {self.title}"

    def key(self, others=()) -> str:
        """What the code is found by, given its other titles."""
        return " ".join([self.code, self.title, *sorted(others)]).casefold()

    def save(self, *args, **kwargs):
        self.words_key = self.key(self.other_titles.values_list("title", flat=True) if self.pk else ())
        super().save(*args, **kwargs)


class OtherTitle(models.Model):
    """Another wording under which files carry a code. The title first kept is never reworded."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="other_titles")
    title = models.CharField(_("title"), max_length=500)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["code_id", "title"]
        verbose_name = _("other title")
        constraints = [models.UniqueConstraint(name="other_title_once", fields=["code", "title"])]

    def __str__(self):
        return self.title


class UnitElement(models.Model):
    """An element of a competency unit: one step of the work."""

    unit = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="elements")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=500)

    class Meta:
        ordering = ["unit_id", "number"]
        verbose_name = _("element of competence")
        constraints = [models.UniqueConstraint(name="element_once", fields=["unit", "number"])]

    def __str__(self):
        return f"{self.number}. {self.title}"


class Criterion(models.Model):
    """A performance criterion of an element (KUK): by what one sees that the step is done well."""

    element = models.ForeignKey(UnitElement, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField(_("number"))  # within its element: 2 for "1.2"
    words = models.TextField(_("words"))

    class Meta:
        ordering = ["element_id", "number"]
        verbose_name = _("performance criterion")
        constraints = [models.UniqueConstraint(name="criterion_once", fields=["element", "number"])]

    def __str__(self):
        return f"{self.element.number}.{self.number} {self.words}"
