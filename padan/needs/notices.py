"""What a company hears of its needs, by mail."""

from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.people.actions import queue_message, queue_messages
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


def asked(survey, places, addresses, key, *, at):
    """The question of a survey to each place, with its own link."""
    body = _("%(words)s\n\nTell us in two minutes, without an account: %(address)s\n\nUntil %(day)s. %(forum)s")
    told = {
        "words": survey.words or survey.title,
        "day": in_words(survey.closes_on),
        "forum": survey.forum.organisation.name,
    }
    queue_messages(
        (
            {
                "key": f"survey:{place.code}:{key}",
                "to": place.email,
                "subject": f"{place.company.name}: {survey.title}",
                "body": body % {**told, "address": addresses[place.code]},
                "thing": place,
            }
            for place in places
        ),
        at=at,
    )
    send_soon()


def news(need, *, key, said, address, at):
    """Something happened for a need: told once, with the page that shows what became of it. Returns the mail's key."""
    body = _("You said: %(words)s\n\n%(said)s\n\nWhat becomes of it stands here: %(address)s")
    queue_message(
        key=f"need.news:{need.code}:{key}",
        to=need.reply_email,
        subject=_("News of what %(company)s asked for") % {"company": need.company.name},
        body=body % {"words": need.words, "said": said, "address": address},
        thing=need,
        at=at,
    )
    send_soon()
