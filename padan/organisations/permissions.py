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
