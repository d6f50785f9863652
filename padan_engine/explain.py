# mypy: allow-untyped-defs, allow-untyped-calls
"""Why this pair, why not: the same whole numbers the solvers add up, with their names, and the hard rules in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.compiled import kernel
from padan_engine.tables import CEFR, JLPT
from padan_engine.types import FULL_PART, LONGEST_WAIT_DAYS, PARTS

if TYPE_CHECKING:
    from padan_engine.clear import Matching
    from padan_engine.types import Market

Array = Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """One pair, feasible or not.

    obstacles, one sentence for each hard rule it breaks, empty when feasible; parts, name and value 0 to 1000, as it
    is or would be; scores, for ``graduate``, ``opening`` and ``fit``, the weighted sum of the parts, None when not
    feasible.
    """

    graduate_id: str
    opening_id: str
    obstacles: tuple[str, ...]
    parts: dict[str, int]
    scores: dict[str, int] | None

    @property
    def feasible(self) -> bool:
        return not self.obstacles


def explain_pair(market: Market, row: int, column: int) -> Explanation:
    """Explain one pair in parts and obstacles ("needs JLPT N4; holds N5")."""
    graduates, openings, regions = market.graduates, market.openings, market.regions
    holds = dict(graduates.holds.row(row))
    required, welcome = openings.requires.row(column), openings.welcomes.row(column)
    obstacles = []
    for skill, level in required:
        if holds.get(skill, 0) < level:
            has = level_words(market, skill, holds[skill]) if skill in holds else "nothing"
            obstacles.append(f"needs {market.skills[skill]} {level_words(market, skill, level)}; holds {has}")
    home, region = int(graduates.region[row]), int(openings.region[column])
    if region != home and region not in graduates.reaches[graduates.reach[row]]:
        obstacles.append(f"works in {regions.codes[region]}; willing to work elsewhere only")
    lowest, wage = int(graduates.lowest_wage_idr[row]), int(openings.wage_idr[column])
    if wage < lowest:
        obstacles.append(f"pays {wage}; lowest wage {lowest}")
    wait = int(openings.start_day[column]) - int(graduates.available_day[row])
    if wait < 0:
        obstacles.append(f"starts {-wait} days before she is free")
    liked = sum(holds.get(skill, 0) >= level for skill, level in welcome)
    better = sum(holds.get(skill, 0) > level for skill, level in required)
    gain = max(wage - lowest, 0)
    values = (
        FULL_PART * liked // len(welcome) if welcome else FULL_PART,
        FULL_PART * better // len(required) if required else FULL_PART,
        int(regions.place[home, region]),
        min(FULL_PART, gain * FULL_PART // lowest) if lowest else FULL_PART,
        FULL_PART - FULL_PART * min(max(wait, 0), LONGEST_WAIT_DAYS) // LONGEST_WAIT_DAYS,
    )
    scores = None
    if not obstacles:
        weights = market.weights
        scores = {
            side: sum(weight * part for weight, part in zip(getattr(weights, side), values, strict=True))
            for side in ("graduate", "opening", "fit")
        }
    return Explanation(
        graduate_id=graduates.ids[row].decode(),
        opening_id=openings.ids[column].decode(),
        obstacles=tuple(obstacles),
        parts=dict(zip(PARTS, values, strict=True)),
        scores=scores,
    )


def level_words(market: Market, skill: int, level: int) -> str:
    """A level as people say it: N4, B1, or ``level 2``."""
    if skill < market.first_language:
        return f"level {level}"
    scale = JLPT if market.skills[skill] == "JLPT" else CEFR
    return scale[level - 1] if level <= len(scale) else f"level {level}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A feasible opening a graduate would rather have, and how far she is from it.

    short_by, points of the opening's score between her and the last it took (0: the lottery decided); last_taken, that
    graduate's id; None when nobody was taken.
    """

    opening_id: str
    score: int
    opening_score: int
    last_taken: str | None
    short_by: int | None


def refusals(market: Market, matching: Matching, row: int) -> list[Refusal]:
    """Every feasible opening a graduate prefers to what she got, her favourite first: lost to whom, by how much."""
    m = len(market.openings)
    pairs = [explain_pair(market, row, column) for column in range(m)]
    own = int(matching.column[row])
    own_scores = pairs[own].scores if own >= 0 else None
    mine = -1 if own_scores is None else own_scores["graduate"]
    found = []
    for column, pair in enumerate(pairs):
        if pair.scores is None or column == own or pair.scores["graduate"] <= mine:
            continue
        taken = np.flatnonzero(matching.column == column)
        scores = score_pairs(market, taken, np.full(len(taken), column), "opening")
        last = int(taken[np.argmin(scores)]) if len(taken) else None
        found.append(
            Refusal(
                opening_id=pair.opening_id,
                score=pair.scores["graduate"],
                opening_score=pair.scores["opening"],
                last_taken=None if last is None else market.graduates.ids[last].decode(),
                short_by=None if last is None else int(scores.min()) - pair.scores["opening"],
            )
        )
    return sorted(found, key=lambda refusal: (-refusal.score, refusal.opening_id))


def score_pairs(market: Market, rows: Array, columns: Array, side: str) -> Array:
    """The scores of many pairs from one side, int32 (pairs,); -1 where a hard rule is broken."""
    graduates, openings = market.graduates, market.openings
    out = np.empty(len(rows), dtype=np.int32)
    place = market.regions.place[graduates.region[rows], openings.region[columns]].astype(np.int64)
    near = graduates.region[rows] == openings.region[columns]
    willing = near | _willing(market, rows, columns)
    wait = openings.start_day[columns].astype(np.int64) - graduates.available_day[rows]
    lowest = graduates.lowest_wage_idr[rows].astype(np.int64)
    gain = openings.wage_idr[columns].astype(np.int64) - lowest
    wage = np.where(gain >= lowest, FULL_PART, gain * FULL_PART // np.maximum(lowest, 1))
    start = FULL_PART - FULL_PART * np.clip(wait, 0, LONGEST_WAIT_DAYS) // LONGEST_WAIT_DAYS
    weights = market.weights.array(side)
    rest = weights[2] * place + weights[3] * wage + weights[4] * start
    fits = willing & (wait >= 0) & (gain >= 0)
    holds, requires, welcomes = (
        (skills.start, skills.item, skills.level) for skills in (graduates.holds, openings.requires, openings.welcomes)
    )
    rows, columns = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    _score_skills(rows, columns, *holds, *requires, *welcomes, weights, rest, fits, out)
    return out


def _willing(market: Market, rows: Array, columns: Array) -> Array:
    reaches = market.graduates.reaches
    codes = len(market.regions.codes)
    if not reaches:
        return np.zeros(len(rows), dtype=bool)
    sorted_pairs = np.concatenate([number * codes + reach.astype(np.int64) for number, reach in enumerate(reaches)])
    asked = market.graduates.reach[rows].astype(np.int64) * codes + market.openings.region[columns]
    at = np.searchsorted(sorted_pairs, asked)
    return np.append(sorted_pairs, -1)[at] == asked


@kernel
def _score_skills(
    rows,
    columns,
    start,
    item,
    level,
    asks_start,
    asks,
    asks_level,
    likes_start,
    likes,
    likes_level,
    weights,
    rest,
    fits,
    out,
):
    for n in range(rows.shape[0]):
        begin, end = start[rows[n]], start[rows[n] + 1]
        fit = fits[n]
        better, liked = 0, 0
        first, last = asks_start[columns[n]], asks_start[columns[n] + 1]
        for i in range(first, last):
            at = begin + np.searchsorted(item[begin:end], asks[i])
            held = at < end and item[at] == asks[i] and level[at] >= asks_level[i]
            fit = fit and held
            better += held and level[at] > asks_level[i]
        low, high = likes_start[columns[n]], likes_start[columns[n] + 1]
        for i in range(low, high):
            at = begin + np.searchsorted(item[begin:end], likes[i])
            liked += at < end and item[at] == likes[i] and level[at] >= likes_level[i]
        welcome = 1000 * liked // (high - low) if high > low else 1000
        surplus = 1000 * better // (last - first) if last > first else 1000
        out[n] = weights[0] * welcome + weights[1] * surplus + rest[n] if fit else -1
