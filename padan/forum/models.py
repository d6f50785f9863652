import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded


class Forum(Recorded):
    """What makes an organisation a forum: its level and the centre it stands beside."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("National forum")
        REGIONAL = "regional", _("Regional forum")

    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    centre = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("forum")

    def __str__(self):
        return str(self.organisation)


class BoardTerm(Recorded):
    """A board's term of office, by decree; three years unless the decree says otherwise."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="terms")
    decree_number = models.CharField(_("decree number"), max_length=80)
    decree_on = models.DateField(_("decree date"))
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    inaugurated_on = models.DateField(_("inaugurated"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("board term")
        constraints = [
            models.CheckConstraint(name="board_term_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(name="board_term_decree_once", fields=["forum", "decree_number"]),
        ]

    def __str__(self):
        return f"{self.starts_on.year}–{self.ends_on.year}"


class BoardMember(Recorded):
    """A seat of a term and who holds it. Positions are data: every forum has its own titles."""

    term = models.ForeignKey(BoardTerm, on_delete=models.PROTECT, related_name="members")
    position = models.CharField(_("position"), max_length=100)
    under = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["term_id", "order", "pk"]
        verbose_name = _("board member")

    def __str__(self):
        return f"{self.position}: {self.name}"


class Event(Recorded):
    """A gathering of a forum: meeting, signing, inauguration. Its date and place are the place's own."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "ACR"))
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="events")
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=200, blank=True)

    class Meta:
        ordering = ["-held_on", "pk"]
        verbose_name = _("event")

    def __str__(self):
        return self.title
