"""Questions about invitations to work: whose turn it is, who may be named to whom, and how far an opening has come."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from padan.matching.models import Consent, Invitation, RoundSeat
from padan.matching.states import (
    ANSWER,
    CANDIDATES,
    WAITS_FOR_COMPANY,
    WAITS_FOR_HER,
    Attendance,
    InvitationState,
    RoundState,
    WhyNot,
)
from padan.openings.models import Opening
from padan.organisations.queries import Viewer, within_personal
from padan.training.queries.results import units_held

CAME = (Attendance.CAME, Attendance.LATE)
SOON = timedelta(days=2)  # before the time to answer ends
NEXT_SHOWN = 5


def invitations_to_work(viewer: Viewer):
    """Invitations the viewer may open, written last first: hers, those of her centre's graduates, of her openings.

    A company reads graduates as codes; who may be named is told by ``consented``. Everything a page needs comes along.
    """
    open_to = within_personal(viewer, "graduate__centre") | Q(opening__company_id__in=viewer.companies)
    if viewer.person_id:
        open_to |= Q(graduate__person_id=viewer.person_id)
    return _with_both(Invitation.objects.filter(open_to)).order_by("-pk")


def of_opening(opening):
    """Every invitation of an opening, in the order of its line."""
    rows = _with_both(Invitation.objects.filter(opening=opening))
    return rows.order_by(F("place").asc(nulls_last=True), "invited_at", "pk")


TURN = Case(
    *(When(state__in=states, then=turn) for turn, states in enumerate((
        WAITS_FOR_COMPANY, [InvitationState.ACCEPTED], [InvitationState.OFFERED], [InvitationState.INVITED],
        [InvitationState.STARTED],
    ))),
    default=9,
)  # fmt: skip
"""Whom a word is wanted about first, then who begins, answers, was asked; what ended last."""


def by_turn(rows):
    """The same invitations of an opening, those that wait for a word first; inside a state by the line."""
    return rows.order_by(TURN, F("place").asc(nulls_last=True), "invited_at", "pk")


def by_state(rows) -> dict[str, int]:
    """How many of these invitations stand in each state."""
    return dict(rows.order_by().values_list("state").annotate(number=Count("pk")))


def invitation_behind(link):
    """The invitation that a link answers, as a question that gives one row or none."""
    mine = link.act == ANSWER and link.thing_kind == "matching.invitation"
    return _with_both(Invitation.objects.filter(code=link.thing_code if mine else None)).order_by("pk")


def opening_behind(link):
    """The opening whose candidates a link keeps."""
    mine = link.act == CANDIDATES and link.thing_kind == "openings.opening"
    rows = Opening.objects.filter(code=link.thing_code if mine else None)
    return rows.select_related("company__region", "region", "owner__region").order_by("pk")


def _with_both(rows):
    return rows.select_related(
        "graduate__person", "graduate__centre__region", "graduate__batch__programme", "opening__company__region",
        "opening__region", "opening__owner__region", "round",
    )  # fmt: skip


def consented(opening, graduates) -> set[int]:
    """Ids of those among ``graduates`` who show their name to the company of this opening now."""
    rows = Consent.objects.filter(opening=opening, graduate__in=graduates, withdrawn_at=None)
    return set(rows.order_by().values_list("graduate_id", flat=True))


def asked_in(round) -> dict[int, set[int]]:
    """opening id to the ids of those who were asked for it in this round, whatever came of it."""
    found: dict[int, set[int]] = {}
    for opening, graduate in Invitation.objects.filter(round=round).order_by("pk").values_list("opening", "graduate"):
        found.setdefault(opening, set()).add(graduate)
    return found


def consents_of(graduate):
    """Every consent she gave, the latest first, taken back or not; ``invitation``: the code of the newest for it."""
    asked = Invitation.objects.filter(graduate=graduate, opening=OuterRef("opening")).order_by("-pk")
    rows = Consent.objects.filter(graduate=graduate).annotate(invitation=Subquery(asked.values("code")[:1]))
    return rows.select_related("opening__company").order_by("-pk")


@dataclass
class Progress:
    """How far the asking for one opening has come; counts of people."""

    invited: int = 0
    interested: int = 0  # ever said yes
    came: int = 0  # to the interview
    offered: int = 0
    accepted: int = 0
    started: int = 0
    declined: int = 0
    waiting: int = 0
    reasons: dict = field(default_factory=dict)  # words of a reason -> people, the most frequent first


def counts_for(openings) -> dict[int, Progress]:
    """For each opening what came of the asking: opening id to ``Progress``. Two queries for any number."""
    said_yes = ~Q(state__in=[InvitationState.INVITED, InvitationState.LAPSED]) & Q(answered_at__isnull=False)
    never_yes = Q(state=InvitationState.DECLINED, interview_at=None, offered_at=None)
    rows = (
        Invitation.objects.filter(opening__in=openings)
        .order_by()
        .values("opening_id")
        .annotate(
            invited=Count("pk"),
            interested=Count("pk", filter=said_yes & ~never_yes),
            came=Count("pk", filter=Q(attendance__in=CAME)),
            offered=Count("pk", filter=Q(offered_at__isnull=False)),
            accepted=Count("pk", filter=Q(state__in=[InvitationState.ACCEPTED, InvitationState.STARTED])),
            started=Count("pk", filter=Q(state=InvitationState.STARTED)),
            declined=Count("pk", filter=Q(state=InvitationState.DECLINED)),
            waiting=Count("pk", filter=Q(state__in=WAITS_FOR_HER)),
        )
    )
    found = {row.pop("opening_id"): Progress(**row) for row in rows}
    said: dict[int, Counter] = {}
    reasons = Invitation.objects.filter(opening__in=openings).exclude(why_not="").order_by()
    for opening, why, number in reasons.values_list("opening_id", "why_not").annotate(number=Count("pk")):
        said.setdefault(opening, Counter())[why] = number
    for opening, counted in said.items():
        found[opening].reasons = {WhyNot(why).label: number for why, number in counted.most_common()}
    return found


def next_in_line(opening, *, most=NEXT_SHOWN) -> list[tuple[object, object, str]]:
    """Who comes next when a seat is free: (graduate, her invitation or None, why she is next), best first.

    Those in talks come before those who were never asked; among the latter those whom the last kept round turned away
    here, by how little they missed. Who is somewhere else by now is left out.
    """
    taken = Invitation.objects.filter(state=InvitationState.ACCEPTED).values("graduate_id")
    talks = of_opening(opening).filter(state__in=[InvitationState.INTERVIEW, InvitationState.INTERESTED])
    talks = talks.exclude(graduate__in=taken)
    line = [(row.graduate, row, InvitationState(row.state).label) for row in talks[:most]]
    if len(line) < most:
        asked = Invitation.objects.filter(opening=opening).values("graduate_id")
        missed = (
            RoundSeat.objects.filter(missed=opening, round__state=RoundState.KEPT, objective=F("round__objective"))
            .exclude(graduate__in=asked)
            .exclude(graduate__in=taken)
            .select_related("graduate__person", "graduate__centre", "graduate__batch__programme")
            .order_by("-round_id", F("short_by").asc(nulls_last=True), F("score").desc(nulls_last=True), "pk")
        )
        line += [(row.graduate, None, _("missed this seat in the round")) for row in missed[: most - len(line)]]
    return line


def away_from(opening) -> set[int]:
    """Ids of graduates who were asked for an opening before, or hold a seat somewhere."""
    rows = Invitation.objects.filter(Q(opening=opening) | Q(state=InvitationState.ACCEPTED))
    return set(rows.order_by().values_list("graduate_id", flat=True))


def fit_of(opening, graduates) -> dict[int, tuple[int, int, list[str]]]:
    """For each graduate how many of the required units she holds, of how many, and the titles of those that lack.

    Two queries for any number of graduates.
    """
    asked = list(opening.units.filter(required=True).select_related("unit").order_by("unit_id"))
    held = units_held([one.person_id for one in graduates]) if asked else {}
    found = {}
    for one in graduates:
        lacks = [row.unit.title for row in asked if row.unit_id not in held.get(one.person_id, ())]
        found[one.pk] = (len(asked) - len(lacks), len(asked), lacks)
    return found


def running_out(today):
    """Invitations and offers whose time to answer ends within two days and whose graduate a mail can warn."""
    rows = Invitation.objects.filter(state__in=WAITS_FOR_HER, answer_by__lte=today + SOON, warned_at=None)
    return _with_both(rows.exclude(graduate__person__email="")).order_by("pk")


def run_out(today, *, warned_before):
    """Those whose time to answer is over and of which the graduate was warned before that instant."""
    rows = Invitation.objects.filter(state__in=WAITS_FOR_HER, answer_by__lt=today, warned_at__lte=warned_before)
    return _with_both(rows).order_by("pk")


def must_be_called(invitation, today) -> bool:
    """Whether her time to answer ends within two days, or has ended, and nobody has told her so."""
    ends = invitation.state in WAITS_FOR_HER and invitation.answer_by <= today + SOON
    return ends and invitation.warned_at is None


def answers_ending(viewer: Viewer, today):
    """Invitations to call about: the time to answer ends within two days, or she still wants it after it ended."""
    ending = Q(state__in=WAITS_FOR_HER, answer_by__lte=today + SOON)
    late = Q(late_at__isnull=False, state__in=[*WAITS_FOR_HER, InvitationState.LAPSED])
    return invitations_to_work(viewer).filter(ending | late).order_by("answer_by", "pk")


def wanted_by_company(viewer: Viewer):
    """Openings of the viewer's companies with candidates that wait for a word: code, title, number, most first."""
    waits = Invitation.objects.filter(opening__company_id__in=viewer.companies, state__in=WAITS_FOR_COMPANY)
    counted = waits.order_by().values_list("opening__code", "opening__title").annotate(talks=Count("pk"))
    return counted.order_by("-talks", "opening__title")
