"""Who the parties are, who signs for each, and under which number."""

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from padan.agreements.actions.life import (
    NumberGiven,
    NumberTaken,
    TooFewParties,
    check_complete,
    counted_up,
    give_number,
    learn_words,
    opened,
)
from padan.agreements.models import Agreement, Party
from padan.agreements.permissions import check_may_speak_for, may_keep_agreements
from padan.agreements.queries.life import parties_of
from padan.agreements.states import BEFORE_SIGNATURE, AgreementState
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.trail.actions import record

OF_THE_SIGNATORY = ("signatory", "position", "authority", "email", "phone")
SPOKEN_FOR_IN = (AgreementState.IN_REVIEW,)
"""When a party itself may write who signs for it."""


class PartyTwice(ActionDenied):
    """A body is a party of an agreement once."""


class PartyInUse(ActionDenied):
    """The party has promised or answered something in this agreement."""


@transaction.atomic
def add_party(*, agreement, organisation, revision, by, at, **columns):
    """One more side, last in the order of signing."""
    agreement = opened(agreement, revision, by)
    if agreement.parties.filter(organisation=organisation).exists():
        raise PartyTwice(_("%(party)s is a party of this agreement already.") % {"party": organisation.name})
    number = columns.pop("number", "")
    last = agreement.parties.aggregate(last=Max("order"))["last"] or 0
    party = Party(agreement=agreement, organisation=organisation, order=last + 1, **columns)
    give_number(party, number, at)
    save_party(party)
    learn_words(agreement)
    record(by, "agreement.party_added", agreement, at=at, changes={"party": ["", organisation.name]})
    return party


@transaction.atomic
def edit_party(*, party, revision, by, at, number, **columns):
    """Who signs for a party and by which right (``OF_THE_SIGNATORY``), and its number as written.

    The secretariat may until the text is frozen, the party itself while the draft is in review. What the state of the
    agreement requires cannot be emptied.
    """
    party = locked_party(party)
    agreement = counted_up(party.agreement, revision, check_may_write(party, by))
    told = {**columns, "number": " ".join(number.split())}
    changes = {name: [getattr(party, name), value] for name, value in told.items() if getattr(party, name) != value}
    for name, value in columns.items():
        setattr(party, name, value)
    if "number" in changes:
        give_number(party, number, at)
    save_party(party)
    check_complete(agreement, agreement.state)
    if changes:
        learn_words(agreement)
        changes["party"] = ["", party.organisation.name]
        record(by, "agreement.party_edited", agreement, at=at, changes=changes)
    return party


@transaction.atomic
def remove_party(*, party, revision, by, at):
    """Take a side out of a draft. Two remain, and nobody who promised something leaves."""
    party = locked_party(party)
    agreement = opened(party.agreement, revision, by)
    if party.number:
        raise NumberGiven(
            _("%(party)s gave this draft the number %(number)s. Take the number out first, or keep the draft.")
            % {"party": party.organisation.name, "number": party.number}
        )
    if agreement.parties.count() <= 2:
        raise TooFewParties(_("An agreement has at least two parties. Add the other one before you remove this one."))
    try:
        party.delete()
    except ProtectedError:
        raise PartyInUse(
            _("%(party)s has promised or answered something in this agreement; it cannot leave it any more.")
            % {"party": party.organisation.name}
        ) from None
    _number_through(agreement, [row.pk for row in parties_of(agreement)])
    learn_words(agreement)
    record(by, "agreement.party_removed", agreement, at=at, changes={"party": [party.organisation.name, ""]})
    return agreement


@transaction.atomic
def raise_party(*, party, revision, by, at):
    """Let a party sign before the one that stands before it."""
    party = locked_party(party)
    agreement = opened(party.agreement, revision, by)
    order = [row.pk for row in parties_of(agreement)]
    here = order.index(party.pk)
    if here:
        order[here - 1 : here + 1] = order[here], order[here - 1]
        _number_through(agreement, order)
        told = {"party": ["", party.organisation.name], "place": [here + 1, here]}
        record(by, "agreement.party_moved", agreement, at=at, changes=told)
    return agreement


def check_may_write(party, by):
    """The states in which ``by`` may write who signs for a party; raises NotAllowed where she never may."""
    check_for(by, check_may_speak_for, party)
    keeps = by is None or may_keep_agreements(viewer_of(by), party.agreement.forum)
    return BEFORE_SIGNATURE if keeps else SPOKEN_FOR_IN


def locked_party(party):
    """The party as it stands once its agreement is locked."""
    Agreement.objects.select_for_update(of=("self",)).get(pk=party.agreement_id)
    return Party.objects.select_related("organisation", "agreement__forum").get(pk=party.pk)


def _number_through(agreement, order):
    for place, pk in enumerate(order, start=1):
        Party.objects.filter(pk=pk).exclude(order=place).update(order=place)


def save_party(party):
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:  # another agreement took the number at this moment
        raise NumberTaken(
            _("%(party)s gave the number %(number)s to another agreement in %(year)s already.")
            % {"party": party.organisation.name, "number": party.number, "year": party.number_year}
        ) from None
