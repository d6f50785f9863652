"""Graduates are asked for work, answer, are seen, and are offered a seat; the last seat goes once.

Acts over many people do what can be done and name every refusal, one result a person; ``together=True`` does all of it
or nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import JAKARTA, in_words
from padan.base.errors import ActionDenied
from padan.graduates.models import Graduate
from padan.graduates.permissions import NotOnTheWay, not_on_the_way
from padan.graduates.queries import kept_from
from padan.matching import notices
from padan.matching.actions.consents import end_consent, give_consent
from padan.matching.models import Invitation
from padan.matching.permissions import (
    check_may_answer,
    check_may_decide,
    check_may_invite,
    check_may_link_company,
)
from padan.matching.queries.invitations import must_be_called
from padan.matching.states import (
    ANSWER,
    CANDIDATES,
    HERS,
    INVITATION_FLOW,
    OVER,
    THEIRS,
    WAITS_FOR_HER,
    Attendance,
    InvitationState,
    WhyNot,
)
from padan.openings.actions.seats import OpeningClosed, OpeningFull, free_seat, take_seat
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link, issue_links
from padan.people.queries import address_of
from padan.trail.actions import record

ANSWERED_WITHIN, OFFER_HOLDS = timedelta(days=7), timedelta(days=5)
LINK_LASTS = timedelta(days=180)  # the page tells after the deadline what can still be done
COOL_DOWN = timedelta(days=2)  # between two messages about one invitation
MOST_AT_ONCE = 2000


class AlreadyInvited(ActionDenied):
    """This graduate was asked for this opening before."""


class SeatHeld(ActionDenied):
    """She holds a seat in another opening."""


class TooLate(ActionDenied):
    """The time to answer is over."""


class TooSoon(ActionDenied):
    """Asked again before the cool-down is over, or about what has not happened yet."""


class DayInDisorder(ActionDenied):
    """A day that cannot be: an interview in the past, an answer wanted by yesterday."""


class ReasonMissing(ActionDenied):
    """A no that touches another needs its reason."""


class NothingChosen(ActionDenied):
    """An act over many was asked for nobody, or for too many at once."""


class NotAllDone(ActionDenied):
    """Together means everybody or nobody: the first refusal stopped all."""


@dataclass(frozen=True)
class Result:
    """What came of an act for one person; ``refusal`` is a sentence, empty where it was done."""

    graduate: object
    invitation: object = None
    refusal: str = ""

    @property
    def done(self):
        return not self.refusal


@transaction.atomic
def invite_many(*, opening, graduates, by, at, round=None, today=None, answer_by=None) -> list[Result]:
    """Ask graduates for one opening, in the order given; each is told by her own link afterwards (``send_links``).

    Who said no, or did not answer in time, may be asked again; who is in talks is refused by name. ``today`` is the
    business date (left out: the date of ``at``), ``answer_by`` a week after it. Raises OpeningClosed or NothingChosen.
    """
    graduates = _chosen(graduates)
    today = today or at.astimezone(JAKARTA).date()
    answer_by = answer_by or today + ANSWERED_WITHIN
    if answer_by < today:
        raise DayInDisorder(_("The day to answer by lies in the past. Choose today or later."))
    rows = Opening.objects.select_for_update(of=("self",), no_key=True).select_related("region")
    opening = rows.get(pk=opening.pk)
    if opening.state != OpeningState.OPEN:
        raise OpeningClosed(_("“%(opening)s” is closed.") % {"opening": opening})
    kept = kept_from(opening.region, graduates)
    rows = Invitation.objects.select_for_update(of=("self",)).filter(opening=opening, graduate__in=graduates)
    standing = {row.graduate_id: row for row in rows.order_by("pk")}
    held = Invitation.objects.filter(graduate__in=graduates, state=InvitationState.ACCEPTED)
    held = set(held.order_by().values_list("graduate_id", flat=True))
    results, new, again = [], [], []
    for place, graduate in enumerate(graduates, start=1):
        row = standing.get(graduate.pk)
        try:
            check_for(by, check_may_invite, graduate)
            if graduate.pk in kept:
                raise NotOnTheWay(not_on_the_way(opening.region))
            if graduate.pk in held:
                raise SeatHeld(_("She has accepted a seat elsewhere."))
            if row is None:
                row = Invitation(graduate=graduate, opening=opening)
                new.append(row)
            else:
                if InvitationState.INVITED not in INVITATION_FLOW.allowed_from(row.state):
                    raise AlreadyInvited(_("Asked before: %(state)s.") % {"state": InvitationState(row.state).label})
                again.append(row)
        except ActionDenied as refused:
            results.append(Result(graduate, row, str(refused)))
            continue
        row.place, row.round, row.state = place, round, InvitationState.INVITED
        row.invited_at, row.answer_by, row.why_not, row.words = at, answer_by, "", ""
        for gone in (
            "answered_at",
            "interview_at",
            "offered_at",
            "offered_on",
            "asked_at",
            "warned_at",
            "told_at",
            "late_at",
        ):
            setattr(row, gone, None)
        row.interview_place = row.attendance = ""
        results.append(Result(graduate, row))
    Invitation.objects.bulk_create(new, batch_size=500)
    for row in again:
        row.save()
    _told_of_many(by, "invitations.sent", opening, [*new, *again], at, answer_by=["", answer_by])
    return results


@transaction.atomic
def send_links(*, invitations, by, at, today) -> dict[str, str]:
    """A fresh link for each of these invitations: mailed where she has an address, returned for WhatsApp by code.

    Nobody is written to twice within two days: who was is left out. Only those that wait for her answer are sent. In
    the last two days of her time the message is its warning as well.
    """
    rows = _locked_many(invitations)
    for row in rows:
        check_for(by, check_may_invite, row.graduate)
    rows = [row for row in rows if row.state in WAITS_FOR_HER and not (row.asked_at and at - row.asked_at < COOL_DOWN)]
    if not rows:
        return {}
    tokens = issue_links(act=ANSWER, things=rows, about=rows[0].opening, by=by, at=at, lasts=LINK_LASTS)
    addresses = {code: address_of("link", token) for code, token in tokens.items()}
    notices.asked([row for row in rows if row.graduate.person.email], addresses, at=at)
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(asked_at=at, updated_at=at)
    warned = [row.pk for row in rows if must_be_called(row, today)]
    Invitation.objects.filter(pk__in=warned).update(warned_at=at)
    return addresses


@transaction.atomic
def link_for(*, invitation, by, at, today) -> str:
    """The address of a fresh link for one invitation, to be sent by hand. Raises TooSoon within the cool-down."""
    check_for(by, check_may_invite, invitation.graduate)
    row = _locked(invitation)
    if row.state in WAITS_FOR_HER and row.asked_at and at - row.asked_at < COOL_DOWN:
        raise TooSoon(
            _("She was written to on %(day)s. Wait two days between two messages.") % {"day": in_words(row.asked_at)}
        )
    _link, token = issue_link(act=ANSWER, thing=row, recipient=row.code, by=by, at=at, lasts=LINK_LASTS)
    told = {"warned_at": at} if must_be_called(row, today) else {}
    Invitation.objects.filter(pk=row.pk).update(asked_at=at, updated_at=at, **told)
    return address_of("link", token)


@transaction.atomic
def company_link(*, opening, by, at) -> str:
    """The address by which a company keeps the candidates of one opening, without an account."""
    check_for(by, check_may_link_company, opening)
    to = opening.company.name if opening.company else opening.title
    _link, token = issue_link(act=CANDIDATES, thing=opening, recipient=to, by=by, at=at, lasts=LINK_LASTS)
    return address_of("link", token)


@transaction.atomic
def answer_invitation(*, invitation, yes, by, at, today, why_not="", words=""):
    """She says yes or no; yes shows her name to the company of this opening. The last answer counts until the deadline.

    A no may follow at any time before the first day. Raises TooLate, TransitionDenied, SeatHeld.
    """
    check_may_answer(by, invitation)
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.graduate_id)
    row = _locked(invitation)
    before = InvitationState(row.state)
    to = InvitationState.INTERESTED if yes else InvitationState.DECLINED
    if before == to:
        return row
    if before == InvitationState.LAPSED or (before in OVER + WAITS_FOR_HER[:1] and today > row.answer_by):
        raise TooLate(_("The time to answer was until %(day)s. Tell your centre if you still want it.") % {
            "day": in_words(row.answer_by)})  # fmt: skip
    if before == InvitationState.ACCEPTED:
        raise SeatHeld(_("You accepted this job. Tell your centre if you cannot begin."))
    INVITATION_FLOW.check(before, to)
    if yes and row.opening.state != OpeningState.OPEN:
        raise OpeningClosed(_("“%(opening)s” is closed.") % {"opening": row.opening})
    row.state, row.answered_at = to, at
    row.why_not, row.words = ("", "") if yes else (_reason(why_not, HERS, needed=False), words.strip()[:300])
    row.save()
    if yes:
        give_consent(row, by, at)
    else:
        end_consent(row, at)
    _told(by, "job_invitation.answered", row, at, before)
    return row


@transaction.atomic
def say_late(*, invitation, by, at):
    """After the deadline she tells her centre that she still wants it. Nothing else changes."""
    check_may_answer(by, invitation)
    row = _locked(invitation)
    if row.state not in (InvitationState.LAPSED, *WAITS_FOR_HER):
        raise TooLate(_("There is nothing to answer any more."))
    if row.late_at is None:
        row.late_at = at
        row.save(update_fields=["late_at", "updated_at"])
        record(by, "job_invitation.wanted_late", row, at=at)
    return row


@transaction.atomic
def accept_offer(*, invitation, by, at, today):
    """She accepts an offer and holds a seat from then on. Raises OpeningFull, OpeningClosed, SeatHeld or TooLate.

    Called by ``placements.actions``, which writes the placement in the same transaction.
    """
    check_may_answer(by, invitation)
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.graduate_id)
    row = _locked(invitation)
    before = InvitationState(row.state)
    if before == InvitationState.LAPSED or (before == InvitationState.OFFERED and today > row.answer_by):
        raise TooLate(_("The offer stood until %(day)s. Tell your centre if you still want it.") % {
            "day": in_words(row.answer_by)})  # fmt: skip
    INVITATION_FLOW.check(before, InvitationState.ACCEPTED)
    if Invitation.objects.filter(graduate=row.graduate_id, state=InvitationState.ACCEPTED).exists():
        raise SeatHeld(_("You have accepted another job already. Say no to that one first, or to this one."))
    take_seat(row.opening, at=at)
    row.state, row.answered_at = InvitationState.ACCEPTED, at
    row.save(update_fields=["state", "answered_at", "updated_at"])
    give_consent(row, by, at)
    _told(by, "job_invitation.accepted", row, at, before)
    return row


def settle_seat(*, graduate, opening, at) -> bool:
    """Whether she held a seat of this opening by an accepted offer; it is hers for good now. Within the act that says
    that she began, which tells of it in the trail."""
    held = Invitation.objects.filter(graduate=graduate, opening=opening, state=InvitationState.ACCEPTED)
    return bool(held.update(state=InvitationState.STARTED, updated_at=at))


def release_seat(*, graduate, opening, why_not, words, at) -> None:
    """Free the seat that an accepted offer holds, if one does, and tell her. Within the act that says that she does not
    begin, which asked whether it may and tells of it in the trail."""
    for row in _rows().filter(graduate=graduate, opening=opening, state=InvitationState.ACCEPTED).order_by("pk"):
        row.state, row.words = InvitationState.WITHDRAWN, words.strip()[:300]
        row.why_not = _reason(why_not, THEIRS, needed=True)
        row.save(update_fields=["state", "why_not", "words", "updated_at"])
        free_seat(opening, at=at)
        end_consent(row, at)
        if row.graduate.person.email:
            notices.changed([row], "invitations.taken_back", at=at)


@transaction.atomic
def give_seat_back(*, invitation, hers, why_not, by, at, words=""):
    """An accepted offer comes to nothing before the first day: the seat is free again and the next may be asked.

    ``hers``: she said so herself. Called by ``placements.actions``, which closes the placement in the same transaction.
    """
    (check_may_answer if hers else check_may_decide)(by, invitation)
    row = _locked(invitation)
    before, to = InvitationState(row.state), InvitationState.DECLINED if hers else InvitationState.WITHDRAWN
    if before != InvitationState.ACCEPTED:
        raise TooLate(_("She holds no seat of this opening."))
    row.state, row.answered_at = to, at if hers else row.answered_at
    row.why_not, row.words = _reason(why_not, HERS if hers else THEIRS, needed=not hers), words.strip()[:300]
    row.save(update_fields=["state", "answered_at", "why_not", "words", "updated_at"])
    free_seat(row.opening, at=at)
    end_consent(row, at)
    _told(by, "job_invitation.seat_given_back", row, at, before)
    if not hers and row.graduate.person.email:
        notices.changed([row], "invitations.taken_back", at=at)
    return row


def set_interviews(*, invitations, interview_at, place, by, at, today, together=False) -> list[Result]:
    """Ask people to an interview, or move it to another time. Raises DayInDisorder when it lies in the past."""
    if interview_at.astimezone(JAKARTA).date() < today:
        raise DayInDisorder(_("The interview lies in the past. Choose a day from today on."))

    def ask(row):
        INVITATION_FLOW.check(InvitationState(row.state), InvitationState.INTERVIEW)
        row.state, row.interview_at, row.interview_place = InvitationState.INTERVIEW, interview_at, place.strip()[:200]
        row.attendance = ""

    told = {"interview_at": ["", interview_at], "place": ["", place]}
    return _each(invitations, ask, "invitations.interview", by=by, at=at, together=together, **told)


def note_attendance(*, invitations, attendance, by, at, today, together=False) -> list[Result]:
    """Who came to the interview, late, or not at all; on its day or later."""

    def note(row):
        if row.state != InvitationState.INTERVIEW:
            raise TooSoon(_("There is no interview to come to."))
        if row.interview_at.astimezone(JAKARTA).date() > today:
            raise TooSoon(_("The interview is on %(day)s.") % {"day": in_words(row.interview_at)})
        row.attendance = Attendance(attendance)

    told = {"attendance": ["", attendance]}
    return _each(invitations, note, "invitations.attendance", by=by, at=at, together=together, **told)


def offer_many(*, invitations, by, at, today, answer_by=None, together=False) -> list[Result]:
    """Offer the seat to these people. More may be offered than seats are free: who accepts first has it, and the pages
    say so."""
    answer_by = answer_by or today + OFFER_HOLDS
    if answer_by < today:
        raise DayInDisorder(_("The day to answer by lies in the past. Choose today or later."))

    def offer(row):
        INVITATION_FLOW.check(InvitationState(row.state), InvitationState.OFFERED)
        if row.opening.state != OpeningState.OPEN:
            raise OpeningClosed(_("“%(opening)s” is closed.") % {"opening": row.opening})
        if row.opening.seats_taken >= row.opening.seats:
            raise OpeningFull(_("All seats of “%(opening)s” are taken.") % {"opening": row.opening})
        row.state, row.offered_at, row.offered_on, row.answer_by = InvitationState.OFFERED, at, today, answer_by
        row.asked_at = row.warned_at = None

    told = {"answer_by": ["", answer_by]}
    return _each(invitations, offer, "invitations.offered", by=by, at=at, together=together, **told)


def turn_down(*, invitations, why_not, by, at, words="", together=False) -> list[Result]:
    """The company does not take these people on, with its reason; they are told, and their names are gone from it."""
    return _end(invitations, InvitationState.UNSUITABLE, "invitations.turned_down", why_not, words, by, at, together)


def take_back(*, invitations, why_not, by, at, words="", together=False) -> list[Result]:
    """Invitations that will come to nothing are taken back, with the reason. An accepted offer is not one of them."""
    return _end(invitations, InvitationState.WITHDRAWN, "invitations.taken_back", why_not, words, by, at, together)


def _end(invitations, to, verb, why_not, words, by, at, together):
    reason = _reason(why_not, THEIRS, needed=True)

    def end(row):
        if row.state == InvitationState.ACCEPTED:
            raise SeatHeld(_("She accepted. Say on her placement that she does not begin."))
        INVITATION_FLOW.check(InvitationState(row.state), to)
        row.state, row.why_not, row.words = to, reason, words.strip()[:300]
        end_consent(row, at)

    return _each(invitations, end, verb, by=by, at=at, together=together, reason=["", reason])


@transaction.atomic
def _each(invitations, change, verb, *, by, at, together, **told) -> list[Result]:
    """Do ``change`` to every row that it can be done to: a result for each, one row in the trail."""
    results = []
    for row in _locked_many(invitations):
        try:
            check_may_decide(by, row)
            with transaction.atomic():
                change(row)
                row.save()
        except ActionDenied as refused:
            if together:
                raise NotAllDone(
                    _("Nothing was done, for %(code)s refuses: %(why)s") % {"code": row.graduate.code, "why": refused}
                ) from refused
            results.append(Result(row.graduate, row, str(refused)))
        else:
            results.append(Result(row.graduate, row))
    rows = [result.invitation for result in results if result.done]
    if rows:
        _told_of_many(by, verb, rows[0].opening, rows, at, **told)
        notices.changed([row for row in rows if row.graduate.person.email], verb, at=at)
    return results


def _told_of_many(by, verb, opening, rows, at, **told):
    if rows:
        codes = "".join(f"{code}\n" for code in sorted(row.code for row in rows))
        digest = hashlib.sha256(codes.encode()).hexdigest()
        record(by, verb, opening, at=at, changes={"count": [0, len(rows)], "codes": ["", digest], **told})


def _told(by, verb, row, at, before):
    changes = {"state": [before, row.state]}
    if row.why_not:
        changes["reason"] = ["", row.why_not]
    record(by, verb, row, at=at, changes=changes)


def _chosen(things):
    things = list(things)
    if not things:
        raise NothingChosen(_("Choose at least one person."))
    if len(things) > MOST_AT_ONCE:
        raise NothingChosen(_("At most %(most)s people at once. Divide the list.") % {"most": MOST_AT_ONCE})
    return things


def _reason(why_not, allowed, *, needed):
    if not why_not and not needed:
        return ""
    if why_not not in allowed:
        raise ReasonMissing(_("Choose one of the reasons."))
    return WhyNot(why_not)


def _locked(invitation):
    return _rows().get(pk=invitation.pk)


def _locked_many(invitations):
    """These rows, locked in the order of their keys, so that two acts over many never wait for each other."""
    return list(_rows().filter(pk__in=[row.pk for row in _chosen(invitations)]).order_by("pk"))


def _rows():
    return Invitation.objects.select_for_update(of=("self",)).select_related(
        "graduate__person", "graduate__centre", "opening__company__region", "opening__owner__region", "opening__region"
    )
