"""Slow and obvious answers to hold the engine against: every pair, one by one, from the definition in the docs."""

import numpy as np

from padan_engine.lottery import hash_ids

MASK = (1 << 64) - 1


def parts(market, row, column):
    """The five parts of a pair, or None when a hard rule forbids it."""
    graduates, openings = market.graduates, market.openings
    holds = dict(graduates.holds.row(row))
    required = openings.requires.row(column)
    if any(holds.get(skill, 0) < level for skill, level in required):
        return None
    home, region = int(graduates.region[row]), int(openings.region[column])
    if region != home and region not in graduates.reaches[graduates.reach[row]].tolist():
        return None
    lowest, wage = int(graduates.lowest_wage_idr[row]), int(openings.wage_idr[column])
    wait = int(openings.start_day[column]) - int(graduates.available_day[row])
    if wage < lowest or wait < 0:
        return None
    welcome = openings.welcomes.row(column)
    liked = sum(holds.get(skill, 0) >= level for skill, level in welcome)
    better = sum(holds[skill] > level for skill, level in required)
    return (
        1000 * liked // len(welcome) if welcome else 1000,
        1000 * better // len(required) if required else 1000,
        int(market.regions.place[home, region]),
        min(1000, (wage - lowest) * 1000 // lowest) if lowest else 1000,
        1000 - 1000 * min(wait, 180) // 180,
    )


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def fnv(text):
    x = 0xCBF29CE484222325
    for letter in text:
        x = ((x ^ letter) * 0x100000001B3) & MASK
    return mix(x)


def ticket(market, row, column):
    graduate, opening = market.graduates.ids[row], market.openings.ids[column]
    return mix(fnv(graduate) ^ mix((fnv(opening) + market.seed) & MASK))


def scores(market, side):
    """Score of every feasible pair from one side, {(row, column): score}."""
    weights = getattr(market.weights, side)
    found = {}
    for row in range(len(market.graduates)):
        for column in range(len(market.openings)):
            values = parts(market, row, column)
            if values is not None:
                found[row, column] = sum(w * p for w, p in zip(weights, values, strict=True))
    return found


def graduate_order(market, row, score):
    """A graduate's feasible openings, best first, ties by the lottery."""
    mine = [(value, ticket(market, row, column), column) for (r, column), value in score.items() if r == row]
    return [column for _, _, column in sorted(mine, reverse=True)]


def opening_order(market, column, score, band=1):
    mine = [(value // band, ticket(market, row, column), row) for (row, c), value in score.items() if c == column]
    return [row for _, _, row in sorted(mine, reverse=True)]


def deferred_acceptance(market, band=1):
    """Gale and Shapley, graduates proposing, written for reading. Returns {row: column}."""
    by_graduate, by_opening = scores(market, "graduate"), scores(market, "opening")
    n, m = len(market.graduates), len(market.openings)
    lists = {row: graduate_order(market, row, by_graduate) for row in range(n)}
    rank = {c: {row: i for i, row in enumerate(opening_order(market, c, by_opening, band))} for c in range(m)}
    held = {column: [] for column in range(m)}
    free = list(range(n))
    while free:
        row = free.pop()
        if not lists[row]:
            continue
        column = lists[row].pop(0)
        held[column].append(row)
        if len(held[column]) > market.openings.seats[column]:
            worst = max(held[column], key=rank[column].__getitem__)
            held[column].remove(worst)
            free.append(worst)
    return {row: column for column, rows in held.items() for row in rows}


def opening_deferred_acceptance(market):
    """The same with the openings proposing."""
    by_graduate, by_opening = scores(market, "graduate"), scores(market, "opening")
    n, m = len(market.graduates), len(market.openings)
    lists = {column: opening_order(market, column, by_opening) for column in range(m)}
    rank = {row: {c: i for i, c in enumerate(graduate_order(market, row, by_graduate))} for row in range(n)}
    match, free = {}, {c: int(market.openings.seats[c]) for c in range(m)}
    todo = list(range(m))
    while todo:
        column = todo.pop()
        while free[column] and lists[column]:
            row = lists[column].pop(0)
            current = match.get(row)
            if current is None or rank[row][column] < rank[row][current]:
                match[row] = column
                free[column] -= 1
                if current is not None:
                    free[current] += 1
                    todo.append(current)
    return match


def blocking_pairs(market, match, band=1):
    """Every feasible pair that both sides prefer by score to what they have."""
    by_graduate, by_opening = scores(market, "graduate"), scores(market, "opening")
    held = {}
    for row, column in match.items():
        held.setdefault(column, []).append(row)
    blocking = []
    for (row, column), value in by_graduate.items():
        current = match.get(row)
        if current is not None and by_graduate[row, current] >= value:
            continue
        mine = by_opening[row, column] // band
        rivals = held.get(column, [])
        free = len(rivals) < market.openings.seats[column]
        if free or any(by_opening[rival, column] // band < mine for rival in rivals):
            blocking.append((row, column))
    return blocking


def as_dict(matched):
    return {int(row): int(column) for row, column in enumerate(matched) if column >= 0}


def permuted(market, seed):
    """The same market with both files in another order, and the orders used."""
    from dataclasses import replace

    from padan_engine.types import Graduates, Openings, Ragged

    rng = np.random.default_rng(seed)
    g, o = rng.permutation(len(market.graduates)), rng.permutation(len(market.openings))
    graduates, openings = market.graduates, market.openings
    mixed = replace(
        market,
        graduates=Graduates(
            ids=graduates.ids[g],
            holds=Ragged.of([graduates.holds.row(i) for i in g]),
            region=graduates.region[g],
            reach=graduates.reach[g],
            reaches=graduates.reaches,
            available_day=graduates.available_day[g],
            lowest_wage_idr=graduates.lowest_wage_idr[g],
            groups=graduates.groups[g],
        ),
        openings=Openings(
            ids=openings.ids[o],
            requires=Ragged.of([openings.requires.row(i) for i in o]),
            welcomes=Ragged.of([openings.welcomes.row(i) for i in o]),
            region=openings.region[o],
            seats=openings.seats[o],
            wage_idr=openings.wage_idr[o],
            start_day=openings.start_day[o],
            reserved={new: openings.reserved[int(old)] for new, old in enumerate(o) if int(old) in openings.reserved},
        ),
    )
    return mixed, g, o


def hashes_agree(ids):
    return hash_ids(ids).tolist() == [fnv(one) for one in ids.tolist()]
