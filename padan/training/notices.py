"""What applicants hear: the result of a selection, by mail and in the same words for WhatsApp."""

from django.utils import translation
from django.utils.translation import gettext as _

from padan.base.clock import in_words


def words_for(application, address) -> tuple[str, str]:
    """(subject, text) for one applicant, in Indonesian whoever sends it. ``address`` is her own link."""
    batch = application.enrolment.batch
    with translation.override("id"):
        told = {
            "who": application.enrolment.person.name,
            "class": batch.name,
            "centre": batch.centre.name,
            "day": in_words(batch.starts_on) if batch.starts_on else "",
            "link": address,
        }
        subject = _("Your registration for %(class)s") % told
        if batch.announced_at:
            text = _("%(who)s,\n\nThe result of the selection for %(class)s is out. Read yours here:\n%(link)s\n\n")
        else:
            text = _("%(who)s,\n\nYour registration for %(class)s, with its papers, stands here:\n%(link)s\n\n")
        text += _("The link is for you alone. Do not pass it on.\n%(centre)s")
    return subject, text % told


def merged(application, batch, address) -> dict:
    """The mail that tells one applicant that the class she chose became part of another."""
    into = application.enrolment.batch
    with translation.override("id"):
        told = {
            "who": application.enrolment.person.name,
            "old": batch.name,
            "new": into.name,
            "centre": into.centre.name,
            "when": in_words(into.starts_on) if into.starts_on else _("a day still to be told"),
            "link": address,
        }
        subject = (_("%(old)s goes on as %(new)s") % told)[:200]
        body = _(
            "%(who)s,\n\n%(old)s has too few applicants and becomes part of %(new)s at %(centre)s, which begins on "
            "%(when)s. Your registration went over with your papers; you need not register again.\n\n"
            "Does it not suit you? Say so here:\n%(link)s\n\nThe link is for you alone. Do not pass it on.\n%(centre)s"
        )
    return {
        "key": f"application.merged:{application.code}:{application.revision}",
        "to": application.enrolment.person.email,
        "subject": subject,
        "body": body % told,
        "thing": application,
    }


def result(application, address) -> dict:
    """The mail that tells one applicant where to read her result."""
    subject, body = words_for(application, address)
    return {
        "key": f"application.result:{application.code}:{application.revision}",
        "to": application.enrolment.person.email,
        "subject": subject,
        "body": body,
        "thing": application,
    }
