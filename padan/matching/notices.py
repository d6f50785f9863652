"""What graduates and companies hear of invitations: mails, and the words prepared for WhatsApp."""

from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.matching.states import InvitationState
from padan.openings.deadlines import zone_of_work
from padan.organisations.queries import first_contacts
from padan.people.actions import queue_messages
from padan.people.jobs import send_soon


def words_for(invitation, address) -> str:
    """The message to her, ready to be sent by hand: what it is about, until when, and her link."""
    told = {
        "name": invitation.graduate.person.name,
        "job": invitation.opening.title,
        "company": company_of(invitation),
        "day": in_words(invitation.answer_by),
        "address": address,
        "centre": invitation.graduate.centre.name,
    }
    if invitation.state == InvitationState.OFFERED:
        words = _("%(name)s, %(company)s offers you this job: %(job)s. Answer until %(day)s: %(address)s\n\n%(centre)s")
    elif invitation.state == InvitationState.INTERVIEW:
        told |= {"when": hour_of(invitation), "place": invitation.interview_place}
        words = _("%(name)s, interview for %(job)s, %(company)s: %(when)s, %(place)s. %(address)s\n\n%(centre)s")
    else:
        words = _(
            "%(name)s, there is work that fits you: %(job)s, %(company)s. Read it and answer until %(day)s: "
            "%(address)s\n\n%(centre)s"
        )
    return (words % told).removeprefix(", ")


def company_of(invitation) -> str:
    """The company as she reads it."""
    company = invitation.opening.company
    return company.name if company else _("a company")


def hour_of(invitation) -> str:
    """Day and hour of her interview, as people write them where the work is."""
    name, zone = zone_of_work(invitation.opening)
    at = invitation.interview_at.astimezone(zone)
    return _("%(day)s, %(hour)s %(zone)s") % {"day": in_words(at.date()), "hour": f"{at:%H.%M}", "zone": name}


def asked(invitations, addresses, *, at):
    """The question, or the offer, by mail."""
    _send(
        (_to_her(one, f"asked:{at:%Y%m%d}", _subject(one), words_for(one, addresses[one.code])) for one in invitations),
        at,
    )


def ends_soon(invitations, addresses, *, at):
    """Her time to answer ends: to her where she has an address, and to the company that waits."""
    mails = [
        _to_her(one, f"ends:{one.answer_by:%Y%m%d}", _subject(one), words_for(one, addresses[one.code]))
        for one in invitations
        if one.graduate.person.email
    ]
    words = _("%(graduates)s: no answer yet for “%(job)s”. The time to answer ends on %(day)s; we remind them today.")
    mails += _to_companies(invitations, "ends", at, _("Answers you wait for"), words)
    _send(mails, at)


def lapsed(invitations, *, at):
    """Her time to answer is over: to her, with the way out, and to the company."""
    mails = [
        _to_her(
            one,
            f"lapsed:{one.answer_by:%Y%m%d}",
            _subject(one),
            _("The time to answer for “%(job)s” is over. Do you still want it? Open your link, tell %(centre)s.")
            % {"job": one.opening.title, "centre": one.graduate.centre.name},
        )
        for one in invitations
        if one.graduate.person.email
    ]
    words = _("%(graduates)s: no answer for “%(job)s” by %(day)s. The next in line can be asked now.")
    mails += _to_companies(invitations, "lapsed", at, _("No answer in time"), words)
    _send(mails, at)


def changed(invitations, verb, *, at):
    """What the company decided: interview, offer, no, or that it takes the invitation back."""
    words = {
        "invitations.interview": _("%(company)s asks you to an interview for “%(job)s”: %(when)s, %(place)s."),
        "invitations.offered": _("%(company)s offers you this job: “%(job)s”. Answer by your link until %(day)s."),
        "invitations.turned_down": _("%(company)s has chosen others for “%(job)s” this time. Reason: %(why)s."),
        "invitations.taken_back": _("The invitation to “%(job)s” was taken back. Reason: %(why)s."),
    }.get(verb)
    if words:
        _send(
            (
                _to_her(
                    one,
                    f"{verb.rpartition('.')[2]}:{at:%Y%m%d%H%M%S}",
                    _subject(one),
                    words
                    % {
                        "company": company_of(one),
                        "job": one.opening.title,
                        "when": hour_of(one) if one.interview_at else "",
                        "place": one.interview_place,
                        "day": in_words(one.answer_by),
                        "why": one.get_why_not_display(),
                    },
                )
                for one in invitations
            ),
            at,
        )


def _subject(invitation):
    return f"{invitation.opening.title}, {company_of(invitation)}"


def _to_her(invitation, key, subject, body):
    return {
        "key": f"invitation:{invitation.code}:{key}",
        "to": invitation.graduate.person.email,
        "subject": subject,
        "body": body,
        "thing": invitation,
    }


def _to_companies(invitations, key, at, subject, words):
    """One mail for each opening, to who wrote it or the company's contact; graduates stand in it as codes."""
    together: dict = {}
    for one in invitations:
        together.setdefault((one.opening_id, one.answer_by), []).append(one)
    contacts = first_contacts({one.opening.company_id for one in invitations if one.opening.company_id})
    for (_opening, day), some in together.items():
        opening = some[0].opening
        contact = contacts.get(opening.company_id)
        if to := opening.reply_email or (contact and contact.email):
            yield {
                "key": f"opening:{opening.code}:{key}:{day:%Y%m%d}:{at:%Y%m%d}",
                "to": to,
                "subject": f"{subject}: {opening.title}",
                "body": words
                % {
                    "graduates": ", ".join(one.graduate.code for one in some),
                    "job": opening.title,
                    "day": in_words(day),
                },
                "thing": opening,
            }


def _send(mails, at):
    queue_messages(mails, at=at)
    send_soon()
