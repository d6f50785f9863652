"""What a company hears of a curriculum it is asked about, by mail, and the same words for WhatsApp."""

from django.utils import translation
from django.utils.translation import gettext as _

from padan.people.actions import queue_messages
from padan.people.jobs import send_soon


def words_for(endorsement, address):
    """What stands in the mail and in the message: who asks, about what, and the link."""
    version = endorsement.version
    told = {
        "who": endorsement.recipient or endorsement.company.name,
        "centre": version.programme.centre.name,
        "programme": version.programme.name,
        "address": address,
    }
    return (
        _(
            "%(who)s,\n\n%(centre)s has drawn up what it will teach in “%(programme)s” and asks for the word of "
            "industry. Read it on your phone, endorse it or ask for a change, without an account:\n%(address)s"
        )
        % told
    )


def asked(endorsements, addresses, key, *, at):
    """Write to everybody with an address, each with her own link."""
    with translation.override("id"):
        queue_messages(
            (
                {
                    "key": f"curriculum:{one.code}:{key}",
                    "to": one.email,
                    "subject": _("Your word on the curriculum “%(programme)s”")
                    % {"programme": one.version.programme.name},
                    "body": words_for(one, addresses[one.code]),
                    "thing": one,
                }
                for one in endorsements
                if one.email
            ),
            at=at,
        )
    send_soon()
