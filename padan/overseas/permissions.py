"""Who keeps the rules of schemes, and who moves candidates between them."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName


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
