import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import name_key, new_code
from padan.base.stamps import Recorded
from padan.organisations.names import keys_of
from padan.organisations.states import Kind, PairReason, PairState, RoleName


class Organisation(Recorded):
    """A body that signs, trains, employs or watches. ``forum`` is the forum it stands under (a tree)."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "LBG"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    core_key = models.CharField(max_length=400, editable=False)  # without legal form and punctuation: see ``names``
    words_key = models.TextField(editable=False)  # for search: this name and the former ones, lower case
    forum = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("address"), max_length=300, blank=True)
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    npwp = models.CharField(_("NPWP"), max_length=16, blank=True)
    wlkp = models.CharField(_("WLKP number"), max_length=40, blank=True)  # of the yearly manpower report, if any
    industry = models.ForeignKey("reference.Code", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hour_minutes = models.PositiveSmallIntegerField(_("minutes per JP"), default=45)  # a centre's setting
    endorsements_needed = models.PositiveSmallIntegerField(_("endorsements a curriculum needs"), default=1)
    joined_on = models.DateField(_("member since"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)  # no longer there; its rows stay
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite

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
            models.Index(fields=["core_key"], name="organisation_core"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Rows written in bulk take their keys from ``names.keys_of``."""
        former = self.aliases.order_by("pk").values_list("name_key", flat=True) if self.pk else ()
        for key, value in keys_of(self.name, former).items():
            setattr(self, key, value)
        super().save(*args, **kwargs)


class Alias(Recorded):
    """Another name of a body: a former one, or that of a body merged into it, whose code then leads here."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    code = models.CharField(_("former code"), max_length=20, blank=True)

    class Meta:
        ordering = ["organisation_id", "pk"]
        verbose_name = _("other name")
        constraints = [
            models.UniqueConstraint(name="alias_code_once", fields=["code"], condition=~Q(code="")),
            models.UniqueConstraint(
                name="alias_once_per_body", fields=["organisation", "name_key"], condition=Q(code="")
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class LikelyPair(Recorded):
    """Two bodies that may be one: suggested by a chore, answered by a person. A "no" is never asked again."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PSG"))
    one = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")  # the older row
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=PairReason)
    likeness = models.PositiveSmallIntegerField()  # 0 to 1000
    state = models.CharField(_("state"), max_length=10, choices=PairState, default=PairState.OPEN)
    answered_by = models.CharField(max_length=20, blank=True)  # code of the account
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-likeness", "pk"]
        verbose_name = _("pair")
        constraints = [
            models.UniqueConstraint(name="pair_once", fields=["one", "other"]),
            models.CheckConstraint(name="pair_in_order", condition=Q(one__lt=F("other"))),
        ]
        indexes = [models.Index(fields=["state", "-likeness", "id"], name="pair_waiting")]

    def __str__(self):
        return f"{self.one} · {self.other}"


class Contact(Recorded):
    """A named person of a company or office, as she gave herself: no account, no NIK."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "KTK"))
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
