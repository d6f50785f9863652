"""Mails to the parties of an agreement, and the same words for WhatsApp. They leave after the act is kept."""

from django.utils.translation import gettext as _

from padan.agreements.states import Reminder
from padan.base.clock import in_words
from padan.people.actions import queue_message
from padan.people.jobs import send_soon


def words_for(party, kind, *, today, address=""):
    """(subject, text) of a reminder. ``address`` is the link to sign by, where there is one."""
    agreement = party.agreement
    told = {
        "who": party.signatory or party.organisation.name,
        "party": party.organisation.name,
        "title": agreement.title,
        "forum": agreement.forum.organisation.name,
        "end": agreement.ends_on and in_words(agreement.ends_on),
        "link": address,
    }
    if kind == Reminder.END:
        told["days"] = (agreement.ends_on - today).days
        subject = _("“%(title)s” ends in %(days)s days") % told
        text = _(
            "%(who)s,\n\nthe agreement “%(title)s” with %(party)s ends on %(end)s, in %(days)s days.\n"
            "Tell us whether you want to renew it: answering this message is enough.\n\n%(forum)s"
        )
    else:
        subject = _("Your signature under “%(title)s” is missing") % told
        text = _(
            "%(who)s,\n\nthe agreement “%(title)s” waits for the signature of %(party)s.\n"
            "Read and sign it here, without an account:\n%(link)s\n\n"
            "The link is for you alone. Do not pass it on.\n\n%(forum)s"
        )
    return subject, text % told


def send(party, kind, *, key, today, at, address=""):
    """Have a reminder mailed to a party's signatory."""
    subject, body = words_for(party, kind, today=today, address=address)
    message = queue_message(key=key, to=party.email, subject=subject, body=body, thing=party, at=at)
    send_soon()
    return message
