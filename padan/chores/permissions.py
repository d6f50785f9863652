"""Who may do what touches everything: secretaries merge and remove what they keep, administrators erase."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.permissions import check_may_keep_body
from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName


def check_may_merge(viewer: Viewer, keep, away) -> None:
    """She keeps both."""
    check_may_keep_body(viewer, keep)
    check_may_keep_body(viewer, away)


def may_erase(viewer: Viewer) -> bool:
    return viewer.has(RoleName.ADMINISTRATOR)


def check_may_erase(viewer: Viewer) -> None:
    if not may_erase(viewer):
        raise NotAllowed(_("Only an administrator erases a person, for a stated reason."))
