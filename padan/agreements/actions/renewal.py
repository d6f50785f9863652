"""What comes after the signature: an addendum that moves the end, and an agreement that follows another."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.life import (
    EXPIRES_SOON,
    TermInDisorder,
    check_term,
    learn_words,
    locked,
    moved,
    set_scopes,
)
from padan.agreements.models import Agreement, Party, Promise
from padan.agreements.states import (
    IN_FORCE,
    AgreementState,
    DocumentKind,
    DocumentState,
)
from padan.base.errors import ActionDenied
from padan.trail.actions import record

RENEWED_FROM = (*IN_FORCE, AgreementState.EXPIRED)
COPIED = ("organisation", "signatory", "position", "authority", "email", "phone", "order")


class NotInForce(ActionDenied):
    """The agreement is not, or no longer, in force."""


class RenewedAlready(ActionDenied):
    """An agreement is followed by one other."""


@transaction.atomic
def move_end(*, document, today, by, at):
    """All parties have signed an addendum: the term ends on the day it says, sooner or later than before."""
    agreement = locked(document.agreement, by)
    if document.kind != DocumentKind.ADDENDUM or document.state != DocumentState.COMPLETE:
        raise TermInDisorder(_("An addendum moves the term once all parties have signed it."))
    if document.new_ends_on is None:
        return agreement
    if agreement.state not in IN_FORCE:
        raise NotInForce(_("This agreement is no longer in force: its end does not move. Renew it."))
    check_term(agreement.starts_on, document.new_ends_on)
    told = {"ends_on": [agreement.ends_on, document.new_ends_on], "addendum": ["", document.code]}
    agreement.ends_on = document.new_ends_on
    agreement.save(update_fields=["ends_on", "updated_at"])
    record(by, "agreement.end_moved", agreement, at=at, changes=told)
    if agreement.state == AgreementState.EXPIRING and agreement.ends_on - EXPIRES_SOON > today:
        agreement = moved(agreement, AgreementState.ACTIVE, "agreement.activated", by, at)
    return agreement


@transaction.atomic
def begin_renewal(*, agreement, by, at, promises=None):
    """Draft the agreement that follows this one: parties, scopes and open promises are copied, numbers are not.

    ``promises`` are those to carry over; those not marked as kept, when it is not said. The new term follows the old
    one without a gap and is as long.
    """
    agreement = locked(agreement, by)
    if agreement.state not in RENEWED_FROM:
        raise NotInForce(_("Only an agreement that was signed and not ended early is renewed."))
    if follower := agreement.renewals.order_by("pk").first():
        raise RenewedAlready(_("%(code)s renews this agreement already.") % {"code": follower.code})
    starts_on, ends_on = _next_term(agreement)
    new = Agreement.objects.create(
        forum=agreement.forum,
        kind=agreement.kind,
        title=agreement.title,
        title_key=agreement.title_key,
        purpose=agreement.purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        renews=agreement,
    )
    set_scopes(new, agreement.scopes.order_by("pk").values_list("scope", flat=True))
    parties = {}
    for party in agreement.parties.order_by("order", "pk"):
        parties[party.pk] = Party.objects.create(agreement=new, **{column: getattr(party, column) for column in COPIED})
    if promises is None:
        promises = agreement.promises.filter(kept_on=None).order_by("pk")
    carried = [
        Promise.objects.create(
            agreement=new,
            party=parties[promise.party_id],
            kind=promise.kind,
            words=promise.words,
            quantity=promise.quantity,
            unit=promise.unit,
            due_on=_moved_on(promise.due_on, agreement, new),
            need=promise.need,
        )
        for promise in promises
    ]
    learn_words(new)
    told = {"renews": ["", agreement.code], "promises": [0, len(carried)]}
    record(by, "agreement.drafted", new, at=at, changes=told)
    record(by, "agreement.renewal_begun", agreement, at=at, changes={"renewal": ["", new.code]})
    return new


def _next_term(old):
    """The term that follows without a gap: as many years where the old one counts in years, else as many days."""
    if old.ends_on is None:
        return None, None
    start, after = old.starts_on or old.signed_on, old.ends_on + timedelta(days=1)
    if (start.month, start.day) == (after.month, after.day) != (2, 29):
        return after, after.replace(year=after.year + after.year - start.year) - timedelta(days=1)
    return after, after + (old.ends_on - start)


def _moved_on(due_on, old, new):
    """A promise's day in the new term: as far from its start as it was in the old one, and not past its end."""
    start = old.starts_on or old.signed_on
    return min(new.starts_on + (due_on - start), new.ends_on) if due_on and new.starts_on else due_on
