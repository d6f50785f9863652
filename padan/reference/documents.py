"""Decrees as documents: a PDF, or its text in Markdown, read into units with elements and criteria.

What cannot be read for certain is told with its line; the rest of the document is read on.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from padan.reference.families import WRITTEN
from padan.reference.lists import ListUnreadable
from padan.reference.tables import Element, elements_of, in_doubt, joined, pairs_of
from padan.reference.units import DecreeRead, ElementRead, Remark, UnitRead

MEMORY = 1536 * 2**20
CPU_SECONDS = 60

FRONT = re.compile(r"^(\w+):\s*\"?(.*?)\"?\s*$")
NUMBER = re.compile(r"NOMOR\s*:?\s+(\S+)\s+TAHUN\s+(\d{4})", re.IGNORECASE)
ABOUT = re.compile(r"\bTENTANG\b(.+?)\n\s*(?:BAB\s+I\b|DENGAN\s+RAHMAT|MENTERI|MENIMBANG|---)", re.DOTALL)
CODE = re.compile(r"^[\s*#]*kode\s+unit\b[\s:*`]*(.*?)[\s`*]*$", re.IGNORECASE)
TITLE = re.compile(r"^[\s*#]*judul\s+unit\b(?!\s+kompetensi)[\s:*`]*(.*?)[\s`*]*$", re.IGNORECASE)
ABOUT_UNIT = re.compile(r"^[\s*#]*deskripsi\s+unit\b[\s:*`]*(.*?)[\s`*]*$", re.IGNORECASE)
TABLE = re.compile(r"^[\s*#]*elemen\s+kompetensi\b", re.IGNORECASE)
COLUMNS = re.compile(r"^[\s*#]*(no\.?\s+)?elemen\s+kompetensi\s+kriteria\s+unjuk\s+kerja\s*$", re.IGNORECASE)
AFTER = re.compile(r"^[\s*#]*(batasan\s+variabel|panduan\s+penilaian)\b", re.IGNORECASE)
FURNITURE = re.compile(r"^\s*(\d{1,4}|<!--.*-->|-{3,}|jdih\S*)?\s*$", re.IGNORECASE)


@dataclass
class Draft:
    """A unit while its lines come in."""

    line: int
    code: str
    title: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    table: list[tuple[int, str]] = field(default_factory=list)


def text_of_pdf(path: Path) -> str:
    """The text of every page. Raises ListUnreadable: locked, damaged, too heavy, or pictures of paper without text."""
    command = [sys.executable, "-I", "-m", "padan.reference.pdftext"]
    told = {"file": path.name}
    try:
        done = subprocess.run(  # noqa: S603  our own module, an absolute path of ours
            [*command, str(path.resolve()), str(MEMORY), str(CPU_SECONDS)],
            stdin=subprocess.DEVNULL, capture_output=True, env={}, cwd="/", timeout=CPU_SECONDS * 3, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise ListUnreadable(_("%(file)s is too heavy to be read. Bring its chapters one by one.") % told) from late
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    last = lines.pop() if lines else None
    if isinstance(last, dict) and last.get("error") == "encrypted":
        raise ListUnreadable(_("%(file)s is locked with a password. Bring it without one.") % told)
    if isinstance(last, dict) and last.get("error"):
        raise ListUnreadable(_("%(file)s is damaged and cannot be opened.") % told)
    if last != {"end": True}:
        raise ListUnreadable(_("%(file)s is too heavy to be read. Bring its chapters one by one.") % told)
    text = "\n".join(lines)
    if not text.strip():
        raise ListUnreadable(
            _("%(file)s holds pictures of paper without text. Have the text recognised first, then bring it.") % told
        )
    return text


def read_decree(text: str, *, name: str) -> tuple[DecreeRead | None, tuple[UnitRead, ...], tuple[Remark, ...]]:
    """(decree, units, remarks) of a document's text; ``name`` is the file's."""
    decree = _decree(text, name)
    drafts, listed = _drafts(text)
    pairs = pairs_of(text)
    units, remarks = [], []
    for draft in drafts:
        code = "".join(draft.code.split())
        title = joined(draft.title)
        if not title:
            remarks.append(Remark(draft.line, code, _("A unit without a title; it was not loaded.")))
            continue
        elements, astray = elements_of(draft.table, pairs)
        remarks += [Remark(line, words, _("This line stands in no element of %(code)s.") % {"code": code})
                    for line, words in astray]  # fmt: skip
        remarks += _faults(draft, code, elements)
        told = tuple(ElementRead(one.number, one.title, tuple(one.criteria), one.line) for one in _renumbered(elements))
        units.append(UnitRead(code, title, draft.line, description=joined(draft.about), elements=told))
    if parted := sum(in_doubt(draft.table) for draft in drafts):
        why = _("Columns run together in this text: %(n)s lines were parted by likelihood. The PDF shows them apart.")
        remarks.append(Remark(drafts[0].line, "", why % {"n": parted}))
    described = {unit.code for unit in units}
    remarks += [
        Remark(line, code, _("The list names this unit, but no page describes it; it was not loaded."))
        for code, line in listed.items()
        if code not in described
    ]
    return decree, tuple(units), tuple(remarks)


def _decree(text, name):
    front = {}
    if text.startswith("---\n"):
        front = dict(
            told.groups() for line in text[4:].split("\n---", 1)[0].splitlines() if (told := FRONT.match(line))
        )
    told = NUMBER.search(text)
    number, year = (told[1], told[2]) if told else ("", "")
    number, year = front.get("decree_number", number), front.get("decree_year", year)
    if not (number and str(year).isdigit()):
        told = re.search(r"(\d{4})[-_ ](\d{1,4})\D", name)
        number, year = (told[2].lstrip("0"), told[1]) if told else ("", "")
    if not number:
        return None
    about = ABOUT.search(text)
    title = " ".join(about[1].split()) if about and len(about[1]) < 1000 else front.get("subfield", "")
    return DecreeRead(number.lstrip("0"), int(year), title[:500])


def _drafts(text):
    """(units as drafts, codes named before the first unit: code to line)."""
    drafts: list[Draft] = []
    listed: dict[str, int] = {}
    part = None
    for number, line in enumerate(text.splitlines(), start=1):
        if (told := CODE.match(line)) and re.search(r"\d", told[1]):
            drafts.append(Draft(number, told[1]))
            part = None
        elif not drafts:
            for code in WRITTEN.findall(line):
                listed.setdefault("".join(code.split()), number)
        elif told := TITLE.match(line):
            drafts[-1].title.append(told[1])
            part = "title"
        elif told := ABOUT_UNIT.match(line):
            drafts[-1].about.append(told[1])
            part = "about"
        elif TABLE.match(line):
            part = "table"
        elif AFTER.match(line) or line.startswith("#"):
            part = None
        elif FURNITURE.match(line) or line.startswith("**") or COLUMNS.match(line):
            continue
        elif part == "table":
            drafts[-1].table.append((number, line))
        elif part:
            getattr(drafts[-1], part).append(line.strip())
    return drafts, listed


def _faults(draft, code, elements: list[Element]):
    """What a reader should look at again: nothing read, a number missing or twice."""
    if not elements:
        yield Remark(draft.line, code, _("No element could be read from the table of this unit."))
    expected = 1
    for element in elements:
        if element.number != expected:
            words = _("Element %(n)s of %(code)s stands where %(expected)s should.")
            told = {"n": element.number, "code": code, "expected": expected}
            yield Remark(element.line, element.title, words % told)
        numbers = [number for number, _words in element.criteria]
        if numbers != list(range(1, len(numbers) + 1)) or not numbers:
            words = _("The criteria of element %(n)s of %(code)s are numbered %(numbers)s.")
            told = {"n": element.number, "code": code, "numbers": ", ".join(map(str, numbers)) or "–"}
            yield Remark(element.line, element.title, words % told)
        expected = element.number + 1


def _renumbered(elements: list[Element]):
    """Elements and criteria under numbers of their own: one that stands twice goes on at the end."""
    taken: set[int] = set()
    for element in elements:
        while element.number in taken:
            element.number = max(taken) + 1
        taken.add(element.number)
        seen: dict[int, str] = {}
        for number, words in element.criteria:
            seen[number if number not in seen else max(seen) + 1] = words
        element.criteria = list(seen.items())
        yield element
