"""How things are written for Japan: days, eras, names in katakana and in Latin letters."""

import re
import unicodedata
from datetime import date

ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
)
"""First days; source: the orders that named the eras (元号を改める政令)."""
KATAKANA = re.compile(r"[ァ-ヺー]+(?:[・ ][ァ-ヺー]+)*")
ROMAJI = re.compile(r"[A-Z]+(?:['. -]{1,2}[A-Z]+)*\.?")


def era_year(day: date) -> str:
    """``平成13年``; the first year of an era is 元年. Empty before 1912, of which no applicant is."""
    for first, name in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    return ""


def day_in_japan(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def age_on(born: date, day: date) -> int:
    """Full years: somebody born on 29 February is older from 1 March on in years without one."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def katakana_of(written: str) -> str | None:
    """The name in katakana as it is kept: hiragana and half-width signs are turned; None where it is something else.

    Parts of a name stand apart by one middle dot.
    """
    plain = unicodedata.normalize("NFKC", written)
    plain = "".join(chr(ord(sign) + 96) if "ぁ" <= sign <= "ゖ" else sign for sign in plain)
    plain = re.sub(r"[\s・･.=＝]+", "・", plain.strip())
    plain = re.sub(r"[-‐‑–—−](?=[ァ-ヺ・]|$)", "ー", plain)
    return plain if KATAKANA.fullmatch(plain) else None


def romaji_of(written: str) -> str | None:
    """The name as a passport writes it: capital Latin letters; None where there are others."""
    plain = " ".join(unicodedata.normalize("NFKC", written).upper().replace("’", "'").split())
    return plain if ROMAJI.fullmatch(plain) else None


def address_in_japan(address: str) -> str:
    """An Indonesian address, which stays in Latin letters, with its country."""
    plain = " ".join(address.split())
    return plain if not plain or "indonesia" in plain.casefold() else f"{plain}, Indonesia"
