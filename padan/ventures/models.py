import functools

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.placements.states import Teller
from padan.ventures.states import BackerState, Backing, VentureState, WhyClosed

CHECK_MONTHS = (6, 12)


class Venture(Recorded):
    """One business of one graduate, from its first day to its last; a graduate may have several."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "USH"))
    graduate = models.ForeignKey("graduates.Graduate", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the business"), max_length=150, blank=True)
    words = models.CharField(_("what it does"), max_length=200, blank=True)
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    began_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    why_closed = models.CharField(_("why it closed"), max_length=10, choices=WhyClosed, blank=True)
    employs = models.PositiveSmallIntegerField(_("people employed"), null=True, blank=True)  # beside herself
    teller = models.CharField(_("told by"), max_length=10, choices=Teller)  # who told it first
    told_on = models.DateField(_("told on"))
    heard_on = models.DateField(_("last heard of"))
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("business of a graduate")
        constraints = [
            models.CheckConstraint(name="venture_nib_has_13_signs", condition=Q(nib="") | Q(Exact(Length("nib"), 13))),
            models.CheckConstraint(
                name="venture_ends_after_it_began",
                condition=Q(ended_on=None) | Q(began_on=None) | Q(ended_on__gte=F("began_on")),
            ),
            models.CheckConstraint(
                name="venture_why_only_when_closed", condition=Q(why_closed="") | Q(ended_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["ended_on", "began_on", "id"], name="venture_running")]

    def __str__(self):
        return self.name or self.words or self.code

    @property
    def state(self) -> VentureState:
        return VentureState.CLOSED if self.ended_on else VentureState.RUNNING


class VentureCheck(Recorded):
    """A question at a fixed month after a business began: does it still run? It waits until somebody tells."""

    venture = models.ForeignKey(Venture, on_delete=models.PROTECT, related_name="checks")
    months = models.PositiveSmallIntegerField(_("month"))
    due_on = models.DateField(_("due"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)  # last time, by mail or by a prepared text
    times_asked = models.PositiveSmallIntegerField(_("times asked"), default=0)  # by mail, in the night
    alive = models.BooleanField(_("still ran"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    teller = models.CharField(_("told by"), max_length=10, choices=Teller, blank=True)
    employs = models.PositiveSmallIntegerField(_("people employed"), null=True, blank=True)  # as told then

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("check of a business")
        constraints = [
            models.UniqueConstraint(name="venture_check_once_a_month", fields=["venture", "months"]),
            models.CheckConstraint(name="venture_check_at_6_or_12", condition=Q(months__in=CHECK_MONTHS)),
            models.CheckConstraint(
                name="venture_check_answered_iff_told",
                condition=Q(alive=None, answered_on=None, teller="", employs=None)
                | (Q(alive__isnull=False, answered_on__isnull=False, answered_on__gte=F("due_on")) & ~Q(teller="")),
            ),
        ]
        indexes = [models.Index(fields=["months", "due_on", "id"], name="venture_check_due")]

    def __str__(self):
        return f"{self.venture.code} · {self.months}"


class VentureCourse(Recorded):
    """A course she took that belongs to the business."""

    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="courses")
    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["venture_id", "enrolment_id"]
        verbose_name = _("course for a business")
        constraints = [models.UniqueConstraint(name="venture_course_once", fields=["venture", "enrolment"])]

    def __str__(self):
        return f"{self.venture.code} · {self.enrolment_id}"


class Backer(Recorded):
    """A company of the forum that is asked to stand by a business, and what it said; only its own yes counts.

    Rows from before companies were asked are ``told``: what the centre wrote down stays as it was written, and says so.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "PDU"))
    venture = models.ForeignKey(Venture, on_delete=models.PROTECT, related_name="backers")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what it is to the business"), max_length=10, choices=Backing)
    state = models.CharField(_("state"), max_length=10, choices=BackerState, default=BackerState.PROPOSED)
    words = models.CharField(_("what is asked of the company"), max_length=300, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    teller = models.CharField(_("proposed by"), max_length=10, choices=Teller, default=Teller.OFFICER)
    proposed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(
        "organisations.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)  # last time, by mail or by a prepared text
    times_asked = models.PositiveSmallIntegerField(_("times asked"), default=0)  # by mail
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.CharField(_("who answered at the company"), max_length=150, blank=True)
    terms = models.CharField(_("other terms"), max_length=500, blank=True)  # in the company's words

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("company beside a business")
        constraints = [
            models.UniqueConstraint(
                name="backer_once_at_a_time",
                fields=["venture", "organisation", "kind"],
                condition=Q(state__in=["proposed", "told", "terms", "agreed"]),
            ),
            models.CheckConstraint(name="backer_until_after_since", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="backer_until_iff_ended",
                condition=Q(state="ended", until__isnull=False) | (~Q(state="ended") & Q(until=None)),
            ),
            models.CheckConstraint(
                name="backer_says_what_it_answered",
                condition=~Q(state__in=["agreed", "declined", "terms"]) | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(name="backer_terms_are_told", condition=~Q(state="terms") | ~Q(terms="")),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="backer_of_company")]

    def __str__(self):
        return f"{self.organisation} · {self.get_kind_display()}"


class NameShown(Recorded):
    """That an owner showed her name to a company asked to stand by her business: when, by which words, until when.

    Rows stay when she hides it again: it can be proven what stood when. One stands at a time.
    """

    backer = models.ForeignKey(Backer, on_delete=models.PROTECT, related_name="names")
    given_at = models.DateTimeField(_("given"))
    given_through = models.CharField(_("given through"), max_length=20)  # code of the link or account
    words_version = models.CharField(_("version of the words"), max_length=20)  # see ``states.NAME_WORDS``
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("name shown to a company beside a business")
        constraints = [
            models.UniqueConstraint(name="name_shown_once", fields=["backer"], condition=Q(withdrawn_at=None)),
        ]

    def __str__(self):
        return f"{self.backer_id}"
