"""What a candidate is asked, by mail and in the same words for WhatsApp; and what her centre must look at today."""

from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.organisations.models import Role
from padan.organisations.states import RoleName
from padan.overseas.states import Document, HowSheIs
from padan.people.actions import queue_messages
from padan.people.jobs import send_soon
from padan.people.models import User
from padan.people.queries import address_of


def ask_words(candidate, address, months=None) -> str:
    """The message that carries her link: how she is after so many months abroad, or where she stands on the route."""
    told = {"name": candidate.person.name or candidate.code, "centre": candidate.centre.name, "link": address}
    if months:
        text = _(
            "%(name)s, how are you over there? One tap is enough, without an account: %(link)s\n\n"
            "Is there a problem, or shall we call you? Say so on the same page. Only %(centre)s and its forum read it."
        )
    else:
        text = _(
            "%(name)s, here you see where you stand on the way to Japan, what comes next, and what you may be asked to "
            "pay: %(link)s\n\nThe link is for you alone. %(centre)s"
        )
    return text % told


def ask_after(check_ins, addresses, *, today, at):
    """Mail the question of each check-in with the link of its candidate."""
    queue_messages(
        (
            {
                "key": f"candidate.check_in:{one.pk}:{today:%Y%m%d}",
                "to": one.candidate.person.email,
                "subject": _("How are you over there?"),
                "body": ask_words(one.candidate, addresses[one.candidate.code], one.months),
                "thing": one.candidate,
            }
            for one in check_ins
        ),
        at=at,
    )
    send_soon()


def she_said(check_in, *, today, at):
    """Tell the officers of her centre at once that she has a problem or wants to be called. Her words stay inside."""
    candidate = check_in.candidate
    subject = _("%(code)s wants to be called") if check_in.how == HowSheIs.CALL else _("%(code)s has a problem abroad")
    _tell_officers(
        [candidate],
        key=f"candidate.said:{check_in.pk}:{check_in.how}:{today:%Y%m%d}",
        subject=subject % {"code": candidate.code},
        body=_("Open her page, call her, and write down what was done:\n%(link)s"),
        at=at,
    )


def number_twice(attempts, *, today, at):
    """Tell the centres of both that one certificate number stands at two candidates."""
    _tell_officers(
        [attempt.candidate for attempt in attempts],
        key=f"candidate.twice:{'-'.join(str(attempt.pk) for attempt in attempts)}:{today:%Y%m%d}",
        subject=_("One certificate number stands at two candidates"),
        body=_("Compare it with the paper and ask the issuer. Until then it does not count:\n%(link)s"),
        at=at,
    )


def _tell_officers(candidates, *, key, subject, body, at):
    mails = []
    for candidate in candidates:
        address = address_of("candidate-detail", candidate.code)
        mails += [
            {
                "key": f"{key}:{candidate.code}:{user.pk}",
                "to": user.email,
                "subject": subject,
                "body": body % {"link": address},
                "thing": candidate,
            }
            for user in officers_of(candidate.centre)
        ]
    queue_messages(mails, at=at)
    send_soon()


def officers_of(centre):
    """Accounts of a centre's officers that have an e-mail; where there is none, the secretaries of its forum."""
    held = Role.objects.filter(ended_at=None, user__is_active=True).exclude(user__email=None)
    own = held.filter(organisation=centre, name=RoleName.CENTRE_OFFICER)
    if not own.exists():
        own = held.filter(organisation=centre.forum_id, name=RoleName.SECRETARIAT)
    return User.objects.filter(pk__in=own.order_by().values("user_id")).order_by("pk")


# --- papers ---------------------------------------------------------------------------------------


def words_about_ends(*, name, centre, ends, address, today) -> str:
    """Which papers end when, and where she brings the new ones. Without an end: simply the link."""
    if not ends:
        text = _(
            "%(name)s, bring the papers for your route with your phone camera, without an account: %(link)s\n\n"
            "There you also see who looked at them. The link is for you alone. %(centre)s"
        )
        return text % {"name": name, "link": address, "centre": centre}
    lines = [
        (_("– %(paper)s: ended on %(day)s") if end < today else _("– %(paper)s: valid until %(day)s"))
        % {"paper": paper, "day": in_words(end)}
        for paper, end in ends
    ]
    text = _(
        "%(name)s, these papers for your route end soon or have ended:\n%(lines)s\n\n"
        "Have them renewed, then bring the new ones here: %(link)s\n\nThe link is for you alone. %(centre)s"
    )
    return text % {"name": name, "lines": "\n".join(lines), "link": address, "centre": centre}


def tell_of_ends(rows, *, today, at) -> None:
    """Mail each of ``rows``: (candidate, name, e-mail, centre, [(kind, end)], token)."""
    labels = {kind: str(label) for kind, label in Document.choices}
    subject = _("Papers for your route end soon")
    queue_messages(
        (
            {
                "key": f"papers:{candidate.pk}:{today:%Y%m%d}",
                "to": email,
                "subject": subject,
                "body": words_about_ends(
                    name=name or candidate.code,
                    centre=centre,
                    ends=[(labels.get(kind, kind), end) for kind, end in ends],
                    address=address_of("link", token),
                    today=today,
                ),
                "thing": candidate,
            }
            for candidate, name, email, centre, ends, token in rows
        ),
        at=at,
    )
    send_soon()
