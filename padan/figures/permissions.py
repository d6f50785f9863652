"""Who says numbers for good: the secretariat, for its forum and the bodies under it. The system itself may all."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer
from padan.organisations.states import Kind, RoleName


def check_may_freeze(viewer: Viewer, organisation) -> None:
    """``organisation`` None is the whole installation, which no secretariat speaks for."""
    forum = None
    if organisation is not None:
        forum = organisation.pk if organisation.kind == Kind.FORUM else organisation.forum_id
    if forum not in viewer.kept_forums:
        raise NotAllowed(_("Only the secretariat freezes a figure, of its forum or of a body under it."))


def may_draft_release(viewer: Viewer, forum) -> bool:
    return forum.organisation_id in viewer.kept_forums


def check_may_draft_release(viewer: Viewer, forum) -> None:
    if not may_draft_release(viewer, forum):
        raise NotAllowed(_("Only the forum's secretariat prepares a release."))


def may_release(viewer: Viewer, release) -> bool:
    """Another officer of the forum than the one who prepared it: the board, or a second secretary."""
    return (
        viewer.has(RoleName.SECRETARIAT, RoleName.BOARD_MEMBER)
        and release.forum.organisation_id in viewer.forums
        and viewer.user.code != release.drafted_by
    )


def check_may_release(viewer: Viewer, release) -> None:
    if not may_release(viewer, release):
        raise NotAllowed(
            _("Two persons release: whoever prepared it asks another secretary or a member of the board to do it.")
        )


def may_report(viewer: Viewer, organisation) -> bool:
    """Reports speak for a forum or for a centre under it: its secretariat makes them."""
    forum = organisation.pk if organisation.kind == Kind.FORUM else organisation.forum_id
    return forum in viewer.kept_forums


def check_may_report(viewer: Viewer, organisation) -> None:
    if not may_report(viewer, organisation):
        raise NotAllowed(_("Only the secretariat makes reports, of its forum or of a body under it."))
