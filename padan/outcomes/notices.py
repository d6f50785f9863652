"""What a graduate is asked, by mail; and the same words for whoever sends them by hand."""

from django.utils.translation import gettext as _

from padan.people.actions import queue_message, queue_messages
from padan.people.jobs import send_soon


def question_words(asked, address, *, again=False, by_hand=False) -> str:
    """The message that carries her link: short, for a phone. No name stands in it, but that of the course.

    ``by_hand``: somebody sends it, reads the answer and keeps a STOP; a mail has the button on the page alone.
    """
    batch = asked.enrolment.batch
    told = {"programme": batch.programme.name, "centre": batch.centre.name, "link": address}
    if again:
        words = _(
            "You took %(programme)s at %(centre)s. We have not heard from you yet: working, looking for work? "
            "Three taps, no account:\n%(link)s"
        )
    else:
        words = _("You took %(programme)s at %(centre)s. What are you doing now? Three taps, no account:\n%(link)s")
    if by_hand:
        end = _("The link is for you alone. You do not want to be asked? Answer STOP.")
    else:
        end = _("The link is for you alone. You do not want to be asked? There is a button for that on the page.")
    return f"{words % told}\n\n{end}"


def ask(rows, addresses, *, today, at, again=False):
    """Mail the question to those who have an address."""
    subject = _("We have not heard from you yet") if again else _("What are you doing now?")
    mails = [
        {
            "key": f"outcome.asked:{one.code}:{today:%Y%m%d}",
            "to": one.enrolment.person.email,
            "subject": subject,
            "body": question_words(one, addresses[one.code], again=again),
            "thing": one,
        }
        for one in rows
        if one.enrolment.person.email
    ]
    if mails:
        queue_messages(mails, at=at)
        send_soon()


def send_papers(asked, addresses, *, today, at):
    """Mail her the links to her certificates, to the address that is kept of her."""
    lines = "\n\n".join(f"{title}\n{address}" for title, address in addresses)
    queue_message(
        key=f"outcome.papers:{asked.code}:{today:%Y%m%d}",
        to=asked.enrolment.person.email,
        subject=_("Your certificates"),
        body=_("You asked for your certificates. Each link is for you alone:\n\n%(links)s") % {"links": lines},
        thing=asked,
        at=at,
    )
    send_soon()
