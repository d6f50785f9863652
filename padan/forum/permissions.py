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


def may_open_forum(viewer: Viewer, organisation) -> bool:
    """A forum is opened by an administrator or by the secretariat of the forum above."""
    return viewer.has(RoleName.ADMINISTRATOR) or secretaries_over(viewer, organisation)


def check_may_open_forum(viewer: Viewer, organisation) -> None:
    if not may_open_forum(viewer, organisation):
        raise NotAllowed(_("Only an administrator, or the secretariat of the forum above, opens a forum."))


def owns_task(viewer: Viewer, decision) -> bool:
    """The task is hers: by name, by her seat on the board, or as an officer of the body that has it."""
    mine = decision.user_id == viewer.user.pk or (decision.seat and decision.seat.user_id == viewer.user.pk)
    return bool(mine) or decision.organisation_id in viewer.companies | viewer.centres


def may_finish_task(viewer: Viewer, decision) -> bool:
    return may_keep_forum(viewer, decision.event.forum) or owns_task(viewer, decision)


def check_may_finish_task(viewer: Viewer, decision) -> None:
    if not may_finish_task(viewer, decision):
        raise NotAllowed(_("Only the owner of a task, or the forum's secretariat, finishes it."))


def check_may_drop_task(viewer: Viewer, decision) -> None:
    if not may_keep_forum(viewer, decision.event.forum):
        raise NotAllowed(_("Only the forum's secretariat drops a task."))
