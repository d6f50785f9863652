"""Proving a frozen figure: its rows counted anew as of the same cut-off, and what became different since.

The lines of a figure are its rows, each as ``code TAB what it counted as``. They hold codes, never names.
"""

import hashlib
import string
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from padan.base.errors import PadanError
from padan.figures.asking import Asked, ask
from padan.figures.models import Frozen, FrozenRows
from padan.figures.registry import FIGURES, Figure
from padan.organisations.queries import EVERYWHERE, organisation_with_code

ADDED, REMOVED, CHANGED, LATER = "added", "removed", "changed", "later"


@dataclass(frozen=True)
class Lines:
    """The rows behind a figure as they are hashed, sorted; ``counted`` and ``of`` are sums over them."""

    lines: list[str]
    counted: int
    of: int

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    @cached_property
    def text(self) -> bytes:
        return "".join(f"{line}\n" for line in self.lines).encode()

    @property
    def packed(self) -> bytes:
        return zlib.compress(self.text, 6)


def lines_of(asked: Asked) -> Lines:
    """The rows of a figure as lines: one question, values only, whatever their number."""
    figure = asked.figure
    names, place = _places(figure)
    told = [figure.part_by] if figure.part_by else figure.lines
    more = [*told, *([figure.amount_of] if figure.amount_of else [])]
    lines, counted, of = [], 0, 0
    for row in asked.rows.order_by().values_list(*names, *more, "counted").iterator(chunk_size=5000):
        code = place.format(*row)
        part = "".join(f"{value} " for value in row[len(names) : len(names) + len(told)])
        whole = f"/{row[-2]}" if figure.amount_of else ""
        lines.append(f"{code}\t{part}{row[-1]}{whole}")
        counted += row[-1] or 0
        of += row[-2] if figure.amount_of else 1
    return Lines(sorted(lines), counted, of)


def _places(figure: Figure) -> tuple[list[str], str]:
    """The lookups that make up a row's code, and the pattern that puts their values together."""
    names, pattern = [], ""
    for words, name, form, _conversion in string.Formatter().parse(figure.coded):
        pattern += words
        if name:
            pattern += f"{{{len(names)}:{form}}}" if form else f"{{{len(names)}}}"
            names.append(name)
    return names, pattern


@dataclass(frozen=True)
class Change:
    """A row that is no longer what it was: added, removed, counted as something else, or answered after the cut-off."""

    kind: str
    code: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class Proof:
    """What counting anew gave. ``same`` says that every row counts as it did; ``told`` names those that do not."""

    frozen: Frozen
    now: Asked
    rows_hash: str
    told: list[Change]
    kept_whole: bool  # whether the kept rows still give the kept hash

    @property
    def same(self) -> bool:
        return self.rows_hash == self.frozen.rows_hash and self.kept_whole

    @property
    def same_rule(self) -> bool:
        """Whether the rule is still the one of then; else a difference may come from the rule and not from rows."""
        return self.now.figure.version == self.frozen.rule_version

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(change.kind for change in self.told)
        return {kind: found[kind] for kind in (ADDED, REMOVED, CHANGED, LATER)}


class FigureGone(PadanError):
    """The figure was frozen when it was defined, and nobody defines it any more."""


def prove(frozen: Frozen) -> Proof:
    """Count a frozen figure anew as of its cut-off and compare every row. Writes nothing.

    Raises ``FigureGone`` or ``UnknownOrganisation`` where there is nothing left to count.
    """
    if frozen.key not in FIGURES:
        raise FigureGone(
            _("The figure “%(key)s” is no longer defined; its kept rows still stand.") % {"key": frozen.key}
        )
    body = organisation_with_code(frozen.scope) if frozen.scope else None
    asked = {"organisation": body, "window": frozen.window or None, "where": frozen.dimensions}
    now = ask(frozen.key, EVERYWHERE, as_of=frozen.as_of, **asked)
    lines = lines_of(now)
    kept = rows_of(frozen)
    kept_whole = hashlib.sha256(kept).hexdigest() == frozen.rows_hash
    told = [] if kept == lines.text else compared(kept.decode().splitlines(), lines.lines)
    if now.figure.windowed and any(change.kind == REMOVED for change in told):
        after = lines_of(ask(frozen.key, EVERYWHERE, as_of=date.max, **asked))
        told = _told_later(told, after.lines)
    return Proof(frozen, now, lines.hash, told, kept_whole)


def _told_later(told: list[Change], after: list[str]) -> list[Change]:
    """Rows that went because a newer answer, of a day after the cut-off, took their place: they are still there.

    It happened before outcomes kept their past (decision 15); a figure frozen then meets such rows.
    """
    newest = dict(line.split("\t", 1) for line in after)
    return [
        Change(LATER, change.code, change.before, newest[change.code])
        if change.kind == REMOVED and change.code in newest
        else change
        for change in told
    ]


def rows_of(frozen: Frozen) -> bytes:
    """The lines a frozen figure was hashed of, as they were kept."""
    return zlib.decompress(bytes(FrozenRows.objects.get(frozen=frozen).packed))


def compared(before: list[str], now: list[str]) -> list[Change]:
    """What became of each row, by code. A code that stands twice is compared line by line."""
    gone, new = Counter(before), Counter(now)
    gone, new = gone - new, new - gone
    left: dict[str, list[str]] = {}
    for line in sorted(gone.elements()):
        code, counted = line.split("\t", 1)
        left.setdefault(code, []).append(counted)
    told = []
    for line in sorted(new.elements()):
        code, counted = line.split("\t", 1)
        if was := left.get(code):
            told.append(Change(CHANGED, code, was.pop(0), counted))
        else:
            told.append(Change(ADDED, code, now=counted))
    told += [Change(REMOVED, code, before=counted) for code, some in left.items() for counted in some]
    return sorted(told, key=lambda change: (change.code, change.kind))
