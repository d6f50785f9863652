"""What of a graduate stands open to whom."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer


def may_open_nik(viewer: Viewer, graduate) -> bool:
    return graduate.centre_id in viewer.centres


def check_may_open_nik(viewer: Viewer, graduate) -> None:
    """A NIK is opened by an officer of the graduate's own centre only, with a reason, on the record."""
    if not may_open_nik(viewer, graduate):
        raise NotAllowed(_("Only an officer of the graduate's centre may open a NIK."))
