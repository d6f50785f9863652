"""The one page for the head of the house: a sentence, three figures, the one line, what needs a decision."""

from typing import Any

from django.utils.translation import gettext as _

from padan.base.typesetting import qr_svg, typeset
from padan.figures.comparing import differences
from padan.figures.registry import FIGURES
from padan.figures.reports.telling import Told, fingerprint, instant, long_day, number
from padan.organisations.states import Kind

PAPER = "figures/papers/summary.typ"
OF_THE_LINE = ("needed", "units_named", "programmes", "batches")


def keys_of(organisation: Any) -> tuple[str, ...]:
    """The figures of the page, the first three shown large: packages for a centre, partners for a forum."""
    return ("placed", "packages" if organisation.kind == Kind.CENTRE else "partners", "unknown", *OF_THE_LINE)


def content(
    *, figures: dict[str, Any], keys: tuple[str, ...], before: Any, target: dict[str, Any] | None,
    decisions: list[dict[str, str]], body: str, code: str, address: str, rows_at: dict[str, str], at: Any,
) -> dict[str, Any]:  # fmt: skip
    """Everything that is printed, as words. ``before`` is an earlier ``placed``, or None.

    ``figures`` holds ``placed`` and ``unknown``; of the others those that are counted at all.
    """
    placed = figures["placed"]
    return {
        "lembaga": body,
        "bulan": long_day(placed.as_of, "MMMM y"),
        "kalimat": _parts(_sentence(placed, figures["unknown"], before)),
        "angka": [
            _large(figures[key], target if key == keys[1] else None, rows_at[key]) if key in figures else _missing(key)
            for key in keys[:3]
        ],
        "garis": _line(figures),
        "sasaran": target,
        "keputusan": decisions,
        "kaki": _foot(figures, code, address, at),
        "kode": code,
        "alamat": address,
        "qr": qr_svg(address),
    }


def pdf(told: dict[str, Any], *, at: Any) -> bytes:
    return typeset(PAPER, told, at=at)


def as_message(told: dict[str, Any]) -> str:
    """The page as a message to send: its sentence, its figures, where it is found."""
    figures = [
        f"{one['nama']}: {one['angka']}{one['beside']}" + (f" ({one['dari']})" if one["dari"] else "")
        for one in told["angka"]
    ]
    said = "".join(part["kata"] for part in told["kalimat"])
    return "\n".join([f"{told['lembaga']}, {told['bulan']}", said, "", *figures, "", told["alamat"]])


def _sentence(placed: Any, unknown: Any, before: Any) -> str:
    """The sentence; what stands between stars is printed bold."""
    if not placed.denominator:
        return _("No graduate is counted here yet.")
    said = _("Of *%(n)s* graduates *%(k)s* are employed, %(window)s.") % {
        "n": number(placed.denominator), "k": number(placed.numerator), "window": Told(placed).window,
    }  # fmt: skip
    if before is not None:
        told = {"day": Told(before).day, "k": number(before.numerator), "n": number(before.denominator)}
        if why := differences(before, placed):
            said += " " + _("Do not compare with %(day)s.") % told + " " + " ".join(why)
        else:
            said += " " + _("On %(day)s it was *%(k)s of %(n)s*.") % told
    if unknown.numerator:
        said += " " + _("What holds the number back: *%(n)s graduates of whom nothing is known*.") % {
            "n": number(unknown.numerator)
        }
    return said


def _parts(said: str) -> list[dict[str, Any]]:
    return [{"kata": words, "tebal": bool(at % 2)} for at, words in enumerate(said.split("*")) if words]


def _large(frozen: Any, target: dict[str, Any] | None, rows_at: str) -> dict[str, Any]:
    told = Told(frozen)
    value, beside, whole = told.value, "", told.whole
    if told.is_share and frozen.value is not None:
        value, beside = told.value.removesuffix("%"), "%"
    bar = None
    if target:
        beside = " " + _("of %(n)s") % {"n": number(target["value"])}
        bar = {
            "value": min(frozen.numerator / target["value"], 1),
            "expected": min(target["expected"] / target["value"], 1),
            "expected_words": number(target["expected"]),
            "target_words": number(target["value"]),
        }
    unknown = frozen.key == "unknown"
    spread = {"low": frozen.low, "high": frozen.high, "value": frozen.value} if told.interval and not unknown else None
    return {
        "kunci": frozen.key,
        "nama": told.label,
        "angka": value,
        "beside": beside,
        "dari": whole,
        "unknown": unknown,
        "range": spread,
        "selang": told.interval,
        "bullet": bar,
        "jendela": (target or {}).get("window") or told.window,
        "per": told.day,
        "baris": _("%(n)s rows") % {"n": number(frozen.rows_count)},
        "alamat": rows_at,
    }


def _missing(key: str) -> dict[str, Any]:
    return {
        "kunci": key, "nama": str(FIGURES[key].label), "angka": "–", "beside": "", "dari": _("no data"),
        "unknown": False, "range": None, "selang": "", "bullet": None, "jendela": "", "per": "–",
        "baris": "–", "alamat": "",
    }  # fmt: skip


def _line(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The six steps, always in this order; what has not begun reads "–"."""
    counts = {key: figures[key].numerator if key in figures else 0 for key in OF_THE_LINE}
    steps = [
        (_("Needs"), counts["needed"], _("people asked for")),
        (_("Units"), counts["units_named"], _("named")),
        (_("Programmes"), counts["programmes"], _("kept by the centres")),
        (_("Batches"), counts["batches"], _("completed")),
        (_("Graduates"), figures["placed"].denominator, _("people")),
        (_("Placements"), figures["placed"].numerator, _("in waged work")),
    ]
    return [
        {"nama": name, "angka": number(n) if n else "–", "catatan": note, "ada": bool(n)} for name, n, note in steps
    ]


def _foot(figures: dict[str, Any], code: str, address: str, at: Any) -> str:
    placed = figures["placed"]
    return _(
        "Summary %(code)s. Counted by rule version %(version)s. Every number opens to its rows at %(address)s. "
        "Frozen %(at)s, fingerprint of the rows %(mark)s."
    ) % {
        "code": code, "version": placed.rule_version, "address": address, "at": instant(at),
        "mark": fingerprint(placed),
    }  # fmt: skip
