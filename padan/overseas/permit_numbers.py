"""How numbers of permits are written, and what makes one not be kept. Nothing here says that one is genuine."""

import re

LEAST_SIGNS = 6
NIB_DIGITS = 13
SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./()\-–]*", re.ASCII)
RUNS = "01234567890123456789", "98765432109876543210"


def key_of(number: str) -> str:
    """What is compared: letters and digits alone, upper case. KEP.12/LATTAS/2024 and kep 12 lattas-2024 are one."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def is_written_like_one(number: str) -> bool:
    """Letters, digits, points and strokes, with at least one digit; digits alone are a NIB or begin with one."""
    key = key_of(number)
    if not SHAPE.fullmatch(number) or len(key) < LEAST_SIGNS or not any(sign.isdigit() for sign in key):
        return False
    return not key.isdigit() or len(key) >= NIB_DIGITS


def looks_invented(number: str) -> bool:
    """Digits that are all the same or all in a row, six or more: what one types to get past a field."""
    digits = max(re.findall(r"\d+", number), key=len, default="")
    return len(digits) >= 6 and (len(set(digits)) == 1 or any(digits in run for run in RUNS))
