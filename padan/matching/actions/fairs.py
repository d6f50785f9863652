"""Acts of a job fair: tables, guests, lines, calls and what came of them.

Everything a phone sends may come twice or late: the second tap finds what the first has done. Rows are locked in one
order: the guest before the turn, the table before its line.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.forum.models import Event
from padan.forum.permissions import check_may_keep_forum
from padan.forum.states import EventKind
from padan.graduates.models import Graduate
from padan.matching.actions.invitations import answer_invitation, invite_many, offer_many, turn_down
from padan.matching.models import Booth, FairGuest, Invitation, Turn
from padan.matching.queries.fairs import brought_to
from padan.matching.states import (
    AT_TABLE,
    IN_LINE,
    TABLE,
    THEIRS,
    TURN_FLOW,
    VISIT,
    InvitationState,
    TurnResult,
    TurnState,
)
from padan.organisations.permissions import check_for
from padan.people.actions import issue_links
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for
from padan.trail.actions import record

LINK_LASTS = timedelta(days=30)
MOST_LINES = 5


class NotAFair(ActionDenied):
    """The event is no job fair."""


class NotOnTheList(ActionDenied):
    """Somebody or something is not part of this fair."""


class LineClosed(ActionDenied):
    """Nobody joins this line any more."""


class TooManyLines(ActionDenied):
    """She stands in as many lines as one may."""


class NobodyWaits(ActionDenied):
    """There is nobody to call."""


class TableBusy(ActionDenied):
    """Somebody is called or sits at this table."""


class TurnOver(ActionDenied):
    """The turn is in another state than the tap thought."""


class ReasonNeeded(ActionDenied):
    """Who does not fit is told why."""


# --- the secretariat ----------------------------------------------------------------------------------------


@transaction.atomic
def add_booths(*, event, companies, by, at) -> list[Booth]:
    """Give these companies a table each, in order; who has one keeps it."""
    event = _fair(event, by)
    there = {row.company_id: row for row in Booth.objects.filter(event=event).order_by("pk")}
    number = max((row.number for row in there.values()), default=0)
    new = []
    for company in companies:
        if company.pk not in there:
            number += 1
            new.append(Booth(event=event, company=company, number=number))
            there[company.pk] = new[-1]
    Booth.objects.bulk_create(new)
    if new:
        record(by, "fair.tables_added", event, at=at, changes={"count": [0, len(new)]})
    return new


@transaction.atomic
def add_guests(*, event, graduates, by, at) -> int:
    """Put graduates on the list, each with the next number; who is on it keeps hers. Returns how many are new."""
    event = _fair(event, by)
    there = set(FairGuest.objects.filter(event=event).order_by().values_list("graduate_id", flat=True))
    last = FairGuest.objects.filter(event=event).aggregate(last=Max("number"))["last"] or 0
    new = [one for one in dict.fromkeys(graduates) if one.pk not in there]
    FairGuest.objects.bulk_create(
        (FairGuest(event=event, graduate=one, number=last + place) for place, one in enumerate(new, start=1)),
        batch_size=500,
    )
    if new:
        record(by, "fair.guests_added", event, at=at, changes={"count": [0, len(new)]})
    return len(new)


@transaction.atomic
def issue_cards(*, event, things, tables, by, at) -> dict[str, str]:
    """Fresh links for guests or tables, by code; printed as QR codes or sent. Those that are out stay good."""
    event, act = _fair(event, by), TABLE if tables else VISIT
    return issue_links(act=act, things=things, about=event, by=by, at=at, lasts=LINK_LASTS)


def _fair(event, by) -> Event:
    event = Event.objects.select_for_update(of=("self",)).select_related("forum").get(pk=event.pk)
    check_for(by, check_may_keep_forum, event.forum)
    if event.kind != EventKind.JOB_FAIR:
        raise NotAFair(_("This event is not a job fair."))
    return event


# --- the graduate -------------------------------------------------------------------------------------------


@transaction.atomic
def arrive(*, guest, by, at) -> FairGuest:
    """She is here: by her own link, or noted at the door."""
    _check_hers(by, guest)
    guest = FairGuest.objects.select_for_update(of=("self",)).select_related("event").get(pk=guest.pk)
    if guest.came_at is None:
        guest.came_at = at
        guest.save(update_fields=["came_at", "updated_at"])
        record(by, "fair.arrived", guest, at=at)
    return guest


@transaction.atomic
def join_line(*, guest, booth, opening, by, at) -> Turn:
    """She stands in the line of a table for one of its openings. A second tap finds the place she has."""
    _check_hers(by, guest)
    guest = FairGuest.objects.select_for_update(of=("self",)).get(pk=guest.pk)
    booth = Booth.objects.select_related("company").get(pk=booth.pk)
    mine = list(Turn.objects.filter(guest=guest, state__in=IN_LINE).order_by("pk"))
    for turn in mine:
        if turn.booth_id == booth.pk:
            return turn
    if booth.event_id != guest.event_id or not brought_to(booth).filter(pk=opening.pk).exists():
        raise NotOnTheList(_("This job is not offered at this table."))
    if booth.closed_at:
        raise LineClosed(_("This line is closed. Look at another table."))
    if len(mine) >= MOST_LINES:
        raise TooManyLines(_("You stand in %(n)s lines. Leave one first.") % {"n": len(mine)})
    if guest.came_at is None:
        guest.came_at = at
        guest.save(update_fields=["came_at", "updated_at"])
    turn = Turn.objects.create(booth=booth, guest=guest, opening=opening, joined_at=at)
    record(by, "fair.joined", turn, at=at)
    return turn


@transaction.atomic
def leave_line(*, turn, by, at) -> Turn:
    """She leaves a line. Leaving twice is once."""
    _check_hers(by, turn.guest)
    turn = _locked(turn)
    if turn.state == TurnState.LEFT:
        return turn
    return _step(turn, TurnState.LEFT, "fair.left", by, at, ended_at=at)


def _check_hers(by, guest) -> None:
    if isinstance(by, SignedLink):
        check_link_for(by, VISIT, guest)
    elif by is not None:
        check_for(by, check_may_keep_forum, guest.event.forum)


# --- the company --------------------------------------------------------------------------------------------


@transaction.atomic
def call_next(*, booth, by, at) -> Turn:
    """Call the first in the line who is not called or sitting elsewhere; she keeps her place in other lines.

    Raises TableBusy while somebody is called or sits here, NobodyWaits when the line is empty.
    """
    _check_table(by, booth)
    booth = Booth.objects.select_for_update(of=("self",)).get(pk=booth.pk)
    standing = Turn.objects.filter(booth=booth, state__in=AT_TABLE).order_by("pk").first()
    if standing:
        raise TableBusy(_("Number %(n)s is called. Say first what became of her.") % {"n": standing.guest})
    busy = Turn.objects.filter(guest__event=booth.event_id, state__in=AT_TABLE).order_by().values("guest_id")
    line = Turn.objects.filter(booth=booth, state=TurnState.WAITING).exclude(guest__in=busy)
    for turn in line.select_related("guest").order_by("joined_at", "pk")[:20]:
        FairGuest.objects.select_for_update(of=("self",)).get(pk=turn.guest_id)
        turn = _locked(turn)
        if turn.state != TurnState.WAITING:
            continue
        try:
            with transaction.atomic():
                return _step(turn, TurnState.CALLED, "fair.called", by, at, called_at=at)
        except IntegrityError:  # another table called her in the same moment
            continue
    raise NobodyWaits(_("Nobody waits who is free now."))


@transaction.atomic
def begin_talk(*, turn, by, at) -> Turn:
    """She came to the table."""
    _check_table(by, turn.booth)
    turn = _locked(turn)
    if turn.state == TurnState.TALKING:
        return turn
    return _step(turn, TurnState.TALKING, "fair.began", by, at, began_at=at)


@transaction.atomic
def note_absent(*, turn, by, at) -> Turn:
    """She did not come when called; she may join the line again."""
    _check_table(by, turn.booth)
    turn = _locked(turn)
    if turn.state == TurnState.ABSENT:
        return turn
    return _step(turn, TurnState.ABSENT, "fair.absent", by, at, ended_at=at)


@transaction.atomic
def give_result(*, turn, result, by, at, today, why_not="") -> Turn:
    """What the company says at its table becomes her invitation to this opening. The same result twice is one.

    By standing in the line she said yes to the talk, in words that named the opening and what the company sees.
    """
    _check_table(by, turn.booth)
    turn = _locked(turn)
    if turn.state == TurnState.DONE and turn.result == result:
        return turn
    if result == TurnResult.UNSUITABLE and why_not not in THEIRS:
        raise ReasonNeeded(_("Choose the reason. She reads it."))
    graduate = Graduate.objects.select_related("person", "centre").get(pk=turn.guest.graduate_id)
    turn.invitation = _invitation(turn.opening, graduate, at, today)
    if result == TurnResult.OFFERED:
        _done(offer_many(invitations=[turn.invitation], by=None, at=at, today=today, together=True))
    elif result == TurnResult.UNSUITABLE:
        _done(turn_down(invitations=[turn.invitation], why_not=why_not, by=None, at=at, together=True))
    turn.result, turn.why_not = result, why_not if result == TurnResult.UNSUITABLE else ""
    return _step(turn, TurnState.DONE, "fair.result", by, at, ended_at=at)


def _invitation(opening, graduate, at, today) -> Invitation:
    """Her invitation to this opening, answered with the yes that she gave by standing in its line."""
    found = Invitation.objects.filter(opening=opening, graduate=graduate).order_by("pk").first()
    if found is None or found.state not in (InvitationState.INTERESTED, InvitationState.INTERVIEW):
        if found is None or found.state != InvitationState.INVITED:
            (made,) = _done(invite_many(opening=opening, graduates=[graduate], by=None, at=at, today=today))
            found = made.invitation
        found = answer_invitation(invitation=found, yes=True, by=None, at=at, today=today)
    return found


def _done(results):
    for one in results:
        if not one.done:
            raise TurnOver(one.refusal)
    return results


@transaction.atomic
def close_line(*, booth, closed, by, at) -> Booth:
    """Nobody joins the line any more, or may again. Who stands in it keeps her place."""
    _check_table(by, booth)
    booth = Booth.objects.select_for_update(of=("self",)).get(pk=booth.pk)
    if bool(booth.closed_at) != closed:
        booth.closed_at = at if closed else None
        booth.save(update_fields=["closed_at", "updated_at"])
        record(by, "fair.line_closed" if closed else "fair.line_opened", booth, at=at)
    return booth


def _check_table(by, booth) -> None:
    if isinstance(by, SignedLink):
        check_link_for(by, TABLE, booth)
    elif by is not None:
        check_for(by, check_may_keep_forum, booth.event.forum)


def _locked(turn) -> Turn:
    rows = Turn.objects.select_for_update(of=("self",)).select_related("guest", "opening", "booth")
    return rows.get(pk=turn.pk)


def _step(turn, to, verb, by, at, **moments) -> Turn:
    if to not in TURN_FLOW.allowed_from(turn.state):
        raise TurnOver(_("This was tapped before, or meanwhile something else happened: %(state)s.") % {
            "state": TurnState(turn.state).label
        })  # fmt: skip
    before, turn.state = turn.state, to
    for name, value in moments.items():
        setattr(turn, name, value)
    turn.save()
    changes = {"state": [before, to]} | ({"result": ["", turn.result]} if turn.result else {})
    record(by, verb, turn, at=at, changes=changes)
    return turn
