"""What parties promise, and when it was kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.life import AlreadySigned, locked
from padan.agreements.models import Promise
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.states import BEFORE_SIGNATURE, PromiseKind
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.trail.actions import record

COUNTED_FROM_ROWS = frozenset({PromiseKind.HIRE, PromiseKind.APPRENTICESHIP})
"""Promises that placements answer: nobody types them as kept."""


class AlreadyKept(ActionDenied):
    """The promise was kept before."""


class CountedFromRows(ActionDenied):
    """How far this promise is kept is counted from placements."""


class NotAParty(ActionDenied):
    """Only a party of the agreement promises something in it."""


@transaction.atomic
def add_promise(*, agreement, party, kind, words, quantity, unit, by, at, due_on=None, need=None):
    """Write down what a party will do, before anybody signs."""
    agreement = locked(agreement, by)
    if agreement.state not in BEFORE_SIGNATURE:
        raise AlreadySigned(_("A signed agreement is not changed. Sign an addendum."))
    if party.agreement_id != agreement.pk:
        raise NotAParty(_("%(body)s is not a party of this agreement.") % {"body": party})
    promise = Promise.objects.create(
        agreement=agreement,
        party=party,
        kind=kind,
        words=words,
        quantity=quantity,
        unit=unit,
        due_on=due_on,
        need=need,
    )
    record(by, "promise.added", promise, at=at, changes={"number": [None, quantity], "agreement": ["", agreement.code]})
    return promise


@transaction.atomic
def keep_promise(*, promise, kept_on, by, at):
    """A promise that no later row answers was kept: somebody taught, machines came."""
    promise = Promise.objects.select_for_update(of=("self",)).select_related("agreement__forum").get(pk=promise.pk)
    check_for(by, check_may_keep_agreements, promise.agreement.forum)
    if promise.kind in COUNTED_FROM_ROWS:
        raise CountedFromRows(_("Placements tell how far this promise is kept. Record the placement."))
    if promise.kept_on:
        raise AlreadyKept(_("This promise was kept on %(day)s.") % {"day": promise.kept_on})
    promise.kept_on = kept_on
    promise.save(update_fields=["kept_on", "updated_at"])
    record(by, "promise.kept", promise, at=at, changes={"kept_on": ["", kept_on]})
    return promise
