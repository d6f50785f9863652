"""A round as numbers: clear a frozen market, prove it, keep its inputs, run it again, clear on after a change."""

import json
import zipfile
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np

from padan_engine import Graduates, Market, Openings, Ragged, Regions, Weights

NOBODY = -1


@dataclass(frozen=True)
class Frozen:
    """A market with what leads back to its rows."""

    market: Market
    graduates: np.ndarray  # ids of rows
    openings: np.ndarray  # ids of columns

    @property
    def sha256(self) -> str:
        """Of everything that decides but the lot."""
        from padan_engine.run import market_digest

        return market_digest(self.market)

    def with_lot(self, lot):
        return replace(self, market=replace(self.market, seed=lot))


@dataclass(frozen=True)
class Rules:
    """How a round is cleared: ``band`` is the step in points of 100,000 in which openings tell people apart."""

    band: int = 1
    second_chance: bool = False
    floors: tuple = ()  # (group, at least so many)


@dataclass(frozen=True)
class Answer:
    """What a clearing gave: columns by row, the numbers for people, the examiner's proof, and who missed what."""

    objective: str
    column: np.ndarray
    report: dict
    proof: dict
    rank: np.ndarray
    fitting: np.ndarray
    score: np.ndarray  # hers of what she got, -1 for nothing
    missed: dict  # row -> (column, short by, row of the last in an open seat; None and -1 where nobody has one)

    @property
    def proven(self) -> bool:
        return bool(self.proof["proven"])


def new_lot() -> int:
    """A lot for ties, drawn by the operating system: 0 to 2^63 - 1."""
    import secrets

    return secrets.randbits(63)


def seal_of(lot: int) -> str:
    """What is published of a lot before it is opened."""
    from padan_engine.lottery import commitment

    return commitment(lot)


def engine_version() -> str:
    return version("padan")


def freeze(market, seekers, vacancies) -> Frozen:
    return Frozen(market, seekers.pk, vacancies.pk)


def with_groups(frozen, names, members, reserved) -> Frozen:
    """The same market with groups: ``members`` bool (groups, rows); ``reserved`` column -> ((group, seats), …)."""
    groups = np.zeros(len(frozen.graduates), dtype=np.int64)
    for bit, inside in enumerate(members):
        groups |= np.asarray(inside, dtype=np.int64) << bit
    market = frozen.market
    market = replace(
        market,
        groups=tuple(names),
        graduates=replace(market.graduates, groups=groups),
        openings=replace(market.openings, reserved=dict(reserved)),
    )
    return replace(frozen, market=market)


def clear(frozen, objective, rules=None, *, threads=None, stage=None) -> Answer:
    """Clear the whole market by one objective and have the answer examined. The same bits on every machine."""
    from padan_engine.run import Order, clear_market, pair_scores
    from padan_engine.tables import silent

    rules = rules or Rules()
    market = frozen.market
    stable = objective == "stable"
    order = Order(
        objective=objective,
        band=rules.band if stable else 1,
        second_chance=rules.second_chance and stable,
        threads=threads,
        compare=False,
        floors=tuple(rules.floors),
    )
    found = clear_market(market, order, stage=stage or silent)
    column = found.matching.column
    placed = np.flatnonzero(column >= 0)
    score = np.full(len(column), NOBODY, dtype=np.int64)
    score[placed] = pair_scores(market, placed, column[placed], "graduate")
    return Answer(
        objective,
        column,
        {**found.report["outcome"], **{name: found.report[name] for name in TOLD}},
        found.facts,
        found.proof.rank,
        found.proof.feasible,
        score,
        _missed(found.losses),
    )


TOLD = ("market", "losses", "one_more_unit", "one_more_seat", "policy", "reserved", "floors")


def _missed(lost) -> dict:
    """Of the openings each would have liked, the one she missed by least."""
    nearest = {}
    rows = zip(*(getattr(lost, name).tolist() for name in ("row", "column", "last_taken", "short_by")), strict=True)
    for row, column, last, short in rows:
        known = nearest.get(row)
        if known is None or (last >= 0 and (known[2] < 0 or short < known[1])):
            nearest[row] = (column, short if last >= 0 else None, last)
    return nearest


def examine_answer(frozen, column, *, band=1) -> dict:
    """Have any answer to this market judged: what the examiner counts, as ``proof`` of an ``Answer``."""
    from padan_engine.examine import examine
    from padan_engine.run import proof_facts

    proof = examine(frozen.market, np.asarray(column), band=band)
    return proof_facts(frozen.market, np.asarray(column), proof, "stable")


def digest_of(frozen, column) -> str:
    """SHA-256 of who goes where, by public codes."""
    from padan_engine.run import answer_digest

    return answer_digest(frozen.market, np.asarray(column))


@dataclass(frozen=True)
class Change:
    """A row that leaves (``row``), or an opening that has so many seats from now on (``column``, ``seats``)."""

    row: int = NOBODY
    column: int = NOBODY
    seats: int = 0


def clear_on(frozen, objective, rules, changes) -> tuple[np.ndarray, np.ndarray, dict]:
    """(the answer before the last change, the answer after it, the examiner's count) of a result kept.

    A stable result is carried on along the chain of those who move; where seats are set aside, steps are told apart
    coarsely, or most people are to be placed, it is cleared anew without those who left.
    """
    from padan_engine import LiveClearing

    if objective == "stable" and rules == Rules() and not frozen.market.openings.reserved:
        live = LiveClearing(frozen.market)
        before = live.matching().column
        for change in changes:
            before = live.matching().column
            if change.row >= 0:
                live.leave(change.row)
            else:
                live.set_seats(change.column, change.seats)
        after = live.matching().column
    else:
        before, after = (_cleared_without(frozen, objective, rules, some) for some in (changes[:-1], changes))
    rest, rows = _without(frozen, changes)
    return before, after, examine_answer(rest, after[rows], band=rules.band if objective == "stable" else 1)


def _cleared_without(frozen, objective, rules, changes):
    rest, rows = _without(frozen, changes)
    column = np.full(len(frozen.graduates), NOBODY, dtype=np.int32)
    column[rows] = clear(rest, objective, rules).column
    return column


def _without(frozen, changes):
    """(the market after these changes, the rows that are still in it)."""
    market = frozen.market
    here = np.ones(len(frozen.graduates), dtype=np.bool_)
    seats = market.openings.seats.copy()
    for change in changes:
        if change.row >= 0:
            here[change.row] = False
        else:
            seats[change.column] = change.seats
    reserved = {
        column: pairs
        for column, pairs in market.openings.reserved.items()
        if sum(count for _, count in pairs) <= seats[column]
    }
    rows = np.flatnonzero(here)
    graduates = market.graduates
    kept = replace(
        graduates,
        ids=graduates.ids[rows],
        holds=_some(graduates.holds, rows),
        region=graduates.region[rows],
        reach=graduates.reach[rows],
        available_day=graduates.available_day[rows],
        lowest_wage_idr=graduates.lowest_wage_idr[rows],
        groups=graduates.groups[rows],
    )
    openings = replace(market.openings, seats=seats, reserved=reserved)
    return replace(
        frozen, market=replace(market, graduates=kept, openings=openings), graduates=frozen.graduates[rows]
    ), rows


def _some(ragged, rows) -> Ragged:
    count = np.diff(ragged.start)[rows]
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(count, out=start[1:])
    entry = np.repeat(ragged.start[:-1][rows] - start[:-1], count) + np.arange(start[-1])
    return Ragged.build(start, ragged.item[entry], ragged.level[entry], "units")


RAGGED = (("holds", "graduates"), ("requires", "openings"), ("welcomes", "openings"))
PLAIN = {
    "graduates": ("ids", "region", "reach", "available_day", "lowest_wage_idr", "groups"),
    "openings": ("ids", "region", "seats", "wage_idr", "start_day"),
}


def write_frozen(frozen, path) -> None:
    """Everything that decides, in one file; the lot is not in it."""
    market = frozen.market
    parts = {"graduate_pk": frozen.graduates, "opening_pk": frozen.openings, "place": market.regions.place}
    parts["province"] = market.regions.province
    for side, names in PLAIN.items():
        parts |= {f"{side}_{name}": getattr(getattr(market, side), name) for name in names}
    for name, side in RAGGED:
        ragged = getattr(getattr(market, side), name)
        parts |= {f"{name}_{one}": getattr(ragged, one) for one in ("start", "item", "level")}
    reaches = market.graduates.reaches
    parts["reach_count"] = np.array([len(one) for one in reaches], dtype=np.int64)
    parts["reach_region"] = np.concatenate([np.zeros(0, dtype=np.int32), *reaches])
    told = {
        "codes": market.regions.codes,
        "skills": market.skills,
        "first_language": market.first_language,
        "groups": market.groups,
        "reserved": [[column, pairs] for column, pairs in sorted(market.openings.reserved.items())],
        "weights": [market.weights.graduate, market.weights.opening, market.weights.fit],
    }
    parts["told"] = np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        np.savez_compressed(file, **parts)
    beside.replace(path)


class NotThere(Exception):
    """The frozen lists of a round are gone from the disk, or are no lists any more."""


def read_frozen(path) -> Frozen:
    """The market of ``write_frozen``. Raises NotThere."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = dict(file)
        told = json.loads(parts["told"].tobytes())
        ragged = {
            name: Ragged.build(*(parts[f"{name}_{one}"] for one in ("start", "item", "level")), name)
            for name, _ in RAGGED
        }
        plain = {side: {name: parts[f"{side}_{name}"] for name in names} for side, names in PLAIN.items()}
        edges = np.cumsum(parts["reach_count"])[:-1]
        reaches = tuple(np.split(parts["reach_region"], edges)) if len(parts["reach_count"]) else ()
        market = Market(
            regions=Regions(tuple(told["codes"]), parts["province"], parts["place"]),
            skills=tuple(told["skills"]),
            first_language=told["first_language"],
            graduates=Graduates(holds=ragged["holds"], reaches=reaches, **plain["graduates"]),
            openings=Openings(
                requires=ragged["requires"],
                welcomes=ragged["welcomes"],
                reserved={column: tuple(map(tuple, pairs)) for column, pairs in told["reserved"]},
                **plain["openings"],
            ),
            weights=Weights(*(tuple(one) for one in told["weights"])),
            groups=tuple(told["groups"]),
        )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise NotThere(str(path)) from fault
    return Frozen(market, parts["graduate_pk"], parts["opening_pk"])
