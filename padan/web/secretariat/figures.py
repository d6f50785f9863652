"""Figures: all of them, one with its rule, and the rows behind it. Open to everybody, within what each may see."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from padan.base.clock import now
from padan.figures.asking import ask, figures_of, may_read_lines, published_cells, windows_of
from padan.figures.breakdowns import coverage, dimensions_of, whole_of, words_of
from padan.figures.protect import SMALL
from padan.figures.queries.rows import NARROWS
from padan.figures.registry import FIGURES
from padan.figures.states import COUNTS_ITS_SCOPE
from padan.outcomes.states import Status, Window
from padan.placements.states import Evidence
from padan.trail.actions import record
from padan.web.downloads import table_response
from padan.web.forms import DayField
from padan.web.keyset import Key, slice_of
from padan.web.pages import page
from padan.web.public import data as public_data
from padan.web.public import figures as public
from padan.web.templatetags.padan import angka, jam, persen, tanggal, tanggal_pendek
from padan.web.tones import steps_of, tone_of

PAGE = 50
FIRST = 6
ACROSS = 8
ORDER = (Key("pk"),)
MARKS = ((91, 3), (183, 6), (365, 12))  # days, and the months they are told as
WIDE, HIGH = 1000, 240
FEWEST = 10
"""A curve ends where fewer than so many are still waited for: two late first days would draw it up to everybody."""


class Narrow(forms.Form):
    """How a figure is asked, and which of its rows are shown. What is not understood is left out."""

    window = forms.ChoiceField(label=gettext_lazy("Window"), required=False, choices=Window)
    as_of = DayField(label=gettext_lazy("As of"), required=False)
    counted = forms.ChoiceField(
        label=gettext_lazy("Counted"),
        required=False,
        choices=[("", gettext_lazy("All rows")), ("1", gettext_lazy("Counted")), ("0", gettext_lazy("Not counted"))],
    )
    part = forms.CharField(required=False, max_length=30)
    by = forms.CharField(required=False, max_length=20)
    group = forms.CharField(required=False, max_length=200)


class Shown:
    """A figure as one visitor asks it: by lines where she may read them, else by the published table.

    ``of_group``: where the address names a group, only its rows are asked about.
    """

    def __init__(self, request, key, *, of_group=False):
        self.request, self.viewer = request, request.viewer
        form = Narrow(request.GET)
        form.is_valid()
        self.told = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
        self.figure = FIGURES.get(key)
        if self.figure is None:
            raise Http404
        self.by_line = may_read_lines(self.viewer, self.figure)
        if not self.asks_days:
            self.told.pop("as_of", None)
        by, group = self.told.pop("by", ""), self.told.pop("group", "")
        narrows = of_group and self.by_line and self.figure.batch and by in NARROWS and group
        self.where = {by: group} if narrows else {}
        self.asked = self._at(self.told.get("window"))
        if not self.asked.parts:
            self.told.pop("part", None)

    @property
    def asks_days(self):
        """Whether the visitor may choose the day: from the totals of two days anybody could work out one person."""
        return self.by_line or not self.figure.personal

    @property
    def small(self):
        """Whether the public would read a number of a group under five."""
        return self.figure.personal and not self.by_line and 0 < self.asked.numerator < SMALL

    @cached_property
    def query(self):
        """What was asked, as it travels in an address; the window always, so that a link says what it shows."""
        kept = {name: str(value) for name, value in self.told.items() if name in {"as_of", "counted", "part"}}
        for by, group in self.where.items():
            kept |= {"by": by, "group": group}
        return kept | ({"window": self.asked.question.window} if self.figure.windowed else {})

    def address(self, name="figure", **changes):
        return reverse(name, args=[self.asked.key], query=self.query | changes)

    @property
    def rows_address(self):
        return self.address("figure-rows")

    @property
    def download_address(self):
        return self.address("figure-download")

    @cached_property
    def dimensions(self):
        """What the visitor may break the figure down by."""
        return dimensions_of(self.figure, self.viewer)

    @property
    def groups_address(self):
        return self.address("figure-groups")

    @property
    def curves(self):
        """The curves that are drawn, each with a label: of the whole."""
        return [whole_of(self.asked)]

    @property
    def drawing(self):
        return drawing_of([group.curve for group in self.curves])

    @cached_property
    def coverage(self):
        """Whether the window has passed for those who finished; None for a figure without one."""
        return coverage(self.asked)

    @property
    def other(self):
        """Those of the whole that neither count nor are unknown."""
        return self.asked.denominator - self.asked.numerator - (self.asked.unknown or 0)

    @property
    def rest(self):
        """Those of the whole that do not count, for a figure without an unknown."""
        return self.asked.denominator - self.asked.numerator

    @cached_property
    def windows(self):
        """The same figure at each window that holds rows, for figures with one."""
        found = windows_of(self.asked)
        if len(found) < 2:
            return []
        here = self.asked.question.window
        return [
            {
                "label": Window(window).label,
                "asked": self.asked if window == here else self._at(window),
                "href": self.address(window=window),
                "here": window == here,
            }
            for window in Window.values
            if window in found
        ]

    def _at(self, window):
        return ask(self.figure.key, self.viewer, window=window, as_of=self.told.get("as_of"), where=self.where)

    @cached_property
    def of_group(self):
        """The group that is asked about, in words: [(dimension, group)]."""
        return words_of(self.asked.question)

    @cached_property
    def rows(self):
        """The rows behind the figure, as narrowed."""
        rows = self.asked.rows
        if self.figure.counted is not None and "counted" in self.told:
            rows = rows.filter(counted=int(self.told["counted"]))
        if "part" in self.told:
            rows = rows.filter(**{self.figure.part_by: self.told["part"]})
        return rows

    @property
    def narrows(self):
        """The questions that narrow these rows: [(name, label, [(value, label, chosen)])]."""
        asked = []
        if self.figure.counted is not None:
            choices = Narrow.base_fields["counted"].choices
            asked.append(("counted", _("Counted"), choices))
        if self.asked.parts:
            parts = [("", _("All")), *((part.key, part.label) for part in self.asked.parts)]
            asked.append(("part", _("Part"), parts))
        return [
            (name, label, [(value, words, self.told.get(name, "") == value) for value, words in choices])
            for name, label, choices in asked
        ]

    @property
    def heads(self):
        return [*((column.label, column.numeric) for column in self.figure.columns), (_("Counted"), True)]

    def lines(self, rows):
        """Rows as they are drawn."""
        return [
            [*(drawn(column, row) for column in self.figure.columns), Drawn(angka(row.counted), numeric=True)]
            for row in rows
        ]

    @cached_property
    def cell_heads(self):
        return [str(label) for _name, label in self.figure.cells]

    @cached_property
    def cells(self):
        return published_cells(self.asked)

    @cached_property
    def turned(self):
        """Which column of the published table stands across the page: the parts of the whole, else the second."""
        names = [name for name, _label in self.figure.cells]
        return names.index(self.figure.part_by) if self.figure.part_by in names else 1

    @cached_property
    def across(self):
        """The words that stand across the page; none where the table has not two columns or they are many."""
        if len(self.cell_heads) != 2:
            return []
        found = {cell.place[self.turned] for cell in self.cells}
        words = [part.label for part in self.asked.parts if part.label in found]
        words += sorted(found.difference(words))
        return words if len(words) <= ACROSS else []

    @cached_property
    def table(self):
        """The published table as it is drawn: [(words of the place, [cell or None])]."""
        if not self.across:
            return [(cell.place, [cell]) for cell in self.cells]
        found = {}
        for cell in self.cells:
            found.setdefault(cell.place[1 - self.turned], {})[cell.place[self.turned]] = cell
        return [((place,), [by.get(word) for word in self.across]) for place, by in sorted(found.items())]

    @property
    def table_heads(self):
        return ([self.cell_heads[1 - self.turned]], self.across) if self.across else (self.cell_heads, [_("Number")])


@dataclass(frozen=True)
class Drawn:
    """One place of the table of rows."""

    text: str
    numeric: bool = False
    day: bool = False
    tone: str = ""
    steps: int | None = None


def drawn(column, row):
    value = column.read(row)
    if column.key == "status" and hasattr(row, "status"):
        return Drawn(value, tone=tone_of(Status(row.status)))
    if column.key == "evidence":
        return Drawn(value, steps=steps_of(Evidence(row.evidence)))
    if column.numeric:
        return Drawn(angka(value), numeric=True)
    if hasattr(value, "year"):
        return Drawn(tanggal_pendek(value), day=True)
    return Drawn(str(value) if value not in ("", None) else "–")


def drawing_of(curves):
    """Shares to whom it has happened, as steps in a frame of WIDE by HIGH: {"lines": [points], "ticks", "last"}."""
    last = max([curve.steps[-1].time for curve in curves if curve.steps] + [MARKS[-1][0]])
    return {
        "wide": WIDE,
        "high": HIGH,
        "lines": [_points(curve, last) for curve in curves],
        "ticks": [(round(days / last * WIDE), months) for days, months in MARKS],
        "levels": [(round(HIGH * (1 - share)), share) for share in (1, 0.5, 0)],
    }


def reached(curve, days):
    """The share to whom it has happened by a day; None where it rests on fewer than ``FEWEST`` still waiting."""
    last = next((step for step in reversed(curve.steps) if step.time <= days), None)
    return None if last and last.at_risk < FEWEST <= curve.n else curve.happened_by(days).estimate


def _points(curve, last):
    points, level = [(0, HIGH)], HIGH
    for step in curve.steps:
        if step.at_risk < FEWEST <= curve.n:
            points.append((step.time / last * WIDE, level))
            return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        at, reached = step.time / last * WIDE, HIGH * step.surviving
        points += [(at, level), (at, reached)]
        level = reached
    points.append((WIDE, level))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def is_everybody(viewer):
    """Whether this viewer reads figures as everybody does: she counts no scope of her own."""
    return not viewer.has(*COUNTS_ITS_SCOPE)


@require_safe
def figure_list(request):
    """Every figure with its value."""
    if is_everybody(request.viewer):
        return public.figure_list(request)
    rows = [
        {
            "asked": asked,
            "small": asked.figure.personal
            and not may_read_lines(request.viewer, asked.figure)
            and 0 < asked.numerator < SMALL,
        }
        for asked in figures_of(request.viewer)
    ]
    return page(request, "figures/list.html", {"rows": rows})


@require_safe
def figure(request, key):
    """One figure: value, rule, whole, window, cut-off, and the first of its rows."""
    if is_everybody(request.viewer):
        return public.figure(request, key)
    shown = Shown(request, key)
    first = shown.lines(shown.asked.rows.order_by("pk")[:FIRST]) if shown.by_line else []
    return page(request, "figures/figure.html", {"shown": shown, "asked": shown.asked, "first": first, "whole": False})


@require_safe
def rows(request, key):
    """All rows behind a figure, page by page; before the public the published table stands for them."""
    if is_everybody(request.viewer) and not (key in FIGURES and FIGURES[key].open_lines):
        return public.figure_rows(request, key)
    shown = Shown(request, key, of_group=True)
    context = {"shown": shown, "asked": shown.asked, "whole": True}
    if shown.by_line:
        context |= _slice(request, shown)
    return page(request, "figures/rows.html", context, partial="rows")


def _slice(request, shown):
    place = {}
    for name in ("after", "before"):
        mark = request.GET.get(name, "")
        if mark.isascii() and mark.isdigit() and len(mark) <= 18:
            place = {name: shown.rows.filter(pk=int(mark)).first()}
    found, before, after = slice_of(shown.rows, ORDER, size=PAGE, **place)
    return {
        "lines": shown.lines(found),
        "total": shown.rows.order_by().count() if before or after else len(found),
        "previous": shown.address("figure-rows", before=found[0].pk) if before and found else "",
        "next": shown.address("figure-rows", after=found[-1].pk) if after and found else "",
    }


@require_http_methods(["GET", "POST"])
def download(request, key):
    """The published table by GET, for everybody; the rows by POST, for who may read them, written into the trail."""
    if request.method == "GET" and is_everybody(request.viewer):
        return public_data.file(request, key, request.GET.get("format", ""))
    shown = Shown(request, key, of_group=True)
    told = request.POST if request.method == "POST" else request.GET
    if (kind := told.get("format")) not in ("xlsx", "csv"):
        raise BadRequest
    if request.method == "POST":
        if not (shown.by_line and request.user.is_authenticated):
            raise Http404
        header = [str(label) for label, _numeric in shown.heads]
        lines = (
            [*(column.read(row) for column in shown.figure.columns), row.counted]
            for row in shown.rows.order_by("pk").iterator(chunk_size=500)
        )
        changes = {"figure": key, "format": kind, **{name: str(value) for name, value in shown.query.items()}}
        record(request.user, "export.made", changes={name: ["", value] for name, value in changes.items()})
    else:
        header = [*shown.cell_heads, _("Number")]
        small, withheld = _("under 5 people"), _("withheld")
        unsaid = {True: withheld, False: small}
        lines = ([*cell.place, unsaid[cell.withheld] if cell.count is None else cell.count] for cell in shown.cells)
    return _file(kind, shown, header, lines)


def in_words(asked):
    """The value as it stands in a sentence: 54,0%, 1.248, or 90 days; a dash where there is none."""
    if asked.unit == "share":
        return persen(asked.value)
    if asked.unit == "days" and asked.value is not None:
        return ngettext("%(n)s day", "%(n)s days", asked.value) % {"n": angka(asked.value)}
    return angka(asked.value)


def _file(kind, shown, header, lines):
    asked = shown.asked
    notes = [
        asked.rule,
        *(f"{dimension}: {group}" for dimension, group in shown.of_group),
        _("Value %(value)s: %(counted)s of %(of)s. Window: %(window)s. As of %(day)s.")
        % {
            "value": in_words(asked),
            "counted": angka(asked.numerator),
            "of": angka(asked.denominator),
            "window": asked.window or "–",
            "day": tanggal(asked.as_of),
        },
        _("Taken from Padan on %(day)s, %(time)s.") % {"day": tanggal(now()), "time": jam(now())},
    ]
    name = f"padan-{asked.key}-{asked.as_of:%Y%m%d}"
    below = ["", asked.label, *notes]  # a text has no first sheet
    return table_response(kind, header, lines, title=asked.label, notes=notes, name=name, below=below)
