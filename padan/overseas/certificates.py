"""How the numbers of certificates are written, and what makes one doubtful. Nothing here says that one is genuine.

JLPT writes its certificates ``N4A502318C`` (level, letter, six digits, letter) and its registrations
``23B8040101-30172`` (year, A for July or B for December, place, number). JFT-Basic goes by the Prometric ID, two
letters and seven digits. Skills tests are written by an association per field: letters, digits and strokes.
"""

import re
from datetime import date

from padan.overseas.states import Doubt, Exam

LONGEST = 40
CERTIFICATE = re.compile(r"N([1-5])[A-Z]\d{6}[A-Z]", re.ASCII)
REGISTRATION = re.compile(r"(\d{2})([AB])\d{7}-\d{5}", re.ASCII)
PROMETRIC = re.compile(r"[A-Z]{2}\d{7}(?:-?[A-Z0-9]{1,10})?", re.ASCII)
ANY = re.compile(r"(?=(?:[^0-9]*[0-9]){5})[A-Z0-9](?:[A-Z0-9/.\-]{4,28})[A-Z0-9]", re.ASCII)
EXAMPLES = {Exam.JLPT: "N4A502318C, 23B8040101-30172", Exam.JFT: "KX4820193", Exam.SKILLS: "FS-2024-008315"}
RUNS = "01234567890", "98765432109"


def written(number: str) -> str:
    """The number as it is kept and compared: capitals, no blanks, one kind of stroke."""
    return re.sub(r"[‐‑‒–—−ー]", "-", "".join(number.split())).upper()


def doubts_about(exam: str, number: str, *, level: int | None, taken_on: date) -> list[str]:
    """What speaks against a number, as it is ``written``, by itself; empty where nothing does."""
    found = []
    certificate, registration = CERTIFICATE.fullmatch(number), REGISTRATION.fullmatch(number)
    fits = {
        Exam.JLPT: certificate or registration,
        Exam.JFT: PROMETRIC.fullmatch(number),
        Exam.SKILLS: ANY.fullmatch(number),
    }
    if not fits[Exam(exam)]:
        found.append(Doubt.SHAPE)
    elif exam == Exam.JLPT and certificate and level is not None and int(certificate[1]) != 6 - level:
        found.append(Doubt.LEVEL)
    elif exam == Exam.JLPT and registration and (int(registration[1]) != taken_on.year % 100 or _other_half(
        registration[2], taken_on
    )):  # fmt: skip
        found.append(Doubt.DAY)
    if _looks_invented(number):
        found.append(Doubt.PLAIN)
    return [str(doubt) for doubt in found]


def _other_half(sign: str, day: date) -> bool:
    return (sign == "A") != (day.month <= 9)


def _looks_invented(number: str) -> bool:
    """Five digits or more that are all the same, or all in a row."""
    digits = max(re.findall(r"\d+", number), key=len, default="")
    return len(digits) >= 5 and (len(set(digits)) == 1 or any(digits in run for run in RUNS))
