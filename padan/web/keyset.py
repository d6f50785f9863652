"""Paging by key: the next page starts beyond the last row shown, so page 2.000 costs what page 2 costs.

An order ends in a unique column; rows that arrive or leave meanwhile move nothing else. The place in a list travels as
the public code of a row, never as its values: no name stands in an address.
"""

from dataclasses import dataclass

from django.db.models import F, Q

from padan.organisations.queries import NOTHING

COUNTED_UP_TO = 10_000


@dataclass(frozen=True)
class Key:
    """One column of an order. ``nulls`` is needed for a column that may be empty: "first" or "last"."""

    field: str
    descending: bool = False
    nulls: str = ""

    def expression(self, backwards):
        down = self.descending != backwards
        nulls = {f"nulls_{self._end(backwards)}": True} if self.nulls else {}
        return F(self.field).desc(**nulls) if down else F(self.field).asc(**nulls)

    def beyond(self, value, backwards) -> Q:
        """The condition that a row's column lies beyond ``value``."""
        empty = Q(**{f"{self.field}__isnull": True})
        if value is None:
            return ~empty if self._end(backwards) == "first" else NOTHING
        further = Q(**{f"{self.field}__{'lt' if self.descending != backwards else 'gt'}": value})
        return further | empty if self._end(backwards) == "last" else further

    def at(self, value) -> Q:
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})

    def _end(self, backwards):
        return {"first": "last", "last": "first"}.get(self.nulls, "") if backwards else self.nulls


def order_of(text: str, nulls: str = "") -> tuple[Key, ...]:
    """``"-finished_on"`` → that column, newest first, then the row's own number in the same direction."""
    descending = text.startswith("-")
    first = Key(text.lstrip("-"), descending, nulls)
    return (first,) if first.field == "pk" else (first, Key("pk", descending))


def beyond(order, row, backwards) -> Q:
    """The condition that a row stands after ``row`` in this order (before it, going backwards)."""
    condition, same = NOTHING, Q()
    for key in order:
        value = value_of(row, key.field)
        condition |= same & key.beyond(value, backwards)
        same &= key.at(value)
    first, value = order[0], value_of(row, order[0].field)
    if value is not None and not first.nulls:  # said again, so that an index finds the place at once
        down = first.descending != backwards
        return Q(**{f"{first.field}__{'lte' if down else 'gte'}": value}) & condition
    return condition


def slice_of(rows, order, *, size, after=None, before=None, keys_first=False):
    """One page of ``rows``: (rows shown, is there a page before, is there one after). One query.

    ``keys_first`` finds the page among keys alone and then fetches its rows, two queries: on a table of millions the
    database otherwise carries every column of every joined row through its sort.
    """
    backwards = before is not None
    place = before if backwards else after
    ordered = rows.order_by(*(key.expression(backwards) for key in order))
    if place is not None:
        ordered = ordered.filter(beyond(order, place, backwards))
    found = _by_keys(ordered, size + 1) if keys_first else list(ordered[: size + 1])
    more, shown = len(found) > size, found[:size]
    if backwards:
        return shown[::-1], more, True
    return shown, place is not None, more


def _by_keys(ordered, size):
    keys = list(ordered.values_list("pk", flat=True)[:size])
    rows = ordered.model._default_manager.filter(pk__in=keys)
    rows.query.select_related = ordered.query.select_related
    fetched = {row.pk: row for row in rows}
    return [fetched[key] for key in keys]


def count_cheaply(rows):
    """How many rows, and whether there are more than that: counting stops at 10.000."""
    found = rows.order_by()[: COUNTED_UP_TO + 1].count()
    return min(found, COUNTED_UP_TO), found > COUNTED_UP_TO


def value_of(row, path):
    """A column of a row, by its path: ``"organisation__code"``."""
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
