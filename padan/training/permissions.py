"""Who may see persons by name, and who keeps a centre's batches."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName


def may_see_names(viewer: Viewer) -> bool:
    """Whether every personal row the viewer may open may stand there by name: staff of a centre, secretaries.

    Auditors and board members read codes. Who is both reads codes, too: the rows are one list.
    """
    return (
        viewer.has(RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR, RoleName.SECRETARIAT)
        and not viewer.has(RoleName.AUDITOR)
        and viewer.forums == viewer.kept_forums
    )


def check_may_keep_centre(viewer: Viewer, centre) -> None:
    """Programmes, batches and their persons are written by the centre's officers and its forum's secretariat."""
    if centre.pk not in viewer.centres and centre.forum_id not in viewer.kept_forums:
        raise NotAllowed(_("Only officers of this centre, or its forum's secretariat, may change this."))
