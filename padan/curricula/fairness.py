"""Words that may not stand among entry requirements: who somebody is never decides; what the work needs may.

The house has one table of such words (``reference.fairness``), made for openings, where innocent words abound. Entry
requirements say nothing but who may come, so here the bare word asks already: those rows stand beside the table. Older
formats of the programme document list age and sex.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from padan.reference.fairness import EXPERIENCE, YEARS, Ground, Row, findings_in

BELIEF = _("Leave it out: belief and origin say nothing about learning a trade.")
LOOKS = _("Name the task that needs it, such as “works at heights”; looks and height say nothing about it.")
INSTEAD = {
    Ground.AGE: _("Write what the work needs, such as: “able to lift 20 kg” or “finished junior secondary school”."),
    Ground.SEX: _("Write “open to women and men”, and what the work needs of either."),
    Ground.FAMILY: _("Leave it out: whether somebody is married or has children is her own matter."),
    Ground.LOOKS: LOOKS,
    Ground.BODY: LOOKS,
    Ground.SKIN: LOOKS,
    Ground.ORIGIN: BELIEF,
    Ground.RELIGION: BELIEF,
    Ground.DISABILITY: _(
        "Write what the work asks of a person, and what the centre can adapt; a disability is no reason to refuse."
    ),
    Ground.HEALTH: _("Leave it out: a course asks for no test of this kind."),
}
BARE = (
    Row(Ground.AGE, r"\b(?:batas\s+)?(?:ber)?(?:usia|umur)\b"),
    Row(Ground.AGE, rf"\b{YEARS}\s*(?:-|–|s/?d|sampai)\s*{YEARS}\s*(?:tahun|thn|th)\b", EXPERIENCE),
    Row(Ground.AGE, rf"\b(?:minimal|min\.?|maks\.|paling\s+muda)\s*{YEARS}\s*(?:tahun|thn|th)\b", EXPERIENCE),
    Row(Ground.SEX, r"\bjenis\s+kelamin\b|\bgender\b|\b(?:laki\s*-?\s*laki|pria|lelaki|perempuan|wanita)\b"),
    Row(Ground.FAMILY, r"\bhamil\b"),
    Row(Ground.RELIGION, r"\b(?:ber)?agama\b|\bmuslim(?:ah)?\b", "pendidikan|guru|ilmu|studi"),
    Row(Ground.ORIGIN, r"\bsuku\s+(?:bangsa|asli|tertentu)\b|\bpribumi\b"),
    Row(Ground.LOOKS, r"\bberpenampilan\s+baik\b"),
)
OPEN = re.compile(r"(?:terbuka|setara|ramah)\s+(?:bagi|untuk)?\s*[^.;\n]*", re.IGNORECASE)
"""A sentence that opens the door may name whom it opens it to."""


@dataclass(frozen=True)
class Barred:
    """Words as written, and what to write instead."""

    word: str
    instead: str


def barred_in(text: str) -> list[Barred]:
    """All that a text of requirements may not ask, in the order in which it stands; the same words once."""
    opened = [span.span() for span in OPEN.finditer(text)]
    words: dict[str, Barred] = {}
    for one in findings_in(text, BARE):
        if one.stops and not any(start <= one.start < end for start, end in opened):
            words.setdefault(one.words.casefold(), Barred(one.words, str(INSTEAD[one.ground])))
    return list(words.values())
