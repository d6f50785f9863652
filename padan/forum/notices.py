"""Invitations by mail, and the same words for WhatsApp."""

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _

from padan.people.actions import queue_messages
from padan.people.jobs import send_soon
from padan.people.queries import address_of


def when(event) -> str:
    """``Kamis, 14 November 2024, 09.00 – 12.00 WIB``, in the language of the invitation and the clock of the place."""
    day = format_date(event.held_on, "EEEE, d MMMM y", locale=translation.get_language() or "id")
    if not event.starts_at:
        return day
    hours = f"{event.starts_at.astimezone(event.clock):%H.%M}"
    if event.ends_at:
        end = event.ends_at.astimezone(event.clock)
        if end.date() != event.held_on:
            last = format_date(end.date(), "d MMMM y", locale=translation.get_language() or "id")
            return f"{day}, {hours} – {last}, {end:%H.%M} {event.zone}"
        hours = f"{hours} – {end:%H.%M}"
    return f"{day}, {hours} {event.zone}"


def words_for(invitation, address) -> tuple[str, str]:
    """(subject, text) of an invitation, in Indonesian whoever sends it. ``address`` is the guest's own link."""
    event = invitation.event
    with translation.override("id"):
        told = {
            "who": invitation.name,
            "title": event.title,
            "forum": event.forum.organisation.name,
            "when": when(event),
            "place": event.place or _("the place will follow"),
            "link": address,
        }
        subject = _("Invitation: %(title)s, %(when)s") % told
        text = _(
            "%(who)s,\n\n%(forum)s invites you: %(title)s\n%(when)s\n%(place)s\n\n"
            "Tell us whether you come, and find your QR code for the door, here:\n%(link)s\n\n"
            "The link is for you alone. Do not pass it on."
        )
    return subject, text % told


def mail_invitations(event, invitations, tokens, *, at):
    """Queue one mail per guest, in one go; they leave after the act is kept."""
    mails = []
    for one in invitations:
        one.event = event
        subject, body = words_for(one, address_of("link", tokens[one.code]))
        key = f"event.invitation:{one.code}:{at:%Y%m%d%H%M}"  # a double click sends one
        mails.append({"key": key, "to": one.email, "subject": subject, "body": body, "thing": one})
    queue_messages(mails, at=at)
    send_soon()
