"""Showing a name to the company of one opening: given with a yes, taken back at once, never without a trace."""

from django.db import transaction

from padan.matching.models import Consent
from padan.matching.permissions import check_may_answer
from padan.matching.states import CONSENT_NOW
from padan.trail.actions import record


def give_consent(invitation, by, at):
    """Her yes shows her name to the company of this opening. Within the act that says yes; a standing one stays."""
    Consent.objects.get_or_create(
        graduate=invitation.graduate,
        opening=invitation.opening,
        withdrawn_at=None,
        defaults={"given_at": at, "given_through": by.code if by else "", "words_version": CONSENT_NOW},
    )


def end_consent(invitation, at) -> int:
    """What it was given for has ended: her name is gone from the company's pages. Within the act that ends it."""
    standing = Consent.objects.filter(graduate=invitation.graduate_id, opening=invitation.opening_id, withdrawn_at=None)
    return standing.update(withdrawn_at=at, updated_at=at)


@transaction.atomic
def take_consent_back(*, invitation, by, at):
    """She takes her name back; from the next request on the company sees a code. The talks themselves go on."""
    check_may_answer(by, invitation)
    if end_consent(invitation, at):
        record(by, "consent.taken_back", invitation, at=at)


@transaction.atomic
def consent_again(*, invitation, by, at):
    """She shows her name again, after she took it back."""
    check_may_answer(by, invitation)
    give_consent(invitation, by, at)
    record(by, "consent.given", invitation, at=at)
