"""Questions about permits, money and alarms: what is open to whom, what is valid today, what it adds up to."""

from datetime import timedelta

from django.db.models import Count, Q, Sum

from padan.organisations.models import Organisation, Role
from padan.organisations.queries import EVERYTHING, NOTHING, Viewer, in_forum_of_own_centre, within
from padan.organisations.states import Kind, RoleName
from padan.overseas.models import Alarm, AlarmCandidate, Payment, Permit
from padan.overseas.models.protection import ENDING_DAYS
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.queries.complaints import complaints_of
from padan.overseas.states import AlarmKind, AlarmLevel, AlarmState, Asker, CandidateState, PermitState
from padan.people.models import User

SENDERS = (Kind.COMPANY, Kind.CENTRE, Kind.ASSOCIATION, Kind.SCHOOL)
"""Kinds of bodies that may hold a permit to send people abroad."""


# --- permits --------------------------------------------------------------------------------------------


def permits_of(viewer: Viewer):
    """Permits the viewer may open, the soonest end first: of bodies of her forums; officers see their forum's.

    Body and who checked it come along.
    """
    own = viewer.companies | viewer.centres
    open_to = within(viewer, "organisation") | in_forum_of_own_centre(viewer, "organisation")
    rows = Permit.objects.filter(open_to | Q(organisation_id__in=own))
    return rows.select_related("organisation__forum", "checked_by").order_by("expires_on", "pk")


def permits_standing(rows, state, day):
    """Those of ``rows`` that stand like this on a day (``PermitState``)."""
    revoked = Q(revoked_on__isnull=False, revoked_on__lte=day)
    near = day + timedelta(days=ENDING_DAYS)
    conditions = {
        PermitState.REVOKED: revoked,
        PermitState.NOT_YET: Q(issued_on__gt=day) & ~revoked,
        PermitState.EXPIRED: Q(expires_on__lt=day) & ~revoked,
        PermitState.ENDING: Q(issued_on__lte=day, expires_on__gte=day, expires_on__lte=near) & ~revoked,
        PermitState.VALID: Q(issued_on__lte=day) & (Q(expires_on=None) | Q(expires_on__gt=near)) & ~revoked,
    }
    return rows.filter(conditions[PermitState(state)])


def valid_on(day) -> Q:
    """The condition that a permit is valid on a day."""
    return (
        Q(issued_on__lte=day)
        & (Q(expires_on=None) | Q(expires_on__gte=day))
        & (Q(revoked_on=None) | Q(revoked_on__gt=day))
    )


def senders_kept_by(viewer: Viewer):
    """Bodies whose permits the viewer writes down: under the forums she is secretary of; administrators all."""
    rows = Organisation.objects.filter(kind__in=SENDERS, closed_on=None)
    if not viewer.has(RoleName.ADMINISTRATOR):
        rows = rows.filter(forum_id__in=viewer.kept_forums)
    return rows.order_by("name_key", "pk")


def permits_of_organisation(organisation):
    """All permits of a body, the newest first."""
    return Permit.objects.filter(organisation=organisation).select_related("checked_by").order_by("-issued_on", "-pk")


def permits_for(version, partner):
    """The permits of a partner that the rules accept; rules that name no kind accept any."""
    rows = Permit.objects.filter(organisation=partner).order_by("expires_on", "pk")
    return rows.filter(kind__in=version.permit_kinds) if version.permit_kinds else rows


def partners_open_to(candidate, day):
    """Bodies under the forum of her centre with a permit that her rules accept, valid on the day; by name."""
    permits = Permit.objects.filter(valid_on(day))
    if candidate.version.permit_kinds:
        permits = permits.filter(kind__in=candidate.version.permit_kinds)
    rows = Organisation.objects.filter(pk__in=permits.order_by().values("organisation_id"), closed_on=None)
    return rows.filter(forum_id=candidate.centre.forum_id).order_by("name_key", "pk")


def candidates_at(viewer: Viewer, partner):
    """Candidates on the route with this partner whom the viewer may open."""
    return candidates_of(viewer).filter(partner=partner, state=CandidateState.ON_ROUTE)


# --- money ----------------------------------------------------------------------------------------------


def payments_open_to(viewer: Viewer):
    """Money asked of candidates the viewer may open, asked last first.

    What a candidate told of her own centre is not open to that centre: only the forum and she herself see it.
    """
    rows = Payment.objects.filter(candidate__in=candidates_of(viewer).order_by().values("pk"))
    if viewer.centres and not viewer.sees_all:
        hidden = Q(candidate__centre_id__in=viewer.centres, asker=Asker.CENTRE, by_her=True)
        if viewer.kept_forums:
            hidden &= ~Q(candidate__centre__forum_id__in=viewer.kept_forums)
        rows = rows.exclude(hidden)
    rows = rows.select_related("candidate__person", "candidate__centre", "organisation", "rule")
    return rows.order_by("-asked_on", "-pk")


def payments_standing(rows):
    """Those that were not withdrawn."""
    return rows.filter(withdrawn_on=None)


def payments_of_candidate(viewer: Viewer, candidate):
    """What was asked of her, as the viewer may see it."""
    return payments_open_to(viewer).filter(candidate=candidate)


def payments_told_to(candidate):
    """What was asked of her, as she sees it: all of it."""
    rows = Payment.objects.filter(candidate=candidate).select_related("organisation", "rule")
    return rows.order_by("-asked_on", "-pk")


def totals_of(rows) -> list[dict]:
    """What was asked and what was paid, in each currency apart: rows with currency, asked, paid and number."""
    found = payments_standing(rows).order_by().values("currency")
    paid = Q(paid_on__isnull=False)
    return list(
        found.annotate(asked=Sum("amount"), paid=Sum("amount", filter=paid), number=Count("pk")).order_by("currency")
    )


def totals_asked_by(viewer: Viewer, organisation) -> list[dict]:
    """What one body asked of candidates the viewer may open, in each currency apart."""
    return totals_of(payments_open_to(viewer).filter(organisation=organisation))


def totals_by_partner(viewer: Viewer) -> list[dict]:
    """What each body asked of candidates, in each currency: organisation, name, code, currency, asked, paid, beyond."""
    rows = payments_standing(payments_open_to(viewer)).filter(organisation__isnull=False).order_by()
    rows = rows.values("organisation", "organisation__name", "organisation__code", "currency")
    return list(
        rows.annotate(
            asked=Sum("amount"),
            paid=Sum("amount", filter=Q(paid_on__isnull=False)),
            candidates=Count("candidate", distinct=True),
            beyond=Count("pk", filter=~Q(verdict="allowed")),
        ).order_by("organisation__name", "currency")
    )


# --- alarms ---------------------------------------------------------------------------------------------


def alarms_of(viewer: Viewer):
    """Alarms the viewer may open, the newest first: her centre's, her forums', what reached her labour office.

    An alarm about a complaint is open to who may read the complaint, and to auditors as a code.
    """
    if viewer.has(RoleName.AUDITOR):
        open_to = EVERYTHING
    else:
        plain = NOTHING
        if viewer.forums:
            plain |= Q(forum_id__in=viewer.forums)
        if viewer.centres:
            plain |= Q(centre_id__in=viewer.centres, kept_from_centre=False)
        if viewer.has(RoleName.LABOUR_OFFICE):
            plain |= Q(level=AlarmLevel.OFFICE) & in_provinces(viewer, "forum")
        open_to = plain & ~Q(kind=AlarmKind.COMPLAINT)
        if viewer.kept_forums or viewer.has(RoleName.LABOUR_OFFICE):
            open_to |= Q(pk__in=complaints_of(viewer).order_by().values("alarm_id"))
    rows = Alarm.objects.filter(open_to).select_related(
        "centre", "forum", "candidate__person", "candidate__stage", "permit__organisation", "payment__organisation",
        "payment__rule", "taken_by", "closed_by", "complaint",
    )  # fmt: skip
    return rows.order_by("-raised_on", "-pk")


def in_provinces(viewer: Viewer, path: str) -> Q:
    """The condition that a body stands in a province the viewer's labour office answers for."""
    if viewer.directorate:
        return EVERYTHING
    condition = NOTHING
    for code in sorted(viewer.provinces):
        condition |= Q(**{f"{path}__region__code__startswith": code})
    return condition


def alarms_waiting(viewer: Viewer):
    """Those that are not dealt with, the longest waiting first."""
    return alarms_of(viewer).exclude(state=AlarmState.CLOSED).order_by("raised_on", "pk")


def number_of_alarms(viewer: Viewer) -> int:
    """How many are not dealt with: what the tab and the bar show. One question."""
    return alarms_of(viewer).exclude(state=AlarmState.CLOSED).select_related(None).order_by().count()


def named_in(alarm, viewer: Viewer):
    """The candidates an alarm names whom the viewer may open."""
    named = AlarmCandidate.objects.filter(alarm=alarm).order_by().values("candidate_id")
    return candidates_of(viewer).filter(pk__in=named)


def alarms_of_candidate(viewer: Viewer, candidate):
    """Open alarms about one candidate: her own, and those about the permit of her partner that name her."""
    named = AlarmCandidate.objects.filter(candidate=candidate).order_by().values("alarm_id")
    return alarms_waiting(viewer).filter(Q(candidate=candidate) | Q(pk__in=named))


def officers_of(centres) -> dict[int, list[User]]:
    """Accounts with an e-mail that are officers of these centres: centre to accounts. One question."""
    return _accounts(Q(name=RoleName.CENTRE_OFFICER, organisation__in=centres))


def secretaries_of(forums) -> dict[int, list[User]]:
    """Accounts with an e-mail that keep these forums: forum to accounts. One question."""
    return _accounts(Q(name=RoleName.SECRETARIAT, organisation__in=forums))


def labour_offices() -> list[Role]:
    """Roles at labour offices, with account and region."""
    rows = Role.objects.filter(name=RoleName.LABOUR_OFFICE, ended_at=None, user__is_active=True)
    return list(rows.select_related("user", "organisation__region").order_by("pk"))


def _accounts(which: Q) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    rows = Role.objects.filter(which, ended_at=None, user__is_active=True).exclude(user__email=None)
    for role in rows.select_related("user").order_by("user__name", "pk"):
        found.setdefault(role.organisation_id, []).append(role.user)
    return found
