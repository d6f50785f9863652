"""An opening is published, prolonged, closed, and runs out; who wrote it is told before and after."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import on_day
from padan.base.errors import ActionDenied
from padan.openings import notices
from padan.openings.actions.seats import OpeningFull
from padan.openings.actions.writing import TEXTS, check_words, is_abroad, locked
from padan.openings.deadlines import prolonged
from padan.openings.models import Opening
from padan.openings.permissions import (
    KEEP,
    WRITE,
    check_account_keeps,
    check_may_keep_opening,
    check_may_write_for,
)
from padan.openings.queries import openings_expired, openings_running_out
from padan.openings.states import OPENING_FLOW, Ending, OpeningState
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link, issue_links
from padan.people.queries import address_of
from padan.trail.actions import record

WRITTEN_FOR, KEPT_FOR = timedelta(days=60), timedelta(days=180)
MOST_AHEAD = timedelta(days=366)


class DeadlinePassed(ActionDenied):
    """The deadline lies behind, or too far ahead."""


class StandsOnMore(ActionDenied):
    """Work abroad stands on what a later room checks before it opens: a permit of the partner."""


@transaction.atomic
def open_opening(*, opening, by, at, closes_at=None, checked=False):
    """Publish a draft, or open again what was closed or has expired.

    Work abroad is opened by who has ``checked`` what it stands on; else StandsOnMore. Raises WordsForbidden while the
    text asks for what the law forbids, DeadlinePassed, OpeningFull, TransitionDenied.
    """
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    before = OpeningState(opening.state)
    OPENING_FLOW.check(before, OpeningState.OPEN)
    _check_stands(opening, checked)
    opening.closes_at = closes_at or opening.closes_at
    if opening.closes_at and opening.closes_at <= at:
        raise DeadlinePassed(_("The deadline has passed. Choose a new one, then open it."))
    _check_near(opening.closes_at, at)
    if opening.seats_taken >= opening.seats:
        raise OpeningFull(_("All seats of “%(opening)s” are taken. Add seats first.") % {"opening": opening})
    check_words(opening)
    opening.state, opening.ending, opening.reminded_at = OpeningState.OPEN, "", None
    opening.save(update_fields=["state", "ending", "reminded_at", "closes_at", "updated_at"])
    record(by, "opening.opened", opening, at=at, changes={"state": [before, opening.state]})
    return opening


@transaction.atomic
def prolong_opening(*, opening, seen, by, at, until=None, checked=False):
    """Give an opening more time: 30 days by one tap, or ``until``. What expired is open again (``open_opening``).

    ``seen`` is the deadline that was shown: a second tap finds a later one and changes nothing.
    """
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    if opening.closes_at != seen:
        return opening
    before, state = opening.closes_at, OpeningState(opening.state)
    if state != OpeningState.OPEN:
        OPENING_FLOW.check(state, OpeningState.OPEN)
        _check_stands(opening, checked)
        check_words(opening)
    opening.closes_at = until or prolonged(opening, at)
    if opening.closes_at <= at:
        raise DeadlinePassed(_("This deadline has passed already. Choose a day to come."))
    _check_near(opening.closes_at, at)
    opening.state, opening.ending, opening.reminded_at = OpeningState.OPEN, "", None
    opening.save(update_fields=["state", "ending", "reminded_at", "closes_at", "updated_at"])
    record(by, "opening.prolonged", opening, at=at,
           changes={"closes_at": [before or "", opening.closes_at], "state": [state, opening.state]})  # fmt: skip
    return opening


def _check_stands(opening, checked):
    if is_abroad(opening) and not checked:
        raise StandsOnMore(_("Work abroad opens where its partner's permit is checked: on its own page."))


@transaction.atomic
def close_opening(*, opening, ending, by, at):
    """Take nobody on any more, and say why. Who wrote it and who keeps it are told."""
    opening = locked(opening)
    check_may_keep_opening(by, opening)
    before = OpeningState(opening.state)
    OPENING_FLOW.check(before, OpeningState.CLOSED)
    opening.state, opening.ending = OpeningState.CLOSED, Ending(ending)
    opening.save(update_fields=["state", "ending", "updated_at"])
    record(by, "opening.closed", opening, at=at,
           changes={"state": [before, opening.state], "ending": ["", opening.ending]})  # fmt: skip
    if before != OpeningState.DRAFT:
        notices.ended([opening], at=at)
    return opening


@transaction.atomic
def keep_link(*, opening, by, at, recipient=""):
    """A link by which somebody of the company looks after this opening, without an account: its address.

    An account alone makes one: a link that was passed on would else live for ever.
    """
    check_for(by, check_account_keeps, opening)
    to = recipient or opening.written_by or str(opening.company or opening.owner)
    _link, token = issue_link(act=KEEP, thing=opening, recipient=to[:200], by=by, at=at, lasts=KEPT_FOR)
    return address_of("link", token)


@transaction.atomic
def ask_for_openings(*, company, recipient, by, at):
    """A link by which somebody of this company writes its openings, without an account: its address."""
    check_may_write_for(by, company, company)
    to = (recipient or company.name)[:200]
    _link, token = issue_link(act=WRITE, thing=company, recipient=to, by=by, at=at, lasts=WRITTEN_FOR)
    return address_of("link", token)


@transaction.atomic
def link_to_written(*, opening, by, at):
    """The page that whoever wrote an opening through a link stands before: its address."""
    check_may_write_for(by, opening.company, opening.owner)
    to = opening.written_by or str(opening.company)
    _link, token = issue_link(act=KEEP, thing=opening, recipient=to[:200], by=by, at=at, lasts=KEPT_FOR)
    return address_of("link", token)


TOGETHER = 500  # openings of one statement


def expire_openings(*, today, at) -> int:
    """What the night does with deadlines that have passed: the openings expire and both sides are told.

    Keeper by keeper, each in one transaction: however many a file brought in, a keeper gets one mail.
    """
    done, at = 0, on_day(at, today)
    for owner in list(openings_expired(at).order_by("owner_id").values_list("owner_id", flat=True).distinct()):
        with transaction.atomic():
            due = list(openings_expired(at).filter(owner=owner).defer(*TEXTS).select_for_update(of=("self",)))
            _end(due, "openings.expired", at)
        done += len(due)
    return done


@transaction.atomic
def stop_openings(*, ids, at) -> int:
    """What they stood on is gone before their deadline, a partner's permit: they take nobody on, both sides are told.

    Who was put forward stays so. They can be opened again once it is there.
    """
    rows = Opening.objects.filter(pk__in=ids, state=OpeningState.OPEN).select_related("company", "owner__region")
    due = list(rows.defer(*TEXTS).order_by("pk").select_for_update(of=("self",)))
    _end(due, "openings.stopped", at)
    return len(due)


def _end(due, verb, at):
    """Locked openings that are open take nobody on any more."""
    for start in range(0, len(due), TOGETHER):
        some = due[start : start + TOGETHER]
        ids, codes = [opening.pk for opening in some], [opening.code for opening in some]
        Opening.objects.filter(pk__in=ids).update(state=OpeningState.EXPIRED, updated_at=at)
        record(None, verb, at=at, changes={"count": [0, len(some)], "codes": ["", codes]})
    if due:
        notices.ended(due, at=at)


def remind_of_deadlines(*, today, at) -> int:
    """Write to who keeps an opening a week before it expires, once for each deadline, with a link that prolongs it."""
    told, day = 0, on_day(at, today)
    while True:
        with transaction.atomic():
            due = list(openings_running_out(day).defer(*TEXTS).select_for_update(of=("self",))[:TOGETHER])
            if not due:
                return told
            reached = notices.reachable(due)
            if reached:
                tokens = issue_links(act=KEEP, things=reached, about=None, by=None, at=at, lasts=KEPT_FOR)
                addresses = {code: address_of("link", token) for code, token in tokens.items()}
                notices.runs_out(reached, addresses, at=at)
            Opening.objects.filter(pk__in=[opening.pk for opening in due]).update(reminded_at=at)
            told += len(reached)


def _check_near(closes_at, at):
    if closes_at and closes_at > at + MOST_AHEAD:
        raise DeadlinePassed(_("This deadline is more than a year ahead. Choose a nearer one; it can be prolonged."))
