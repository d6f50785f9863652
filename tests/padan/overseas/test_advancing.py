"""Several go on together: those who may, one row in the trail; who stays is named with what she lacks."""

from datetime import UTC, date, datetime

import pytest
from factories.organisations import OrganisationFactory, account
from factories.overseas import CandidateFactory, GateFactory, MilestoneFactory, whole_version

from padan.base.errors import NotAllowed
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.advancing import NobodyMayGo, advance_together
from padan.overseas.models import Candidate, Step
from padan.overseas.queries.ahead import steps_ahead
from padan.overseas.queries.board import kept_on_route
from padan.overseas.states import StageKind
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
BY = {"by": None, "at": AT, "today": TODAY}


def standing(version, kind, centre=None, **more):
    stage = version.stages.get(kind=kind)
    more |= {"centre": centre} if centre else {}
    return CandidateFactory(version=version, stage=stage, stage_since=date(2024, 10, 1), **more)


def seen(*candidates):
    return {one.pk: one.stage.key for one in candidates}


def test_who_may_go_goes_and_who_lacks_something_stays_with_the_way_out_in_one_row_of_the_trail():
    version = whole_version()
    GateFactory(stage=version.stages.get(kind="skills_test"))
    ready, lacking = standing(version, StageKind.SELECTION), standing(version, StageKind.LANGUAGE_TEST)
    told = advance_together(
        candidates=[ready, lacking], seen=seen(ready, lacking), on=date(2024, 11, 10), words="Kelas B", **BY
    )
    assert told.gone == [ready]
    ((who, why),) = told.stayed
    assert who == lacking
    assert "JFT-Basic A2" in why
    assert "Write down the exam when she has taken it." in why
    for one in (ready, lacking):
        one.refresh_from_db()
    assert (ready.stage.kind, ready.stage_since, ready.revision) == ("language", date(2024, 11, 10), 2)
    assert (lacking.stage.kind, lacking.revision) == ("language_test", 1)
    steps = Step.objects.filter(candidate=ready).order_by("pk").values_list("stage__kind", "end", "words", "left_on")
    assert list(steps) == [("selection", "passed", "Kelas B", date(2024, 11, 10)), ("language", "", "", None)]
    entry = Entry.objects.select_related("wording").get()
    assert entry.verb == "candidates.advanced"
    assert entry.wording.changes["count"] == [0, 1]


def test_who_went_on_meanwhile_or_came_to_the_last_stage_stays_and_nobody_moved_is_a_refusal():
    version = whole_version()
    moved, last = standing(version, StageKind.LANGUAGE), standing(version, StageKind.ABROAD)
    shown = {moved.pk: "selection", last.pk: "abroad"}
    with pytest.raises(NobodyMayGo) as refused:
        advance_together(candidates=[moved, last], seen=shown, on=TODAY, **BY)
    assert moved.code in str(refused.value)
    assert last.code in str(refused.value)
    assert not Entry.objects.exists()
    goes = standing(version, StageKind.SELECTION)
    told = advance_together(candidates=[moved, last, goes], seen=shown | seen(goes), on=TODAY, **BY)
    assert [one.pk for one, _why in told.stayed] == [moved.pk, last.pk]


def test_nobody_departs_in_a_crowd_without_the_day_of_it():
    version = whole_version()
    early, there = standing(version, StageKind.VISA), standing(version, StageKind.VISA)
    for kind, on in (("visa", date(2024, 10, 2)), ("departure", date(2024, 10, 30))):
        MilestoneFactory(candidate=there, kind=kind, on=on)
    told = advance_together(candidates=[early, there], seen=seen(early, there), on=TODAY, **BY)
    assert told.gone == [there]
    assert [one for one, _why in told.stayed] == [early]


@pytest.mark.parametrize("on", [date(2024, 9, 30), date(2024, 11, 16)])
def test_a_day_before_she_came_to_her_stage_or_that_has_not_come_moves_nobody(on):
    one = standing(whole_version(), StageKind.SELECTION)
    with pytest.raises(FieldRefused) as refused:
        advance_together(candidates=[one], seen=seen(one), on=on, **BY)
    assert refused.value.field == "on"
    assert Step.objects.filter(candidate=one).count() == 1


def test_an_officer_moves_her_own_centres_people_alone():
    version = whole_version()
    centre = OrganisationFactory(centre=True, forum=OrganisationFactory(forum_body=True))
    hers, strange = standing(version, StageKind.SELECTION, centre), standing(version, StageKind.SELECTION)
    officer = account(RoleName.CENTRE_OFFICER, hers.centre)
    reader = account(RoleName.BOARD_MEMBER, hers.centre.forum)
    assert list(kept_on_route(viewer_of(officer))) == [hers]
    assert not kept_on_route(viewer_of(reader)).exists()
    told = {"on": TODAY, "at": AT, "today": TODAY}
    with pytest.raises(NotAllowed):
        advance_together(candidates=[hers, strange], seen=seen(hers, strange), by=officer, **told)
    assert Candidate.objects.filter(stage__kind="selection").count() == 2


def test_as_many_questions_for_one_as_for_three_under_different_rules(django_assert_num_queries):
    centre = OrganisationFactory(centre=True)
    people = [standing(whole_version(), StageKind.SELECTION, centre) for _n in range(3)]
    rows = [Candidate.objects.select_related("person", "stage").get(pk=one.pk) for one in people]
    for some in (rows[:1], rows):
        with django_assert_num_queries(9):
            assert [step.may_go for step in steps_ahead(some, today=TODAY)] == [True] * len(some)
