"""Openings as a centre lists them, and as MagangHub gives them out."""

import hashlib
from collections import Counter
from functools import partial

from padan.base.clock import JAKARTA
from padan.base.codes import name_key, new_codes
from padan.base.readings import Problem, integer, line, moment, prose
from padan.base.staging import instant
from padan.intake.layouts.handler import Handler, open_named, table, width
from padan.intake.states import RemarkKind
from padan.openings.actions.imported import WRITTEN, open_many
from padan.openings.models import Opening
from padan.openings.states import CodeCheck, OpeningKind
from padan.organisations.models import Organisation
from padan.reference.queries import codes_of, region_finder, scheme_of

# the condition of the unique index, word for word, so that it serves
KEPT = "o.owner_id = %s AND o.external_ref = staged.external_ref AND NOT (o.external_ref = '')"
INTEGERS = {"company_id", "occupation_id", "seats", "applicants", "region_id"}
OTHER = {"seats_estimated": "boolean", "closes_at": "moment"}
columns_of_openings = {name: OTHER.get(name) or ("integer" if name in INTEGERS else "text") for name in WRITTEN}


def seats_of(cell):
    """Seats: at least one."""
    number = integer(cell)
    return Problem("number_zero") if number == 0 and not isinstance(number, bool) else number


class _Openings(Handler):
    columns = {**columns_of_openings, "company_name": "text"}

    def compare(self):
        known = f"SELECT 1 FROM {table(Opening)} o WHERE {KEPT}"  # noqa: S608
        before = f"SELECT 1 FROM {self.rows.name} t WHERE t.external_ref = staged.external_ref AND t.n < staged.n"  # noqa: S608
        seats = f"""SELECT CAST(o.seats AS text) FROM {table(Opening)} o
                    WHERE {KEPT.replace("%s", str(int(self.job.centre.pk)))}"""  # noqa: S608
        self.rows.index("external_ref")
        self.hold(f"EXISTS ({known} AND o.seats <> staged.seats)", "other_values", "seats", f"({seats})",
                  [self.job.centre.pk])  # fmt: skip
        self.hold(f"EXISTS ({before} AND t.seats <> staged.seats)", "other_values", "seats", "CAST(seats AS text)")
        self.same(f"(EXISTS ({known}) OR EXISTS ({before}))", [self.job.centre.pk])

    def write(self, source):
        about = {"by": self.job.by, "at": self.job.at, "source": source}
        open_named(self, **about)
        open_many(staged=self.rows, owner=self.job.centre, **about)

    def link(self):
        self.link_by(
            f"SELECT o.id FROM {table(Opening)} o WHERE {KEPT}",  # noqa: S608
            [self.job.centre.pk],
        )


class Openings(_Openings):
    """Job, KBJI code as written, competences, seats as an estimate. A row is known by its words."""

    def __init__(self, job):
        super().__init__(job)
        scheme = scheme_of("kbji")
        self.codes = codes_of(scheme) if scheme else None
        self.seen = Counter()

    def check(self, block):
        size = len(block)
        titles = block.read("title", partial(line, limit=width(Opening, "title")), must=True)
        written = block.read("occupation", partial(line, limit=width(Opening, "occupation_written")))
        named = block.read("occupation_title", partial(line, limit=width(Opening, "occupation_title_written")))
        texts, skills = block.read("description", prose), block.read("competences", prose)
        seats = block.read("seats", seats_of, must=True)
        checks = [self.check_code(code) for code in written]
        for at, (check, _pk) in enumerate(checks):
            if check == CodeCheck.WORDS:
                block.note(RemarkKind.QUESTION, at, "occupation", "occupation_words", written[at])
        references = [self.reference(told) for told in zip(titles, written, named, texts, skills, strict=True)]
        blank = [""] * size
        return [
            new_codes("LOW", size), [None] * size, references, [str(OpeningKind.JOB)] * size, titles,
            [name_key(title or "") for title in titles], [code or "" for code in written],
            [name or "" for name in named], [str(check) for check, _pk in checks], [pk for _check, pk in checks],
            [text or "" for text in texts], [text or "" for text in skills], blank, seats, [True] * size,
            [None] * size, [None] * size, blank, [None] * size, blank,
        ]  # fmt: skip

    def check_code(self, written) -> tuple[str, int | None]:
        """What the loaded list says about a code; it is never corrected."""
        return check_occupation(self.codes, written or "")

    def reference(self, told) -> str:
        key = hashlib.sha256("\x1f".join(text or "" for text in told).encode()).hexdigest()[:24]
        self.seen[key] += 1
        return f"isi:{key}:{self.seen[key]}"


def check_occupation(codes, written: str) -> tuple[str, int | None]:
    """How a written code compares with the loaded list (None: not loaded), and the code's row where it is known."""
    if not written:
        return CodeCheck.NONE, None
    if not written[0].isdigit():
        return CodeCheck.WORDS, None
    if codes is None:
        return CodeCheck.NOT_CHECKED, None
    return (CodeCheck.KNOWN, codes[written].pk) if written in codes else (CodeCheck.UNKNOWN, None)


class Places:
    """The regions that pairs of regency and province mean, with the whole table in hand."""

    def __init__(self):
        self.find = region_finder()
        self.known = {}

    def __call__(self, regency, province) -> tuple[int | None, str]:
        """The region both names mean by the plain rule, and the place as written."""
        key = (regency, province)
        if key not in self.known:
            told = [text for text in (line(regency, 70), line(province, 70)) if isinstance(text, str)]
            region = self.find(str(regency or ""), str(province or "") or None) if regency else None
            self.known[key] = (region.pk if region else None, ", ".join(told))
        return self.known[key]


class Vacancies(_Openings):
    """MagangHub: known by its ``id_posisi``; places by the plain rule, the rest are questions."""

    def __init__(self, job):
        super().__init__(job)
        self.place = Places()

    def check(self, block):
        size = len(block)
        references = block.read("reference", partial(line, limit=width(Opening, "external_ref")), must=True)
        titles = block.read("title", partial(line, limit=width(Opening, "title")), must=True)
        seats = block.read("seats", seats_of, must=True)
        companies = block.read("company", partial(line, limit=width(Organisation, "name")), must=True)
        applicants = block.read("applicants", integer)
        studies = block.read("studies", prose)
        closes = block.read("closes", moment)
        regencies = block.cells("regency") or [None] * size
        provinces = block.cells("province") or [None] * size
        places = [self.place(*told) for told in zip(regencies, provinces, strict=True)]
        for at, (region, written) in enumerate(places):
            if region is None and written and at not in block.bad:
                block.note(RemarkKind.QUESTION, at, "regency", "region", written)
        blank = [""] * size
        return [
            new_codes("LOW", size), [None] * size, references, [str(OpeningKind.APPRENTICESHIP)] * size, titles,
            [
                name_key(f"{title} {company} {place}")
                for title, company, (_region, place) in zip(titles, companies, places, strict=True)
            ],
            blank, blank, [str(CodeCheck.NONE)] * size, [None] * size, blank, blank, [text or "" for text in studies],
            seats, [False] * size, applicants, [region for region, _place in places],
            [place for _region, place in places],
            [str(instant(at.replace(tzinfo=JAKARTA))) if at else None for at in closes],
            [company or "" for company in companies],
        ]  # fmt: skip
