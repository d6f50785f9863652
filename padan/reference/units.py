"""What a file tells of competency units, before anything is written."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from padan.reference.families import family_of, likely_meant


@dataclass(frozen=True)
class Remark:
    """What a person should look at: the line or row, what stands there, why."""

    line: int
    written: str
    why: str


@dataclass(frozen=True)
class DecreeRead:
    number: str
    year: int
    title: str = ""


@dataclass(frozen=True)
class ElementRead:
    """An element of a unit, its criteria as (number, words); a file of criteria alone knows no title."""

    number: int
    title: str
    criteria: tuple[tuple[int, str], ...] = ()
    line: int = 0


@dataclass(frozen=True)
class UnitRead:
    """A unit as a file tells it. Without a title it only adds to a unit that is there already."""

    code: str
    title: str
    line: int
    description: str = ""
    decree: DecreeRead | None = None
    other_titles: tuple[str, ...] = ()
    elements: tuple[ElementRead, ...] = ()


@dataclass(frozen=True)
class UnitFile:
    """What a file holds: units, decrees named for themselves, and what was noticed while reading."""

    source: str
    sha256: str
    units: tuple[UnitRead, ...]
    remarks: tuple[Remark, ...]
    decrees: tuple[DecreeRead, ...] = ()
    depth: int = 0  # 0 units, 1 their elements, 2 their criteria: what has to be loaded first comes first


def family_remark(unit: UnitRead) -> Remark | None:
    """What to tell of a unit whose code is of none of the three families."""
    if family_of(unit.code):
        return None
    meant = likely_meant(unit.code)
    if meant:
        why = _("A code of no known family, kept as written. Meant is perhaps %(meant)s.") % {"meant": meant}
    else:
        why = _("A code of no known family, kept as written outside SKKNI.")
    return Remark(unit.line, unit.code, why)
