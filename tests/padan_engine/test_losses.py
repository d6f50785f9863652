"""Who lost to whom by how much, and what one more seat or unit would change, against doing it."""

from dataclasses import replace

import numpy as np
import pytest

from padan_engine.auction import placements
from padan_engine.clear import stable
from padan_engine.examine import examine
from padan_engine.losses import losses, losses_report, one_more_seat, one_more_unit_for_many
from padan_engine.outcome import groups_report
from padan_engine.rates import mean_difference
from padan_engine.shortlist import shortlists
from padan_engine.types import Ragged
from tests.padan_engine import oracle
from tests.padan_engine.markets import small_market


def cleared(seed, n=60, **options):
    market = small_market(seed, n=n, **options)
    return market, stable(market), shortlists(market, k=10)


@pytest.mark.parametrize("seed", range(6))
def test_everybody_left_out_lost_her_favourites_to_the_last_they_took(seed):
    market, matching, listed = cleared(seed)
    by_graduate, by_opening = oracle.scores(market, "graduate"), oracle.scores(market, "opening")
    found = losses(market, matching, listed)
    expected = []
    for row in np.flatnonzero(matching.column < 0).tolist():
        for column in oracle.graduate_order(market, row, by_graduate)[:3]:
            inside = np.flatnonzero(matching.column == column).tolist()
            bar = min((by_opening[one, column] for one in inside), default=None)
            short = 0 if bar is None else bar - by_opening[row, column]
            expected.append((row, column, by_graduate[row, column], by_opening[row, column], short, bar is None))
    told = zip(
        found.row.tolist(),
        found.column.tolist(),
        found.score.tolist(),
        found.opening_score.tolist(),
        found.short_by.tolist(),
        (found.last_taken < 0).tolist(),
        strict=True,
    )
    assert list(told) == expected
    assert found.short_by.min() >= 0
    for last, column, short, theirs in zip(
        found.last_taken, found.column, found.short_by, found.opening_score, strict=True
    ):
        if last >= 0:
            assert by_opening[int(last), int(column)] == theirs + short


def test_the_report_counts_everybody_once_by_the_nearest():
    market, matching, listed = cleared(2)
    found = losses(market, matching, listed)
    report = losses_report(market, found, band=1)
    assert report["graduates"] == len(set(found.row.tolist())) == sum(report["nearest"].values()) > 5
    lot = {
        row for row, short, last in zip(found.row, found.short_by, found.last_taken, strict=True) if last >= 0 == short
    }
    assert report["nearest"]["lot"] == len(lot) > 0
    assert report["nearest"]["preferred"] == 0
    banded = losses_report(market, found, band=20_000)
    there = found.last_taken >= 0
    same = (found.opening_score + found.short_by)[there] // 20_000 == found.opening_score[there] // 20_000
    assert banded["nearest"]["lot"] == len(set(found.row[there][same].tolist())) > len(lot)
    first = report["first"][0]
    assert set(first) == {"graduate_id", "opening_id", "score", "opening_score", "last_taken", "short_by"}


def test_placements_tell_of_those_whom_an_opening_would_rather_have():
    told = 0
    for seed in range(6):
        market = small_market(seed, n=60)
        report = losses_report(market, losses(market, placements(market), shortlists(market)), band=1)
        told += report["nearest"]["preferred"]
    assert told > 0


@pytest.mark.parametrize("seed", range(6))
def test_the_next_in_line_really_takes_the_new_seat(seed):
    market, matching, listed = cleared(seed, coarse=False)
    lines = one_more_seat(market, matching, listed)
    by_graduate = oracle.scores(market, "graduate")
    for line in lines:
        column = market.openings.ids.tolist().index(line["opening_id"].encode())
        waiting = [
            row
            for row in range(60)
            if column in (order := oracle.graduate_order(market, row, by_graduate))
            and column in order[: order.index(matching.column[row]) if matching.column[row] >= 0 else len(order)]
        ]
        assert line["waiting"] == len(waiting)
        seats = market.openings.seats.copy()
        seats[column] += 1
        wider = replace(market, openings=replace(market.openings, seats=seats))
        moved = matching.column.copy()
        moved[market.graduates.ids.tolist().index(line["next"].encode())] = column
        blocked = oracle.blocking_pairs(wider, oracle.as_dict(moved))
        assert all(c != column for _, c in blocked)
    assert lines


def test_a_seat_of_placements_is_told_by_its_price():
    market = small_market(3, n=60)
    matching = placements(market)
    lines = one_more_seat(market, matching, shortlists(market))
    assert [line["price"] for line in lines] == sorted((line["price"] for line in lines), reverse=True)
    assert lines[0]["price"] == np.where(market.openings.seats > 0, matching.price, 0).max() > 0


@pytest.mark.parametrize("seed", range(3))
def test_one_more_unit_would_place_as_many_as_it_says(seed):
    market, matching, _ = cleared(seed, n=24, m=6, coarse=False)
    found = one_more_unit_for_many(market, matching)
    unplaced = np.flatnonzero(matching.column < 0).tolist()
    assert found["asked"] == len(unplaced)
    helped = {}
    feasible = oracle.scores(market, "graduate")
    for row in unplaced:
        before = {c for r, c in feasible if r == row}
        holds = dict(market.graduates.holds.row(row))
        for skill in range(len(market.skills)):
            for level in range(holds.get(skill, 0) + 1, 4):
                rows = [market.graduates.holds.row(i) for i in range(24)]
                rows[row] = sorted((holds | {skill: level}).items())
                taught = replace(market, graduates=replace(market.graduates, holds=Ragged.of(rows)))
                opened = {c for r, c in oracle.scores(taught, "graduate") if r == row} - before
                exact = {c for c in opened if (skill, level) in market.openings.requires.row(c)}
                takes = {c for r, c in oracle.blocking_pairs(taught, oracle.as_dict(matching.column)) if r == row}
                if exact & takes:
                    helped.setdefault((market.skills[skill], level), set()).add(row)
    told = {(one["unit"], one["level"]): one["would_be_placed"] for one in found["units"]}
    most = sorted(((unit, level, len(rows)) for (unit, level), rows in helped.items()), key=lambda x: -x[2])
    assert all(told[unit, level] == count for unit, level, count in most if (unit, level) in told)
    assert len(told) == min(len(most), 10)
    assert found["one_unit_from_a_place"] == len(set().union(*helped.values()))


def test_groups_are_told_with_placement_and_fit_and_their_intervals():
    market = small_market(4, n=80, n_groups=1, seats_high=8)
    market = replace(market, openings=replace(market.openings, reserved={}))
    matching = stable(market)
    told = groups_report(market, matching, examine(market, matching.column))[0]
    fit = oracle.scores(market, "fit")
    inside = (market.graduates.groups & 1).astype(bool)
    mine = [fit[r, c] for r, c in oracle.as_dict(matching.column).items() if inside[r]]
    others = [fit[r, c] for r, c in oracle.as_dict(matching.column).items() if not inside[r]]
    assert told["placed"] == len(mine) > 2
    mean, low, high = told["mean_fit"]
    assert mean == sum(mine) / len(mine)
    assert low < mean < high
    gap = mean_difference(mine, others)
    assert told["fit_difference_to_others"] == [gap.estimate, gap.low, gap.high]
    assert told["placed_share_low"] < told["placed_share"] < told["placed_share_high"]
