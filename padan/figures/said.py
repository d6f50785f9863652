"""A frozen figure as the public reads it: what was said, what became of it, what it must not be laid beside."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import PadanError
from padan.figures.asking import Part
from padan.figures.comparing import differences
from padan.figures.metadata import METHODS
from padan.figures.models import Frozen
from padan.figures.proving import prove
from padan.figures.public import is_small, told_together, words_of_few
from padan.figures.queries.frozen import correction_of, published_frozen, versions_of
from padan.figures.queries.published import Line, group_as_released
from padan.figures.registry import COUNT, FIGURES
from padan.outcomes.states import Window

MOST_PROVED = 50_000
"""More rows than these are not counted anew while somebody waits for a page; ``padan figures prove`` counts them."""


@dataclass(frozen=True)
class Said:
    """One frozen figure, its small groups never numbered."""

    frozen: Frozen

    @property
    def personal(self) -> bool:
        figure = FIGURES.get(self.frozen.key)
        return figure is None or figure.personal

    @cached_property
    def group(self) -> Line | None:
        """Of a figure narrowed to a group: the rounded line that a release shows of it. None: told as it was counted,
        which only who reads lines can open."""
        return group_as_released(self.frozen) if self.frozen.dimensions else None

    @property
    def rounded(self) -> bool:
        return self.group is not None

    @property
    def small(self) -> bool:
        frozen = self.frozen
        if self.group:
            return self.numerator is None or self.denominator is None
        if not self.personal:
            return False
        rest = frozen.denominator - frozen.numerator if frozen.unit != COUNT else 0
        return is_small(frozen.numerator) or is_small(rest)

    @property
    def unsaid(self) -> str:
        return (
            _("under 5 people, or withheld so that no such group can be worked out")
            if self.group
            else words_of_few(self.frozen.numerator)
        )

    @property
    def value(self) -> float | None:
        if self.group:
            return None if self.small else self.numerator / self.denominator
        return None if self.small else self.frozen.value

    @property
    def numerator(self) -> int | None:
        if self.group:
            return self._rounded
        return None if self.small else self.frozen.numerator

    @cached_property
    def _rounded(self) -> int | None:
        """The cells that count, added up; None where one of them has no number."""
        cells = [self.group.by_status.get(status) for status in FIGURES[self.frozen.key].counted_parts]
        counts = [cell.count for cell in cells if cell is not None]
        if not counts or None in counts or self.group.whole.count is None:
            return None
        return min(sum(counts), self.group.whole.count)

    @property
    def low(self) -> float | None:
        """The interval of a share; none of a rounded one, from which the count could be read back."""
        return None if self.small or self.group else self.frozen.low

    @property
    def high(self) -> float | None:
        return None if self.small or self.group else self.frozen.high

    @property
    def fingerprint(self) -> str:
        """Of the rows; none of a group's, whose few rows could be guessed until they fit."""
        return "" if self.group else self.frozen.rows_hash

    @property
    def denominator(self) -> int | None:
        if self.group:
            return self.group.whole.count
        return None if self.personal and is_small(self.frozen.denominator) else self.frozen.denominator

    @cached_property
    def parts(self) -> list[Part]:
        if self.group:
            return []  # they stand in the table of the release
        parts = [Part(**part) for part in self.frozen.parts]
        return told_together(parts) if self.personal else parts

    @property
    def window(self) -> str:
        return str(Window(self.frozen.window).label) if self.frozen.window else ""

    @cached_property
    def newer(self) -> Frozen | None:
        return correction_of(self.frozen)

    @cached_property
    def versions(self) -> list[Frozen]:
        return versions_of(self.frozen)

    @property
    def counted_still(self) -> bool:
        return self.frozen.key in FIGURES

    @property
    def old_rule(self) -> bool:
        """Whether the figure is counted by another rule today, or no more."""
        figure = FIGURES.get(self.frozen.key)
        return figure is None or figure.version != self.frozen.rule_version

    @cached_property
    def proof(self) -> str:
        """ "same", "changed" since, "gone" with its rule, or "later" where it takes too long to count on a page."""
        if self.frozen.rows_count > MOST_PROVED:
            return "later"
        try:
            return "same" if prove(self.frozen).same else "changed"
        except PadanError:
            return "gone"

    def others(self, *, most: int) -> "list[tuple[Said, list[str]]]":
        """The other published values of this figure, each with why it must not be compared with this one."""
        others = published_frozen().filter(key=self.frozen.key).exclude(pk=self.frozen.pk)[:most]
        return [(Said(other), differences(self.frozen, other)) for other in others]


def described_as_said(said: Said, *, publisher: str, link: str) -> dict[str, Any]:
    """A frozen figure as data: what was said, word for word, and by which fingerprint its rows are known."""
    frozen = said.frozen
    return {
        "format": "padan-angka-beku/1",
        "code": frozen.code,
        "key": frozen.key,
        "title": frozen.label,
        "rule": frozen.rule,
        "rule_version": frozen.rule_version,
        "unit": frozen.unit,
        "value": said.value,
        "numerator": said.numerator,
        "denominator": said.denominator,
        "universe": frozen.of_what,
        "scope": frozen.scope_label,
        "window": frozen.window or None,
        "reference_date": frozen.as_of.isoformat(),
        "parts": [{"key": part.key, "label": part.label, "n": part.n} for part in said.parts],
        "confidence": {"method": METHODS[frozen.unit], "level": 0.95, "low": said.low, "high": said.high}
        if said.low is not None
        else None,
        "rows": frozen.rows_count if not said.small and not said.rounded else None,
        "rows_sha256": said.fingerprint or None,
        "narrowed_to": frozen.dimensions or None,
        "rounded": said.rounded,
        "version": frozen.version,
        "reason": frozen.reason or None,
        "corrects": said.versions[said.versions.index(frozen) - 1].code if frozen.version > 1 else None,
        "corrected_by": said.newer.code if said.newer else None,
        "frozen_at": frozen.frozen_at.isoformat(),
        "source": publisher,
        "link": link,
    }
