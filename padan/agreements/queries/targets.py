"""The ledger of a target: what is counted, by which rule, as of any day, and the agreement behind each movement."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from padan.agreements.models import Agreement, Party, Target
from padan.agreements.states import BEFORE_SIGNATURE, WITH_SIGNATURE, AgreementState, Counted, CountingRule
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, within
from padan.organisations.states import Kind

PACE = timedelta(days=90)


def targets_of(forum):
    """What a forum set out to reach, the newest period first."""
    return Target.objects.filter(forum=forum).select_related("region", "sector").order_by("-starts_on", "pk")


def targets_open_to(viewer: Viewer):
    """Targets the viewer may read: those of her forums; staff of a centre or a company read their forum's."""
    own = set().union(*viewer.own.values()) if viewer.own else set()
    above = Organisation.objects.filter(pk__in=own, forum__isnull=False).order_by().values("forum_id")
    return (
        Target.objects.filter(within(viewer, "forum__organisation") | Q(forum__organisation_id__in=above))
        .select_related("forum__organisation", "region", "sector")
        .order_by("-starts_on", "pk")
    )


def counted_on(target: Target, day: date):
    """The rows that count on ``day``: per partner its first agreement (``Party``), or per document its ``Agreement``.

    One query when evaluated; the newest signature first. A partner is a company, however many documents it signed.
    """
    agreements = _standing(_in_scope(target), target, day)
    if target.counted == Counted.DOCUMENTS:
        return agreements.select_related("forum__organisation").order_by("-signed_on", "-pk")
    parties = _partners(target, agreements)
    first = (
        parties.filter(organisation=OuterRef("organisation")).order_by("agreement__signed_on", "pk").values("pk")[:1]
    )
    return (
        parties.filter(pk=Subquery(first))
        .select_related("organisation__region", "agreement")
        .order_by("-agreement__signed_on", "-pk")
    )


def reached(target: Target, day: date) -> int:
    """How much of the target stands on ``day``, the opening balance included: one query."""
    agreements = _standing(_in_scope(target), target, day)
    if target.counted == Counted.DOCUMENTS:
        return target.opening_balance + agreements.count()
    partners = _partners(target, agreements).order_by().values("organisation").distinct().count()
    return target.opening_balance + partners


def expected_on(target: Target, day: date) -> int:
    """Where the target should stand on ``day`` by its path; without one it rises evenly over its period."""
    path = [(target.starts_on, target.opening_balance)]
    path += [(date.fromisoformat(on), number) for on, number in target.expected]
    if path[-1][0] < target.ends_on:
        path.append((target.ends_on, target.value))
    at = bisect_right(path, day, key=lambda step: step[0])
    if at == 0:
        return path[0][1]
    if at == len(path):
        return path[-1][1]
    (from_day, low), (to_day, high) = path[at - 1], path[at]
    return round(low + (high - low) * (day - from_day).days / (to_day - from_day).days)


@dataclass(frozen=True)
class Movement:
    """One step of the ledger: on which day, up or down, because of which agreement, and for which partner."""

    on: date
    change: int
    agreement_code: str
    agreement_title: str
    partner: str  # "" where documents are counted
    balance: int


def movements(target: Target, until: date) -> Iterator[Movement]:
    """Every step of the ledger up to ``until``, oldest first; the balances begin at the opening balance. One query.

    A partner goes up when the first of its agreements begins to count and down the day after the last one stops.
    """
    by_what = target.counted == Counted.PARTNERS
    rows = _in_scope(target).filter(signed_on__lte=until)
    if target.rule == CountingRule.SIGNED:
        rows = rows.filter(signed_on__gte=target.starts_on, signed_on__lte=target.ends_on)
    columns = ("agreement__signed_on", "agreement__ends_on", "agreement__ended_on", "agreement__code")
    named = ("agreement__title", "organisation_id", "organisation__name")
    if by_what:
        spans = _partners(target, rows).values_list(*columns, *named)
    else:
        own = (column.removeprefix("agreement__") for column in (*columns, named[0]))
        spans = ((*row, "", "") for row in rows.values_list(*own))
    steps = []
    held: dict = {}
    for signed_on, ends_on, ended_on, code, title, who, name in sorted(spans, key=lambda row: (row[0], row[3])):
        key = who if by_what else code
        first = None if target.rule == CountingRule.SIGNED else _day_after(ends_on, ended_on)
        before = held.get(key)
        if before is not None and (before[0] is None or signed_on <= before[0]):
            if before[0] is not None and (first is None or first > before[0]):
                held[key] = (first, code, title, name)
            continue
        if before is not None:
            steps.append((before[0], -1, *before[1:]))
        steps.append((signed_on, 1, code, title, name))
        held[key] = (first, code, title, name)
    steps += [(last[0], -1, *last[1:]) for last in held.values() if last[0] is not None]
    balance = target.opening_balance
    for on, change, code, title, name in sorted(step for step in steps if step[0] <= until):
        balance += change
        yield Movement(on, change, code, title, name, balance)


@dataclass(frozen=True)
class Forecast:
    """Where a target may end, each number with its own reason; none of them is a promise."""

    scheduled: int  # to be signed on a fixed day before the period's end, partners not counted yet
    in_work: int  # drafts, reviews and agreed texts
    ending: int  # counted today, and their term ends within the period with nothing that renews them
    pace: float  # gained a day over the last 90 days
    days_left: int
    today: int

    @property
    def certain(self) -> int:
        """Today's number, with what is scheduled and without what ends."""
        return self.today + self.scheduled - self.ending

    @property
    def if_all(self) -> int:
        return self.certain + self.in_work

    @property
    def at_pace(self) -> int:
        return max(self.today + round(self.pace * self.days_left), 0)


def forecast(target: Target, day: date) -> Forecast:
    """What the pipeline says about the target's end: five queries."""
    coming = _within_scope(target, Agreement.objects.filter(state__in=BEFORE_SIGNATURE))
    dated = Q(state=AgreementState.SCHEDULED, event__held_on__gte=day, event__held_on__lte=target.ends_on)
    counted = _standing(_in_scope(target), target, day)
    if target.counted == Counted.PARTNERS:
        known = _partners(target, counted).order_by().values("organisation")
        waiting = _partners(target, coming).exclude(organisation__in=known).order_by()
        scheduled = set(
            waiting.filter(agreement__in=coming.filter(dated).values("pk")).values_list("organisation", flat=True)
        )
        in_work = set(waiting.values_list("organisation", flat=True)) - scheduled
    else:
        scheduled = set(coming.filter(dated).values_list("pk", flat=True))
        in_work = set(coming.values_list("pk", flat=True)) - scheduled
    now_standing = reached(target, day)
    before = max(day - PACE, target.starts_on)
    days = (day - before).days
    return Forecast(
        scheduled=len(scheduled),
        in_work=len(in_work),
        ending=now_standing - _still_standing(target, counted) if target.rule == CountingRule.IN_FORCE else 0,
        pace=(now_standing - reached(target, before)) / days if days > 0 else 0.0,
        days_left=max((target.ends_on - day).days, 0),
        today=now_standing,
    )


def _still_standing(target, counted):
    """How many of those counted now still stand on the target's last day."""
    lasting = counted.filter(Q(ends_on=None) | Q(ends_on__gte=target.ends_on))
    if target.counted == Counted.DOCUMENTS:
        return target.opening_balance + lasting.count()
    return target.opening_balance + _partners(target, lasting).order_by().values("organisation").distinct().count()


def _in_scope(target):
    return _within_scope(target, Agreement.objects.filter(state__in=WITH_SIGNATURE))


def _within_scope(target, agreements):
    """Agreements of the target's forum and the forums below; with a region or sector, those with such a partner."""
    body = target.forum.organisation_id
    below = Organisation.objects.filter(Q(pk=body) | Q(forum=body) | Q(forum__forum=body)).order_by().values("pk")
    agreements = agreements.filter(forum__organisation__in=below).order_by()
    if target.counted == Counted.DOCUMENTS and (target.region_id or target.sector_id):
        parties = Party.objects.filter(_kind_of_partner(target)).order_by().values("agreement_id")
        agreements = agreements.filter(pk__in=parties)
    return agreements


def _standing(agreements, target, day):
    """Of agreements with a signature, those that count on ``day`` by the target's rule."""
    if target.rule == CountingRule.SIGNED:
        return agreements.filter(signed_on__gte=target.starts_on, signed_on__lte=min(day, target.ends_on))
    return agreements.filter(signed_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day), Q(ended_on=None) | Q(ended_on__gt=day)
    )


def _partners(target, agreements):
    return Party.objects.filter(_kind_of_partner(target), agreement__in=agreements.values("pk"))


def _kind_of_partner(target):
    condition = Q(organisation__kind=Kind.COMPANY)
    if target.region_id:
        condition &= Q(organisation__region__code__startswith=target.region.code)
    if target.sector_id:
        condition &= Q(organisation__industry__code__startswith=target.sector.code)
    return condition


def _day_after(ends_on, ended_on):
    """The first day an agreement no longer counts; None while no end is known."""
    ends = [day for day in (ends_on and ends_on + timedelta(days=1), ended_on) if day]
    return min(ends, default=None)
