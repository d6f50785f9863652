"""On the way to Japan: some forty of the Japanese classes, at every stage; five are there, one is back, one failed.

By a chance of its own and of the classes' own people: no number of the article hangs on it. All employers, numbers and
papers are invented; the rules are the public ones of ``overseas_schemes``.
"""

from datetime import date, timedelta

from padan.base.clock import months_after
from padan.base.sealing import seal
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window
from padan.overseas.actions.candidates import words_of
from padan.overseas.models import (
    CHECK_IN_MONTHS,
    Candidate,
    CheckIn,
    Contract,
    EmployerChange,
    ExamAttempt,
    Gate,
    GateResult,
    Interview,
    LanguageProgress,
    Milestone,
    SchemeStage,
    SchemeVersion,
    Step,
)
from padan.overseas.queries.candidates import HOW
from padan.overseas.states import (
    AfterReturn,
    CandidateState,
    Doubt,
    Exam,
    ExamResult,
    GateKind,
    HowSheIs,
    MilestoneKind,
    NumberCheck,
    StageKind,
    StepEnd,
)
from padan.placements.states import Teller
from padan.reference.tongues import Level
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, TODAY, Story, moment
from padan.seeds.words import PILOT
from padan.training.models import Enrolment
from padan.training.states import BatchState

SSW, IM_JAPAN = "ssw-1", "titp-im-japan"
IN_CLASS = (  # of the pilot classes that run: where they stand, and since about how many days
    (SSW, "interest", (3, 9, 12, 20)),
    (SSW, "language", (74, 74, 74, 74, 102, 102)),
    (SSW, "language-test", (16, 31, 47)),
    (IM_JAPAN, "interest", (8, 45)),
    (IM_JAPAN, "administration", (26,)),
    (IM_JAPAN, "mathematics", (9,)),
    (IM_JAPAN, "endurance", (19,)),
)
SEEKING = (  # graduates of whom nobody says that they work
    (SSW, "language-test", (133, 60)),
    (SSW, "skills-test", (20, 75, 150)),
    (SSW, "interview", (41, 12)),
    (IM_JAPAN, "language", (33,)),
    (IM_JAPAN, "training-region", (51,)),
)
FAR = (  # graduates who were not heard of in the tracing
    (SSW, "contract", (10,)),
    (SSW, "coe", (58, 97)),
    (SSW, "registration", (21,)),
    (SSW, "orientation", (12,)),
    (SSW, "visa", (9,)),
    (SSW, "abroad", (17, 41, 130)),
    (IM_JAPAN, "abroad", (95, 196)),
)
FIELDS = ("Kaigo", "Jasa boga", "Pertanian", "Pembersihan gedung", "Manufaktur")
EMPLOYERS = (("Contoh Kaigo-en", "Nagano"), ("Contoh Shokuhin", "Aichi"), ("Contoh Noen", "Ibaraki"),
             ("Contoh Seiko", "Shizuoka"))  # fmt: skip
NUMBERS = {MilestoneKind.COE: "CTH", MilestoneKind.SISKOP2MI: "SK", MilestoneKind.E_PMI: "EP", MilestoneKind.VISA: "VC"}


def build(story: Story) -> None:
    chance = Chance(SEED + 12)
    rules = {key: _Rules(key) for key in (SSW, IM_JAPAN)}
    walks = [
        *_walks(chance, rules, IN_CLASS, _in_class(story)),
        *_walks(chance, rules, SEEKING, _with_status(story, Status.SEEKING)),
        *_walks(chance, rules, FAR, _with_status(story, Status.UNKNOWN)),
    ]
    more = _in_class(story)[-3:]
    walks += [
        _Walk(chance, rules[IM_JAPAN], "mathematics", 30, more[0], ends=CandidateState.NOT_PASSED),
        _Walk(chance, rules[SSW], "language", 40, more[1], ends=CandidateState.WITHDRAWN),
        _Walk(chance, rules[SSW], "abroad", 170, _with_status(story, Status.UNKNOWN)[-1], ends=CandidateState.RETURNED),
    ]
    for at, walk in enumerate(walks):
        walk.go(at, story)
    for model in (Candidate, Step, GateResult, LanguageProgress, ExamAttempt, Interview, Contract, Milestone, CheckIn,
                  EmployerChange):  # fmt: skip
        model.objects.bulk_create(row for walk in walks for row in walk.rows if type(row) is model)


class _Rules:
    """The rules of a scheme that ships, with its stages in order and the gates before each."""

    def __init__(self, key):
        self.version = SchemeVersion.objects.select_related("scheme").get(scheme__key=key, number=1)
        self.stages = list(SchemeStage.objects.filter(version=self.version).order_by("position"))
        self.gates = {}
        for gate in Gate.objects.filter(stage__version=self.version).order_by("pk"):
            self.gates.setdefault(gate.stage_id, []).append(gate)

    def until(self, key):
        """The stages up to the one with this short name."""
        at = next(place for place, stage in enumerate(self.stages) if stage.key == key)
        return self.stages[: at + 1]


def _in_class(story):
    rows = Enrolment.objects.filter(batch__programme__name=PILOT, batch__state=BatchState.TRAINING)
    return list(rows.filter(batch__centre=story.centres[0]).select_related("person", "batch").order_by("pk"))


def _with_status(story, status):
    """Enrolments of the Japanese classes of whom this is told after six months, by their number."""
    rows = Outcome.objects.filter(
        status=status, window=Window.MONTHS_6, batch__programme__trade="Bahasa Jepang", batch__centre=story.centres[0]
    )
    return [row.enrolment for row in rows.select_related("enrolment__person", "enrolment__batch").order_by("pk")]


def _walks(chance, rules, plan, people):
    people = iter(people)
    for key, stage, since in plan:
        for days in since:
            yield _Walk(chance, rules[key], stage, days, next(people))


class _Walk:
    """One candidate's way up to where she stands, with what each stage left behind."""

    def __init__(self, chance, rules, stage, days, enrolment, ends=None):
        self.chance, self.rules, self.days, self.ends = chance, rules, days, ends
        self.enrolment, self.person = enrolment, enrolment.person
        self.stages = rules.until(stage)
        self.rows = []

    def go(self, at, story):
        self.at, self.officer = at, story.users["balai"].name
        chance = self.chance
        self.field = FIELDS[at % len(FIELDS)] if self.rules.version.scheme.key == SSW else "Manufaktur"
        self.entered = entered = self._days()
        language = [day for stage, day in zip(self.stages, entered, strict=True) if stage.kind == StageKind.LANGUAGE]
        self.learned_from = language[0] if language else TODAY
        self.candidate = candidate = Candidate(
            code=chance.code("CLN"),
            person=self.person,
            centre=story.centres[0],
            version=self.rules.version,
            field=self.field,
            stage=self.stages[-1],
            stage_since=entered[-1],
            began_on=entered[0],
            consented_on=entered[0],
            kin_name=chance.name() if at % 3 else "",
            kin_is=chance.choice(["ibu", "ayah", "kakak", "suami"]) if at % 3 else "",
        )
        self.rows.append(candidate)
        for place, (stage, on) in enumerate(zip(self.stages, entered, strict=True)):
            left = entered[place + 1] if place + 1 < len(entered) else None
            step = Step(candidate=candidate, stage=stage, entered_on=on, left_on=left, by_label=self.officer)
            step.end = StepEnd.PASSED if left else ""
            self.rows.append(step)
            self._leave_behind(stage, on, left)
        candidate.words_key = words_of(candidate.code, self.person, self.field)
        if self.ends:
            self._end(step)

    def _days(self):
        """The day she came to each stage, the last of them ``days`` ago; the language takes longest."""
        found, day = [], TODAY - timedelta(days=self.days)
        for stage in reversed(self.stages):
            found.append(day)
            usual = self.rules.stages[max(stage.position - 2, 0)].days or 30
            day -= timedelta(days=max(2, int(usual * self.chance.uniform(0.3, 0.7))))
        return [max(day, self.rules.version.valid_from) for day in reversed(found)]

    # --- what a stage leaves behind ------------------------------------------------------------------------

    def _leave_behind(self, stage, on, left):
        end = left or TODAY
        kind = StageKind(stage.kind)
        if kind == StageKind.LANGUAGE:
            hours = max(24, min((end - self.learned_from).days * 3, 480))
            self._keep(LanguageProgress, noted_on=end, level=Level.A2 if left else Level.A1, hours=hours,
                       batch=self.enrolment.batch)  # fmt: skip
        elif kind == StageKind.LANGUAGE_TEST:
            self._language_test(on, left)
        elif kind == StageKind.SKILLS_TEST:
            self._skills_test(on, left)
        elif kind == StageKind.INTERVIEW:
            employer, _place = self._employer()
            self._keep(Interview, employer=employer, held_on=min(on + timedelta(days=9), end) if left else
                       TODAY + timedelta(days=6), result=ExamResult.PASSED if left else ExamResult.WAITING)  # fmt: skip
        elif kind == StageKind.CONTRACT and left:
            arrived = self.entered[-1] if self.stages[-1].kind == StageKind.ABROAD else left + timedelta(days=150)
            self._contract(left, arrived + timedelta(days=3))
        for gate in self.rules.gates.get(self._next_of(stage), ()) if left else ():
            if gate.kind != GateKind.EXAM and gate.kind != GateKind.AGE and gate.for_sex in ("", self.person.sex):
                self._passes(gate, left)
        self._papers(kind, on, left)

    def _next_of(self, stage):
        return next((one.pk for one in self.rules.stages if one.position == stage.position + 1), None)

    def _passes(self, gate, on):
        reached = None
        if gate.kind == GateKind.NUMBER:
            reached = (gate.least or 0) + self.chance.randrange(4) if gate.most is None else gate.most - 1
        self._keep(GateResult, gate=gate, on=on, passed=True, reached=reached, by_label=self.officer)

    def _language_test(self, on, left):
        taken = min(on + timedelta(days=14), left or TODAY - timedelta(days=2))
        if not left and self.at % 2:
            self._keep(ExamAttempt, exam=Exam.JLPT, level=Level.A2, taken_on=date(2024, 12, 1))
            return
        if self.at % 3 == 0:
            self._keep(ExamAttempt, exam=Exam.JLPT, level=Level.A2, taken_on=date(2023, 12, 3), score=74,
                       result=ExamResult.NOT_PASSED, result_on=date(2024, 1, 24))  # fmt: skip
        told = {"exam": Exam.JFT, "level": Level.A2, "taken_on": taken, "result": ExamResult.PASSED,
                "result_on": taken, "score": 200 + self.chance.randrange(45), "valid_until": months_after(taken, 120),
                "number": f"KX{self.chance.randrange(2_000_000, 9_000_000)}"}  # fmt: skip
        told |= self._found_right(taken) if left else {}
        if not left and self.at % 4 == 0:
            told |= {"number": f"JFT/{self.at}/2024", "trust": NumberCheck.DOUBTED, "doubts": [str(Doubt.SHAPE)]}
        self._keep(ExamAttempt, **told)

    def _skills_test(self, on, left):
        taken = min(on + timedelta(days=20), left or TODAY - timedelta(days=3))
        if not left and self.days < 30:
            self._keep(ExamAttempt, exam=Exam.SKILLS, field=self.field, taken_on=TODAY + timedelta(days=12))
            return
        twice = not left and self.days < 160
        told = {"exam": Exam.SKILLS, "field": self.field, "taken_on": taken, "result": ExamResult.PASSED,
                "result_on": taken, "number": f"SSW-2024-{self.chance.randrange(310_000, 890_000)}"}  # fmt: skip
        if twice:
            told |= {"number": "SSW-2024-551208", "trust": NumberCheck.DOUBTED, "doubts": [str(Doubt.TWICE)]}
        told |= self._found_right(taken) if left else {}
        self._keep(ExamAttempt, **told)

    def _found_right(self, taken):
        return {"trust": NumberCheck.CHECKED, "checked_on": taken + timedelta(days=2), "checked_by": self.officer,
                "check_words": "Dicocokkan di situs penyelenggara"}  # fmt: skip

    def _employer(self):
        return EMPLOYERS[self.at % len(EMPLOYERS)]

    def _contract(self, signed, begins):
        employer, place = self._employer()
        self._keep(
            Contract, employer=employer, place=place, work=self.field, wage=178_000 + self.chance.randrange(8) * 3_000,
            hours_a_week=40, lodging="Asrama perusahaan, 20.000 yen sebulan", signed_on=signed,
            starts_on=begins, ends_on=months_after(begins, 36),
        )  # fmt: skip

    def _papers(self, kind, on, left):
        """COE, registration, visa are there when the stage is left; departure and arrival when the next is entered."""
        there = {
            StageKind.COE: MilestoneKind.COE,
            StageKind.REGISTRATION: MilestoneKind.SISKOP2MI,
            StageKind.ORIENTATION: MilestoneKind.ORIENTATION,
            StageKind.E_PMI: MilestoneKind.E_PMI,
            StageKind.VISA: MilestoneKind.VISA,
        }.get(kind)
        if there and left:
            day = left - timedelta(days=1)
            number = f"{NUMBERS[there]}{self.chance.randrange(10**6, 10**7)}" if there in NUMBERS else ""
            until = months_after(day, 3) if there in (MilestoneKind.COE, MilestoneKind.VISA) else None
            self._keep(Milestone, kind=there, on=day, number=number, valid_until=until)
        if kind == StageKind.DEPARTURE:
            self._keep(Milestone, kind=MilestoneKind.DEPARTURE, on=on)
        if kind == StageKind.ABROAD:
            self._keep(Milestone, kind=MilestoneKind.ARRIVAL, on=on)
            self._check_ins(on)

    def _check_ins(self, arrived):
        for months in CHECK_IN_MONTHS:
            due = months_after(arrived, months)
            row = CheckIn(candidate=self.candidate, months=months, due_on=due)
            if due <= TODAY:
                row.asked_at, row.reminders = moment(due, 8), 1
                late = TODAY - due
                if self.days == 41:  # she has a problem, and nobody has called her yet
                    row.how, row.teller, row.answered_at = HowSheIs.PROBLEM, Teller.HERSELF, moment(TODAY, 7)
                    row.words_sealed = seal("Lembur saya belum dibayar dua bulan.", purpose=HOW)
                elif self.days == 130 and late > timedelta(days=14) and months == 3:
                    row.missed_on = due + timedelta(days=14)
                else:
                    row.how, row.teller = HowSheIs.WELL, Teller.HERSELF
                    row.answered_at = moment(min(due + timedelta(days=2), TODAY), 19)
            elif self.ends == CandidateState.RETURNED:
                continue
            self.rows.append(row)

    # --- how it ended ---------------------------------------------------------------------------------------

    def _end(self, step):
        candidate, ended = self.candidate, TODAY - timedelta(days=11)
        why = "Ibunya sakit, ia menjaga di rumah"
        step.left_on, step.end = ended, StepEnd.WITHDRAWN
        if self.ends == CandidateState.NOT_PASSED:
            gate = next(one for one in self.rules.gates[self._next_of(self.stages[-1])] if one.kind == GateKind.NUMBER)
            self._keep(GateResult, gate=gate, on=ended, passed=False, reached=12, by_label=self.officer)
            why, step.end = f"{gate.words}: 12 dari {int(gate.out_of)}", StepEnd.NOT_PASSED
        elif self.ends == CandidateState.RETURNED:
            employer, place = EMPLOYERS[0]
            self._keep(EmployerChange, employer=employer, place=place, changed_on=TODAY - timedelta(days=90),
                       why="Pabrik pertama tutup")  # fmt: skip
            self._keep(Milestone, kind=MilestoneKind.RETURN, on=ended)
            step.end = StepEnd.PASSED
            back = self.rules.stages[-1]
            self._keep(Step, stage=back, entered_on=ended, left_on=ended, end=StepEnd.PASSED, by_label=self.officer)
            candidate.stage, candidate.stage_since, candidate.after_return = back, ended, AfterReturn.BUSINESS
            why = "Kontrak diakhiri lebih awal atas kesepakatan bersama"
        candidate.state, candidate.ended_on, candidate.why_ended = self.ends, ended, why

    def _keep(self, model, **told):
        self.rows.append(model(candidate=self.candidate, **told))
