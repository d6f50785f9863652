"""What stands in a version, as one hash; and what changed between two, in the order a reader asks."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from padan.curricula.models import CurriculumVersion
from padan.curricula.queries.versions import Whole

COLUMNS = ("element", "criteria", "indicators", "knowledge", "practice", "attitude", "hours")
"""What a syllabus row says, in the order of the document."""
TOLD = ("official_code", "basis", "kkni_level", "occupation", "hours", "objective", "method", "entry_requirements")
"""What a version says beside its units, in the order of the document."""


def digest_of(whole: Whole) -> str:
    """SHA-256 of everything a reader of the version sees: its columns, units, hours and syllabus, in order."""
    told = {name: getattr(whole.version, name) for name in TOLD if name != "occupation"}
    told["occupation"] = whole.version.occupation_id
    units = [
        [taught.unit_id, taught.hours, [[getattr(row, name) for name in COLUMNS] for row in rows]]
        for taught, rows in whole.units
    ]
    return hashlib.sha256(json.dumps([told, units], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class UnitChange:
    """A unit that stands in both versions, not as before."""

    unit: Any
    before: int | None  # hours
    after: int | None
    added: list[str]  # elements of the syllabus
    dropped: list[str]
    reworded: list[str]

    @property
    def other_hours(self) -> bool:
        return self.before != self.after

    @property
    def other_syllabus(self) -> bool:
        return bool(self.added or self.dropped or self.reworded)


@dataclass(frozen=True)
class Difference:
    """What changed from one version to another."""

    added: list[Any] = field(default_factory=list)  # taught units of the newer one
    dropped: list[Any] = field(default_factory=list)  # taught units of the older one
    changed: list[UnitChange] = field(default_factory=list)
    fields: list[tuple[Any, Any, Any]] = field(default_factory=list)  # label, before, after
    hours: tuple[int, int] = (0, 0)  # of all units, before and after
    moved: bool = False  # the same units in another order

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.changed or self.fields or self.moved)


def difference(before: Whole, after: Whole) -> Difference:
    """What is to be read in ``after`` that was not in ``before``, and what is gone.

    Units are the same when their code is, whatever list and version of a list it was taken from.
    """
    was = {taught.unit.code: (taught, rows) for taught, rows in before.units}
    now = {taught.unit.code: (taught, rows) for taught, rows in after.units}
    both = [code for code in now if code in was]
    changed = [_changed(*was[code], *now[code]) for code in both]
    return Difference(
        added=[taught for code, (taught, _rows) in now.items() if code not in was],
        dropped=[taught for code, (taught, _rows) in was.items() if code not in now],
        changed=[one for one in changed if one.other_hours or one.other_syllabus],
        fields=_fields(before.version, after.version),
        hours=(before.hours, after.hours),
        moved=both != [code for code in was if code in now],
    )


def _fields(before, after):
    found = []
    for name in TOLD:
        column = CurriculumVersion._meta.get_field(name)
        one, other = _shown(before, name), _shown(after, name)
        if one != other:
            found.append((column.verbose_name, one, other))
    return found


def _shown(version, name):
    value = version.get_basis_display() if name == "basis" else getattr(version, name)
    return "" if value is None else str(value)


def _changed(taught, rows, other, others) -> UnitChange:
    was = {row.element.casefold(): row for row in rows}
    now = {row.element.casefold(): row for row in others}
    return UnitChange(
        unit=other.unit,
        before=taught.hours,
        after=other.hours,
        added=[row.element for key, row in now.items() if key not in was],
        dropped=[row.element for key, row in was.items() if key not in now],
        reworded=[row.element for key, row in now.items() if key in was and _said(row) != _said(was[key])],
    )


def _said(row):
    return [getattr(row, name) for name in COLUMNS]
