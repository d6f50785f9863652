"""What a graduate is asked about her business and a company about standing by it, by mail; the same for WhatsApp."""

from django.utils import translation
from django.utils.translation import gettext as _

from padan.people.actions import queue_message, queue_messages
from padan.people.jobs import send_soon
from padan.ventures.states import BackerState


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


def words_for_company(backer, address) -> str:
    """What a company is asked, with its link. The owner stands there as a graduate, without her name."""
    told = {
        "company": backer.organisation.name,
        "who": backer.contact.name if backer.contact else backer.organisation.name,
        "centre": backer.venture.graduate.centre.name,
        "business": backer.venture.words,
        "kind": backer.get_kind_display().lower(),
        "words": backer.words,
        "link": address,
    }
    if not backer.words:  # told by the centre before companies were asked
        text = _(
            "%(who)s, we have written down that %(company)s stands by a graduate's business (%(business)s) as "
            "%(kind)s. Is that so? Yes, no or other terms, without an account:\n%(link)s\n\n"
            "The link is for %(company)s alone. %(centre)s"
        )
    else:
        text = _(
            "%(who)s, a graduate of %(centre)s runs a business of her own: %(business)s. We ask %(company)s to stand "
            "by it as %(kind)s: %(words)s\n\nRead it and say yes, no or other terms, without an account:\n%(link)s\n\n"
            "The link is for %(company)s alone. %(centre)s"
        )
    return text % told


def ask_companies(backers, addresses, *, at):
    """Mail each question to the contact that is known, with the company's own link."""
    with translation.override("id"):
        queue_messages(
            (
                {
                    "key": f"backer:{backer.code}:{at:%Y%m%d%H%M%S}",
                    "to": backer.contact.email,
                    "subject": _("A graduate's business asks for %(company)s") % {"company": backer.organisation.name},
                    "body": words_for_company(backer, addresses[backer.code]),
                    "thing": backer,
                }
                for backer in backers
            ),
            at=at,
        )
    send_soon()


def tell_answer(backer, *, to, address, at):
    """What a company said, or that it stands by the business no longer, to whoever asked it."""
    with translation.override("id"):
        said = {
            BackerState.AGREED: _("%(company)s agreed to stand by “%(business)s” as %(kind)s. Answered by %(who)s."),
            BackerState.DECLINED: _("%(company)s said no to standing by “%(business)s” as %(kind)s. Answered by "
                                    "%(who)s. Another company can be asked."),
            BackerState.TERMS: _("%(company)s wants other terms for “%(business)s”: “%(terms)s” Answered by %(who)s."),
            BackerState.ENDED: _("%(company)s stands by “%(business)s” no longer."),
        }[BackerState(backer.state)]  # fmt: skip
        told = {
            "company": backer.organisation.name,
            "business": backer.venture,
            "kind": backer.get_kind_display().lower(),
            "who": backer.answered_by,
            "terms": backer.terms,
        }
        queue_message(
            key=f"backer.said:{backer.code}:{backer.state}:{at:%Y%m%d%H%M%S}",
            to=to,
            subject=_("%(company)s: what it says about a business") % {"company": backer.organisation.name},
            body=f"{said % told}\n\n{address}",
            thing=backer,
            at=at,
        )
    send_soon()
