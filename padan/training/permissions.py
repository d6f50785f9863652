"""Who may see persons by name, who keeps a centre's batches, who keeps the days and results of a class."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer, viewer_of
from padan.organisations.states import RoleName
from padan.training.models import BatchInstructor

APPLY, OWN = "batch.apply", "application.own"
"""What links of this room open: the registration of a batch for everybody; one applicant's own page."""


def may_see_names(viewer: Viewer) -> bool:
    """Whether every personal row the viewer may open may stand there by name: staff of a centre, secretaries.

    Auditors and board members read codes. Who is both reads codes, too: the rows are one list.
    """
    return (
        viewer.has(RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR, RoleName.SECRETARIAT)
        and not viewer.has(RoleName.AUDITOR)
        and viewer.forums == viewer.kept_forums
    )


def may_keep_centre(viewer: Viewer, centre) -> bool:
    """Officers of the centre, and the secretariat of its forum."""
    return centre.pk in viewer.centres or centre.forum_id in viewer.kept_forums


def check_may_keep_centre(viewer: Viewer, centre) -> None:
    """Programmes, batches and their persons are written by the centre's officers and its forum's secretariat."""
    if not may_keep_centre(viewer, centre):
        raise NotAllowed(_("Only officers of this centre, or its forum's secretariat, may change this."))


def may_teach(viewer: Viewer, batch) -> bool:
    """Who keeps the days and results of a class: its instructors, and who keeps the centre."""
    if may_keep_centre(viewer, batch.centre):
        return True
    teaches = viewer.has(RoleName.INSTRUCTOR)
    return teaches and BatchInstructor.objects.filter(batch=batch, user_id=viewer.user.pk).exists()


def check_may_teach(viewer: Viewer, batch) -> None:
    if not may_teach(viewer, batch):
        raise NotAllowed(_("Only the instructors of this class and officers of the centre may write this."))


def check_holds(by, act, thing) -> bool:
    """Whether ``by`` is a link for ``act`` on ``thing``. A link for anything else is refused; an account is no link."""
    kind = getattr(by, "thing_kind", None)
    if kind is None:
        return False
    if (by.act, kind, by.thing_code) != (act, thing._meta.label_lower, thing.code):
        raise NotAllowed(_("This link is for something else."))
    return True


def check_for_link_or_centre(by, act, thing, centre) -> None:
    """An applicant acts by her link, the centre for her; the system itself (None) may do everything."""
    if by is not None and not check_holds(by, act, thing):
        check_may_keep_centre(viewer_of(by), centre)


def may_issue_papers(viewer: Viewer, centre) -> bool:
    """A centre's papers are signed and revoked by its own officers alone."""
    return centre.pk in viewer.centres


def check_may_issue_papers(viewer: Viewer, centre) -> None:
    if not may_issue_papers(viewer, centre):
        raise NotAllowed(_("Only an officer of this centre signs or revokes its papers."))
