"""Who may act through a link: its holder, once, for the one act on the one thing."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.people.models import SignedLink


def check_link_for(by, act, thing) -> None:
    """Raise NotAllowed unless ``by`` is a link for exactly this act on this thing."""
    if not isinstance(by, SignedLink) or (by.act, by.thing_kind, by.thing_code) != (
        act,
        thing._meta.label_lower,
        thing.code,
    ):
        raise NotAllowed(_("This link is for something else."))
