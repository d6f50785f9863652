"""What a company hears of its needs, by mail."""

from django.utils.translation import gettext as _

from padan.people.actions import queue_message
from padan.people.jobs import send_soon


def answered(need, address, *, at):
    """The answer, word for word, with the page that shows what became of the need."""
    body = _("You said: %(words)s\n\nThe forum answers: %(answer)s\n\nWhat becomes of it stands here: %(address)s")
    queue_message(
        key=f"need.answered:{need.code}",
        to=need.reply_email,
        subject=_("The answer to what %(company)s needs") % {"company": need.company.name},
        body=body % {"words": need.words, "answer": need.answer, "address": address},
        thing=need,
        at=at,
    )
    send_soon()
