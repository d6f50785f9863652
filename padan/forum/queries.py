"""What is asked of forums: their tree, members, boards, events, tasks and work programme."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from padan.base.printed import code_on_paper, printed_code
from padan.forum.models import (
    Activity,
    BoardMember,
    BoardTerm,
    Decision,
    Event,
    Forum,
    Invitation,
    Minutes,
    PastMembership,
)
from padan.forum.states import ActivityState, Answer, TaskState
from padan.organisations.models import Organisation, Role
from padan.organisations.queries import EVERYTHING, NOTHING, Viewer, within
from padan.organisations.states import Kind, RoleName
from padan.people.models import User


def forums_of(viewer: Viewer):
    """Forums the viewer may open: hers and those below; staff of centres and companies see the one they stand under."""
    own = set().union(*viewer.own.values()) if viewer.own else set()
    above = Organisation.objects.filter(pk__in=own, forum__isnull=False).values("forum_id")
    return (
        Forum.objects.filter(within(viewer, "organisation") | Q(organisation_id__in=above))
        .select_related("organisation__region", "centre")
        .order_by("organisation__name_key", "pk")
    )


def forums_kept(viewer: Viewer):
    """Forums the viewer is secretary of, her own and those below."""
    return (
        Forum.objects.filter(organisation_id__in=viewer.kept_forums)
        .select_related("organisation")
        .order_by("organisation__name_key", "pk")
    )


@dataclass
class Branch:
    """A forum in its tree, with its numbers."""

    forum: Forum
    depth: int
    members: int = 0
    tasks: int = 0
    term: BoardTerm | None = None


def forum_tree(viewer: Viewer, day) -> list[Branch]:
    """Every forum the viewer may open, each followed by those below it. Four questions, however many there are."""
    forums = list(forums_of(viewer))
    below: dict[int | None, list[Forum]] = {}
    known = {forum.organisation_id for forum in forums}
    for forum in forums:
        above = forum.organisation.forum_id
        below.setdefault(above if above in known else None, []).append(forum)
    branches: list[Branch] = []
    todo = [(forum, 0) for forum in reversed(below.get(None, ()))]
    while todo:
        forum, depth = todo.pop()
        branches.append(Branch(forum, depth))
        todo += [(child, depth + 1) for child in reversed(below.get(forum.organisation_id, ()))]
    _count(branches, day)
    return branches


def _count(branches, day):
    bodies, forums = [one.forum.organisation_id for one in branches], [one.forum.pk for one in branches]
    members = dict(members_under(bodies).order_by().values_list("forum_id").annotate(number=Count("pk")))
    tasks = dict(
        Decision.objects.filter(event__forum__in=forums, state=TaskState.OPEN)
        .order_by()
        .values_list("event__forum_id")
        .annotate(number=Count("pk"))
    )
    terms = {term.forum_id: term for term in in_office(day).filter(forum__in=forums)}
    for one in branches:
        one.members = members.get(one.forum.organisation_id, 0)
        one.tasks = tasks.get(one.forum.pk, 0)
        one.term = terms.get(one.forum.pk)


def branch_of(forum, day) -> Branch:
    """One forum with its numbers."""
    branch = Branch(forum, 0)
    _count([branch], day)
    return branch


def forums_below(forum):
    """Forums that stand directly under this one."""
    return (
        Forum.objects.filter(organisation__forum=forum.organisation_id)
        .select_related("organisation__region")
        .order_by("organisation__name_key", "pk")
    )


# members


def members_under(bodies):
    """Members of these forums (ids of their bodies); the forums below them are none."""
    return Organisation.objects.filter(forum_id__in=bodies, joined_on__isnull=False).exclude(kind=Kind.FORUM)


def bodies_in_forums(viewer: Viewer):
    """Bodies under the forums the viewer may open, members or not yet."""
    forums = forums_of(viewer).order_by().values("organisation_id")
    return (
        Organisation.objects.filter(forum_id__in=forums)
        .exclude(kind=Kind.FORUM)
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


def memberships_of(organisation):
    """Where a body was a member before, the latest first."""
    return (
        PastMembership.objects.filter(organisation=organisation)
        .select_related("forum__organisation")
        .order_by("-left_on", "pk")
    )


def past_members_of(forum):
    """Bodies that left this forum, the latest first."""
    return PastMembership.objects.filter(forum=forum).select_related("organisation").order_by("-left_on", "pk")


# boards


def terms_of(forum):
    """Board terms of a forum, newest first."""
    return BoardTerm.objects.filter(forum=forum).order_by("-starts_on", "pk")


def terms_open_to(viewer: Viewer):
    """Board terms of the forums the viewer may open."""
    return (
        BoardTerm.objects.filter(forum__in=forums_of(viewer).order_by())
        .select_related("forum__organisation", "forum__centre", "inauguration")
        .order_by("-starts_on", "pk")
    )


def in_office(day):
    """Terms that hold office on a day."""
    return BoardTerm.objects.filter(starts_on__lte=day, ends_on__gte=day).order_by("forum_id", "pk")


def term_in_office(forum, day):
    """The board of a forum on a day, or None."""
    return in_office(day).filter(forum=forum).first()


def board_of(term):
    """Seats of a term in the order of the decree, with each holder's organisation."""
    return BoardMember.objects.filter(term=term).select_related("organisation", "user").order_by("order", "pk")


@dataclass
class Position:
    """A position of a board: who holds it, who held it before, what stands below."""

    title: str
    holder: BoardMember | None
    past: list[BoardMember] = field(default_factory=list)
    below: list["Position"] = field(default_factory=list)

    @property
    def seat(self):
        """The seat through which the position is kept: its holder's, else that of the last who held it."""
        return self.holder or self.past[-1]


def positions_of(term, day) -> list[Position]:
    """The board as a tree as of a day: one question. Whoever took a seat over stands in the place of the first."""
    seats = list(board_of(term))
    by_pk = {seat.pk: seat for seat in seats}

    def first(seat):
        while seat.replaces_id:
            seat = by_pk[seat.replaces_id]
        return seat.pk

    chains: dict[int, list[BoardMember]] = {}
    for seat in seats:
        chains.setdefault(first(seat), []).append(seat)
    positions = {}
    for root, chain in chains.items():
        holder = next((seat for seat in chain if holds(seat, term, day)), None)
        positions[root] = Position(by_pk[root].position, holder, [seat for seat in chain if seat is not holder])
    top = []
    for root, position in positions.items():
        under = by_pk[root].under_id
        (positions[first(by_pk[under])].below if under else top).append(position)
    return top


def holds(seat, term, day) -> bool:
    """Whether a seat's holder is its holder on a day; outside the term, at its nearest end."""
    day = min(max(day, term.starts_on), term.ends_on)
    return (seat.starts_on or term.starts_on) <= day <= (seat.ended_on or term.ends_on)


def seats_in_office(forums, day):
    """Seats held on a day in the boards of these forums: who may own a task."""
    return (
        BoardMember.objects.filter(term__forum__in=forums, term__starts_on__lte=day, term__ends_on__gte=day)
        .filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ended_on=None) | Q(ended_on__gte=day))
        .select_related("organisation", "term__forum")
        .order_by("term_id", "order", "pk")
    )


def accounts_of_board(forum):
    """Accounts with a role in the forum: its secretaries and board members."""
    held = Role.objects.filter(
        organisation=forum.organisation_id, ended_at=None, name__in=[RoleName.SECRETARIAT, RoleName.BOARD_MEMBER]
    )
    return User.objects.filter(pk__in=held.order_by().values("user_id"), is_active=True).order_by("name", "pk")


def seats_open_to(viewer: Viewer):
    """Seats of the boards of the forums the viewer may open."""
    return (
        BoardMember.objects.filter(term__forum__in=forums_of(viewer).order_by())
        .select_related("term__forum__organisation", "term__forum__centre", "organisation", "under", "user")
        .order_by("term_id", "order", "pk")
    )


def code_of_card(seat) -> str:
    """The code that stands on a member's card."""
    return printed_code(seat.code)


def seat_on_card(written: str) -> BoardMember | None:
    """The seat behind a card in hand, or None."""
    code = code_on_paper(written)
    rows = BoardMember.objects.filter(code=code).select_related("term__forum__organisation")
    return rows.order_by("pk").first() if code else None


# events


def events_of(forum):
    """Events of a forum, newest first."""
    return Event.objects.filter(forum=forum).order_by("-held_on", "pk")


def events_open_to(viewer: Viewer):
    """Events of the viewer's forums, and those to which a body of hers was asked. Newest first."""
    condition = NOTHING
    if viewer.has(RoleName.AUDITOR):
        condition = EVERYTHING
    if viewer.forums:
        condition |= Q(forum__organisation_id__in=viewer.forums)
    if mine := viewer.companies | viewer.centres:
        asked = Invitation.objects.filter(event=OuterRef("pk"), organisation_id__in=mine, withdrawn_at=None)
        condition |= Exists(asked)
    return Event.objects.filter(condition).select_related("forum__organisation").order_by("-held_on", "-pk")


def invitations_of(event):
    """Everybody asked to an event and not taken off the list, and whoever came unasked; by name."""
    return (
        Invitation.objects.filter(event=event, withdrawn_at=None)
        .select_related("organisation")
        .order_by("name_key", "pk")
    )


def invitations_open_to(viewer: Viewer):
    """Guests of the events of the viewer's forums; officers of a body see those of their own body."""
    condition = Q(event__forum__organisation_id__in=viewer.forums) if viewer.forums else NOTHING
    if mine := viewer.companies | viewer.centres:
        condition |= Q(organisation_id__in=mine)
    return (
        Invitation.objects.filter(condition, withdrawn_at=None)
        .select_related("organisation", "event__forum__organisation")
        .order_by("name_key", "pk")
    )


def invitation_of(event, organisation):
    """The invitation of a body to an event, the one present first; None when it was not asked."""
    rows = invitations_of(event).filter(organisation=organisation)
    return rows.order_by(F("checked_in_at").asc(nulls_last=True), "pk").first()


def invitation_of_link(link):
    """The invitation behind a signed link, or None when it was taken off the list."""
    rows = Invitation.objects.filter(code=link.thing_code, withdrawn_at=None)
    return rows.select_related("event__forum__organisation", "organisation").order_by("pk").first()


def checked_in(event):
    """Those present at an event, in the order they came."""
    return invitations_of(event).filter(checked_in_at__isnull=False).order_by("checked_in_at", "pk")


@dataclass(frozen=True)
class Turnout:
    """How many were asked, answered and came. ``asked`` leaves out who came unasked; ``present`` counts everybody."""

    asked: int
    coming: int
    absent: int
    waiting: int
    walked_in: int
    present: int


def turnout_of(event) -> Turnout:
    """The numbers of an event in one question."""
    asked = Q(walked_in=False)
    return Turnout(
        **Invitation.objects.filter(event=event, withdrawn_at=None).aggregate(
            asked=Count("pk", filter=asked),
            coming=Count("pk", filter=asked & Q(answer__in=[Answer.COMING, Answer.SUBSTITUTE])),
            absent=Count("pk", filter=asked & Q(answer=Answer.ABSENT)),
            waiting=Count("pk", filter=asked & Q(answer=Answer.WAITING)),
            walked_in=Count("pk", filter=~asked),
            present=Count("pk", filter=Q(checked_in_at__isnull=False)),
        )
    )


# minutes, decisions, tasks


def minutes_of(event):
    """Versions of an event's minutes, the newest first."""
    return Minutes.objects.filter(event=event).order_by("-version")


def minutes_open_to(viewer: Viewer):
    """Minutes of the events the viewer may open: approved ones, and drafts for the forum's own people."""
    own = Q(event__forum__organisation_id__in=viewer.forums) if viewer.forums else NOTHING
    return (
        Minutes.objects.filter(Q(approved_at__isnull=False) | own, event__in=events_open_to(viewer).order_by())
        .select_related("event__forum__organisation")
        .order_by("-event__held_on", "-version")
    )


def decisions_of(event):
    """What an event decided, in order, with the owners of its tasks."""
    return (
        Decision.objects.filter(event=event)
        .select_related("seat", "user", "organisation", "minutes", "event__forum")
        .order_by("order", "pk")
    )


def decisions_open_to(viewer: Viewer):
    """Decisions of the viewer's forums, tasks or not."""
    return (
        Decision.objects.filter(event__forum__organisation_id__in=viewer.forums)
        .select_related("seat", "user", "organisation", "minutes", "event__forum__organisation")
        .order_by("event_id", "order", "pk")
    )


def _mine(viewer: Viewer):
    condition = NOTHING
    if viewer.user:
        condition |= Q(user=viewer.user) | Q(seat__user=viewer.user)
    if mine := viewer.companies | viewer.centres:
        condition |= Q(organisation_id__in=mine)
    return condition


def tasks_of(viewer: Viewer):
    """Tasks of the viewer's forums, and her own: by name, by her seat, by her body. The earliest due first."""
    condition = _mine(viewer)
    if viewer.has(RoleName.AUDITOR):
        condition = EVERYTHING
    if viewer.forums:
        condition |= Q(event__forum__organisation_id__in=viewer.forums)
    return (
        Decision.objects.filter(condition, due_on__isnull=False)
        .select_related("event__forum__organisation", "seat", "user", "organisation")
        .order_by("due_on", "pk")
    )


def tasks_due(viewer: Viewer, until):
    """Open tasks due by a day: a secretary's whole forum, of everybody else those she owns."""
    condition = _mine(viewer)
    if viewer.kept_forums:
        condition |= Q(event__forum__organisation_id__in=viewer.kept_forums)
    return tasks_of(viewer).filter(condition, state=TaskState.OPEN, due_on__lte=until)


# the work programme


def activities_of(viewer: Viewer):
    """Work programmes of the forums the viewer may open: the newest year first, then by the day planned."""
    return (
        Activity.objects.filter(forum__in=forums_of(viewer).order_by())
        .select_related("forum__organisation", "seat")
        .order_by("-year", F("planned_on").asc(nulls_last=True), "pk")
    )


def sums_of(activities) -> dict:
    """What a set of activities costs: planned and spent rupiah, and how many are finished. One question."""
    live = ~Q(state=ActivityState.CANCELLED)
    told = activities.order_by().aggregate(
        number=Count("pk", filter=live),
        finished=Count("pk", filter=Q(state=ActivityState.FINISHED)),
        budget=Sum("budget_idr", filter=live),
        spent=Sum("spent_idr"),
    )
    return {name: value or 0 for name, value in told.items()}


def sums_by_year(activities) -> list[tuple[int, int, int]]:
    """(year, planned rupiah, spent rupiah) of a set of activities, the newest year first. One question."""
    rows = (
        activities.order_by("-year")
        .values_list("year")
        .annotate(budget=Sum("budget_idr", filter=~Q(state=ActivityState.CANCELLED)), spent=Sum("spent_idr"))
    )
    return [(year, budget or 0, spent or 0) for year, budget, spent in rows]


def left_open(forum):
    """What a board hands over: open tasks, and activities neither finished nor cancelled. Two lists."""
    tasks = (
        Decision.objects.filter(event__forum=forum, state=TaskState.OPEN)
        .select_related("event", "seat", "user", "organisation")
        .order_by("due_on", "pk")
    )
    running = (
        Activity.objects.filter(forum=forum, state__in=[ActivityState.PLANNED, ActivityState.RUNNING])
        .select_related("seat")
        .order_by("year", F("planned_on").asc(nulls_last=True), "pk")
    )
    return tasks, running
