"""A frozen figure as the public reads it: what was said, what became of it, what it must not be laid beside."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from padan.base.errors import PadanError
from padan.figures.asking import Part
from padan.figures.comparing import differences
from padan.figures.metadata import METHODS
from padan.figures.models import Frozen
from padan.figures.proving import prove
from padan.figures.public import is_small, told_together, words_of_few
from padan.figures.queries.frozen import correction_of, published_frozen, versions_of
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

    @property
    def small(self) -> bool:
        frozen = self.frozen
        if not self.personal:
            return False
        rest = frozen.denominator - frozen.numerator if frozen.unit != COUNT else 0
        return is_small(frozen.numerator) or is_small(rest)

    @property
    def unsaid(self) -> str:
        return words_of_few(self.frozen.numerator)

    @property
    def value(self) -> float | None:
        return None if self.small else self.frozen.value

    @property
    def numerator(self) -> int | None:
        return None if self.small else self.frozen.numerator

    @property
    def denominator(self) -> int | None:
        return None if self.personal and is_small(self.frozen.denominator) else self.frozen.denominator

    @cached_property
    def parts(self) -> list[Part]:
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
        "confidence": {"method": METHODS[frozen.unit], "level": 0.95, "low": frozen.low, "high": frozen.high}
        if frozen.low is not None and not said.small
        else None,
        "rows": frozen.rows_count if not said.small else None,
        "rows_sha256": frozen.rows_hash,
        "version": frozen.version,
        "reason": frozen.reason or None,
        "corrects": said.versions[said.versions.index(frozen) - 1].code if frozen.version > 1 else None,
        "corrected_by": said.newer.code if said.newer else None,
        "frozen_at": frozen.frozen_at.isoformat(),
        "source": publisher,
        "link": link,
    }
