from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A province or regency of one edition of the official list, with a point for distances."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        REGENCY = "regency", _("Regency")
        CITY = "city", _("City")

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


class Code(models.Model):
    """One code of a code list, held as published."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("title"), max_length=500)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["scheme_id", "code"]
        verbose_name = _("code")
        constraints = [models.UniqueConstraint(name="code_once", fields=["scheme", "code"])]

    def __str__(self):
        return f"{self.code} {self.title}"
