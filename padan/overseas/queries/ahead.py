"""What lies ahead of a candidate: what lacks before her next stage and the way out, the steps somebody must decide."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from padan.overseas.models import Candidate, Gate, GateResult, SchemeStage
from padan.overseas.queries.schemes import facts_of, lacks_in, newest_at, stages_owed, stages_with_rules
from padan.overseas.states import GateKind, MilestoneKind, StageKind

ROAD = {StageKind.DEPARTURE: (MilestoneKind.VISA, MilestoneKind.DEPARTURE), StageKind.ABROAD: (MilestoneKind.ARRIVAL,)}
"""What must have happened before a stage is told of her, whatever the rules of a scheme say."""
BY_HAND = (GateKind.NUMBER, GateKind.CHECK, GateKind.HEALTH)
"""Gates whose outcome somebody writes down; age and exams are known from elsewhere."""


class Missing(NamedTuple):
    """What must be there before a stage, what to do about it, and who asks for it."""

    words: str
    way: str = ""
    source: str = ""


def what_lacks(candidate, stage, *, today) -> list[Missing]:
    """What must still be there before she stands at a stage: by her rules, then on the road. Empty: nothing lacks."""
    return _lacking(facts_of([candidate])[candidate.pk], stages_with_rules(stage.version_id), stage, today)


class Ahead(NamedTuple):
    """The next step of a candidate: the stage, what lacks before it, or why there is no step by this way."""

    candidate: Candidate
    stage: SchemeStage | None
    lacks: list[Missing]
    bar: str = ""

    @property
    def may_go(self) -> bool:
        return not self.lacks and not self.bar


def steps_ahead(candidates, *, today) -> list[Ahead]:
    """What lies before each of these on her own rules, in their order. Nine questions for any number."""
    facts = facts_of(candidates)
    stages: dict[int, list[SchemeStage]] = {}
    for stage in stages_with_rules(*{one.version_id for one in candidates}):
        stages.setdefault(stage.version_id, []).append(stage)
    found = []
    for one in candidates:
        rules = stages[one.version_id]
        following = next((stage for stage in rules if stage.position > one.stage.position), None)
        if bar := why_no_step(one, following):
            found.append(Ahead(one, following, [], bar))
        else:
            found.append(Ahead(one, following, _lacking(facts[one.pk], rules, following, today)))
    return found


def why_no_step(candidate, following) -> str:
    """Why nobody goes on from where she stands by a plain step; "" where it can be."""
    if following is None:
        return _("“%(stage)s” is the last stage of these rules.") % {"stage": candidate.stage}
    if following.kind == StageKind.RETURN:
        return _("Her return is written down with its day and what she does then, on her page.")
    return ""


def _lacking(facts, stages, stage, today) -> list[Missing]:
    lacks = lacks_in(facts, stages, stage, today=today)
    told = {lack.rule.kind for lack in lacks if lack.kind == "milestone"}
    return [
        *(Missing(lack.sentence, _way_out(lack), lack.source) for lack in lacks),
        *(one for kind, one in _on_the_road(facts.milestones, stage) if kind not in told),
    ]


def _on_the_road(there, stage):
    """Nobody is told to have departed or arrived without the day of it, nor to have departed without a visa."""
    for kind in ROAD.get(StageKind(stage.kind), ()):
        if kind not in there:
            words = _("%(milestone)s: not written down yet.") % {"milestone": MilestoneKind(kind).label}
            yield kind, Missing(words, _way_of("milestone"))


def _way_out(lack) -> str:
    if lack.kind == "exam" and lack.begun:
        return _("Look at the exam: tell its result, or ask the issuer about the number.")
    return _way_of(lack.kind)


def _way_of(kind) -> str:
    return {
        "exam": _("Write down the exam when she has taken it."),
        "age": _("If her birth date is wrong, it is corrected with her other data."),
        "sex": _("It is completed with her other data."),
        "number": _("Write down the result."),
        "check": _("Write down the result."),
        "health": _("Write down the verdict."),
        "paper": _("Bring the document."),
        "milestone": _("Write it down with its day."),
    }.get(kind, "")


class GateAhead(NamedTuple):
    """A step of the selection before her next stage, and what came of it so far."""

    gate: Gate
    result: GateResult | None


def gates_ahead(candidate, stage) -> list[GateAhead]:
    """The gates before a stage that somebody must write down for her, with her newest result at each. Four questions.

    Beside those of the stage: those of stages she did not pass, because she was moved to these rules behind them.
    """
    if stage is None:
        return []
    rows = Gate.objects.filter(stage__in=stages_owed(candidate, stage), kind__in=BY_HAND).select_related("stage")
    gates = [
        gate
        for gate in rows.order_by("stage__position", "pk")
        if not gate.for_sex or gate.for_sex == candidate.person.sex
    ]
    results = GateResult.objects.filter(candidate=candidate).select_related("gate__stage").order_by("-on", "-pk")
    found = list(results)
    return [GateAhead(gate, newest_at(found, gate)) for gate in gates]
