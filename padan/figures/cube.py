"""One cube of counts for the public: every table of a release is cut from it, and our own attack tries to break it.

A base cell is one programme at one status and window. A coordinate names a group of programmes: all of them, a trade, a
programme, a province, a regency, a trade in a province. Each coordinate, by status and in whole, is one published
cell, whichever table shows it; coordinates that hold the same programmes give one answer, so that one group is never
rounded twice. The audit takes everything that is published and asks, for every small group, what is known of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext_lazy as _

from padan.curricula.models import Programme
from padan.figures.adapter import attack
from padan.figures.models import Frozen
from padan.figures.protect import SMALL, cell_of, known, protected
from padan.figures.proving import rows_of
from padan.reference.models import Region
from padan.training.models import Batch

ALL = ""
NOT_KNOWN = "-"
COUNTED = "placed"
"""The figure whose rows the cube counts: its parts are every status of the cohort."""

OPEN = 3
"""An attacker must be left with four possible numbers at least: a cell "under 5" has five to begin with."""

MENDS = 12
"""How often cells are withheld and the audit begun anew, before a release is given up."""

TABLES = {
    "total": _("Everything"),
    "trade": _("By trade"),
    "programme": _("By programme"),
    "province": _("By province"),
    "regency": _("By regency"),
    "trade_province": _("By trade and province"),
}


@dataclass(frozen=True, order=True)
class Coordinate:
    """A group of programmes, as ``PublishedCell`` writes it; empty is all of them."""

    trade: str = ALL
    programme: str = ALL
    region: str = ALL


@dataclass(frozen=True)
class Group:
    """One programme with what it stands under."""

    programme: str
    label: str
    trade: str
    centre: str
    province: str
    regency: str

    def at(self, table: str) -> Coordinate:
        """Where it stands in one of the tables."""
        return {
            "total": Coordinate(),
            "trade": Coordinate(trade=self.trade),
            "programme": Coordinate(trade=self.trade, programme=self.programme),
            "province": Coordinate(region=self.province),
            "regency": Coordinate(region=self.regency),
            "trade_province": Coordinate(trade=self.trade, region=self.province),
        }[table]


@dataclass(frozen=True)
class Cube:
    """The counts at one window: ``counts`` has a row a programme and a column a status. Secret until rounded."""

    window: str
    groups: tuple[Group, ...]
    statuses: tuple[str, ...]
    counts: np.ndarray

    def members(self, tables: Iterable[str]) -> dict[Coordinate, tuple[int, ...]]:
        """The rows each coordinate of these tables holds."""
        found: dict[Coordinate, list[int]] = {}
        for table in TABLES:
            if table in tables:
                seen: dict[Coordinate, list[int]] = {}
                for at, group in enumerate(self.groups):
                    seen.setdefault(group.at(table), []).append(at)
                found |= seen
        return {coordinate: tuple(rows) for coordinate, rows in found.items()}

    def count(self, rows: tuple[int, ...], status: str) -> int:
        if not rows:
            return 0
        some = self.counts[list(rows)]
        return int(some.sum() if status == ALL else some[:, self.statuses.index(status)].sum())

    def cells(self, rows: tuple[int, ...], status: str) -> list[int]:
        """The base cells a sum adds up, as their numbers."""
        width = len(self.statuses)
        columns = range(width) if status == ALL else (self.statuses.index(status),)
        return [row * width + column for row in rows for column in columns]


@dataclass(frozen=True, order=True)
class Place:
    """One published cell: a window, a coordinate, a status (empty: the whole group)."""

    window: str
    coordinate: Coordinate
    status: str


@dataclass(frozen=True)
class Exact:
    """A number that is published as it is, beside the tables: how many of these programmes stand at a status."""

    window: str
    status: str
    n: int
    centre: str = ALL
    said_by: str = ""  # code of the frozen figure


@dataclass(frozen=True)
class Broken:
    """A small group that is known too well: between ``low`` and ``high``. Which published cells tell of it."""

    place: Place
    less: Coordinate | None  # where the group is what one coordinate holds more than another
    low: int
    high: int
    told_by: tuple[Place, ...] = ()
    said_by: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()

    @property
    def target(self) -> tuple[Place, Coordinate | None]:
        return self.place, self.less


Targets = dict[tuple[Place, Coordinate | None], Sequence[int]]
"""What the attacker is after: a place, or what one coordinate holds more than another; the base cells it adds up."""


@dataclass
class Audit:
    """What the attack found."""

    published: int = 0
    small: int = 0
    programmes: int = 0
    broken: list[Broken] = field(default_factory=list)
    withheld: set[Place] = field(default_factory=set)

    @property
    def held(self) -> bool:
        return not self.broken


# --- counting ---------------------------------------------------------------------------------------------------------


def cube_of(frozen: Frozen) -> Cube:
    """The cube behind one frozen figure of the whole cohort: counted from the very rows that were frozen.

    Statuses that nobody holds are left out: their total says so anyhow. Two questions.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for line in rows_of(frozen).decode().splitlines():
        code, stands = line.split("\t", 1)
        counted[code.rsplit("-", 1)[0], stands.split(" ", 1)[0]] += 1
    codes = {batch for batch, _status in counted}
    of_batch = dict(Batch.objects.filter(code__in=codes).order_by("code").values_list("code", "programme"))
    groups = _groups(set(of_batch.values()))
    row = {pk: at for at, pk in enumerate(groups)}
    statuses = tuple(sorted({status for _batch, status in counted}))
    counts = np.zeros((len(groups), len(statuses)), dtype=np.int64)
    for (batch, status), n in counted.items():
        counts[row[of_batch[batch]], statuses.index(status)] += n
    return Cube(frozen.window, tuple(groups.values()), statuses, counts)


def _groups(programmes: set[int]) -> dict[int, Group]:
    found = {}
    for programme in Programme.objects.filter(pk__in=programmes).select_related("centre__region").order_by("code"):
        region = programme.centre.region
        province, regency = NOT_KNOWN, NOT_KNOWN
        if region is not None:
            province = region.code[:2]
            regency = region.code if region.kind != Region.Kind.PROVINCE else f"{province}.{NOT_KNOWN}"
        found[programme.pk] = Group(
            programme.code, programme.name, programme.trade or NOT_KNOWN, programme.centre.code, province, regency
        )
    return found


# --- publishing -------------------------------------------------------------------------------------------------------


def published(cube: Cube, *, scope: str, tables: Iterable[str]) -> dict[Place, int | None]:
    """Every cell of these tables as the public reads it. The same group gives the same answer, however it is called."""
    names: dict[tuple[int, ...], Coordinate] = {}
    for coordinate, rows in cube.members(TABLES).items():
        names[rows] = max(names.get(rows, coordinate), coordinate)
    told = {}
    for coordinate, rows in cube.members(tables).items():
        name = names[rows]
        for status in (ALL, *cube.statuses):
            cell = cell_of(
                scope=scope, window=cube.window, trade=name.trade, programme=name.programme, region=name.region,
                status=status,
            )  # fmt: skip
            told[Place(cube.window, coordinate, status)] = protected(cube.count(rows, status), cell=cell)
    return told


# --- the audit --------------------------------------------------------------------------------------------------------


def audit(
    cubes: Iterable[Cube],
    told: dict[Place, int | None],
    exact: Iterable[Exact] = (),
    withheld: Iterable[Place] = (),
    step: Callable[[], None] = lambda: None,
) -> Audit:
    """Attack what is to be published: for every group of one to four people, what does the public know of it?

    ``told`` are the cells of all cubes, ``exact`` numbers published beside them, ``withheld`` cells that are left out;
    ``step`` is called after each attack.
    """
    found = Audit(withheld=set(withheld))
    for cube in cubes:
        targets = _targets(cube)
        found.small += len(targets)
        _attack(cube, targets, told, list(exact), found)
        step()
    found.published = len(set(told) - found.withheld)
    return found


def mended(
    cubes: Iterable[Cube],
    told: dict[Place, int | None],
    exact: Iterable[Exact] = (),
    step: Callable[[], None] = lambda: None,
) -> Audit:
    """The audit, and the nearest sums withheld that give small groups away, until it holds.

    Less published never tells more, so only what was broken is attacked again. What a frozen figure says cannot be
    withheld: a release that shows it stays broken.
    """
    cubes, exact = list(cubes), list(exact)
    found = audit(cubes, told, exact, step=step)
    for _again in range(MENDS):
        more = {nearest for broken in found.broken if (nearest := _nearest(broken, told))}
        if not more - found.withheld:
            break
        found.withheld |= more
        broken, found.broken = found.broken, []
        for cube in cubes:
            targets = {one.target: one.cells for one in broken if one.place.window == cube.window}
            _attack(cube, targets, told, exact, found)
            step()
    found.published = len(set(told) - found.withheld)
    return found


def _nearest(broken: Broken, told: dict[Place, int | None]) -> Place | None:
    """Of the cells that tell of a group, the smallest that is no small group itself; the whole of everything last."""
    sums = [place for place in broken.told_by if told[place] is not None]
    return min(sums, key=lambda place: (told[place] or 0, place), default=None)


def _attack(cube: Cube, targets: Targets, told: dict[Place, int | None], exact: list[Exact], found: Audit) -> None:
    """Add to ``found`` what is broken of these targets."""
    if not targets:
        return
    places, sums, low, high = [], [], [], []
    everywhere = cube.members(TABLES)
    for place, count in told.items():
        if place.window == cube.window and place not in found.withheld:
            places.append(place)
            sums.append(cube.cells(everywhere[place.coordinate], place.status))
            least, most = known(count)
            low.append(least)
            high.append(most)
    said = [one for one in exact if one.window == cube.window and one.status in (ALL, *cube.statuses)]
    for one in said:
        rows = tuple(at for at, group in enumerate(cube.groups) if one.centre in (ALL, group.centre))
        sums.append(cube.cells(rows, one.status))
        low.append(one.n)
        high.append(one.n)
    names = list(targets)
    bounds = attack(sums, low, high, list(targets.values()), cells=cube.counts.size, enough=OPEN)
    found.programmes += bounds.programmes
    for at, (place, less) in enumerate(names):
        if bounds.high[at] - bounds.low[at] < OPEN:
            leaks = bounds.leaks[at].tolist()
            told_by = tuple(places[leak] for leak in leaks if leak < len(places))
            said_by = tuple(said[leak - len(places)].said_by for leak in leaks if leak >= len(places))
            cells = targets[place, less]
            found.broken.append(
                Broken(place, less, int(bounds.low[at]), int(bounds.high[at]), told_by, said_by, tuple(cells))
            )


def _targets(cube: Cube) -> Targets:
    """Every group of one to four people an attacker may be after: each coordinate, shown or not, and each rest.

    A rest is what a coordinate holds more than one inside it: a province without one of its regencies.
    """
    everywhere = cube.members(TABLES)
    wanted: Targets = {}
    seen = set()
    inside = [(coordinate, None, rows) for coordinate, rows in everywhere.items()]
    for group in set(cube.groups):
        for outer, inner in (("province", "regency"), ("trade", "trade_province"), ("trade", "programme")):
            whole, part = everywhere[group.at(outer)], everywhere[group.at(inner)]
            rest = tuple(sorted(set(whole) - set(part)))
            inside.append((group.at(outer), group.at(inner), rest))
    for coordinate, less, rows in inside:
        for status in (ALL, *cube.statuses):
            if (rows, status) not in seen and 0 < cube.count(rows, status) < SMALL:
                seen.add((rows, status))
                wanted[Place(cube.window, coordinate, status), less] = cube.cells(rows, status)
    return wanted
