import functools

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.sealing import digest, seal, unseal
from padan.base.stamps import Recorded

NIK = "nik"


class Person(Recorded):
    """Somebody in training, once, however many courses she takes. Unknown columns stay empty."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "ORG"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    nik_sealed = models.BinaryField(null=True, blank=True)  # AES-GCM, see base.sealing
    nik_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    birth_place = models.CharField(_("birth place"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    education = models.CharField(_("education"), max_length=60, blank=True)  # as written
    disability = models.CharField(_("disability"), max_length=100, blank=True)  # specific data: never shown in lists

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person")
        indexes = [models.Index(fields=["name_key"], name="person_name_key")]

    def __str__(self):
        return self.name or self.code

    @property
    def nik(self) -> str:
        """The NIK in the clear, or "". Opening it is the caller's to record."""
        return unseal(self.nik_sealed, purpose=NIK) if self.nik_sealed else ""

    @nik.setter
    def nik(self, plain: str) -> None:
        self.nik_sealed = seal(plain, purpose=NIK) if plain else None
        self.nik_digest = digest(plain, purpose=NIK) if plain else None

    @property
    def nik_masked(self) -> str:
        """``32••••••••••0001``: enough to recognise a paper in hand, not enough to misuse."""
        plain = self.nik
        return f"{plain[:2]}{'•' * 10}{plain[-4:]}" if plain else ""


class UserManager(BaseUserManager):
    def create_user(self, email=None, password=None, **extra):
        user = self.model(email=self.normalize_email(email) or None, **extra)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account: somebody who signs in by e-mail or phone. What she may do is told by her roles."""

    code = models.CharField(max_length=20, unique=True, default=functools.partial(new_code, "AKN"))
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)  # E.164
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # production refuses to start while one is active
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(
                name="user_has_email_or_phone",
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False),
            )
        ]

    def __str__(self):
        return self.name


class SignedLink(Recorded):
    """A door for one act on one thing, for somebody without an account. The token itself is kept nowhere.

    Several links may be out for the same act and thing (it was sent again); using one uses them all. The thing is
    named by its kind and code: rooms above are not known here.
    """

    code = models.CharField(max_length=20, unique=True, default=functools.partial(new_code, "TAU"))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    act = models.CharField(max_length=40)  # dotted, as in the trail
    thing_kind = models.CharField(max_length=60)
    thing_code = models.CharField(max_length=20)
    recipient = models.CharField(_("for"), max_length=200)
    expires_at = models.DateTimeField(_("valid until"))
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("link")
        indexes = [models.Index(fields=["thing_kind", "thing_code", "act"], name="link_of_thing")]

    def __str__(self):
        return self.recipient


class Message(Recorded):
    """A mail on its way: written with the act that causes it, sent by a job, never twice for one key.

    Its words may hold a link, so they are sealed, and emptied once the mail has left.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")

    code = models.CharField(max_length=20, unique=True, default=functools.partial(new_code, "PSN"))
    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body_sealed = models.BinaryField(null=True, blank=True)
    thing_kind = models.CharField(max_length=60)
    thing_code = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        constraints = [
            models.CheckConstraint(
                name="message_sent_at_iff_sent",
                condition=Q(state="sent", sent_at__isnull=False, body_sealed=None)
                | (~Q(state="sent") & Q(sent_at=None, body_sealed__isnull=False)),
            )
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["thing_kind", "thing_code"], name="message_of_thing"),
        ]

    def __str__(self):
        return self.subject
