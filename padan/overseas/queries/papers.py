"""Questions about papers of candidates: what is asked for and how it stands, what expires, who looked."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from padan.organisations.queries import Viewer
from padan.overseas.models import Candidate, CandidatePaper, Cv, PaperConsent, PaperLook, PaperRule
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.states import (
    TELLS_OF_HEALTH,
    CandidateState,
    ConsentState,
    Fitness,
    PaperState,
    Purpose,
)

SOON = timedelta(days=90)


@dataclass(frozen=True)
class Asked:
    """One kind of paper: how it is called, whether her scheme asks for it and before which stage, what is there."""

    kind: str
    name: str
    name_ja: str
    health: bool
    rule: PaperRule | None
    paper: CandidatePaper | None
    fitness: Fitness

    @property
    def stage(self):
        """The stage before which the scheme asks for it."""
        return self.rule.stage if self.rule else None


def fitness_of(paper, today: date, *, valid_days=None) -> Fitness:
    """How a current paper stands: a rule may ask that it holds for some days more."""
    if paper is None:
        return Fitness.MISSING
    if paper.expires_on is None:
        return Fitness.THERE
    if paper.expires_on < today:
        return Fitness.EXPIRED
    if paper.expires_on < today + timedelta(days=valid_days or 0):
        return Fitness.SHORT
    return Fitness.SOON if paper.expires_on <= today + SOON else Fitness.THERE


def papers_asked(candidate, today: date) -> list[Asked]:
    """The papers that her scheme asks for in the order of its stages, then those brought beyond it. Two queries."""
    current = {
        paper.kind: paper
        for paper in CandidatePaper.objects.filter(candidate=candidate, state=PaperState.CURRENT).order_by("pk")
    }
    rows: dict[str, Asked] = {}
    for rule in rules_of(candidate):
        if rule.kind not in rows:
            paper = current.get(rule.kind)
            fitness = fitness_of(paper, today, valid_days=rule.valid_days)
            rows[rule.kind] = Asked(
                rule.kind, rule.called, rule.name_ja, is_of_health(rule.kind, rule), rule, paper, fitness
            )
    for kind, paper in current.items():
        if kind not in rows:
            rows[kind] = Asked(kind, paper.label, "", paper.health, None, paper, fitness_of(paper, today))
    return list(rows.values())


def rules_of(candidate):
    """Which papers the rules of her scheme ask for, in the order of its stages."""
    rows = PaperRule.objects.filter(stage__version=candidate.version_id).select_related("stage")
    return rows.order_by("stage__position", "pk")


def is_of_health(kind: str, rule=None) -> bool:
    """Whether papers of this kind tell of health: by themselves, or because a scheme says so."""
    return kind in TELLS_OF_HEALTH or bool(rule and rule.health)


def papers_of(viewer: Viewer):
    """Papers in force of candidates the viewer may open, the next to expire first. Candidate and person come along."""
    rows = CandidatePaper.objects.filter(
        state=PaperState.CURRENT, candidate__in=candidates_of(viewer).order_by().values("pk")
    )
    return rows.select_related("candidate__person", "candidate__centre", "candidate__version__scheme").order_by(
        F("expires_on").asc(nulls_last=True), "pk"
    )


def papers_of_candidate(candidate):
    """Every version of every paper of hers that was not taken out, the newest first."""
    rows = CandidatePaper.objects.filter(candidate=candidate).exclude(state=PaperState.REMOVED)
    return rows.order_by("kind", "-version")


def papers_kept(candidates):
    """Every version of papers of these candidates whose file may be opened, the newest first."""
    rows = CandidatePaper.objects.filter(candidate__in=candidates.order_by().values("pk")).exclude(file_name="")
    return rows.select_related("candidate__centre", "candidate__person").order_by("-pk")


def consents_of(candidate):
    """What she was asked to agree to, the newest first, with the share that each is about."""
    return PaperConsent.objects.filter(candidate=candidate).select_related("share__centre").order_by("-pk")


def health_is_open(candidate) -> bool:
    """Whether she agrees today that her health papers are kept and seen."""
    return PaperConsent.objects.filter(candidate=candidate, purpose=Purpose.HEALTH, state=ConsentState.GIVEN).exists()


def looks_at(candidate):
    """Who opened which of her papers, the newest first."""
    return PaperLook.objects.filter(candidate=candidate).select_related("paper", "by").order_by("-pk")


def candidate_of(person_id):
    """Her route by account: the open one, else the last; None where she has none."""
    rows = Candidate.objects.filter(person_id=person_id).select_related("person", "centre", "stage", "version__scheme")
    open_first = rows.order_by("ended_on", "-pk")
    return next((one for one in open_first if one.state == CandidateState.ON_ROUTE), None) or open_first.last()


def cv_of(candidate):
    """Her Japanese CV with its lines, or None."""
    return Cv.objects.filter(candidate=candidate).prefetch_related("lines").order_by("pk").first()


def papers_to_remind(today: date, steps):
    """Papers in force whose end has come within a step of days that was not told yet, of candidates on the route.

    ``(id, candidate, step, kind, expires_on)`` by candidate, the next to expire first.
    """
    rows = CandidatePaper.objects.filter(
        state=PaperState.CURRENT,
        candidate__state=CandidateState.ON_ROUTE,
        expires_on__lte=today + timedelta(days=max(steps)),
    )
    due = Q()
    for step in steps:
        due |= Q(expires_on__lte=today + timedelta(days=step)) & (Q(reminded_of=None) | Q(reminded_of__gt=step))
    return rows.filter(due)


def reminded_lately(since):
    """Candidates who were told of an end since then, as a condition on papers."""
    lately = CandidatePaper.objects.filter(candidate=OuterRef("candidate"), reminded_at__gt=since)
    return Exists(lately)
