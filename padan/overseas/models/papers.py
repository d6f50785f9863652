import functools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.codes import new_code
from padan.base.files import Stored
from padan.base.sealing import digest, seal, unseal
from padan.base.stamps import Recorded
from padan.overseas.models.candidates import Candidate
from padan.overseas.states import ConsentState, CvPart, Document, Hand, Look, PaperState, Purpose

NUMBER = "overseas.paper"


class CandidatePaper(Stored, Recorded):
    """One paper of a candidate. Its file lies sealed on the disk; a newer one of its kind replaces it.

    ``kind`` is a ``Document`` or a short name that a scheme gave. ``health`` is written once, when it is brought: what
    a scheme says later does not open it.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "BRS"))
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="papers")
    kind = models.SlugField(_("document"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=PaperState, default=PaperState.CURRENT)
    health = models.BooleanField(_("tells of health"), default=False)
    number_sealed = models.BinaryField(null=True, blank=True)  # AES-GCM, see base.sealing
    number_digest = models.CharField(max_length=64, blank=True, editable=False)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    hand = models.CharField(_("brought by"), max_length=10, choices=Hand)
    brought_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    brought_at = models.DateTimeField(_("brought"))
    left_at = models.DateTimeField(_("replaced or taken out"), null=True, blank=True)
    why_removed = models.CharField(_("why it was taken out"), max_length=200, blank=True)
    reminded_of = models.PositiveSmallIntegerField(null=True, blank=True)  # days before its end, told last
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        ordering = ["candidate_id", "kind", "-version"]
        verbose_name = _("paper of a candidate")
        constraints = [
            models.UniqueConstraint(
                name="candidate_paper_one_current", fields=["candidate", "kind"], condition=Q(state=PaperState.CURRENT)
            ),
            models.UniqueConstraint(name="candidate_paper_version_once", fields=["candidate", "kind", "version"]),
            models.CheckConstraint(
                name="candidate_paper_left_iff_not_current",
                condition=Q(state=PaperState.CURRENT, left_at=None)
                | (~Q(state=PaperState.CURRENT) & Q(left_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="candidate_paper_ends_after_it_was_issued",
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="candidate_paper_number_sealed_with_digest",
                condition=Q(number_sealed=None, number_digest="")
                | (Q(number_sealed__isnull=False) & ~Q(number_digest="")),
            ),
            models.CheckConstraint(
                name="candidate_paper_lies_sealed", condition=Q(file_name="") | Q(file_name__endswith=".aes")
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on", "id"], condition=Q(state=PaperState.CURRENT), name="candidate_paper_expiring"
            ),
            models.Index(fields=["number_digest"], condition=~Q(number_digest=""), name="candidate_paper_number"),
        ]

    def __str__(self):
        return self.code

    @property
    def label(self) -> str:
        """How the paper is called where no scheme names it."""
        return str(Document(self.kind).label) if self.kind in Document.values else self.kind

    @property
    def number(self) -> str:
        """The number in the clear, or "". Showing it is the caller's to record."""
        return unseal(self.number_sealed, purpose=NUMBER) if self.number_sealed else ""

    @number.setter
    def number(self, plain: str) -> None:
        self.number_sealed = seal(plain, purpose=NUMBER) if plain else None
        self.number_digest = digest(f"{self.kind}:{plain}", purpose=NUMBER) if plain else ""

    @property
    def number_masked(self) -> str:
        """``••••4821``: enough to recognise the paper in hand."""
        plain = self.number
        return f"••••{plain[-4:]}" if plain else ""


class PaperLook(models.Model):
    """Somebody opened a paper or printed the CV: who, what, when. Nothing is shown before this is written."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="looks")
    paper = models.ForeignKey(  # empty: the CV
        CandidatePaper, on_delete=models.PROTECT, null=True, blank=True, related_name="looks"
    )
    what = models.CharField(_("what"), max_length=10, choices=Look)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hand = models.CharField(pgettext_lazy("look", "who"), max_length=10, choices=Hand)  # herself, or an officer

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("look at a paper")
        constraints = [
            models.CheckConstraint(
                name="paper_look_names_its_paper",
                condition=Q(what=Look.CV, paper=None) | (~Q(what=Look.CV) & Q(paper__isnull=False)),
            ),
        ]


class PaperConsent(Recorded):
    """What she agreed to, for whom, when, and when she took it back. One row a question; all rows stay."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "STJ"))
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("for what"), max_length=10, choices=Purpose)
    share = models.ForeignKey(  # for SHARE: who receives stands there
        "overseas.Share", on_delete=models.PROTECT, null=True, blank=True, related_name="consents"
    )
    with_health = models.BooleanField(_("health papers too"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=ConsentState, default=ConsentState.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    ended_at = models.DateTimeField(_("declined or taken back"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consent of a candidate")
        constraints = [
            models.UniqueConstraint(
                name="paper_consent_once_for_health", fields=["candidate"], condition=Q(purpose=Purpose.HEALTH)
            ),
            models.UniqueConstraint(
                name="paper_consent_once_a_share", fields=["candidate", "share"], condition=Q(purpose=Purpose.SHARE)
            ),
            models.CheckConstraint(
                name="paper_consent_names_the_share",
                condition=Q(purpose=Purpose.SHARE, share__isnull=False)
                | Q(purpose=Purpose.HEALTH, share=None, with_health=False),
            ),
            models.CheckConstraint(
                name="paper_consent_given_with_its_time",
                condition=~Q(state__in=[ConsentState.GIVEN, ConsentState.WITHDRAWN]) | Q(given_at__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_consent_ended_with_its_time",
                condition=Q(state__in=[ConsentState.DECLINED, ConsentState.WITHDRAWN], ended_at__isnull=False)
                | Q(state__in=[ConsentState.ASKED, ConsentState.GIVEN], ended_at=None),
            ),
        ]

    def __str__(self):
        return self.code


class Cv(Recorded):
    """What the Japanese CV says of her beyond what Padan holds. Katakana and romaji as they stand in her passport."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "RRK"))
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="cv")
    romaji = models.CharField(_("name in Latin letters, as in the passport"), max_length=100, blank=True)
    katakana = models.CharField(_("name in katakana"), max_length=100, blank=True)
    shows_sex = models.BooleanField(_("write the sex"), default=False)
    birth_place = models.CharField(_("birth place, in Japanese"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    motivation = models.TextField(_("motivation, skills, strong points"), max_length=900, blank=True)
    wishes = models.TextField(_("wishes"), max_length=450, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Japanese CV")

    def __str__(self):
        return self.code


class CvLine(models.Model):
    """One line of education, work or licences: year, month, words, as they are printed."""

    cv = models.ForeignKey(Cv, on_delete=models.CASCADE, related_name="lines")
    part = models.CharField(_("table"), max_length=10, choices=CvPart)
    position = models.PositiveSmallIntegerField(_("order"))
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    words = models.CharField(_("words"), max_length=80)

    class Meta:
        ordering = ["cv_id", "part", "position"]
        verbose_name = _("line of a Japanese CV")
        constraints = [
            models.UniqueConstraint(name="cv_line_order_once", fields=["cv", "part", "position"]),
            models.CheckConstraint(name="cv_line_month_of_a_year", condition=Q(month=None) | Q(month__range=(1, 12))),
        ]
