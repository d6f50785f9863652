"""Who tells of a business: she by link or account; her centre and its forum's secretariat write down what she said.

For a company that is asked to stand by it speaks whoever holds its link, or its officer.
"""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for
from padan.ventures.states import BACK, KEEP


def may_record_venture(viewer: Viewer, graduate) -> bool:
    """Officers of her centre, and the secretariat of its forum."""
    return graduate.centre_id in viewer.centres or graduate.centre.forum_id in viewer.kept_forums


def may_tell_venture(viewer: Viewer, graduate) -> bool:
    return may_record_venture(viewer, graduate) or is_her(viewer, graduate)


def is_her(viewer: Viewer, graduate) -> bool:
    return viewer.person_id is not None and viewer.person_id == graduate.person_id


def check_may_record_venture(viewer: Viewer, graduate) -> None:
    if not may_record_venture(viewer, graduate):
        raise NotAllowed(_("Only the graduate's centre, or its forum's secretariat, does this."))


def check_may_tell(by, graduate) -> None:
    """Her link, her own account, or those who write down what she said."""
    if isinstance(by, SignedLink):
        check_link_for(by, KEEP, graduate)
    else:
        check_for(by, _check_account, graduate)


def check_may_answer_for_company(by, backer) -> None:
    """The company's link for this asking, or an account of the company."""
    if isinstance(by, SignedLink):
        check_link_for(by, BACK, backer)
    else:
        check_for(by, _check_company, backer)


def check_may_end_backing(by, backer) -> None:
    """Either side: she, her centre or its secretariat; or the company."""
    if isinstance(by, SignedLink) and by.act == BACK:
        check_link_for(by, BACK, backer)
    elif isinstance(by, SignedLink):
        check_link_for(by, KEEP, backer.venture.graduate)
    else:
        check_for(by, _check_either, backer)


def _check_company(viewer: Viewer, backer) -> None:
    if backer.organisation_id not in viewer.companies:
        raise NotAllowed(_("Only the company that was asked answers."))


def _check_either(viewer: Viewer, backer) -> None:
    if backer.organisation_id not in viewer.companies:
        _check_account(viewer, backer.venture.graduate)


def _check_account(viewer: Viewer, graduate) -> None:
    if not may_tell_venture(viewer, graduate):
        raise NotAllowed(_("Only she herself, her centre or its forum's secretariat tells of her business."))
