"""Who may record placements: the graduate's centre and its forum's secretariat; the company confirms the first day."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer


def may_record_placement(viewer: Viewer, graduate) -> bool:
    return graduate.centre_id in viewer.centres or graduate.centre.forum_id in viewer.kept_forums


def may_confirm_placement(viewer: Viewer, placement) -> bool:
    company = placement.opening.company_id
    return company is not None and company in viewer.companies


def may_start_placement(viewer: Viewer, placement) -> bool:
    """Both sides of a job may say that it began, came to nothing, or ended."""
    return may_record_placement(viewer, placement.graduate) or may_confirm_placement(viewer, placement)


def check_may_record_placement(viewer: Viewer, graduate) -> None:
    if not may_record_placement(viewer, graduate):
        raise NotAllowed(_("Only the graduate's centre, or its forum's secretariat, records a placement."))


def check_may_confirm_placement(viewer: Viewer, placement) -> None:
    if not may_confirm_placement(viewer, placement):
        raise NotAllowed(_("Only the company of the opening confirms a first day."))


def check_may_start_placement(viewer: Viewer, placement) -> None:
    if not may_start_placement(viewer, placement):
        raise NotAllowed(_("Only the graduate's centre, its forum's secretariat or the company records this."))
