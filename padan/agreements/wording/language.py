"""The language that texts are written in: articles, numbered paragraphs, lists, and places filled by name.

    # Maksud dan tujuan                 begins an article; its number is counted
    1. Para Pihak sepakat ...           a numbered paragraph; its number is counted
    - pelatihan berbasis kompetensi     an item of a list, lettered
    {{ pihak.1.nama }}                  is filled from the agreement
    {{ setiap kewajiban }}              repeats the lines up to {{ akhir }}, once for each
    {{ para pihak }}                    stands for who the parties are
    {{ tabel kewajiban }}               stands for what was promised, line by line

Nothing in it can run: a place is one of the names below, and what fills it is printed as it stands.
"""

import difflib
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from padan.base.errors import ActionDenied

FIELDS = {
    "perjanjian": {
        "jenis": gettext_lazy("Kind"),
        "judul": gettext_lazy("Title"),
        "tujuan": gettext_lazy("Purpose"),
        "saat": gettext_lazy("Day and place of signing"),
        "tanggal": gettext_lazy("Date of signing"),
        "tempat": gettext_lazy("Place of signing"),
        "mulai": pgettext_lazy("in force", "First day"),
        "berakhir": pgettext_lazy("in force", "Last day"),
        "jangka_waktu": gettext_lazy("Term"),
        "forum": gettext_lazy("Forum"),
    },
    "pihak": {
        "nama": gettext_lazy("Name"),
        "sebutan": gettext_lazy("Designation"),
        "penanda_tangan": gettext_lazy("Signatory"),
        "jabatan": gettext_lazy("Position"),
        "dasar": gettext_lazy("Authority"),
        "alamat": gettext_lazy("Address"),
        "nomor": gettext_lazy("Number of the document"),
        "nib": gettext_lazy("NIB"),
        "npwp": gettext_lazy("NPWP"),
        "kontak": gettext_lazy("Contact"),
    },
    "kewajiban": {
        "sebutan": gettext_lazy("Designation"),
        "pihak": gettext_lazy("Name"),
        "isi": gettext_lazy("Promise"),
        "jumlah": gettext_lazy("Quantity"),
        "tenggat": gettext_lazy("Due date"),
    },
    "lingkup": {"nama": gettext_lazy("Name")},
}
"""What can be filled in, by noun. ``perjanjian`` is one; the others are repeated, ``pihak`` also called by number."""

REPEATED = ("pihak", "kewajiban", "lingkup")
IDENTITIES, PROMISES, END = "para pihak", "tabel kewajiban", "akhir"
MOST_SIGNS = 60_000

PLACE = re.compile(r"\{\{(.*?)\}\}")
ALONE = re.compile(r"^\{\{\s*([^{}]*?)\s*\}\}$")
HEADING = re.compile(r"^#\s*(.*)$")
NUMBERED = re.compile(r"^\(?\d{1,3}[.)]\s+(.*)$")
ITEM = re.compile(r"^(?:[-*]|[a-z][.)])\s+(.*)$")
CALLED = re.compile(r"^pihak\.([1-9]\d?)\.(\w+)$")


class NotUnderstood(ActionDenied):
    """The text holds something that the language does not know; the sentence names the line."""


@dataclass(frozen=True)
class Line:
    """One piece of text: where it stands, what it is (heading, paragraph, numbered, item, identities, promises)."""

    number: int
    kind: str
    text: str = ""


@dataclass
class Loop:
    """Lines that are repeated for each of a noun."""

    number: int
    over: str
    lines: list = field(default_factory=list)


def read(body: str) -> list:
    """The lines of a text, with its loops. Raises NotUnderstood at the first thing it does not know."""
    if len(body) > MOST_SIGNS:
        raise NotUnderstood(_("The text is longer than %(most)s characters.") % {"most": MOST_SIGNS})
    lines, loop, joins = [], None, False
    for number, raw in enumerate(body.splitlines(), start=1):
        text = " ".join(raw.split())
        into = loop.lines if loop else lines
        if not text:
            joins = False
            continue
        word = (alone := ALONE.match(text)) and " ".join(alone[1].split()).casefold()
        if word and word.startswith("setiap"):
            if loop:
                raise _at(number, _("inside “setiap %(noun)s” there can be no other “setiap”.") % {"noun": loop.over})
            loop, joins = Loop(number, _noun(word, number)), False
            continue
        if word == END:
            if not loop:
                raise _at(number, _("“akhir” ends nothing: there is no “setiap” before it."))
            lines.append(loop)
            loop, joins = None, False
            continue
        if word in (IDENTITIES, PROMISES):
            if loop:
                raise _at(number, _("“%(word)s” cannot be repeated.") % {"word": word})
            lines.append(Line(number, "identities" if word == IDENTITIES else "promises"))
            joins = False
            continue
        kind, text = _kind(text)
        _check_places(text, number, loop.over if loop else "")
        if kind == "heading" and (loop or not text):
            said = _("an article cannot begin inside “setiap”.") if loop else _("an article has no title.")
            raise _at(number, said)
        if kind == "paragraph" and joins and into:
            last = into.pop()
            into.append(Line(last.number, last.kind, f"{last.text} {text}"))
        else:
            into.append(Line(number, kind, text))
        joins = kind != "heading"
    if loop:
        raise _at(loop.number, _("“setiap %(noun)s” is not ended by “akhir”.") % {"noun": loop.over})
    return lines


def fill(text: str, context: dict, here: dict, missing: set) -> str:
    """``text`` with its places filled. ``here`` holds the one of each noun that is being repeated.

    What is empty is printed as dots and noted in ``missing`` as (field, party's name).
    """

    def one(place):
        name = place[1].strip().casefold()
        if called := CALLED.match(name):
            at, column = int(called[1]) - 1, called[2]
            if at >= len(context["pihak"]):
                missing.add(("pihak", str(at + 1)))
                return DOTS
            noun, thing = "pihak", context["pihak"][at]
        else:
            noun, _dot, column = name.partition(".")
            thing = here.get(noun) or context["perjanjian"]
        value = " ".join(str(thing[column]).split())
        if not value:
            missing.add((f"{noun}.{column}", thing["nama"] if noun == "pihak" else ""))
            return DOTS
        return value

    return PLACE.sub(one, text)


DOTS = "…………"


def _kind(text):
    for kind, form in (("heading", HEADING), ("numbered", NUMBERED), ("item", ITEM)):
        if found := form.match(text):
            return kind, found[1].strip()
    return "paragraph", text


def _noun(word, number):
    noun = word.removeprefix("setiap").strip()
    if noun not in REPEATED:
        raise _at(number, _unknown(f"setiap {noun}", [f"setiap {one}" for one in REPEATED]))
    return noun


def _check_places(text, number, over):
    for place in PLACE.findall(text):
        name = place.strip().casefold()
        if called := CALLED.match(name):
            if called[2] in FIELDS["pihak"]:
                continue
            known = [f"pihak.{called[1]}.{column}" for column in FIELDS["pihak"]]
        else:
            open_now = ["perjanjian", *([over] if over else [])]
            known = [f"{noun}.{column}" for noun in open_now for column in FIELDS[noun]]
            if name in known:
                continue
            noun, _dot, column = name.partition(".")
            if noun in REPEATED and column in FIELDS[noun]:
                raise _at(number, _outside(name, noun))
            known += [f"pihak.1.{column}" for column in FIELDS["pihak"]]
        raise _at(number, _unknown(place.strip(), known))
    if "{{" in (rest := PLACE.sub("", text)) or "}}" in rest:
        raise _at(number, _("a place to fill is opened with {{ and closed with }} on the same line."))


def _outside(name, noun):
    said = _("“%(name)s” stands only between “setiap %(noun)s” and “akhir”.") % {"name": name, "noun": noun}
    if noun == "pihak":
        said += " " + _("Outside, call the party by its number: %(way)s.") % {"way": name.replace(".", ".1.", 1)}
    return said


def _unknown(name, known):
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
    said = _("“%(name)s” is not known here.") % {"name": name}
    if near:
        said += " " + _("Do you mean “%(near)s”?") % {"near": near[0]}
    return said


def _at(number, sentence):
    return NotUnderstood(_("Line %(n)s: %(sentence)s") % {"n": number, "sentence": sentence})
