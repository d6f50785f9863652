"""Writing a draft: its stages in order, what is asked before each, and what may be asked of a candidate in money."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.overseas.actions.schemes import check_unmoved, checked_line, held_draft
from padan.overseas.models import FeeRule, Gate, MilestoneRule, PaperRule, SchemeStage
from padan.overseas.reading import MOST_MONEY, SLUG, faults_of_gate
from padan.overseas.states import Currency, GateKind, MilestoneKind, StageKind
from padan.trail.actions import record

MOST_STAGES = 60
MOST_DAYS = 3_650


@transaction.atomic
def add_stage(*, version, revision, name, kind, by, at, name_en="", name_ja="", days=None, knock_out=False, after=None):
    """A new stage, behind ``after`` or at the end. Raises NotAllowed, RulesFrozen, EditedMeanwhile, FieldRefused."""
    version = held_draft(version, by)
    check_unmoved(version, revision)
    stages = list(SchemeStage.objects.filter(version=version).order_by("position"))
    if len(stages) >= MOST_STAGES:
        raise ActionDenied(_("Rules have at most %(most)s stages.") % {"most": MOST_STAGES})
    told = _checked_stage(name=name, kind=kind, name_en=name_en, name_ja=name_ja, days=days, knock_out=knock_out)
    last = max((stage.position for stage in stages), default=0)
    stage = SchemeStage.objects.create(version=version, position=last + 1, key=_free_key(stages, kind), **told)
    place = next((at_ for at_, one in enumerate(stages) if after and one.pk == after.pk), len(stages) - 1)
    _put_in_order([*stages[: place + 1], stage, *stages[place + 1 :]])
    return _written(version, stage, "rules.stage_added", by, at, {"stage": ["", told["name"]]})


@transaction.atomic
def edit_stage(*, stage, revision, by, at, milestones=None, **told):
    """Change what a stage says, and which milestones must be there before it (None: as they are)."""
    version, stage = _held_stage(stage, by)
    check_unmoved(version, revision)
    clean = _checked_stage(**told)
    changes = {name: [str(getattr(stage, name)), str(value)] for name, value in clean.items()
               if getattr(stage, name) != value}  # fmt: skip
    for name, value in clean.items():
        setattr(stage, name, value)
    stage.save()
    if milestones is not None:
        before = list(MilestoneRule.objects.filter(stage=stage).order_by("pk").values_list("kind", flat=True))
        wanted = [kind for kind in MilestoneKind.values if kind in milestones]
        if set(before) != set(wanted):
            MilestoneRule.objects.filter(stage=stage).delete()
            MilestoneRule.objects.bulk_create(MilestoneRule(stage=stage, kind=kind) for kind in wanted)
            changes["milestones"] = [before, wanted]
    if changes:
        _written(version, stage, "rules.stage_edited", by, at, {"stage": ["", stage.name], **changes})
    return stage


@transaction.atomic
def arrange_stages(*, version, revision, order, by, at):
    """Put the stages of a draft in the order of these ids; one that is not named keeps its place behind them."""
    version = held_draft(version, by)
    check_unmoved(version, revision)
    stages = list(SchemeStage.objects.filter(version=version).order_by("position"))
    place = {pk: at_ for at_, pk in enumerate(order)}
    sorted_ = sorted(stages, key=lambda stage: place.get(stage.pk, len(place)))
    if sorted_ != stages:
        _put_in_order(sorted_)
        _written(version, None, "rules.arranged", by, at, {"order": ["", [stage.key for stage in sorted_]]})
    return version


@transaction.atomic
def drop_stage(*, stage, revision, by, at):
    """Take a stage out of a draft, with all that is asked before it."""
    version, stage = _held_stage(stage, by)
    check_unmoved(version, revision)
    name = stage.name
    stage.delete()
    _put_in_order(list(SchemeStage.objects.filter(version=version).order_by("position")))
    return _written(version, None, "rules.stage_dropped", by, at, {"stage": [name, ""]})


@transaction.atomic
def write_gate(*, stage, revision, by, at, gate=None, **told):
    """What must hold before a stage: a new gate, or ``gate`` written anew. Raises FieldRefused as the loader does."""
    version, stage = _held_stage(stage, by)
    check_unmoved(version, revision)
    clean = _checked_gate(told)
    gate = gate or Gate(stage=stage)
    for name, value in clean.items():
        setattr(gate, name, value)
    gate.save()
    return _written(version, gate, "rules.gate_written", by, at, {"stage": ["", stage.name], "rule": ["", gate.words]})


@transaction.atomic
def write_paper(*, stage, revision, by, at, rule=None, **told):
    """Which document must be there before a stage: a new rule, or ``rule`` written anew."""
    version, stage = _held_stage(stage, by)
    check_unmoved(version, revision)
    clean = _checked_paper(told)
    rule = rule or PaperRule(stage=stage)
    for name, value in clean.items():
        setattr(rule, name, value)
    _saved_once(rule, "kind", _("This document is asked for before this stage already."))
    return _written(version, rule, "rules.paper_written", by, at, {"stage": ["", stage.name], "rule": ["", rule.name]})


@transaction.atomic
def write_fee(*, version, revision, by, at, rule=None, **told):
    """What may be asked of a candidate: a new fee, or ``rule`` written anew. What no fee names may not be asked."""
    version = held_draft(version, by)
    check_unmoved(version, revision)
    clean = _checked_fee(told)
    rule = rule or FeeRule(version=version)
    for name, value in clean.items():
        setattr(rule, name, value)
    _saved_once(rule, "purpose", _("There is a fee for this purpose already."))
    most = f"{rule.currency} {rule.most}"
    return _written(version, rule, "rules.fee_written", by, at, {"rule": ["", rule.name], "most": ["", most]})


@transaction.atomic
def drop_rule(*, rule, revision, by, at):
    """Take a gate, a document or a fee out of a draft."""
    version = held_draft(rule.version if isinstance(rule, FeeRule) else rule.stage.version, by)
    check_unmoved(version, revision)
    told = str(rule)
    rule.delete()
    return _written(version, None, "rules.rule_dropped", by, at, {"rule": [told, ""]})


# --- what is kept -------------------------------------------------------------------------------------


def _held_stage(stage, by):
    version = held_draft(stage.version, by)
    return version, SchemeStage.objects.select_for_update(of=("self",)).get(pk=stage.pk)


def _written(version, thing, verb, by, at, changes):
    version.revision += 1
    version.save(update_fields=["revision", "updated_at"])
    record(by, verb, version, at=at, changes=changes)
    return thing


def _put_in_order(stages):
    """Number the stages anew, above all numbers in use first: no two share a place at any moment."""
    top = max((stage.position for stage in stages), default=0)
    for base in (top, 0):
        for at, stage in enumerate(stages, start=1):
            stage.position = base + at
        SchemeStage.objects.bulk_update(stages, ["position"])


def _free_key(stages, kind):
    taken = {stage.key for stage in stages}
    base = str(kind).replace("_", "-")
    return next(key for n in range(1, len(taken) + 2) if (key := base if n == 1 else f"{base}-{n}") not in taken)


def _saved_once(rule, field, sentence):
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as twice:
        raise FieldRefused(field, sentence) from twice


def _checked_stage(**told) -> dict:
    clean = dict(told)
    clean["name"] = checked_line("name", clean["name"], 150, needed=True)
    for name in ("name_en", "name_ja"):
        clean[name] = checked_line(name, clean.get(name, ""), 150)
    clean["kind"] = _chosen("kind", clean["kind"], StageKind)
    clean["days"] = _checked_number("days", clean.get("days"), MOST_DAYS)
    return clean


def _checked_gate(told) -> dict:
    clean = {
        "exam": "",
        "level": None,
        "for_sex": "",
        "choice": "",
        "least": None,
        "most": None,
        "out_of": None,
        "source": "",
    }
    clean |= told
    clean["kind"] = _chosen("kind", clean["kind"], GateKind)
    for name, most in (("words", 300), ("choice", 20), ("source", 300)):
        clean[name] = checked_line(name, clean[name], most, needed=name == "words")
    for field, sentence in faults_of_gate(clean):
        raise FieldRefused(field, sentence)
    return clean


def _checked_paper(told) -> dict:
    clean = {"name_en": "", "name_ja": "", "health": False, "valid_days": None, "source": ""} | told
    clean["kind"] = _slug("kind", clean["kind"])
    for name, most in (("name", 150), ("name_en", 150), ("name_ja", 150), ("source", 300)):
        clean[name] = checked_line(name, clean[name], most, needed=name == "name")
    clean["valid_days"] = _checked_number("valid_days", clean["valid_days"], MOST_DAYS)
    return clean


def _checked_fee(told) -> dict:
    clean = {"currency": Currency.IDR, "payer": "", "source": ""} | told
    clean["purpose"] = _slug("purpose", clean["purpose"])
    clean["currency"] = _chosen("currency", clean["currency"], Currency)
    for name, most in (("name", 150), ("payer", 150), ("source", 300)):
        clean[name] = checked_line(name, clean[name], most, needed=name == "name")
    if clean["most"] is None or not 0 <= clean["most"] <= MOST_MONEY:
        raise FieldRefused("most", _("Write the most that may be asked, in whole units; 0: somebody else pays."))
    return clean


def _slug(field, value):
    if not SLUG.fullmatch(value) or len(value) > 40:
        raise FieldRefused(field, _("A short name has small letters, digits and hyphens."))
    return value


def _chosen(field, value, choices):
    if value not in choices.values:
        raise FieldRefused(field, _("Choose one of the list."))
    return choices(value)


def _checked_number(field, value, most):
    if value is not None and not 0 <= value <= most:
        raise FieldRefused(field, _("Write a whole number from 0 to %(most)s.") % {"most": most})
    return value
