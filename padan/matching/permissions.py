"""Who asks for work, who answers and who decides: her centre and forum, herself, the company; and who holds rounds."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.matching.states import ANSWER, CANDIDATES
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for


def may_invite(viewer: Viewer, graduate) -> bool:
    return graduate.centre_id in viewer.centres or graduate.centre.forum_id in viewer.kept_forums


def may_decide(viewer: Viewer, invitation) -> bool:
    """The company of the opening, and those who sent the invitation for it."""
    company = invitation.opening.company_id
    return (company is not None and company in viewer.companies) or may_invite(viewer, invitation.graduate)


def may_answer(viewer: Viewer, invitation) -> bool:
    """Herself, or her centre that notes what she said by phone."""
    hers = viewer.person_id is not None and viewer.person_id == invitation.graduate.person_id
    return hers or may_invite(viewer, invitation.graduate)


def may_link_company(viewer: Viewer, opening) -> bool:
    """Whoever keeps the opening, and the secretariat of its company."""
    return opening.owner_id in viewer.centres or (
        opening.company is not None and opening.company.forum_id in viewer.kept_forums
    )


def check_may_invite(viewer: Viewer, graduate) -> None:
    if not may_invite(viewer, graduate):
        raise NotAllowed(_("Only the graduate's centre, or its forum's secretariat, invites her."))


def check_may_link_company(viewer: Viewer, opening) -> None:
    if not may_link_company(viewer, opening):
        raise NotAllowed(_("Only whoever keeps this opening, or the company's secretariat, gives out this link."))


def _refuse_unless(may):
    def check(viewer, invitation):
        if not may(viewer, invitation):
            raise NotAllowed(_("This invitation is for somebody else to act on."))

    return check


def check_may_answer(by, invitation) -> None:
    """A link for this invitation, or an account that may answer it."""
    if isinstance(by, SignedLink):
        check_link_for(by, ANSWER, invitation)
    else:
        check_for(by, _refuse_unless(may_answer), invitation)


def check_may_decide(by, invitation) -> None:
    """A link for the opening's candidates, or an account that may decide."""
    if isinstance(by, SignedLink):
        check_link_for(by, CANDIDATES, invitation.opening)
    else:
        check_for(by, _refuse_unless(may_decide), invitation)


def may_keep_round(viewer: Viewer, keeper) -> bool:
    return keeper.pk in viewer.centres or keeper.pk in viewer.kept_forums or keeper.forum_id in viewer.kept_forums


def check_may_keep_round(viewer: Viewer, keeper) -> None:
    if not may_keep_round(viewer, keeper):
        raise NotAllowed(_("Only the centre that keeps this round, or its forum's secretariat, may do this."))
