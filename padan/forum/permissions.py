"""Who may write a forum's own rows: its secretariat and the one above it. Everybody under a forum reads."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer, secretaries_over
from padan.organisations.states import RoleName


def may_keep_forum(viewer: Viewer, forum) -> bool:
    return forum.organisation_id in viewer.kept_forums


def check_may_keep_forum(viewer: Viewer, forum) -> None:
    if not may_keep_forum(viewer, forum):
        raise NotAllowed(_("Only the forum's secretariat may do this."))


def check_may_open_forum(viewer: Viewer, organisation) -> None:
    """A forum is opened by an administrator or by the secretariat of the forum above."""
    if not viewer.has(RoleName.ADMINISTRATOR) and not secretaries_over(viewer, organisation):
        raise NotAllowed(_("Only an administrator, or the secretariat of the forum above, opens a forum."))
