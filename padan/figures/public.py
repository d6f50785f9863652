"""What everybody may read of a figure: counted beforehand with the public home, groups under five never numbered.

A figure about people shows its whole and its parts. Parts under five are told together with the next smallest, so
that the parts still add up and no part can be worked out from the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext as _

from padan.base.clock import now, today
from padan.base.staging import fetch
from padan.figures.asking import Asked, Part, UnknownFigure, ask, default_of, figures_of, part_labels
from padan.figures.models import Frozen, Release, Summary
from padan.figures.protect import SMALL, cut_off
from padan.figures.queries.rows import Question
from padan.figures.registry import COUNT, FIGURES, SHARE, Figure
from padan.organisations.queries import EVERYWHERE, NOBODY, organisations_of
from padan.organisations.states import Kind
from padan.outcomes.queries.outcomes import outcomes_to_count, windows_with_rows
from padan.outcomes.states import Status, Window

SCOPE = "figures"
UNKNOWN = "unknown"
Answers = dict[tuple[str, str], Asked]


@dataclass(frozen=True)
class Open:
    """One figure at one window as the public may read it."""

    asked: Asked
    first: date | None = None  # the cohort finished from … until
    last: date | None = None
    rows: int = 0
    counted: float | None = None  # the value, and the ends of its interval, as they were counted
    low_end: float | None = None
    high_end: float | None = None
    places: tuple[tuple[str, int], ...] = ()  # code of a regency, province or "", and how many; never of persons

    @property
    def figure(self) -> Figure:
        return self.asked.figure

    @property
    def key(self) -> str:
        return self.asked.key

    @property
    def window_key(self) -> str:
        return self.asked.question.window if self.figure.windowed else ""

    @property
    def reported(self) -> bool:
        """Whether a body told this total and nobody can open its rows."""
        return self.figure.reported

    @property
    def small(self) -> bool:
        """Whether the number, or what is left of the whole, would be a group under five."""
        asked = self.asked
        if not self.figure.personal:
            return False
        rest = asked.denominator - asked.numerator if self.figure.unit != COUNT else 0
        return is_small(asked.numerator) or is_small(rest)

    @property
    def unsaid(self) -> str:
        """What stands in place of a number that is not told."""
        return words_of_few(self.asked.numerator)

    @property
    def value(self) -> float | int | None:
        return None if self.small else self.counted

    @property
    def low(self) -> float | None:
        return None if self.small else self.low_end

    @property
    def high(self) -> float | None:
        return None if self.small else self.high_end

    @property
    def numerator(self) -> int | None:
        return None if self.small else self.asked.numerator

    @property
    def denominator(self) -> int | None:
        return None if self.figure.personal and is_small(self.asked.denominator) else self.asked.denominator

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The share if none, and if all, of the unknown counted; None where that would number a small group."""
        return None if self.small or is_small(self.asked.unknown) else self.asked.bounds

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of the whole; they add up to it, whatever was told together."""
        parts = self.asked.parts
        if not parts and self.asked.unit == SHARE and self.asked.denominator:
            parts = self._counted_or_not()
        return told_together(parts) if self.figure.personal else parts

    def _counted_or_not(self) -> list[Part]:
        asked, unknown = self.asked, self.asked.unknown or 0
        rest = asked.denominator - asked.numerator - unknown
        told = (
            ("counted", asked.label, asked.numerator),
            ("other", _("otherwise"), rest),
            (UNKNOWN, str(Status.UNKNOWN.label), unknown),
        )
        return [Part(key, label, n, n / asked.denominator) for key, label, n in told if n]


def lines_of(one: Open, *, most: int) -> list[list[Any]]:
    """The first rows behind a figure whose rows anybody may read: the values of its columns."""
    if not one.figure.open_lines:
        return []
    rows = one.asked.rows.order_by("pk")[:most]
    return [[column.read(row) for column in one.figure.columns] for row in rows]


def words_of_few(counted: int) -> str:
    """Why a number is not told: few count, or all but a few."""
    return _("under 5 people") if is_small(counted) else _("all but under 5 people")


def is_small(n: int | None) -> bool:
    return n is not None and 0 < n < SMALL


def told_together(parts: Iterable[Part]) -> list[Part]:
    """The parts with those under five joined to the next smallest until the group has five; nothing where none has."""
    parts = list(parts)
    small = [part for part in parts if is_small(part.n)]
    if not small:
        return parts
    joined = sorted(parts, key=lambda part: part.n)
    group = joined[: len(small)]
    for part in joined[len(small) :]:
        if len(group) > 1 and sum(one.n for one in group) >= SMALL:
            break
        group.append(part)
    if sum(one.n for one in group) < SMALL:
        return []
    group = [part for part in parts if part in group]
    together = Part(
        "together",
        _(" or ").join(part.label for part in group),
        sum(part.n for part in group),
        sum(part.share for part in group),
    )
    rest = [part for part in parts if part not in group]
    at = next((place for place, part in enumerate(rest) if part.key == UNKNOWN), len(rest))
    return [*rest[:at], together, *rest[at:]]  # what is not known stands last


# --- asking -----------------------------------------------------------------------------------------------------------


def open_figure(key: str, *, window: str = "", as_of: date | None = None) -> tuple[Open, list[Open]]:
    """One figure and the same at every window that holds rows. Raises ``UnknownFigure``.

    ``as_of`` asks another day, which only a figure about no person can be asked for: from two days anybody could
    work out one graduate.
    """
    figure = FIGURES.get(key)
    if figure is None:
        raise UnknownFigure(_("There is no figure called “%(key)s”.") % {"key": key})
    if as_of and not figure.personal:
        one = _counted(ask(key, EVERYWHERE, as_of=as_of))
        return one, [one]
    book = _book()
    found = book[key]
    shown = found.get(window) or found[next(iter(found))]
    return shown, [found[name] for name in (*Window.values, "") if name in found]


def open_figures() -> list[Open]:
    """Every figure at the window that is told first, in the order of the registry."""
    return [next(iter(found.values())) for found in _book().values()]


def every_open_figure() -> list[Open]:
    """Every figure at every window that holds rows."""
    return [one for found in _book().values() for one in found.values()]


def _book() -> dict[str, dict[str, Open]]:
    kept = Summary.objects.filter(scope=SCOPE).first()
    return read(kept.payload) if kept else read(told_of(count_answers(as_of=today())))


# --- counting, off the request ----------------------------------------------------------------------------------------


def count_answers(*, as_of: date) -> Answers:
    """Every figure of the whole installation at every window: the first of a figure's windows is the one told first.
    Those about persons as of the last month that is over, others as of the day.

    Figures of the same rows and parts share one question to the database.
    """
    windows = windows_with_rows(outcomes_to_count(EVERYWHERE, on=cut_off(as_of)))
    first = default_of(windows)
    answers = {(asked.key, first): asked for asked in figures_of(NOBODY, as_of=as_of, window=first)}
    windowed = [figure for figure in FIGURES.values() if figure.windowed]
    for window in windows:
        if window != first:
            told = figures_of(NOBODY, as_of=as_of, window=window, among=windowed)
            answers |= {(asked.key, window): asked for asked in told}
    return answers


def first_told(answers: Answers) -> dict[str, Asked]:
    """Of each figure the answer at the window told first."""
    told: dict[str, Asked] = {}
    for (key, _window), asked in answers.items():
        told.setdefault(key, asked)
    return told


def told_of(answers: Answers) -> dict[str, Any]:
    """The answers as they are kept: numbers, keys and ISO dates, fit for JSON."""
    publisher = ", ".join(
        organisations_of(EVERYWHERE).filter(kind=Kind.FORUM, forum=None).values_list("name", flat=True)
    )
    return {
        "figures": [_kept(_counted(asked)) for asked in answers.values()],
        "publisher": publisher,
        "counted_at": now().isoformat(),
    }


def told_by() -> tuple[str, str]:
    """Who publishes the figures, and when they were counted."""
    kept = Summary.objects.filter(scope=SCOPE).values_list("payload__publisher", "payload__counted_at").first()
    publisher, counted_at = kept or ("", now().isoformat())
    return publisher or "Padan", counted_at


_STAMP = f"""
    SELECT refreshed_at,
        (SELECT MAX(released_at) FROM {Release._meta.db_table}), (SELECT MAX(id) FROM {Frozen._meta.db_table})
    FROM {Summary._meta.db_table} WHERE scope = %s
"""  # noqa: S608 (names of our own tables)


def stamp() -> str:
    """What everybody reads now: a page made of it stays true until this changes. One question, asked by every page."""
    kept = fetch(_STAMP, [SCOPE])
    return " ".join(map(str, kept[0])) if kept else ""


def _counted(asked: Asked) -> Open:
    """The answer with its cohort, its rows and its places."""
    figure = asked.figure
    rows = figure.rows(asked.question).order_by()
    ends = rows.aggregate(first=Min(figure.cohort), last=Max(figure.cohort)) if figure.cohort else {}
    places: tuple[tuple[str, int], ...] = ()
    if figure.region:
        amount = Sum(figure.amount) if figure.amount else Count("pk")
        found = rows.values_list(f"{figure.region}__code").annotate(n=amount)
        places = tuple(sorted((code or "", n) for code, n in found if n))
    return Open(asked, ends.get("first"), ends.get("last"), asked.row_count, asked.value, asked.low, asked.high, places)


def _kept(one: Open) -> dict[str, Any]:
    asked = one.asked
    return {
        "key": asked.key,
        "window": asked.question.window,
        "as_of": asked.as_of.isoformat(),
        "k": asked.numerator,
        "n": asked.denominator,
        "rows": one.rows,
        "unknown": asked.unknown,
        "value": [one.counted, one.low_end, one.high_end],
        "parts": [[part.key, part.n] for part in asked.parts],
        "first": one.first.isoformat() if one.first else None,
        "last": one.last.isoformat() if one.last else None,
        "places": [list(place) for place in one.places],
    }


def read(kept: dict[str, Any]) -> dict[str, dict[str, Open]]:
    """The kept answers as pages read them: key to window to answer, the window told first first."""
    book: dict[str, dict[str, Open]] = {}
    for told in kept["figures"]:
        figure = FIGURES.get(told["key"])
        if figure is None:  # taken out of the registry since the last count
            continue
        question = Question(EVERYWHERE, date.fromisoformat(told["as_of"]), None, told["window"])
        whole = sum(n for _key, n in told["parts"])
        labels = part_labels(figure, question) if told["parts"] else {}
        parts = [Part(key, labels.get(key, key), n, n / whole) for key, n in told["parts"]]
        asked = Asked(figure, question, (told["k"], told["n"], told["unknown"]), parts)
        places = tuple((code, n) for code, n in told["places"])
        one = Open(asked, _day(told["first"]), _day(told["last"]), told["rows"], *told["value"], places)
        book.setdefault(figure.key, {})[one.window_key] = one
    return book


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
