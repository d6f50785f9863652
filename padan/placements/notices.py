"""What a graduate and a company are asked about a job, by mail, and the same words for WhatsApp."""

from django.utils.translation import gettext as _

from padan.people.actions import queue_messages
from padan.people.jobs import send_soon


def ask_words(check_in, address) -> str:
    """The question of a check-in with its link, as it is mailed or sent by hand."""
    opening = check_in.placement.opening
    told = {"work": opening.title, "company": opening.company or _("the company"), "link": address}
    return (
        _(
            "You began as “%(work)s” at %(company)s. Are you still there? One tap is enough, no account:\n%(link)s\n\n"
            "The link is for you alone. Do not pass it on."
        )
        % told
    )


def first_day_words(placement, address) -> str:
    """The question to a company whether somebody began, for sending by hand. She stands there as a code."""
    told = {"who": placement.graduate.code, "work": placement.opening.title, "link": address}
    return _("Did %(who)s begin as “%(work)s” at your company? One tap is enough, no account:\n%(link)s") % told


def ask_after(check_ins, addresses, *, today, at):
    """Mail each question with its own link."""
    queue_messages(
        (
            {
                "key": f"check_in:{one.code}:{today:%Y%m%d}",
                "to": one.placement.graduate.person.email,
                "subject": _("Are you still there?"),
                "body": ask_words(one, addresses[one.code]),
                "thing": one,
            }
            for one in check_ins
        ),
        at=at,
    )
    send_soon()
