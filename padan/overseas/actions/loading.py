"""A scheme comes in from a file. What stands here is never rewritten: a file that differs is told, not kept."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.overseas.actions.schemes import enter
from padan.overseas.models import FeeRule, Gate, MilestoneRule, PaperRule, Scheme, SchemeStage, SchemeVersion
from padan.overseas.permissions import check_may_keep_schemes
from padan.overseas.queries.versions import whole
from padan.overseas.reading import FEE, GATE, PAPER, STAGE, VERSION, SchemeFile
from padan.overseas.states import VersionState
from padan.trail.actions import record

SAID = tuple(name for name in VERSION if name != "state")


class Differs(ActionDenied):
    """These rules stand here otherwise; ``places`` names where."""

    def __init__(self, sentence, places):
        super().__init__("\n".join([sentence, *places]))
        self.places = places


@dataclass(frozen=True)
class Loaded:
    """What became of a file."""

    version: SchemeVersion
    new: bool


@transaction.atomic
def load_scheme(*, file: SchemeFile, by, at) -> Loaded:
    """Keep what a file says as a version of its scheme; the scheme is opened where it is new.

    The same version once more changes nothing. Raises Differs where it stands here with other rules, RulesOverlap
    where it would hold beside others.
    """
    check_for(by, check_may_keep_schemes)
    names = {name: value for name, value in file.scheme.items() if name != "key"}
    scheme, opened = Scheme.objects.get_or_create(key=file.scheme["key"], defaults=names)
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    there = SchemeVersion.objects.filter(scheme=scheme, number=file.version["number"]).first()
    if there is not None:
        if places := _other_places(whole(there), file):
            raise Differs(
                _("%(file)s: version %(n)s of “%(scheme)s” stands here with other rules and is not rewritten. "
                  "Give the file the next number to load it as new rules. It differs in:")
                % {"file": file.name, "n": there.number, "scheme": scheme}, places
            )  # fmt: skip
        _name_in_english(there, file, by, at)
        return Loaded(there, new=False)
    version = SchemeVersion.objects.create(scheme=scheme, **{name: file.version[name] for name in SAID})
    _write(version, file)
    if opened:
        record(by, "scheme.opened", scheme, at=at, changes={"key": ["", scheme.key]})
    record(by, "rules.loaded", version, at=at, changes={"file": ["", file.name], "stages": ["", len(file.stages)]})
    if file.version["state"] == VersionState.IN_FORCE:
        enter(version, scheme, by, at)
    return Loaded(version, new=True)


def _write(version, file):
    stages = SchemeStage.objects.bulk_create(
        SchemeStage(version=version, position=at, **{name: row[name] for name in STAGE})
        for at, row in enumerate(file.stages, start=1)
    )
    both = list(zip(stages, file.stages, strict=True))
    Gate.objects.bulk_create(Gate(stage=stage, **gate) for stage, row in both for gate in row["gates"])
    PaperRule.objects.bulk_create(PaperRule(stage=stage, **one) for stage, row in both for one in row["papers"])
    MilestoneRule.objects.bulk_create(
        MilestoneRule(stage=stage, kind=kind) for stage, row in both for kind in row["milestones"]
    )
    FeeRule.objects.bulk_create(FeeRule(version=version, **fee) for fee in file.fees)


NAMES = ("name_en",)
"""What a file says for readers abroad: no rule. Where a version that stands lacks it, the file completes it."""
OF_PAPER = tuple(name for name in PAPER if name not in NAMES)


def _name_in_english(version, file, by, at):
    number = 0
    for row in file.stages:
        stages = SchemeStage.objects.filter(version=version, key=row["key"])
        number += stages.filter(name_en="").update(name_en=row["name_en"])
        for paper in row["papers"]:
            rules = PaperRule.objects.filter(stage__in=stages, kind=paper["kind"])
            number += rules.filter(name_en="").update(name_en=paper["name_en"])
    if number:
        record(by, "rules.named", version, at=at, changes={"file": ["", file.name], "names": ["", number]})


def _other_places(version, file) -> list[str]:
    """Where a version and a file say different things, by the names of the file. Days that ended it do not count."""
    said = [name for name in SAID if name not in ("number", "valid_until")]
    found = [name for name in said if getattr(version, name) != file.version[name]]
    stages = list(version.stages.all())
    if [stage.key for stage in stages] != [row["key"] for row in file.stages]:
        found.append(_("the stages or their order"))
    else:
        for stage, row in zip(stages, file.stages, strict=True):
            same = (
                all(getattr(stage, name) == row[name] for name in STAGE if name not in NAMES)
                and _rows(stage.gates.all(), GATE) == _told(row["gates"], GATE)
                and _rows(stage.papers.all(), OF_PAPER) == _told(row["papers"], OF_PAPER)
                and sorted(one.kind for one in stage.milestones.all()) == sorted(row["milestones"])
            )
            if not same:
                found.append(_("the stage “%(key)s”") % {"key": stage.key})
    if _rows(version.fees.all(), FEE) != _told(file.fees, FEE):
        found.append(_("the fees"))
    return found


def _rows(rows, names):
    return [tuple(getattr(row, name) for name in names) for row in rows]


def _told(rows, names):
    return [tuple(row[name] for name in names) for row in rows]
