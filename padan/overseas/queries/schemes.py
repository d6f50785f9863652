"""What a candidate still lacks before a stage, by the rules she is under; each with its sentence and its source.

The arithmetic is pure (``lacks_in``): rules and facts in, lacks out. Facts of many candidates are asked at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.base.clock import in_words
from padan.overseas.models import (
    Candidate,
    CandidatePaper,
    ExamAttempt,
    Gate,
    GateResult,
    Milestone,
    SchemeStage,
    Step,
)
from padan.overseas.queries.versions import told_gate, told_number
from padan.overseas.states import Exam, ExamResult, GateKind, MilestoneKind, NumberCheck, PaperState, StepEnd

OF_STAGES = ("gates", "papers", "milestones")


@dataclass(frozen=True)
class Lack:
    """One thing that does not hold yet. ``rule`` is the gate, the document rule or the milestone rule that asks."""

    stage: SchemeStage  # before which it is asked
    kind: str  # exam, age, number, check, health, sex, paper, milestone
    sentence: str
    source: str
    rule: Any = None
    begun: bool = False  # something is there, but not enough: a number not checked, a document run out


@dataclass
class Facts:
    """What is written down of one candidate, as far as rules ask."""

    candidate: Candidate
    exams: list[ExamAttempt] = field(default_factory=list)
    results: list[GateResult] = field(default_factory=list)  # the newest first
    papers: dict[str, CandidatePaper] = field(default_factory=dict)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)  # stages she came to by passing the one before, not by being moved
    reached: dict[str, date] = field(default_factory=dict)  # the day she first came to a stage of this kind


def lacks_there(
    candidates, stages: list[SchemeStage], standing, *, today: date
) -> list[tuple[Candidate, Any, list[Lack]]]:
    """What each of these would lack under other rules: (candidate, stage there, lacks). Five questions for any number.

    ``stages`` are those of the other rules with what is asked; ``standing`` gives the stage there of a stage here.
    """
    facts = facts_of(candidates)
    return [
        (one, there, lacks_in(facts[one.pk], stages, there, today=today))
        for one in candidates
        for there in [standing[one.stage_id]]
    ]


def stages_with_rules(*version_ids: int) -> list[SchemeStage]:
    """The stages of versions, each in its order, with everything that is asked before each: four questions."""
    rows = SchemeStage.objects.filter(version__in=version_ids).select_related("version")
    return list(rows.order_by("version_id", "position").prefetch_related(*OF_STAGES))


def facts_of(candidates: Iterable[Candidate]) -> dict[int, Facts]:
    """What is written down of these candidates: id to facts. Five questions for any number."""
    found = {one.pk: Facts(one) for one in candidates}
    for exam in ExamAttempt.objects.filter(candidate__in=found).order_by("taken_on", "pk"):
        found[exam.candidate_id].exams.append(exam)
    results = GateResult.objects.filter(candidate__in=found).select_related("gate__stage")
    for result in results.order_by("-on", "-pk"):
        found[result.candidate_id].results.append(result)
    for paper in CandidatePaper.objects.filter(candidate__in=found, state=PaperState.CURRENT).order_by("pk"):
        found[paper.candidate_id].papers[paper.kind] = paper
    for milestone in Milestone.objects.filter(candidate__in=found, replaced_on=None).order_by("pk"):
        found[milestone.candidate_id].milestones[milestone.kind] = milestone
    for step, passed in _walked(found):
        facts = found[step.candidate_id]
        facts.reached.setdefault(step.stage.kind, step.entered_on)
        if passed:
            facts.passed.add(step.stage_id)
    return found


def stages_owed(candidate, stage) -> list[SchemeStage]:
    """The stages whose rules must hold before she may come to ``stage``: its own, and those that she has not passed."""
    passed = {step.stage_id for step, by_passing in _walked([candidate.pk]) if by_passing}
    rows = SchemeStage.objects.filter(version=stage.version_id, position__lte=stage.position).order_by("position")
    return [one for one in rows if one.pk == stage.pk or one.pk not in passed]


def _walked(candidates):
    """Their steps in order, each with whether she came to it by passing the one before, and not by being moved."""
    moved: set[int] = set()
    steps = Step.objects.filter(candidate__in=candidates).select_related("stage")
    for step in steps.order_by("candidate_id", "entered_on", "pk"):
        yield step, step.candidate_id not in moved
        moved.discard(step.candidate_id)
        if step.end == StepEnd.MOVED:
            moved.add(step.candidate_id)


def lacks_in(facts: Facts, stages: list[SchemeStage], stage, *, today: date) -> list[Lack]:
    """What must still hold before she may come to ``stage``: its rules, and those of the stages she has not passed.

    ``stages`` are those of its version (``stages_with_rules``); it may belong to other rules than hers: then it tells
    what she would lack there.
    """
    asked = [one for one in stages if one.position <= stage.position]
    return [
        lack for one in asked if one.pk == stage.pk or one.pk not in facts.passed for lack in _before(facts, one, today)
    ]


def _before(facts, stage, today):
    return [*_gates(facts, stage, today), *_papers(facts, stage, today), *_milestones(facts, stage, today)]


# --- gates --------------------------------------------------------------------------------------------


def _gates(facts, stage, today):
    gates, lacks, choices = list(stage.gates.all()), [], {}
    sex = facts.candidate.person.sex
    if not sex and any(gate.for_sex for gate in gates):
        words = _("The receiving side asks women and men for different things here, and her sex is not written down.")
        lacks.append(Lack(stage, "sex", words, _source(stage, next(gate for gate in gates if gate.for_sex))))
    for gate in gates:
        if gate.for_sex and gate.for_sex != sex:
            continue
        if gate.choice:
            choices.setdefault(gate.choice, []).append(gate)
        elif lack := _gate(facts, gate, stage, today):
            lacks.append(lack)
    for some in choices.values():
        lacking = [_gate(facts, gate, stage, today) for gate in some]
        if all(lacking):
            lacks.append(_one_of(lacking))
    return lacks


def _one_of(lacking):
    """Of several ways none is open: the one that is begun tells why, else all are named."""
    first = next((lack for lack in lacking if lack.begun), lacking[0])
    if first.begun or len(lacking) == 1:
        return first
    words = _(" or ").join(told_gate(lack.rule) for lack in lacking)
    return Lack(first.stage, first.kind, _("%(rule)s: not yet.") % {"rule": words}, first.source, first.rule)


def _gate(facts, gate: Gate, stage, today) -> Lack | None:
    asked = {
        GateKind.EXAM: _exam,
        GateKind.AGE: _age,
        GateKind.NUMBER: _number,
        GateKind.CHECK: _check,
        GateKind.HEALTH: _check,
    }[GateKind(gate.kind)]
    told = asked(facts, gate, stage, today)
    if told is None:
        return None
    sentence, begun = told
    return Lack(stage, gate.kind, sentence, _source(stage, gate), gate, begun)


def _exam(facts, gate, stage, today):
    tries = [one for one in facts.exams if one.exam == gate.exam and _of_her_field(one, gate, facts)]
    passed = [one for one in tries if one.result == ExamResult.PASSED and _high_enough(one, gate)]
    if any(one.trust == NumberCheck.CHECKED and not _over(one.valid_until, today) for one in passed):
        return None
    rule = {"rule": told_gate(gate)}
    for one in reversed(passed):
        if one.trust == NumberCheck.TOLD and not _over(one.valid_until, today):
            told = _(
                "%(rule)s: passed on %(day)s, but the number of the certificate was not checked with the issuer yet."
            )
            return told % (rule | {"day": in_words(one.taken_on)}), True
        if one.trust == NumberCheck.DOUBTED:
            return _("%(rule)s: the number of the certificate is in doubt.") % rule, True
    if passed:
        return _("%(rule)s: the certificate held until %(day)s.") % (
            rule | {"day": in_words(passed[-1].valid_until)}
        ), True
    if waiting := [one for one in tries if one.result == ExamResult.WAITING]:
        told = _("%(rule)s: taken on %(day)s, no result yet.")
        return told % (rule | {"day": in_words(waiting[-1].taken_on)}), True
    return _("%(rule)s: not passed yet.") % rule, False


def _of_her_field(exam, gate, facts) -> bool:
    field_ = facts.candidate.field
    return gate.exam != Exam.SKILLS or not field_ or exam.field.casefold() == field_.casefold()


def _high_enough(exam, gate) -> bool:
    return gate.level is None or (exam.level is not None and exam.level >= gate.level)


def _age(facts, gate, stage, today):
    """On the day she came to a stage of this kind, else today. A most of 26 holds until the day before she is 27."""
    born, day = facts.candidate.person.born_on, facts.reached.get(stage.kind, today)
    if born is None:
        return _("%(rule)s: her birth date is not written down.") % {"rule": told_gate(gate)}, False
    months = months_between(born, day)
    young = gate.least is not None and months < gate.least * 12
    old = gate.most is not None and months > gate.most * 12 + (0 if gate.most % 1 else 11)
    if not young and not old:
        return None
    told = _("%(rule)s: she is %(age)s on %(day)s.")
    return told % {"rule": told_gate(gate), "age": told_age(months), "day": in_words(day)}, False


def months_between(born: date, day: date) -> int:
    """Whole months of life on a day."""
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def told_age(months: int) -> str:
    years, rest = divmod(months, 12)
    told = ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return f"{told} {ngettext('%(n)s month', '%(n)s months', rest) % {'n': rest}}" if rest else told


def _number(facts, gate, stage, today):
    result = newest_at(facts.results, gate)
    rule = {"rule": told_gate(gate)}
    if result is None or result.reached is None:
        return _("%(rule)s: not written down yet.") % rule, False
    if (gate.least is None or result.reached >= gate.least) and (gate.most is None or result.reached <= gate.most):
        return None
    told = _("%(rule)s: %(reached)s on %(day)s.")
    return told % (rule | {"reached": told_number(result.reached), "day": in_words(result.on)}), True


def _check(facts, gate, stage, today):
    result = newest_at(facts.results, gate)
    if result is not None and result.passed:
        return None
    if result is None or gate.kind == GateKind.HEALTH:  # what was found of her health is not told in a sentence
        return _("%(rule)s: not confirmed yet.") % {"rule": gate.words}, False
    return _("%(rule)s: not found right on %(day)s.") % {"rule": gate.words, "day": in_words(result.on)}, True


def newest_at(results: list[GateResult], gate: Gate) -> GateResult | None:
    """Her newest result (``results``: newest first) at this gate, or at the same one of rules she was under before."""
    return next((one for one in results if one.gate_id == gate.pk or _same(one.gate, gate)), None)


def _same(one: Gate, other: Gate) -> bool:
    return _identity(one) == _identity(other)


def _identity(gate):
    return gate.stage.key, gate.kind, gate.for_sex, gate.words


# --- documents and milestones -------------------------------------------------------------------------


def _papers(facts, stage, today):
    for rule in stage.papers.all():
        paper, told = facts.papers.get(rule.kind), None
        until = today + timedelta(days=rule.valid_days or 0)
        if paper is None:
            told = _("%(paper)s: not there yet.") % {"paper": rule.called}
        elif _over(paper.expires_on, today):
            told = _("%(paper)s: held until %(day)s.") % {"paper": rule.called, "day": in_words(paper.expires_on)}
        elif rule.valid_days and _over(paper.expires_on, until):
            told = _("%(paper)s: must still hold on %(until)s, and ends on %(day)s.") % {
                "paper": rule.called,
                "until": in_words(until),
                "day": in_words(paper.expires_on),
            }
        if told:
            yield Lack(stage, "paper", told, _source(stage, rule), rule, paper is not None)


def _milestones(facts, stage, today):
    for rule in stage.milestones.all():
        there, what = facts.milestones.get(rule.kind), MilestoneKind(rule.kind).label
        if there is None:
            told = _("%(milestone)s: not written down yet.") % {"milestone": what}
        elif _over(there.valid_until, today):
            told = _("%(milestone)s: held until %(day)s.") % {"milestone": what, "day": in_words(there.valid_until)}
        else:
            continue
        yield Lack(stage, "milestone", told, stage.version.source, rule, there is not None)


def _over(until, day) -> bool:
    return until is not None and until < day


def _source(stage, rule) -> str:
    return rule.source or stage.version.source
