"""Accounts, opened by somebody who may, never by themselves; links for one act; mails on their way."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.sealing import digest, seal, unseal
from padan.people.models import Message, SignedLink, User
from padan.people.queries import LINK, user_by_login
from padan.trail.actions import record


class AccountRefused(ActionDenied):
    """The address or the password does not make an account."""


@transaction.atomic
def open_account(*, name, email, password, by, at):
    """Open an account that signs in by e-mail. What it may do is told by the roles given to it.

    Whose consent it takes is the caller's to ask: roles, and who keeps them, stand a floor above.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise AccountRefused(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if user_by_login(email):
        raise AccountRefused(_("There is an account with the e-mail %(email)s already.") % {"email": email})
    user = User(name=name.strip() or email, email=email)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()
    record(by, "account.opened", user, at=at)
    return user


LINK_LASTS = timedelta(days=30)
MAIL = "mail"
TRIES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""How long to wait after each attempt that failed; after the last the mail counts as not delivered."""


class LinkSpent(ActionDenied):
    """The link was for one use, and that was made."""


@transaction.atomic
def issue_link(*, act, thing, recipient, by, at, lasts=LINK_LASTS) -> tuple[SignedLink, str]:
    """A link for ``act`` on ``thing`` (a row with ``code``); returns it and its token, which is told this once.

    Whether ``by`` may give it is the caller's to ask. Sending again is issuing again: those out stay valid.
    """
    token = secrets.token_urlsafe(24)
    link = SignedLink.objects.create(
        token_digest=digest(token, purpose=LINK),
        act=act,
        thing_kind=thing._meta.label_lower,
        thing_code=thing.code,
        recipient=recipient,
        expires_at=at + lasts,
    )
    record(by, "link.issued", thing, at=at, changes={"act": ["", act], "for": ["", recipient], "link": ["", link.code]})
    return link, token


@transaction.atomic
def issue_links(*, act, things, about, by, at, lasts=LINK_LASTS) -> dict[str, str]:
    """A link for ``act`` on each of many things, for whom each is called; returns the tokens by the things' codes.

    One trail row tells of all of them, on the thing they are ``about``.
    """
    tokens = {thing.code: secrets.token_urlsafe(24) for thing in things}
    SignedLink.objects.bulk_create(
        (
            SignedLink(
                token_digest=digest(tokens[thing.code], purpose=LINK),
                act=act,
                thing_kind=thing._meta.label_lower,
                thing_code=thing.code,
                recipient=str(thing)[:200],
                expires_at=at + lasts,
            )
            for thing in things
        ),
        batch_size=200,
    )
    told = hashlib.sha256("".join(f"{code}\n" for code in sorted(tokens)).encode()).hexdigest()
    record(by, "links.issued", about, at=at, changes={"act": ["", act], "count": [0, len(tokens)], "codes": ["", told]})
    return tokens


@transaction.atomic
def spend_link(*, link, at):
    """Mark the act as done, for every link that is out for it. Raises LinkSpent when it was done before."""
    out = SignedLink.objects.select_for_update().filter(
        thing_kind=link.thing_kind, thing_code=link.thing_code, act=link.act
    )
    if any(one.used_at for one in out.order_by("pk")):
        raise LinkSpent(_("This link was used already. What was answered stands."))
    out.update(used_at=at)


@transaction.atomic
def withdraw_links(*, thing, by, at, act=None):
    """Close every unused link for a thing (for one act, or all)."""
    out = SignedLink.objects.filter(
        thing_kind=thing._meta.label_lower, thing_code=thing.code, used_at=None, revoked_at=None
    )
    if act:
        out = out.filter(act=act)
    if closed := out.update(revoked_at=at):
        record(by, "links.withdrawn", thing, at=at, changes={"links": [closed, 0]})


def note_opened(code, at) -> None:
    """Keep when a link was first opened. Opening uses nothing up: scanners and previews open links too."""
    SignedLink.objects.filter(code=code, opened_at=None).update(opened_at=at)


def queue_message(*, key, to, subject, body, thing, at) -> Message:
    """Have a mail sent after this transaction. The same ``key`` again changes nothing."""
    told = {"to": to, "subject": " ".join(subject.split())[:200], "body_sealed": seal(body, purpose=MAIL)}
    message, _new = Message.objects.get_or_create(
        key=key,
        defaults={**told, "thing_kind": thing._meta.label_lower, "thing_code": thing.code, "next_at": at},
    )
    return message


def queue_messages(mails, *, at) -> None:
    """Many mails at once: dicts of what ``queue_message`` takes. A key that is known changes nothing."""
    Message.objects.bulk_create(
        (
            Message(
                key=mail["key"],
                to=mail["to"],
                subject=" ".join(mail["subject"].split())[:200],
                body_sealed=seal(mail["body"], purpose=MAIL),
                thing_kind=mail["thing"]._meta.label_lower,
                thing_code=mail["thing"].code,
                next_at=at,
            )
            for mail in mails
        ),
        batch_size=200,
        ignore_conflicts=True,
    )


def send_message(message, *, at) -> bool:
    """Try once. A mail keeps its Message-ID over all attempts, so that a repeated one is recognised as the same."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state != Message.State.WAITING or message.next_at > at:
            return False
        wait = TRIES[min(message.attempts, len(TRIES) - 1)]
        message.attempts, message.next_at = message.attempts + 1, at + wait
        message.save(update_fields=["attempts", "next_at", "updated_at"])
    mail = EmailMessage(
        message.subject,
        unseal(message.body_sealed, purpose=MAIL),
        to=[message.to],
        headers={"Message-ID": f"<{message.code}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('>')}>"},
    )
    try:
        mail.send()
    except OSError:
        if message.attempts >= len(TRIES):
            Message.objects.filter(pk=message.pk).update(state=Message.State.FAILED)
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=at, body_sealed=None)
    return True
