"""The work programme: what the forum set out to do, with what money, and what came of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import line
from padan.forum.models import Activity
from padan.forum.permissions import check_may_keep_forum
from padan.forum.states import ACTIVITY_FLOW, ActivityState
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.trail.actions import record

PLANNED = ("year", "title", "planned_on", "seat", "budget_idr", "source")


class ActivityClosed(ActionDenied):
    """A finished or cancelled activity stands as it is."""


@transaction.atomic
def plan_activity(*, forum, by, at, **told):
    """Put an activity into the work programme; ``told`` holds all of ``PLANNED``."""
    check_for(by, check_may_keep_forum, forum)
    activity = Activity(forum=forum)
    _fill(activity, told)
    activity.save(force_insert=True)
    changes = {"budget_idr": [0, activity.budget_idr], "year": ["", activity.year]}
    record(by, "activity.planned", activity, at=at, changes=changes)
    return activity


@transaction.atomic
def change_activity(*, activity, revision, by, at, **told):
    """Change what is planned, as it was shown at ``revision``."""
    activity = _locked(activity, by)
    if activity.revision != revision:
        raise EditedMeanwhile(
            _("Somebody changed this activity while you wrote. Your text is kept here; compare, then save again."),
            activity,
        )
    if activity.state not in (ActivityState.PLANNED, ActivityState.RUNNING):
        raise ActivityClosed(_("This activity is finished or cancelled. It stays as it is."))
    before = {field: getattr(activity, field) for field in PLANNED}
    _fill(activity, told)
    activity.revision += 1
    activity.save()
    changes = {
        field: [before[field], value] for field in PLANNED if (value := getattr(activity, field)) != before[field]
    }
    if changes:
        record(by, "activity.changed", activity, at=at, changes=changes)
    return activity


@transaction.atomic
def begin_activity(*, activity, by, at):
    """Work on it has begun."""
    return _moved(activity, ActivityState.RUNNING, by, at)


@transaction.atomic
def finish_activity(*, activity, finished_on, result, spent_idr, by, at, today):
    """It was carried out: what came of it, and what it cost."""
    if finished_on > today:
        raise FieldRefused("finished_on", _("Write the day on which it was finished; it cannot lie ahead."))
    if not result.strip():
        raise FieldRefused("result", _("Write what came of it."))
    told = {"finished_on": finished_on, "result": result.strip(), "spent_idr": spent_idr}
    return _moved(activity, ActivityState.FINISHED, by, at, **told)


@transaction.atomic
def cancel_activity(*, activity, result, by, at):
    """It will not be carried out, for a reason."""
    if not result.strip():
        raise FieldRefused("result", _("Write why it is cancelled."))
    return _moved(activity, ActivityState.CANCELLED, by, at, result=result.strip())


def _moved(activity, state, by, at, **told):
    activity = _locked(activity, by)
    ACTIVITY_FLOW.check(ActivityState(activity.state), state)
    changes = {"state": [activity.state, state]} | {field: ["", value] for field, value in told.items()}
    activity.state = state
    for field, value in told.items():
        setattr(activity, field, value)
    activity.revision += 1
    activity.save()
    record(by, f"activity.{state}", activity, at=at, changes=changes)
    return activity


def _locked(activity, by):
    rows = Activity.objects.select_for_update(of=("self",))
    activity = rows.select_related("forum__organisation", "seat").get(pk=activity.pk)
    check_for(by, check_may_keep_forum, activity.forum)
    return activity


def _fill(activity, told):
    title = line(told["title"], 200)
    if not isinstance(title, str):
        raise FieldRefused("title", _("Write the activity in one line."))
    for field in PLANNED:
        setattr(activity, field, told[field])
    activity.title = title
    if activity.seat and activity.seat.term.forum_id != activity.forum_id:
        raise FieldRefused("seat", _("Choose a seat of this forum's board."))
    same = Activity.objects.filter(forum=activity.forum, year=activity.year, title=title).exclude(pk=activity.pk)
    if same.exists():
        raise FieldRefused("title", _("This activity stands in the programme of %(year)s already.") % {
            "year": activity.year})  # fmt: skip
