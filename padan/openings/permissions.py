"""Who writes openings: the company itself, by account or link; its forum's secretariat; the centre that keeps one."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer, secretaries_over
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for

WRITE = "opening.write"
"""The act of a link that lets its holder write openings of a company."""
KEEP = "opening.keep"
"""The act of a link that lets its holder see, change, prolong and close one opening."""


def may_write_for(viewer: Viewer, company, owner) -> bool:
    """The company for itself; the secretariat for the companies of its forum; a centre for those of its own forum."""
    if owner.pk in viewer.centres:
        return company is None or (company.forum_id is not None and company.forum_id == owner.forum_id)
    if company is None or owner.pk != company.pk:
        return False
    return company.pk in viewer.companies or secretaries_over(viewer, company)


def may_keep_opening(viewer: Viewer, opening) -> bool:
    if opening.owner_id in viewer.companies | viewer.centres or opening.company_id in viewer.companies:
        return True
    return secretaries_over(viewer, opening.company or opening.owner)


def may_approve_age(viewer: Viewer, opening) -> bool:
    """Never the company that wishes for it: the secretariat above it."""
    return secretaries_over(viewer, opening.company or opening.owner)


def check_may_write_for(by, company, owner) -> None:
    if isinstance(by, SignedLink):
        check_link_for(by, WRITE, company)
        if owner.pk != company.pk:
            raise NotAllowed(_("This link is for something else."))
    else:
        check_for(by, _check_account_writes, company, owner)


def _check_account_writes(viewer: Viewer, company, owner) -> None:
    if not may_write_for(viewer, company, owner):
        raise NotAllowed(_("Only the company, its forum's secretariat or a centre of the forum writes its openings."))


def check_may_keep_opening(by, opening) -> None:
    """A link for this opening, or an account that may change it."""
    if isinstance(by, SignedLink):
        check_link_for(by, KEEP, opening)
    else:
        check_for(by, check_account_keeps, opening)


def check_account_keeps(viewer: Viewer, opening) -> None:
    if not may_keep_opening(viewer, opening):
        raise NotAllowed(_("Only who keeps this opening changes it."))


def check_may_approve_age(viewer: Viewer, opening) -> None:
    if not may_approve_age(viewer, opening):
        raise NotAllowed(_("Only the secretariat of the company's forum lets an age limit pass."))
