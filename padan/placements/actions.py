"""One graduate in one opening: offered, begun, confirmed, ended."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements.states import PromiseKind
from padan.base.errors import ActionDenied
from padan.graduates.models import Graduate
from padan.matching.actions.invitations import accept_offer, give_seat_back, settle_seat
from padan.matching.queries.invitations import invitation_with_seat
from padan.openings.actions import take_seat
from padan.openings.states import OpeningKind
from padan.organisations.permissions import check_for
from padan.placements.models import Placement
from padan.placements.permissions import (
    check_may_confirm_placement,
    check_may_record_placement,
    check_may_start_placement,
)
from padan.placements.states import PLACEMENT_FLOW, PlacementState
from padan.trail.actions import record

ANSWERS = {OpeningKind.JOB: PromiseKind.HIRE, OpeningKind.APPRENTICESHIP: PromiseKind.APPRENTICESHIP}


class AlreadyOffered(ActionDenied):
    """This graduate and this opening have met before."""


class AlreadyWorking(ActionDenied):
    """The graduate has a running job."""


class AlreadyConfirmed(ActionDenied):
    """The company confirmed this first day before."""


class PromiseOfAnother(ActionDenied):
    """The promise was made by another body, is of another kind, or this row answers one already."""


class DatesInDisorder(ActionDenied):
    """The last day lies before the first."""


class SeatHeldForHer(ActionDenied):
    """An accepted invitation holds a seat for this placement."""


@transaction.atomic
def offer_placement(*, graduate, opening, by, at, promise=None):
    """Offer an opening to a graduate. No seat is taken yet."""
    check_for(by, check_may_record_placement, graduate)
    Graduate.objects.select_for_update(of=("self",)).get(pk=graduate.pk)
    if Placement.objects.filter(graduate=graduate, opening=opening).exists():
        raise AlreadyOffered(_("This graduate was offered this opening before."))
    placement = Placement.objects.create(graduate=graduate, opening=opening, promise=promise)
    record(by, "placement.offered", placement, at=at, changes={"opening": ["", opening.code]})
    return placement


@transaction.atomic
def start_placement(*, placement, started_on, by, at, confirmed_on=None):
    """Turn an offer into a job: the graduate begins and the opening loses a seat, or she takes the one held for her.

    ``confirmed_on`` is given when the company itself says so. Raises NotAllowed, TransitionDenied, AlreadyWorking,
    OpeningFull or OpeningClosed; on any of them nothing is kept.
    """
    check_for(by, check_may_start_placement, placement)
    Graduate.objects.select_for_update(of=("self",)).get(pk=placement.graduate_id)  # one decision a graduate at a time
    placement = _locked(placement)
    PLACEMENT_FLOW.check(PlacementState(placement.state), PlacementState.WORKING)
    if Placement.objects.filter(graduate=placement.graduate_id, state=PlacementState.WORKING).exists():
        raise AlreadyWorking(_("This graduate has a running job. End that one first."))
    if not settle_seat(graduate=placement.graduate, opening=placement.opening, at=at):
        take_seat(placement.opening, at=at)
    placement.state, placement.started_on, placement.confirmed_on = PlacementState.WORKING, started_on, confirmed_on
    placement.save(update_fields=["state", "started_on", "confirmed_on", "updated_at"])
    _told(by, "placement.started", placement, at, PlacementState.OFFERED, started_on=["", started_on])
    return placement


@transaction.atomic
def confirm_first_day(*, placement, confirmed_on, by, at):
    """The company says that the graduate really began."""
    check_for(by, check_may_confirm_placement, placement)
    placement = _locked(placement)
    if placement.started_on is None:
        PLACEMENT_FLOW.check(PlacementState(placement.state), PlacementState.ENDED)
    if placement.confirmed_on:
        raise AlreadyConfirmed(_("This first day was confirmed before."))
    placement.confirmed_on = confirmed_on
    placement.save(update_fields=["confirmed_on", "updated_at"])
    record(by, "placement.confirmed", placement, at=at, changes={"confirmed_on": ["", confirmed_on]})
    return placement


@transaction.atomic
def decline_placement(*, placement, by, at, reason=""):
    """The offer comes to nothing, from either side. Where an invitation was accepted, ``step_back`` frees its seat."""
    check_for(by, check_may_start_placement, placement)
    placement = _locked(placement)
    if invitation_with_seat(placement.graduate_id, placement.opening_id):
        raise SeatHeldForHer(_("A seat is held for her by her invitation. Say there that she does not begin, and why."))
    PLACEMENT_FLOW.check(PlacementState(placement.state), PlacementState.DECLINED)
    placement.state = PlacementState.DECLINED
    placement.save(update_fields=["state", "updated_at"])
    _told(by, "placement.declined", placement, at, PlacementState.OFFERED, reason=["", reason])
    return placement


@transaction.atomic
def accept_invitation(*, invitation, by, at, today):
    """She accepts an offered seat: it is held for her, and the placement waits for its first day.

    Raises what ``matching`` refuses (OpeningFull, SeatHeld, TooLate ...), or AlreadyWorking; nothing is kept then.
    """
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.graduate_id)
    if Placement.objects.filter(graduate=invitation.graduate_id, state=PlacementState.WORKING).exists():
        raise AlreadyWorking(
            _("You have a running job in Padan. Tell your centre that it ended, then accept this one.")
        )
    invitation = accept_offer(invitation=invitation, by=by, at=at, today=today)
    told = {"graduate": invitation.graduate, "opening": invitation.opening}
    placement = Placement.objects.filter(**told).order_by("pk").first()
    if placement is None:
        placement = Placement.objects.create(**told, promise=invitation.opening.promise)
        record(by, "placement.offered", placement, at=at, changes={"opening": ["", invitation.opening.code]})
    elif placement.state != PlacementState.OFFERED:
        before = PlacementState(placement.state)
        PLACEMENT_FLOW.check(before, PlacementState.OFFERED)
        placement.state = PlacementState.OFFERED
        placement.save(update_fields=["state", "updated_at"])
        _told(by, "placement.offered", placement, at, before)
    return placement


@transaction.atomic
def step_back(*, invitation, hers, why_not, by, at, words=""):
    """An accepted offer comes to nothing before the first day, by her or by the company: the seat is free again."""
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.graduate_id)
    invitation = give_seat_back(invitation=invitation, hers=hers, why_not=why_not, words=words, by=by, at=at)
    waiting = Placement.objects.select_for_update(of=("self",)).filter(
        graduate=invitation.graduate, opening=invitation.opening, state=PlacementState.OFFERED
    )
    for placement in waiting.order_by("pk"):
        placement.state = PlacementState.DECLINED
        placement.save(update_fields=["state", "updated_at"])
        _told(by, "placement.declined", placement, at, PlacementState.OFFERED, reason=["", invitation.why_not])
    return invitation


@transaction.atomic
def end_placement(*, placement, ended_on, by, at, reason=""):
    """The last day of a job. The seat stays filled; the graduate may begin another."""
    check_for(by, check_may_start_placement, placement)
    placement = _locked(placement)
    PLACEMENT_FLOW.check(PlacementState(placement.state), PlacementState.ENDED)
    if ended_on < placement.started_on:
        raise DatesInDisorder(_("The last day lies before the first."))
    placement.state, placement.ended_on = PlacementState.ENDED, ended_on
    placement.save(update_fields=["state", "ended_on", "updated_at"])
    _told(by, "placement.ended", placement, at, PlacementState.WORKING, ended_on=["", ended_on], reason=["", reason])
    return placement


@transaction.atomic
def count_placement_for(*, placement, promise, by, at):
    """A placement answers a promise of its company: hires and apprenticeships apart, one promise a placement."""
    check_for(by, check_may_record_placement, placement.graduate)
    placement = _locked(placement)
    if placement.promise_id:
        raise PromiseOfAnother(_("This placement is counted for a promise already."))
    if placement.opening.company_id != promise.party.organisation_id:
        raise PromiseOfAnother(_("This promise was made by another body than the company of the opening."))
    if ANSWERS.get(placement.opening.kind) != promise.kind:
        raise PromiseOfAnother(_("A job answers a promise to hire, an apprenticeship one of apprenticeships."))
    placement.promise = promise
    placement.save(update_fields=["promise", "updated_at"])
    record(by, "placement.counted", placement, at=at, changes={"promise": ["", promise.code]})
    return placement


def _locked(placement):
    rows = Placement.objects.select_for_update(of=("self",)).select_related("graduate__centre", "opening")
    return rows.get(pk=placement.pk)


def _told(by, verb, placement, at, before, **changes):
    record(by, verb, placement, at=at, changes={"state": [before, placement.state], **changes})
