"""A scheme as a file (TOML): read whole, and refused with every fault at its line. Nothing is guessed.

``shipped()`` names the files that come with Padan. A file holds one scheme and one version of its rules.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.overseas.states import Currency, Exam, GateKind, MilestoneKind, PermitKind, StageKind, VersionState
from padan.people.models import Person
from padan.reference.tongues import Level

DATA = Path(__file__).parent / "data"
MOST_BYTES = 2**20
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LEVELS = {level.name: level.value for level in Level} | {f"N{6 - n}": n for n in range(1, 6)}
"""How a level may be written: A1 to C2, or JLPT N5 to N1."""
MOST_MONEY = 10**12


class SchemeUnreadable(ActionDenied):
    """The file is no scheme as Padan reads it. ``faults`` names each with its line."""

    def __init__(self, sentence, faults=()):
        super().__init__("\n".join([sentence, *faults]))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class SchemeFile:
    """One scheme and one version of its rules, every value checked and ready to be kept."""

    name: str  # of the file
    scheme: dict[str, Any]
    version: dict[str, Any]
    stages: list[dict[str, Any]]  # each with its "gates", "papers" and "milestones"
    fees: list[dict[str, Any]]


def shipped() -> list[Path]:
    """The files that come with Padan, by name."""
    return sorted(DATA.glob("*.toml"))


def read(path: Path) -> SchemeFile:
    """What a file says. Raises SchemeUnreadable with all of its faults."""
    name = path.name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SchemeUnreadable(_("%(file)s is too large for a scheme.") % {"file": name})
        text = path.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as failed:
        raise SchemeUnreadable(_("%(file)s cannot be opened.") % {"file": name}) from failed
    except UnicodeDecodeError as failed:
        raise SchemeUnreadable(_("%(file)s is not written in UTF-8.") % {"file": name}) from failed
    except tomllib.TOMLDecodeError as failed:
        sentence = _("%(file)s is no TOML: %(why)s.")
        raise SchemeUnreadable(sentence % {"file": name, "why": str(failed).rstrip(".")}) from failed
    reader = _Reader(_Lines(text))
    found = SchemeFile(
        name=name,
        scheme=reader.fields(table, (), SCHEME, known=("version", "stages", "fees")),
        version=reader.section(table, "version", VERSION),
        stages=[
            reader.fields(stage, ("stages", at), STAGE, known=("gates", "papers", "milestones"))
            | {
                "gates": reader.rows(stage, ("stages", at), "gates", GATE),
                "papers": reader.rows(stage, ("stages", at), "papers", PAPER),
                "milestones": reader.milestones(stage, ("stages", at)),
            }
            for at, stage in enumerate(reader.tables(table, (), "stages"))
        ],
        fees=reader.rows(table, (), "fees", FEE),
    )
    reader.whole(found)
    if reader.faults:
        told = [_("line %(n)s: %(fault)s") % {"n": at, "fault": fault} for at, fault in sorted(set(reader.faults))]
        raise SchemeUnreadable(_("%(file)s cannot be loaded:") % {"file": name}, told)
    return found


# --- fields ---------------------------------------------------------------------------------------------


class Wrong(Exception):
    """A value that is not what its field takes; the sentence says what it takes."""


def _line(most, *, empty=True):
    def read_line(value):
        if not isinstance(value, str):
            raise Wrong(_("takes a text in quotes."))
        found = line(value, most)
        if isinstance(found, Problem):
            raise Wrong(_("takes one line of at most %(most)s signs, without signs that cannot be seen.")
                        % {"most": most})  # fmt: skip
        if not found and not empty:
            raise Wrong(_("must not be empty."))
        return found or ""

    return read_line


def _slug(value):
    if not isinstance(value, str) or len(value) > 40 or not SLUG.fullmatch(value):
        raise Wrong(_("takes a short name: small letters, digits and hyphens."))
    return value


def _one_of(choices):
    def read_choice(value):
        if value not in choices.values:
            raise Wrong(_("takes one of %(these)s.") % {"these": ", ".join(choices.values)})
        return str(value)

    return read_choice


def _day(value):
    if type(value) is not date:
        raise Wrong(_("takes a day without quotes, such as 2027-04-01."))
    return value


def _whole(most):
    def read_whole(value):
        if type(value) is not int or not 0 <= value <= most:
            raise Wrong(_("takes a whole number from 0 to %(most)s.") % {"most": most})
        return value

    return read_whole


def _number(value):
    if type(value) not in (int, float) or not 0 <= value < 1_000_000:
        raise Wrong(_("takes a number, with a point before its decimals."))
    return Decimal(str(value))


def _yes(value):
    if type(value) is not bool:
        raise Wrong(_("takes true or false."))
    return value


def _level(value):
    if value not in LEVELS:
        raise Wrong(_("takes a level: A1 to C2, or N5 to N1."))
    return LEVELS[value]


def _address(value):
    found = _line(300)(value)
    if found and not re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", found):
        raise Wrong(_("takes an address that begins with https://."))
    return found


def _permits(value):
    if not isinstance(value, list) or any(one not in PermitKind.values for one in value):
        raise Wrong(_("takes a list of %(these)s.") % {"these": ", ".join(PermitKind.values)})
    return list(dict.fromkeys(value))


def _country(value):
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{2}", value):
        raise Wrong(_("takes a country as two capital letters, such as JP."))
    return value


@dataclass(frozen=True)
class Field:
    """One field of a file: how it is read, and whether it must be there."""

    read: Any
    needed: bool = False
    absent: Any = ""


NAME = Field(_line(150, empty=False), needed=True)
SOURCE = Field(_line(300))
SCHEME = {
    "key": Field(_slug, needed=True),
    "name": NAME,
    "name_en": Field(_line(150)),
    "name_ja": Field(_line(150)),
    "country": Field(_country, absent="JP"),
    "owner": Field(_line(200)),
}
VERSION = {
    "number": Field(_whole(9_999), needed=True),
    "state": Field(_one_of(VersionState), absent=str(VersionState.DRAFT)),
    "valid_from": Field(_day, needed=True),
    "valid_until": Field(_day, absent=None),
    "source": Field(_line(300, empty=False), needed=True),
    "source_url": Field(_address),
    "read_on": Field(_day, absent=None),
    "permit_kinds": Field(_permits, absent=()),
}
STAGE = {
    "key": Field(_slug, needed=True),
    "kind": Field(_one_of(StageKind), needed=True),
    "name": NAME,
    "name_en": NAME,
    "name_ja": Field(_line(150)),
    "days": Field(_whole(3_650), absent=None),
    "knock_out": Field(_yes, absent=False),
}
GATE = {
    "kind": Field(_one_of(GateKind), needed=True),
    "choice": Field(_line(20)),
    "exam": Field(_one_of(Exam)),
    "level": Field(_level, absent=None),
    "for_sex": Field(_one_of(Person.Sex)),
    "least": Field(_number, absent=None),
    "most": Field(_number, absent=None),
    "out_of": Field(_number, absent=None),
    "words": Field(_line(300, empty=False), needed=True),
    "source": SOURCE,
}
PAPER = {
    "kind": Field(_slug, needed=True),
    "name": NAME,
    "name_en": NAME,
    "name_ja": Field(_line(150)),
    "health": Field(_yes, absent=False),
    "valid_days": Field(_whole(3_650), absent=None),
    "source": SOURCE,
}
FEE = {
    "purpose": Field(_slug, needed=True),
    "name": NAME,
    "currency": Field(_one_of(Currency), absent=str(Currency.IDR)),
    "most": Field(_whole(MOST_MONEY), needed=True),
    "payer": Field(_line(150)),
    "source": SOURCE,
}


def faults_of_gate(gate) -> list[tuple[str, str]]:
    """What does not fit together in a gate: (field, sentence). ``gate`` maps columns to values."""
    kind, least, most = gate.get("kind"), gate.get("least"), gate.get("most")
    found = []
    if kind == GateKind.EXAM and not gate.get("exam"):
        found.append(("exam", _("Say which exam it is.")))
    if kind != GateKind.EXAM and (gate.get("exam") or gate.get("level") is not None):
        found.append(("exam", _("Only a gate of the kind “exam” names an exam and a level.")))
    if gate.get("exam") in (Exam.JLPT, Exam.JFT) and gate.get("level") is None:
        found.append(("level", _("Say which level must be reached.")))
    if kind in (GateKind.AGE, GateKind.NUMBER) and least is None and most is None:
        found.append(("least", _("Say at least how much, or at most how much.")))
    if kind not in (GateKind.AGE, GateKind.NUMBER) and (least is not None or most is not None):
        found.append(("least", _("Only an age or a number has a least and a most.")))
    if least is not None and most is not None and most < least:
        found.append(("most", _("The most is less than the least.")))
    out_of = gate.get("out_of")
    if out_of is not None and (kind != GateKind.NUMBER or out_of < (least or 0)):
        found.append(("out_of", _("“Out of” belongs to a number and is not below its least.")))
    return found


# --- where it stands ------------------------------------------------------------------------------------


@dataclass
class _Lines:
    """Where each table, row and field of a TOML text begins, counted in lines from 1."""

    text: str
    found: dict[tuple, int] = field(default_factory=dict)

    def __post_init__(self):
        place: tuple = ()
        counts: dict[tuple, int] = {}
        inside = ""
        for at, text in enumerate(self.text.splitlines(), start=1):
            bare = text.strip()
            if header := re.match(r"\[\[?\s*([a-z_.]+)\s*\]?\]", bare):
                place, inside = self._place(header[1].split("."), bare.startswith("[["), counts), ""
                self.found.setdefault(place, at)
            elif named := re.match(r"([a-z_]+)\s*=\s*(\[\s*(?:#.*)?$)?", bare):
                self.found[(*place, named[1])] = at
                inside = named[1] if named[2] else ""
            elif inside and bare.startswith("{"):
                row = (*place, inside, counts.get((*place, inside), 0))
                counts[(*place, inside)] = row[-1] + 1
                self.found[row] = at
            elif bare.startswith("]"):
                inside = ""

    @staticmethod
    def _place(names, many, counts):
        place: tuple = ()
        for depth, name in enumerate(names):
            place = (*place, name)
            last = depth == len(names) - 1
            if many and last:
                counts[place] = counts.get(place, 0) + 1
            if place in counts:
                place = (*place, counts[place] - 1)
        return place

    def of(self, place) -> int:
        """The line of a place, or of what holds it."""
        while place and place not in self.found:
            place = place[:-1]
        return self.found.get(place, 1)


class _Reader:
    """Reads tables by their fields, and keeps every fault with its line."""

    def __init__(self, lines):
        self.lines, self.faults = lines, []

    def fault(self, place, sentence):
        self.faults.append((self.lines.of(place), sentence))

    def fields(self, table, place, wanted, known=()):
        found = {}
        for name, one in wanted.items():
            if name not in table:
                found[name] = list(one.absent) if isinstance(one.absent, tuple) else one.absent
                if one.needed:
                    self.fault(place, _("%(field)s is missing.") % {"field": f"“{name}”"})
                continue
            found[name] = one.absent
            try:
                found[name] = one.read(table[name])
            except Wrong as wrong:
                self.fault((*place, name), f"“{name}” {wrong}")
        for name in table:
            if name not in wanted and name not in known:
                self.fault((*place, name), _("%(field)s is no field here. Fields are %(these)s.")
                           % {"field": f"“{name}”", "these": ", ".join([*wanted, *known])})  # fmt: skip
        return found

    def section(self, holder, name, wanted):
        found = holder.get(name)
        if isinstance(found, dict):
            return self.fields(found, (name,), wanted)
        self.fault((name,), _("The section [%(name)s] is missing.") % {"name": name})
        return dict.fromkeys(wanted)

    def tables(self, holder, place, name):
        found = holder.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.fault((*place, name), _("%(field)s takes rows: [[%(name)s]].") % {"field": f"“{name}”", "name": name})
            return []
        return found

    def rows(self, holder, place, name, wanted):
        found = []
        for at, row in enumerate(self.tables(holder, place, name)):
            there = (*place, name, at)
            before = len(self.faults)
            found.append(self.fields(row, there, wanted))
            if wanted is GATE and len(self.faults) == before:
                for _column, sentence in faults_of_gate(found[-1]):
                    self.fault(there, sentence)
        return found

    def milestones(self, stage, place):
        found = stage.get("milestones", [])
        if not isinstance(found, list) or any(one not in MilestoneKind.values for one in found):
            these = ", ".join(MilestoneKind.values)
            self.fault((*place, "milestones"), _("“milestones” takes a list of %(these)s.") % {"these": these})
            return []
        return list(dict.fromkeys(found))

    def whole(self, found):
        """What shows only when all is read: rows that stand twice, days in the wrong order, no stage at all."""
        if not found.stages:
            self.fault((), _("There is no stage: rules begin with the first [[stages]]."))
        self._once(found.stages, ("stages",), "key")
        for at, stage in enumerate(found.stages):
            self._once(stage["papers"], ("stages", at, "papers"), "kind")
        self._once(found.fees, ("fees",), "purpose")
        version = found.version
        begins, ends = version["valid_from"], version["valid_until"]
        if begins and ends and ends < begins:
            self.fault(("version", "valid_until"), _("The rules end before they begin."))
        if version["state"] == VersionState.CLOSED:
            self.fault(("version", "state"), _("Closed rules are not loaded: they are closed here, with a reason."))

    def _once(self, rows, place, name):
        seen = set()
        for at, row in enumerate(rows):
            if row[name] and row[name] in seen:
                self.fault((*place, at, name), _("“%(value)s” stands here twice.") % {"value": row[name]})
            seen.add(row[name])
