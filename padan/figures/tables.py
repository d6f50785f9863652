"""The tables that the public gets: of people only from a release, whose cells were protected together; else from rows.

A share in a released table is taken of two published numbers, so nobody learns from it what the cells do not tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from padan.figures.adapter import interval
from padan.figures.asking import Cell, published_cells
from padan.figures.models import Release
from padan.figures.places import NOWHERE, Counted
from padan.figures.public import Open
from padan.figures.queries import published
from padan.figures.queries.rows import outcomes_at_window

ACROSS = 9


@dataclass(frozen=True)
class Line:
    """A group of a released table: how many (None: not numbered) and, of a share, how many of them count."""

    code: str
    label: str
    n: int | None
    counted: int | None = None
    withheld: bool = False  # not small itself: a small group could be worked out from it

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        return interval(min(self.counted, self.n), self.n) if self.n and self.counted is not None else None

    @property
    def share(self) -> float | None:
        return min(self.counted / self.n, 1) if self.n and self.counted is not None else None


@dataclass(frozen=True)
class Grid:
    """A published table: the words of its columns and its cells; with two columns, one may stand across the page."""

    heads: tuple[str, ...]
    cells: list[Cell]
    turned: int | None = None  # which column stands across
    order: tuple[str, ...] = ()  # its words, in their order
    release: Release | None = None
    held_back: bool = False  # a release is out, and this figure about people is not in it
    waits: bool = False  # it is about people, and no release is out yet

    @cached_property
    def across(self) -> list[str]:
        if self.turned is None:
            return []
        found = {cell.place[self.turned] for cell in self.cells}
        words = [word for word in self.order if word in found]
        words += sorted(found.difference(words))
        return words if len(words) <= ACROSS else []

    @property
    def across_heads(self) -> list[str]:
        return self.across or [_("Number")]

    @property
    def side_heads(self) -> list[str]:
        return [head for place, head in enumerate(self.heads) if not self.across or place != self.turned]

    @cached_property
    def lines(self) -> list[tuple[tuple[str, ...], list[Cell | None]]]:
        """The table as it is drawn: the words of each place, and its cells (None: nobody)."""
        if not self.across:
            return [(cell.place, [cell]) for cell in self.cells]
        turned = self.turned or 0
        found: dict[str, dict[str, Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.place[1 - turned], {})[cell.place[turned]] = cell
        return [((place,), [by.get(word) for word in self.across]) for place, by in sorted(found.items())]


@dataclass(frozen=True)
class Released:
    """What a release tells of one figure at one window."""

    release: Release
    trades: list[Line] = field(default_factory=list)
    regions: dict[str, Counted] = field(default_factory=dict)
    grid: Grid | None = None


def released_tables(one: Open, release: Release | None) -> Released | None:
    """The released tables of a share of the cohort; None where it is in none. One question a table."""
    figure = one.figure
    if release is None or not (figure.rows is outcomes_at_window and figure.counted_parts):
        return None
    told = {table: published.published_table(release, table, window=one.window_key) for table in TABLES}
    if not any(table.lines for table in told.values()):
        return None
    trades = [_line(line, line.trade, figure.counted_parts) for line in told["trade"].lines]
    places = [
        _line(line, _code(line.region), figure.counted_parts)
        for table in ("province", "regency")
        for line in told[table].lines
    ]
    regions = {
        line.code: Counted(line.n, line.counted, *(line.interval or ()))
        for line in places
        if not line.code.endswith(published.NOT_KNOWN)
    }
    return Released(release, sorted(trades, key=_by_share), regions, _grid(told["programme"], release))


def published_grid(one: Open, told: Released | None, release: Release | None) -> Grid:
    """The table that stands for the rows before the public: of people that of the release alone, else of rows.

    Nothing about groups of people is published beside a release, for two tables told apart could give somebody away;
    nor before the first, which might have to withhold it.
    """
    if told and told.grid:
        return told.grid
    heads = tuple(str(label) for _name, label in one.figure.cells)
    if one.figure.personal:
        return Grid(heads, [], held_back=release is not None, waits=release is None)
    names = [name for name, _label in one.figure.cells]
    turned = None
    if len(names) == 2:
        turned = names.index(one.figure.part_by) if one.figure.part_by in names else 1
    return Grid(heads, published_cells(one.asked), turned, tuple(part.label for part in one.asked.parts))


TABLES = ("trade", "province", "regency", "programme")


def _code(region: str) -> str:
    return NOWHERE if region == published.NOT_KNOWN else region


def _line(line: published.Line, code: str, counts: Iterable[str]) -> Line:
    shown = [line.by_status[status] for status in counts if status in line.by_status]
    counted = None if any(cell.count is None for cell in shown) else sum(cell.count or 0 for cell in shown)
    return Line(code, line.label, line.whole.count, counted, line.whole.withheld or any(c.withheld for c in shown))


def _by_share(line: Line) -> tuple[float, str]:
    return -(line.share if line.share is not None else -1), line.label


def _grid(table: published.Table, release: Release) -> Grid | None:
    words = tuple(label for _status, label in table.statuses)
    cells = [
        Cell((line.label, word), cell.count, cell.withheld)
        for line in table.lines
        for word, cell in zip(words, line.cells, strict=True)
    ]
    return Grid((_("Programme"), _("Status")), cells, 1, words, release) if cells else None
