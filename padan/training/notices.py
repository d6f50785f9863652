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
