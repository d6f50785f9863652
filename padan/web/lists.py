"""One machinery for every list: columns, search, filters, order, paging by key, and the export of what is seen.

A list is declared once (``Listing``) and gives two pages: ``listing.page(request)`` and, by POST because it is written
into the trail, ``listing.export(request)``. What a visitor asks for is validated by a form; what the form does not know
is left out with a sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.base.clock import JAKARTA, now
from padan.base.search import containing
from padan.trail.actions import record
from padan.web.downloads import table_response
from padan.web.forms import DayField
from padan.web.keyset import Key, count_cheaply, order_of, slice_of, value_of
from padan.web.navigation import is_open_to
from padan.web.pages import page
from padan.web.templatetags.padan import angka, jam, rupiah, tanggal_pendek
from padan.web.tones import steps_of, tone_of

PAGE = 50
MOST_EXPORTED = 100_000
AT_ONCE = 500  # rows of an export that are completed together
CODE = RegexValidator(r"^[A-Z0-9.-]{1,30}$")


@dataclass(frozen=True)
class Column:
    """One column: how it is called, what it holds of a row (typed, as exported), how it is drawn."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    kind: str = "text"  # text, code, number, date, time, money, state (the row's own), status, evidence
    sort: str = ""  # a field that may order the list; a column without one may not
    nulls: str = ""
    href: Callable[[Any], str] | None = None
    under: Callable[[Any], Any] | None = None  # a second, smaller line; never exported
    phone: bool = True
    shown: bool = True  # False: in the export only
    open_to: Callable[[Any], bool] | None = None  # which viewers may see it; None: all of the page

    @property
    def css(self):
        classes = {
            "code": "code",
            "date": "nowrap",
            "number": "r",
            "money": "r",
            "state": "corner",
            "evidence": "wide",
        }.get(self.kind, "")
        return f"{classes}{'' if self.phone else ' desk'}".strip()


@dataclass(frozen=True)
class Filter:
    """A question that narrows a list. The field validates; ``apply`` gets what it made of it."""

    name: str
    field: forms.Field
    apply: Callable[[Any, Any], Any]
    default: str = ""
    linked: bool = False  # asked by links from other pages; its field appears once it is asked


def choice(name, label, choices, lookup, default=""):
    """One of several values of a column; with a default there is always one, and the values stand apart."""
    every = [] if default else [("", gettext_lazy("All"))]
    field = forms.ChoiceField(label=label, required=False, choices=[*every, *choices])
    return Filter(name, field, lambda rows, value: rows.filter(**{lookup: value}), default)


def day(name, label, lookup):
    """A day from which, or up to which."""
    field = DayField(label=label, required=False)
    return Filter(name, field, lambda rows, value: rows.filter(**{lookup: value}))


def of_code(name, label, lookup):
    """Rows of one thing, by its public code: how other pages link here."""
    field = forms.CharField(
        label=label, required=False, max_length=30, validators=[CODE], widget=forms.TextInput({"size": 14})
    )
    return Filter(name, field, lambda rows, value: rows.filter(**{lookup: value}), linked=True)


@dataclass(frozen=True)
class Cell:
    """What stands in one place of the table, ready to be drawn."""

    column: Column
    text: str
    href: str = ""
    under: str = ""
    tone: str = ""
    steps: int | None = None
    pick: str = ""  # what its tick box says of the row


@dataclass(frozen=True)
class Pick:
    """Rows of a list may be ticked and taken to another page: its address, how they are asked for there, the button."""

    to: str  # name of an address
    name: str
    step: Any
    open_to: Callable[[Any], bool]


@dataclass(frozen=True)
class Empty:
    """What an empty list says: that nothing is here, and what to do first."""

    title: Any
    text: Any
    action: Any = ""
    to: str = ""  # name of an address
    open_to: Callable[[Any], bool] | None = None  # who may go there; None: everybody


@dataclass(frozen=True)
class Listing:
    """A list, declared. ``name`` gives the addresses ``<name>-list`` and ``<name>-export``."""

    name: str
    title: Any
    rows: Callable[[Any], Any]
    columns: tuple[Column, ...]
    order: tuple[Key, ...]
    empty: Empty
    lead: Any = ""
    search: Callable[[Any], str] | None = None  # the searched column for this viewer, "" where she may not
    search_label: Any = ""
    filters: tuple[Filter, ...] = ()
    complete: Callable[[list], None] | None = None  # asks once for all rows what they do not carry themselves
    place: str = "code"  # the unique column that marks a place in the list
    personal: bool = False
    keys_first: bool = False  # for a table of millions
    see_also: tuple[str, Any] | None = None  # name of an address, and its words
    tabs: str = ""  # template of a bar of tabs that the list stands under
    exports: bool = True  # False: nobody takes it out of the house
    begins: bool = False  # the step offered by the empty list stands above a full one as well
    pick: Pick | None = None
    counts: Callable[[Any], list[tuple[Any, int, str]]] | None = None  # (words, number, what to ask the list for)

    @cached_property
    def form(self):
        fields = {}
        if self.search:
            fields["q"] = forms.CharField(
                label=self.search_label or gettext_lazy("Search"),
                required=False,
                max_length=100,
                widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
            )
        fields |= {wanted.name: wanted.field for wanted in self.filters}
        return type("Filters", (forms.Form,), fields)

    def page(self, request, *, note="", status=200):
        """The list, or to htmx its table alone."""
        context = {"seen": Seen(self, request), "listing": self, "note": note}
        return page(request, "lists/list.html", context, partial="rows", status=status)

    def export(self, request):
        """The rows as seen, with their filters and order, as a workbook or as text; written into the trail."""
        kind = request.POST.get("format")
        if kind not in ("xlsx", "csv"):
            raise BadRequest
        seen = Seen(self, request)
        count = seen.rows.order_by()[: MOST_EXPORTED + 1].count()
        if count > MOST_EXPORTED:
            note = _("An export holds at most %(most)s rows. Narrow the list first.") % {"most": angka(MOST_EXPORTED)}
            return self.page(request, note=note, status=422)
        told = {"list": self.name, "format": kind, "rows": count, "filters": seen.asked, "people": self.personal}
        record(request.user, "export.made", changes={name: ["", value] for name, value in told.items()})
        name = f"padan-{slugify(str(self.title))}-{now().astimezone(JAKARTA):%Y%m%d-%H%M}"
        notes = seen.notes(count)
        title = str(self.title)
        return table_response(kind, seen.header, seen.export_rows(), title=title, notes=notes, name=name, below=notes)


class Seen:
    """A list as one viewer sees it now: her rows, what she asked for, and where she stands."""

    def __init__(self, listing, request):
        self.listing, self.viewer, self.path = listing, request.viewer, request.path
        self.params = request.GET
        told = {wanted.name: wanted.default for wanted in listing.filters}
        told |= {name: value for name, value in request.GET.items() if value and name in listing.form.base_fields}
        self.form = listing.form(told, auto_id="f_%s")
        if listing.search and not listing.search(self.viewer):
            del self.form.fields["q"]
        for wanted in listing.filters:
            if wanted.linked and not told[wanted.name]:
                del self.form.fields[wanted.name]
        self.form.is_valid()
        self.columns = [column for column in listing.columns if not column.open_to or column.open_to(self.viewer)]

    @cached_property
    def asked(self) -> dict[str, str]:
        """What narrows or orders the list, as it travels in the address."""
        asked = {name: str(value) for name, value in self.form.cleaned_data.items() if value not in ("", None)}
        return asked | ({"sort": self.sort} if self.sort else {})

    @cached_property
    def narrowed(self) -> bool:
        """Whether the visitor asked for less than the list shows by itself."""
        by_itself = {wanted.name: wanted.default for wanted in self.listing.filters}
        return any(value != by_itself.get(name, "") for name, value in self.asked.items() if name != "sort")

    @cached_property
    def left_out(self) -> list[str]:
        """A sentence for each question that was not understood."""
        said = [
            _("“%(filter)s” does not know this value; it was left out.") % {"filter": self.form.fields[name].label}
            for name in self.form.errors
        ]
        if self.params.get("sort") and not self.sort:
            said.append(_("This list cannot be put in that order."))
        if (self.params.get("after") or self.params.get("before")) and not self.place:
            said.append(_("That place in the list is gone; you are at its beginning."))
        return said

    @cached_property
    def sort(self) -> str:
        wanted = self.params.get("sort", "")
        return wanted if any(c.sort and wanted.lstrip("-") == c.name for c in self.shown_columns) else ""

    @cached_property
    def order(self):
        if not self.sort:
            return self.listing.order
        column = next(column for column in self.columns if column.name == self.sort.lstrip("-"))
        return order_of(("-" if self.sort.startswith("-") else "") + column.sort, column.nulls)

    @cached_property
    def rows(self):
        rows = self.listing.rows(self.viewer)
        for wanted in self.listing.filters:
            value = self.form.cleaned_data.get(wanted.name) or wanted.default
            if value:
                rows = wanted.apply(rows, value)
        if words := self.form.cleaned_data.get("q"):
            rows = containing(rows, self.listing.search(self.viewer), words)
        return rows

    @cached_property
    def place(self):
        """(row, backwards) where the visitor stands, or None at the beginning."""
        for name in ("after", "before"):
            if (mark := self.params.get(name, "")) and len(mark) <= 30 and mark.isascii():
                if self.listing.place == "pk" and not (mark.isdigit() and len(mark) <= 18):
                    return None
                row = self.rows.filter(**{self.listing.place: mark}).first()
                return (row, name == "before") if row else None
        return None

    @cached_property
    def slice(self):
        row, backwards = self.place or (None, False)
        return slice_of(
            self.rows,
            self.order,
            size=PAGE,
            after=None if backwards else row,
            before=row if backwards else None,
            keys_first=self.listing.keys_first,
        )

    @cached_property
    def shown(self):
        rows = self.slice[0]
        if self.listing.complete and rows:
            self.listing.complete(rows)
        return rows

    @cached_property
    def count(self):
        if not (self.slice[1] or self.slice[2]):
            return len(self.shown), False
        return count_cheaply(self.rows)

    @property
    def total(self):
        return self.count[0]

    @property
    def capped(self):
        return self.count[1]

    @property
    def shown_columns(self):
        return [column for column in self.columns if column.shown]

    @property
    def cells(self):
        lines = [[cell_of(column, row, self.viewer) for column in self.shown_columns] for row in self.shown]
        if self.pick:
            for row, line in zip(self.shown, lines, strict=True):
                line[0] = replace(line[0], pick=str(self._mark(row)))
        return lines

    @property
    def pick(self) -> Pick | None:
        wanted = self.listing.pick
        return wanted if wanted and wanted.open_to(self.viewer) else None

    @property
    def all_ticked(self) -> bool:
        return self.params.get("pilih") == "semua"

    @property
    def tick_all(self):
        """The same place of the list with every row ticked, or none."""
        here = {name: self.params[name] for name in ("after", "before") if name in self.params}
        return self.address(**here, **({} if self.all_ticked else {"pilih": "semua"}))

    @property
    def heads(self):
        """(column, address that orders by it or "", "ascending"/"descending"/"") for each column shown."""
        for column in self.shown_columns:
            if not column.sort:
                yield column, "", ""
            elif self.sort == column.name:
                yield column, self.address(sort=f"-{column.name}"), "ascending"
            else:
                descending = "descending" if self.sort == f"-{column.name}" else ""
                yield column, self.address(sort=column.name), descending

    @property
    def previous(self):
        return self.address(before=self._mark(self.shown[0])) if self.slice[1] and self.shown else ""

    @property
    def next(self):
        return self.address(after=self._mark(self.shown[-1])) if self.slice[2] and self.shown else ""

    def _mark(self, row):
        return value_of(row, self.listing.place)

    @property
    def export_address(self):
        return f"{reverse(f'{self.listing.name}-export')}?{urlencode(self.asked)}"

    @cached_property
    def counts(self):
        return self.listing.counts(self.viewer) if self.listing.counts else ()

    @property
    def may_act(self):
        empty = self.listing.empty
        return bool(empty.to) and (not empty.open_to or empty.open_to(self.viewer))

    def address(self, **changes):
        return f"{self.path}?{urlencode(self.asked | changes)}"

    @property
    def header(self):
        return [str(column.label) for column in self.columns]

    def notes(self, count):
        """What the file says of itself: who took it when, what was asked, how many rows."""
        taken = {"who": self.viewer.user, "day": tanggal_pendek(now()), "time": jam(now())}
        narrowed = [
            f"{field.label}: {_in_words(field, self.form.cleaned_data.get(name), self.asked[name])}"
            for name, field in self.form.fields.items()
            if name in self.asked
        ]
        lines = [
            _("Taken from Padan by %(who)s on %(day)s, %(time)s.") % taken,
            _("Filters: %(filters)s.") % {"filters": "; ".join(narrowed) or _("none")},
            _("%(count)s rows.") % {"count": angka(count)},
        ]
        if self.listing.personal:
            lines.append(_("This file holds data about persons. Keep it no longer than you need it."))
        return lines

    def export_rows(self):
        """Every row in order, typed; a few at a time."""
        ordered = self.rows.order_by(*(key.expression(False) for key in self.order))
        batch = []
        for row in ordered.iterator(chunk_size=AT_ONCE):
            batch.append(row)
            if len(batch) == AT_ONCE:
                yield from self._export_batch(batch)
                batch = []
        yield from self._export_batch(batch)

    def _export_batch(self, rows):
        if self.listing.complete and rows:
            self.listing.complete(rows)
        for row in rows:
            yield [_plain(column.value(row)) for column in self.columns]


def cell_of(column, row, viewer) -> Cell:
    """One place of the table; a link only where it leads somewhere for this viewer."""
    value = column.value(row)
    href = column.href(row) if column.href and value not in ("", None) else ""
    href = href if href and is_open_to(viewer, href) else ""
    under = str(column.under(row) or "") if column.under else ""
    if column.kind in ("state", "status") and value is not None:
        return Cell(column, str(value.label), href, under, tone=tone_of(value))
    if column.kind == "evidence" and value is not None:
        return Cell(column, str(value.label), href, under, steps=steps_of(value))
    return Cell(column, _written(column.kind, value), href, under)


def _written(kind, value) -> str:
    if value is None or value == "":
        return "–"
    if hasattr(value, "label"):  # a member of one of the rooms' enums
        return str(value.label)
    if kind == "number":
        return angka(value)
    if kind == "money":
        return rupiah(value)
    if kind == "date":
        return tanggal_pendek(value)
    if kind == "time":
        return f"{tanggal_pendek(value)}, {jam(value)}"
    return str(value)


def _plain(value):
    return str(value.label) if hasattr(value, "label") else value


def _in_words(field, value, typed):
    """What was asked of a filter, as its page says it."""
    if isinstance(field, DayField) and value:
        return tanggal_pendek(value)
    return dict(field.choices).get(str(value), typed) if isinstance(field, forms.ChoiceField) else typed
