"""The selection, step by step: who does not pass a step that knocks out leaves, and the figure says why."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.candidates import NoSuchStage, close_route
from padan.overseas.actions.stepping import check_on_route, day_that_has_come, label_of, locked, words_in
from padan.overseas.models import GateResult, LanguageProgress
from padan.overseas.permissions import check_may_keep_candidate
from padan.overseas.queries.ahead import gates_ahead
from padan.overseas.queries.candidates import batches_of_person, next_stage_of
from padan.overseas.states import CandidateState, GateKind
from padan.trail.actions import record

MOST_HOURS = 5_000


@transaction.atomic
def record_gate(*, candidate, gate, on, by, at, today, passed=None, reached=None, words=""):
    """What came of one step before her next stage. A figure tells by itself whether it is enough.

    Of a step about health the verdict alone is kept. Where the stage she stands at knocks out, who does not pass has
    left the route with this act. Raises NotAllowed, RouteEnded, NoSuchStage or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    ahead = {one.gate.pk: one.gate for one in gates_ahead(candidate, next_stage_of(candidate))}
    if gate.pk not in ahead:
        raise NoSuchStage(_("This step does not stand before her next stage. Look at where she stands now."))
    gate = ahead[gate.pk]
    day_that_has_come("on", on, today=today, since=candidate.stage_since)
    if gate.kind == GateKind.HEALTH:
        reached, words = None, ""
    passed = _verdict(gate, passed, reached)
    result = GateResult.objects.create(
        candidate=candidate,
        gate=gate,
        on=on,
        passed=passed,
        reached=reached,
        words=words_in("words", words, 300),
        by_label=label_of(by),
    )
    record(by, "candidate.gate", candidate, at=at,
           changes={"step": ["", gate.words], "passed": ["", passed], "on": ["", on]})  # fmt: skip
    if not passed and candidate.stage.knock_out and not gate.choice:  # of a choice another may still be passed
        close_route(candidate, CandidateState.NOT_PASSED, on, told_of(result), by, at)
    return result


def told_of(result) -> str:
    """A result in one line: “Maths: 12 of 20, at least 14.” Of health nothing but the verdict."""
    gate = result.gate
    told = {"step": gate.words, "reached": _figure(result.reached), "most": _figure(gate.out_of)}
    if result.reached is None:
        return (_("%(step)s: passed") if result.passed else _("%(step)s: not passed")) % told
    if gate.out_of is not None:
        return _("%(step)s: %(reached)s of %(most)s") % told
    return _("%(step)s: %(reached)s") % told


def _figure(number) -> str:
    if number is None:
        return ""
    number = Decimal(number)
    whole = number.quantize(Decimal(1)) == number
    return f"{int(number)}" if whole else f"{number.normalize():f}".replace(".", ",")


def _verdict(gate, passed, reached) -> bool:
    if gate.kind != GateKind.NUMBER:
        if passed is None:
            raise FieldRefused("passed", _("Say whether she passed."))
        return passed
    if reached is None:
        raise FieldRefused("reached", _("Write the figure she reached."))
    if reached < 0 or (gate.out_of is not None and reached > gate.out_of):
        raise FieldRefused("reached", _("Write a figure from 0 to %(most)s.") % {"most": _figure(gate.out_of) or "…"})
    enough = (gate.least is None or reached >= gate.least) and (gate.most is None or reached <= gate.most)
    if passed is not None and passed != enough:
        sentence = _("By this figure she did not pass (%(rule)s). Look at both.")
        if enough:
            sentence = _("By this figure she passed (%(rule)s). Look at both.")
        raise FieldRefused("reached", sentence % {"rule": gate.words})
    return enough


@transaction.atomic
def note_language(*, candidate, noted_on, by, at, today, batch=None, level=None, hours=None, words=""):
    """How far her Japanese has come by a day: level, hours taught, and in which of her classes.

    Raises NotAllowed, RouteEnded or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    day_that_has_come("noted_on", noted_on, today=today)
    if level is None and hours is None:
        raise FieldRefused("level", _("Say her level, or the hours taught so far."))
    if hours is not None and not 0 < hours <= MOST_HOURS:
        raise FieldRefused("hours", _("Write the hours taught so far, from 1 to %(most)s.") % {"most": MOST_HOURS})
    if batch is not None and batch.pk not in {one.pk for one in batches_of_person(candidate)}:
        raise FieldRefused("batch", _("She is in no such class. Choose among hers."))
    progress = LanguageProgress.objects.create(
        candidate=candidate, batch=batch, noted_on=noted_on, level=level, hours=hours,
        words=words_in("words", words, 300),
    )  # fmt: skip
    told = {"on": ["", noted_on], "level": ["", level], "hours": ["", hours]}
    record(by, "candidate.language", candidate, at=at, changes=told | {"class": ["", batch.code if batch else ""]})
    return progress
