"""Words that ask for what work or a course does not need: one table, and the reader that finds them.

Ground of the rules: Surat Edaran Menaker M/6/HK.04/V/2025, UU 13/2003 art. 5-6, UU 8/2016, Kepmenaker 68/2004. Each row
is a pattern of one ground; ``unless`` names what around a hit shows that something else is meant. Rows that ``stop``
keep an opening from being published; the others are said and nothing more. Written for high precision: a row that
points at innocent words is worse than one that misses some. What was measured stands in ``docs/reference``. Openings
are read by it alone; a document that says nothing but who may come adds rows of its own (``curricula.fairness``).
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """What is asked for."""

    AGE = "age", _("Age")
    SEX = "sex", _("Sex")
    FAMILY = "family", _("Marriage and children")
    LOOKS = "looks", _("Looks")
    BODY = "body", _("Height and weight")
    SKIN = "skin", _("Skin colour")
    ORIGIN = "origin", _("Ethnicity")
    RELIGION = "religion", _("Religion")
    DISABILITY = "disability", _("Disability")
    HEALTH = "health", _("State of health")


WHY = {
    Ground.AGE: _("An age is asked for only where the work cannot be done otherwise."),
    Ground.SEX: _("Work has no sex. Both may apply."),
    Ground.FAMILY: _("Marriage, pregnancy and children do not tell how somebody works."),
    Ground.LOOKS: _("Looks do not tell how somebody works."),
    Ground.BODY: _("A height or weight keeps people out and says little about what they can do."),
    Ground.SKIN: _("The colour of a skin has no place in an opening."),
    Ground.ORIGIN: _("Where somebody's family comes from has no place in an opening."),
    Ground.RELIGION: _("Religion is nobody's business at work."),
    Ground.DISABILITY: _("Who can do the work may apply; a company of any size takes on people with a disability."),
    Ground.HEALTH: _("A test for HIV may not decide who is taken on."),
}

INSTEAD = {
    Ground.AGE: _("Say what experience counts: “no experience needed” or “two years at a machine”."),
    Ground.SEX: _("Leave it out. Say what is done: “lifts 20 kg, also at night”."),
    Ground.FAMILY: _("Leave it out. Say what the work asks: “shifts, sometimes away from home for a week”."),
    Ground.LOOKS: _("Say what is done: “welcomes guests, speaks clearly, wears the uniform”."),
    Ground.BODY: _("Say what is done: “reaches shelves of 2 m, lifts 20 kg”."),
    Ground.SKIN: _("Leave it out."),
    Ground.ORIGIN: _("Leave it out. Where a language is needed, name the language and its level."),
    Ground.RELIGION: _("Leave it out. Where dress or food matter, say what the work is."),
    Ground.DISABILITY: _("Say what the work asks: “climbs ladders”, “tells wires apart by colour”."),
    Ground.HEALTH: _("Leave it out."),
}

YEARS = r"(?:1[5-9]|[2-6]\d)"
SPAN = rf"(?!\d)(?:\s*(?:-|–|s/?d\.?|s\.d\.?|sampai|hingga|dan)\s*{YEARS}(?!\d))?(?:\s*(?:tahun|thn|th)\b)?"
EXPERIENCE = r"pengalaman|experience|exp\b|bekerja selama|sejak|berdiri|company|perusahaan|startup|firm|garansi|kontrak"
MAN, WOMAN = r"(?:pria|laki[- ]?laki|cowok|putra)", r"(?:wanita|perempuan|cewek|putri)"
EITHER = rf"(?:{MAN}|{WOMAN})"
AND = r"\s*(?:/|&|,|-|dan|atau|maupun|or)\s*"
BOTH = rf"(?:{MAN}{AND}{WOMAN}|{WOMAN}{AND}{MAN})"
PEOPLES = (
    r"(?:jawa|sunda|batak|bali|bugis|melayu|minang|madura|betawi|dayak|papua|ambon|aceh|tionghoa|tionghwa|cina|china|"
    r"chinese|arab|india|pribumi|non[- ]?pribumi)"
)
FAITHS = (
    r"(?:muslim(?:ah)?|non[- ]?muslim|islam|kristen|kristiani|nasrani|katolik|hindu|buddha|budha|konghucu|christian)"
)
ONLY = r"(?:khusus|hanya|(?:lebih\s+)?diutamakan|diprioritaskan|prioritas|wajib|harus|dicari|dibutuhkan)"


@dataclass(frozen=True)
class Row:
    """One pattern, in Indonesian or English."""

    ground: Ground
    pattern: str
    unless: str = ""  # found around the hit: something else is meant
    stops: bool = True

    @cached_property
    def compiled(self):
        return re.compile(self.pattern, re.IGNORECASE | re.MULTILINE)

    @cached_property
    def spared(self):
        return re.compile(self.unless, re.IGNORECASE) if self.unless else None


TABLE = (
    # age
    Row(
        Ground.AGE,
        rf"\b(?:ber)?(?:usia|umur)\b(?!\s+(?:perusahaan|pakai|produk|mesin))[^.\n;]{{0,28}}?\b{YEARS}{SPAN}",
    ),
    Row(Ground.AGE, rf"\b(?:ber)?(?:usia|umur)\s*(?:max|maks|min)[a-z]*\.?[^\n;]{{0,6}}?{YEARS}{SPAN}"),
    Row(Ground.AGE, r"\b(?:batas|maks(?:imal|imum)?|max(?:imal|imum)?)\.?\s+(?:usia|umur)\b"),
    Row(Ground.AGE, r"\b(?:ber)?(?:usia|umur)\s+(?:muda|produktif|maksimal|maksimum)\b"),
    Row(
        Ground.AGE,
        rf"\b(?:maks(?:imal|imum)?|max(?:imal|imum)?|paling\s+tua)\.?\s*{YEARS}\s*(?:tahun|thn|th)\b",
        rf"{EXPERIENCE}|masa kerja",
    ),
    Row(
        Ground.AGE,
        rf"\b(?:max(?:imum|imal)?|min(?:imum|imal)?|under|below|not\s+(?:more|older)\s+than|between|up\s+to)\b"
        rf"[^.\n;]{{0,14}}?\b{YEARS}\b[^.\n;]{{0,10}}?(?:years?|yrs?)[\s-]*(?:old|of\s+age)",
        r"compan|startup|firm|business",
    ),
    Row(Ground.AGE, rf"\baged?\b\s*[:=]?[^.\n;]{{0,18}}?\b{YEARS}\b", r"old age|age of|ages of|stone|new age|children"),
    Row(Ground.AGE, r"\b(?:max(?:imum|imal)?|min(?:imum|imal)?)\.?\s+age\b"),
    # sex
    Row(Ground.SEX, rf"\b{ONLY}\s*:?\s*(?:untuk\s+|seorang\s+|tenaga\s+|kandidat\s+)?{EITHER}\b", BOTH),
    Row(Ground.SEX, rf"\bjenis\s+kelamin\s*[:=]?\s*{EITHER}\b", BOTH),
    Row(
        Ground.SEX,
        rf"(?:^|[•●▪*;:.]|\d[.)]|\s-)\s*{EITHER}\s*(?:[,;.]|\n|$|usia|umur|max|maks|min|lajang|single|belum|tidak)",
        BOTH,
    ),
    Row(Ground.SEX, rf"\b{EITHER}\s+(?:lebih\s+)?diutamakan\b", BOTH),
    Row(
        Ground.SEX,
        r"\b(?:fe)?males?\s+(?:only|candidates?|applicants?|preferred|is\s+preferred)\b",
        r"male\s*(?:/|&|or|and)\s*female|female\s*(?:/|&|or|and)\s*male",
    ),
    Row(
        Ground.SEX,
        r"\b(?:only|preferably|prefer(?:red)?|must\s+be)\s*:?\s*(?:an?\s+)?(?:males?|females?|men|women)\b",
        r"male\s*(?:/|&|or|and)\s*female|men\s+(?:and|or)\s+women",
    ),
    Row(Ground.SEX, rf"\b{BOTH}\b", stops=False),
    Row(Ground.SEX, r"\b(?:fe)?male\s*(?:/|&|or|and)\s*(?:fe)?male\b|\b[LP]\s?/\s?[LP]\b", stops=False),
    # marriage and children
    Row(Ground.FAMILY, r"\b(?:belum|tidak|blm)\s+(?:pernah\s+|boleh\s+|akan\s+)?(?:menikah|kawin|berkeluarga|nikah)\b"),
    Row(Ground.FAMILY, r"\b(?:sudah|telah)\s+(?:menikah|kawin|berkeluarga)\b"),
    Row(Ground.FAMILY, r"\b(?:status\s+)?lajang\b"),
    Row(Ground.FAMILY, r"\bsingle\s*(?:[,;/.]|$|\()|\b(?:must\s+be|still|masih|status)\s*:?\s*single\b", r"single\s*/\s*(?:double|multi)"),
    Row(Ground.FAMILY, r"\b(?:not|un)[\s-]?married\b|\bmarital\s+status\b|\bstatus\s+(?:pernikahan|perkawinan)\b"),
    Row(Ground.FAMILY, r"\btidak\s+(?:sedang\s+|boleh\s+|dalam\s+keadaan\s+)?(?:hamil|menyusui)\b|\bnot\s+pregnant\b"),
    Row(Ground.FAMILY, r"\b(?:tidak|belum)\s+(?:punya|memiliki|mempunyai)\s+(?:anak|momongan)\b"),
    # looks
    Row(Ground.LOOKS, r"\b(?:ber)?penampilan\s+(?:yang\s+|harus\s+)?(?:(?:rapi|baik|bersih)\s*(?:,|dan|&)?\s*)?(?:menarik|cantik|proporsional|good)\b"),
    Row(Ground.LOOKS, r"\bgood[\s-]?looking\b|\b(?:attractive|pleasant|good)\s+(?:physical\s+)?(?:appearance|looks?|face)\b"),
    Row(Ground.LOOKS, r"\b(?:cantik|ganteng|tampan|rupawan)\b"),
    Row(Ground.LOOKS, r"\bwajah\s+(?:yang\s+)?(?:menarik|bersih|cantik)\b|\bphysically\s+attractive\b"),
    Row(Ground.LOOKS, r"\bfoto\s+(?:seluruh|full|penuh)\s*(?:badan|body)\b|\bfull[\s-]?body\s+photo\b"),
    Row(Ground.LOOKS, r"\b(?:tidak|tanpa|no)\s+(?:ber|memiliki\s+|punya\s+)?(?:tato|tatto|tattoos?|tindik(?:an)?)\b"),
    # height and weight
    Row(Ground.BODY, r"\btinggi\s+badan\b|\bberat\s+badan\b|\bT\.?B\.?\s*(?:min|maks|:)[^\n]{0,8}\d{3}"),
    Row(Ground.BODY, r"\btinggi\s*(?:min|minimal|minimum|maks|maksimal)?\.?\s*1[4-9]\d\s*cm\b"),
    Row(Ground.BODY, r"\b(?:min(?:imum)?\.?\s+)?(?:body\s+)?height\s*[:=]?\s*(?:of\s+|min\w*\.?\s+|at\s+least\s+){0,3}1[4-9]\d\s*cm\b"),
    Row(Ground.BODY, r"\bpostur\s+(?:tubuh\s+)?(?:yang\s+)?(?:ideal|proporsional|tegap|tinggi)\b|\b(?:berat|tubuh)\s+(?:yang\s+)?(?:ideal|proporsional)\b"),
    # skin, ethnicity
    Row(Ground.SKIN, r"\b(?:ber)?kulit\s+(?:putih|bersih|cerah|terang|kuning\s+langsat|gelap|sawo)\b|\bwarna\s+kulit\b"),
    Row(Ground.SKIN, r"\bfair[\s-](?:skin|complexion)(?:ned)?\b|\bskin\s+colou?r\b"),
    Row(Ground.ORIGIN, rf"\b(?:suku|etnis|keturunan|ras)\s*[:=]?\s*{PEOPLES}\b"),
    Row(Ground.ORIGIN, rf"\b{ONLY}\s+(?:orang\s+|warga\s+)?{PEOPLES}\b", r"bahasa|language|speak|berbahasa|masakan|restoran"),
    Row(Ground.ORIGIN, r"\bchinese\s+(?:descent|ethnic(?:ity)?)\b|\bethnic\s+chinese\b|\bputra[\s/-]*(?:putri\s+)?(?:asli\s+)?daerah\b"),
    # religion
    Row(Ground.RELIGION, rf"\b(?:ber)?agama\s*[:=]?\s*{FAITHS}\b", r"pendidikan|guru|ilmu|studi|penyuluh|dosen|sarjana|bimbingan|pembina|rohani"),
    Row(Ground.RELIGION, rf"\b{ONLY}\s+(?:seorang\s+|yang\s+|ber(?:agama)\s+)?{FAITHS}\b", r"pendidikan|bank|ekonomi"),
    Row(Ground.RELIGION, r"\b(?:non[\s-]?)?(?:muslim|christian)s?\s+(?:only|preferred)\b"),
    Row(Ground.RELIGION, r"\b(?:wajib|harus|bersedia|tidak|boleh|dilarang)\s+(?:\w+\s+){0,2}(?:ber)?(?:jilbab|hijab|kerudung)\b|\bberhijab\b"),
    # disability, health
    Row(Ground.DISABILITY, r"\b(?:tidak|tanpa|bukan)\s+(?:memiliki\s+|ada\s+|penyandang\s+|menyandang\s+){0,2}(?:cacat(?:\s+(?:fisik|tubuh))?|disabilitas|kelainan\s+fisik)\b"),
    Row(Ground.DISABILITY, r"\bnon[\s-]?disabilitas\b|\b(?:no|without)\s+(?:any\s+)?(?:physical\s+)?disabilit(?:y|ies)\b|\bable[\s-]bodied\b"),
    Row(Ground.DISABILITY, r"\btidak\s+(?:ber)?(?:kacamata|kaca\s+mata)\b|\bno\s+glasses\b"),
    Row(Ground.DISABILITY, r"\bsehat\s+jasmani\b|\bphysically\s+(?:fit|healthy|and\s+mentally)\b", stops=False),
    Row(Ground.DISABILITY, r"\btidak\s+buta\s+warna\b|\bnot\s+colou?r[\s-]?blind\b", stops=False),
    Row(Ground.HEALTH, r"\b(?:bebas|tes|negatif|tidak\s+(?:mengidap|terinfeksi))\s+HIV\b|\bHIV[\s-](?:test|negative|free)\b"),
)  # fmt: skip
AROUND = 30  # signs on either side, in the same line, that tell what is meant


@dataclass(frozen=True)
class Finding:
    """Words found in one text: where they begin and end in it."""

    ground: Ground
    start: int
    end: int
    words: str
    stops: bool

    @property
    def why(self):
        return WHY[self.ground]

    @property
    def instead(self):
        return INSTEAD[self.ground]


def findings_in(text: str, more: tuple[Row, ...] = ()) -> list[Finding]:
    """What a text asks for that work does not need, in the order of the text; of findings that overlap the longer.

    ``more``: rows beside the table, for texts of another kind.
    """
    found = []
    for row in (*TABLE, *more):
        for hit in row.compiled.finditer(text):
            start, end = hit.span()
            while start < end and not text[start].isalnum():
                start += 1
            while end > start and not text[end - 1].isalnum():
                end -= 1
            before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
            around = before + text[start:end] + text[end : end + AROUND].partition("\n")[0]
            if not (row.spared and row.spared.search(around)):
                found.append(Finding(row.ground, start, end, text[start:end], row.stops))
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (not one.stops, one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
