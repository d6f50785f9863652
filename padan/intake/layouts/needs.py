"""What companies say they will want, as the staff of a forum write it down: one need a row."""

import hashlib
from functools import partial

from padan.base.codes import name_key, new_codes
from padan.base.readings import (
    MOST_MONTHLY,
    Asked,
    Problem,
    day,
    integer,
    line,
    money,
    monthly_wage,
    one_of,
    past_day,
    prose,
    shown,
)
from padan.base.staging import execute
from padan.intake.layouts.handler import Handler, open_named, table, width
from padan.intake.layouts.openings import Places
from padan.intake.states import RemarkKind
from padan.needs.actions import MOST_PEOPLE, MOST_WORDS, REGISTERED, register_many
from padan.needs.models import Need
from padan.needs.states import Strength
from padan.organisations.models import Organisation
from padan.organisations.states import Kind
from padan.reference.queries import codes_of, scheme_of

INTEGERS = {"company_id", "occupation_id", "head_count", "region_id", "wage_from_idr", "wage_to_idr"}
DAYS = {"due_on", "said_on", "answer_due_on"}
columns_of_needs = {
    name: "integer" if name in INTEGERS else "date" if name in DAYS else "text" for name in REGISTERED
}  # fmt: skip
STRENGTHS = {
    "survei": Strength.SURVEY,
    "survey": Strength.SURVEY,
    "surat": Strength.LETTER,
    "janji": Strength.PROMISE,
    "perjanjian": Strength.PROMISE,
}
LEAST_IN_FULL = 10_000  # rupiah; an amount below is no wage written in full

# the condition of the index, word for word, so that it serves
KEPT = f"""COALESCE(
    (SELECT min(n.id) FROM {table(Need)} n
        WHERE n.external_ref = staged.external_ref AND NOT (n.external_ref = '')),
    (SELECT min(n.id) FROM {table(Need)} n
        WHERE n.company_id = staged.company_id AND n.said_on = staged.said_on AND n.words = staged.words))"""  # noqa: S608


def people_of(cell):
    """How many are wanted: at least one, and no more than a need may ask for."""
    number = integer(cell, MOST_PEOPLE)
    return Problem("people_zero") if number == 0 and not isinstance(number, bool) else number


def wage_of(cell):
    """A month's wage; what could be several amounts is asked about."""
    found = monthly_wage(cell)
    if isinstance(found, Asked):
        return Problem("wage_unclear", found.written)
    return found if found is None or isinstance(found, Problem) else wage_in_full(found)


def wage_in_full(cell):
    """A month's wage as a person answers it: in full rupiah, so that it means one thing."""
    found = money(cell)
    if not isinstance(found, int) or LEAST_IN_FULL <= found <= MOST_MONTHLY:
        return found
    return Problem("wage_unclear", shown(cell)) if found < LEAST_IN_FULL else Problem("number_too_large")


class Needs(Handler):
    """Known by company, place, words and day as written, whichever centre of the forum brings the sheet."""

    columns = {**columns_of_needs, "company_name": "text", "company_key": "text"}

    def __init__(self, job):
        super().__init__(job)
        scheme = scheme_of("kbji")
        self.codes = codes_of(scheme) if scheme else {}
        self.place = Places()
        self.scope = (job.centre.forum or job.centre).code

    def check(self, block):
        size = len(block)
        companies = block.read("company", partial(line, limit=width(Organisation, "name")), must=True)
        titles = block.read("title", partial(prose, limit=MOST_WORDS), must=True)
        people = block.read("people", people_of, must=True)
        skills = self.held("competences", partial(prose, limit=MOST_WORDS), block)
        demands = self.held("requirements", partial(prose, limit=MOST_WORDS), block)
        due = self.held("needed_by", day, block)
        said = self.held("said_on", partial(past_day, today=self.job.today), block)
        lowest, highest = block.read("wage_from", wage_of), block.read("wage_to", wage_of)
        written = block.read("occupation", partial(line, limit=100))
        strengths = block.read("strength", one_of(STRENGTHS))
        sayers = block.read("said_by", partial(line, limit=width(Need, "said_by")))
        regencies = block.cells("regency") or [None] * size
        provinces = block.cells("province") or [None] * size
        places = [self.place(*told) for told in zip(regencies, provinces, strict=True)]
        words = ["\n".join(filter(None, told)) for told in zip(titles, skills, demands, strict=True)]
        for at in range(size):
            if len(words[at]) > MOST_WORDS:
                block.note(RemarkKind.REVIEW, at, "title", "too_long", titles[at], str(MOST_WORDS))
            region, place = places[at]
            if region is None and place:
                block.note(RemarkKind.QUESTION, at, "regency", "need_region", place)
            if written[at] and written[at] not in self.codes:
                block.note(RemarkKind.QUESTION, at, "occupation", "need_occupation", written[at])
            if lowest[at] and highest[at] and highest[at] < lowest[at]:
                block.note(RemarkKind.QUESTION, at, "wage_to", "wage_order", highest[at])
                highest[at] = None
        keys = [name_key(company or "") for company in companies]
        references = [
            self.reference(key, place, text, day_)
            for key, (_region, place), text, day_ in zip(keys, places, words, said, strict=True)
        ]
        today = str(self.job.today)
        return [
            new_codes("KBT", size), [None] * size, words,
            [f"{company} {text}".casefold() for company, text in zip(companies, words, strict=True)],
            [self.codes[code].pk if code in self.codes else None for code in written], people,
            [str(at) if at else None for at in due], [region for region, _place in places], lowest, highest,
            [str(strength or Strength.SURVEY) for strength in strengths], [name or "" for name in sayers],
            [str(at) if at else today for at in said], [None] * size, references,
            [company or "" for company in companies], keys,
        ]  # fmt: skip

    def held(self, name, reader, block):
        """The values of a field that may be blank, but what stands there must be readable."""
        values = block.read(name, reader, ask=False)
        for at, cell in enumerate(block.cells(name) or ()):
            if values[at] is None and isinstance(problem := reader(cell), Problem):
                block.note(RemarkKind.REVIEW, at, name, problem.code, shown(cell), problem.detail)
        return values

    def reference(self, company, place, words, said_on) -> str:
        told = "\x1f".join((self.scope, company, place.casefold(), words, str(said_on or "")))
        return f"isi:{hashlib.sha256(told.encode()).hexdigest()[:24]}"

    def compare(self):
        rows = self.rows.name
        self.rows.index("external_ref")
        self.find_companies()
        execute(f"UPDATE {rows} AS staged SET thing_id = {KEPT}")  # noqa: S608
        kept = f"(SELECT n.head_count FROM {table(Need)} n WHERE n.id = staged.thing_id)"  # noqa: S608
        before = f"FROM {rows} t WHERE t.external_ref = staged.external_ref AND t.n < staged.n"
        self.hold(f"{kept} <> staged.head_count", "other_values", "people", f"CAST({kept} AS text)")
        self.same("staged.thing_id IS NOT NULL")
        self.hold("staged.due_on < staged.said_on", "due_before_said", "needed_by")
        self.hold(f"staged.company_id IS NULL AND EXISTS (SELECT 1 {self.of_name()})", "company_elsewhere", "company")
        self.hold(f"EXISTS (SELECT 1 {before} AND t.head_count <> staged.head_count)", "other_values", "people",
                  f"(SELECT CAST(min(t.head_count) AS text) {before})")  # fmt: skip
        self.same(f"EXISTS (SELECT 1 {before})")

    def find_companies(self):
        """Exact name and region among the companies of the forum; without a region the only one of that name."""
        own = f"{{of_name}} AND o.closed_on IS NULL AND COALESCE(o.forum_id, 0) = {self.job.centre.forum_id or 0}"
        execute(
            f"""UPDATE {self.rows.name} AS staged SET company_id = COALESCE(
                    (SELECT min(o.id) {own.format(of_name=self.of_name())}),
                    CASE WHEN region_id IS NULL THEN
                        (SELECT CASE WHEN count(*) = 1 THEN min(o.id) END
                            {own.format(of_name=self.of_name(region=False))}) END)"""  # noqa: S608
        )

    def of_name(self, *, region=True) -> str:
        found = f"FROM {table(Organisation)} o WHERE o.kind = '{Kind.COMPANY}' AND o.name_key = staged.company_key"
        return f"{found} AND COALESCE(o.region_id, 0) = COALESCE(staged.region_id, 0)" if region else found

    def write(self, source):
        about = {"by": self.job.by, "at": self.job.at, "source": source}
        open_named(self, **about)
        register_many(staged=self.rows, owner=self.job.centre, **about)

    def link(self):
        self.link_by(KEPT)
