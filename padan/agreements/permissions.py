"""Who may write agreements: the secretariat of their forum. Parties read, and sign for themselves."""

from django.utils.translation import gettext as _

from padan.agreements.queries.life import agreements_of
from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer, secretaries_over, viewer_of
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for

SIGN = "agreement.sign"
"""What a signatory's link is for."""


def may_keep_agreements(viewer: Viewer, forum) -> bool:
    return forum.organisation_id in viewer.kept_forums


def check_may_keep_agreements(viewer: Viewer, forum) -> None:
    if not may_keep_agreements(viewer, forum):
        raise NotAllowed(_("Only the forum's secretariat writes agreements."))


def may_sign_for(viewer: Viewer, party) -> bool:
    """The secretariat, at whose table people sign, and staff of the body that signs."""
    return may_keep_agreements(viewer, party.agreement.forum) or party.organisation_id in (
        viewer.companies | viewer.centres
    )


def check_may_speak_for(viewer: Viewer, party) -> None:
    """Who signs for a party, and its number, are written by those who may sign for it."""
    if not may_sign_for(viewer, party):
        raise NotAllowed(_("Only the party itself, or the forum's secretariat, writes who signs for it."))


def may_read_contacts(viewer: Viewer, party) -> bool:
    """Mail and phone of a signatory: the party's own staff and the secretariat."""
    return may_sign_for(viewer, party)


def may_keep_numbers(viewer: Viewer, organisation) -> bool:
    """How a body numbers its agreements: its own officers and the secretariat above it."""
    return organisation.pk in viewer.companies | viewer.centres or secretaries_over(viewer, organisation)


def check_may_keep_numbers(viewer: Viewer, organisation) -> None:
    if not may_keep_numbers(viewer, organisation):
        raise NotAllowed(_("Only the body itself, or the secretariat above it, says how it numbers its agreements."))


def check_may_read(viewer: Viewer, agreement) -> None:
    if not agreements_of(viewer).filter(pk=agreement.pk).exists():
        raise NotAllowed(_("Only those who may open this agreement remind its parties."))


def check_may_sign_for(by, party) -> None:
    """``by`` is an account, the holder of a link for exactly this party's signature, or None for the system."""
    if isinstance(by, SignedLink):
        check_link_for(by, SIGN, party)
    elif by is not None and not may_sign_for(viewer_of(by), party):
        raise NotAllowed(_("Only the party itself, or the forum's secretariat, brings this signature."))
