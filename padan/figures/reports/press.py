"""The press release: frozen figures as sentences, each with its rule and address; quotes left to the writer."""

import re
from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.typesetting import qr_svg, typeset
from padan.figures.reports.telling import Told, fingerprint, instant, long_day, number, paragraphs

PAPER = "figures/papers/press.typ"
PLACE = re.compile(r"\[(\d{1,2})\]")
BY_HAND = re.compile(r"\d+(?:[.,]\d+)*|%|\b(?:persen|per cent|percent)\b", re.IGNORECASE)


class NumberByHand(ActionDenied):
    """A number was typed where only the value of a frozen figure may stand."""


def filled(text: str, figures: list[Any]) -> str:
    """``text`` with ``[1]`` replaced by the value of the first figure, and so on. Raises NumberByHand."""

    def value(found: re.Match[str]) -> str:
        at = int(found[1])
        if not 1 <= at <= len(figures):
            told = {"place": found[0], "n": len(figures)}
            raise NumberByHand(_("%(place)s names no figure: %(n)s are chosen.") % told)
        return Told(figures[at - 1]).value

    if by_hand := BY_HAND.search(PLACE.sub("", text)):
        raise NumberByHand(
            _("“%(typed)s” is typed by hand. Write [1] where the value of the first figure shall stand.")
            % {"typed": by_hand[0]}
        )
    return PLACE.sub(value, text)


def content(
    *, figures: list[Any], addresses: list[str], title: str, lead: str, place: str, day: Any, body: str,
    quotes: list[str], code: str, at: Any,
) -> dict[str, Any]:  # fmt: skip
    """Everything that is printed, as words. ``quotes`` are who is to be quoted: the words are the writer's."""
    return {
        "lembaga": body,
        "tanggal": long_day(day, "EEEE, d MMMM y"),
        "kota": place,
        "judul": filled(title, figures),
        "pembuka": filled(lead, figures),
        "isi": paragraphs(figures),
        "kutipan": quotes,
        "angka": [row(no, *told) for no, told in enumerate(zip(figures, addresses, strict=True), 1)],
        "kode": code,
        "dibuat": instant(at),
    }  # fmt: skip


def row(place: int, frozen: Any, address: str) -> dict[str, str]:
    """One line of the list of figures that closes the release."""
    told = Told(frozen)
    return {
        "no": str(place),
        "nama": told.label,
        "nilai": told.value,
        "dari": told.whole or _("%(n)s rows") % {"n": number(frozen.rows_count)},
        "aturan": frozen.rule,
        "versi": str(frozen.rule_version),
        "jendela": told.window,
        "per": told.day,
        "selang": told.interval,
        "belum": told.unknown,
        "koreksi": frozen.reason if frozen.corrects_id else "",
        "kode": frozen.code,
        "sidik": fingerprint(frozen),
        "alamat": address,
        "qr": qr_svg(address),
    }


def pdf(told: dict[str, Any], *, at: Any) -> bytes:
    return typeset(PAPER, told, at=at)
