from datetime import UTC, date, datetime

import numpy as np
import pytest
from factories.market import market, seeker, vacancy
from factories.organisations import account

from padan.base.errors import NotAllowed, TransitionDenied
from padan.matching.actions.rounds import (
    NotInRound,
    RoundEmpty,
    RoundInvalid,
    change_round,
    clear_round,
    discard_round,
    freeze_lists,
    frozen_lists,
    keep_round,
    lists_of,
    open_round,
    start_round,
)
from padan.matching.adapter import clearing
from padan.matching.adapter.reading import read_market
from padan.matching.jobs import work_out
from padan.matching.models import RoundSeat
from padan.matching.states import RoundState, SeatReason
from padan.matching.verifying import verify_round
from padan.organisations.states import RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_november(settings):
    settings.PADAN_TODAY = date(2024, 11, 4)


@pytest.fixture
def here():
    return market()


def opened(here, **more):
    return open_round(keeper=here.centre, name="Bursa kerja", by=here.officer, at=AT, **more)


def cleared(here, **more):
    round = start_round(round=opened(here, **more), by=here.officer, at=AT)
    round = freeze_lists(round=round, by=here.officer, at=AT)
    return clear_round(round=round, by=here.officer, at=AT)


def bad(round):
    round.refresh_from_db()
    return {one.name for one in verify_round(round) if not one.good}


def got(round, objective="stable"):
    rows = RoundSeat.objects.filter(round=round, objective=objective)
    return {row.graduate_id: row.opening_id for row in rows}


def test_who_fits_gets_the_seat_and_everybody_else_is_told_why(here):
    both, one, none = seeker(here, here.weld, here.inspect), seeker(here, here.weld), seeker(here)
    opening = vacancy(here, here.weld, welcome=[here.inspect])

    round = cleared(here)

    assert got(round) == {both.pk: opening.pk, one.pk: None, none.pk: None}
    rows = {row.graduate_id: row for row in round.results.filter(objective="stable")}
    assert rows[none.pk].reason == SeatReason.NO_OPENING
    assert rows[one.pk].reason == SeatReason.ALL_FULL
    assert (rows[one.pk].missed_id, rows[one.pk].lost_to) == (opening.pk, both.code)
    assert rows[one.pk].short_by > 0
    assert (rows[both.pk].rank, rows[both.pk].fitting) == (1, 1)
    assert round.state == RoundState.CLEARED
    assert bad(round) == set()


def test_the_lot_is_sealed_at_the_opening_and_opened_with_the_lists(here):
    seeker(here, here.weld)
    vacancy(here, here.weld)
    round = opened(here)
    assert round.lot is None
    assert round.commitment == clearing.seal_of(round.sealed_lot)

    round = freeze_lists(round=start_round(round=round, by=here.officer, at=AT), by=here.officer, at=AT)

    assert clearing.seal_of(round.lot) == round.commitment
    verbs = list(Entry.objects.filter(thing_code=round.code).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["round.opened", "round.started", "round.frozen"]


def test_nobody_is_placed_where_her_own_conditions_forbid_it(here):
    seeker(here, here.weld, lowest_wage_idr=9_000_000)
    seeker(here, here.weld, earliest_on=date(2025, 6, 1))
    other = market("33")
    far = seeker(here, here.weld, region=other.region)
    far.seeking.regions.update(region=other.region)
    vacancy(here, here.weld, seats=9)

    round = cleared(here)

    assert set(got(round).values()) == {None}
    assert set(round.results.values_list("reason", flat=True)) == {SeatReason.NO_OPENING}


def test_both_results_stand_side_by_side_and_most_people_placed_places_at_least_as_many(here):
    for number in range(6):
        seeker(here, here.weld, *([here.inspect] if number % 2 else []))
    for number in range(3):
        vacancy(here, here.weld, *([here.inspect] if number else []), seats=2)

    round = cleared(here)

    assert round.report["placements"]["placed"] >= round.report["stable"]["placed"]
    assert round.proof["stable"]["proven"]
    assert round.proof["placements"]["proven"]
    kept = keep_round(round=round, objective="placements", by=here.officer, at=AT)
    assert (kept.state, kept.objective) == (RoundState.KEPT, "placements")
    with pytest.raises(TransitionDenied):
        keep_round(round=kept, objective="stable", by=here.officer, at=AT)


def test_seats_set_aside_go_to_who_lives_there_first(here):
    stranger = seeker(here, here.weld, here.inspect, region=here.far)
    local = seeker(here, here.weld)
    vacancy(here, here.weld, welcome=[here.inspect])
    assert got(cleared(here)) == {stranger.pk: RoundSeat.objects.get(graduate=stranger, objective="stable").opening_id,
                                  local.pk: None}  # fmt: skip

    aside = {"group": ["region", here.region.pk], "seats": 1}
    round = cleared(here, aside=aside, floor={"group": ["batch", here.batch.pk], "least": 1})

    assert got(round)[local.pk] is not None
    assert got(round)[stranger.pk] is None
    row = round.results.get(graduate=stranger, objective="stable")
    assert (row.missed_id, row.lost_to, row.short_by) == (got(round)[local.pk], "", None)
    assert round.report["placements"]["floors"][0]["met"]
    assert bad(round) == set()


def test_a_round_without_people_or_without_seats_says_so(here):
    round = start_round(round=opened(here), by=here.officer, at=AT)
    with pytest.raises(RoundEmpty, match="Nobody"):
        freeze_lists(round=round, by=here.officer, at=AT)
    seeker(here, here.weld)
    with pytest.raises(RoundEmpty, match="free seat"):
        freeze_lists(round=round, by=here.officer, at=AT)
    work_out.call_local(round.code)
    round.refresh_from_db()
    assert (round.state, "free seat" in round.error) == (RoundState.FAILED, True)


def test_the_worker_does_the_whole_and_a_second_call_changes_nothing(here):
    seeker(here, here.weld)
    vacancy(here, here.weld)
    round = start_round(round=opened(here), by=here.officer, at=AT)
    assert start_round(round=round, by=here.officer, at=AT).state == RoundState.WAITING

    work_out.call_local(round.code)
    first = set(round.results.values_list("pk", flat=True))
    work_out.call_local(round.code)

    round.refresh_from_db()
    assert round.state == RoundState.CLEARED
    assert set(round.results.values_list("pk", flat=True)) == first


def test_a_stranger_opens_no_round_and_rules_that_mean_nothing_are_refused(here):
    with pytest.raises(NotAllowed):
        open_round(keeper=here.centre, name="x", by=account(RoleName.CENTRE_OFFICER, market("34").centre), at=AT)
    with pytest.raises(RoundInvalid):
        opened(here, band=3)
    with pytest.raises(RoundInvalid):
        open_round(keeper=here.centre, name=" ", by=here.officer, at=AT)
    discarded = discard_round(round=opened(here), by=here.officer, at=AT)
    with pytest.raises(TransitionDenied):
        start_round(round=discarded, by=here.officer, at=AT)


def test_a_graduate_leaves_in_the_middle_and_the_next_in_line_is_named(here):
    best, next_in_line = seeker(here, here.weld, here.inspect), seeker(here, here.weld)
    opening = vacancy(here, here.weld, welcome=[here.inspect])
    round = keep_round(round=cleared(here), objective="stable", by=here.officer, at=AT)

    change = change_round(round=round, graduate=best, by=here.officer, at=AT)

    assert change.moves == [
        [code, *moved]
        for code, moved in sorted({best.code: (opening.code, ""), next_in_line.code: ("", opening.code)}.items())
    ]
    assert change.blocking_pairs == 0
    assert got(round)[best.pk] == opening.pk  # what was kept stays as it was
    with pytest.raises(NotInRound):
        change_round(round=round, graduate=best, by=here.officer, at=AT)


def test_an_opening_closes_in_the_middle(here):
    seeker(here, here.weld)
    opening, other = vacancy(here, here.weld), vacancy(here, here.weld, here.inspect)
    round = keep_round(round=cleared(here), objective="placements", by=here.officer, at=AT)

    change = change_round(round=round, opening=opening, by=here.officer, at=AT)

    assert [move[1:] for move in change.moves] == [[opening.code, ""]]
    with pytest.raises(NotInRound):
        change_round(round=round, opening=opening, by=here.officer, at=AT)
    assert change_round(round=round, opening=other, seats=3, by=here.officer, at=AT).moves == []


# F11, by name: each is noticed


@pytest.fixture
def fair(here):
    for number in range(5):
        seeker(here, here.weld, *([here.inspect] if number % 2 else []))
    vacancy(here, here.weld, welcome=[here.inspect], seats=2)
    vacancy(here, here.weld, here.inspect)
    round = cleared(here)
    assert bad(round) == set()
    return round


def test_f11_a_seed_chosen_after_seeing_the_lists(fair):
    fair.lot += 1
    fair.commitment = clearing.seal_of(fair.lot)  # even with a new seal: the trail knows the old one
    fair.save()
    assert "lot" in bad(fair)


def test_f11_a_late_change_of_the_lists(fair):
    lists = frozen_lists(fair)
    import dataclasses

    wage = lists.market.graduates.lowest_wage_idr.copy()
    wage[0] = 1
    people = dataclasses.replace(lists.market.graduates, lowest_wage_idr=wage)
    changed = dataclasses.replace(lists, market=dataclasses.replace(lists.market, graduates=people))
    clearing.write_frozen(changed, lists_of(fair))
    fair.inputs_sha256 = changed.sha256  # the table edited as well
    fair.save()
    assert "lists" in bad(fair)

    lists_of(fair).unlink()
    assert "lists" in bad(fair)


def test_f11_a_blocking_pair(fair):
    placed = fair.results.filter(objective="stable", reason=SeatReason.PLACED).order_by("-score").first()
    placed.reason, placed.opening, placed.score, placed.rank = SeatReason.ALL_FULL, None, None, None
    placed.save()
    assert {"blocking-stable", "result-stable"} <= bad(fair)


def test_f11_more_people_than_seats(fair):
    full = fair.results.filter(objective="stable", reason=SeatReason.PLACED).first().opening
    fair.results.filter(objective="stable").update(opening=full, reason=SeatReason.PLACED)
    assert {"seats-stable", "result-stable"} <= bad(fair)


def test_f11_a_ghost(fair, here):
    ghost = seeker(here, here.weld)
    one = fair.results.filter(objective="stable", reason=SeatReason.PLACED).first()
    one.graduate = ghost
    one.save()
    assert {"ghosts-stable", "result-stable"} <= bad(fair)


def test_f11_an_edited_result(fair):
    first, second = fair.results.filter(objective="placements", reason=SeatReason.PLACED).order_by("pk")[:2]
    first.opening, second.opening = second.opening, first.opening
    if first.opening_id == second.opening_id:
        first.opening, first.reason = None, SeatReason.ALL_FULL
    first.save()
    second.save()
    assert "result-placements" in bad(fair)
    edited = fair.proof["placements"] | {"answer_sha256": "0" * 64}
    fair.proof["placements"] = edited
    fair.save()
    assert {"result-placements", "again-placements"} <= bad(fair)


def test_the_same_rows_give_the_same_lists_whatever_order_they_were_written_in(here):
    people = [seeker(here, here.weld) for _ in range(4)]
    vacancy(here, here.weld)
    first, *_ = read_market(today=date(2024, 11, 4), at=AT)
    for graduate in reversed(people):
        graduate.seeking.save()
    again, seekers, *_ = read_market(today=date(2024, 11, 4), at=AT)
    assert (
        clearing.Frozen(first, seekers.pk, np.zeros(1)).sha256 == clearing.Frozen(again, seekers.pk, np.zeros(1)).sha256
    )
    assert [one.decode() for one in again.graduates.ids.tolist()] == sorted(graduate.code for graduate in people)


def test_while_the_story_is_told_its_deadlines_count_from_its_own_day(here, settings):
    settings.PADAN_TODAY = date(2024, 11, 4)
    seeker(here, here.weld)
    vacancy(here, here.weld, closes_at=datetime(2024, 12, 1, tzinfo=UTC))
    assert cleared(here).openings == 1
    settings.PADAN_TODAY = date(2024, 12, 2)
    round = start_round(round=opened(here), by=here.officer, at=AT)
    with pytest.raises(RoundEmpty):
        freeze_lists(round=round, by=here.officer, at=AT)
