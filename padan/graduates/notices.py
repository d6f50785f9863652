"""What a graduate is asked, by mail; and the same words for WhatsApp."""

from django.utils.translation import gettext as _

from padan.people.actions import queue_messages
from padan.people.jobs import send_soon


def words_for(graduate, address, *, again=False) -> str:
    """The message that carries her link: short, for a phone."""
    told = {"name": graduate.person.name or graduate.batch.name, "centre": graduate.centre.name, "link": address}
    if again:
        text = _(
            "%(name)s, do you still look for work? One tap says yes, another says not now: %(link)s\n\n"
            "The link is for you alone. %(centre)s"
        )
    else:
        text = _(
            "%(name)s, companies ask for graduates. Say where and from when you would work, in two minutes and without "
            "an account: %(link)s\n\nCompanies see a code, no name, until you agree. The link is for you alone. "
            "%(centre)s"
        )
    return text % told


def asked(graduates, addresses, *, at, again=False):
    """Mail the link to those who have an address. The others are reached by hand."""
    subject = _("Do you still look for work?") if again else _("Which work do you look for?")
    mails = [
        {
            "key": f"seeking.asked:{graduate.code}:{at:%Y%m%d%H%M}",
            "to": graduate.person.email,
            "subject": subject,
            "body": words_for(graduate, addresses[graduate.code], again=again),
            "thing": graduate,
        }
        for graduate in graduates
        if graduate.person.email
    ]
    if mails:
        queue_messages(mails, at=at)
        send_soon()
