"""Who may write needs: the company that says them and the secretariat that collects them; only the latter answers."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.needs.queries import companies_to_visit
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer, secretaries_over
from padan.organisations.states import RoleName
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for


def may_answer_need(viewer: Viewer, need) -> bool:
    return secretaries_over(viewer, need.company)


def may_withdraw_need(viewer: Viewer, need) -> bool:
    return need.company_id in viewer.companies or secretaries_over(viewer, need.company)


def may_say_need(viewer: Viewer, company) -> bool:
    return company.pk in viewer.companies or secretaries_over(viewer, company)


def may_record_visit(viewer: Viewer, company) -> bool:
    """Whoever may record its needs, and the staff of a centre whose forum the company belongs to."""
    return may_say_need(viewer, company) or companies_to_visit(viewer).filter(pk=company.pk).exists()


def may_see_source(viewer: Viewer, need) -> bool:
    """Who said it, and the wage offered: between the company and its forum."""
    return need.company_id in viewer.companies or bool(viewer.forums) or viewer.has(RoleName.AUDITOR)


def check_may_answer_need(viewer: Viewer, need) -> None:
    if not may_answer_need(viewer, need):
        raise NotAllowed(_("Only the secretariat of the company's forum answers a need."))


def may_code_need(viewer: Viewer, need) -> bool:
    """Say which units and which occupation a need means."""
    return secretaries_over(viewer, need.company)


def check_may_code_need(viewer: Viewer, need) -> None:
    if not may_code_need(viewer, need):
        raise NotAllowed(_("Only the secretariat of the company's forum says which units a need means."))


def check_may_close_need(viewer: Viewer, need) -> None:
    if not may_answer_need(viewer, need):
        raise NotAllowed(_("Only the secretariat of the company's forum closes a need or opens it again."))


def check_may_withdraw_need(viewer: Viewer, need) -> None:
    if not may_withdraw_need(viewer, need):
        raise NotAllowed(_("Only the company or its forum's secretariat may withdraw a need."))


def check_may_say_need(viewer: Viewer, company) -> None:
    if not may_say_need(viewer, company):
        raise NotAllowed(_("Only the company or its forum's secretariat may record a need."))


SAY = "need.say"
"""The act of a link that lets its holder say what a company needs."""
FOLLOW = "need.follow"
"""The act of a link that shows what became of a need."""


REQUESTS = "need.requests"
"""The act of a link that shows what became of everything a company asked for."""
SURVEY = "survey.answer"
"""The act of a link that lets a company answer a survey."""


def may_keep_surveys(viewer: Viewer, forum) -> bool:
    return forum.organisation_id in viewer.kept_forums


def check_may_keep_surveys(viewer: Viewer, forum) -> None:
    if not may_keep_surveys(viewer, forum):
        raise NotAllowed(_("Only the forum's secretariat asks its partners."))


def check_may_record_visit(viewer: Viewer, company) -> None:
    if not may_record_visit(viewer, company):
        raise NotAllowed(_("Only the staff of a centre in the company's forum, or its secretariat, record a visit."))


def check_may_say(by, company, place=None) -> None:
    """A link for this company or for its place in a survey, or an account that may record its needs."""
    if isinstance(by, SignedLink) and place is not None and place.company_id == company.pk:
        check_link_for(by, SURVEY, place)
    elif isinstance(by, SignedLink):
        check_link_for(by, SAY, company)
    else:
        check_for(by, check_may_record_visit, company)
