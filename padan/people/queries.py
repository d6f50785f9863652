from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from padan.base.errors import PadanError
from padan.base.sealing import digest
from padan.people.models import Message, SignedLink, User

LINK = "link"


class LinkUnknown(PadanError):
    """No link has this token."""


class LinkClosed(PadanError):
    """The link's time is over, or it was withdrawn. Rooms that say more of it look at ``link``."""

    def __init__(self, sentence, link):
        super().__init__(sentence)
        self.link = link


def user_by_phone(phone: str):
    """The account with this phone (E.164), or None."""
    return User.objects.filter(phone=phone).order_by("pk").first() if phone else None


def user_by_login(login: str):
    """The account with this e-mail, or None."""
    return User.objects.filter(email__iexact=login).order_by("pk").first()


def link_of(token: str, *, at) -> SignedLink:
    """The link behind a token, open or already used. Raises LinkUnknown or LinkClosed."""
    link = SignedLink.objects.filter(token_digest=digest(token, purpose=LINK)).order_by("pk").first()
    if link is None:
        raise LinkUnknown(_("There is no such link. Open it from the message itself, or ask for it again."))
    if link.revoked_at:
        raise LinkClosed(_("This link was withdrawn. Ask the forum for a new one."), link)
    if link.expires_at <= at:
        raise LinkClosed(_("This link has expired. Ask the forum for a new one."), link)
    return link


def links_open(tokens, *, at) -> dict[str, SignedLink]:
    """The open links behind these tokens, by token; who has none, or a closed one, is not among them. One query."""
    told = {digest(token, purpose=LINK): token for token in tokens}
    rows = SignedLink.objects.filter(token_digest__in=told, revoked_at=None, expires_at__gt=at).order_by()
    return {told[row.token_digest]: row for row in rows}


def links_to(thing):
    """Links out for a thing, the newest first: for whom, opened, used."""
    return SignedLink.objects.filter(thing_kind=thing._meta.label_lower, thing_code=thing.code).order_by("-pk")


def messages_about(thing):
    """Mails about a thing, the newest first."""
    return Message.objects.filter(thing_kind=thing._meta.label_lower, thing_code=thing.code).order_by("-pk")


def messages_waiting(at):
    """Mails whose time has come, the longest waiting first."""
    return Message.objects.filter(state=Message.State.WAITING, next_at__lte=at).order_by("next_at", "pk")


def address_of(name, *args) -> str:
    """A page's full address, as it stands in mails, messages and on paper."""
    return settings.PADAN_ADDRESS + reverse(name, args=args)
