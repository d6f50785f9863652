"""Who may ask and write: the centre of the graduates and its forum's secretariat; instructors for those they taught."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for
from padan.training.queries.batches import taught_by

TELL = "outcome.tell"
"""The act of a link by which a graduate says where she stands. It may be used again to correct, until it ends."""


def may_keep_wave(viewer: Viewer, keeper) -> bool:
    """The officers of a centre for its own graduates; a secretariat for its forum and the centres under it."""
    return keeper.pk in viewer.centres or keeper.pk in viewer.kept_forums or keeper.forum_id in viewer.kept_forums


def check_may_keep_wave(viewer: Viewer, keeper) -> None:
    if not may_keep_wave(viewer, keeper):
        raise NotAllowed(_("Only the centre itself, or its forum's secretariat, asks its graduates."))


def may_write_answer(viewer: Viewer, enrolment) -> bool:
    """Who records for the centre of the course, and instructors of the class."""
    if may_keep_wave(viewer, enrolment.batch.centre):
        return True
    return viewer.has(RoleName.INSTRUCTOR) and taught_by(viewer).filter(batch=enrolment.batch_id).exists()


def check_may_write_answer(viewer: Viewer, enrolment) -> None:
    if not may_write_answer(viewer, enrolment):
        raise NotAllowed(_("Only the centre of the course, its secretariat, or who taught the class writes this down."))


def may_settle(viewer: Viewer, enrolment) -> bool:
    """Deciding between answers is the centre's or its secretariat's; an instructor is a teller himself."""
    return may_keep_wave(viewer, enrolment.batch.centre)


def check_may_settle(viewer: Viewer, enrolment) -> None:
    if not may_settle(viewer, enrolment):
        raise NotAllowed(_("Only the centre of the course, or its secretariat, decides between answers."))


def check_may_tell(by, asked) -> None:
    """She herself, by the link made for this question or by her account."""
    if isinstance(by, SignedLink):
        check_link_for(by, TELL, asked)
    else:
        check_for(by, _check_is_hers, asked)


def _check_is_hers(viewer: Viewer, asked) -> None:
    if viewer.person_id is None or asked.enrolment.person_id != viewer.person_id:
        raise NotAllowed(_("This question is for somebody else."))


def check_may_stop(by, asked) -> None:
    """She herself; or who writes for her when she said so by phone or message."""
    if isinstance(by, SignedLink):
        check_link_for(by, TELL, asked)
    else:
        check_for(by, _check_may_stop, asked)


def _check_may_stop(viewer: Viewer, asked) -> None:
    hers = viewer.person_id is not None and asked.enrolment.person_id == viewer.person_id
    if not hers and not may_write_answer(viewer, asked.enrolment):
        raise NotAllowed(_("This question is for somebody else."))
