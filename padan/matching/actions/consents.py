"""Showing a name to the company of one opening: given with a yes, taken back at once, never without a trace."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.matching.models import Consent, Invitation
from padan.matching.permissions import check_may_answer
from padan.matching.states import CONSENT_NOW, SHOWS_NAME
from padan.trail.actions import record


class TalksOver(ActionDenied):
    """There are no talks in which a name could be shown."""


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
    """She shows her name again, after she took it back. Raises TalksOver where there is nobody to show it to."""
    check_may_answer(by, invitation)
    if Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk).state not in SHOWS_NAME:
        raise TalksOver(_("These talks are over, or have not begun. There is nobody to show your name to."))
    give_consent(invitation, by, at)
    record(by, "consent.given", invitation, at=at)
