"""A frozen figure in words, as papers print it. Every number on a paper passes through here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.base.clock import JAKARTA
from padan.figures.registry import DAYS, FIGURES, SHARE
from padan.outcomes.states import Status, Window

FEW = 100
"""Below so many a share swings by several points from one person's answer to the next: its interval is spoken."""
NOT_A_RESULT = {Status.UNKNOWN, Status.UNCLEAR}

SENTENCES = {
    "placed": gettext_lazy("%(value)s are employed (%(k)s of %(n)s)"),
    "self_employed": gettext_lazy("%(value)s run a business of their own (%(k)s of %(n)s)"),
    "studying": gettext_lazy("%(value)s went on to study (%(k)s of %(n)s)"),
    "apprenticeship": gettext_lazy("%(value)s are in an apprenticeship, which is not counted as work (%(k)s of %(n)s)"),
    "seeking": gettext_lazy("%(value)s are looking for work (%(k)s of %(n)s)"),
    "not_seeking": gettext_lazy("%(value)s are not looking for work (%(k)s of %(n)s)"),
    "unknown": gettext_lazy("of %(value)s nothing is known yet (%(k)s of %(n)s)"),
    "placed_or_self_employed": gettext_lazy("%(value)s are employed or run a business of their own (%(k)s of %(n)s)"),
}
"""How a share of one cohort is said within the sentence about that cohort."""

COUNTS = {
    "partners": gettext_lazy("%(value)s companies have a signed agreement in force on %(day)s."),
    "sent_to_industry": gettext_lazy("%(value)s placements in Indonesia began in the period up to %(day)s."),
    "departed": gettext_lazy("%(value)s candidates had departed to work abroad by %(day)s."),
    "in_japan": gettext_lazy("%(value)s candidates were in Japan on %(day)s."),
    "graduates": gettext_lazy("%(value)s people completed a training by %(day)s."),
    "batches": gettext_lazy("%(value)s batches were completed by %(day)s."),
    "needed": gettext_lazy("Companies asked for %(value)s people, as of %(day)s."),
}


def number(value: float | None, digits: int = 0) -> str:
    """1248 → 1.248; None reads "–"."""
    if value is None:
        return "–"
    return str(format_decimal(value, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale="id_ID"))


def percent(share: float | None) -> str:
    """0.54 → 54,0%."""
    return "–" if share is None else f"{number(share * 100, 1)}%"


def long_day(day: date, form: str = "d MMMM y") -> str:
    """31 Oktober 2024."""
    return str(format_date(day, form, locale="id_ID"))


def instant(at: Any) -> str:
    """15 November 2024, 09.14 WIB."""
    local = at.astimezone(JAKARTA)
    return f"{long_day(local.date())}, {local:%H.%M} WIB"


@dataclass(frozen=True)
class Told:
    """One frozen figure in words. Make it where Indonesian is the language in force."""

    frozen: Any

    @property
    def label(self) -> str:
        return str(self.frozen.label)

    @property
    def is_share(self) -> bool:
        return bool(self.frozen.unit == SHARE)

    @property
    def value(self) -> str:
        if self.frozen.unit == DAYS and self.frozen.value is not None:
            return _("%(n)s days") % {"n": number(self.frozen.value)}
        return percent(self.frozen.value) if self.is_share else number(self.frozen.numerator)

    @property
    def whole(self) -> str:
        """674 of 1.248 graduates; "" for a count."""
        if not self.is_share:
            return ""
        told = {"k": number(self.frozen.numerator), "n": number(self.frozen.denominator), "what": self.frozen.of_what}
        return _("%(k)s of %(n)s %(what)s") % told

    @property
    def window(self) -> str:
        """The window in words, or the period; "" where the figure has neither."""
        if self.frozen.window:
            return str(Window(self.frozen.window).label)
        figure = FIGURES.get(self.frozen.key)
        return str(figure.period) if figure else ""

    @property
    def day(self) -> str:
        return long_day(self.frozen.as_of)

    @property
    def interval(self) -> str:
        """51,2 – 56,8%; "" where the figure has none."""
        if self.frozen.low is None or self.frozen.high is None:
            return ""
        return f"{number(self.frozen.low * 100, 1)} – {percent(self.frozen.high)}"

    @property
    def few(self) -> bool:
        return bool(self.interval) and self.frozen.denominator < FEW

    @property
    def unknown(self) -> str:
        """175 of 1.248 (14,0%); "" where nothing can be unknown, or the figure itself says it."""
        unknown, whole = self.frozen.unknown, self.frozen.denominator
        if unknown is None or not whole or self.frozen.key in NOT_A_RESULT:
            return ""
        told = {"k": number(unknown), "n": number(whole), "share": percent(unknown / whole)}
        return _("%(k)s of %(n)s (%(share)s)") % told

    @property
    def line(self) -> str:
        """All that tells the figure from another, in one line: name, value, whole, window, day."""
        day = _("as of %(day)s") % {"day": self.day}
        return f"{self.label}: " + " · ".join(filter(None, [self.value, self.whole, self.window, day]))

    @property
    def sentence(self) -> str:
        """The figure as a sentence that stands alone."""
        frozen = self.frozen
        if form := COUNTS.get(frozen.key):
            return form % {"value": self.value, "day": self.day}
        if not self.is_share:
            return _("%(label)s: %(value)s, as of %(day)s.") % {
                "label": self.label, "value": self.value, "day": self.day,
            }  # fmt: skip
        return _("%(label)s: %(value)s, that is %(whole)s, as of %(day)s.") % {
            "label": self.label, "value": self.value, "whole": self.whole, "day": self.day,
        }  # fmt: skip

    @property
    def clause(self) -> str:
        """The share as a part of the sentence about its cohort; with its interval where few were counted."""
        frozen = self.frozen
        told = {"value": self.value, "k": number(frozen.numerator), "n": number(frozen.denominator)}
        if form := SENTENCES.get(frozen.key):
            said = form % told
        else:
            said = _("%(label)s %(value)s (%(k)s of %(n)s)") % (told | {"label": self.label.lower()})
        return said + (_(", 95%% interval %(interval)s") % {"interval": self.interval} if self.few else "")


def of_cohort(frozen: Any) -> bool:
    """Whether the figure is a share of a cohort at a window."""
    return bool(frozen.unit == SHARE and frozen.window)


def paragraphs(figures: list[Any]) -> list[str]:
    """The figures as sentences: shares of one cohort in one sentence with its whole, window and day, the others apart.

    Where shares of a cohort stand without what is unknown of it, a sentence says so: the rest is never "not working".
    """
    told, cohort = [], [frozen for frozen in figures if of_cohort(frozen)]
    for frozen in figures:
        if not of_cohort(frozen):
            told.append(Told(frozen).sentence)
        elif frozen is cohort[0]:
            told.append(_cohort(cohort))
    return told


def _cohort(figures: list[Any]) -> str:
    first = Told(figures[0])
    clauses = [Told(frozen).clause for frozen in figures]
    said = clauses[0] if len(clauses) == 1 else _("%(some)s, and %(last)s") % {
        "some": "; ".join(clauses[:-1]), "last": clauses[-1],
    }  # fmt: skip
    sentence = _("Of %(n)s graduates, %(window)s, as of %(day)s: %(said)s.") % {
        "n": number(figures[0].denominator), "window": first.window, "day": first.day, "said": said,
    }  # fmt: skip
    if figures[0].unknown and not any(frozen.key in NOT_A_RESULT for frozen in figures):
        sentence += " " + _(
            "Not known yet: %(unknown)s. They stay in the whole and are not counted as out of work."
        ) % {"unknown": first.unknown}
    return sentence


def fingerprint(frozen: Any) -> str:
    """41c9…7e02: enough of the hash of the rows to compare by eye."""
    return f"{frozen.rows_hash[:4]}…{frozen.rows_hash[-4:]}" if frozen.rows_hash else "–"
