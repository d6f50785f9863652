"""What parties promise, and when it was kept."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from padan.agreements.actions.life import counted_up, locked
from padan.agreements.models import Agreement, Delivery, Promise
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.states import BEFORE_SIGNATURE, WITH_SIGNATURE, PromiseKind
from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.trail.actions import record

COUNTED_FROM_ROWS = frozenset({PromiseKind.HIRE, PromiseKind.APPRENTICESHIP, PromiseKind.TRAIN})
"""Promises that placements and batches answer: nobody types them as kept."""


class AlreadyWithdrawn(ActionDenied):
    """The delivery was taken back before."""


class NotSigned(ActionDenied):
    """The agreement has no signature yet."""


class CountedFromRows(ActionDenied):
    """How far this promise is kept is counted from placements."""


class NotAParty(ActionDenied):
    """Only a party of the agreement promises something in it."""


class DueBeforeStart(ActionDenied):
    """A promise falls due before its agreement is in force: a year typed wrong."""


@transaction.atomic
def add_promise(*, agreement, party, kind, words, quantity, unit, by, at, due_on=None, need=None):
    """Write down what a party will do, before anybody signs."""
    agreement = counted_up(locked(agreement, by), None, BEFORE_SIGNATURE)
    if party.agreement_id != agreement.pk:
        raise NotAParty(_("%(body)s is not a party of this agreement.") % {"body": party})
    if due_on and agreement.starts_on and due_on < agreement.starts_on:
        raise DueBeforeStart(
            _("The agreement starts on %(day)s. Give the promise that day or a later one.")
            % {"day": in_words(agreement.starts_on)}
        )
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
def drop_promise(*, promise, by, at):
    """Take a promise out of an agreement that nobody has signed."""
    agreement = counted_up(locked(promise.agreement, by), None, BEFORE_SIGNATURE)
    told = {"promise": [promise.words, ""], "number": [promise.quantity, None]}
    promise.delete()
    record(by, "promise.dropped", agreement, at=at, changes=told)
    return agreement


@transaction.atomic
def record_delivery(*, promise, happened_on, quantity, by, at, words="", file=None):
    """Write down part of a promise that came true: machines lent, a syllabus read, hours taught outside any batch.

    ``file`` holds the columns that ``base.files.keep`` gave for what proves it.
    """
    promise = _locked(promise, by)
    if promise.kind in COUNTED_FROM_ROWS:
        raise CountedFromRows(_("Placements and batches tell how far this promise is kept. Record them."))
    if promise.agreement.state not in WITH_SIGNATURE:
        raise NotSigned(_("Nothing is delivered under an agreement before it is signed."))
    delivery = Delivery.objects.create(
        promise=promise, happened_on=happened_on, quantity=quantity, words=words, **(file or {})
    )
    told = {"number": [None, quantity], "on": ["", happened_on], "file": ["", delivery.file_sha256]}
    record(by, "delivery.recorded", promise, at=at, changes=told)
    _awaken(promise.agreement, happened_on)
    return delivery


@transaction.atomic
def withdraw_delivery(*, delivery, by, at):
    """Take a delivery back that was written down by mistake. Its row stays."""
    promise = _locked(delivery.promise, by)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.withdrawn_at:
        raise AlreadyWithdrawn(_("This was taken back before."))
    delivery.withdrawn_at = at
    delivery.save(update_fields=["withdrawn_at", "updated_at"])
    record(by, "delivery.withdrawn", promise, at=at, changes={"number": [delivery.quantity, 0]})
    return delivery


@transaction.atomic
def settle_promises(*, done, on):
    """Note on which day promises were found kept, or kept no more, so that lists pass over those that are.

    ``done`` maps promise ids to what their rows add up to (``placements.queries.done_for_promises``).
    """
    changed = []
    for promise in Promise.objects.filter(pk__in=done).order_by("pk"):
        kept = done[promise.pk] >= promise.quantity
        if kept != bool(promise.kept_on):
            promise.kept_on = on if kept else None
            changed.append(promise)
    Promise.objects.bulk_update(changed, ["kept_on"], batch_size=500)
    return len(changed)


def _locked(promise, by):
    promise = Promise.objects.select_for_update(of=("self",)).select_related("agreement__forum").get(pk=promise.pk)
    check_for(by, check_may_keep_agreements, promise.agreement.forum)
    return promise


def _awaken(agreement, day):
    """Something happened under the agreement: its last activity moves forward at once, its pulse with the night."""
    Agreement.objects.filter(pk=agreement.pk).filter(Q(last_activity_on=None) | Q(last_activity_on__lt=day)).update(
        last_activity_on=day
    )
