"""A figure by groups (window, class, programme, trade, centre, funding, region, agreement), and two groups compared.

Counted in the database, one grouped question a page of groups. Staff read it within their scope; who of them may not
read the lines of persons reads groups as the public does, in released tables alone, which are cut from one cube: a
second rounding of the same cells would break them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Min, Q, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from padan.base.clock import months_after
from padan.base.errors import PadanError
from padan.base.staging import fetch
from padan.figures.adapter import Curve, apart, apart_at, interval, reweighted
from padan.figures.asking import Asked, counts_of, may_read_lines, numbers_of
from padan.figures.queries.after import HALF_A_YEAR, outcomes_answered
from padan.figures.queries.published import Line, published_table, release_in_force
from padan.figures.queries.rows import NARROWS, NOT_RECORDED, Question, finished_enrolments, outcomes_at_window
from padan.figures.registry import DAYS, SHARE, Figure
from padan.figures.states import COUNTS_ITS_SCOPE
from padan.figures.times import NOBODY, Times, times_by, together
from padan.organisations.queries import Viewer
from padan.outcomes.adapter import Checked, checked
from padan.outcomes.queries.outcomes import outcomes_to_count, windows_with_rows
from padan.outcomes.queries.samples import Stratum, samples_counted, strata_by
from padan.outcomes.states import MONTHS, Window
from padan.training.models import Batch
from padan.training.queries.batches import batches_of

PAGE = 40
FEW = 30
"""Under so many people a share says little: its interval is wider than a third of the scale."""


class UnknownDimension(PadanError):
    """The figure is not broken down so, or not for this viewer."""


@dataclass(frozen=True)
class Dimension:
    """What a figure is broken down by.

    ``group`` is the lookup below a batch that tells groups apart, ``words`` those that name a group and stand beside
    its name.
    """

    key: str
    label: Any
    rule: Any
    group: str = ""
    words: tuple[str, ...] = ()
    without: Any = ""


WINDOW, TRADE = "window", "trade"
DIMENSIONS = {
    one.key: one
    for one in (
        Dimension(WINDOW, _("Window"), _("The same people asked at another month, or other people: never added up.")),
        Dimension(TRADE, _("Trade"), _("The trade of the programme, as written."), "programme__trade"),
        Dimension(
            "programme", _("Programme"), _("The programme of the class."),
            "programme", ("programme__name", "programme__centre__name"),
        ),
        Dimension("centre", _("Centre"), _("The centre that ran the class."), "centre", ("centre__name",)),
        Dimension(
            "region", _("Region"), _("The regency of the centre that ran the class, not of the workplace."),
            "centre__region", ("centre__region__name",),
        ),
        Dimension("funding", _("Funding"), _("Who paid for the class, as written."), "funding"),
        Dimension(
            "batch", _("Class"), _("The class itself."), "pk", ("name", "programme__centre__name")
        ),
        Dimension(
            "agreement", _("Agreement"), _("The agreement whose promise the class was run for."),
            "promise__agreement", ("promise__agreement__title", "promise__agreement__code"),
            without=_("without an agreement"),
        ),
    )
}  # fmt: skip

RELEASED = {TRADE: "trade", "programme": "programme", "region": "regency"}
"""The table of a release that shows the groups of a dimension."""


@dataclass(frozen=True)
class Group:
    """One group: of how many (``n``), how many count (``k``), and of how many nobody knows (None where nobody can be).

    ``hidden`` names a group under five of which the viewer reads no number; ``rounded`` says that the numbers are. A
    figure in days has its ``times``: ``k`` began, ``unknown`` add nothing to them.
    """

    key: str
    label: str
    beside: str
    n: int
    k: int
    unknown: int | None = None
    times: Times | None = None
    hidden: bool = False
    rounded: bool = False

    @property
    def curve(self) -> Curve | None:
        return self.times.curve if self.times else None

    @property
    def share(self) -> float | None:
        """Of all in the group."""
        return self.k / self.n if self.n and not self.hidden else None

    @property
    def answered(self) -> int | None:
        return None if self.unknown is None else self.n - self.unknown

    @property
    def of_answered(self) -> float | None:
        return self.k / self.answered if self.answered and not self.hidden else None

    @property
    def response(self) -> float | None:
        return self.answered / self.n if self.answered is not None and self.n and not self.hidden else None

    @property
    def unknown_share(self) -> float | None:
        return self.unknown / self.n if self.unknown is not None and self.n and not self.hidden else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The share if none, and if all, of the unknown counted."""
        if not self.unknown or self.hidden:
            return None
        return self.k / self.n, (self.k + self.unknown) / self.n

    @cached_property
    def interval(self) -> tuple[float | None, float | None] | None:
        """95 %: of the share of all by Wilson; of the median of a figure in days."""
        if self.hidden:
            return None
        return self.curve.median_between if self.curve else interval(self.k, self.n)

    @property
    def is_few(self) -> bool:
        return not self.hidden and 0 < self.n < FEW

    @property
    def median(self) -> float | None:
        return self.curve.median if self.curve and not self.hidden else None


@dataclass(frozen=True)
class Breakdown:
    """A page of groups in the order of their names, those not recorded last, and the whole they are parts of.

    ``adjusted`` is the share of the whole if in each group the silent were like those who answered. ``checked`` tells,
    by key of a group ("": the whole), what checks at random found of those who answered; ``samples`` are the checks.
    """

    asked: Asked
    dimension: Dimension
    groups: list[Group]
    whole: Group
    more: bool = False
    adjusted: Any = None
    checked: dict[str, Checked] = field(default_factory=dict)
    samples: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """How far two groups lie apart: shares of all, or of those at work within half a year for a figure in days."""

    first: Group
    second: Group
    delta: float
    low: float
    high: float

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0

    @property
    def could_turn(self) -> bool:
        """Whether those nobody knows of could turn the difference round, if they were all of one kind."""
        if self.first.curve or self.first.unknown is None:
            return False
        higher, lower = sorted((self.first, self.second), key=lambda group: group.share, reverse=True)
        return (self.first.unknown or self.second.unknown) and higher.share <= (lower.k + lower.unknown) / lower.n

    @property
    def few(self) -> list[Group]:
        return [group for group in (self.first, self.second) if group.is_few]


def dimensions_of(figure: Figure, viewer: Viewer) -> list[Dimension]:
    """What this viewer may break the figure down by; nothing for a figure that does not count rows of classes.

    Who may not read lines reads what a release shows: no classes, no times (a median is the time of one person), and
    only figures whose parts decide.
    """
    if not figure.batch or figure.unit not in (SHARE, DAYS) or not viewer.has(*COUNTS_ITS_SCOPE):
        return []
    if may_read_lines(viewer, figure):
        return [one for one in DIMENSIONS.values() if one.key != WINDOW or figure.windowed]
    release = release_in_force() if figure.part_by == "status" else None
    return [DIMENSIONS[key] for key, table in RELEASED.items() if release and table in release.tables]


def break_down(asked: Asked, by: str, viewer: Viewer, *, page: int = 1, size: int = PAGE) -> Breakdown:
    """A page of the groups of a figure: as many queries for one group as for all. Raises ``UnknownDimension``."""
    dimension = next((one for one in dimensions_of(asked.figure, viewer) if one.key == by), None)
    if dimension is None:
        raise UnknownDimension(_("This figure is not broken down so."))
    if not may_read_lines(viewer, asked.figure):
        groups = _released(asked, dimension, viewer)[(page - 1) * size : page * size + 1]
        return Breakdown(asked, dimension, groups[:size], whole_of(asked), len(groups) > size)
    if dimension.key == WINDOW:
        return Breakdown(asked, dimension, _windows(asked), whole_of(asked))
    groups = _named(asked, dimension, slice((page - 1) * size, page * size + 1))
    groups, more = groups[:size], len(groups) > size
    if asked.figure.unit == DAYS and page == 1 and not more:
        asked.take_times(together(group.times for group in groups))
    whole, adjusted = whole_of(asked), None
    if asked.figure.unsettled is not None and page == 1 and not more:
        adjusted = reweighted([(group.n, group.answered or 0, group.k) for group in groups])
    samples = _samples(asked, viewer)
    return Breakdown(asked, dimension, groups, whole, more, adjusted, _checked(asked, dimension, samples), samples)


def compare(first: Group, second: Group) -> Comparison | None:
    """Two groups beside each other; None where one of them is empty or hidden."""
    if first.hidden or second.hidden or not (first.n and second.n):
        return None
    if first.curve and second.curve:
        found = apart_at(first.curve, second.curve, HALF_A_YEAR.days)
    else:
        found = apart((first.k, first.n), (second.k, second.n))
    return Comparison(first, second, found.estimate, found.low, found.high)


# --- windows that have not passed -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """Who could stand at a window by the cut-off: how many finished long enough ago (``passed``), how many did not yet
    (``ahead``, the first of them passes ``next_on``), and how many of those passed have a row (``told``)."""

    passed: int
    ahead: int
    told: int
    next_on: date | None

    @property
    def missing(self) -> int:
        """Passed without a row: nobody asked, nothing told. They are in no denominator."""
        return max(self.passed - self.told, 0)


def coverage(asked: Asked) -> Coverage | None:
    """Whether the window of a figure has passed for those who finished; None for one without a month. Two queries."""
    months = MONTHS.get(asked.question.window) if asked.figure.windowed else None
    if months is None:
        return None
    passed = Q(finished_on__lte=months_after(asked.as_of, -months))
    ahead = Q(finished_on__gt=months_after(asked.as_of, -months))
    found = (
        finished_enrolments(asked.question)
        .order_by()
        .aggregate(
            passed=Count("pk", filter=passed), ahead=Count("pk", filter=ahead), first=Min("finished_on", filter=ahead)
        )
    )
    next_on = months_after(found["first"], months) if found["first"] else None
    told = outcomes_at_window(asked.question).order_by().count()
    return Coverage(found["passed"], found["ahead"], told, next_on)


# --- figures narrowed to groups ---------------------------------------------------------------------------------------


def words_of(question: Question) -> list[tuple[str, str]]:
    """What a question was narrowed to, in words: the dimension, and the group as it is called. One question each."""
    told = []
    for key, value in question.where:
        dimension = DIMENSIONS[key]
        said = value if value != NOT_RECORDED else str(dimension.without or _("not recorded"))
        if value != NOT_RECORDED and dimension.words:
            named = Batch.objects.filter(**{NARROWS[key]: value}).order_by("pk").values_list(dimension.words[0])
            said = next((name for (name,) in named[:1]), value)
        told.append((str(dimension.label), str(said)))
    return told


def values_of(breakdown: Breakdown) -> dict[str, str]:
    """What narrows a figure to each of these groups: the value beside a key of ``NARROWS``, by the keys of the groups.

    One question at most; nothing for windows, which narrow nothing.
    """
    dimension, keys = breakdown.dimension, [group.key for group in breakdown.groups]
    if dimension.key not in NARROWS:
        return {}
    if not dimension.words:
        return {key: key for key in keys}
    known = {f"{dimension.group}__in": [key for key in keys if key != NOT_RECORDED]}
    pairs = Batch.objects.filter(**known).order_by().values_list(dimension.group, NARROWS[dimension.key]).distinct()
    return {NOT_RECORDED: NOT_RECORDED} | {str(group): str(value) for group, value in pairs}


def groups_to_choose(figure: Figure, viewer: Viewer, *, most: int = 300) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups a figure may be narrowed to by this viewer, below each dimension: [(dimension, [(value, words)])].

    The value is written ``trade=Las``. One question a dimension.
    """
    found = []
    for dimension in dimensions_of(figure, viewer):
        if dimension.key == WINDOW:
            continue
        path, name = NARROWS[dimension.key], (dimension.words or (NARROWS[dimension.key],))[0]
        rows = batches_of(viewer).exclude(**{path: ""}).exclude(**{f"{path}__isnull": True})
        pairs = rows.order_by(name, path).values_list(path, name).distinct()[:most]
        found.append((str(dimension.label), [(f"{dimension.key}={value}", str(words)) for value, words in pairs]))
    return [(label, choices) for label, choices in found if choices]


# --- how groups are counted -------------------------------------------------------------------------------------------


def whole_of(asked: Asked) -> Group:
    """All that a figure counts of, as one group."""
    return Group("", str(_("All")), "", asked.denominator, asked.numerator, asked.unknown, asked.times)


def _windows(asked: Asked) -> list[Group]:
    """The figure at each window that holds rows."""
    found = []
    for window in windows_with_rows(outcomes_to_count(asked.question.viewer)):
        n, k, unknown = counts_of(asked.figure, asked.figure.rows(replace(asked.question, window=window)))
        found.append(Group(window, str(Window(window).label), "", n, k, unknown))
    return found


def _named(asked: Asked, dimension: Dimension, place: slice) -> list[Group]:
    """Groups in the order of their names; those without one come last. Rows are counted by class, classes by group."""
    figure, timed = asked.figure, asked.figure.unit == DAYS
    rows = finished_enrolments(asked.question) if timed else figure.rows(asked.question)
    numbers = {"n": Count("pk")} if timed else numbers_of(figure)
    by_class = rows.order_by().values_list(figure.batch).annotate(**numbers)
    part = F(dimension.group) if dimension.words else NullIf(F(dimension.group), Value(""))
    classes = Batch.objects.order_by().annotate(part=part).values_list("pk", "part", *dimension.words)
    counted, of_counted = by_class.query.sql_with_params()
    named, of_named = classes.query.sql_with_params()
    words = [f"word{n}" for n, _word in enumerate(dimension.words)]
    told = fetch(
        f"""WITH counted (batch, {", ".join(numbers)}) AS MATERIALIZED ({counted}),
            named (batch, {", ".join(["part", *words])}) AS ({named})
        SELECT {", ".join(["part", *words, *(f"SUM({name})" for name in numbers)])}
        FROM counted JOIN named ON named.batch = counted.batch GROUP BY {", ".join(["part", *words])}
        ORDER BY {", ".join(f"{name} NULLS LAST" for name in (*words, "part"))}
        LIMIT {place.stop - place.start} OFFSET {place.start}""",  # noqa: S608 (compiled by the ORM; names of our own)
        [*of_counted, *of_named],
    )
    if timed:
        some = place.start > 0 or len(told) == place.stop
        classes = classes.filter(Q(part__in=[row[0] for row in told]) | Q(part=None)) if some else classes
        times = times_by(asked.question, classes.values_list("pk", "part"), some=some)
    groups = []
    for value, *rest in told:
        label, beside = _words(dimension, value, rest[: len(words)])
        key = _key(value)
        if timed:
            time = times.get(value, NOBODY)
            groups.append(Group(key, label, beside, time.n, time.begun, time.silent, time))
        else:
            groups.append(Group(key, label, beside, *map(int, rest[len(words) :])))
    return groups


def _samples(asked: Asked, viewer: Viewer) -> list[Any]:
    """The checks at random that tell of a share of those who answered at the window of this question."""
    figure = asked.figure
    of_all = figure.rows is outcomes_at_window and figure.unsettled is not None
    if not (of_all or figure.rows is outcomes_answered):
        return []
    return samples_counted(viewer, window=asked.question.window, on=asked.as_of)


def _checked(asked: Asked, dimension: Dimension, samples: list[Any]) -> dict[str, Checked]:
    """What they found, by key of a group, and of all of them together."""
    question, everybody = asked.question, Batch.objects.order_by()
    batches = None
    if not (question.viewer.sees_all and question.organisation is None):
        open_to = everybody if question.viewer.sees_all else batches_of(question.viewer).order_by()
        batches = question.within(open_to, centre="centre").values("pk")

    def part(of_class: str) -> Any:
        group = F(f"{of_class}__{dimension.group}")
        return group if dimension.words else NullIf(group, Value(""))

    whole: dict[Any, Any] = {}
    found = {}
    for value, strata in strata_by(samples, part, on=asked.as_of, batches=batches).items():
        found[_key(value)] = checked(strata, asked.figure.counted_parts)
        for place, one in strata.items():
            whole.setdefault(place, Stratum()).add(one)
    found[""] = checked(whole, asked.figure.counted_parts)
    return {key: one for key, one in found.items() if one}


def _key(value: Any) -> str:
    return NOT_RECORDED if value is None else str(value)


def _words(dimension: Dimension, part: Any, words: list[Any]) -> tuple[str, str]:
    if part is None:
        return str(dimension.without or _("not recorded")), ""
    name, *beside = words or [part]
    return str(name), " · ".join(str(word) for word in beside if word)


def _released(asked: Asked, dimension: Dimension, viewer: Viewer) -> list[Group]:
    """The groups within her scope as the release shows them, which is how everybody reads them.

    A labour office of a province reads the trades of that province; where the release shows none, those of all.
    """
    release = release_in_force()
    if release is None:
        return []
    table, window = RELEASED[dimension.key], asked.question.window
    provinces = viewer.provinces if not (viewer.directorate or viewer.sees_all) else frozenset()
    if provinces and dimension.key == TRADE and "trade_province" in release.tables:
        table = "trade_province"
    lines = published_table(release, table, window=window).lines
    if provinces and table in ("trade_province", "regency"):
        lines = tuple(line for line in lines if line.region[:2] in provinces)
    if provinces and table == "programme":
        hers = set(batches_of(viewer).order_by().values_list("programme__code", flat=True))
        lines = tuple(line for line in lines if line.programme in hers)
    return [_as_released(asked.figure, dimension, line) for line in lines]


def _as_released(figure: Figure, dimension: Dimension, line: Line) -> Group:
    """A line of a release as a group of this figure; hidden where one of the cells it needs has no number."""

    def told(statuses: Iterable[Any]) -> int | None:
        counts = [line.by_status[status].count for status in statuses if status in line.by_status]
        return None if None in counts else sum(counts)

    n = told(set(line.by_status) - figure.left_out) if figure.left_out else line.whole.count
    k, unknown = told(figure.counted_parts), told(figure.unsettled_parts)
    key = {TRADE: line.trade, "programme": line.programme, "region": line.region}[dimension.key]
    label, beside = (line.under, line.label) if dimension.key == TRADE and line.region else (line.label, line.under)
    if not n or k is None:
        return Group(key, label, beside, 0, 0, hidden=True, rounded=True)
    k = min(k, n)
    return Group(key, label, beside, n, k, None if figure.unsettled is None else min(unknown or 0, n - k), rounded=True)
