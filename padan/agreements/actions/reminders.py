"""Reminders to the parties: by hand from the page, or by the night. Nobody is written to twice within a week."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements import notices
from padan.agreements.models import Agreement, Party
from padan.agreements.permissions import SIGN, check_may_keep_agreements, check_may_read
from padan.agreements.queries.reminders import (
    COOL_DOWN,
    last_reminder,
    open_document,
    prefix_of,
    reminders_due,
    waiting_parties,
)
from padan.agreements.states import AgreementState, Reminder
from padan.base.clock import JAKARTA, in_words
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link
from padan.people.queries import address_of
from padan.trail.actions import record


class RemindedLately(ActionDenied):
    """The party was written to within the week."""


class NoAddress(ActionDenied):
    """The party has no e-mail."""


class NothingToRemind(ActionDenied):
    """The party has signed, or the agreement does not end."""


@transaction.atomic
def remind(*, party, kind, today, by, at):
    """Write to a party by e-mail: its agreement ends soon, or its signature is missing (with a fresh link).

    Whoever may open the agreement may: the mail goes to the party alone.
    """
    party = _open_to(party, by, check_may_read)
    check_due(party, kind)
    if not party.email:
        raise NoAddress(
            _("%(party)s has no e-mail here. Add it first, or use WhatsApp.") % {"party": party.organisation.name}
        )
    last = last_reminder(party, kind)
    if last and at - last.created_at < COOL_DOWN:
        raise RemindedLately(
            _("%(party)s was written to on %(day)s. Wait until %(until)s, or call.")
            % {
                "party": party.organisation.name,
                "day": in_words(last.created_at),
                "until": in_words(last.created_at + COOL_DOWN),
            }
        )
    address = _signing_address(party, by, at) if kind == Reminder.SIGNATURE else ""
    key = f"{prefix_of(kind)}{party.code}:{at.astimezone(JAKARTA).date()}"
    message = notices.send(party, kind, key=key, today=today, at=at, address=address)
    told = {"party": ["", party.organisation.name], "of": ["", kind]}
    record(by, "agreement.reminded", party.agreement, at=at, changes=told)
    return message


@transaction.atomic
def prepare_message(*, party, today, by, at) -> str:
    """The words for a chat message that asks a party to sign, with a fresh link in them. The secretariat sends it."""
    party = _open_to(party, by, lambda viewer, agreement: check_may_keep_agreements(viewer, agreement.forum))
    check_due(party, Reminder.SIGNATURE)
    _subject, text = notices.words_for(party, Reminder.SIGNATURE, today=today, address=_signing_address(party, by, at))
    return text


def send_reminders(*, today, at) -> int:
    """What the night writes: every reminder that is due, each for itself. Running twice sends nothing twice."""
    sent = 0
    for due in reminders_due(today):
        with suppress(ActionDenied):  # signed, or written to by somebody meanwhile
            remind(party=due.party, kind=due.kind, today=today, by=None, at=at)
            sent += 1
    return sent


def check_due(party, kind):
    if kind == Reminder.END:
        if party.agreement.state not in (AgreementState.ACTIVE, AgreementState.EXPIRING) or not party.agreement.ends_on:
            raise NothingToRemind(_("This agreement is not about to end."))
        return
    document = open_document(party.agreement)
    if document is None or not waiting_parties(document).filter(pk=party.pk).exists():
        raise NothingToRemind(_("No signature of %(party)s is missing now.") % {"party": party.organisation.name})


def _open_to(party, by, check):
    """The party, its agreement locked, once the actor may write to it."""
    Agreement.objects.select_for_update(of=("self",)).get(pk=party.agreement_id)
    party = Party.objects.select_related("organisation", "agreement__forum__organisation").get(pk=party.pk)
    check_for(by, check, party.agreement)
    return party


def _signing_address(party, by, at):
    _link, token = issue_link(act=SIGN, thing=party, recipient=party.signatory or party.organisation.name, by=by, at=at)
    return address_of("link", token)
