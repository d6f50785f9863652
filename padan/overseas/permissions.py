"""Who keeps the rules of schemes and moves candidates; who keeps a candidate's route, and who says how she is."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.permissions import check_for, may_keep_body
from padan.organisations.queries import Viewer, viewer_of
from padan.organisations.states import RoleName
from padan.overseas.queries.complaints import complaints_of
from padan.overseas.queries.papers import health_is_open
from padan.overseas.states import KEEP_PAPERS, PAY, ROUTE, AlarmKind, AlarmLevel, CandidateState
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for


def may_keep_schemes(viewer: Viewer) -> bool:
    """Secretaries of a forum, and administrators: rules are public and the same for everybody."""
    return bool(viewer.kept_forums) or viewer.has(RoleName.ADMINISTRATOR)


def check_may_keep_schemes(viewer: Viewer) -> None:
    if not may_keep_schemes(viewer):
        raise NotAllowed(_("Only the secretariat of a forum, or an administrator, writes the rules of a scheme."))


def may_move(viewer: Viewer, candidate) -> bool:
    """The secretariat of the forum of her centre: other rules are decided for people, not by their centre alone."""
    return candidate.centre.forum_id in viewer.kept_forums


def check_may_move(viewer: Viewer, candidates) -> None:
    if not all(may_move(viewer, one) for one in candidates):
        raise NotAllowed(_("Only the secretariat of the forum of her centre moves a candidate to other rules."))


def may_keep_candidate(viewer: Viewer, candidate) -> bool:
    """Officers of her centre, and the secretariat of its forum."""
    return candidate.centre_id in viewer.centres or candidate.centre.forum_id in viewer.kept_forums


def check_may_keep_candidate(viewer: Viewer, candidate) -> None:
    if not may_keep_candidate(viewer, candidate):
        raise NotAllowed(_("Only the candidate's centre, or its forum's secretariat, writes on her route."))


def check_may_keep_candidates(viewer: Viewer, candidates) -> None:
    for one in candidates:
        check_may_keep_candidate(viewer, one)


def is_herself(viewer: Viewer, candidate) -> bool:
    return viewer.person_id is not None and viewer.person_id == candidate.person_id


def check_may_tell_how(by, candidate) -> None:
    """Her link, her own account, or those who write down what she said on the phone."""
    if isinstance(by, SignedLink):
        check_link_for(by, ROUTE, candidate)
    else:
        check_for(by, _check_account, candidate)


def _check_account(viewer: Viewer, candidate) -> None:
    if not (may_keep_candidate(viewer, candidate) or is_herself(viewer, candidate)):
        raise NotAllowed(_("Only she herself, her centre or its forum's secretariat says how she is."))


# --- papers, consents, share links ----------------------------------------------------------------


def leads_to_papers(candidate) -> bool:
    """Whether the link of her route page opens her papers: while she is on the route and agreed that they are kept."""
    return candidate.state == CandidateState.ON_ROUTE and candidate.consented_on is not None


def check_leads_to_papers(link, candidate) -> None:
    check_link_for(link, ROUTE, candidate)
    if not leads_to_papers(candidate):
        raise NotAllowed(_("Her papers are not kept under this route. Her training centre sends her a link to them."))


class HealthClosed(NotAllowed):
    """She does not agree, or no longer, that papers about her health are kept and seen."""


def may_see_health(viewer: Viewer, candidate) -> bool:
    """Officers of her own centre and nobody else, and only while she agrees; she herself always."""
    if is_herself(viewer, candidate):
        return True
    return candidate.centre_id in viewer.centres and health_is_open(candidate)


def may_see_paper(viewer: Viewer, paper) -> bool:
    if paper.health:
        return may_see_health(viewer, paper.candidate)
    return may_keep_candidate(viewer, paper.candidate) or is_herself(viewer, paper.candidate)


def check_is_herself(by, candidate) -> None:
    """Her own link or her own account: what only she can say."""
    if isinstance(by, SignedLink):
        check_link_for(by, KEEP_PAPERS, candidate)
    elif by is None or not is_herself(viewer_of(by), candidate):
        raise NotAllowed(_("Only she herself agrees, by her own link or account."))


def check_may_bring(by, candidate) -> None:
    """Her own link or account, or those who keep her papers."""
    if isinstance(by, SignedLink):
        check_link_for(by, KEEP_PAPERS, candidate)
    else:
        check_for(by, _check_herself_or_keeper, candidate)


def check_may_look(by, paper) -> None:
    """Her own link or account; else those who keep her papers, and for health her centre while she agrees."""
    if isinstance(by, SignedLink):
        check_link_for(by, KEEP_PAPERS, paper.candidate)
        return
    viewer = viewer_of(by)
    if may_see_paper(viewer, paper):
        return
    if paper.health:
        raise HealthClosed(_("Papers about her health are open to her centre alone, and only while she agrees."))
    raise NotAllowed(_("Only officers of her centre, or its forum's secretariat, look at her papers."))


def _check_herself_or_keeper(viewer: Viewer, candidate) -> None:
    if not is_herself(viewer, candidate) and not may_keep_candidate(viewer, candidate):
        raise NotAllowed(_("Only officers of her centre, or its forum's secretariat, keep her papers."))


# --- permits, money, alarms, complaints ------------------------------------------------------------


def check_may_attach(viewer: Viewer, candidate) -> None:
    if not may_keep_candidate(viewer, candidate):
        raise NotAllowed(_("Only the candidate's centre, or its forum's secretariat, attaches her to a partner."))


def may_keep_permit(viewer: Viewer, organisation) -> bool:
    """The secretariat above the body, and administrators. No body writes down its own permit."""
    return may_keep_body(viewer, organisation)


def check_may_keep_permit(viewer: Viewer, organisation) -> None:
    if not may_keep_permit(viewer, organisation):
        raise NotAllowed(_("Only the secretariat above this body writes its permits down."))


def check_may_tell_payment(by, candidate) -> None:
    """Her link or her account; or those who write down what she said."""
    if isinstance(by, SignedLink):
        check_link_for(by, PAY, candidate)
    else:
        check_for(by, _check_payment_account, candidate)


def _check_payment_account(viewer: Viewer, candidate) -> None:
    if not (may_keep_candidate(viewer, candidate) or is_herself(viewer, candidate)):
        raise NotAllowed(
            _("Only she herself, her centre or its forum's secretariat writes down what was asked of her.")
        )


def may_withdraw_payment(viewer: Viewer, payment) -> bool:
    """The secretariat of the forum; what she told herself, she as well. A centre takes nothing back."""
    candidate = payment.candidate
    return candidate.centre.forum_id in viewer.kept_forums or (payment.by_her and is_herself(viewer, candidate))


def check_may_withdraw_payment(viewer: Viewer, payment) -> None:
    if not may_withdraw_payment(viewer, payment):
        raise NotAllowed(_("Only the forum's secretariat takes a payment back; what she told herself, she as well."))


HANDS_OFF = frozenset({AlarmKind.PERMIT_LOST, AlarmKind.FEE})
"""Kinds of alarms that a centre may deal with but not close: the forum looks at them."""


def may_take_alarm(viewer: Viewer, alarm) -> bool:
    """Who must look at it: officers of its centre, secretaries of its forum, the labour office it has reached.

    An alarm about a complaint is moved by its complaint alone.
    """
    if alarm.kind == AlarmKind.COMPLAINT:
        return False
    if alarm.forum_id is not None and alarm.forum_id in viewer.kept_forums:
        return True
    if alarm.centre_id is not None and alarm.centre_id in viewer.centres and not alarm.kept_from_centre:
        return True
    return alarm.level == AlarmLevel.OFFICE and is_office_over(viewer, alarm.forum)


def may_close_alarm(viewer: Viewer, alarm) -> bool:
    """Who may take it; what is about a permit or about money only the forum or the labour office."""
    if not may_take_alarm(viewer, alarm):
        return False
    if alarm.kind not in HANDS_OFF:
        return True
    return alarm.forum_id in viewer.kept_forums or (
        alarm.level == AlarmLevel.OFFICE and is_office_over(viewer, alarm.forum)
    )


def check_may_take_alarm(viewer: Viewer, alarm) -> None:
    if not may_take_alarm(viewer, alarm):
        raise NotAllowed(_("Only the centre, the forum or the labour office whose turn it is takes this alarm."))


def check_may_close_alarm(viewer: Viewer, alarm) -> None:
    if not may_close_alarm(viewer, alarm):
        raise NotAllowed(
            _("An alarm about a permit or about money is closed by the forum. Write to its secretariat what was done.")
        )


def is_office_over(viewer: Viewer, body) -> bool:
    """Whether the viewer is of the labour office of the province in which a body stands."""
    if not viewer.has(RoleName.LABOUR_OFFICE):
        return False
    region = body.region if body is not None else None
    return viewer.directorate or (region is not None and region.code[:2] in viewer.provinces)


def check_may_answer_complaint(viewer: Viewer, complaint) -> None:
    """Who may read it may answer it."""
    if not complaints_of(viewer).filter(pk=complaint.pk).exists():
        raise NotAllowed(_("This complaint is not before you."))
