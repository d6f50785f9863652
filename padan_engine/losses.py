"""Who got nothing: lost to whom by how much, and what one more seat or one more unit would change.

Everything here is told of a clearing that is done; nothing here decides. Points are those of the opening's score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.explain import score_pairs
from padan_engine.margins import seat_in_words
from padan_engine.types import FULL_SCORE, Graduates, Ragged, rows_of

if TYPE_CHECKING:
    from padan_engine.clear import Matching
    from padan_engine.shortlist import Shortlists
    from padan_engine.types import Market

Array = Any
FAVOURITES = 3  # openings of each unplaced graduate that are told of
SHOWN = 10
ASKED = 300  # unplaced graduates who are asked what one more unit would change
STEPS = ((-1, "preferred"), (0, "lot"), (1_000, "1_point"), (5_000, "5_points"), (10_000, "10_points"))
ROOM = -1  # the bar of an opening with a free seat
SHUT = FULL_SCORE + 1  # and of one without seats


@dataclass(frozen=True, slots=True)
class Losses:
    """The favourites of everybody who has a feasible opening and got nothing, in order of rows and of her wishes.

    Shapes, all (l,): row, column; score, hers of it; opening_score, its of her; last_taken, the row of the last it took
    into an open seat, -1 where nobody is there; short_by, that one's score less hers: 0 where the lottery decided,
    below 0 where the opening would rather have her (``placements`` may leave such pairs).
    """

    row: Array
    column: Array
    score: Array
    opening_score: Array
    last_taken: Array
    short_by: Array


def losses(market: Market, matching: Matching, listed: Shortlists) -> Losses:
    """Find them on the shortlists, the first ``FAVOURITES`` of each."""
    unplaced = np.flatnonzero((matching.column < 0) & (listed.opening_count > 0))
    width = min(FAVOURITES, listed.k)
    taken = np.arange(width) < listed.opening_count[unplaced, None]
    row = np.repeat(unplaced, taken.sum(axis=1))
    column = listed.openings[unplaced, :width][taken]
    last, bar = _last_taken(market, matching)
    theirs = score_pairs(market, row, column, "opening")
    return Losses(
        row=row,
        column=column,
        score=listed.opening_scores[unplaced, :width][taken],
        opening_score=theirs,
        last_taken=last[column],
        short_by=np.where(last[column] >= 0, bar[column] - theirs, 0),
    )


def _last_taken(market: Market, matching: Matching) -> tuple[Array, Array]:
    """For each opening the row it scores least among those in open seats, -1 for nobody, and that score."""
    m = len(market.openings)
    rows = np.flatnonzero((matching.column >= 0) & (matching.group < 0))
    columns = matching.column[rows]
    scores = score_pairs(market, rows, columns, "opening")
    order = np.lexsort((rows, scores, columns))
    first = np.append(True, np.diff(columns[order]) != 0)[: len(order)]
    last, bar = np.full(m, -1, dtype=np.int64), np.zeros(m, dtype=np.int64)
    last[columns[order][first]] = rows[order][first]
    bar[columns[order][first]] = scores[order][first]
    return last, bar


def losses_table(market: Market, found: Losses) -> dict[str, Array]:
    """The columns of ``refusals``."""
    ids = np.append(market.graduates.ids, b"")
    return {
        "graduate_id": market.graduates.ids[found.row],
        "opening_id": market.openings.ids[found.column],
        "score": found.score,
        "opening_score": found.opening_score,
        "last_taken": ids[found.last_taken],
        "short_by": found.short_by,
    }


def losses_report(market: Market, found: Losses, band: int) -> dict[str, Any]:
    """How far from a place people were, by the nearest of their favourites, and the first few by name."""
    rows, begin = np.unique(found.row, return_index=True)
    nobody_there = found.last_taken < 0
    step = (found.opening_score + found.short_by) // band - found.opening_score // band  # only steps count
    far = np.where(nobody_there, 1 << 40, np.where(step == 0, 0, np.where(step < 0, -1, found.short_by)))
    nearest = np.minimum.reduceat(far, begin) if len(rows) else far
    steps = {name: 0 for _, name in STEPS} | {"more": 0, "no_open_seat": int(np.count_nonzero(nearest == 1 << 40))}
    left = np.ones(len(nearest), dtype=np.bool_)
    for most, name in STEPS:
        near = left & (nearest <= most)
        steps[name] = int(np.count_nonzero(near))
        left &= ~near
    steps["more"] = int(np.count_nonzero(left & (nearest < 1 << 40)))
    shown = np.flatnonzero(~nobody_there)[:SHOWN]
    table = losses_table(market, found)
    return {
        "graduates": len(rows),
        "nearest": steps,
        "first": [
            {name: column[i].decode() if column.dtype.kind == "S" else int(column[i]) for name, column in table.items()}
            for i in shown.tolist()
        ],
    }


def one_more_seat(market: Market, matching: Matching, listed: Shortlists) -> list[dict[str, Any]]:
    """The openings where one more seat would change most: by price, or for ``stable`` by how many wait for one."""
    if matching.price is not None:
        price = np.where(market.openings.seats > 0, matching.price, 0)
        dearest = np.lexsort((market.openings.ids, -price))[:SHOWN]
        return [
            {
                "opening_id": market.openings.ids[c].decode(),
                "price": int(price[c]),
                "meaning": seat_in_words(int(price[c])),
            }
            for c in dearest.tolist()
            if price[c] > 0
        ]
    waiting = _waiting(matching, listed)
    count = np.bincount(listed.openings[waiting], minlength=len(market.openings))
    busiest = np.lexsort((market.openings.ids, -count))[:SHOWN]
    return [
        _next_in_line(market, matching, c, np.flatnonzero((waiting & (listed.openings == c)).any(axis=1)))
        for c in busiest.tolist()
        if count[c]
    ]


def _waiting(matching: Matching, listed: Shortlists) -> Array:
    """bool (n, k): openings on her list that she would rather have than what she has."""
    own = listed.openings == matching.column[:, None]
    filled = np.arange(listed.k) < listed.opening_count[:, None]
    return filled & ~np.logical_or.accumulate(own & filled, axis=1)


def _next_in_line(market: Market, matching: Matching, column: int, rows: Array) -> dict[str, Any]:
    scores = score_pairs(market, rows, np.full(len(rows), column), "opening")
    first = int(rows[np.argmax(scores)])
    held = int(matching.column[first])
    name = market.graduates.ids[first].decode()
    comes = "has no place now" if held < 0 else f"would leave a seat at {market.openings.ids[held].decode()}"
    return {
        "opening_id": market.openings.ids[column].decode(),
        "waiting": len(rows),
        "next": name,
        "next_from": None if held < 0 else market.openings.ids[held].decode(),
        "meaning": f"one more seat would take {name}, who {comes}",
    }


def one_more_unit_for_many(market: Market, matching: Matching) -> dict[str, Any]:
    """What one more unit (or a level more of it) would change for graduates without a place, most useful first.

    Up to ``ASKED`` of them are asked, evenly through the file. A unit counts for her where it is all that an opening
    misses in her and it would take her at today's bars; each is asked alone, several with the same unit would compete.
    """
    unplaced = np.flatnonzero(matching.column < 0)
    rows = unplaced[:: max(1, -(-len(unplaced) // ASKED))]
    owner = rows_of(market.openings.requires.start)()
    tried = [(row, *one) for row in rows.tolist() for one in _lacking_one(market, row, owner)]
    placed: dict[tuple[int, int], set[int]] = {}
    if tried:
        lessons = {lesson: at for at, lesson in enumerate(dict.fromkeys(one[:3] for one in tried))}
        taught, column = _taught(market, list(lessons)), np.array([column for *_, column in tried])
        theirs = score_pairs(taught, np.array([lessons[one[:3]] for one in tried]), column, "opening")
        takes = theirs > _bars(market, matching)[column]
        for (row, skill, level, _), would in zip(tried, takes.tolist(), strict=True):
            if would:
                placed.setdefault((skill, level), set()).add(row)
    helped = len(set().union(*placed.values())) if placed else 0
    best = sorted(placed, key=lambda one: (-len(placed[one]), market.skills[one[0]], one[1]))[:SHOWN]
    return {
        "asked": len(rows),
        "one_unit_from_a_place": helped,
        "units": [
            {"unit": market.skills[skill], "level": level, "would_be_placed": len(placed[skill, level])}
            for skill, level in best
        ],
    }


def _lacking_one(market: Market, row: int, owner: Array) -> list[tuple[int, int, int]]:
    """(skill, level, column) of every opening for which this graduate lacks this one thing only.

    ``owner`` is the column of every required skill.
    """
    graduates, openings = market.graduates, market.openings
    begin, end = graduates.holds.start[row : row + 2].tolist()
    held = np.zeros(len(market.skills), dtype=np.uint8)
    held[graduates.holds.item[begin:end]] = graduates.holds.level[begin:end]
    lacks = np.flatnonzero(held[openings.requires.item] < openings.requires.level)
    asking = owner[lacks]
    home = int(graduates.region[row])
    there = np.zeros(len(market.regions.codes), dtype=np.bool_)
    there[graduates.reaches[graduates.reach[row]] if graduates.reaches else []] = True
    there[home] = True
    open_to_her = (
        (np.bincount(asking, minlength=len(openings)) == 1)
        & there[openings.region]
        & (openings.wage_idr >= graduates.lowest_wage_idr[row])
        & (openings.start_day >= graduates.available_day[row])
    )
    one = open_to_her[asking]
    return list(
        zip(
            openings.requires.item[lacks[one]].tolist(),
            openings.requires.level[lacks[one]].tolist(),
            asking[one].tolist(),
            strict=True,
        )
    )


def _taught(market: Market, lessons: list[tuple[int, int, int]]) -> Market:
    """A market with one graduate for each lesson (row, skill, level), holding what she would hold."""
    graduates, rows = market.graduates, np.array([row for row, *_ in lessons])
    held = {row: dict(graduates.holds.row(row)) for row in set(rows.tolist())}
    taught = Graduates(
        ids=np.array([str(i).encode() for i in range(len(lessons))]),
        holds=Ragged.of([sorted((held[row] | {skill: level}).items()) for row, skill, level in lessons]),
        region=graduates.region[rows],
        reach=graduates.reach[rows],
        reaches=graduates.reaches,
        available_day=graduates.available_day[rows],
        lowest_wage_idr=graduates.lowest_wage_idr[rows],
    )
    return replace(market, graduates=taught)


def _bars(market: Market, matching: Matching) -> Array:
    """The opening's score a newcomer of no group must exceed."""
    last, bar = _last_taken(market, matching)
    filled = np.bincount(matching.column[matching.column >= 0], minlength=len(market.openings))
    bar = np.where(last >= 0, bar, SHUT)
    return np.where(filled < market.openings.seats, ROOM, bar)
