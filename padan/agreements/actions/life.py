"""The life of an agreement: from draft to its end."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from padan.agreements.models import Agreement, AgreementScope, Approval, Party, Promise
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.queries.life import beginning, ended, ending_within, is_frozen, lacking, parties_of
from padan.agreements.queries.numbers import holder_of, year_of
from padan.agreements.states import (
    AGREEMENT_FLOW,
    BEFORE_SIGNATURE,
    OPEN_TO_EDITS,
    WITH_SIGNATURE,
    AgreementState,
    DocumentKind,
    DocumentState,
    Pulse,
)
from padan.base.clock import in_words
from padan.base.codes import name_key
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


class TextAgreed(ActionDenied):
    """The parties hold the text to be right; it goes back to the table before it changes."""


class TextFrozen(ActionDenied):
    """The text waits for signatures and does not change."""


class Overtaken(ActionDenied):
    """Somebody else changed the agreement meanwhile; nothing was overwritten."""


class NumberTaken(ActionDenied):
    """The issuer gave this number to another agreement in the same year."""


class NumberGiven(ActionDenied):
    """A number was given to this draft: it keeps its row."""


class ReasonMissing(ActionDenied):
    """Why an agreement ends early is written down."""


class TermInDisorder(ActionDenied):
    """The dates do not allow this."""


@transaction.atomic
def draft_agreement(*, forum, kind, title, parties, by, at, starts_on=None, ends_on=None, purpose="", scopes=()):
    """Begin an agreement.

    ``parties`` are dicts with ``organisation``, and where known the columns of ``Party``, in the order in which they
    sign.
    """
    check_for(by, check_may_keep_agreements, forum)
    bodies = [party["organisation"] for party in parties]
    check_parties(bodies)
    check_term(starts_on, ends_on)
    agreement = Agreement.objects.create(
        forum=forum,
        kind=kind,
        title=title,
        title_key=search_key(title, bodies, [party.get("number", "") for party in parties]),
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    rows = [Party(agreement=agreement, order=order, **party) for order, party in enumerate(parties, start=1)]
    for row in rows:
        if row.number:
            give_number(row, row.number, at)
    Party.objects.bulk_create(rows)
    set_scopes(agreement, scopes)
    record(
        by, "agreement.drafted", agreement, at=at, changes={"parties": ["", ", ".join(body.code for body in bodies)]}
    )
    return agreement


def search_key(title, bodies, numbers=()) -> str:
    """What an agreement is searched by: its title, the names of its parties and their numbers for it."""
    return name_key(" ".join([title, *(body.name for body in bodies), *numbers]))


def set_scopes(agreement, scopes):
    AgreementScope.objects.bulk_create(AgreementScope(agreement=agreement, scope=scope) for scope in scopes)


EDITABLE = ("kind", "title", "purpose", "starts_on", "ends_on")


@transaction.atomic
def edit_agreement(*, agreement, revision, by, at, scopes, **columns):
    """Change what an agreement says of itself (``EDITABLE``) and its scopes, while its text is on the table.

    ``revision`` is that of the agreement the editor read: raises Overtaken when somebody else wrote since.
    """
    agreement = opened(agreement, revision, by)
    held = {column: getattr(agreement, column) for column in columns}
    check_term(columns.get("starts_on", agreement.starts_on), columns.get("ends_on", agreement.ends_on))
    before = sorted(agreement.scopes.order_by("pk").values_list("scope", flat=True))
    changes = {column: [held[column], value] for column, value in columns.items() if held[column] != value}
    for column, value in columns.items():
        setattr(agreement, column, value)
    if before != sorted(scopes):
        agreement.scopes.all().delete()
        set_scopes(agreement, scopes)
        changes["scopes"] = [before, sorted(scopes)]
    agreement.save(update_fields=[*columns, "updated_at"])
    if "title" in changes:  # its text is called as it is; one that is frozen keeps its name
        agreement.documents.filter(kind=DocumentKind.MAIN, state=DocumentState.DRAFT).update(title=agreement.title)
    learn_words(agreement)
    if changes:
        record(by, "agreement.edited", agreement, at=at, changes=changes)
    return agreement


@transaction.atomic
def discard_draft(*, agreement, by, at):
    """Throw a draft away. The trail keeps its name, its parties and who did it; what others lean on is never lost."""
    agreement = locked(agreement, by)
    if agreement.state != AgreementState.DRAFT:
        raise AlreadySigned(_("Only a draft can be discarded. Open this agreement as a draft again first."))
    parties = list(parties_of(agreement))
    for party in parties:
        if party.number:
            raise NumberGiven(
                _("%(party)s gave this draft the number %(number)s. Take the number out first, or keep the draft.")
                % {"party": party.organisation.name, "number": party.number}
            )
    told = {"title": [agreement.title, ""], "parties": [", ".join(party.organisation.name for party in parties), ""]}
    record(by, "agreement.discarded", agreement, at=at, changes=told)
    drafts = agreement.documents.filter(state__in=[DocumentState.DRAFT, DocumentState.VOIDED])
    try:
        Approval.objects.filter(document__in=drafts.values("pk")).delete()
        drafts.delete()
        Promise.objects.filter(agreement=agreement).delete()
        agreement.delete()
    except ProtectedError:
        raise NumberGiven(_("Something was already recorded under this draft; it stays in the books.")) from None


@transaction.atomic
def send_to_review(*, agreement, by, at):
    """The draft goes to the parties: they read it, remark on it or hold it to be right."""
    return moved(agreement, AgreementState.IN_REVIEW, "agreement.in_review", by, at)


@transaction.atomic
def agree(*, agreement, by, at):
    """Both sides hold the same text."""
    agreement = locked(agreement, by)
    check_complete(agreement, AgreementState.AGREED)
    return moved(agreement, AgreementState.AGREED, "agreement.agreed", by, at)


@transaction.atomic
def reopen_draft(*, agreement, by, at, reason=""):
    """The text goes back to the table. One that is frozen for signing is thawed first."""
    agreement = locked(agreement, by)
    check_unfrozen(agreement)
    return moved(agreement, AgreementState.DRAFT, "agreement.reopened", by, at, told={"reason": ["", reason]})


@transaction.atomic
def schedule(*, agreement, by, at, event=None):
    """Put a complete agreement last on the list of an event; without one, it is signed on no particular day."""
    agreement = locked(agreement, by)
    check_complete(agreement, AgreementState.SCHEDULED)
    order = None
    if event:
        order = (Agreement.objects.filter(event=event).aggregate(last=Max("event_order"))["last"] or 0) + 1
    told = {"event": ["", event.code if event else ""]}
    return moved(
        agreement,
        AgreementState.SCHEDULED,
        "agreement.scheduled",
        by,
        at,
        told=told,
        event=event,
        event_order=order,
    )


@transaction.atomic
def unschedule(*, agreement, by, at):
    """Take an agreement off its day; its text stays agreed."""
    agreement = locked(agreement, by)
    told = {"event": [agreement.event.code if agreement.event else "", ""]}
    return moved(
        agreement,
        AgreementState.AGREED,
        "agreement.unscheduled",
        by,
        at,
        told=told,
        event=None,
        event_order=None,
    )


@transaction.atomic
def sign_agreement(*, agreement, signed_on, by, at):
    """All parties have signed; from here on the text stays as it is."""
    agreement = locked(agreement, by)
    if agreement.state in WITH_SIGNATURE:
        raise AlreadySigned(_("This agreement was signed on %(day)s.") % {"day": in_words(agreement.signed_on)})
    if agreement.ends_on and agreement.ends_on <= signed_on:
        raise TermInDisorder(_("This agreement would end before it is signed."))
    awake = {"last_activity_on": signed_on, "pulse": Pulse.AWAKE, "pulse_on": signed_on}
    return moved(
        agreement, AgreementState.SIGNED, "agreement.signed", by, at, signed_on=signed_on, signed_at=at, **awake
    )


@transaction.atomic
def activate(*, agreement, today, by, at):
    """The first day of the term has come. The agreement that this one renews ends with it."""
    agreement = locked(agreement, by)
    if agreement.starts_on and agreement.starts_on > today:
        raise TermInDisorder(_("This agreement starts on %(day)s.") % {"day": in_words(agreement.starts_on)})
    agreement = moved(agreement, AgreementState.ACTIVE, "agreement.activated", by, at)
    old = agreement.renews
    if old and AgreementState.RENEWED in AGREEMENT_FLOW.allowed_from(old.state):
        told = {"renewed_by": ["", agreement.code]}
        moved(old, AgreementState.RENEWED, "agreement.renewed", by, at, told=told)
    return agreement


@transaction.atomic
def begin_to_expire(*, agreement, today, by, at):
    """The end of the term is near: time to renew or to let it go."""
    agreement = locked(agreement, by)
    if agreement.ends_on is None or agreement.ends_on - EXPIRES_SOON > today:
        raise TermInDisorder(_("The end of this agreement is not near."))
    return moved(agreement, AgreementState.EXPIRING, "agreement.expiring", by, at)


@transaction.atomic
def expire(*, agreement, today, by, at):
    """The last day of the term is over. Where a signed agreement renews it, it ends as renewed."""
    agreement = locked(agreement, by)
    if agreement.ends_on is None or agreement.ends_on >= today:
        raise TermInDisorder(_("This agreement is still in force."))
    renewal = agreement.renewals.filter(state__in=WITH_SIGNATURE).order_by("pk").first()
    if renewal:
        told = {"renewed_by": ["", renewal.code]}
        return moved(agreement, AgreementState.RENEWED, "agreement.renewed", by, at, told=told)
    return moved(agreement, AgreementState.EXPIRED, "agreement.expired", by, at)


def follow_calendar(*, today, at) -> Counter:
    """What a night brings: first days, near ends, last days. Each agreement for itself; how many of each."""
    done = Counter()
    nights = ((beginning, activate), (lambda day: ending_within(day, EXPIRES_SOON), begin_to_expire), (ended, expire))
    for due, act in nights:
        for agreement in due(today):
            with suppress(ActionDenied):  # somebody moved it meanwhile
                done[act(agreement=agreement, today=today, by=None, at=at).state] += 1
    return done


@transaction.atomic
def terminate(*, agreement, ended_on, reason, by, at):
    """A party ends the agreement before its time; ``ended_on`` is the first day without it."""
    agreement = locked(agreement, by)
    if not reason.strip():
        raise ReasonMissing(_("Write why this agreement ends before its time."))
    if agreement.signed_on and ended_on < agreement.signed_on:
        raise TermInDisorder(
            _("This agreement was signed on %(day)s; it cannot end before.") % {"day": in_words(agreement.signed_on)}
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


def check_parties(bodies):
    if len(bodies) < 2 or len({body.pk for body in bodies}) < len(bodies):
        raise TooFewParties(_("An agreement has at least two parties, each named once."))


def check_complete(agreement, state):
    """Raise NotComplete with everything that ``state`` asks for and that is missing."""
    if missing := lacking(agreement, state):
        raise NotComplete(_("Not complete yet: %(missing)s.") % {"missing": ", ".join(missing)})


def check_unfrozen(agreement):
    if is_frozen(agreement):
        raise TextFrozen(
            _("The text is frozen for signing. Thaw it first; once somebody has signed, write a sheet of corrections.")
        )


def locked(agreement, by):
    """The row, locked for this act, once the actor may write it."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("forum").get(pk=agreement.pk)
    check_for(by, check_may_keep_agreements, agreement.forum)
    return agreement


def opened(agreement, revision, by):
    """The row, locked and counted up, for an edit of what is still on the table."""
    return counted_up(locked(agreement, by), revision, OPEN_TO_EDITS)


def counted_up(agreement, revision, states):
    """Count one more edit of a locked agreement, once it may be edited in its state and nobody wrote meanwhile.

    ``revision`` is that of the agreement the editor read; None for an edit that reads nothing.
    """
    if agreement.state not in BEFORE_SIGNATURE:
        raise AlreadySigned(_("A signed agreement is not changed. Sign an addendum."))
    check_unfrozen(agreement)
    if agreement.state not in states:
        raise TextAgreed(_("This text is agreed. Open it as a draft again before you change it."))
    if revision is not None and revision != agreement.revision:
        raise Overtaken(_("Somebody else changed this agreement while you were writing. Nothing was overwritten."))
    agreement.revision += 1
    agreement.save(update_fields=["revision", "updated_at"])
    return agreement


def give_number(party, number, at, *, year=None):
    """Give a party a number of a year; raises NumberTaken when it stands under another agreement."""
    number = " ".join(number.split())
    year = (year or year_of(number, at)) if number else None
    held = number and holder_of(party.organisation, year, number, but=party)
    if held:
        raise NumberTaken(
            _("%(party)s gave the number %(number)s to “%(title)s” in %(year)s already.")
            % {"party": party.organisation.name, "number": number, "title": held.title, "year": year}
        )
    party.number, party.number_year = number, year


def learn_words(agreement):
    """Write down anew what the agreement is searched by."""
    parties = list(parties_of(agreement))
    bodies = [party.organisation for party in parties]
    agreement.title_key = search_key(agreement.title, bodies, [party.number for party in parties])
    agreement.save(update_fields=["title_key", "updated_at"])


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
