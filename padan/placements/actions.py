"""One graduate in one opening: offered, begun, confirmed, proven, asked after, ended."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from padan.agreements.states import PromiseKind
from padan.base.clock import in_words, months_after
from padan.base.errors import ActionDenied
from padan.graduates.models import Graduate
from padan.graduates.permissions import check_on_the_way
from padan.matching.actions.invitations import accept_offer, give_seat_back, release_seat, settle_seat
from padan.matching.states import WhyNot
from padan.openings.actions import take_seat
from padan.openings.states import OpeningKind
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.people.actions import issue_link, issue_links
from padan.people.models import SignedLink
from padan.people.queries import address_of
from padan.placements import notices
from padan.placements.models import CheckIn, Placement, Proof
from padan.placements.permissions import (
    CHECK_IN,
    FIRST_DAY,
    check_may_answer_check_in,
    check_may_begin,
    check_may_bring_proof,
    check_may_confirm,
    check_may_record_placement,
    check_may_start_placement,
)
from padan.placements.queries import offer_taken
from padan.placements.states import PLACEMENT_FLOW, CheckInAnswer, EndReason, PlacementState, Teller
from padan.trail.actions import record

CHECK_IN_MONTHS = (1, 3, 6, 12)
STALE = timedelta(days=45)
"""A check-in that nobody asked for so long is asked no more: the next one asks the same thing."""
ASK_AGAIN = timedelta(days=7)  # cool-down between two mails for one check-in
LINK_LASTS = timedelta(days=60)
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
    """A day lies where it cannot lie: the last before the first, or what happened after today."""


class ProofKnown(ActionDenied):
    """This very file was brought before."""


class AlreadyVerified(ActionDenied):
    """An officer looked at it before."""


class NotBegun(ActionDenied):
    """Nobody works there yet."""


class FirstDayInDisorder(ActionDenied):
    """A first day before the offer, or one that has not come yet."""


@transaction.atomic
def offer_placement(*, graduate, opening, by, at, promise=None):
    """Offer an opening to a graduate. No seat is taken yet."""
    check_for(by, check_may_record_placement, graduate)
    check_on_the_way(graduate, opening.region)
    Graduate.objects.select_for_update(of=("self",)).get(pk=graduate.pk)
    if Placement.objects.filter(graduate=graduate, opening=opening).exists():
        raise AlreadyOffered(_("This graduate was offered this opening before."))
    placement = Placement.objects.create(graduate=graduate, opening=opening, promise=promise)
    record(by, "placement.offered", placement, at=at, changes={"opening": ["", opening.code]})
    return placement


@transaction.atomic
def start_placement(*, placement, started_on, by, at, today, confirmed_on=None):
    """Turn an offer into a job: the graduate begins and the opening loses a seat, or she takes the one held for her.

    ``confirmed_on`` is given when the company itself says so. Raises NotAllowed, TransitionDenied, FirstDayInDisorder,
    AlreadyWorking, OpeningFull or OpeningClosed; on any of them nothing is kept.
    """
    check_may_begin(by, placement)
    if started_on > today:
        raise FirstDayInDisorder(_("This day has not come yet. Tell the first day when she has begun."))
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
    check_may_confirm(by, placement)
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
def decline_placement(*, placement, by, at, reason="", why_not=WhyNot.OTHER):
    """The offer comes to nothing, from either side. A seat that an accepted invitation holds is free again, and she is
    told with ``why_not`` and the words of ``reason``."""
    check_may_begin(by, placement)
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=placement.graduate_id)  # as who accepts does
    placement = _locked(placement)
    PLACEMENT_FLOW.check(PlacementState(placement.state), PlacementState.DECLINED)
    release_seat(graduate=placement.graduate, opening=placement.opening, why_not=why_not, words=reason, at=at)
    placement.state = PlacementState.DECLINED
    placement.save(update_fields=["state", "updated_at"])
    told = {"reason": ["", why_not], "words": ["", reason]}
    _told(by, "placement.declined", placement, at, PlacementState.OFFERED, **told)
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
def begin_work(*, invitation, started_on, by, at, today):
    """The company says that she began: one tap, by its link or account, and the first day is confirmed with it."""
    placement = offer_taken(invitation)
    if placement is None:
        raise FirstDayInDisorder(_("She has not accepted this offer."))
    if not invitation.offered_on <= started_on <= today:
        raise FirstDayInDisorder(
            _("The first day lies between the offer, %(day)s, and today.") % {"day": in_words(invitation.offered_on)}
        )
    return start_placement(placement=placement, started_on=started_on, confirmed_on=today, by=by, at=at, today=today)


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
def end_placement(*, placement, ended_on, by, at, today, reason="", words=""):
    """The last day of a job, and why it ended (``EndReason``, empty when nobody says). The seat stays filled."""
    check_for(by, check_may_start_placement, placement)
    return _end(_locked(placement), ended_on, reason, words, today, by, at)


@transaction.atomic
def first_day_link(*, placement, recipient, by, at) -> str:
    """A link by which the company says with one tap that she began, or did not come: its address."""
    check_for(by, check_may_record_placement, placement.graduate)
    to = recipient or str(placement.opening.company or placement.opening)
    _link, token = issue_link(act=FIRST_DAY, thing=placement, recipient=to, by=by, at=at, lasts=LINK_LASTS)
    return address_of("link", token)


@transaction.atomic
def bring_proof(*, placement, kind, file, brought_on, by, at, through=None):
    """Keep a file that shows the work; ``file`` are the columns of a kept one.

    ``through``: the check-in whose link she came by. The same file again is refused, as it adds nothing.
    """
    if through is not None and through.placement_id == placement.pk:
        check_may_answer_check_in(by, through)
    else:
        check_for(by, check_may_bring_proof, placement)
    placement = _locked(placement)
    if placement.started_on is None:
        raise NotBegun(_("This work has not begun yet. Files that show it follow on the first day."))
    if placement.proofs.filter(file_sha256=file["file_sha256"], withdrawn_at=None).exists():
        raise ProofKnown(_("This file was brought before."))
    teller = Teller.HERSELF if isinstance(by, SignedLink) or _is_her(by, placement) else Teller.OFFICER
    proof = Proof.objects.create(placement=placement, kind=kind, brought_on=brought_on, teller=teller, **file)
    told = {"kind": ["", kind], "proof": ["", proof.code], "sha256": ["", proof.file_sha256]}
    record(by, "placement.proof_brought", placement, at=at, changes=told)
    return proof


@transaction.atomic
def withdraw_proof(*, proof, by, at):
    """Take a file back. It stays in the books, counts no more, and is opened no more."""
    check_for(by, check_may_bring_proof, proof.placement)
    proof = Proof.objects.select_for_update(of=("self",)).select_related("placement").get(pk=proof.pk)
    if proof.withdrawn_at is None:
        proof.withdrawn_at = at
        proof.save(update_fields=["withdrawn_at", "updated_at"])
        record(by, "placement.proof_withdrawn", proof.placement, at=at, changes={"proof": [proof.code, ""]})
    return proof


@transaction.atomic
def verify_placement(*, placement, verified_on, by, at, words=""):
    """An officer looked for herself: called the company, saw the contract, was there. The highest rung."""
    check_for(by, check_may_record_placement, placement.graduate)
    placement = _locked(placement)
    if placement.started_on is None:
        raise NotBegun(_("This work has not begun yet. There is nothing to check."))
    if placement.verified_on:
        raise AlreadyVerified(_("This was checked before."))
    if verified_on < placement.started_on:
        raise DatesInDisorder(_("The check lies before the first day of work."))
    placement.verified_on, placement.verified_by = verified_on, by
    placement.save(update_fields=["verified_on", "verified_by", "updated_at"])
    record(by, "placement.verified", placement, at=at, changes={"on": ["", verified_on], "how": ["", words]})
    return placement


@transaction.atomic
def open_check_ins(*, today: date, at) -> int:
    """Open the check-ins whose month has come in running work, and ask by mail where there is an address.

    What is due for longer than ``STALE`` is not asked any more. Nobody is asked twice within ``ASK_AGAIN``, nor once
    a later month is due. Returns how many were opened or asked.
    """
    new = []
    for month in CHECK_IN_MONTHS:
        late = [months_after(today - STALE, -month), months_after(today, -month) + timedelta(days=3)]  # short months
        begun = Placement.objects.filter(state=PlacementState.WORKING, started_on__range=late)
        begun = begun.exclude(pk__in=CheckIn.objects.filter(month=month).order_by().values("placement_id"))
        for pk, started_on in begun.order_by("pk").values_list("pk", "started_on"):
            due_on = months_after(started_on, month)
            if today - STALE <= due_on <= today:
                new.append(CheckIn(placement_id=pk, month=month, due_on=due_on))
    CheckIn.objects.bulk_create(new, batch_size=200)
    waiting = CheckIn.objects.filter(answer="", due_on__gte=today - STALE, placement__state=PlacementState.WORKING)
    waiting = waiting.filter(Q(asked_at=None) | Q(asked_at__lte=at - ASK_AGAIN))
    waiting = waiting.exclude(placement__graduate__person__email="").order_by("placement_id", F("month").desc(), "pk")
    latest = {}
    for check_in in waiting.select_related("placement__graduate__person", "placement__opening__company"):
        latest.setdefault(check_in.placement_id, check_in)
    if asked := list(latest.values()):
        tokens = issue_links(act=CHECK_IN, things=asked, about=asked[0], by=None, at=at, lasts=LINK_LASTS)
        addresses = {code: address_of("link", token) for code, token in tokens.items()}
        notices.ask_after(asked, addresses, today=today, at=at)
        CheckIn.objects.filter(pk__in=[one.pk for one in asked]).update(asked_at=at)
    return len(new) + len(asked)


@transaction.atomic
def check_in_link(*, check_in, by, at) -> str:
    """A link for the graduate, to be sent by hand: its address."""
    check_for(by, check_may_record_placement, check_in.placement.graduate)
    code = check_in.placement.graduate.code
    _link, token = issue_link(act=CHECK_IN, thing=check_in, recipient=code, by=by, at=at, lasts=LINK_LASTS)
    CheckIn.objects.filter(pk=check_in.pk).update(asked_at=at)
    return address_of("link", token)


@transaction.atomic
def answer_check_in(*, check_in, answer, by, at, today, stopped_on=None, reason="", monthly_wage_idr=None, note=""):
    """Say whether she is still there. "Stopped" ends the placement in the same act; answering again corrects.
    A wage and a note told before stay until others are told: one more tap takes nothing away.

    Raises DatesInDisorder without a last day for "stopped", and TransitionDenied where the work has ended already.
    """
    check_may_answer_check_in(by, check_in)
    check_in = CheckIn.objects.select_for_update(of=("self",)).get(pk=check_in.pk)
    placement = _locked(check_in.placement)
    if placement.state == PlacementState.ENDED and answer != CheckInAnswer.STOPPED:
        raise DatesInDisorder(_("This work ended on %(day)s. Tell the centre if that is wrong.") % {
            "day": in_words(placement.ended_on)})  # fmt: skip
    before = check_in.answer
    if answer == CheckInAnswer.STOPPED and placement.state == PlacementState.WORKING:
        if stopped_on is None:
            raise DatesInDisorder(_("Say which day was the last one."))
        _end(placement, stopped_on, reason, note, today, by, at)
    check_in.answer, check_in.answered_on, check_in.teller = answer, today, _teller(by, placement)
    check_in.monthly_wage_idr = check_in.monthly_wage_idr if monthly_wage_idr is None else monthly_wage_idr
    check_in.note = note or check_in.note
    check_in.save(update_fields=["answer", "answered_on", "teller", "monthly_wage_idr", "note", "updated_at"])
    told = {"month": ["", check_in.month], "answer": [before, answer]}
    record(by, "placement.asked_after", placement, at=at, changes=told)
    return check_in


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


def _end(placement, ended_on, reason, words, today, by, at):
    PLACEMENT_FLOW.check(PlacementState(placement.state), PlacementState.ENDED)
    if ended_on < placement.started_on:
        raise DatesInDisorder(_("The last day lies before the first."))
    if ended_on > today:
        raise DatesInDisorder(_("The last day lies after today. Tell it when it has come."))
    reason = EndReason(reason) if reason else ""
    placement.state, placement.ended_on, placement.end_reason = PlacementState.ENDED, ended_on, reason
    placement.save(update_fields=["state", "ended_on", "end_reason", "updated_at"])
    told = {"ended_on": ["", ended_on], "reason": ["", reason], "words": ["", words]}
    _told(by, "placement.ended", placement, at, PlacementState.WORKING, **told)
    return placement


def _is_her(by, placement):
    return by is not None and by.person_id is not None and by.person_id == placement.graduate.person_id


def _teller(by, placement):
    if isinstance(by, SignedLink) or _is_her(by, placement):
        return Teller.HERSELF
    company = placement.opening.company_id
    if by is not None and company is not None and company in viewer_of(by).companies:
        return Teller.COMPANY
    return Teller.OFFICER


def _told(by, verb, placement, at, before, **changes):
    record(by, verb, placement, at=at, changes={"state": [before, placement.state], **changes})
