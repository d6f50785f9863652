"""A figure as data: its number with everything a statistician asks of it, in both languages, by one kept schema.

The keys of ``described`` are a promise to those who read it by machine: a new one may be added, none is changed.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.figures.protect import BASE, SMALL
from padan.figures.public import Open
from padan.figures.registry import DAYS, SHARE
from padan.figures.tables import Grid
from padan.outcomes.states import Window

FORMAT = "padan-angka/1"
METHODS = {SHARE: "Wilson", DAYS: "Kaplan-Meier, log-log"}
LANGUAGES = ("id", "en")


def both(words: Callable[[], Any]) -> dict[str, str]:
    """What ``words`` says in each language."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = str(words())
    return told


def method_of(one: Open) -> list[tuple[str, str]]:
    """How a figure is counted, in plain words: (question, answer), only what holds for it."""
    figure, asked = one.figure, one.asked
    told = [(_("What is counted?"), asked.rule)]
    if figure.windowed:
        told.append((_("When?"), _window_words(one)))
    if figure.windowed:
        told.append(
            (
                _("Who has not answered?"),
                _(
                    "They stay in the whole and are shown as not known. Nobody is called unemployed for being silent. "
                    "The number says how it would be if none, and if all of them counted."
                ),
            )
        )
    if one.low is not None and figure.unit == SHARE:
        told.append((_("How sure is it?"), interval_words()))
    if figure.personal:
        told.append((_("Why are numbers rounded?"), rounding_words()))
    if one.reported:
        told.append(
            (
                _("Why is it not counted?"),
                _(
                    "The centre told this total and has not brought in its rows. As soon as it does, the total goes "
                    "and the rows are counted."
                ),
            )
        )
    return told


def method_in_words() -> list[tuple[str, str]]:
    """What holds for all figures, beyond what the home tells: (question, answer)."""
    return [
        (
            _("What is a window, what a cut-off?"),
            _(
                "The window says how long after finishing a status holds: 3, 6 or 12 months. The cut-off is the day up "
                "to which answers are counted. Two numbers may be compared only at the same window."
            ),
        ),
        (
            _("Whose word counts more?"),
            _(
                "A word of one's own, a supporting file, the employer's confirmation, an officer's check, in this "
                "order. Where two answers differ the stronger one counts, and nothing is overwritten."
            ),
        ),
        (_("How sure is a number?"), interval_words()),
        (_("How are people protected?"), rounding_words()),
        (
            _("What is a reported total?"),
            _(
                "A number that a centre told without rows. It stands in a dashed frame, apart from counted numbers, "
                "and is never added to them."
            ),
        ),
        (
            _("What is a frozen value?"),
            _(
                "A number that was published: kept with its rule of that day and a fingerprint of its rows, so that "
                "anybody can check later what was said. It is never changed; a correction is a new value with a reason."
            ),
        ),
    ]


def interval_words() -> str:
    return _(
        "The interval (Wilson, 95 percent) says how far a number of so few people may lie from what would hold for "
        "many. The fewer people, the wider it is. It says nothing about answers that are missing or untrue."
    )


def rounding_words() -> str:
    return _(
        "In a group under %(small)s people anybody could guess who is meant. Numbers in tables are therefore rounded "
        "to a multiple of %(base)s, each cell by a chance that is fixed for it for ever, and a group under %(small)s "
        "is only named. Before a table is released we attack it ourselves and check that nobody can be worked out."
    ) % {"small": SMALL, "base": BASE}


def _window_words(one: Open) -> str:
    if one.window_key == Window.NOT_STATED:
        return _("When it held is not stated in what the centre wrote.")
    return _("%(window)s, by the latest answer up to the cut-off date.") % {"window": one.asked.window.capitalize()}


def described(one: Open, *, grid: Grid | None, publisher: str, link: str, counted_at: str) -> dict[str, Any]:
    """The figure as everybody may have it. ``link`` is its page; ``grid`` the table that stands for its rows."""
    figure, asked = one.figure, one.asked
    return {
        "format": FORMAT,
        "language": translation.get_language(),
        "key": figure.key,
        "title": both(lambda: figure.label),
        "rule": both(lambda: figure.rule),
        "rule_version": figure.version,
        "kind": "reported" if one.reported else "counted",
        "unit": figure.unit,
        "value": one.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "universe": both(lambda: figure.of_what),
        "window": _window(one),
        "reference_date": asked.as_of.isoformat(),
        "cohort": {"from": one.first.isoformat(), "until": one.last.isoformat()} if one.first and one.last else None,
        "rows": None if one.small else one.rows,
        "parts": [
            {"key": part.key, "label": part.label, "n": part.n, "share": round(part.share, 6)} for part in one.parts
        ],
        "unknown": _unknown(one),
        "confidence": {"method": METHODS[figure.unit], "level": 0.95, "low": one.low, "high": one.high}
        if one.low is not None
        else None,
        "protection": {"method": "random rounding by cell key", "base": BASE, "smallest": SMALL}
        if figure.personal
        else None,
        "warning": both(lambda: figure.warning) if figure.warning else None,
        "table": _table(grid) if grid else None,
        "source": publisher,
        "licence": licence(),
        "link": link,
        "schema": f"{settings.PADAN_ADDRESS}/data/skema.json",
        "counted_at": counted_at,
    }


def licence() -> dict[str, str]:
    return {"name": settings.PADAN_DATA_LICENCE, "url": settings.PADAN_DATA_LICENCE_URL}


def _window(one: Open) -> dict[str, Any] | None:
    if not one.figure.windowed:
        return None
    return {"key": one.window_key, "label": both(lambda: Window(one.window_key).label)}


def _unknown(one: Open) -> dict[str, Any] | None:
    if not one.bounds:
        return None
    return {"n": one.asked.unknown, "share_if_none": one.bounds[0], "share_if_all": one.bounds[1]}


def _table(grid: Grid) -> dict[str, Any]:
    return {
        "dimensions": list(grid.heads),
        "release": grid.release.code if grid.release else None,
        "cells": [{"place": list(cell.place), "n": cell.count} for cell in grid.cells],
    }


# --- the schema -------------------------------------------------------------------------------------------------------

TEXT, SHARE_OR_COUNT = {"type": "string"}, {"type": ["number", "null"]}
COUNT = {"type": ["integer", "null"], "minimum": 0}
DAY = {"type": "string", "format": "date"}
WORDS = {"type": "object", "properties": {"id": TEXT, "en": TEXT}, "required": ["id", "en"]}


def thing(*, maybe: bool = True, **properties: Any) -> dict[str, Any]:
    return {
        "type": ["object", "null"] if maybe else "object",
        "properties": properties,
        "required": list(properties),
    }


FIELDS: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("format", {"const": FORMAT}, gettext_lazy("The name of this format and its version.")),
    ("language", {"enum": list(LANGUAGES)}, gettext_lazy("The language of the parts and of the table.")),
    ("key", TEXT, gettext_lazy("The key of the figure; it never changes.")),
    ("title", WORDS, gettext_lazy("The name of the figure.")),
    ("rule", WORDS, gettext_lazy("What is counted, in words.")),
    ("rule_version", {"type": "integer"}, gettext_lazy("Grows when the rule changes. Do not compare across versions.")),
    ("kind", {"enum": ["counted", "reported"]}, gettext_lazy("Counted from rows, or reported without rows.")),
    ("unit", {"enum": ["share", "count", "days"]}, gettext_lazy("A share lies between 0 and 1; days are a median.")),
    ("value", SHARE_OR_COUNT, gettext_lazy("The number; empty for a group under five.")),
    ("numerator", COUNT, gettext_lazy("How many count.")),
    ("denominator", COUNT, gettext_lazy("The n: how many there are in all.")),
    ("universe", WORDS, gettext_lazy("What the denominator consists of.")),
    ("window", thing(key=TEXT, label=WORDS), gettext_lazy("How long after finishing it holds.")),
    ("reference_date", DAY, gettext_lazy("The cut-off: what became known later is not in it.")),
    ("cohort", thing(**{"from": DAY, "until": DAY}), gettext_lazy("When those counted finished.")),
    ("rows", COUNT, gettext_lazy("How many rows stand behind the number.")),
    (
        "parts",
        {"type": "array", "items": thing(maybe=False, key=TEXT, label=TEXT, n={"type": "integer"},
                                         share={"type": "number"})},
        gettext_lazy("The parts of the whole; they add up to it, the unknown included."),
    ),
    (
        "unknown",
        thing(n=COUNT, share_if_none=SHARE_OR_COUNT, share_if_all=SHARE_OR_COUNT),
        gettext_lazy("How many nobody knows about, and the share if none, and if all of them counted."),
    ),
    (
        "confidence",
        thing(method=TEXT, level=SHARE_OR_COUNT, low=SHARE_OR_COUNT, high=SHARE_OR_COUNT),
        gettext_lazy("The interval of the share at 95 percent."),
    ),
    (
        "protection",
        thing(method=TEXT, base={"type": "integer"}, smallest={"type": "integer"}),
        gettext_lazy("How cells about people are rounded, and the smallest group that is numbered."),
    ),
    ("warning", {"anyOf": [WORDS, {"type": "null"}]}, gettext_lazy("What this figure must not be compared with.")),
    (
        "table",
        thing(
            dimensions={"type": "array", "items": TEXT},
            release={"type": ["string", "null"]},
            cells={"type": "array", "items": thing(maybe=False, place={"type": "array", "items": TEXT}, n=COUNT)},
        ),
        gettext_lazy("The published table. A cell without a number is a group under five, or held back for one."),
    ),
    ("source", TEXT, gettext_lazy("Who publishes it.")),
    ("licence", thing(maybe=False, name=TEXT, url=TEXT), gettext_lazy("What may be done with it.")),
    ("link", {"type": "string", "format": "uri"}, gettext_lazy("The page of the figure.")),
    ("schema", {"type": "string", "format": "uri"}, gettext_lazy("Where this description stands for machines.")),
    ("counted_at", {"type": "string", "format": "date-time"}, gettext_lazy("When it was counted.")),
)  # fmt: skip


def schema() -> dict[str, Any]:
    """The kept schema of ``described``, as JSON Schema."""
    with translation.override("en"):
        properties = {name: kind | {"description": str(words)} for name, kind, words in FIELDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.PADAN_ADDRESS}/data/skema.json",
        "title": FORMAT,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
