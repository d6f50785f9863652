"""From the talk with an employer to the day she is back: contracts, papers and days in their order, and what then."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words, months_after
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.candidates import close_route, move_on
from padan.overseas.actions.positions import tell_matching
from padan.overseas.actions.stepping import (
    RouteEnded,
    check_on_route,
    day_that_has_come,
    enter_stage,
    leave_stage,
    locked,
    words_in,
)
from padan.overseas.certificates import LONGEST, written
from padan.overseas.models import (
    CHECK_IN_MONTHS,
    Candidate,
    CheckIn,
    Contract,
    EmployerChange,
    Interview,
    Milestone,
    SchemeStage,
)
from padan.overseas.permissions import check_may_keep_candidate
from padan.overseas.queries.ahead import what_lacks
from padan.overseas.queries.candidates import milestones_now, next_stage_of
from padan.overseas.states import (
    AfterReturn,
    CandidateState,
    Currency,
    ExamResult,
    MilestoneKind,
    StageKind,
    StepEnd,
)
from padan.trail.actions import record

AHEAD = timedelta(days=400)
MONTHLY = {Currency.JPY: (50_000, 2_000_000), Currency.IDR: (1_000_000, 200_000_000)}
"""Between these a wage a month is taken as it stands; outside, the currency or a zero is wrong."""
MOST_HOURS_A_WEEK = 80

EARLIER = {
    MilestoneKind.COE: (),
    MilestoneKind.SISKOP2MI: (),
    MilestoneKind.ORIENTATION: (MilestoneKind.SISKOP2MI,),
    MilestoneKind.E_PMI: (MilestoneKind.SISKOP2MI,),
    MilestoneKind.VISA: (MilestoneKind.COE,),
    MilestoneKind.DEPARTURE: (
        MilestoneKind.COE,
        MilestoneKind.SISKOP2MI,
        MilestoneKind.ORIENTATION,
        MilestoneKind.E_PMI,
        MilestoneKind.VISA,
    ),
    MilestoneKind.ARRIVAL: (MilestoneKind.DEPARTURE,),
    MilestoneKind.RETURN: (MilestoneKind.ARRIVAL,),
}
"""What comes before what: where both are written down, their days are in this order."""
NEEDS = {
    MilestoneKind.DEPARTURE: MilestoneKind.VISA,
    MilestoneKind.ARRIVAL: MilestoneKind.DEPARTURE,
    MilestoneKind.RETURN: MilestoneKind.ARRIVAL,
}
"""What cannot have happened without the other."""
NUMBERED = (MilestoneKind.COE, MilestoneKind.SISKOP2MI, MilestoneKind.E_PMI, MilestoneKind.VISA)
STAGE_OF = {MilestoneKind.DEPARTURE: StageKind.DEPARTURE, MilestoneKind.ARRIVAL: StageKind.ABROAD}


class OutOfOrder(FieldRefused):
    """This day cannot stand beside another that is written down."""


class NumberTaken(FieldRefused):
    """The same number stands at another candidate."""


class NotAbroad(ActionDenied):
    """She has not arrived, or is back."""


@transaction.atomic
def record_interview(
    *, candidate, employer, held_on, by, at, today, result=ExamResult.WAITING, words="", interview=None
):
    """A talk with an employer, agreed or held; with ``interview`` its result, or what was written wrongly.

    Raises NotAllowed, RouteEnded or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    result = ExamResult(result)
    name = words_in("employer", employer, 200, needed=_("Say with which employer."))
    if result == ExamResult.WAITING and held_on > today:
        if held_on > today + AHEAD:
            raise FieldRefused("held_on", _("This lies more than a year ahead. Look at the year."))
    else:
        day_that_has_come("held_on", held_on, today=today)
    if interview is None:
        interview = Interview(candidate=candidate, result="")
    else:
        interview = Interview.objects.select_for_update().get(pk=interview.pk, candidate=candidate)
    before = interview.result
    interview.employer, interview.held_on, interview.result = name, held_on, result
    interview.words = words_in("words", words, 300)
    interview.save()
    record(by, "candidate.interview", candidate, at=at, changes={"on": ["", held_on], "result": [before, result]})
    return interview


@transaction.atomic
def record_contract(
    *, candidate, employer, place, wage, signed_on, by, at, today, currency=Currency.JPY, work="", hours_a_week=None,
    lodging="", starts_on=None, ends_on=None,
):  # fmt: skip
    """The facts of a contract as signed. A wage is kept in its own currency; one that cannot be a month's is refused.

    Raises NotAllowed, RouteEnded or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    currency = Currency(currency)
    told = {
        "employer": words_in("employer", employer, 200, needed=_("Say with which employer.")),
        "place": words_in("place", place, 200, needed=_("Say where she will work: town and prefecture.")),
        "work": words_in("work", work, 200),
        "lodging": words_in("lodging", lodging, 200),
    }
    day_that_has_come("signed_on", signed_on, today=today)
    _check_wage(wage, currency)
    if hours_a_week is not None and not 0 < hours_a_week <= MOST_HOURS_A_WEEK:
        raise FieldRefused("hours_a_week", _("Write the hours of a week, such as 40."))
    if starts_on and starts_on < signed_on:
        raise FieldRefused("starts_on", _("Work does not begin before the contract is signed."))
    if ends_on and ends_on < (starts_on or signed_on):
        raise FieldRefused("ends_on", _("The last day lies before the first."))
    contract = Contract.objects.create(
        candidate=candidate, wage=wage, currency=currency, hours_a_week=hours_a_week, signed_on=signed_on,
        starts_on=starts_on, ends_on=ends_on, **told,
    )  # fmt: skip
    record(by, "candidate.contract", candidate, at=at,
           changes={"signed_on": ["", signed_on], "wage": ["", wage], "currency": ["", currency]})  # fmt: skip
    tell_matching(candidates=Candidate.objects.filter(pk=candidate.pk), today=today, at=at)
    return contract


def _check_wage(wage, currency):
    low, high = MONTHLY[currency]
    if low <= wage <= high:
        return
    other = next(one for one in Currency if one != currency)
    least, most = MONTHLY[other]
    if least <= wage <= most:
        raise FieldRefused(
            "wage",
            _("%(wage)s %(currency)s a month cannot be a wage. Did you mean %(other)s? Look at the currency.")
            % {"wage": f"{wage:,}".replace(",", "."), "currency": currency.label, "other": other.label},
        )
    raise FieldRefused("wage", _("This cannot be a wage a month. Look at the zeros and at the currency."))


@transaction.atomic
def record_milestone(*, candidate, kind, on, by, at, today, number="", valid_until=None, words=""):
    """A paper or a day: COE, registration, visa, departure, arrival. A new one replaces the old, which stays.

    Nobody departs before her visa, nor arrives before she departed; no day lies ahead. A visa after the departure is
    one that was prolonged. With her departure or arrival she is told to stand there, where nothing lacks. Her return
    is ``record_return``. Raises NotAllowed, RouteEnded, OutOfOrder, NumberTaken or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    kind = MilestoneKind(kind)
    if kind == MilestoneKind.RETURN:
        raise FieldRefused("kind", _("Her return is written down with its day and what she does then, below."))
    milestone = _put(candidate, kind, on, number, valid_until, words, today)
    record(by, "candidate.milestone", candidate, at=at, changes={"kind": ["", kind], "on": ["", on]})
    if kind == MilestoneKind.ARRIVAL:
        _plan_check_ins(candidate, on)
    stage = next_stage_of(candidate)
    if (
        stage is not None
        and stage.kind == STAGE_OF.get(kind)
        and on >= candidate.stage_since
        and not what_lacks(candidate, stage, today=today)
    ):
        move_on(candidate, stage, on, "", by, at)
    return milestone


def _put(candidate, kind, on, number, valid_until, words, today) -> Milestone:
    day_that_has_come("on", on, today=today)
    number = written(number)
    if kind in NUMBERED:
        _check_number(candidate, kind, number)
    elif len(number) > LONGEST:
        raise FieldRefused("number", _("This number is too long. Type it again."))
    if valid_until is not None and valid_until < on:
        raise FieldRefused("valid_until", _("It does not end before it begins."))
    now = milestones_now(candidate)
    _check_order(kind, on, now)
    if kind == MilestoneKind.DEPARTURE:
        visa = now[MilestoneKind.VISA]
        if not Milestone.objects.filter(candidate=candidate, kind=MilestoneKind.VISA, on__lte=on).exists():
            raise _disorder(kind, on, MilestoneKind.VISA, visa.on)
        if visa.valid_until is not None and visa.on <= on and visa.valid_until < on:
            raise OutOfOrder(
                "on", _("Her visa ended on %(day)s, before this departure.") % {"day": in_words(visa.valid_until)}
            )
    Milestone.objects.filter(candidate=candidate, kind=kind, replaced_on=None).update(replaced_on=today)
    told = {"number": number, "on": on, "valid_until": valid_until, "words": words_in("words", words, 300)}
    try:
        with transaction.atomic():
            return Milestone.objects.create(candidate=candidate, kind=kind, **told)
    except IntegrityError:
        raise NumberTaken("number", _taken(kind)) from None


def _check_number(candidate, kind, number):
    if not number:
        raise FieldRefused("number", _("Write the number that stands on it."))
    signs = [sign for sign in number if sign.isalnum()]
    if not 4 <= len(signs) <= LONGEST or len(number) > LONGEST or not any(sign.isdigit() for sign in signs):
        raise FieldRefused("number", _("This is no number of such a paper. Copy it from the paper."))
    if len(set(signs)) == 1:
        raise FieldRefused("number", _("This number looks invented. Copy it from the paper."))
    others = Milestone.objects.filter(kind=kind, number=number, replaced_on=None).exclude(candidate=candidate)
    if others.exclude(candidate__person=candidate.person_id).exists():
        raise NumberTaken("number", _taken(kind))


def _taken(kind):
    return _(
        "This number of “%(paper)s” stands at another candidate already. One of the two papers is wrong: look at both "
        "before it is written down."
    ) % {"paper": kind.label}


def _check_order(kind, on, now):
    if (needed := NEEDS.get(kind)) and needed not in now:
        raise OutOfOrder(
            "kind",
            _("“%(kind)s” cannot be written down without “%(needed)s”. Write that down first, with its day.")
            % {"kind": kind.label, "needed": needed.label},
        )
    for before in EARLIER[kind]:
        if before in now and now[before].on > on and not _prolonged(before, now):
            raise _disorder(kind, on, before, now[before].on)
    for after, earlier in EARLIER.items():
        if kind in earlier and after in now and now[after].on < on and not (
            kind == MilestoneKind.VISA and after == MilestoneKind.DEPARTURE and kind in now
        ):  # fmt: skip
            raise _disorder(kind, on, after, now[after].on)


def _prolonged(kind, now) -> bool:
    """A visa of a later day than the departure: it was prolonged over there."""
    return kind == MilestoneKind.VISA and MilestoneKind.DEPARTURE in now and (
        now[kind].on > now[MilestoneKind.DEPARTURE].on
    )  # fmt: skip


def _disorder(kind, on, other, day):
    if on < day:
        sentence = _("“%(kind)s” on %(on)s lies before “%(other)s” on %(day)s. One of the two days is wrong.")
    else:
        sentence = _("“%(kind)s” on %(on)s lies after “%(other)s” on %(day)s. One of the two days is wrong.")
    told = {"kind": kind.label, "on": in_words(on), "other": other.label, "day": in_words(day)}
    return OutOfOrder("on", sentence % told)


def _plan_check_ins(candidate, arrived):
    """Questions at 1, 3, 6 and 12 months after she arrived; those that nobody answered follow a corrected day."""
    stand = {row.months: row for row in CheckIn.objects.filter(candidate=candidate).order_by("months")}
    for months in CHECK_IN_MONTHS:
        row = stand.get(months) or CheckIn(candidate=candidate, months=months)
        if row.answered_at is None:
            row.due_on = months_after(arrived, months)
            row.missed_on = None
            row.save()


@transaction.atomic
def change_employer(*, candidate, employer, changed_on, by, at, today, place="", why=""):
    """She works for somebody else now: since when, where, and why.

    Raises NotAllowed, RouteEnded, NotAbroad or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    arrived = milestones_now(candidate).get(MilestoneKind.ARRIVAL)
    if arrived is None:
        raise NotAbroad(_("She has not arrived. A new contract is written down as a contract."))
    day_that_has_come("changed_on", changed_on, today=today, since=arrived.on, what=_("her arrival"))
    change = EmployerChange.objects.create(
        candidate=candidate,
        employer=words_in("employer", employer, 200, needed=_("Say with which employer.")),
        place=words_in("place", place, 200),
        changed_on=changed_on,
        why=words_in("why", why, 300, needed=_("Say why she changed; it may protect her.")),
    )
    record(by, "candidate.employer", candidate, at=at, changes={"since": ["", changed_on]})
    return change


@transaction.atomic
def record_return(*, candidate, on, why, by, at, today, after_return=AfterReturn.UNKNOWN):
    """She is back: the day, why, and what she does now as far as it is known. Her route ends; questions still open go.

    Raises NotAllowed, RouteEnded, OutOfOrder or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    reason = words_in("why", why, 300, needed=_("Say why she came back: the contract ended, or what happened."))
    _put(candidate, MilestoneKind.RETURN, on, "", None, "", today)
    CheckIn.objects.filter(candidate=candidate, answered_at=None, due_on__gt=on).delete()
    back = SchemeStage.objects.filter(version_id=candidate.version_id, kind=StageKind.RETURN).order_by("-position")
    if (stage := back.first()) and stage.pk != candidate.stage_id:
        day = max(on, candidate.stage_since)
        leave_stage(candidate, StepEnd.PASSED, day, "", by)
        enter_stage(candidate, stage, day, by)
    candidate.after_return = AfterReturn(after_return)
    close_route(candidate, CandidateState.RETURNED, max(on, candidate.stage_since), reason, by, at)
    return candidate


@transaction.atomic
def tell_after_return(*, candidate, after_return, by, at):
    """What she does after coming back, as far as she has said. Raises NotAllowed or RouteEnded."""
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    if candidate.state != CandidateState.RETURNED:
        raise RouteEnded(_("She is not back yet."))
    before, candidate.after_return = candidate.after_return, AfterReturn(after_return)
    candidate.revision += 1
    candidate.save()
    record(by, "candidate.after_return", candidate, at=at,
           changes={"after_return": [before, candidate.after_return]})  # fmt: skip
    return candidate
