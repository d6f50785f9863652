"""Versions as 1EdTech CASE 1.0 packages, out and in.

A version is a CFDocument; its units are CFItems with their code as ``humanCodingScheme``; elements hang under units,
and criteria, knowledge, practice and attitude under elements, all by ``isChildOf`` in their order. CASE knows no lesson
hours: they stand in ``notes`` as "40 JP". What a package holds beside that is not guessed at: it is listed with its
place.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import prose
from padan.curricula.queries.versions import Whole
from padan.curricula.states import MOST_HOURS, VersionState
from padan.people.queries import address_of

MOST_BYTES = 20 * 2**20
MOST_DEPTH = 32
MOST_ITEMS = 20_000
MOST_UNREAD = 500
NAMESPACE = uuid.UUID("6f1d3c1e-7a52-5c0e-9f3a-3b6d2c0c9a11")
UNIT, ELEMENT = "Unit kompetensi", "Elemen"
LINES = {"criteria": "KUK", "indicators": "IUK"}
TEXTS = {"knowledge": "Pengetahuan", "practice": "Praktik", "attitude": "Sikap"}
HEAD = {
    "official_code": "Kode program",
    "basis": "Dasar penyusunan",
    "kkni_level": "Jenjang KKNI",
    "occupation": "Jabatan",
    "hours": "Jumlah JP",
    "method": "Metode",
    "entry_requirements": "Persyaratan peserta",
}
TYPES = (UNIT, ELEMENT, *LINES.values(), *TEXTS.values(), *HEAD.values())
ADOPTION = {
    VersionState.DRAFT: "Private Draft",
    VersionState.PROPOSED: "Draft",
    VersionState.ENDORSED: "Draft",
    VersionState.IN_FORCE: "Adopted",
    VersionState.RETIRED: "Deprecated",
}


class CaseRefused(ActionDenied):
    """The file is no CASE package that can be read; nothing of it was kept."""


# --- out ----------------------------------------------------------------------------------------------


class _Package:
    """A CFPackage as it grows; identifiers are the same at every export of the same version."""

    def __init__(self, version):
        self.version, self.items, self.links, self.children = version, [], [], {}
        self.address = address_of("version-case", version.code)
        self.changed = version.updated_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.document = self._identity("document")

    def _identity(self, path):
        identifier = str(uuid.uuid5(NAMESPACE, f"{self.version.code}/{path}"))
        return {"identifier": identifier, "uri": f"{self.address}#{identifier}"}

    def add(self, kind, statement, parent, **more):
        at = self.children[parent["identifier"]] = self.children.get(parent["identifier"], 0) + 1
        own = self._identity(f"{parent['identifier']}/{kind}/{at}")
        named = {"title": kind, **self._identity(f"type/{kind}")}
        self.items.append(
            {
                **own,
                "CFDocumentURI": {"title": str(self.version.programme), **self.document},
                "fullStatement": statement,
                "CFItemType": kind,
                "CFItemTypeURI": named,
                "language": "id",
                "lastChangeDateTime": self.changed,
                **{name: value for name, value in more.items() if value},
            }
        )
        title = self.version.programme.name if parent is self.document else "parent"
        self.links.append(
            {
                **self._identity(f"association/{own['identifier']}"),
                "associationType": "isChildOf",
                "sequenceNumber": at,
                "originNodeURI": {"title": statement[:100], **own},
                "destinationNodeURI": {"title": title, **parent},
                "lastChangeDateTime": self.changed,
            }
        )
        return own

    def types(self):
        used = {item["CFItemType"] for item in self.items}
        return [
            {
                **self._identity(f"type/{kind}"),
                "title": kind,
                "description": kind,
                "hierarchyCode": str(at),
                "typeCode": kind,
                "lastChangeDateTime": self.changed,
            }
            for at, kind in enumerate(TYPES, start=1)
            if kind in used
        ]


def package_of(whole: Whole) -> dict[str, Any]:
    """A version as a CFPackage, fit for ``json.dumps``."""
    version = whole.version
    package = _Package(version)
    for name, kind in HEAD.items():
        value = getattr(version, name)
        if value in (None, ""):
            continue
        if name == "occupation":
            keywords = [value.scheme.code]
            package.add(kind, value.title, package.document, humanCodingScheme=value.code, conceptKeywords=keywords)
        else:
            package.add(kind, str(value), package.document)
    for taught, rows in whole.units:
        unit = package.add(
            UNIT,
            taught.unit.title,
            package.document,
            humanCodingScheme=taught.unit.code,
            conceptKeywords=[taught.unit.scheme.code],
            notes=_hours(taught.hours),
        )
        for row in rows:
            element = package.add(ELEMENT, row.element, unit, notes=_hours(row.hours))
            for name, kind in LINES.items():
                for line in filter(None, getattr(row, name).split("\n")):
                    package.add(kind, line, element)
            for name, kind in TEXTS.items():
                if text := getattr(row, name):
                    package.add(kind, text, element)
    document = {
        **package.document,
        "creator": version.programme.centre.name,
        "title": version.programme.name,
        "description": version.objective,
        "language": "id",
        "version": str(version.number),
        "adoptionStatus": ADOPTION[VersionState(version.state)],
        "lastChangeDateTime": package.changed,
        "CFPackageURI": {"title": version.programme.name, **package.document},
    }
    return {
        "CFDocument": {name: value for name, value in document.items() if value},
        "CFItems": package.items,
        "CFAssociations": package.links,
        "CFDefinitions": {"CFItemTypes": package.types()},
    }


def _hours(hours):
    return f"{hours} JP" if hours else ""


# --- in -----------------------------------------------------------------------------------------------


@dataclass
class CaseUnit:
    """A unit as a package tells it; whether a list knows its code is asked by whoever keeps it."""

    place: str
    code: str
    title: str
    scheme: str
    hours: int | None
    rows: list[dict[str, Any]]


@dataclass
class CaseReading:
    """What could be read of a package, and where something stood that could not."""

    title: str
    told: dict[str, Any] = field(default_factory=dict)
    occupation: tuple[str, str] | None = None  # scheme, code
    units: list[CaseUnit] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)

    def leave(self, place, written, why, *, rows=(), hours=None):
        """Note something that was not read; of a unit that no version took, its syllabus and hours as well."""
        if len(self.unread) < MOST_UNREAD:
            kept = {"rows": list(rows), "hours": hours} if rows else {}
            self.unread.append({"place": place, "written": str(written)[:200], "why": str(why), **kept})
        elif len(self.unread) == MOST_UNREAD:
            self.unread.append({"place": "…", "written": "", "why": _("and more of the kind")})


def parsed(content: bytes) -> dict[str, Any]:
    """The package in a JSON file. Raises CaseRefused, saying what is wrong with the file."""
    if len(content) > MOST_BYTES:
        raise CaseRefused(_("The file is larger than %(mb)s MB.") % {"mb": MOST_BYTES // 2**20})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseRefused(_("This is not a JSON file: it holds signs that are no text.")) from None
    if _depth(text) > MOST_DEPTH:
        raise CaseRefused(_("The file is nested too deeply to be a CASE package."))
    try:
        told = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as broken:
        said = _("The file is broken in line %(line)s: it is no complete JSON. Export it again.")
        raise CaseRefused(said % {"line": broken.lineno}) from None
    except ValueError:
        raise CaseRefused(_("The file holds a number that is none.")) from None
    if not isinstance(told, dict) or not isinstance(told.get("CFDocument"), dict):
        raise CaseRefused(_("This is JSON, but no CASE package: it has no CFDocument."))
    return told


def _no_number(word):
    raise ValueError(word)


_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def _depth(text):
    depth = most = 0
    for sign in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        depth += 1 if sign in "[{" else -1
        most = max(most, depth)
    return most


SHEETS = {"cf doc": "CFDocument", "cf item": "CFItems", "cf association": "CFAssociations"}


def from_sheets(sheets: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """The package in the three sheets of the CASE spreadsheet (CF Doc, CF Item, CF Association)."""
    found = {SHEETS[name.strip().casefold()]: _records(name, rows) for name, rows in sheets.items()
             if name.strip().casefold() in SHEETS}  # fmt: skip
    if set(found) != set(SHEETS.values()) or not found["CFDocument"]:
        raise CaseRefused(
            _("This workbook is no CASE spreadsheet: it needs the sheets CF Doc, CF Item, CF Association.")
        )
    by_code = {str(item.get("humanCodingScheme")): item.get("identifier") for item in found["CFItems"]}
    links = []
    for at, row in enumerate(found["CFAssociations"], start=1):
        ends = {
            end: {"identifier": row.get(f"{end}Identifier") or by_code.get(str(row.get(f"{end}HumanCodingScheme")))}
            for end in ("originNode", "destinationNode")
        }
        words = str(row.get("associationType") or "").split()
        kind = "".join([words[0].lower(), *words[1:]]) if words else ""
        links.append(
            {
                "associationType": kind,
                "sequenceNumber": at,
                "originNodeURI": ends["originNode"],
                "destinationNodeURI": ends["destinationNode"],
            }
        )
    return {"CFDocument": found["CFDocument"][0], "CFItems": found["CFItems"], "CFAssociations": links}


def _records(name, rows):
    head = [str(cell or "").strip() for cell in rows[0]] if rows else []
    return [
        {**dict(zip(head, row, strict=False)), "_place": f"{name} {number}"}
        for number, row in enumerate(rows[1:], start=2)
        if any(cell not in (None, "") for cell in row)
    ]


def codes_in(package: dict[str, Any]) -> set[str]:
    """Every code that an item of the package carries, to be looked up in the lists of units."""
    items = package.get("CFItems")
    told = items if isinstance(items, list) else []
    return {_text(item.get("humanCodingScheme")) for item in told if isinstance(item, dict)} - {""}


def read_package(package: dict[str, Any], known=frozenset()) -> CaseReading:
    """What a package says of a programme. Whatever it holds besides is listed with its place.

    An item is a unit when it says so, or when its code is one of ``known``, the codes of units in the lists.
    """
    document = package["CFDocument"]
    reading = CaseReading(title=_text(document.get("title")) or _("Without a title"))
    if objective := _text(document.get("description")):
        reading.told["objective"] = objective
    items = _items(package, reading)
    below, ends = _tree(package, items, reading)
    root = document.get("identifier")
    tops = [key for key in below.get(root, ()) if key in items]
    tops += [key for key in items if key not in ends]
    read: set[str] = set()
    for key in tops:
        if _is_unit(items[key], known):
            _read_unit(key, items, below, reading, read)
        elif name := _HEAD.get(_kind(items[key])):
            read.add(key)
            _read_head(items[key], name, reading)
    for key in items:  # units below a heading, or in a circle
        if key not in read and _is_unit(items[key], known):
            _read_unit(key, items, below, reading, read)
    for key, item in items.items():
        if key not in read:
            code = _text(item.get("humanCodingScheme"))
            why = _("No list that is loaded has a unit of this code.") if code else _("No unit stands above it.")
            reading.leave(item["_place"], _words(item), why)
    return reading


def _items(package, reading):
    told = package.get("CFItems", [])
    if not isinstance(told, list):
        raise CaseRefused(_("This is no CASE package: its CFItems are no list."))
    if len(told) > MOST_ITEMS:
        raise CaseRefused(_("The package holds more than %(most)s items.") % {"most": MOST_ITEMS})
    items: dict[str, dict[str, Any]] = {}
    for at, item in enumerate(told):
        place = item.get("_place", f"CFItems[{at}]") if isinstance(item, dict) else f"CFItems[{at}]"
        identifier = item.get("identifier") if isinstance(item, dict) else None
        if not isinstance(identifier, str) or not identifier:
            reading.leave(place, item, _("It has no identifier."))
        elif identifier in items:
            reading.leave(place, _words(item), _("Its identifier stands there twice."))
        elif not _text(item.get("fullStatement")):
            reading.leave(
                place, _words(item), _("It says nothing (fullStatement), or holds signs that cannot be seen.")
            )
        else:
            items[identifier] = {**item, "_place": place}
    return items


def _tree(package, items, reading):
    """The children of each node in order, and the nodes that are children. A second parent is told, not taken."""
    told = package.get("CFAssociations", [])
    below: dict[Any, list[str]] = {}
    parent: dict[str, Any] = {}
    found = []
    for at, link in enumerate(told if isinstance(told, list) else []):
        if not isinstance(link, dict) or link.get("associationType") != "isChildOf":
            continue
        child, over = _end(link, "originNodeURI"), _end(link, "destinationNodeURI")
        order = link.get("sequenceNumber")
        found.append((order if isinstance(order, int) else at, at, child, over))
    for _order, at, child, over in sorted(found, key=lambda one: one[:2]):
        if child not in items or over is None:
            continue
        if child in parent:
            reading.leave(f"CFAssociations[{at}]", child, _("A second parent; the first one counts."))
            continue
        parent[child] = over
        below.setdefault(over, []).append(child)
    return below, parent


def _end(link, name):
    end = link.get(name)
    identifier = end.get("identifier") if isinstance(end, dict) else None
    return identifier if isinstance(identifier, str) else None


_KINDS = {kind.casefold(): kind for kind in TYPES}
_HEAD = {kind: name for name, kind in HEAD.items()}
_LINES = {kind: name for name, kind in LINES.items()}
_TEXTS = {kind: name for name, kind in TEXTS.items()}


def _kind(item):
    return _KINDS.get(_text(item.get("CFItemType")).casefold(), "")


def _is_unit(item, known):
    return _kind(item) == UNIT or (_kind(item) == "" and _text(item.get("humanCodingScheme")) in known)


def _read_head(item, name, reading):
    text = _text(item["fullStatement"])
    if name == "occupation":
        reading.occupation = (_keyword(item), _text(item.get("humanCodingScheme")))
    elif name in ("kkni_level", "hours"):
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        if 1 <= number <= (9 if name == "kkni_level" else MOST_HOURS):
            reading.told[name] = number
        else:
            reading.leave(item["_place"], text, _("This number is not possible here."))
    else:
        reading.told[name] = text


def _read_unit(key, items, below, reading, read):
    item = items[key]
    read.add(key)
    rows = [_read_element(child, items, below, reading, read) for child in below.get(key, ()) if child not in read]
    reading.units.append(
        CaseUnit(
            place=item["_place"],
            code=_text(item.get("humanCodingScheme")),
            title=_text(item["fullStatement"]),
            scheme=_keyword(item),
            hours=_read_hours(item, reading),
            rows=rows,
        )
    )


def _read_element(key, items, below, reading, read):
    item = items[key]
    read.add(key)
    row = {"element": _text(item["fullStatement"]), "hours": _read_hours(item, reading)}
    texts: dict[str, list[str]] = {}
    for child in _walk(below.get(key, ()), below, read):
        kind = _kind(items[child])
        name = _LINES.get(kind) or _TEXTS.get(kind) or "criteria"
        text = _text(items[child]["fullStatement"])
        texts.setdefault(name, []).append(" ".join(text.split()) if name in LINES else text)
    return row | {name: "\n".join(parts) for name, parts in texts.items()}


def _walk(keys, below, read) -> Iterator[str]:
    """Everything below, in order; what was read before, a circle, is not read again."""
    todo = list(reversed(keys))
    while todo:
        key = todo.pop()
        if key not in read:
            read.add(key)
            yield key
            todo.extend(reversed(below.get(key, ())))


def _read_hours(item, reading):
    notes = _text(item.get("notes"))
    if not notes:
        return None
    found = re.fullmatch(r"(\d{1,6}) ?JP", notes, re.ASCII | re.IGNORECASE)
    if found and 1 <= int(found[1]) <= MOST_HOURS:
        return int(found[1])
    reading.leave(item["_place"], notes, _("These notes tell no hours (JP) that are possible."))
    return None


def _keyword(item):
    words = item.get("conceptKeywords")
    if isinstance(words, str):
        return words
    return next((word for word in words if isinstance(word, str)), "") if isinstance(words, list) else ""


def _text(value) -> str:
    """Clean text, "" where there is none or it cannot be kept."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = prose(value)
    return text if isinstance(text, str) else ""


def _words(item):
    told = " ".join(filter(None, (_text(item.get(name)) for name in ("humanCodingScheme", "fullStatement"))))
    return told or item.get("identifier") or ""
