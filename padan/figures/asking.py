"""Asking a figure: its value, what it is out of, its window and cut-off, and the rows behind it."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Sum, Value, When
from django.utils.translation import gettext as _

from padan.base.clock import today
from padan.base.errors import PadanError
from padan.figures.adapter import Curve, interval
from padan.figures.protect import cut_off
from padan.figures.queries.published import published_table, release_in_force
from padan.figures.queries.rows import NARROWS, Question, outcomes_at_window
from padan.figures.registry import COUNT, DAYS, FIGURES, SHARE, Column, Figure
from padan.figures.states import COUNTS_ITS_SCOPE, READS_LINES
from padan.figures.times import Times, times_of
from padan.organisations.queries import EVERYWHERE, Viewer
from padan.outcomes.queries.outcomes import outcomes_to_count, windows_with_rows
from padan.outcomes.states import Window

COUNTED_LAST = (Window.MONTHS_6, Window.MONTHS_12, Window.MONTHS_3, Window.NOT_STATED)


class UnknownFigure(PadanError):
    """Nobody defined a figure of this name."""


class NotNarrowed(PadanError):
    """The figure is not narrowed so."""


@dataclass(frozen=True)
class Part:
    """One part of a whole: its key, its name, how many, and its share of the whole (0 to 1)."""

    key: str
    label: str
    n: int
    share: float


@dataclass(frozen=True)
class Asked:
    """A figure with its answer. ``rows`` is a question not yet asked of the database.

    ``counts`` are numerator, denominator, and how many of the whole nobody knows or has settled (None where nothing
    can be unknown). None: the figure is in days and told by its times, which are counted when they are looked at.
    """

    figure: Figure
    question: Question
    counts: tuple[int, int, int | None] | None
    parts: list[Part] = field(default_factory=list)

    @cached_property
    def times(self) -> Times | None:
        return times_of(self.question) if self.counts is None else None

    def take_times(self, times: Times) -> None:
        """Its times where they are in hand, from all its parts: they need not be counted again."""
        self.__dict__.setdefault("times", times)

    @property
    def numerator(self) -> int:
        return self.times.begun if self.counts is None else self.counts[0]

    @property
    def denominator(self) -> int:
        return self.times.n if self.counts is None else self.counts[1]

    @property
    def unknown(self) -> int | None:
        return self.times.silent if self.counts is None else self.counts[2]

    @property
    def curve(self) -> Curve | None:
        return self.times.curve if self.times else None

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def label(self) -> str:
        return str(self.figure.label)

    @property
    def rule(self) -> str:
        return str(self.figure.rule)

    @property
    def warning(self) -> str:
        return str(self.figure.warning)

    @property
    def unit(self) -> str:
        return self.figure.unit

    @property
    def of_what(self) -> str:
        return str(self.figure.of_what)

    @property
    def as_of(self) -> date:
        return self.question.as_of

    @property
    def value(self) -> float | int | None:
        """A share 0 to 1, a count, or days; None where there is nothing to count of, or no half has begun yet."""
        if self.curve:
            return self.curve.median
        if self.unit == COUNT:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @cached_property
    def interval(self) -> tuple[float | None, float | None] | None:
        if self.curve:
            return self.curve.median_between
        return interval(self.numerator, self.denominator) if self.unit == SHARE and not self.figure.amount else None

    @property
    def low(self) -> float | None:
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        return self.interval[1] if self.interval else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The share if none, and if all, of the unknown counted."""
        if not self.unknown or not self.denominator or self.figure.unsettled is None:
            return None
        return self.numerator / self.denominator, (self.numerator + self.unknown) / self.denominator

    @property
    def window(self) -> str:
        """The window or period in words; "" where the figure has none."""
        return str(Window(self.question.window).label) if self.figure.windowed else str(self.figure.period)

    @property
    def scope(self) -> str:
        if self.question.organisation:
            return str(self.question.organisation)
        return _("all forums and centres") if self.question.viewer is EVERYWHERE else _("everything you may see")

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.figure.columns

    @cached_property
    def row_count(self) -> int:
        """How many rows stand behind the figure: its denominator, unless that is a sum over rows."""
        return self.rows.order_by().count() if self.figure.amount_of else self.denominator

    @cached_property
    def rows(self):
        """The denominator's rows, each with ``counted``: 1 or 0, or the amount it adds."""
        figure = self.figure
        if figure.amount:
            counted = F(figure.amount)
        elif figure.counted is None:
            counted = Value(1)
        else:
            counted = Case(When(figure.counted, then=Value(1)), default=Value(0), output_field=IntegerField())
        rows = figure.rows(self.question).annotate(counted=counted)
        return figure.beside(rows, self.question) if figure.beside else rows


def may_read_lines(viewer: Viewer, figure: Figure) -> bool:
    """Whether the rows behind a figure may be shown line by line; else the published cells stand for them."""
    if figure.open_lines:
        return True
    if not viewer.has(*figure.counted_for):
        return False
    return viewer.has(*READS_LINES) if figure.personal else viewer.has(*COUNTS_ITS_SCOPE)


def ask(key: str, viewer: Viewer, *, organisation=None, as_of=None, window=None, where=None) -> Asked:
    """Ask one figure within the viewer's scope; who sees no rows of its kind asks the whole installation.

    Of persons, who reads no lines is told what stood at the end of a month: from the totals of two days in a row she
    could work out who answered in between.

    ``window`` defaults to six months where anybody stands there, else the next that holds rows; ``where`` narrows the
    rows to groups (keys of ``NARROWS``). At most four queries. Raises ``UnknownFigure`` or ``NotNarrowed``.
    """
    figure = FIGURES.get(key)
    if figure is None:
        raise UnknownFigure(_("There is no figure called “%(key)s”.") % {"key": key})
    (asked,) = _ask_many([figure], viewer, organisation, as_of, window, _narrowing(figure, where))
    return asked


def _narrowing(figure: Figure, where: dict[str, str] | None) -> tuple[tuple[str, str], ...]:
    """The groups asked for, in one order however they were written."""
    found = {key: " ".join(str(value).split()) for key, value in (where or {}).items()}
    for key, value in found.items():
        if key not in NARROWS or not value:
            raise NotNarrowed(
                _("“%(key)s” narrows no figure. Use one of these: %(keys)s.") % {"key": key, "keys": ", ".join(NARROWS)}
            )
    if found and not figure.batch:
        raise NotNarrowed(_("“%(figure)s” counts no rows of classes and is not narrowed.") % {"figure": figure.label})
    return tuple(sorted(found.items()))


def figures_of(viewer: Viewer, *, organisation=None, as_of=None, window=None, among=None) -> list[Asked]:
    """Every figure (or those ``among`` them), asked once, in their order; those of the same rows count them once."""
    return _ask_many(FIGURES.values() if among is None else among, viewer, organisation, as_of, window)


def _ask_many(figures, viewer, organisation, as_of, window, where=()) -> list[Asked]:
    scope = viewer if viewer.has(*COUNTS_ITS_SCOPE) else EVERYWHERE
    if window not in Window.values:
        window = _default_window(scope) if any(figure.windowed for figure in figures) else Window.NOT_STATED
    day, tallies = as_of or today(), {}
    answers = []
    for figure in figures:
        of = scope if viewer.has(*figure.counted_for) else EVERYWHERE
        on = cut_off(day) if figure.personal and not may_read_lines(viewer, figure) else day
        answers.append(_answer(figure, Question(of, on, organisation, window, where), tallies))
    return answers


def windows_of(asked: Asked) -> list[str]:
    """The windows at which this question has rows."""
    return windows_with_rows(outcomes_to_count(asked.question.viewer)) if asked.figure.windowed else []


def default_of(windows: list[str]) -> str:
    """The window that is told first among those that hold rows."""
    return next((window for window in COUNTED_LAST if window in windows), Window.NOT_STATED)


def part_labels(figure: Figure, question: Question) -> dict[str, str]:
    """The parts of a figure in words, in their order."""
    choices = figure.rows(question).model._meta.get_field(figure.part_by).choices
    return {str(key): str(label) for key, label in choices}


def _default_window(viewer: Viewer) -> str:
    outcomes = outcomes_to_count(viewer).order_by()
    return next((window for window in COUNTED_LAST if outcomes.filter(window=window).exists()), Window.NOT_STATED)


def _answer(figure: Figure, question: Question, tallies: dict) -> Asked:
    if figure.unit == DAYS:
        return Asked(figure, question, None)
    if not (figure.part_by or figure.told_by):
        n, k, unknown = counts_of(figure, figure.rows(question))
        return Asked(figure, question, (k, n, unknown))
    counts = _tally(figure, question, tallies)
    whole = sum(counts.values())
    labels = part_labels(figure, question) if figure.part_by else {}
    parts = [Part(key, label, counts[key], counts[key] / whole) for key, label in labels.items() if counts.get(key)]
    if figure.amount:
        return Asked(figure, question, (whole, figure.rows(question).order_by().count(), None), parts)
    k = whole if figure.counted is None else sum(counts.get(part, 0) for part in figure.counted_parts)
    unknown = sum(counts.get(part, 0) for part in figure.unsettled_parts) if figure.unsettled else None
    return Asked(figure, question, (k, whole, unknown), parts)


_ONE = Value(1)  # counted by an index alone, where a key would have to be fetched from its row


def _tally(figure: Figure, question: Question, tallies: dict) -> dict[Any, int]:
    """How many rows, or how much, stand in each part; counted once for all figures of the same rows and parts."""
    part = figure.part_by or figure.told_by
    among = outcomes_at_window if figure.left_out else figure.rows
    key = (among, part, figure.amount, question.viewer is EVERYWHERE, question.as_of)
    if key not in tallies:
        rows = among(question).order_by().values_list(part)
        tallies[key] = dict(rows.annotate(n=Sum(figure.amount) if figure.amount else Count(_ONE)))
    return {part: n for part, n in tallies[key].items() if part not in figure.left_out}


def numbers_of(figure: Figure) -> dict:
    """What is counted of any group of rows: ``n`` it is out of, ``k`` that count, ``unknown`` where that can be."""
    n = Sum(figure.amount_of, default=0) if figure.amount_of else Count(_ONE)
    k = Sum(figure.amount, default=0) if figure.amount else Count(_ONE, filter=figure.counted)
    return {"n": n, "k": k} | ({} if figure.unsettled is None else {"unknown": Count(_ONE, filter=figure.unsettled)})


def counts_of(figure: Figure, rows) -> tuple[int, int, int | None]:
    """What ``rows`` are out of, how many count, and how many nobody knows of (None where nothing can be unknown)."""
    told = rows.order_by().aggregate(**numbers_of(figure))
    return told["n"], told["k"], told.get("unknown")


# --- the public -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One cell of a published table: its place in words, and its count (None: a group under five, or withheld)."""

    place: tuple[str, ...]
    count: int | None
    withheld: bool = False


def published_cells(asked: Asked) -> list[Cell]:
    """The table that stands for the rows before the public. Groups of persons are told by the release in force alone:
    what no audit has looked at, a later release might have to withhold."""
    figure = asked.figure
    if figure.personal:
        return _cells_of_release(asked) if figure.windowed and figure.part_by == "status" else []
    names = [name for name, _label in figure.cells]
    amount = Sum(figure.amount) if figure.amount else Count("pk")
    cells, rows = [], figure.rows(asked.question)
    for *place, count in rows.order_by(*names).values_list(*names).annotate(n=amount):
        cells.append(Cell(tuple(_in_words(rows, name, value) for name, value in zip(names, place, strict=True)), count))
    return cells


def _cells_of_release(asked: Asked) -> list[Cell]:
    release = release_in_force()
    table = published_table(release, "programme", window=asked.question.window) if release else None
    return [
        Cell((line.label, label), shown.count, shown.withheld)
        for line in (table.lines if table else ())
        for (_status, label), shown in zip(table.statuses, line.cells, strict=True)
    ]


def _in_words(rows: Any, name: str, value: Any) -> str:
    if value is None or value == "":
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {} if "__" in name else dict(rows.model._meta.get_field(name).flatchoices)
    return str(labels.get(value, value))
