"""Who may write what is taught: the centre. Officers decide; instructors write drafts; forums read and ask industry."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer, secretaries_over
from padan.organisations.states import RoleName

ENDORSE = "curriculum.endorse"
"""The act of a link that lets a company read a version, endorse it or ask for a change."""


def may_write_curricula(viewer: Viewer, centre) -> bool:
    return centre.pk in viewer.centres or centre.pk in viewer.own.get(RoleName.INSTRUCTOR, frozenset())


def may_decide_curricula(viewer: Viewer, centre) -> bool:
    return centre.pk in viewer.centres


def may_ask_industry(viewer: Viewer, centre) -> bool:
    """Who asks companies for their word: the centre's officers, and the secretariat above it."""
    return centre.pk in viewer.centres or secretaries_over(viewer, centre)


def check_may_write_curricula(viewer: Viewer, centre) -> None:
    if not may_write_curricula(viewer, centre):
        raise NotAllowed(_("Only officers and instructors of the centre write what it teaches."))


def check_may_decide_curricula(viewer: Viewer, centre) -> None:
    if not may_decide_curricula(viewer, centre):
        raise NotAllowed(_("Only an officer of the centre decides what it teaches."))


def check_may_ask_industry(viewer: Viewer, centre) -> None:
    if not may_ask_industry(viewer, centre):
        raise NotAllowed(_("Only the centre's officers or its forum's secretariat ask companies about a curriculum."))
