"""What the night looks for, a set at a time: permits that end, candidates who stand still, silence from abroad."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from padan.base.days import DayAfter
from padan.openings.actions import stop_openings
from padan.overseas.actions.alarms import close_gone, raise_alarms
from padan.overseas.models import (
    Alarm,
    AlarmCandidate,
    Candidate,
    CandidatePaper,
    CheckIn,
    Permit,
    SchemeStage,
    SchemeVersion,
)
from padan.overseas.models.protection import ENDING_DAYS
from padan.overseas.queries.positions import positions_without_permit
from padan.overseas.states import AlarmKind, AlarmState, CandidateState, HowSheIs, PaperState

AT_ONCE = 5000
TOLD_AGAIN = (30, 7)  # days before the end of a permit; first told at ENDING_DAYS
LATELY = timedelta(days=60)  # a permit nobody is under that ran out longer ago is history, not news
PERMITS = (AlarmKind.PERMIT_ENDING, AlarmKind.PERMIT_LOST)
LANGUAGE = "id"  # of sentences that the system itself writes into rows


@dataclass
class _Wanted:
    """An alarm about a permit that must stand today."""

    kind: AlarmKind
    permit: Permit | None
    partner: int
    centre: int | None
    forum: int | None
    due_on: object
    number: int = 0
    versions: set = field(default_factory=set)


@transaction.atomic
def follow_permits(*, today, at, partner=None) -> int:
    """Compare every partner's permits with who is attached to it: what ends within 90 days, what is gone.

    One alarm for each permit and centre names the candidates inside; it closes itself once a valid permit is there.
    A permit nobody is under is the forum's alarm. Positions of a partner without one take nobody on; whoever was put
    forward stays so. ``partner`` narrows it to one body, when its permits change.
    """
    wanted = _wanted(today, partner)
    standing = Alarm.objects.filter(kind__in=PERMITS)
    if partner is not None:
        standing = standing.filter(Q(permit__organisation=partner) | Q(cause__contains=f":{partner.code}:"))
    known = dict(standing.filter(cause__in=list(wanted)).order_by().values_list("cause", "state"))
    new = [cause for cause in wanted if cause not in known]
    raised = raise_alarms(
        (
            {
                "kind": wanted[cause].kind,
                "cause": cause,
                "centre": wanted[cause].centre,
                "forum": wanted[cause].forum,
                "permit": wanted[cause].permit,
                "due_on": wanted[cause].due_on,
            }
            for cause in new
        ),
        at=at,
        today=today,
    )
    named = _name_inside(wanted)
    gone = standing.exclude(state=AlarmState.CLOSED).exclude(cause__in=list(wanted))
    with override(LANGUAGE):
        closed = close_gone(alarms=gone, words=_("Nobody is without a permit there any more."), at=at, today=today)
    again = 0
    for days in TOLD_AGAIN:
        near = Alarm.objects.filter(kind=AlarmKind.PERMIT_ENDING, due_on__lte=today + timedelta(days=days))
        near = near.exclude(state=AlarmState.CLOSED).annotate(said=DayAfter(F("told_on"), timedelta(days=days)))
        ids = list(near.filter(said__lt=F("due_on")).order_by("pk").values_list("pk", flat=True))
        again += Alarm.objects.filter(pk__in=ids).update(told_on=None)
    stopped = stop_openings(ids=positions_without_permit(today, partner), at=at)
    return raised + closed + again + stopped + (named if not raised else 0)


def _wanted(today, partner) -> dict[str, _Wanted]:
    """The alarms about permits that must stand today, by cause: three questions, whatever the number of candidates."""
    inside = Candidate.objects.filter(state=CandidateState.ON_ROUTE, partner__isnull=False)
    permits = Permit.objects.select_related("organisation")
    if partner is not None:
        inside, permits = inside.filter(partner=partner), permits.filter(organisation=partner)
    by_body: dict[int, list[Permit]] = {}
    for permit in permits.order_by("pk"):
        by_body.setdefault(permit.organisation_id, []).append(permit)
    groups = list(
        inside.order_by()
        .values_list("partner_id", "partner__code", "version_id", "centre_id", "centre__code", "centre__forum_id")
        .annotate(number=Count("pk"))
    )
    kinds = dict(
        SchemeVersion.objects.filter(pk__in={group[2] for group in groups}).order_by().values_list("pk", "permit_kinds")
    )
    found: dict[str, _Wanted] = {}
    for body, body_code, version, centre, centre_code, forum, number in groups:
        accepted = [one for one in by_body.get(body, ()) if not kinds[version] or one.kind in kinds[version]]
        told = _alarm_for(accepted, today)
        if told is None:
            continue
        kind, permit, due_on = told
        cause = f"{kind}:{permit.code if permit else '-'}:{body_code}:{centre_code}"
        want = found.setdefault(cause, _Wanted(kind, permit, body, centre, forum, due_on))
        want.number += number
        want.versions.add(version)
    covered = {want.permit.pk for want in found.values() if want.permit}
    for body_permits in by_body.values():
        for permit in body_permits:
            if permit.pk in covered or permit.renewed_on or not _is_news(permit, body_permits, today):
                continue
            kind, _permit, due_on = _alarm_for([permit], today)
            cause = f"{kind}:{permit.code}:{permit.organisation.code}:"
            found[cause] = _Wanted(kind, permit, permit.organisation_id, None, permit.organisation.forum_id, due_on)
    return found


def _end_of(permit):
    """The last day on which it holds; None: it has no end."""
    ends = [day for day in (permit.expires_on, permit.revoked_on and permit.revoked_on - timedelta(days=1)) if day]
    return min(ends) if ends else None


def _alarm_for(permits, today):
    """(kind, permit, day) of the alarm that these permits together ask for; None where all is well."""
    valid = [one for one in permits if one.issued_on <= today and ((end := _end_of(one)) is None or end >= today)]
    if valid:
        last = max(valid, key=lambda one: (_end_of(one) is None, _end_of(one) or today))
        end = _end_of(last)
        if end is None or (end - today).days > ENDING_DAYS:
            return None
        return AlarmKind.PERMIT_ENDING, last, end
    gone = [one for one in permits if one.issued_on <= today]
    last = max(gone, key=lambda one: (_end_of(one), one.pk), default=None)
    return AlarmKind.PERMIT_LOST, last, _end_of(last) if last else None


def _is_news(permit, of_body, today) -> bool:
    """Whether the forum should hear of a permit nobody is under: near its end or lately over, nothing after it."""
    if _alarm_for([permit], today) is None or permit.issued_on > today:
        return False
    end = _end_of(permit)
    if end < today - LATELY:
        return False
    others = [one for one in of_body if one.kind == permit.kind and one.pk != permit.pk]
    return all((later := _end_of(one)) is not None and later <= end for one in others)


def _name_inside(wanted) -> int:
    """Have each alarm name the candidates inside: those attached now join, those who leave stay named."""
    alarms = Alarm.objects.filter(cause__in=[cause for cause, want in wanted.items() if want.centre])
    added = 0
    for alarm in alarms.exclude(state=AlarmState.CLOSED).order_by("pk"):
        want = wanted[alarm.cause]
        named = AlarmCandidate.objects.filter(alarm=alarm, candidate=OuterRef("pk"))
        rows = Candidate.objects.filter(
            ~Exists(named), state=CandidateState.ON_ROUTE, partner=want.partner, centre=want.centre,
            version__in=want.versions,
        )  # fmt: skip
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        AlarmCandidate.objects.bulk_create(
            (AlarmCandidate(alarm=alarm, candidate_id=pk) for pk in ids), batch_size=AT_ONCE, ignore_conflicts=True
        )
        if ids:
            number = AlarmCandidate.objects.filter(alarm=alarm).count()
            Alarm.objects.filter(pk=alarm.pk).update(number=number)
            added += len(ids)
    return added


@transaction.atomic
def follow_stuck(*, today, at) -> int:
    """Candidates who stand at a stage longer than its days; the alarm closes itself once she has moved on."""
    standing = Alarm.objects.filter(kind=AlarmKind.STUCK).exclude(state=AlarmState.CLOSED)
    moved = standing.filter(~Q(candidate__stage_since=F("due_on")) | ~Q(candidate__state=CandidateState.ON_ROUTE))
    with override(LANGUAGE):
        done = close_gone(alarms=_by_key(moved), words=_("She has moved on."), at=at, today=today)
    known = Alarm.objects.filter(candidate=OuterRef("pk"), kind=AlarmKind.STUCK, due_on=OuterRef("stage_since"))
    limits = SchemeStage.objects.filter(days__gt=0).order_by("days").values_list("days", flat=True).distinct()
    for days in list(limits):
        rows = Candidate.objects.filter(
            ~Exists(known),
            state=CandidateState.ON_ROUTE,
            stage__days=days,
            stage_since__lt=today - timedelta(days=days),
        )
        done += raise_alarms(_about(rows, AlarmKind.STUCK, "stage_since", "stuck"), at=at, today=today)
    return done


@transaction.atomic
def follow_answers(*, today, at) -> int:
    """Check-ins from abroad that were missed, and answers that ask for help; closed once somebody has followed up."""
    standing = Alarm.objects.filter(kind__in=(AlarmKind.CHECK_IN, AlarmKind.HELP)).exclude(state=AlarmState.CLOSED)
    of_alarm = CheckIn.objects.filter(candidate=OuterRef("candidate"), due_on=OuterRef("due_on"))
    heard = of_alarm.filter(Q(answered_at__isnull=False) | Q(followed_on__isnull=False))
    followed = of_alarm.filter(Q(followed_on__isnull=False) | Q(how=HowSheIs.WELL))
    gone = standing.filter((Q(kind=AlarmKind.CHECK_IN) & Exists(heard)) | (Q(kind=AlarmKind.HELP) & Exists(followed)))
    with override(LANGUAGE):
        done = close_gone(
            alarms=_by_key(gone), words=_("She was heard of, or somebody followed up."), at=at, today=today
        )
    missed = CheckIn.objects.filter(missed_on__isnull=False, answered_at=None, followed_on=None)
    asking = CheckIn.objects.filter(how__in=(HowSheIs.PROBLEM, HowSheIs.CALL), followed_on=None)
    for kind, rows in ((AlarmKind.CHECK_IN, missed), (AlarmKind.HELP, asking)):
        known = Alarm.objects.filter(candidate=OuterRef("candidate"), kind=kind, due_on=OuterRef("due_on"))
        rows = rows.filter(~Exists(known)).order_by("pk")
        told = rows.values_list("pk", "due_on", "candidate_id", "candidate__centre_id", "candidate__centre__forum_id")
        done += raise_alarms(
            (
                {"kind": kind, "cause": f"{kind}:{pk}", "centre": centre, "forum": forum, "candidate_id": candidate,
                 "number": 1, "due_on": due_on}
                for pk, due_on, candidate, centre, forum in told.iterator(chunk_size=AT_ONCE)
            ),
            at=at,
            today=today,
        )  # fmt: skip
    return done


@transaction.atomic
def follow_papers(*, today, at) -> int:
    """Papers in force of candidates on the route that have run out; closed once another stands in their place.

    Which paper it is the alarm does not say: one may tell of health.
    """
    papers = CandidatePaper.objects.filter(state=PaperState.CURRENT, candidate__state=CandidateState.ON_ROUTE)
    over = papers.filter(expires_on__lt=today)
    standing = Alarm.objects.filter(kind=AlarmKind.PAPER).exclude(state=AlarmState.CLOSED)
    still = over.filter(candidate=OuterRef("candidate"), expires_on=OuterRef("due_on"))
    with override(LANGUAGE):
        words = _("The document was renewed, or she has left the route.")
    done = close_gone(alarms=_by_key(standing.filter(~Exists(still))), words=words, at=at, today=today)
    known = Alarm.objects.filter(candidate=OuterRef("candidate"), kind=AlarmKind.PAPER, due_on=OuterRef("expires_on"))
    rows = over.filter(~Exists(known)).order_by("pk")
    told = rows.values_list("code", "expires_on", "candidate_id", "candidate__centre_id", "candidate__centre__forum_id")
    return done + raise_alarms(
        (
            {"kind": AlarmKind.PAPER, "cause": f"paper:{code}", "centre": centre, "forum": forum,
             "candidate_id": candidate, "number": 1, "due_on": expires_on}
            for code, expires_on, candidate, centre, forum in told.iterator(chunk_size=AT_ONCE)
        ),
        at=at,
        today=today,
    )  # fmt: skip


def _about(candidates, kind, day, cause):
    """What ``raise_alarms`` takes, for each of these candidates."""
    columns = ("pk", "code", "centre_id", "centre__forum_id", day)
    for pk, code, centre, forum, since in candidates.order_by("pk").values_list(*columns).iterator(chunk_size=AT_ONCE):
        yield {
            "kind": kind, "cause": f"{cause}:{code}:{since:%Y%m%d}", "centre": centre, "forum": forum,
            "candidate_id": pk, "number": 1, "due_on": since,
        }  # fmt: skip


def _by_key(rows):
    """The same rows without their joins: an update names one table."""
    return Alarm.objects.filter(pk__in=rows.order_by().values("pk"))
