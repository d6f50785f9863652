"""Asking for an actor whether she may act, and who keeps roles. Each room above protects its own things."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer, secretaries_over, viewer_of
from padan.organisations.states import RoleName

GIVEN_BY_SECRETARIES = frozenset(
    {RoleName.BOARD_MEMBER, RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR, RoleName.COMPANY_OFFICER}
)


def check_for(by, check, *things) -> None:
    """Run a ``check_may_…`` for the actor of an act. The system itself (None) may do everything."""
    if by is not None:
        check(viewer_of(by), *things)


def may_keep_role(viewer: Viewer, name, organisation) -> bool:
    """Administrators keep every role; secretaries those of the bodies under their forum."""
    if viewer.has(RoleName.ADMINISTRATOR):
        return True
    return name in GIVEN_BY_SECRETARIES and organisation is not None and secretaries_over(viewer, organisation)


def check_may_keep_role(viewer: Viewer, name, organisation) -> None:
    if not may_keep_role(viewer, name, organisation):
        raise NotAllowed(_("Only an administrator, or the secretariat above this body, gives or ends this role."))


def may_open_body(viewer: Viewer, forum) -> bool:
    """Administrators open bodies anywhere; secretaries under their forums."""
    return viewer.has(RoleName.ADMINISTRATOR) or (forum is not None and forum.pk in viewer.kept_forums)


def check_may_open_body(viewer: Viewer, forum) -> None:
    if not may_open_body(viewer, forum):
        raise NotAllowed(_("Only the secretariat of a forum, or an administrator, opens a body under it."))


def may_keep_body(viewer: Viewer, body) -> bool:
    """Administrators, and the secretaries of the forum it stands under."""
    return viewer.has(RoleName.ADMINISTRATOR) or secretaries_over(viewer, body)


def check_may_keep_body(viewer: Viewer, body) -> None:
    if not may_keep_body(viewer, body):
        raise NotAllowed(_("Only the secretariat above this body, or an administrator, changes it."))


def may_set_teaching(viewer: Viewer, centre) -> bool:
    """The centre's own officers, and the secretaries above it."""
    return centre.pk in viewer.centres or secretaries_over(viewer, centre)


def check_may_set_teaching(viewer: Viewer, centre) -> None:
    if not may_set_teaching(viewer, centre):
        raise NotAllowed(_("Only the centre's officers, or its secretariat, set how it counts lesson hours."))


def may_keep_contacts(viewer: Viewer, body) -> bool:
    """Who keeps the body, and its own officers."""
    return may_keep_body(viewer, body) or body.pk in viewer.companies | viewer.centres


def check_may_keep_contacts(viewer: Viewer, body) -> None:
    if not may_keep_contacts(viewer, body):
        raise NotAllowed(_("Only the body itself and its secretariat keep its contacts."))
