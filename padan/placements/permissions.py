"""Who may record placements: the graduate's centre and its forum's secretariat; the company confirms the first day."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.matching.states import CANDIDATES
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for

FIRST_DAY = "placement.first_day"
"""The act of a link by which a company says that somebody began."""
CHECK_IN = "placement.check_in"
"""The act of a link by which a graduate says whether she is still there, and may show a file that proves it."""


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


def check_may_begin(by, placement) -> None:
    """Either side by account, or the company by its link for this placement or for the candidates of the opening."""
    if isinstance(by, SignedLink) and by.act == CANDIDATES:
        check_link_for(by, CANDIDATES, placement.opening)
    elif isinstance(by, SignedLink):
        check_link_for(by, FIRST_DAY, placement)
    else:
        check_for(by, check_may_start_placement, placement)


def check_may_confirm(by, placement) -> None:
    """The company, by account or by its link."""
    if isinstance(by, SignedLink):
        check_link_for(by, FIRST_DAY, placement)
    else:
        check_for(by, check_may_confirm_placement, placement)


def may_answer_check_in(viewer: Viewer, check_in) -> bool:
    """Her centre, its forum's secretariat, the company of the opening, and she herself."""
    return may_start_placement(viewer, check_in.placement) or _is_hers(viewer, check_in.placement)


def check_may_answer_check_in(by, check_in) -> None:
    if isinstance(by, SignedLink):
        check_link_for(by, CHECK_IN, check_in)
    else:
        check_for(by, _check_may_answer, check_in)


def _check_may_answer(viewer: Viewer, check_in) -> None:
    if not may_answer_check_in(viewer, check_in):
        raise NotAllowed(_("Only the graduate, her centre, its forum's secretariat or the company answers this."))


def may_bring_proof(viewer: Viewer, placement) -> bool:
    """Who records placements, and the graduate herself. A company says by confirming, not by files about her."""
    return may_record_placement(viewer, placement.graduate) or _is_hers(viewer, placement)


def _is_hers(viewer: Viewer, placement) -> bool:
    return viewer.person_id is not None and placement.graduate.person_id == viewer.person_id


def check_may_bring_proof(viewer: Viewer, placement) -> None:
    if not may_bring_proof(viewer, placement):
        raise NotAllowed(_("Only the graduate, her centre or its forum's secretariat brings files about her."))
