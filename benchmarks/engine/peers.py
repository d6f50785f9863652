"""Peers on the same input, each through its best public interface; one that is not installed is named and skipped."""

import heapq
import importlib
import os
from dataclasses import replace

import numpy as np

from padan_engine.auction import BONUS, Lots, bid, open_bids
from padan_engine.clear import open_seats, propose
from padan_engine.index import build_index
from padan_engine.scan import empty_lists, terms_of
from padan_engine.scatter import scan_on_threads, scanning_order
from padan_engine.types import Ragged

LARGEST_FOR_POLARS = 100_000  # graduates; beyond that the table engines need more memory than a laptop has
LARGEST_FOR_DUCKDB = 10_000
LARGEST_FOR_LIBRARY = 1_000
LIST_STEP = 100  # points; the certified gap stays under 0.005 %
SAMPLE = 10_000  # graduates; larger markets ask the table engines for the lists of so many


def race(market, index, lists, timed):
    n = len(market.graduates)
    clearing(market, index, lists, timed)
    if n <= LARGEST_FOR_LIBRARY:
        library(market, lists, index, timed)
    flow(market, index, timed)
    if n <= LARGEST_FOR_POLARS:
        tables(market, timed, ("polars", "duckdb") if n <= LARGEST_FOR_DUCKDB else ("polars",))
    if n > SAMPLE:
        print(f"  the lists of {SAMPLE:,} graduates, drawn by lot")
        tables(sample(market), timed, ("polars", "duckdb"))


def sample(market):
    """The same openings and fewer graduates."""
    graduates = market.graduates
    rows = np.sort(np.random.default_rng(0).choice(len(graduates), SAMPLE, replace=False))
    lengths = np.diff(graduates.holds.start)[rows]
    start = np.append(0, np.cumsum(lengths))
    entry = np.repeat(graduates.holds.start[:-1][rows] - start[:-1], lengths) + np.arange(start[-1])
    names = ("ids", "region", "reach", "available_day", "lowest_wage_idr", "groups")
    chosen = {name: getattr(graduates, name)[rows] for name in names}
    holds = Ragged.build(start, graduates.holds.item[entry], graduates.holds.level[entry], "units")
    return replace(market, graduates=replace(graduates, holds=holds, **chosen))


def installed(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"  {name} is not installed: skipped")
        return None


def clearing(market, index, lists, timed):
    """Deferred acceptance on the same lists: the compiled loop and the textbook in plain Python."""
    n = len(market.graduates)
    held = open_seats(index, np.full(len(index.openings.column), n))
    waiting = np.empty(n, dtype=np.int64)
    with timed("deferred acceptance on the lists", note=lambda: f"{int((held.match >= 0).sum()):,} placed"):
        propose(*index, np.arange(n), lists, held, 1, waiting)

    counts, columns, scores = lists.count.tolist(), lists.column.tolist(), lists.second.tolist()
    seats, rank = index.openings.seats.tolist(), index.graduates.rank.tolist()

    def textbook():
        heaps, cursor, match = [[] for _ in seats], [0] * n, [-1] * n
        free = list(range(n))
        while free:
            row = free.pop()
            if cursor[row] == counts[row]:
                continue
            place = cursor[row]
            cursor[row] += 1
            column = columns[row][place]
            heap, entry = heaps[column], (scores[row][place], -rank[row], row)
            if len(heap) < seats[column]:
                heapq.heappush(heap, entry)
                match[row] = column
            elif seats[column] == 0 or entry < heap[0]:
                free.append(row)
            else:
                loser = heapq.heapreplace(heap, entry)[2]
                match[row], match[loser] = column, -1
                free.append(loser)
        return sum(column >= 0 for column in match)

    placed = []
    with timed("  the textbook in plain Python", note=lambda: f"{placed[0]:,} placed"):
        placed.append(textbook())


def flow(market, index, timed):
    """Placements, then fit, on the 30 fittest openings of each graduate: the auction and OR-tools' min-cost flow."""
    n, columns = len(market.graduates), len(index.openings.column)
    fittest = empty_lists(n, 30)
    terms = terms_of(index, market.weights.array("fit"), market.weights.array("fit"))
    scan_on_threads(index, scanning_order(index), fittest, terms)
    lots = Lots(fittest.column, fittest.first, fittest.count, np.zeros(n, dtype=np.int32))
    bids = open_bids(index.openings.seats, np.full(columns, n), n)
    with timed(f"auction on lists of 30, step {LIST_STEP}", note=lambda: f"{int((bids.match >= 0).sum()):,} placed"):
        bid(np.arange(n), lots, bids, LIST_STEP, np.empty(n, dtype=np.int64))
    taken = np.arange(30) < fittest.count[:, None]
    tail = np.repeat(np.arange(n), fittest.count)
    head, fit = fittest.column[taken], fittest.first[taken].astype(np.int64)
    value = _value(tail, head, fit, bids.match, columns)
    best = np.zeros(n, dtype=np.int64)
    np.maximum.at(best, tail, BONUS + fit - bids.price[head])
    bound = int(best.sum() + (bids.price * index.openings.seats).sum())
    print(f"  {'':<44}value {value:,}, bound {bound:,}, gap {100 * (bound - value) / max(bound, 1):.4f} %")

    if installed("ortools") is None:
        return
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    source, sink = n + columns, n + columns + 1
    people, places = np.arange(n), np.arange(columns)
    solver.add_arcs_with_capacity_and_unit_cost(np.full(n, source), people, np.ones(n, int), np.zeros(n, int))
    solver.add_arcs_with_capacity_and_unit_cost(tail, n + head, np.ones(len(tail), int), -(BONUS + fit))
    solver.add_arcs_with_capacity_and_unit_cost(
        n + places, np.full(columns, sink), index.openings.seats.astype(int), np.zeros(columns, int)
    )
    solver.add_arcs_with_capacity_and_unit_cost([source], [sink], [n], [0])
    solver.set_nodes_supplies([source, sink], [n, -n])
    with timed("  OR-tools min-cost flow, same edges", note=lambda: f"value {-solver.optimal_cost():,}, exact"):
        solver.solve()
    exact = -solver.optimal_cost()
    assert value <= exact <= bound, (value, exact, bound)


def _value(tail, head, fit, match, columns):
    key = tail * columns + head
    placed = np.flatnonzero(match >= 0)
    at = np.searchsorted(np.sort(key), placed * columns + match[placed])
    return int((BONUS + fit[np.argsort(key)][at]).sum())


def library(market, lists, index, timed):
    """The same lists by ``matching``, which wants dictionaries and both sides' preferences."""
    matching = installed("matching")
    if matching is None:
        return
    from matching.games import HospitalResident

    residents, wanted = {}, {}
    for row, count in enumerate(lists.count.tolist()):
        if count:
            residents[f"g{row}"] = [f"o{column}" for column in lists.column[row, :count].tolist()]
        for column, score in zip(lists.column[row, :count].tolist(), lists.second[row, :count].tolist(), strict=True):
            wanted.setdefault(f"o{column}", []).append((-score, int(index.graduates.rank[row]), f"g{row}"))
    seats = index.openings.seats.tolist()
    hospitals = {name: [graduate for _, _, graduate in sorted(each)] for name, each in wanted.items()}
    capacity = {name: seats[int(name[1:])] for name in hospitals}
    found = []
    with timed("  matching, the same lists", note=lambda: f"{found[0]:,} placed"):
        game = HospitalResident.create_from_dictionaries(residents, hospitals, capacity)
        found.append(sum(len(taken) for taken in game.solve(optimal="resident").values()))


def tables(market, timed, names):
    """Each graduate's 30 best openings, asked of the table engines; rows and the sum of scores must agree."""
    index = build_index(market)
    lists = empty_lists(len(market.graduates), 30)
    terms = terms_of(index, market.weights.array("graduate"), market.weights.array("opening"))
    order = scanning_order(index)
    with timed("shortlists of graduates alone", note=lambda: f"{int(lists.count.sum()):,} rows"):
        scan_on_threads(index, order, lists, terms)
    rows, total = int(lists.count.sum()), int(lists.first[np.arange(30) < lists.count[:, None]].sum())
    frames = _frames(market, index)
    for name in names:
        engine = installed(name)
        if engine is None:
            continue
        found = []
        with timed(f"  {name}, the same question", note=lambda found=found: f"{found[0][0]:,} rows"):
            found.append(globals()[f"_ask_{name}"](engine, frames))
        assert found[0] == (rows, total), (found[0], rows, total)
    products(market, timed)


def products(market, timed):
    """An easier question, which units do they share, by a sparse product."""
    sparse = installed("sparse_dot_topn")
    if sparse is None:
        return
    from scipy.sparse import csr_matrix

    sides = []
    for skills in (market.graduates.holds, market.openings.welcomes):
        shape = (len(skills), len(market.skills))
        sides.append(csr_matrix((np.ones(len(skills.item), dtype=np.float32), skills.item, skills.start), shape=shape))
    with timed("  sparse_dot_topn, shared units only"):
        sparse.sp_matmul_topn(sides[0], sides[1].T.tocsr(), top_n=30, n_threads=len(os.sched_getaffinity(0)))


def _frames(market, index):
    graduates, openings, m = market.graduates, market.openings, len(market.openings)
    pivot = np.empty(m, dtype=np.int64)
    pivot[index.openings.column] = np.repeat(
        np.arange(len(index.openings.posting) - 1), np.diff(index.openings.posting)
    )
    assert (np.diff(openings.requires.start) > 0).all()
    reach = [(z, r) for z, regions in enumerate(graduates.reaches) for r in regions.tolist()]
    homes = np.unique(graduates.region.astype(np.int64) * (1 << 32) + graduates.reach)
    pairs = {(z, h >> 32, r) for h in homes.tolist() for z in (h & 0xFFFFFFFF,) for r in (h >> 32,)}
    by_reach = {}
    for z, r in reach:
        by_reach.setdefault(z, []).append(r)
    for h in homes.tolist():
        z, home = h & 0xFFFFFFFF, h >> 32
        pairs.update((z, home, r) for r in by_reach.get(z, ()))
    z, home, region = np.array(sorted(pairs)).T
    spread = lambda skills: np.repeat(np.arange(len(skills)), np.diff(skills.start))  # noqa: E731
    return {
        "held": {
            "g": spread(graduates.holds),
            "skill": graduates.holds.item,
            "level": graduates.holds.level.astype(int),
        },
        "graduate": {
            "g": np.arange(len(graduates)),
            "home": graduates.region,
            "reach": graduates.reach,
            "free": graduates.available_day,
            "lowest": graduates.lowest_wage_idr.astype(int),
        },
        "willing": {
            "reach": z,
            "home": home,
            "region": region,
            "place": market.regions.place[home, region].astype(int),
        },
        "opening": {
            "o": np.arange(m),
            "pivot": pivot,
            "region": openings.region,
            "wage": openings.wage_idr.astype(int),
            "starts": openings.start_day,
            "n_asked": np.diff(openings.requires.start),
            "n_liked": np.diff(openings.welcomes.start),
        },
        "asked": {
            "o": spread(openings.requires),
            "skill": openings.requires.item,
            "need": openings.requires.level.astype(int),
        },
        "liked": {
            "o": spread(openings.welcomes),
            "skill": openings.welcomes.item,
            "wish": openings.welcomes.level.astype(int),
        },
    }


QUESTION = """
with pair as (
  select g.g, o.o, o.n_asked, o.n_liked, w.place, g.lowest, o.wage, o.starts - g.free as wait
  from held h
  join opening o on h.skill = o.pivot
  join graduate g on g.g = h.g
  join willing w on w.reach = g.reach and w.home = g.home and w.region = o.region
  where o.wage >= g.lowest and o.starts >= g.free
), met as (
  select p.g, p.o, count(*) as met, sum(case when h.level > a.need then 1 else 0 end) as better
  from pair p join asked a on a.o = p.o join held h on h.g = p.g and h.skill = a.skill
  where h.level >= a.need group by p.g, p.o
), fits as (
  select p.*, m.better from pair p join met m on m.g = p.g and m.o = p.o where m.met = p.n_asked
), welcome as (
  select f.g, f.o, count(*) as liked
  from fits f join liked l on l.o = f.o join held h on h.g = f.g and h.skill = l.skill
  where h.level >= l.wish group by f.g, f.o
), scored as (
  select f.g, f.o,
    20 * (case when f.n_liked = 0 then 1000 else 1000 * coalesce(w.liked, 0) // f.n_liked end)
    + 10 * (1000 * f.better // f.n_asked) + 30 * f.place
    + 30 * (case when f.wage >= 2 * f.lowest then 1000 else (f.wage - f.lowest) * 1000 // f.lowest end)
    + 10 * (1000 - 1000 * least(f.wait, 180) // 180) as score
  from fits f left join welcome w on w.g = f.g and w.o = f.o
), ranked as (
  select g, o, score, row_number() over (partition by g order by score desc) as place from scored
)
select count(*), sum(score) from ranked where place <= 30
"""


def _ask_duckdb(duckdb, frames):
    import pyarrow as pa

    with duckdb.connect() as database:
        for name, columns in frames.items():
            database.register(name, pa.table(columns))
        rows, total = database.sql(QUESTION).fetchall()[0]
    return int(rows), int(total)


def _ask_polars(pl, frames):
    held, graduate, willing, opening, asked, liked = (
        pl.LazyFrame({name: np.asarray(column, dtype=np.int64) for name, column in frames[frame].items()})
        for frame in ("held", "graduate", "willing", "opening", "asked", "liked")
    )
    pair = (
        held.select("g", "skill")
        .join(opening, left_on="skill", right_on="pivot")
        .join(graduate, on="g")
        .filter((pl.col("wage") >= pl.col("lowest")) & (pl.col("starts") >= pl.col("free")))
        .join(willing, on=["reach", "home", "region"])
        .drop("skill")
    )
    met = (
        pair.select("g", "o")
        .join(asked, on="o")
        .join(held, on=["g", "skill"])
        .filter(pl.col("level") >= pl.col("need"))
        .group_by("g", "o")
        .agg(pl.len().alias("met"), (pl.col("level") > pl.col("need")).sum().alias("better"))
    )
    fits = pair.join(met, on=["g", "o"]).filter(pl.col("met") == pl.col("n_asked"))
    welcome = (
        fits.select("g", "o")
        .join(liked, on="o")
        .join(held, on=["g", "skill"])
        .filter(pl.col("level") >= pl.col("wish"))
        .group_by("g", "o")
        .agg(pl.len().alias("liked"))
    )
    wait = (pl.col("starts") - pl.col("free")).clip(0, 180)
    score = (
        20
        * pl.when(pl.col("n_liked") == 0)
        .then(1000)
        .otherwise(1000 * pl.col("liked").fill_null(0).cast(pl.Int64) // pl.col("n_liked").clip(1))
        + 10 * (1000 * pl.col("better").cast(pl.Int64) // pl.col("n_asked"))
        + 30 * pl.col("place")
        + 30
        * pl.when(pl.col("wage") >= 2 * pl.col("lowest"))
        .then(1000)
        .otherwise((pl.col("wage") - pl.col("lowest")) * 1000 // pl.col("lowest").clip(1))
        + 10 * (1000 - 1000 * wait // 180)
    )
    best = (
        fits.join(welcome, on=["g", "o"], how="left")
        .select("g", score.alias("score"))
        .group_by("g")
        .agg(pl.col("score").top_k(30))
        .explode("score")
        .select(pl.len().alias("rows"), pl.col("score").sum().alias("total"))
        .collect(engine="streaming")
    )
    return int(best["rows"][0]), int(best["total"][0])
