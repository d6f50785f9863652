"""Alarms: raised once for a cause, taken by somebody, closed with words; passed upwards when nobody does anything."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from padan.base.codes import new_codes
from padan.base.days import DayAfter
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas import alarm_notices as notices
from padan.overseas.models import Alarm, Complaint
from padan.overseas.permissions import check_may_close_alarm, check_may_take_alarm
from padan.overseas.states import ALARM_FLOW, AlarmKind, AlarmLevel, AlarmState
from padan.trail.actions import record

AT_ONCE = 2000
WAITS = {AlarmLevel.CENTRE: timedelta(days=3), AlarmLevel.FORUM: timedelta(days=7)}
"""How long an alarm waits for somebody to take it before the next level is told."""
LEFT = timedelta(days=14)
"""How long somebody who took an alarm may leave it without a step before the next level is told as well."""
NEXT = {AlarmLevel.CENTRE: AlarmLevel.FORUM, AlarmLevel.FORUM: AlarmLevel.OFFICE}


class AlarmNotTaken(ActionDenied):
    """Nobody has it; a step is written down by who takes it."""


def raise_alarms(told, *, at, today) -> int:
    """Write down alarms: dicts of ``kind``, ``cause``, ``centre``, ``forum`` (ids) and the columns of ``Alarm``.

    A cause that is known changes nothing. One row in the trail for all; who must look is told in the night, or by
    whoever calls. Returns how many were given.
    """
    number, batch, kinds, digest = 0, [], set(), hashlib.sha256()

    def write():
        Alarm.objects.bulk_create(batch, ignore_conflicts=True)

    for one in told:
        kept = one.get("kept_from_centre", False)
        of_centre = one["centre"] is not None and not kept and one["kind"] != AlarmKind.COMPLAINT
        columns = {name: value for name, value in one.items() if name not in ("centre", "forum")}
        batch.append(
            Alarm(
                centre_id=one["centre"],
                forum_id=one["forum"],
                level=AlarmLevel.CENTRE if of_centre else AlarmLevel.FORUM,
                raised_on=today,
                level_since=today,
                **columns,
            )
        )
        kinds.add(str(one["kind"]))
        digest.update(f"{one['cause']}\n".encode())
        number += 1
        if len(batch) == AT_ONCE:
            _with_codes(batch)
            write()
            batch.clear()
    if batch:
        _with_codes(batch)
        write()
    if number:
        record(None, "alarms.raised", None, at=at, changes={
            "kinds": ["", sorted(kinds)], "count": [0, number], "causes": ["", digest.hexdigest()],
        })  # fmt: skip
    return number


@transaction.atomic
def take_alarm(*, alarm, by, at, today):
    """Somebody looks at it from now on; it goes no further up meanwhile."""
    alarm = _locked(alarm)
    check_for(by, check_may_take_alarm, alarm)
    ALARM_FLOW.check(AlarmState(alarm.state), AlarmState.TAKEN)
    alarm.state, alarm.taken_by, alarm.taken_on, alarm.step_on = AlarmState.TAKEN, by, today, today
    alarm.save(update_fields=["state", "taken_by", "taken_on", "step_on", "updated_at"])
    record(by, "alarm.taken", alarm, at=at)
    return alarm


@transaction.atomic
def note_step(*, alarm, words, by, at, today):
    """What was done so far about an alarm that is taken; it may be left for ``LEFT`` again from today.

    Raises NotAllowed, AlarmNotTaken or FieldRefused.
    """
    alarm = _locked(alarm)
    check_for(by, check_may_take_alarm, alarm)
    if alarm.state != AlarmState.TAKEN:
        raise AlarmNotTaken(_("Nobody has this alarm now. Take it first; then write down what was done."))
    said = line(words, 300)
    if said is None or isinstance(said, Problem) or len(said) < 10:
        raise FieldRefused("step", _("Say in a sentence what was done. Whoever reads it later was not there."))
    alarm.step_on, alarm.step_words = today, said
    alarm.save(update_fields=["step_on", "step_words", "updated_at"])
    record(by, "alarm.step", alarm, at=at)
    return alarm


@transaction.atomic
def give_back_alarm(*, alarm, by, at, today):
    """Who took it cannot go on; it waits again, from today."""
    alarm = _locked(alarm)
    check_for(by, check_may_take_alarm, alarm)
    if alarm.state != AlarmState.TAKEN:
        ALARM_FLOW.check(AlarmState(alarm.state), AlarmState.TAKEN)
    alarm.state, alarm.taken_by, alarm.taken_on, alarm.level_since = AlarmState.OPEN, None, None, today
    alarm.save(update_fields=["state", "taken_by", "taken_on", "level_since", "updated_at"])
    record(by, "alarm.given_back", alarm, at=at)
    return alarm


@transaction.atomic
def close_alarm(*, alarm, words, by, at, today):
    """It was dealt with; ``words`` say how. Alarms about permits and money are closed by the forum."""
    alarm = _locked(alarm)
    check_for(by, check_may_close_alarm, alarm)
    ALARM_FLOW.check(AlarmState(alarm.state), AlarmState.CLOSED)
    said = line(words, 500)
    if said is None or isinstance(said, Problem) or len(said) < 10:
        raise FieldRefused("words", _("Say in a sentence what was done. Whoever reads it later was not there."))
    alarm.state, alarm.closed_by, alarm.closed_on, alarm.words = AlarmState.CLOSED, by, today, said
    alarm.save(update_fields=["state", "closed_by", "closed_on", "words", "updated_at"])
    record(by, "alarm.closed", alarm, at=at)
    return alarm


@transaction.atomic
def close_gone(*, alarms, words, at, today) -> int:
    """Close those whose cause is gone, with one sentence for all: a permit was renewed, she has moved on."""
    ids = list(alarms.exclude(state=AlarmState.CLOSED).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = Alarm.objects.filter(pk__in=ids[start : start + AT_ONCE]).exclude(state=AlarmState.CLOSED)
        some.update(state=AlarmState.CLOSED, closed_on=today, words=words)
    if ids:
        record(None, "alarms.gone", None, at=at, changes={"count": [len(ids), 0], "words": ["", words]})
    return len(ids)


@transaction.atomic
def escalate_alarms(*, today, at) -> int:
    """Pass on what nobody has taken: from the centre to the forum, from there to the labour office of the province.

    What somebody took and left without a step goes up a level too, and waits there for anybody; who had taken it stays
    told. At the last level it waits again, and everybody there hears of it once more. The days count even when no
    night ran: after a week without nights one run passes on as far as it would have gone. A complaint that reaches the
    labour office is read there.
    """
    moved = 0
    taken = Alarm.objects.filter(state=AlarmState.TAKEN, step_on__lte=today - LEFT)
    for level in AlarmLevel:
        moved += _pass_up(
            taken.filter(level=level), level, NEXT.get(level, level), "alarms.left", at, since=("step_on", LEFT)
        )
    for level, to in NEXT.items():
        waits = WAITS[level]
        rows = Alarm.objects.filter(state=AlarmState.OPEN, level=level, level_since__lte=today - waits)
        moved += _pass_up(rows, level, to, "alarms.passed_up", at, since=("level_since", waits))
    return moved


def _pass_up(rows, level, to, verb, at, *, since) -> int:
    """These alarms wait at a level from the day on which the one before had its time; one row in the trail."""
    day, waits = since
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = Alarm.objects.filter(pk__in=ids[start : start + AT_ONCE])
        some.update(state=AlarmState.OPEN, level=to, level_since=DayAfter(F(day), waits), told_on=None)
        if to == AlarmLevel.OFFICE:
            _hand_to_office(some, at)
    if ids:
        record(None, verb, None, at=at, changes={"level": [level, to], "count": [0, len(ids)]})
    return len(ids)


def _hand_to_office(alarms, at):
    """Complaints among these are read by the labour office from now on, and it is told that one waits."""
    rows = Complaint.objects.filter(alarm__in=alarms, to_office=False).select_related("forum__region", "organisation")
    for complaint in rows.annotate(messages=Count("said")).order_by("pk"):
        complaint.to_office = True
        complaint.save(update_fields=["to_office", "updated_at"])
        notices.complaint_came(complaint, added=complaint.messages, at=at)


@transaction.atomic
def tell_alarms(*, today, at) -> int:
    """One mail for each account that has something new to look at tonight: how many of which kind, and the way there.

    No name stands in it. Returns how many accounts were told.
    """
    rows = Alarm.objects.filter(told_on=None).exclude(state=AlarmState.CLOSED)
    told = notices.tell_of_alarms(rows, today=today, at=at)
    rows.update(told_on=today)
    return told


def _with_codes(alarms) -> None:
    for alarm, code in zip(alarms, new_codes("ALM", len(alarms)), strict=True):
        alarm.code = code


def _locked(alarm):
    rows = Alarm.objects.select_for_update(of=("self",)).select_related("forum__region", "centre")
    return rows.get(pk=alarm.pk)
