"""One cell of a sheet, a text or a number, read as people in Indonesia write it: a value, or a named problem.

Nothing is guessed: what can be read in two ways is a problem. A blank cell is ``None``. Every reader is pure.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

Cell = str | int | float | bool | None


class Problem(NamedTuple):
    """Why a cell could not be read. ``code`` names the sentence, ``detail`` goes into it."""

    code: str
    detail: str = ""


_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def shown(cell: Cell) -> str:
    """The cell as a person reads it on the sheet; a whole number has no decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def blank(cell: Cell) -> bool:
    """Whether a person sees nothing in the cell."""
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    return not text or (not text[0].isalnum() and not text.translate(_INVISIBLE).strip())


# --- words --------------------------------------------------------------------------------------------


def line(cell: Cell, limit: int = 300) -> str | Problem | None:
    """One line of text: one space between words, composed letters. Numbers become their digits."""
    if isinstance(cell, str) and cell.isascii() and cell.isprintable() and "  " not in cell and len(cell) <= limit:
        return cell.strip() or None
    text = shown(cell)
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = " ".join(text.split())
    if not text:
        return None
    return _kept(text, limit)


def prose(cell: Cell, limit: int = 20_000) -> str | Problem | None:
    """Text of several lines, as written, without blanks at its ends."""
    text = unicodedata.normalize("NFC", shown(cell)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return None
    return _kept(text, limit, "\n\t")


def _kept(text: str, limit: int, allowed: str = "") -> str | Problem:
    if not text.isascii() or not text.isprintable():
        for sign in text:
            kind = unicodedata.category(sign)
            if sign in _BIDI:
                return Problem("bidi")
            if kind in ("Cc", "Cs") and sign not in allowed:
                return Problem("control", f"U+{ord(sign):04X}")
    return Problem("too_long", str(limit)) if len(text) > limit else text


_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z'.,\-]*(?: [A-Za-z'.,\-]+)*", re.ASCII)


def person_name(cell: Cell) -> str | Problem | None:
    """A person's one name field: one word or many. Letters that only look Latin are a problem, to be looked at."""
    if isinstance(cell, str) and len(cell) <= 200 and _PLAIN_NAME.fullmatch(cell):
        return cell
    if isinstance(cell, bool | int | float):
        return Problem("name_is_number", shown(cell))
    if isinstance(cell, str) and cell and blank(cell) and cell.strip():
        return Problem("name_invisible")
    if isinstance(cell, str) and any(unicodedata.category(sign) == "Cc" for sign in cell.strip()):
        return Problem("control")
    text = line(cell, 200)
    if text is None or isinstance(text, Problem):
        return text
    scripts = {_script(sign) for sign in text if sign.isalpha()}
    if not scripts:
        return Problem("name_without_letters", text)
    if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
        return Problem("name_confusable", text)
    return text


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").split()[0].removeprefix("FULLWIDTH")


def one_of(words: dict[str, str]) -> Callable[[Cell], str | Problem | None]:
    """A reader of a closed list: ``words`` maps each accepted spelling (case folded) to the value kept."""

    def read(cell: Cell) -> str | Problem | None:
        if blank(cell):
            return None
        text = " ".join(shown(cell).split())
        return words.get(text.casefold()) or Problem("not_in_list", text)

    return read


_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


def email(cell: Cell) -> str | Problem | None:
    """An e-mail address, lower case domain."""
    if isinstance(cell, str) and len(cell) <= 254 and cell.islower() and _EMAIL.fullmatch(cell):
        return cell
    if blank(cell):
        return None
    text = shown(cell).strip()
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        return Problem("email", text)
    local, domain = text.rsplit("@", 1)
    return f"{local}@{domain.lower()}"


# --- numbers ------------------------------------------------------------------------------------------

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?\s*[eE]\s*\+?\d+", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
_GROUPED_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}", re.ASCII)
_MAX = 2**31 - 1


def integer(cell: Cell, most: int = _MAX) -> int | Problem | None:
    """A count: 0 or more. ``1.248`` is one thousand two hundred and forty-eight; ``1,248`` could be two things."""
    if isinstance(cell, bool):
        return Problem("number", shown(cell))
    if isinstance(cell, int | float):
        return _whole(cell, most)
    if blank(cell):
        return None
    text = str(cell).strip()
    if text.isascii() and text.isdigit():
        return _bounded(int(text), most) if len(text) <= 18 else Problem("number_too_large", text[:40])
    if _GROUPED.fullmatch(text) or _GROUPED_ENGLISH.fullmatch(text):
        return _bounded(int(re.sub(r"\D", "", text)), most)
    if re.fullmatch(r"\d{1,15}[.,]0{1,2}", text, re.ASCII):
        return _bounded(int(re.split(r"[.,]", text)[0]), most)
    return _unreadable_number(text)


def _whole(cell: int | float, most: int) -> int | Problem:
    if isinstance(cell, float) and not math.isfinite(cell):
        return Problem("number", str(cell))
    if cell < 0:
        return Problem("number_negative", shown(cell))
    if cell != int(cell):
        return Problem("number_not_whole", str(cell).replace(".", ","))
    return _bounded(int(cell), most)


def _bounded(number: int, most: int) -> int | Problem:
    return number if number <= most else Problem("number_too_large", str(number))


def _unreadable_number(text: str) -> Problem:
    text = text[:40]
    if _SCIENTIFIC.fullmatch(text):
        return Problem("number_scientific", text)
    if re.fullmatch(r"-\s*[\d.,]+", text, re.ASCII):
        return Problem("number_negative", text)
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        return Problem("number_other_digits", text)
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", text, re.ASCII):
        return Problem("number_ambiguous", text)
    if re.fullmatch(r"\d+[.,]\d+", text, re.ASCII):
        return Problem("number_not_whole", text)
    return Problem("number", text)


_SCALES = {"ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9}
_SCALED = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*(ribu|rb|juta|jt|miliar|milyar)", re.ASCII)
_RUPIAH = re.compile(r"^(?:rp|idr)\s*\.?\s*", re.ASCII)
_MOST_IDR = 10**15


def money(cell: Cell) -> int | Problem | None:
    """Whole rupiah: ``Rp 4.500.000,-``, ``4,5 juta``, ``4500000``. ``4.5`` alone could be anything."""
    if not isinstance(cell, str):
        return integer(cell, _MOST_IDR)
    if blank(cell):
        return None
    text = _RUPIAH.sub("", " ".join(cell.split()).casefold())
    text = re.sub(r"(?:,\s?-+|,00)$", "", text).strip()
    if scaled := _SCALED.fullmatch(text):
        whole, part, scale = scaled.groups()
        parts = int((part or "").ljust(2, "0"))
        return _bounded(int(whole) * _SCALES[scale] + parts * _SCALES[scale] // 100, _MOST_IDR)
    if re.fullmatch(r"[\d.]+,\d{1,2}", text, re.ASCII):
        return Problem("money_cents", cell.strip())
    if re.fullmatch(r"[\d.,]+\s*(?:-|–|s/d|sampai)\s*[\d.,]+.*", text, re.ASCII):
        return Problem("money_range", cell.strip())
    return integer(text, _MOST_IDR)


LEAST_MONTHLY, MOST_MONTHLY = 500_000, 200_000_000
"""Between these a number is taken for a month's wage as it stands; the lowest minimum wage is over two million."""


class Asked(NamedTuple):
    """A number that can mean several things: what was written, and the readings to choose from, the likeliest first."""

    written: str
    readings: tuple[int, ...]


def monthly_wage(cell: Cell) -> int | Asked | Problem | None:
    """A month's wage in whole rupiah. A plausible one is read as ``money`` reads it.

    ``7,5``, ``7.500`` or ``4500`` are asked about and never guessed: the readings in millions and thousands that could
    be a wage, then the smallest, as it may have been meant by the day.
    """
    found = money(cell)
    if found is None or (isinstance(found, int) and LEAST_MONTHLY <= found <= MOST_MONTHLY):
        return found
    text = _RUPIAH.sub("", " ".join(shown(cell).split()).casefold()).strip()
    number = re.fullmatch(r"(\d{1,9})(?:([.,])(\d{1,3}))?", text, re.ASCII)
    if isinstance(found, int):
        parts = {found, found * 1_000, found * 1_000_000}
    elif number and number[2]:
        whole, part = int(number[1]), number[3]
        parts = {whole * scale + int(part) * scale // 10 ** len(part) for scale in (1_000, 1_000_000)}
    else:
        return found
    plausible = sorted(reading for reading in parts if LEAST_MONTHLY <= reading <= MOST_MONTHLY)
    smaller = sorted((reading for reading in parts if 0 < reading < LEAST_MONTHLY), reverse=True)
    readings = (*plausible, *smaller[-1:])
    return Asked(text, readings) if readings else found


# --- dates --------------------------------------------------------------------------------------------

_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "jan januari january",
            "feb februari february peb pebruari",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november nop nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for word in words.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_IN_WORDS = re.compile(r"(?:[a-z']+,?\s+)?(\d{1,2})[\s\-/]+([a-z]+)\.?[\s\-/,]+(\d{4})", re.ASCII)
_TWO_DIGITS = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}", re.ASCII)
_CLOCK = re.compile(r"[ T](\d{1,2})[.:](\d{2})(?:[.:](\d{2})(?:\.\d+)?)?$", re.ASCII)
_SERIALS = range(3653, 80000)  # 1910 to 2119


def day(cell: Cell, *, since_1904: bool = False) -> date | Problem | None:
    """A calendar day, 1900 or later. Day before month, always; a year of two digits is a problem.

    A number is a serial of the workbook, in its 1900 or 1904 system; the same number as text is a problem.
    """
    if isinstance(cell, bool):
        return Problem("date", shown(cell))
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or int(cell) not in _SERIALS:
            return Problem("date", shown(cell))
        start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        return start + timedelta(days=int(cell))
    return None if cell is None else _day_written(cell)


@lru_cache(maxsize=100_000)
def _day_written(cell: str) -> date | Problem | None:
    if blank(cell):
        return None
    text = " ".join(cell.translate(_INVISIBLE).casefold().split())
    text = re.sub(r"[ t]0{1,2}[:.]00(?:[:.]00(?:\.0+)?)?$", "", text)
    if found := _YEAR_FIRST.fullmatch(text):
        return _calendar(int(found[1]), int(found[2]), int(found[3]), cell)
    if found := _DAY_FIRST.fullmatch(text):
        return _calendar(int(found[3]), int(found[2]), int(found[1]), cell)
    if (found := _IN_WORDS.fullmatch(text)) and found[2] in _MONTHS:
        return _calendar(int(found[3]), _MONTHS[found[2]], int(found[1]), cell)
    if _TWO_DIGITS.fullmatch(text):
        return Problem("date_two_digit_year", cell.strip())
    if text.isascii() and text.isdigit() and len(text) == 5:
        return Problem("date_is_number", text)
    return Problem("date", cell.strip()[:60])


def _calendar(year: int, month: int, day_: int, cell: str) -> date | Problem:
    if year < 1900 or year > 2200:
        return Problem("date_year", str(year))
    if month > 12:
        return Problem("date_month_first" if day_ <= 12 and month <= 31 else "date", cell.strip())
    try:
        return date(year, month, day_)
    except ValueError:
        return Problem("date_no_such_day", cell.strip())


def past_day(cell: Cell, *, today: date, since_1904: bool = False) -> date | Problem | None:
    """A day that has come: a birth, a diploma."""
    found = day(cell, since_1904=since_1904)
    if isinstance(found, date) and found > today:
        return Problem("date_in_future", found.strftime("%d/%m/%Y"))
    return found


def moment(cell: Cell) -> datetime | Problem | None:
    """A day with a time on the wall (no zone); without a time, the last minute of that day."""
    if not isinstance(cell, str) or blank(cell):
        found = day(cell)
        return datetime(found.year, found.month, found.day, 23, 59) if isinstance(found, date) else found  # noqa: DTZ001
    text = " ".join(cell.split())
    clock = _CLOCK.search(text)
    found = day(text[: clock.start()] if clock else text)
    if not isinstance(found, date):
        return found
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (23, 59)
    if hour > 23 or minute > 59:
        return Problem("date", text)
    return datetime(found.year, found.month, found.day, hour, minute)  # noqa: DTZ001


# --- identifiers --------------------------------------------------------------------------------------

_DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def nik(cell: Cell) -> str | Problem | None:
    """A NIK: 16 ASCII digits, as text. A number has lost digits already, or may have, and is never kept.

    Checked: day 1-31 or 41-71, month, a 29 February that some century had, a serial other than 0000. Where the
    number was first issued is not: people move, regions are divided, the number stays.
    """
    if isinstance(cell, bool | int | float):
        return Problem("nik_is_number", shown(cell))
    if cell is None:
        return None
    text = cell.strip().removeprefix("'")
    if len(text) != 16 or not text.isascii() or not text.isdigit():
        return _not_a_nik(text)
    if text[12:] == "0000":
        return Problem("nik_serial")
    day_, month = int(text[6:8]), int(text[8:10])
    day_ -= 40 if day_ > 40 else 0
    if not 1 <= month <= 12 or not 1 <= day_ <= _DAYS_IN_MONTH[month]:
        return Problem("nik_birth_date", text[6:12])
    if day_ == 29 and month == 2 and int(text[10:12]) % 4:
        return Problem("nik_birth_date", text[6:12])
    return text


def _not_a_nik(text: str) -> Problem | None:
    if blank(text):
        return None
    if _SCIENTIFIC.fullmatch(text) or re.fullmatch(r"\d+[.,]0+", text, re.ASCII):
        return Problem("nik_is_number", text[:40])
    return Problem("nik_digits", str(len(text)))


def nik_agrees(number: str, *, born_on: date | None, sex: str) -> bool:
    """Whether a NIK tells the birth date and the sex written beside it. A difference is worth a look, no more."""
    day_ = int(number[6:8])
    if sex and (day_ > 40) != (sex == "female"):
        return False
    told = f"{day_ - 40 if day_ > 40 else day_:02d}{number[8:12]}"
    return born_on is None or told == f"{born_on.day:02d}{born_on.month:02d}{born_on.year % 100:02d}"


_MOBILE = re.compile(r"\+628[1-9]\d{7,10}", re.ASCII)
_LANDLINE = re.compile(r"\+62[2-79]\d{7,10}", re.ASCII)
_FOREIGN = re.compile(r"\+(?!62|0)\d{8,15}", re.ASCII)
_PLAIN_MOBILE = re.compile(r"08[1-9]\d{7,10}", re.ASCII)


def phone(cell: Cell) -> str | Problem | None:
    """A phone in E.164. ``08…``, ``62…``, ``+62…`` and ``8…``, whose zero a sheet has eaten, are one number."""
    if isinstance(cell, str) and _PLAIN_MOBILE.fullmatch(cell):
        return f"+62{cell[1:]}"
    if blank(cell):
        return None
    text = shown(cell).strip().removeprefix("'")
    if _SCIENTIFIC.fullmatch(text):
        return Problem("phone_scientific", text)
    digits = re.sub(r"[\s\-.()\u00a0\u2010-\u2015]", "", text)
    if re.search(r"[/,;&]|\batau\b", text):
        return Problem("phone_two", text[:60])
    if not re.fullmatch(r"\+?\d+", digits, re.ASCII):
        return Problem("phone", text[:60])
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+62{digits[1:]}"
    elif digits.startswith("62"):
        digits = f"+{digits}"
    elif digits.startswith("8"):
        digits = f"+62{digits}"
    digits = re.sub(r"^\+620", "+62", digits)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) or _FOREIGN.fullmatch(digits):
        return digits
    return Problem("phone", text[:60])
