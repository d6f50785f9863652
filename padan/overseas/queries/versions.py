"""Questions about schemes and their rules: which hold on a day, who is inside them, and what changed between two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from padan.organisations.queries import Viewer
from padan.overseas.models import Candidate, FeeRule, Gate, PaperRule, Scheme, SchemeStage, SchemeVersion
from padan.overseas.money import written
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.states import CandidateState, GateKind, MilestoneKind, PermitKind, StageKind, Standing, VersionState
from padan.people.models import Person
from padan.reference.tongues import Level

SEXES = Person.Sex.choices
KINDS_IN_ORDER = list(StageKind)
RULES = ("stages__gates", "stages__papers", "stages__milestones", "fees")


def schemes():
    """All schemes by name. What they ask is public: everybody who works with candidates reads them."""
    return Scheme.objects.order_by("name", "pk")


def schemes_seen(viewer: Viewer, today: date):
    """All schemes by name, with how many candidates of the viewer's are on the route under them (``people``).

    ``outside``: those of them whose rules take nobody new on this day any more.
    """
    theirs = candidates_of(viewer).filter(version__scheme=OuterRef("pk"), state=CandidateState.ON_ROUTE)
    over = Q(version__state=VersionState.CLOSED, version__closed_on__lte=today) | Q(version__valid_until__lt=today)
    return schemes().annotate(people=_number_of(theirs), outside=_number_of(theirs.filter(over)))


def _number_of(rows):
    counted = rows.order_by().values("version__scheme").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def with_rules_on(some: list[Scheme], today: date) -> None:
    """Give each scheme the rules that hold on a day (``now``) and the next ones (``next``); None: there are none."""
    found: dict[int, list[SchemeVersion]] = {}
    for version in versions().filter(scheme__in=some).exclude(state=VersionState.DRAFT).order_by("valid_from", "pk"):
        found.setdefault(version.scheme_id, []).append(version)
    for scheme in some:
        mine = found.get(scheme.pk, [])
        scheme.now = next((one for one in mine if one.standing_on(today) == Standing.HOLDS), None)
        scheme.next = next((one for one in mine if one.standing_on(today) == Standing.LATER), None)


def versions():
    """The rules of all schemes, the newest of each first; the scheme comes along."""
    return SchemeVersion.objects.select_related("scheme").order_by("scheme__name", "-number")


def versions_of(scheme):
    return versions().filter(scheme=scheme)


def whole(version) -> SchemeVersion:
    """The version with every rule, in a fixed number of questions."""
    return versions().prefetch_related(*RULES).get(pk=version.pk)


def version_on(scheme, day: date) -> SchemeVersion | None:
    """The rules under which somebody begins on a day; None where the scheme takes nobody then."""
    return next((one for one in versions_of(scheme).filter(_may_hold(day)) if one.holds_on(day)), None)


def versions_on(day: date) -> list[SchemeVersion]:
    """The rules of every scheme under which somebody may begin on a day, by name of the scheme."""
    return [one for one in versions().filter(_may_hold(day)) if one.holds_on(day)]


def _may_hold(day):
    return Q(valid_from__lte=day) & ~Q(state=VersionState.DRAFT) & (Q(valid_until=None) | Q(valid_until__gte=day))


def inside(version):
    """Candidates on the route under these rules, by their stage, waiting longest first. For counting and moving."""
    rows = Candidate.objects.filter(version=version, state=CandidateState.ON_ROUTE)
    return rows.select_related("person", "centre", "stage", "version").order_by("stage__position", "stage_since", "pk")


def inside_open_to(viewer: Viewer, version):
    """Those inside whom the viewer may open."""
    rows = candidates_of(viewer).filter(version=version, state=CandidateState.ON_ROUTE)
    return rows.order_by("stage__position", "stage_since", "pk")


def closed_around(viewer: Viewer, today: date):
    """Candidates of the viewer's who are on the route under rules that were closed, waiting longest first."""
    closed = {"version__state": VersionState.CLOSED, "version__closed_on__lte": today}
    return candidates_of(viewer).filter(state=CandidateState.ON_ROUTE, **closed).order_by("stage_since", "pk")


def people_in(viewer: Viewer, some: Iterable[SchemeVersion]) -> dict[int, int]:
    """How many candidates of the viewer's are on the route under each of these rules: id to number. One query."""
    rows = candidates_of(viewer).filter(version__in=some, state=CandidateState.ON_ROUTE)
    counted = rows.order_by().values("version_id").annotate(people=Count("pk"))
    return {row["version_id"]: row["people"] for row in counted.order_by("version_id")}


KINDS = {"gate": (Gate, "stage__version"), "paper": (PaperRule, "stage__version"), "fee": (FeeRule, "version")}


def rules_of_drafts(kind: str):
    """Gates ("gate"), documents ("paper") or fees ("fee") that drafts ask for, with their version."""
    model, path = KINDS[kind]
    rows = model.objects.filter(**{f"{path}__state": VersionState.DRAFT})
    return rows.select_related(f"{path}__scheme").order_by("pk")


def fee_purposes() -> list[tuple[str, str]]:
    """What fees of all schemes are for: (short name, its newest name), by name. A purpose is one across schemes."""
    rows = FeeRule.objects.order_by("pk").values_list("purpose", "name")
    return sorted(dict(rows).items(), key=lambda purpose: purpose[1])


def stages_of_drafts():
    """Stages of all drafts, with their version; rules in force are not written."""
    rows = SchemeStage.objects.filter(version__state=VersionState.DRAFT).select_related("version__scheme")
    return rows.order_by("version_id", "position")


def stage_there(stage, stages: list[SchemeStage]) -> SchemeStage:
    """Where somebody at ``stage`` stands among the stages of other rules: at the one of its name, else of its kind.

    Else at the last one whose kind does not come later on the way; a person may choose another.
    """
    for same in ("key", "kind"):
        for one in stages:
            if getattr(one, same) == getattr(stage, same):
                return one
    here = KINDS_IN_ORDER.index(stage.kind)
    return next((one for one in reversed(stages) if KINDS_IN_ORDER.index(one.kind) <= here), stages[0])


# --- what changed -------------------------------------------------------------------------------------


def measure_of(gate: Gate) -> str:
    """What is measured at a gate: a level, an age, a number; "" where nothing is."""
    parts = []
    if gate.level is not None:
        parts.append(Level(gate.level).name)
    unit = _(" years") if gate.kind == GateKind.AGE else ""
    if gate.least is not None:
        parts.append(_("at least %(n)s") % {"n": told_number(gate.least) + unit})
    if gate.most is not None:
        parts.append(_("at most %(n)s") % {"n": told_number(gate.most) + unit})
    if gate.out_of is not None:
        parts.append(_("of %(n)s") % {"n": told_number(gate.out_of)})
    return ", ".join(parts)


def told_gate(gate: Gate) -> str:
    """A gate in a sentence: its words, and the number where the words need one."""
    return f"{gate.words} ({measure_of(gate)})" if gate.kind == GateKind.NUMBER else gate.words


def told_wholly(gate: Gate) -> str:
    """A gate with everything that is compared: its words, what is measured unless they say it, for whom."""
    said = all(told_number(bound) in gate.words for bound in (gate.least, gate.most, gate.out_of) if bound is not None)
    measured = "" if said and gate.level is None else measure_of(gate)
    beside = ", ".join(filter(None, [measured, for_whom(gate)]))
    return f"{gate.words} ({beside})" if beside else gate.words


def told_number(number) -> str:
    """A number without the zeros that say nothing: 14, 19,5."""
    return str(number_format(number.normalize() + 0 if number % 1 else int(number)))


@dataclass(frozen=True)
class Change:
    """One thing that reads otherwise: where it stands, what it is, before and after ("" where it is new or gone)."""

    place: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What changed from one version to another, in the order in which one reads the rules."""

    changes: tuple[Change, ...]
    reordered: bool = False  # the same stages in another order

    def __bool__(self) -> bool:
        return bool(self.changes) or self.reordered

    @property
    def places(self) -> list[tuple[str, list[Change]]]:
        """The changes by where they stand."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.place, []).append(change)
        return list(found.items())


def difference(before: SchemeVersion, after: SchemeVersion) -> Difference:
    """What is to be read in ``after`` that was not in ``before``, and what is gone. Both as ``whole`` gives them.

    Stages are the same when their short name is; gates when they ask the same kind of thing of the same people.
    """
    was = {stage.key: stage for stage in before.stages.all()}
    now = {stage.key: stage for stage in after.stages.all()}
    changes = list(_compared(_("The rules as a whole"), _head(before), _head(after)))
    for stage in _in_order(before.stages.all(), after.stages.all()):
        one, other = was.get(stage.key), now.get(stage.key)
        changes += _compared(stage.name, _stage(one), _stage(other))
    changes += _compared(_("Fees"), _fees(before), _fees(after))
    both = [key for key in now if key in was]
    return Difference(tuple(changes), both != [key for key in was if key in now])


def _compared(place, was: dict[Any, tuple[Any, str]], now: dict[Any, tuple[Any, str]]):
    for key in [*now, *(key for key in was if key not in now)]:
        what, one = was.get(key, ("", ""))
        name, other = now.get(key, ("", ""))
        if one != other:
            yield Change(str(place), str(name or what), one, other)


def _in_order(before, after):
    """The stages of both, those that are gone standing where they stood."""
    kept = {stage.key for stage in after}
    gone: dict[str, list[SchemeStage]] = {}
    last = ""
    for stage in before:
        if stage.key in kept:
            last = stage.key
        else:
            gone.setdefault(last, []).append(stage)
    yield from gone.get("", ())
    for stage in after:
        yield stage
        yield from gone.get(stage.key, ())


def _head(version):
    column = version._meta.get_field
    shown = {name: str(getattr(version, name) or "") for name in ("source", "source_url")}
    shown |= {
        name: date_format(day, "j F Y") if (day := getattr(version, name)) else ""
        for name in ("valid_from", "valid_until")
    }
    shown["permit_kinds"] = ", ".join(str(PermitKind(kind).label) for kind in version.permit_kinds)
    return {name: (column(name).verbose_name, shown[name]) for name in
            ("valid_from", "valid_until", "source", "source_url", "permit_kinds")}  # fmt: skip


ASKS = pgettext_lazy("rules", "Asks")
PAPERS = gettext_lazy("Document")
MILESTONES = gettext_lazy("Milestone")


def _stage(stage):
    if stage is None:
        return {}
    column = stage._meta.get_field
    found = {
        "stage": (gettext_lazy("Stage"), f"{stage.name} · {StageKind(stage.kind).label}"),
        "name_en": (column("name_en").verbose_name, stage.name_en),
        "name_ja": (column("name_ja").verbose_name, stage.name_ja),
        "days": (column("days").verbose_name, "" if stage.days is None else str(stage.days)),
        "knock_out": (column("knock_out").verbose_name, _("yes") if stage.knock_out else ""),
    }
    counts: dict[tuple, int] = {}
    for gate in stage.gates.all():
        key = (gate.kind, gate.exam, gate.for_sex, gate.choice)
        counts[key] = counts.get(key, 0) + 1
        found[*key, counts[key]] = (ASKS, _sourced(told_wholly(gate), gate.source))
    for paper in stage.papers.all():
        told = paper.name
        if paper.valid_days is not None:
            told = _("%(paper)s, still valid for %(n)s days") % {"paper": paper.name, "n": paper.valid_days}
        found["paper", paper.kind] = (PAPERS, _sourced(told, paper.source))
    for rule in stage.milestones.all():
        found["milestone", rule.kind] = (MILESTONES, str(MilestoneKind(rule.kind).label))
    return found


def for_whom(gate) -> str:
    """Of whom a gate is asked, where it is not everybody."""
    return str(Person.Sex(gate.for_sex).label) if gate.for_sex else ""


def _fees(version):
    return {fee.purpose: (fee.name, _sourced(told_fee(fee), fee.source)) for fee in version.fees.all()}


def told_fee(fee) -> str:
    """What may be asked at most, and of whom."""
    if fee.most == 0:
        told = _("may not be asked of her")
    else:
        told = _("at most %(n)s") % {"n": written(fee.most, fee.currency)}
    return f"{told} · {fee.payer}" if fee.payer else told


def _sourced(told, source):
    return f"{told} [{source}]" if source else told
