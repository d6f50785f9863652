"""Who keeps the rules of schemes and moves candidates; who keeps a candidate's route, and who says how she is."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName
from padan.overseas.states import ROUTE
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for


def may_keep_schemes(viewer: Viewer) -> bool:
    """Secretaries of a forum, and administrators: rules are public and the same for everybody."""
    return bool(viewer.kept_forums) or viewer.has(RoleName.ADMINISTRATOR)


def check_may_keep_schemes(viewer: Viewer) -> None:
    if not may_keep_schemes(viewer):
        raise NotAllowed(_("Only the secretariat of a forum, or an administrator, writes the rules of a scheme."))


def may_move(viewer: Viewer, candidate) -> bool:
    """The secretariat of the forum of her centre: other rules are decided for people, not by their centre alone."""
    return candidate.centre.forum_id in viewer.kept_forums


def check_may_move(viewer: Viewer, candidates) -> None:
    if not all(may_move(viewer, one) for one in candidates):
        raise NotAllowed(_("Only the secretariat of the forum of her centre moves a candidate to other rules."))


def may_keep_candidate(viewer: Viewer, candidate) -> bool:
    """Officers of her centre, and the secretariat of its forum."""
    return candidate.centre_id in viewer.centres or candidate.centre.forum_id in viewer.kept_forums


def check_may_keep_candidate(viewer: Viewer, candidate) -> None:
    if not may_keep_candidate(viewer, candidate):
        raise NotAllowed(_("Only the candidate's centre, or its forum's secretariat, writes on her route."))


def is_herself(viewer: Viewer, candidate) -> bool:
    return viewer.person_id is not None and viewer.person_id == candidate.person_id


def check_may_tell_how(by, candidate) -> None:
    """Her link, her own account, or those who write down what she said on the phone."""
    if isinstance(by, SignedLink):
        check_link_for(by, ROUTE, candidate)
    else:
        check_for(by, _check_account, candidate)


def _check_account(viewer: Viewer, candidate) -> None:
    if not (may_keep_candidate(viewer, candidate) or is_herself(viewer, candidate)):
        raise NotAllowed(_("Only she herself, her centre or its forum's secretariat says how she is."))
