from datetime import date

import pytest
from django.utils import timezone
from factories.forum import ActivityFactory, BoardMemberFactory, ForumFactory
from factories.organisations import account

from padan.base.errors import NotAllowed, TransitionDenied
from padan.forum.actions.programme import (
    ActivityClosed,
    begin_activity,
    cancel_activity,
    change_activity,
    finish_activity,
    plan_activity,
)
from padan.forum.models import Activity
from padan.forum.queries import activities_of, left_open, sums_of
from padan.forum.states import ActivityState
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
PLAN = {"year": 2025, "planned_on": date(2025, 5, 1), "seat": None, "budget_idr": 15_000_000, "source": "Iuran"}


def told(by=None):
    return {"by": by, "at": timezone.now()}


def test_an_activity_goes_from_plan_to_result_with_what_it_cost():
    forum = ForumFactory()
    activity = plan_activity(forum=forum, title="Kunjungan industri", **PLAN, **told())

    begin_activity(activity=activity, **told())
    finish_activity(
        activity=activity, finished_on=date(2025, 5, 20), result="12 perusahaan dikunjungi.", spent_idr=13_250_000,
        today=DAY, **told(),
    )  # fmt: skip

    activity.refresh_from_db()
    assert (activity.state, activity.spent_idr, activity.result) == (
        ActivityState.FINISHED,
        13_250_000,
        "12 perusahaan dikunjungi.",
    )
    with pytest.raises(TransitionDenied):
        cancel_activity(activity=activity, result="Terlambat.", **told())
    with pytest.raises(ActivityClosed):
        change_activity(activity=activity, revision=activity.revision, title="Lain", **PLAN, **told())


def test_the_sums_leave_out_what_is_cancelled():
    forum = ForumFactory()
    ActivityFactory(forum=forum, budget_idr=10)
    ActivityFactory(forum=forum, budget_idr=20, state="finished", spent_idr=15, finished_on=DAY, result="Selesai.")
    cancelled = ActivityFactory(forum=forum, budget_idr=40)
    cancel_activity(activity=cancelled, result="Tidak ada anggaran.", **told())
    ActivityFactory(budget_idr=80)  # of another forum
    viewer = viewer_of(account(RoleName.SECRETARIAT, forum.organisation))

    assert sums_of(activities_of(viewer)) == {"number": 2, "finished": 1, "budget": 30, "spent": 15}


def test_two_writers_of_one_activity_never_overwrite_each_other():
    activity = ActivityFactory(title="Kunjungan")

    change_activity(activity=activity, revision=1, title="Kunjungan industri", **PLAN, **told())
    with pytest.raises(EditedMeanwhile):
        change_activity(activity=activity, revision=1, title="Rapat", **PLAN, **told())
    assert Activity.objects.get().title == "Kunjungan industri"


def test_an_activity_stands_once_in_a_year_and_under_a_seat_of_its_own_board():
    forum = ForumFactory()
    plan_activity(forum=forum, title="Kunjungan industri", **PLAN, **told())

    with pytest.raises(FieldRefused) as twice:
        plan_activity(forum=forum, title=" Kunjungan  industri", **PLAN, **told())
    with pytest.raises(FieldRefused) as elsewhere:
        plan_activity(forum=forum, title="Rapat", **PLAN | {"seat": BoardMemberFactory()}, **told())

    assert (twice.value.field, elsewhere.value.field) == ("title", "seat")
    assert Activity.objects.count() == 1


def test_a_result_is_told_and_does_not_lie_ahead():
    activity = ActivityFactory()

    for wrong, field in (
        ({"result": " ", "finished_on": DAY}, "result"),
        ({"result": "Selesai.", "finished_on": date(2025, 6, 2)}, "finished_on"),
    ):
        with pytest.raises(FieldRefused) as refused:
            finish_activity(activity=activity, spent_idr=0, today=DAY, **wrong, **told())
        assert refused.value.field == field
    with pytest.raises(FieldRefused):
        cancel_activity(activity=activity, result="", **told())
    activity.refresh_from_db()
    assert activity.state == ActivityState.PLANNED


def test_what_is_neither_finished_nor_cancelled_is_handed_over():
    forum = ForumFactory()
    planned, running = ActivityFactory(forum=forum, year=2024), ActivityFactory(forum=forum, year=2025)
    begin_activity(activity=running, **told())
    cancel_activity(activity=ActivityFactory(forum=forum), result="Tidak jadi.", **told())
    ActivityFactory()

    _tasks, activities = left_open(forum)

    assert list(activities) == [planned, running]


def test_a_board_member_plans_nothing():
    forum = ForumFactory()
    member = account(RoleName.BOARD_MEMBER, forum.organisation)

    with pytest.raises(NotAllowed):
        plan_activity(forum=forum, title="Kunjungan", **PLAN, **told(member))
    assert not Activity.objects.exists()
