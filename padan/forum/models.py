import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.stamps import Recorded
from padan.forum.states import ActivityState, Answer, EventKind, TaskState, Zone


class Forum(Recorded):
    """What makes an organisation a forum: its level, the centre it stands beside, and what it says of itself."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("National forum")
        REGIONAL = "regional", _("Regional forum")

    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    centre = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    vision = models.TextField(_("vision"), blank=True)
    mission = models.TextField(_("mission"), blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    potential = models.TextField(_("potential of the region"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite

    class Meta:
        ordering = ["pk"]
        verbose_name = _("forum")

    def __str__(self):
        return str(self.organisation)


class PastMembership(Recorded):
    """A body was a member of a forum and left. Who is a member today is told by the body itself (``joined_on``)."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField(_("member since"))
    left_on = models.DateField(_("left"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-left_on", "pk"]
        verbose_name = _("past membership")
        constraints = [
            models.CheckConstraint(name="past_membership_in_order", condition=Q(left_on__gte=F("joined_on")))
        ]

    def __str__(self):
        return f"{self.organisation} · {self.joined_on}–{self.left_on}"


class BoardTerm(Recorded, Stored):
    """A board's term of office, by decree (its file is kept here); three years unless the decree says otherwise."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PRD"))
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="terms")
    decree_number = models.CharField(_("decree number"), max_length=80)
    decree_on = models.DateField(_("decree date"))
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    inaugurated_on = models.DateField(_("inaugurated"), null=True, blank=True)
    inauguration = models.ForeignKey("forum.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("board term")
        constraints = [
            models.CheckConstraint(name="board_term_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(name="board_term_decree_once", fields=["forum", "decree_number"]),
            models.CheckConstraint(
                name="board_term_inauguration_has_a_date",
                condition=Q(inauguration=None) | Q(inaugurated_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on.year}–{self.ends_on.year}"


class BoardMember(Recorded):
    """A seat of a term and who holds it. Positions are data: every forum has its own titles.

    Without dates of its own the seat lasts as long as the term. Whoever takes a seat over during the term has a row of
    her own that ``replaces`` the former one; the positions below stay below the first of the chain.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PGR"))
    term = models.ForeignKey(BoardTerm, on_delete=models.PROTECT, related_name="members")
    position = models.CharField(_("position"), max_length=100)
    under = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField(_("from"), null=True, blank=True)  # later than the term's first day
    ended_on = models.DateField(_("until"), null=True, blank=True)  # her last day, when before the term's
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["term_id", "order", "pk"]
        verbose_name = _("board member")
        constraints = [
            models.CheckConstraint(name="board_member_not_under_itself", condition=Q(under=None) | ~Q(under=F("pk"))),
            models.CheckConstraint(
                name="board_member_ends_after_start",
                condition=Q(starts_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return f"{self.position}: {self.name}"


class Event(Recorded):
    """A gathering of a forum: meeting, signing, inauguration. Its date and hours are those of the place."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "ACR"))
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=15, choices=EventKind, default=EventKind.MEETING)
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("date"))  # the first day
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)  # an instant; empty while the hour is open
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=4, choices=Zone, default=Zone.WIB)
    place = models.CharField(_("place"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)  # one item a line
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite

    class Meta:
        ordering = ["-held_on", "pk"]
        verbose_name = _("event")
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
            )
        ]
        indexes = [models.Index(fields=["-held_on", "id"], name="event_newest")]

    def __str__(self):
        return self.title

    @property
    def clock(self):
        """The clock of the place."""
        return Zone(self.zone).clock

    @property
    def last_on(self):
        """Its last day, at the place."""
        return self.ends_at.astimezone(self.clock).date() if self.ends_at else self.held_on

    @property
    def agenda_items(self):
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]


class Invitation(Recorded):
    """Somebody asked to come to an event, what she answered, and whether she came. Who came unasked has a row too."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "UND"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "organisations.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = models.CharField(_("organisation"), max_length=200, blank=True)  # as written, where none is registered
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=400, editable=False)  # for search: name, stand-in, body, lower case
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    email = models.EmailField(_("e-mail"), blank=True)
    walked_in = models.BooleanField(_("came unasked"), default=False)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    substitute = models.CharField(_("who comes instead"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(_("present since"), null=True, blank=True)

    class Meta:
        ordering = ["event_id", "name_key", "pk"]
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(
                name="invitation_answered_at_iff_answered",
                condition=Q(answer="waiting", answered_at=None) | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="invitation_substitute_is_named",
                condition=Q(answer="substitute") & ~Q(substitute="") | ~Q(answer="substitute") & Q(substitute=""),
            ),
            models.UniqueConstraint(
                name="invitation_once_of_a_body",
                fields=["event", "organisation", "name"],
                condition=Q(withdrawn_at=None, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="invitation_once_as_written",
                fields=["event", "body", "name"],
                condition=Q(withdrawn_at=None, organisation=None),
            ),
        ]
        indexes = [models.Index(fields=["event", "name_key", "id"], name="invitation_of_event")]

    def __str__(self):
        return self.name

    @property
    def comes(self):
        """Who is expected, or came: the stand-in where one was named."""
        return self.substitute or self.name

    @property
    def from_body(self):
        return self.organisation.name if self.organisation_id else self.body

    def save(self, *args, **kwargs):
        """Rows written in bulk take their key from ``search_key``."""
        self.name_key = self.search_key()
        super().save(*args, **kwargs)

    def search_key(self):
        return " ".join(f"{self.name} {self.substitute} {self.from_body}".split()).casefold()[:400]


class Minutes(Recorded, Stored):
    """What was said at an event. Approved minutes are frozen with their paper; a correction is the next version."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "NTL"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("text"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite
    correction = models.CharField(_("what is corrected"), max_length=300, blank=True)  # from the second version on
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)

    class Meta:
        ordering = ["event_id", "-version"]
        verbose_name = _("minutes")
        constraints = [
            models.UniqueConstraint(name="minutes_version_once", fields=["event", "version"]),
            models.UniqueConstraint(name="minutes_one_draft", fields=["event"], condition=Q(approved_at=None)),
            models.CheckConstraint(
                name="minutes_approved_with_their_paper",
                condition=Q(approved_at=None, approved_by="", file_name="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(file_name="")),
            ),
        ]

    def __str__(self):
        return f"{self.event} · {self.version}"


class Decision(Recorded):
    """What an event decided. With an owner and a day it is a task, open until done or dropped."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "TGS"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="decisions")
    order = models.PositiveSmallIntegerField(default=1)
    words = models.CharField(_("decision"), max_length=500)
    minutes = models.ForeignKey(  # the first approved version that tells of it: from then on its words stand
        Minutes, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seat = models.ForeignKey(BoardMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TaskState, blank=True)  # empty: asks nothing of anybody
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closing_words = models.CharField(_("result or reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["event_id", "order", "pk"]
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(
                name="decision_is_a_task_iff_owned_and_due",
                condition=Q(state="", seat=None, user=None, organisation=None, due_on=None)
                | (
                    ~Q(state="")
                    & Q(due_on__isnull=False)
                    & (
                        Q(seat__isnull=False, user=None, organisation=None)
                        | Q(seat=None, user__isnull=False, organisation=None)
                        | Q(seat=None, user=None, organisation__isnull=False)
                    )
                ),
            ),
            models.CheckConstraint(
                name="decision_closed_on_iff_closed",
                condition=Q(state__in=["", "open"], closed_on=None)
                | Q(state__in=["done", "dropped"], closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_dropped_for_a_reason", condition=~Q(state="dropped") | ~Q(closing_words="")
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="decision_due")]

    def __str__(self):
        return self.words

    @property
    def owner(self):
        """Who has to do it: a seat, an account or a body; None when it asks nothing."""
        return self.seat or self.user or self.organisation


class Activity(Recorded):
    """A line of a forum's work programme: what, when, with what money, and what came of it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "KGT"))
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("activity"), max_length=200)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    seat = models.ForeignKey(BoardMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    budget_idr = models.PositiveBigIntegerField(_("budget"), default=0)  # whole rupiah
    source = models.CharField(_("source of the money"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState, default=ActivityState.PLANNED)
    finished_on = models.DateField(pgettext_lazy("activity", "finished"), null=True, blank=True)
    spent_idr = models.PositiveBigIntegerField(_("spent"), null=True, blank=True)  # whole rupiah
    result = models.CharField(_("result or reason"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # counts edits: two writers never overwrite

    class Meta:
        ordering = ["-year", "planned_on", "pk"]
        verbose_name = _("activity")
        constraints = [
            models.UniqueConstraint(name="activity_once_a_year", fields=["forum", "year", "title"]),
            models.CheckConstraint(
                name="activity_finished_with_its_result",
                condition=~Q(state="finished")
                | (Q(finished_on__isnull=False, spent_idr__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="activity_cancelled_for_a_reason", condition=~Q(state="cancelled") | ~Q(result="")
            ),
        ]
        indexes = [models.Index(fields=["forum", "-year", "planned_on"], name="activity_of_forum")]

    def __str__(self):
        return self.title
