"""Numbers, dates and terms as Indonesian deeds write them."""

from babel.dates import format_date

ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
SCALES = ((1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu"), (100, "ratus"), (10, "puluh"))
MONTHS_A_YEAR = 12


def spelled(number: int) -> str:
    """2024 → dua ribu dua puluh empat; whole numbers from 0 below a trillion."""
    if number < len(ONES):
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    size, word = next((size, word) for size, word in SCALES if number >= size)
    many, rest = divmod(number, size)
    head = f"se{word}" if many == 1 and size in (100, 1_000) else f"{spelled(many)} {word}"
    return f"{head} {spelled(rest)}" if rest else head


def ordinal(number: int) -> str:
    """1 → pertama, 2 → kedua, 11 → kesebelas."""
    return "pertama" if number == 1 else f"ke{spelled(number)}"


def long_date(day) -> str:
    """15 November 2024."""
    return format_date(day, "d MMMM y", locale="id_ID") if day else ""


def date_of_deed(day) -> str:
    """hari Jumat, tanggal lima belas, bulan November, tahun dua ribu dua puluh empat (15-11-2024)."""
    if not day:
        return ""
    week_day, month = (format_date(day, form, locale="id_ID") for form in ("EEEE", "MMMM"))
    return f"hari {week_day}, tanggal {spelled(day.day)}, bulan {month}, tahun {spelled(day.year)} ({day:%d-%m-%Y})"


def counted(number: int, unit: str) -> str:
    """24 orang → 24 (dua puluh empat) orang."""
    figures = f"{number:,}".replace(",", ".")
    return f"{figures} ({spelled(number)}) {unit}"


def span(starts_on, ends_on) -> str:
    """How long a term is: whole years or months where it is such (the last day may be counted in or out), else days."""
    if not (starts_on and ends_on):
        return ""
    for last in (0, 1):
        months = (ends_on.year - starts_on.year) * MONTHS_A_YEAR + ends_on.month - starts_on.month
        until = ends_on.toordinal() + last
        if months and _later(starts_on, months).toordinal() == until:
            return _of_months(months)
        if _later(starts_on, months + 1).toordinal() == until:
            return _of_months(months + 1)
    return counted((ends_on - starts_on).days, "hari")


def _of_months(months):
    years, rest = divmod(months, MONTHS_A_YEAR)
    return counted(years, "tahun") if not rest else counted(months, "bulan")


def _later(day, months):
    """The same day ``months`` later; the last of the month where that day does not exist."""
    month = day.month - 1 + months
    year, month = day.year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1
    for at in range(day.day, 27, -1):
        try:
            return day.replace(year=year, month=month, day=at)
        except ValueError:
            continue
    return day.replace(year=year, month=month)
