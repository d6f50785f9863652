"""A whole clearing from files to files: read, shortlist, clear, examine, report."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine import outcome
from padan_engine.auction import certificate
from padan_engine.clear import Matching, stable
from padan_engine.errors import EngineInputError
from padan_engine.examine import Proof, examine
from padan_engine.floors import check_floors, floors_found, placements_with_floors
from padan_engine.index import build_index
from padan_engine.losses import (
    Losses,
    losses,
    losses_report,
    losses_table,
    one_more_seat,
    one_more_unit_for_many,
)
from padan_engine.lottery import commitment
from padan_engine.regions import regions_from_points
from padan_engine.shortlist import Shortlists, as_shortlists, scan_market
from padan_engine.tables import Fault, MarketFileError, read_columns, silent
from padan_engine.types import Market, Ragged
from padan_engine.writing import write_table

if TYPE_CHECKING:
    from pathlib import Path

    from padan_engine.tables import Stage

Array = Any
RESULTS = ("matches", "unmatched", "refusals", "shortlists", "prices")
COMPARE_UP_TO = 200_000  # graduates; larger markets are compared when asked


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of one clearing; the defaults are the command's."""

    objective: str = "stable"
    side: str = "graduates"
    k: int = 30
    band: int = 1
    second_chance: bool = False
    threads: int | None = None
    compare: bool | None = None
    floors: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.objective not in ("stable", "placements"):
            raise EngineInputError(f"objective {self.objective!r} is neither stable nor placements", column="objective")


@dataclass(frozen=True, slots=True)
class Cleared:
    """Everything one clearing found."""

    shortlists: Shortlists
    matching: Matching
    proof: Proof
    losses: Losses
    report: dict[str, Any]
    facts: dict[str, Any]


def clear_market(market: Market, order: Order, *, client: Any = None, stage: Stage = silent) -> Cleared:
    """Shortlist, clear and examine a market, and report on it.

    Raises: EngineInputError for options that do not go together.
    """
    check_floors(dict(order.floors))
    _check_room(market, order.k)
    index = build_index(market)
    lists, best = scan_market(
        market, index, order.k, width=order.k, threads=order.threads, client=client, progress=stage("shortlist")
    )
    listed = as_shortlists(index, order.k, lists, best)
    found = {"index": index, "lists": lists, "acceptable": best.acceptable}
    matching, proof = _solve(market, order, found, stage)
    lost = losses(market, matching, listed)
    report: dict[str, Any] = {
        "market": outcome.market_facts(market, listed.feasible_graduates),
        "settings": _settings(market, order),
        "outcome": outcome.summary(market, matching, proof),
        "losses": losses_report(market, lost, order.band),
        "one_more_unit": one_more_unit_for_many(market, matching),
        "one_more_seat": one_more_seat(market, matching, listed),
        "groups": outcome.groups_report(market, matching, proof),
        "reserved": outcome.reserves_report(market, matching),
        "floors": outcome.floors_report(floors_found(market, matching, proof.feasible, dict(order.floors), index)),
        "policy": _policy(market, order, matching, found),
        "side_by_side": [],
    }
    if len(market.graduates) <= COMPARE_UP_TO if order.compare is None else order.compare:
        objective = "placements" if order.objective == "stable" else "stable"
        other = replace(order, objective=objective, band=1, second_chance=False)
        rival, examined = _solve(market, other, found, stage)
        report["side_by_side"] = [report["outcome"], outcome.summary(market, rival, examined)]
        report["comparison"] = outcome.comparison(matching, rival)
    facts = proof_facts(market, matching.column, proof, order.objective, dict(order.floors))
    return Cleared(listed, matching, proof, lost, report, facts)


def _solve(market: Market, order: Order, found: dict[str, Any], stage: Stage) -> tuple[Matching, Proof]:
    stage("clear")
    options: dict[str, Any]
    if order.objective == "placements":
        matching = placements_with_floors(market, dict(order.floors), threads=order.threads, index=found["index"])
        options = certificate(market, matching) | {"floors": floor_numbers(market, dict(order.floors))}
        progress = stage("examine")
        return matching, examine(market, matching.column, threads=order.threads, progress=progress, **options)
    options = {"band": order.band, "second_chance": order.second_chance, "threads": order.threads}
    matching = stable(market, side=order.side, **options, **found)
    return matching, examine(market, matching.column, band=order.band, threads=order.threads, progress=stage("examine"))


def _check_room(market: Market, k: int) -> None:
    """Refuse lists that cannot fit in the memory of this machine."""
    needed = k * (12 * len(market.graduates) + 16 * len(market.openings))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed > 0.8 * memory:
        raise EngineInputError(f"--k {k} perlu {needed >> 30} GiB memori, yang ada {memory >> 30} GiB", column="k")


def floor_numbers(market: Market, floors: dict[str, int]) -> Array:
    """Floors by the number of their group, 0 where there is none."""
    return np.array([floors.get(name, 0) for name in market.groups], dtype=np.int64)


def _settings(market: Market, order: Order) -> dict[str, Any]:
    return {
        "objective": order.objective,
        "side": order.side,
        "k": order.k,
        "band_points": order.band,
        "second_chance": order.second_chance,
        "seed": market.seed,
        "lottery_commitment": commitment(market.seed),
        "weights": {side: list(getattr(market.weights, side)) for side in ("graduate", "opening", "fit")},
    }


def _policy(market: Market, order: Order, matching: Matching, found: dict[str, Any]) -> dict[str, Any]:
    """How ties are made and broken, and what that changed."""
    if order.objective == "placements":
        return {"text": "prices decide, and the lottery among equals", "placed": matching.placed}
    text = "openings compare exact scores; the lottery decides between equals"
    if order.band > 1:
        text = f"openings compare scores in steps of {order.band} points; the lottery decides inside a step"
    if order.second_chance:
        text += ", after whoever was refused everywhere"
    made = order.band > 1 or order.second_chance
    exact = stable(market, side=order.side, threads=order.threads, **found) if made else matching
    return {
        "text": text,
        "placed": matching.placed,
        "placed_without": exact.placed,
        "graduates_affected": int(np.count_nonzero(matching.column != exact.column)),
    }


def proof_facts(
    market: Market, column: Array, proof: Proof, objective: str, floors: dict[str, int] | None = None
) -> dict[str, Any]:
    """The contents of ``proof.json``: what was counted, and digests of the market and the answer it was counted on."""
    facts: dict[str, Any] = {
        "objective": objective,
        "proven": proof.proven(objective),
        "placed": proof.placed,
        "seats_overfilled": proof.seats_overfilled,
        "infeasible_pairs": proof.infeasible_pairs,
        "blocking_pairs": proof.blocking_pairs,
        "reserve_claims": proof.reserve_claims,
        "acceptable_pairs": proof.acceptable_pairs,
        "total_fit": proof.fit,
        "lottery_commitment": commitment(market.seed),
        "market_sha256": market_digest(market),
        "answer_sha256": answer_digest(market, column),
    }
    if floors:
        counted = outcome.placed_by_group(market, column)
        facts["floors"] = [
            {"group": name, "floor": floor, "placed": counted.get(name, 0), "met": counted.get(name, 0) >= floor}
            for name, floor in floors.items()
        ]
    if objective == "placements":
        facts["duality_gap"] = proof.duality_gap
        facts["bound"] = proof.bound
    graduates, openings = market.graduates.ids, market.openings.ids
    for name in ("blocking", "infeasible"):
        pairs = [[graduates[row].decode(), openings[column].decode()] for row, column in getattr(proof, name)]
        if pairs:
            facts[f"{name}_shown"] = pairs
    return facts


def market_digest(market: Market) -> str:
    """SHA-256 of everything that decides, so that a list changed afterwards is noticed."""
    graduates, openings, weights = market.graduates, market.openings, market.weights
    names = (market.regions.codes, market.skills, market.groups, weights.graduate, weights.opening, weights.fit)
    digest = hashlib.sha256(repr((names, market.first_language, sorted(openings.reserved.items()))).encode())
    arrays = [market.regions.place]
    for side in (graduates, openings):
        for one in fields(side):
            value = getattr(side, one.name)
            if isinstance(value, Ragged):
                arrays += [value.start, value.item, value.level]
            elif isinstance(value, tuple):
                arrays += value
            elif isinstance(value, np.ndarray):
                arrays.append(value)
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()


def answer_digest(market: Market, column: Array) -> str:
    """SHA-256 of the lines ``graduate_id,opening_id`` of an answer, sorted."""
    rows = np.flatnonzero(column >= 0)
    pairs = zip(market.graduates.ids[rows].tolist(), market.openings.ids[column[rows]].tolist(), strict=True)
    return hashlib.sha256(b"\n".join(sorted(b"%b,%b" % pair for pair in pairs))).hexdigest()


def write_results(market: Market, cleared: Cleared, folder: Path, suffix: str, *, prove: bool) -> None:
    """Write matches, shortlists, unmatched, refusals, report and, when asked, the proof; nothing of an earlier answer
    stays beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in ("proof.json", *(f"{name}{kind}" for name in RESULTS for kind in (".csv", ".parquet"))):
        (folder / stale).unlink(missing_ok=True)
    graduates, openings, matching = market.graduates.ids, market.openings.ids, cleared.matching
    rows = np.flatnonzero(matching.column >= 0)
    columns = matching.column[rows]
    scores = pair_scores(market, rows, columns, "graduate")
    matches = {"graduate_id": graduates[rows], "opening_id": openings[columns], "score": scores}
    write_table(folder / f"matches{suffix}", matches | {"rank": cleared.proof.rank[rows]})
    rows, reason = outcome.unmatched_reasons(market, matching, cleared.proof)
    write_table(folder / f"unmatched{suffix}", {"graduate_id": graduates[rows], "reason": reason})
    write_table(folder / f"refusals{suffix}", losses_table(market, cleared.losses))
    write_table(folder / f"shortlists{suffix}", _shortlist_table(market, cleared.shortlists))
    if matching.price is not None:
        write_table(folder / f"prices{suffix}", _price_table(market, matching))
    write_json(folder / "report.json", cleared.report)
    if prove:
        write_json(folder / "proof.json", cleared.facts)


def pair_scores(market: Market, rows: Array, columns: Array, side: str) -> Array:
    """The score of chosen pairs from one side, int32; -1 where a hard rule is broken."""
    from padan_engine.explain import score_pairs

    return score_pairs(market, rows, columns, side)


def _shortlist_table(market: Market, listed: Shortlists) -> dict[str, Array]:
    sides, owners, others, scores, ranks = [], [], [], [], []
    tables = (
        (b"graduate", listed.openings, listed.opening_scores, listed.opening_count),
        (b"opening", listed.graduates, listed.graduate_scores, listed.graduate_count),
    )
    for side, table, score, count in tables:
        taken = np.arange(listed.k) < count[:, None]
        row = np.repeat(np.arange(len(count)), count)
        graduate, opening = (row, table[taken]) if side == b"graduate" else (table[taken], row)
        sides.append(np.full(len(row), side, dtype="S8"))
        owners.append(graduate)
        others.append(opening)
        scores.append(score[taken])
        ranks.append((np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + 1).astype(np.int32))
    return {
        "list_of": np.concatenate(sides),
        "graduate_id": market.graduates.ids[np.concatenate(owners)],
        "opening_id": market.openings.ids[np.concatenate(others)],
        "score": np.concatenate(scores),
        "rank": np.concatenate(ranks),
    }


def read_answer(market: Market, path: Path) -> Array:
    """Anybody's answer, ``graduate_id, opening_id``, as columns; faults are named by row."""
    rows = {one: row for row, one in enumerate(market.graduates.ids.tolist())}
    columns = {one: column for column, one in enumerate(market.openings.ids.tolist())}
    answer = np.full(len(rows), -1, dtype=np.int64)
    for first, block in read_columns(path, ("graduate_id", "opening_id")):
        for line, (graduate, opening) in enumerate(zip(block["graduate_id"], block["opening_id"], strict=True), first):
            row, column = rows.get(graduate.strip().encode()), columns.get(opening.strip().encode())
            if row is None:
                raise MarketFileError([Fault(path.name, line, "graduate_id", f"{graduate!r} tidak dikenal")], 1)
            if column is None:
                raise MarketFileError([Fault(path.name, line, "opening_id", f"{opening!r} tidak dikenal")], 1)
            if answer[row] >= 0:
                raise MarketFileError([Fault(path.name, line, "graduate_id", f"{graduate!r} ditempatkan dua kali")], 1)
            answer[row] = column
    return answer


def _price_table(market: Market, matching: Matching) -> dict[str, Array]:
    """Open seats; then seats set aside, with their group; then floors, with no opening."""
    names = [name.encode() for name in market.groups]
    open_price, floor_price = np.asarray(matching.price).tolist(), np.asarray(matching.floor_price).tolist()
    rows = [(one, b"", price) for one, price in zip(market.openings.ids.tolist(), open_price, strict=True)]
    for column, prices in sorted(matching.reserve_price.items()):
        reserves = market.openings.reserved[column]
        rows += [
            (market.openings.ids[column], names[group], price)
            for (group, _), price in zip(reserves, prices, strict=True)
        ]
    rows += [(b"", name, price) for name, price in zip(names, floor_price, strict=True) if price]
    ids, groups, values = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    return {
        "opening_id": np.array(ids or [b""], dtype=np.bytes_)[: len(ids)],
        "group": np.array(groups or [b""], dtype=np.bytes_)[: len(groups)],
        "price": np.array(values, dtype=np.int64),
    }


def read_prices(market: Market, path: Path) -> Matching:
    """``opening_id, price`` and, for seats set aside and floors, ``group``: whole numbers of 0 or more; who is not
    named costs 0. Returns a Matching of nobody with these prices, for ``certificate``."""
    columns = {one: column for column, one in enumerate(market.openings.ids.tolist())}
    groups = {name: number for number, name in enumerate(market.groups)}
    price, floor_price = np.zeros(len(columns), dtype=np.int64), np.zeros(len(groups), dtype=np.int64)
    aside: dict[int, list[int]] = {}
    for first, block in read_columns(path, ("opening_id", "price"), ("group",)):
        names = block.get("group", ("",) * len(block["price"]))
        for line, (opening, group, text) in enumerate(
            zip(block["opening_id"], names, block["price"], strict=True), first
        ):
            column, number = columns.get(opening.strip().encode()), groups.get(group.strip())
            known = (column is not None or not opening.strip()) and (number is not None or not group.strip())
            if (
                not known
                or (column is None and number is None)
                or not (text.isdecimal() and text.isascii())
                or len(text) > 15
            ):
                reason = f"tidak terbaca: {opening!r}, {group!r}, {text!r}"
                raise MarketFileError([Fault(path.name, line, "price", reason)], 1)
            if number is None:
                price[column] = int(text)
            elif column is None:
                floor_price[number] = int(text)
            else:
                aside.setdefault(column, []).append(int(text))
    nobody = np.full(len(market.graduates), -1, dtype=np.int32)
    return Matching(
        "placements",
        nobody,
        nobody.astype(np.int8),
        price=price,
        reserve_price={column: tuple(prices) for column, prices in aside.items()},
        floor_price=floor_price,
    )


def with_points(market: Market, path: Path) -> Market:
    """The same market with distances, if the table at ``path`` knows every region of it; else unchanged."""
    points: dict[str, tuple[str, str]] = {}
    for _, block in read_columns(path, ("code", "lat", "lon")):
        points.update(zip(block["code"], zip(block["lat"], block["lon"], strict=True), strict=True))
    if not all(code in points for code in market.regions.codes):
        return market
    codes = market.regions.codes
    latitude, longitude = ([float(points[code][axis]) for code in codes] for axis in (0, 1))
    return replace(market, regions=regions_from_points(codes, latitude, longitude))


def write_json(path: Path, facts: dict[str, Any]) -> None:
    path.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
