"""The life of an agreement: from draft to its end."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements.models import Agreement, Party
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.states import AGREEMENT_FLOW, WITH_SIGNATURE, AgreementState, Pulse
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.trail.actions import record

DOZES_AFTER, SLEEPS_AFTER = timedelta(days=90), timedelta(days=180)
EXPIRES_SOON = timedelta(days=90)


class TooFewParties(ActionDenied):
    """An agreement has at least two sides, each once."""


class NotComplete(ActionDenied):
    """Something that a signature needs is missing."""


class AlreadySigned(ActionDenied):
    """The text is signed and changes no more."""


class TermInDisorder(ActionDenied):
    """The dates do not allow this."""


@transaction.atomic
def draft_agreement(*, forum, kind, title, parties, by, at, starts_on=None, ends_on=None):
    """Begin an agreement.

    ``parties`` are dicts with ``organisation``, and where known ``signatory``, ``position`` and ``number``, in the
    order in which they sign.
    """
    check_for(by, check_may_keep_agreements, forum)
    bodies = [party["organisation"] for party in parties]
    if len(bodies) < 2 or len({body.pk for body in bodies}) < len(bodies):
        raise TooFewParties(_("An agreement has at least two parties, each named once."))
    check_term(starts_on, ends_on)
    agreement = Agreement.objects.create(
        forum=forum,
        kind=kind,
        title=title,
        title_key=search_key(title, bodies),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    Party.objects.bulk_create(
        Party(agreement=agreement, order=order, **party) for order, party in enumerate(parties, start=1)
    )
    record(
        by, "agreement.drafted", agreement, at=at, changes={"parties": ["", ", ".join(body.code for body in bodies)]}
    )
    return agreement


def search_key(title, bodies) -> str:
    """What an agreement is searched by: its title and the names of its parties."""
    return " ".join([title, *(body.name for body in bodies)]).casefold()


@transaction.atomic
def send_to_review(*, agreement, by, at):
    """The draft goes to the parties: they read it, remark on it or hold it to be right."""
    return moved(agreement, AgreementState.IN_REVIEW, "agreement.in_review", by, at)


@transaction.atomic
def agree(*, agreement, by, at):
    """Both sides hold the same text."""
    return moved(agreement, AgreementState.AGREED, "agreement.agreed", by, at)


@transaction.atomic
def reopen_draft(*, agreement, by, at, reason=""):
    """The text goes back to the table."""
    return moved(agreement, AgreementState.DRAFT, "agreement.reopened", by, at, told={"reason": ["", reason]})


@transaction.atomic
def schedule(*, agreement, event, by, at):
    """Put a complete agreement on the list of an event. Each party needs its signatory and its own number."""
    agreement = locked(agreement, by)
    gaps = [
        party.organisation.name
        for party in agreement.parties.select_related("organisation")
        if not party.signatory or not party.number
    ]
    if gaps:
        raise NotComplete(_("Signatory or number is missing for %(parties)s.") % {"parties": ", ".join(gaps)})
    if not agreement.starts_on or not agreement.ends_on:
        raise NotComplete(_("The term of the agreement is missing."))
    return moved(agreement, AgreementState.SCHEDULED, "agreement.scheduled", by, at, event=event)


@transaction.atomic
def sign_agreement(*, agreement, signed_on, by, at):
    """All parties have signed; from here on the text stays as it is."""
    agreement = locked(agreement, by)
    if agreement.state in WITH_SIGNATURE:
        raise AlreadySigned(_("This agreement was signed on %(day)s.") % {"day": agreement.signed_on})
    if agreement.ends_on and agreement.ends_on <= signed_on:
        raise TermInDisorder(_("This agreement would end before it is signed."))
    awake = {"last_activity_on": signed_on, "pulse": Pulse.AWAKE, "pulse_on": signed_on}
    return moved(
        agreement, AgreementState.SIGNED, "agreement.signed", by, at, signed_on=signed_on, signed_at=at, **awake
    )


@transaction.atomic
def activate(*, agreement, today, by, at):
    """The first day of the term has come."""
    agreement = locked(agreement, by)
    if agreement.starts_on and agreement.starts_on > today:
        raise TermInDisorder(_("This agreement starts on %(day)s.") % {"day": agreement.starts_on})
    return moved(agreement, AgreementState.ACTIVE, "agreement.activated", by, at)


@transaction.atomic
def begin_to_expire(*, agreement, today, by, at):
    """The end of the term is near: time to renew or to let it go."""
    agreement = locked(agreement, by)
    if agreement.ends_on is None or agreement.ends_on - EXPIRES_SOON > today:
        raise TermInDisorder(_("The end of this agreement is not near."))
    return moved(agreement, AgreementState.EXPIRING, "agreement.expiring", by, at)


@transaction.atomic
def expire(*, agreement, today, by, at):
    """The last day of the term is over."""
    agreement = locked(agreement, by)
    if agreement.ends_on is None or agreement.ends_on >= today:
        raise TermInDisorder(_("This agreement is still in force."))
    return moved(agreement, AgreementState.EXPIRED, "agreement.expired", by, at)


@transaction.atomic
def terminate(*, agreement, ended_on, reason, by, at):
    """A party ends the agreement before its time; ``ended_on`` is the first day without it."""
    agreement = locked(agreement, by)
    if agreement.signed_on and ended_on < agreement.signed_on:
        raise TermInDisorder(
            _("This agreement was signed on %(day)s; it cannot end before.") % {"day": agreement.signed_on}
        )
    told = {"reason": ["", reason], "ended_on": ["", ended_on]}
    return moved(agreement, AgreementState.TERMINATED, "agreement.terminated", by, at, told=told, ended_on=ended_on)


def pulse_of(last_activity_on, today) -> Pulse:
    """Awake, dozing after 90 days without activity, asleep after 180."""
    still_for = today - last_activity_on
    if still_for >= SLEEPS_AFTER:
        return Pulse.ASLEEP
    return Pulse.DOZING if still_for >= DOZES_AFTER else Pulse.AWAKE


@transaction.atomic
def set_pulse(*, agreement, last_activity_on, today, by, at):
    """Write down the last activity and what it makes of the pulse. The trail hears of it when the pulse changes."""
    agreement = locked(agreement, by)
    before, after = agreement.pulse, pulse_of(last_activity_on, today)
    agreement.last_activity_on, agreement.pulse, agreement.pulse_on = last_activity_on, after, today
    agreement.save(update_fields=["last_activity_on", "pulse", "pulse_on", "updated_at"])
    if before != after:
        record(by, "agreement.pulse", agreement, at=at, changes={"pulse": [before, after]})
    return agreement


def check_term(starts_on, ends_on):
    if starts_on and ends_on and ends_on <= starts_on:
        raise TermInDisorder(_("The term ends before it starts."))


def locked(agreement, by):
    """The row, locked for this act, once the actor may write it."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("forum").get(pk=agreement.pk)
    check_for(by, check_may_keep_agreements, agreement.forum)
    return agreement


def moved(agreement, to, verb, by, at, *, told=None, **columns):
    """One step of the flow, with the columns that belong to it."""
    agreement = locked(agreement, by)
    before = AgreementState(agreement.state)
    AGREEMENT_FLOW.check(before, to)
    agreement.state = to
    for column, value in columns.items():
        setattr(agreement, column, value)
    agreement.save(update_fields=["state", *columns, "updated_at"])
    record(by, verb, agreement, at=at, changes={"state": [before, to], **(told or {})})
    return agreement
