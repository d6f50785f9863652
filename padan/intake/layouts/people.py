"""People in classes: a centre's sheet of participants, and the sheet of graduates and their work without names."""

import re
from functools import partial

from padan.base.codes import name_key, new_codes
from padan.base.readings import (
    blank,
    email,
    integer,
    line,
    nik,
    nik_agrees,
    one_of,
    past_day,
    person_name,
    phone,
    shown,
)
from padan.base.readings import day as read_day
from padan.base.sealing import Sealer
from padan.base.staging import HELD, NEW, Staged, execute, fetch
from padan.curricula.actions.programmes import open_programmes
from padan.curricula.models import Programme
from padan.graduates.actions import register_many
from padan.intake.layouts.handler import Handler, table, width
from padan.intake.layouts.programmes import hours_of, programme_name
from padan.intake.states import RemarkKind
from padan.outcomes.actions import record_many
from padan.outcomes.states import Status, reads_as_employed
from padan.people.models import NIK, Person
from padan.placements.states import Evidence
from padan.training.actions.batches import enrol_many, open_batches
from padan.training.models import Batch, Enrolment
from padan.training.states import BatchState, EnrolmentState

CLASSES = {
    "k": "integer", "n": "integer", "programme_code": "text", "programme": "text", "programme_key": "text",
    "trade": "text", "hours": "integer", "code": "text", "name": "text", "name_key": "text", "mode": "text",
    "number": "integer", "starts_on": "date", "ends_on": "date", "funding": "text", "state": "text",
    "programme_id": "integer", "batch_id": "integer", "last_number": "integer", "verdict": "integer",
}  # fmt: skip
PROGRAMMES = {
    "n": "integer", "code": "text", "name": "text", "name_key": "text", "trade": "text", "hours": "integer",
    "goal": "text", "description": "text", "verdict": "integer",
}  # fmt: skip
_CLASS = re.compile(r"(?P<programme>.*?)(?:\s+(?P<mode>(?:Non )?Boarding))?(?:\s+(?P<number>\d{1,3}))?", re.IGNORECASE)


class People(Handler):
    """What both sheets share: classes, persons, enrolments, graduates, outcomes."""

    columns = {
        "k": "integer", "number": "integer", "external_ref": "text", "code": "text", "name": "text",
        "name_key": "text", "nik_sealed": "bytes", "nik_digest": "text", "sex": "text", "born_on": "date",
        "birth_place": "text", "phone": "text", "email": "text", "address": "text", "education": "text",
        "disability": "text", "enrolment_state": "text", "finished_on": "date", "status": "text",
        "marked_working": "boolean", "job": "text", "employer": "text", "place": "text", "began_on": "date",
        "evidence": "text", "person_id": "integer", "first_of_person": "boolean", "turn": "integer",
    }  # fmt: skip

    def __init__(self, job):
        super().__init__(job)
        self.classes = Staged("classes", CLASSES)
        self.known: dict[tuple, int] = {}
        self.told: list[tuple] = []
        kept = Programme.objects.filter(centre=job.centre).order_by("pk").values_list("name_key", flat=True)
        self.programmes = set(kept)

    def __enter__(self):
        self.classes.__enter__()
        return super().__enter__()

    def __exit__(self, *told):
        super().__exit__(*told)
        self.classes.__exit__(*told)

    def class_of(self, name, starts_on=None, *, programme="", trade="", hours=None, mode="", number=None, ends_on=None,
                 funding="", state=BatchState.COMPLETED) -> int:  # fmt: skip
        """The number of a class in this file; the first row that names it says the rest."""
        key = (name_key(name), starts_on)
        if key not in self.known:
            k = self.known[key] = len(self.known)
            self.told.append(
                (k, k, new_codes("PRG", 1)[0], programme, name_key(programme), trade, hours, new_codes("KLS", 1)[0],
                 name, key[0], mode, number, starts_on, ends_on, funding, str(state), None, None, 0, NEW)
            )  # fmt: skip
        return self.known[key]

    def compare(self):
        centre = self.job.centre.pk
        self.classes.add(self.told)
        self.told = []
        self.classes.index("k")
        self.classes.analyze()
        self.rows.analyze()
        c = self.classes.name
        execute(
            f"""UPDATE {c} SET batch_id = (SELECT b.id FROM {table(Batch)} b
                WHERE b.centre_id = %s AND b.name_key = {c}.name_key
                  AND COALESCE(b.starts_on, '1000-01-01') = COALESCE({c}.starts_on, '1000-01-01'))""",  # noqa: S608
            [centre],
        )
        self.compare_rows(c)

    def compare_rows(self, classes: str) -> None:
        raise NotImplementedError

    def write(self, source):
        job, c = self.job, self.classes.name
        about = {"centre": job.centre, "by": job.by, "at": job.at, "source": source}
        used = f"k IN (SELECT k FROM {self.rows.name} WHERE verdict = {NEW})"  # noqa: S608
        programme_id = f"""(SELECT p.id FROM {table(Programme)} p
                            WHERE p.centre_id = %s AND p.name_key = {c}.programme_key)"""  # noqa: S608
        batch_id = f"""(SELECT b.id FROM {table(Batch)} b WHERE b.centre_id = %s AND b.name_key = {c}.name_key
                        AND COALESCE(b.starts_on, '1000-01-01') = COALESCE({c}.starts_on, '1000-01-01'))"""  # noqa: S608
        with Staged("programmes", PROGRAMMES) as programmes:
            execute(
                f"""INSERT INTO {programmes.name}
                    SELECT n, programme_code, programme, programme_key, trade, hours, '', '', {NEW} FROM {c}
                    WHERE {used} AND n IN (SELECT MIN(n) FROM {c} WHERE {used} GROUP BY programme_key)
                      AND NOT EXISTS (SELECT 1 FROM {table(Programme)} p
                                      WHERE p.centre_id = %s AND p.name_key = {c}.programme_key)""",  # noqa: S608
                [job.centre.pk],
            )
            open_programmes(staged=programmes, **about)
        execute(f"UPDATE {c} SET programme_id = {programme_id}", [job.centre.pk])  # noqa: S608
        execute(f"UPDATE {c} SET verdict = {HELD} WHERE batch_id IS NOT NULL OR NOT ({used})")  # noqa: S608
        open_batches(staged=self.classes, **about)
        execute(f"UPDATE {c} SET batch_id = {batch_id} WHERE verdict = {NEW}", [job.centre.pk])  # noqa: S608
        execute(
            f"""UPDATE {c} SET last_number = COALESCE((SELECT MAX(e.number) FROM {table(Enrolment)} e
                WHERE e.batch_id = {c}.batch_id), 0) WHERE batch_id IS NOT NULL AND verdict <> {NEW}"""  # noqa: S608
        )
        told = {"staged": self.rows, "classes": self.classes, **about}
        enrol_many(**told)
        register_many(**told)
        record_many(as_of=job.today, **told)


class Alumni(People):
    """No names: a person is known by centre, class and NO. A mark and a job text say where she stands."""

    def check(self, block):
        size = len(block)
        names = block.read("batch", programme_name, must=True, memo=True)
        trades = block.read("trade", partial(line, limit=width(Programme, "trade")), memo=True)
        numbers = block.read("number", integer, must=True)
        jobs = block.read("job", partial(line, limit=200), memo=True)
        marks = block.cells("mark")
        classes, states = [], []
        for at, (name, trade) in enumerate(zip(names, trades, strict=True)):
            classes.append(self.alumni_class(name, trade or "") if name and at not in block.bad else None)
            states.append(self.status(block, at, marks[at], jobs[at] or ""))
        blank_, nothing = [""] * size, [None] * size
        return [
            classes, numbers, blank_, new_codes("ORG", size), blank_, blank_, nothing, nothing, blank_, nothing,
            blank_, blank_, blank_, blank_, blank_, blank_, [str(EnrolmentState.COMPLETED)] * size, nothing,
            [status for status, _marked in states], [marked for _status, marked in states],
            [job or "" for job in jobs], blank_, blank_, nothing,
            [str(Evidence.SELF_REPORT if marked else Evidence.NONE) for _status, marked in states],
            nothing, [True] * size, [0] * size,
        ]  # fmt: skip

    def alumni_class(self, name, trade):
        """ "Barista Non Boarding 2" is programme Barista, mode Non Boarding, number 2; only where so written."""
        parts = _CLASS.fullmatch(name)
        if name_key(name) in self.programmes or not parts["programme"]:
            return self.class_of(name, programme=name, trade=trade)
        number = int(parts["number"]) if parts["number"] else None
        return self.class_of(name, programme=parts["programme"], trade=trade, mode=parts["mode"] or "", number=number)

    def status(self, block, at, mark, job) -> tuple[str, bool]:
        if blank(mark):
            return str(Status.UNKNOWN), False
        if shown(mark).strip().casefold() not in ("y", "ya"):
            if at not in block.bad:
                block.note(RemarkKind.QUESTION, at, "mark", "mark_unclear", shown(mark))
            return str(Status.UNCLEAR), False
        if reads_as_employed(job):
            return str(Status.EMPLOYED), True
        if at not in block.bad:
            block.note(RemarkKind.QUESTION, at, "job", "work_unclear", job)
        return str(Status.UNCLEAR), True

    def compare_rows(self, classes):
        self.rows.index("k", "number")
        other = "(t.job <> staged.job OR t.marked_working <> staged.marked_working)"
        before = f"""SELECT 1 FROM {self.rows.name} t
                     WHERE t.k = staged.k AND t.number = staged.number AND t.n < staged.n"""  # noqa: S608
        self.hold(f"EXISTS ({before} AND {other})", "number_twice", "number")
        self.same(f"EXISTS ({before})")
        self.same(
            f"""EXISTS (SELECT 1 FROM {table(Enrolment)} e JOIN {classes} c ON c.batch_id = e.batch_id
                        WHERE c.k = staged.k AND e.number = staged.number)"""  # noqa: S608
        )

    def link(self):
        self.link_by(
            f"""SELECT e.id FROM {table(Enrolment)} e JOIN {self.classes.name} c ON c.batch_id = e.batch_id
                WHERE c.k = staged.k AND e.number = staged.number"""  # noqa: S608
        )


SEXES = {
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "female"), "female"),
    **dict.fromkeys(("l", "lk", "laki-laki", "laki laki", "laki", "pria", "male"), "male"),
}
RESULTS = {
    "lulus": str(EnrolmentState.COMPLETED),
    "tidak lulus": str(EnrolmentState.FAILED),
    "dalam proses": str(EnrolmentState.TRAINING),
    "mengundurkan diri": str(EnrolmentState.DROPPED),
}
WORK = {
    "bekerja": str(Status.EMPLOYED),
    "wirausaha": str(Status.SELF_EMPLOYED),
    "belum bekerja": str(Status.NOT_WORKING),
}


class Participants(People):
    """The layout of a centre's own sheet (``domain.md`` 3.5). A person is known by her NIK, else by name and birth."""

    def __init__(self, job):
        super().__init__(job)
        self.sealer = Sealer(NIK)
        self.not_after = partial(past_day, today=job.today)
        self.class_memo: dict[tuple, int] = {}
        self.agreeing: dict[tuple, bool] = {}
        self.turns: dict[int, int] = {}

    def check(self, block):
        size = len(block)
        text = {
            name: block.read(name, partial(line, limit=width(Person, name)), memo=name not in ("address",))
            for name in ("birth_place", "address", "education", "disability")
        }
        names = block.read("name", person_name, must=True)
        niks = self.niks(block)
        sexes = self.needed_where_given(block, "sex", one_of(SEXES), memo=True)
        born = self.needed_where_given(block, "born_on", self.not_after, memo=True)
        results = self.needed_where_given(block, "result", one_of(RESULTS), memo=True)
        self.warn(block, niks, born, sexes)
        references = block.read("reference", partial(line, limit=width(Enrolment, "external_ref")))
        ends = block.read("ends_on", read_day, memo=True)
        classes = self.classes_of(block, ends)
        jobs = block.read("job", partial(line, limit=200), memo=True)
        statuses, marked = self.work(block, results, jobs)
        digests, sealed = [None] * size, [None] * size
        have = [at for at, number in enumerate(niks) if number]
        if have:
            plains = [niks[at] for at in have]
            for at, digest, box in zip(have, self.sealer.digest_all(plains), self.sealer.seal_all(plains), strict=True):
                digests[at], sealed[at] = digest, box
        return [
            classes, [None] * size, _texts(references), new_codes("ORG", size), _texts(names),
            [name.casefold() if name else "" for name in names], sealed, digests, _texts(sexes), _days(born),
            _texts(text["birth_place"]), _texts(block.read("phone", phone)), _texts(block.read("email", email)),
            _texts(text["address"]), _texts(text["education"]), _texts(text["disability"]),
            [result or str(EnrolmentState.TRAINING) for result in results],
            [str(end) if end and result == EnrolmentState.COMPLETED else None
             for end, result in zip(ends, results, strict=True)],
            statuses, marked, _texts(jobs),
            _texts(block.read("employer", partial(line, limit=200), memo=True)),
            _texts(block.read("work_place", partial(line, limit=150), memo=True)),
            _days(block.read("began_on", read_day, memo=True)),
            [str(Evidence.SELF_REPORT if status else Evidence.NONE) for status in statuses],
            [None] * size, [True] * size, self.turns_of(classes),
        ]  # fmt: skip

    def turns_of(self, classes):
        """The how-manieth of its class in this file each row is."""
        turns, told = self.turns, []
        for k in classes:
            turns[k] = turn = turns.get(k, 0) + 1
            told.append(turn)
        return told

    def niks(self, block):
        """NIK: may be blank, but what stands there must be one, or the row is held back."""
        values = block.read("nik", nik, ask=False)
        cells = block.cells("nik")
        if cells and None in values:
            for at, value in enumerate(values):
                if value is None and not blank(cells[at]):
                    told = nik(cells[at])
                    block.note(RemarkKind.REVIEW, at, "nik", told.code, shown(cells[at]), told.detail)
        return values

    def needed_where_given(self, block, name, reader, *, memo):
        """A field the sheet must fill in every row, if it has the column at all."""
        return block.read(name, reader, must=block.cells(name) is not None, memo=memo)

    def warn(self, block, niks, born, sexes):
        known = self.agreeing
        for at, (number, day, sex) in enumerate(zip(niks, born, sexes, strict=True)):
            if not number:
                continue
            told = (number[6:12], day, sex)
            if told not in known:
                known[told] = nik_agrees(number, born_on=day or None, sex=sex or "")
            if not known[told] and at not in block.bad:
                block.note(RemarkKind.NOTE, at, "nik", "nik_disagrees")

    def classes_of(self, block, ends):
        """The class of each row: programme and round as written, with the first day where it is told."""
        names = block.read("programme", programme_name, must=True, memo=True)
        rounds = block.read("round", partial(line, limit=60), memo=True)
        starts = block.read("starts_on", read_day, memo=True)
        modes = block.read("mode", partial(line, limit=width(Batch, "mode")), memo=True)
        funding = block.read("funding", partial(line, limit=width(Batch, "funding")), memo=True)
        trades = block.read("trade", partial(line, limit=width(Programme, "trade")), memo=True)
        hours = block.read("hours", hours_of, memo=True)
        results = block.cells("result") or [""] * len(block)
        memo, found = self.class_memo, []
        for at, told in enumerate(zip(names, rounds, starts, modes, funding, trades, hours, ends, strict=True)):
            name, round_, start, mode, fund, trade, jp, end = told
            if not name:
                found.append(None)
                continue
            if start and end and end < start:
                block.note(RemarkKind.QUESTION, at, "ends_on", "date_before_start", str(end))
                told = (*told[:7], None)
                end = None
            key = (name, round_, start, mode)
            k = memo.get(key)
            if k is None:
                label = " ".join(filter(None, (name, mode, round_)))[:200]
                number = int(round_) if round_ and round_.isdigit() and len(round_) < 5 else None
                under_way = str(results[at]).strip().casefold() == "dalam proses"
                k = memo[key] = self.class_of(
                    label, str(start) if start else None, programme=name, trade=trade or "", hours=jp, mode=mode or "",
                    number=number, ends_on=str(end) if end else None, funding=fund or "",
                    state=BatchState.TRAINING if under_way else BatchState.COMPLETED,
                )  # fmt: skip
            found.append(k)
        return found

    def work(self, block, results, jobs):
        """Where those stand who finished, and who is marked as working. Before that the column tells of the time
        before the training, and is no outcome."""
        size = len(block)
        cells = block.cells("work")
        if cells is None:
            return [None] * size, [False] * size
        values = block.read("work", one_of(WORK), memo=True)
        statuses, marked = [None] * size, [False] * size
        for at, result in enumerate(results):
            if result != EnrolmentState.COMPLETED:
                continue
            value = values[at]
            marked[at] = value == Status.EMPLOYED
            if value is None:
                value = str(Status.UNKNOWN if blank(cells[at]) else Status.UNCLEAR)
            elif marked[at] and jobs[at] and not reads_as_employed(jobs[at]):
                block.note(RemarkKind.QUESTION, at, "job", "work_unclear", jobs[at])
                value = str(Status.UNCLEAR)
            statuses[at] = value
        return statuses, marked

    def compare_rows(self, classes):
        people, rows = table(Person), self.rows.name
        (anyone,) = fetch(f"SELECT EXISTS (SELECT 1 FROM {people} WHERE nik_digest IS NOT NULL)")[0]  # noqa: S608
        if anyone:
            execute(
                f"""UPDATE {rows} SET person_id = p.id FROM {people} p
                    WHERE {rows}.nik_digest IS NOT NULL AND p.nik_digest = {rows}.nik_digest"""  # noqa: S608
            )
            self.hold(
                f"""EXISTS (SELECT 1 FROM {people} p WHERE p.id = staged.person_id AND p.name_key <> ''
                    AND p.name_key <> staged.name_key)""",  # noqa: S608
                "nik_other_name",
                "nik",
            )
        self.within_the_file()
        self.against_the_kept(classes)

    def within_the_file(self):
        """The same NIK twice is one person; with another name it is a doubt; twice in a class it is one row."""
        rows = self.rows.name
        (several,) = fetch(
            f"""SELECT EXISTS (SELECT 1 FROM {rows} WHERE nik_digest IS NOT NULL GROUP BY nik_digest
                    HAVING count(*) > 1)
                OR EXISTS (SELECT 1 FROM {rows} WHERE nik_digest IS NULL GROUP BY name_key, born_on
                    HAVING count(*) > 1)"""  # noqa: S608
        )[0]
        if not several:
            return
        told = {"n": "integer", "other_name": "boolean", "same_class": "boolean", "code": "text"}
        with Staged("twins", told) as twins:
            execute(
                f"""INSERT INTO {twins.name}
                    SELECT n, name_key <> first_name, same_class > 1, first_code FROM (
                        SELECT n, name_key, FIRST_VALUE(name_key) OVER w AS first_name,
                            FIRST_VALUE(code) OVER w AS first_code, ROW_NUMBER() OVER w AS place,
                            ROW_NUMBER() OVER (PARTITION BY person, k ORDER BY n) AS same_class
                        FROM (SELECT n, k, name_key, code, COALESCE(nik_digest, name_key || '|' || born_on) AS person
                              FROM {rows} WHERE verdict = {NEW}
                                AND (nik_digest IS NOT NULL OR born_on IS NOT NULL)) told
                        WINDOW w AS (PARTITION BY person ORDER BY n)) placed
                    WHERE place > 1"""  # noqa: S608
            )
            if fetch(f"SELECT count(*) FROM {twins.name}")[0][0]:  # noqa: S608
                twins.index("n")
                twin = f"SELECT 1 FROM {twins.name} t WHERE t.n = staged.n"  # noqa: S608
                self.hold(f"EXISTS ({twin} AND t.other_name)", "nik_other_name", "nik")
                self.same(f"EXISTS ({twin} AND t.same_class)")
                execute(
                    f"""UPDATE {rows} SET first_of_person = FALSE,
                            code = (SELECT t.code FROM {twins.name} t WHERE t.n = {rows}.n)
                        WHERE n IN (SELECT n FROM {twins.name})"""  # noqa: S608
                )

    def against_the_kept(self, classes):
        (any_class,) = fetch(f"SELECT EXISTS (SELECT 1 FROM {classes} WHERE batch_id IS NOT NULL)")[0]  # noqa: S608
        inside = f"SELECT 1 FROM {table(Enrolment)} e JOIN {classes} c ON c.batch_id = e.batch_id AND c.k = staged.k"  # noqa: S608
        if any_class:
            self.same(f"staged.person_id IS NOT NULL AND EXISTS ({inside} WHERE e.person_id = staged.person_id)")
            self.same(
                f"""staged.nik_digest IS NULL AND EXISTS ({inside} JOIN {table(Person)} p ON p.id = e.person_id
                    WHERE p.name_key = staged.name_key
                      AND COALESCE(p.born_on, '1000-01-01') = COALESCE(staged.born_on, '1000-01-01'))"""
            )
        self.hold_twins()

    def hold_twins(self):
        """Somebody of this centre has the same name and birth date under another NIK, or one of both has none."""
        (anyone,) = fetch(
            f"""SELECT EXISTS (SELECT 1 FROM {table(Enrolment)} e JOIN {table(Batch)} b ON b.id = e.batch_id
                WHERE b.centre_id = %s)""",  # noqa: S608
            [self.job.centre.pk],
        )[0]
        if not anyone:
            return
        twin = f"""FROM {table(Person)} p WHERE p.name_key = staged.name_key AND p.born_on = staged.born_on
                   AND staged.name_key <> '' AND EXISTS (
                       SELECT 1 FROM {table(Enrolment)} e JOIN {table(Batch)} b ON b.id = e.batch_id
                       WHERE e.person_id = p.id AND b.centre_id = {int(self.job.centre.pk)})"""  # noqa: S608
        self.hold(
            f"staged.person_id IS NULL AND EXISTS (SELECT 1 {twin})", "twin", "name", f"(SELECT MIN(p.code) {twin})"
        )

    def link(self):
        self.link_by(
            f"""SELECT MIN(e.id) FROM {table(Enrolment)} e JOIN {self.classes.name} c ON c.batch_id = e.batch_id
                    JOIN {table(Person)} p ON p.id = e.person_id
                WHERE c.k = staged.k AND (e.person_id = staged.person_id OR p.nik_digest = staged.nik_digest
                    OR (p.name_key = staged.name_key AND p.born_on = staged.born_on))"""  # noqa: S608
        )


def _texts(values):
    return [value or "" for value in values]


def _days(values):
    return [str(value) if value else None for value in values]
