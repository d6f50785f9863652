"""Words that may not stand among entry requirements: who somebody is never decides; what the work needs may.

Older formats of the programme document list age and sex. A closed list of words, each with the sentence to write
instead; nothing is judged that the list does not name.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

AGE = _("Write what the work needs, such as: “able to lift 20 kg” or “finished junior secondary school”.")
SEX = _("Write “open to women and men”, and what the work needs of either.")
FAMILY = _("Leave it out: whether somebody is married or has children is her own matter.")
BELIEF = _("Leave it out: belief and origin say nothing about learning a trade.")
LOOKS = _("Name the task that needs it, such as “works at heights”; looks and height say nothing about it.")
BODY = _("Write what the work asks of a person, and what the centre can adapt; a disability is no reason to refuse.")

BARRED = (
    (r"(?:batas\s+)?(?:ber)?(?:usia|umur)", AGE),
    (r"\d{2}\s*(?:-|–|s/?d|sampai)\s*\d{2}\s*(?:tahun|thn|th)\b", AGE),
    (r"(?:maksimal|minimal|maks\.?|min\.?|paling\s+(?:tua|muda))\s+\d{2}\s*(?:tahun|thn|th)\b", AGE),
    (r"jenis\s+kelamin|gender", SEX),
    (r"laki\s*-?\s*laki|pria|lelaki|perempuan|wanita", SEX),
    (r"(?:belum|tidak|sudah)\s+(?:menikah|kawin)|lajang|status\s+(?:pernikahan|perkawinan)", FAMILY),
    (r"(?:tidak\s+(?:sedang\s+)?)?hamil", FAMILY),
    (r"(?:ber)?agama|muslim(?:ah)?|kristen|katolik|hindu|buddha", BELIEF),
    (r"suku\s+(?:bangsa|asli|tertentu)|ras|pribumi|putra\s+daerah", BELIEF),
    (r"(?:tinggi|berat)\s+badan|berpenampilan\s+(?:menarik|baik)|good\s+looking|cantik|ganteng|warna\s+kulit", LOOKS),
    (r"(?:tidak\s+)?(?:cacat(?:\s+(?:fisik|tubuh))?|difabel|disabilitas)", BODY),
)  # fmt: skip
ALLOWED = re.compile(r"(?:terbuka|setara|ramah)\s+(?:bagi|untuk)?\s*[^.;\n]*", re.IGNORECASE)
"""A sentence that opens the door may name whom it opens it to."""

_SHAPES = tuple((re.compile(rf"\b(?:{shape})\b", re.IGNORECASE), instead) for shape, instead in BARRED)


@dataclass(frozen=True)
class Barred:
    """A word as written, and what to write instead."""

    word: str
    instead: str


def barred_in(text: str) -> list[Barred]:
    """Every barred word in a text of requirements, in the order in which they stand; each word once."""
    opened = [span.span() for span in ALLOWED.finditer(text)]
    found = [
        (match.start(), match[0], instead)
        for shape, instead in _SHAPES
        for match in shape.finditer(text)
        if not any(start <= match.start() < end for start, end in opened)
    ]
    words: dict[str, Barred] = {}
    for _at, word, instead in sorted(found, key=lambda one: one[0]):
        words.setdefault(word.casefold(), Barred(word, str(instead)))
    return list(words.values())
