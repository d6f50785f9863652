"""The yearly report: every figure with its rule, last year where it may be compared, budget lines, annexes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from padan.base.typesetting import typeset
from padan.figures.comparing import differences
from padan.figures.export import Sheet, write_book
from padan.figures.registry import FIGURES
from padan.figures.reports.telling import Told, fingerprint, instant, long_day, number, percent

PAPER = "figures/papers/yearly.typ"
KEYS = (
    "partners", "needed", "promises_kept", "batches", "packages", "trained", "graduates", "placed", "self_employed",
    "studying", "unknown", "sent_to_industry", "in_language_training", "departed", "in_japan",
)  # fmt: skip
MOST_PRINTED = 400
"""Longer annexes stand in the workbook alone."""


@dataclass(frozen=True)
class Line:
    """One figure of the year: as frozen for this year and for the last, either of which may be missing."""

    key: str
    now: Any = None
    before: Any = None

    @property
    def label(self) -> str:
        return str(self.now.label) if self.now else str(FIGURES[self.key].label)


@dataclass(frozen=True)
class Annex:
    """The rows behind a frozen figure; ``printed`` where they stand on paper too, and not in the workbook alone."""

    name: str
    code: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    printed: bool = False


@dataclass(frozen=True)
class Budget:
    """*Paket* and *orang* of one centre: the lines of ``training.queries.targets``, parents before their parts."""

    centre: str
    lines: list[dict[str, Any]] = field(default_factory=list)


def against_last_year(line: Line, year: int) -> str:
    """What last year's figure says, or why it is not set beside this one."""
    if line.before is None:
        return _("nothing frozen for %(year)s") % {"year": year - 1}
    if line.now is None:
        return ""
    why = differences(line.before, line.now)
    if not why and (line.now.as_of.month, line.now.as_of.day) != (line.before.as_of.month, line.before.as_of.day):
        days = {"one": Told(line.before).day, "other": Told(line.now).day}
        why = [_("Their cut-offs differ: %(one)s and %(other)s.") % days]
    if why:
        return " ".join([_("Do not compare."), *why])
    told = Told(line.before)
    return " · ".join(filter(None, [told.value, told.whole, told.interval]))


def content(
    *, lines: list[Line], budgets: list[Budget], budget_note: str, body: str, year: int, until: date, code: str,
    at: Any, addresses: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Everything that is printed but the annexes, as words."""
    return {
        "lembaga": body,
        "tahun": str(year),
        "masa": f"{long_day(date(year, 1, 1))} – {long_day(until)}",
        "kosong": not any(line.now for line in lines),
        "angka": [_row(line, year, addresses) for line in lines],
        "anggaran": [{"balai": one.centre, "baris": [_budget_row(row) for row in one.lines]} for one in budgets],
        "catatan_anggaran": budget_note,
        "kode": code,
        "dibuat": instant(at),
    }


def _row(line: Line, year: int, addresses: dict[str, str]) -> dict[str, str]:
    frozen = line.now
    if frozen is None:
        return {"nama": line.label, "nilai": "", "lalu": against_last_year(line, year) if line.before else ""}
    told = Told(frozen)
    return {
        "nama": told.label,
        "nilai": told.value,
        "dari": told.whole,
        "jendela": told.window,
        "per": told.day,
        "selang": told.interval,
        "belum": told.unknown,
        "lalu": against_last_year(line, year),
        "aturan": frozen.rule,
        "versi": str(frozen.rule_version),
        "koreksi": frozen.reason,
        "kode": frozen.code,
        "sidik": fingerprint(frozen),
        "alamat": addresses[frozen.code],
    }


def _budget_row(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: number(row[name]) for name in ("paket", "orang", "paket_jadi", "orang_jadi")}
    return row | numbers | {"persen": percent(row["persen"])}


def pdf(told: dict[str, Any], annexes: list[Annex], *, at: Any) -> bytes:
    printed = [
        {
            "nama": one.name,
            "kode": one.code,
            "kepala": list(one.header),
            "baris": [[_in_words(value) for value in row] for row in one.rows],
        }
        for one in annexes
        if one.printed and 0 < len(one.rows) <= MOST_PRINTED
    ]
    return typeset(PAPER, told | {"lampiran": printed}, at=at)


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return long_day(value, "d MMM y")
    return number(value) if isinstance(value, int) else "–" if value in (None, "") else str(value)


def xlsx(told: dict[str, Any], lines: list[Line], budgets: list[Budget], annexes: list[Annex], year: int) -> BinaryIO:
    """The report as a workbook: rules first, figures, budget lines, then a sheet of rows behind each figure."""
    notes = [
        f"{told['lembaga']} · {told['masa']}",
        _("Report %(code)s, made by Padan of frozen figures, %(at)s.") % {"code": told["kode"], "at": told["dibuat"]},
        "",
        *_rules(lines),
        told["catatan_anggaran"],
    ]
    head = [
        _("Figure"), _("Value"), _("Counted"), _("Of"), _("Of what"), _("Window"), _("As of"), _("Low, 95%"),
        _("High, 95%"), _("Not known"), _("Last year"), _("Frozen figure"), _("Rule version"), _("SHA-256 of the rows"),
    ]  # fmt: skip
    sheets = [Sheet(_("Figures"), head, [_cells(line, year) for line in lines])]
    if any(one.lines for one in budgets):
        sheets.append(Sheet(_("Paket and orang"), budget_head(), budget_rows(budgets)))
    sheets += [Sheet(one.name, one.header, one.rows) for one in annexes]
    return write_book(sheets, title=_("Yearly report %(year)s") % {"year": year}, notes=notes)


def _rules(lines: list[Line]) -> list[str]:
    return [
        _("%(label)s (version %(version)s): %(rule)s")
        % {"label": line.label, "version": line.now.rule_version, "rule": line.now.rule}
        if line.now
        else _("%(label)s: nothing was frozen for this year.") % {"label": line.label}
        for line in lines
    ]


def _cells(line: Line, year: int) -> list[Any]:
    frozen = line.now
    if frozen is None:
        return [line.label, *[None] * 9, against_last_year(line, year) if line.before else None]
    return [
        line.label, frozen.value, frozen.numerator, frozen.denominator, frozen.of_what, Told(frozen).window,
        frozen.as_of, frozen.low, frozen.high, frozen.unknown, against_last_year(line, year), frozen.code,
        frozen.rule_version, frozen.rows_hash,
    ]  # fmt: skip


def budget_head() -> list[str]:
    """The columns in the order in which the ministry asks: what was to be, then what came of it."""
    return [
        _("Training centre"), _("RO code"), _("Channel"), _("Funding"), _("Target, paket"), _("Target, orang"),
        _("Actual, paket"), _("Actual, orang"), _("Share of people"),
    ]  # fmt: skip


def budget_rows(budgets: list[Budget]) -> list[list[Any]]:
    return [
        [one.centre, *(row[name] for name in
         ("ro", "saluran", "dana", "paket", "orang", "paket_jadi", "orang_jadi", "persen"))]
        for one in budgets
        for row in one.lines
    ]  # fmt: skip
