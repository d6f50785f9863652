"""What a graduate is asked about her business, by mail; and the same words for WhatsApp."""

from django.utils.translation import gettext as _

from padan.people.actions import queue_message, queue_messages
from padan.people.jobs import send_soon


def words_for(graduate, address, venture=None) -> str:
    """The message that carries her link: about the business that is known, or asking for it."""
    told = {
        "name": graduate.person.name or graduate.batch.name,
        "venture": venture or "",
        "centre": graduate.centre.name,
        "link": address,
    }
    if venture is not None:
        text = _(
            "%(name)s, does your business “%(venture)s” still run? One tap is enough, without an account: %(link)s\n\n"
            "The link is for you alone. %(centre)s"
        )
    else:
        text = _(
            "%(name)s, you told us of a business of your own. Say in a minute what it is, without an account: "
            "%(link)s\n\nWhoever looks for a mentor or a buyer begins there. The link is for you alone. %(centre)s"
        )
    return text % told


def ask_after(checks, addresses, *, today, at):
    """Mail the question of each check with the link of its graduate."""
    queue_messages(
        (
            {
                "key": f"venture_check:{check.pk}:{today:%Y%m%d}",
                "to": check.venture.graduate.person.email,
                "subject": _("Does your business still run?"),
                "body": words_for(graduate, addresses[graduate.code], check.venture),
                "thing": graduate,
            }
            for check in checks
            for graduate in [check.venture.graduate]
        ),
        at=at,
    )
    send_soon()


def mail_link(graduate, address, *, today, at):
    """Mail her the link that she asked for, once a day."""
    queue_message(
        key=f"venture.own:{graduate.code}:{today:%Y%m%d}",
        to=graduate.person.email,
        subject=_("Tell of your business"),
        body=words_for(graduate, address),
        thing=graduate,
        at=at,
    )
    send_soon()
