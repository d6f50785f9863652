import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import name_key, new_code
from padan.base.stamps import Recorded
from padan.organisations.states import Kind, RoleName


class Organisation(Recorded):
    """A body that signs, trains, employs or watches. ``forum`` is the forum it stands under (a tree)."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "LBG"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    forum = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("address"), max_length=300, blank=True)
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    npwp = models.CharField(_("NPWP"), max_length=16, blank=True)
    industry = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hour_minutes = models.PositiveSmallIntegerField(_("minutes per JP"), default=45)  # a centre's setting
    joined_on = models.DateField(_("member since"), null=True, blank=True)

    class Meta:
        ordering = ["name_key", "pk"]
        verbose_name = _("organisation")
        constraints = [
            models.UniqueConstraint(
                name="organisation_once_per_name_and_region",
                fields=["kind", "name_key", "region"],
                condition=Q(region__isnull=False),
            ),
            models.UniqueConstraint(
                name="organisation_once_per_name_without_region",
                fields=["kind", "name_key"],
                condition=Q(region__isnull=True),
            ),
            models.UniqueConstraint(name="organisation_nib_once", fields=["nib"], condition=~Q(nib="")),
        ]
        indexes = [
            models.Index(fields=["kind", "name_key", "id"], name="organisation_list"),
            models.Index(fields=["forum", "kind", "name_key"], name="organisation_of_forum"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class Contact(Recorded):
    """A named person of a company or office, as she gave herself: no account, no NIK."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164

    class Meta:
        ordering = ["organisation_id", "name", "pk"]
        verbose_name = _("contact")

    def __str__(self):
        return self.name


class Role(Recorded):
    """What an account may do, and where. Without an organisation the role holds for the whole installation."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("role"), max_length=20, choices=RoleName)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint(
                name="role_once", fields=["user", "name", "organisation"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="role_has_a_place",
                condition=Q(organisation__isnull=False)
                | Q(name__in=["graduate", "labour_office", "auditor", "administrator"]),
            ),
        ]

    def __str__(self):
        return f"{self.get_name_display()} · {self.organisation or '–'}"
