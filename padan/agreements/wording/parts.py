"""A text as parts: title, opening, who the parties are, articles, promises, signatures. Each knows whom it touches.

A part is ``{"key", "kind", "label", "heading", "blocks", "touches"}`` and is kept as JSON; a block is
``{"as", "mark", "text"}``. ``touches`` holds codes of parties.
"""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from padan.agreements.wording.language import FIELDS, Line, fill, read

TITLES = {
    "memorandum": "Nota Kesepahaman",
    "cooperation": "Perjanjian Kerja Sama",
    "joint": "Kesepakatan Bersama",
    "commitment": "Surat Komitmen",
}
ARTICLE = {"commitment": "Butir"}
NEEDED_OF_PARTY = ("nomor", "penanda_tangan", "jabatan")
MOST_LETTERS = 26


@dataclass(frozen=True)
class Filled:
    """A body filled with its context: the parts, and what is missing, in sentences."""

    parts: list
    missing: list

    @property
    def sha256(self) -> str:
        """What a reader was shown, in one hash."""
        return digest_of(self.parts)


def digest_of(told) -> str:
    """SHA-256 of canonical JSON: sorted keys, no spaces, UTF-8."""
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def part_digest(part) -> str:
    """What a party saw of a part: its words, without whom it touches."""
    return digest_of([part["heading"], part["blocks"]])


def digests_for(parts, party_code) -> dict[str, str]:
    """Key to hash of every part that touches a party."""
    return {part["key"]: part_digest(part) for part in parts if party_code in part["touches"]}


def choices_of(parts) -> list[tuple[str, str]]:
    """(key, label) of the parts that one may point at; what continues a part under its own label is left out."""
    labels = {}
    for part in parts:
        labels.setdefault(part["label"], part["key"])
    return [(key, label) for label, key in labels.items()]


def words_of(part) -> str:
    """The words of a part, line by line."""
    lines = [part["heading"], *(f"{block['mark']} {block['text']}".strip() for block in part["blocks"])]
    return "\n".join(line for line in lines if line)


def fill_body(body: str, context: dict) -> Filled:
    """The parts that ``body`` makes of ``context``. Raises NotUnderstood."""
    return _Filling(context).run(read(body))


class _Filling:
    def __init__(self, context):
        self.context, self.missing = context, set()
        self.everybody = [party["kode"] for party in context["pihak"]]
        self.parts, self.articles, self.numbered, self.items, self.turns = [], 0, 0, 0, 0
        self.named = self.promised = False

    def run(self, lines):
        kind, about = self.context["kepala"]
        self._add("title", "title", "Judul", [_block("title", kind.upper()), _block("about", about)])
        self._begin("opening", "opening", "Pembukaan")
        for line in lines:
            if isinstance(line, Line):
                self._take(line, {})
                continue
            for thing in self.context[line.over]:
                self._turn_to(line.over, thing)
                for repeated in line.lines:
                    self._take(repeated, {line.over: thing})
            self._go_on()
        if not self.named:
            self._identities()
        for party in self.context["pihak"]:
            self.parts.append(_signature(party))
            self.missing |= {(f"pihak.{column}", party["nama"]) for column in NEEDED_OF_PARTY if not party[column]}
        parts = [part for part in self.parts if part["blocks"] or part["heading"]]
        _end_lists(parts)
        return Filled(parts, self._sentences())

    def _take(self, line, here):
        if line.kind == "heading":
            if not self.named:
                self._identities()
            self.articles, self.numbered = self.articles + 1, 0
            word = ARTICLE.get(self.context["jenis"], "Pasal")
            text = fill(line.text, self.context, here, self.missing)
            label = f"{word} {self.articles}"
            self._begin(f"article:{self.articles}", "article", f"{label} {text}", heading=f"{label}\n{text}")
        elif line.kind == "identities":
            self._identities()
            self._begin("recital", "recital", "Kesepakatan pembuka")
        elif line.kind == "promises":
            self._promises()
        else:
            self.here["blocks"].append(self._block(line, fill(line.text, self.context, here, self.missing)))

    def _block(self, line, text):
        if line.kind == "item":
            self.items += 1
            return _block("item", text, f"{chr(ord('a') + self.items - 1)}." if self.items <= MOST_LETTERS else "–")
        self.items = 0
        if line.kind == "numbered":
            self.numbered += 1
            return _block("numbered", text, f"({self.numbered})")
        return _block("paragraph", text)

    def _begin(self, key, kind, label, *, heading=""):
        self.here = self.of = self._add(key, kind, label, [], heading=heading)
        self.items = self.turns = 0

    def _turn_to(self, noun, thing):
        """Lines repeated for a party, or for a promise, touch those alone whom they are about."""
        if noun == "lingkup":
            return
        touches = [thing["kode"]] if noun == "pihak" else thing["menyentuh"]
        name = thing["nama"] if noun == "pihak" else thing["pihak"]
        key = f"{self.of['key']}:{self.turns}:{thing['kode']}"
        self.here = self._add(key, "rest", f"{self.of['label']}, {name}", [], touches=touches)

    def _go_on(self):
        """What follows lines that touched some belongs to all again."""
        self.turns += 1
        if self.here is not self.of:
            self.here = self._add(f"{self.of['key']}:{self.turns}", "rest", self.of["label"], [])

    def _add(self, key, kind, label, blocks, *, heading="", touches=None):
        part = {"key": key, "kind": kind, "label": label, "heading": heading, "blocks": blocks}
        part["touches"] = self.everybody if touches is None else touches
        self.parts.append(part)
        return part

    def _identities(self):
        if self.named:
            return
        self.named = True
        for party in self.context["pihak"]:
            number = [_block("number", party["nomor"])] if party["nomor"] else []
            self._add(
                f"party:{party['kode']}",
                "party",
                f"Identitas {party['nama']}",
                [_block("identity", identity_of(party), f"{party['urutan']}."), *number],
                touches=[party["kode"]],
            )

    def _promises(self):
        if self.promised:
            return
        self.promised = True
        for at, promise in enumerate(self.context["kewajiban"], start=1):
            cells = (promise["sebutan"], promise["isi"], promise["jumlah"], promise["tenggat"] or "selama masa berlaku")
            self._add(
                f"promise:{promise['kode']}",
                "promise",
                f"Kewajiban {promise['pihak']}: {promise['isi']}",
                [_block("cell", text, f"{at}.") for text in cells],
                touches=promise["menyentuh"],
            )
        self.here, self.items = None, 0
        self._go_on()

    def _sentences(self):
        said = [_missing(noun, of) for noun, of in sorted(self.missing)]
        if self.context["kewajiban"] and not self.promised:
            said.append(_("The promises are not in the text. Put “{{ tabel kewajiban }}” on a line where they belong."))
        if self.promised and not self.context["kewajiban"]:
            said.append(_("The text lists promises, and none is written down yet."))
        if not self.articles:
            said.append(_("The text has no article. An article begins with “# ” and its title."))
        return said


def corrected(context: dict, entries: list, asks: list) -> list:
    """The parts of a sheet of corrections: old and new words part by part, signed by those whom they touch."""
    kind, about = context["kepala"]
    everybody = list(asks)

    def part(key, how, label, blocks, touches=everybody):
        return {"key": key, "kind": how, "label": label, "heading": "", "blocks": blocks, "touches": touches}

    said = (
        f"Dalam naskah {kind} tentang {about} terdapat salah tulis. Dengan lembar ini salah tulis tersebut dibetulkan, "
        "dan naskah selebihnya tetap sebagaimana ditandatangani. Lembar ralat ini merupakan bagian yang tidak "
        "terpisahkan dari naskah itu."
    )
    parts = [
        part("title", "title", "Judul", [_block("title", "LEMBAR RALAT"), _block("about", f"{kind}: {about}")]),
        part("opening", "opening", "Pembukaan", [_block("paragraph", said)]),
    ]
    for at, entry in enumerate(entries, start=1):
        cells = (entry["label"], entry["old"], entry["new"])
        blocks = [_block("cell", text, f"{at}.") for text in cells]
        parts.append(part(f"correction:{at}", "change", f"Ralat {at}", blocks, entry["touches"]))
    return [*parts, *(_signature(party) for party in context["pihak"] if party["kode"] in asks)]


def _end_lists(parts):
    """A list whose items end with ";" is closed as one sentence: "; dan" before the last, "." after it."""
    blocks = []
    for part in parts:
        blocks += [None] * (part["kind"] != "rest") + part["blocks"]
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if not _item(block) or _item(after) or not block["text"].endswith(";"):
            continue
        block["text"] = f"{block['text'][:-1]}."
        if _item(before) and before["text"].endswith(";"):
            before["text"] += " dan"


def _item(block):
    return block is not None and block["as"] == "item"


def _signature(party):
    named = (("designation", "sebutan"), ("name", "nama"), ("signatory", "penanda_tangan"), ("position", "jabatan"))
    blocks = [_block(how, party[column]) for how, column in named]
    label = f"Tanda tangan {party['nama']}"
    key, touches = f"signature:{party['kode']}", [party["kode"]]
    return {"key": key, "kind": "signature", "label": label, "heading": "", "blocks": blocks, "touches": touches}


def identity_of(party) -> str:
    """Who a party is, as the comparition says it."""
    seat = f"berkedudukan di {party['alamat']}" if party["alamat"] else ""
    papers = [f"{word} {party[column]}" for column, word in (("nib", "NIB"), ("npwp", "NPWP")) if party[column]]
    signs = (
        f"dalam hal ini diwakili oleh {party['penanda_tangan'] or '…………'} selaku {party['jabatan'] or '…………'}"
        f"{' berdasarkan ' + party['dasar'] if party['dasar'] else ''}"
    )
    called = f"selanjutnya disebut {party['sebutan']}."
    return ", ".join(piece for piece in (party["nama"], seat, *papers, signs, called) if piece)


def _block(how, text, mark=""):
    return {"as": how, "mark": mark, "text": text}


def _missing(name, of):
    if name == "pihak":
        return _("The text names party %(n)s, and the agreement has no such party.") % {"n": of}
    noun, _dot, column = name.partition(".")
    told = {"field": FIELDS[noun][column], "of": of}
    return _("%(field)s of %(of)s is missing.") % told if of else _("%(field)s is missing.") % told
