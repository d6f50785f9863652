"""Questions about share links: whose are open to whom, what a receiver is shown now, what was looked at."""

from dataclasses import dataclass, field

from django.db.models import Count, Max, Q

from padan.organisations.queries import Viewer, within_personal
from padan.overseas.models import CandidatePaper, PaperConsent, PaperRule, Share, ShareView
from padan.overseas.states import ConsentState, PaperState, Purpose, Viewed


@dataclass
class Shown:
    """One candidate as a receiver sees her: what she agreed to and nothing else."""

    consent: PaperConsent
    papers: list[CandidatePaper] = field(default_factory=list)

    @property
    def candidate(self):
        return self.consent.candidate


def shares_of(viewer: Viewer):
    """Share links of centres the viewer may open, the newest first, with how many agreed and when last opened."""
    agreed = Count("consents", filter=Q(consents__state=ConsentState.GIVEN), distinct=True)
    opened = Max("views__at", filter=Q(views__what=Viewed.OPENED))
    rows = Share.objects.filter(within_personal(viewer, "centre")).select_related("centre", "made_by")
    return rows.annotate(agreed=agreed, asked=Count("consents", distinct=True), opened_at=opened).order_by("-pk")


def share_behind(link):
    """The share that a link is about."""
    code = link.thing_code if link.thing_kind == "overseas.share" else None
    return Share.objects.filter(code=code).select_related("centre").order_by("pk")


def consents_to(share):
    """Who was asked, and what each said, by candidate."""
    return PaperConsent.objects.filter(share=share).select_related("candidate__person").order_by("candidate_id", "pk")


def shown_through(share) -> list[Shown]:
    """What the receiver sees now: candidates who agree, their newest papers of the chosen kinds. Two queries.

    Papers about health are among them only where her consent, which names this receiver, says so and she also agrees
    still that they are kept.
    """
    rows = PaperConsent.objects.filter(share=share, state=ConsentState.GIVEN)
    consents = list(rows.select_related("candidate__person", "candidate__centre").order_by("candidate_id"))
    found = {consent.candidate_id: Shown(consent) for consent in consents}
    health = set(
        PaperConsent.objects.filter(candidate__in=found, purpose=Purpose.HEALTH, state=ConsentState.GIVEN)
        .order_by("pk")
        .values_list("candidate_id", flat=True)
    )
    papers = CandidatePaper.objects.filter(candidate__in=found, kind__in=share.kinds, state=PaperState.CURRENT)
    order = {kind: at for at, kind in enumerate(share.kinds)}
    for paper in sorted(papers.exclude(file_name="").order_by("pk"), key=lambda one: order[one.kind]):
        shown = found[paper.candidate_id]
        if not paper.health or (shown.consent.with_health and paper.candidate_id in health):
            shown.papers.append(paper)
    return list(found.values())


def names_of_kinds(share) -> dict[str, PaperRule]:
    """How schemes of the candidates in a share name its papers: kind to a rule, one with a Japanese name first."""
    rules = PaperRule.objects.filter(kind__in=share.kinds, stage__version__in=_versions(share)).order_by("pk")
    found: dict[str, PaperRule] = {}
    for rule in rules:
        if rule.kind not in found or not found[rule.kind].name_ja:
            found[rule.kind] = rule
    return found


def _versions(share):
    return PaperConsent.objects.filter(share=share).order_by().values("candidate__version")


def views_of(share):
    """What happened at a share link, the newest first."""
    return ShareView.objects.filter(share=share).select_related("candidate", "paper").order_by("-pk")


def views_about(candidate):
    """What receivers saw of a candidate: her papers and CV, and every opening of a page that she stands on."""
    hers = Q(candidate=candidate) | Q(
        what=Viewed.OPENED,
        share__consents__candidate=candidate,
        share__consents__given_at__isnull=False,
    )
    return ShareView.objects.filter(hers).select_related("share", "paper").distinct().order_by("-pk")


def wrong_since(share, since) -> int:
    """How often a wrong passphrase was typed since then."""
    return ShareView.objects.filter(share=share, what=Viewed.WRONG, at__gt=since).count()
