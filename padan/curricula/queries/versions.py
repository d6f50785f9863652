"""Versions with their units, the needs they answer, and what stands in them."""

from dataclasses import dataclass

from padan.curricula.models import CurriculumVersion, SyllabusRow, TaughtUnit, VersionAnswer
from padan.curricula.queries.programmes import programmes_of
from padan.curricula.states import VersionState
from padan.needs.models import Need, NeedUnit
from padan.organisations.queries import Viewer
from padan.reference.models import Code
from padan.reference.queries import OCCUPATIONS, elements_of, units


def versions_open_to(viewer: Viewer):
    """Versions of the programmes the viewer may open, by programme, the newest first."""
    return (
        CurriculumVersion.objects.filter(programme__in=programmes_of(viewer).order_by().values("pk"))
        .select_related("programme__centre__forum", "occupation__scheme", "copied_from")
        .order_by("programme__name_key", "-number", "pk")
    )


def versions_of(programme):
    """Versions of a programme, newest first."""
    return CurriculumVersion.objects.filter(programme=programme).order_by("-number")


def taught_in(version):
    """Units of a version with their hours, in the order of teaching."""
    return (
        TaughtUnit.objects.filter(version=version).select_related("unit__scheme").order_by("order", "unit__code", "pk")
    )


def taught_open_to(viewer: Viewer):
    """Units of the versions the viewer may open."""
    return (
        TaughtUnit.objects.filter(version__in=versions_open_to(viewer).order_by().values("pk"))
        .select_related("version__programme__centre", "unit__scheme")
        .order_by("version_id", "order", "pk")
    )


def versions_answering(needs) -> dict[int, list[CurriculumVersion]]:
    """For each of these needs (by id) the versions that a person said answer it, the newest first: one query."""
    rows = (
        VersionAnswer.objects.filter(need__in=needs)
        .select_related("version__programme__centre")
        .order_by("need_id", "version__programme__name_key", "-version__number")
    )
    found: dict[int, list[CurriculumVersion]] = {}
    for row in rows:
        found.setdefault(row.need_id, []).append(row.version)
    return found


@dataclass(frozen=True)
class Whole:
    """A version with everything that stands in it: its units in order, each with its syllabus."""

    version: CurriculumVersion
    units: list[tuple[TaughtUnit, list[SyllabusRow]]]

    @property
    def hours(self) -> int:
        """The hours of the units, added up; a unit without hours adds none."""
        return sum(taught.hours or 0 for taught, _rows in self.units)


def whole_of(version) -> Whole:
    """Everything in a version: two queries, however many units it has."""
    rows: dict[int, list[SyllabusRow]] = {}
    for row in SyllabusRow.objects.filter(taught__version=version).order_by("taught_id", "order"):
        rows.setdefault(row.taught_id, []).append(row)
    return Whole(version, [(taught, rows.get(taught.pk, [])) for taught in taught_in(version)])


def version_before(version):
    """What the programme taught before this version: the last one that was in force, else the one it was copied from.

    None for the first of its programme.
    """
    earlier = CurriculumVersion.objects.filter(programme=version.programme_id, number__lt=version.number)
    taught = earlier.filter(state__in=[VersionState.IN_FORCE, VersionState.RETIRED]).order_by("-number").first()
    return taught or (version.copied_from if version.copied_from_id else None)


def answers_of(version):
    """Needs that a version answers, as people chose, the soonest first."""
    return (
        Need.objects.filter(pk__in=VersionAnswer.objects.filter(version=version).order_by().values("need"))
        .select_related("company__region", "region", "occupation")
        .order_by("due_on", "pk")
    )


def units_asked_by(needs) -> dict[int, set[int]]:
    """For each need (by id) the ids of the units it names: one query."""
    found: dict[int, set[int]] = {}
    for need, unit in NeedUnit.objects.filter(need__in=needs).order_by("pk").values_list("need_id", "unit_id"):
        found.setdefault(need, set()).add(unit)
    return found


def rows_of_standard(unit) -> list[dict]:
    """The elements of a unit as its standard has them, each with its criteria one a line: rows of a syllabus."""
    return [
        {"element": one.title, "criteria": "\n".join(" ".join(told.words.split()) for told in one.criteria.all())}
        for one in elements_of(unit)
    ]


def occupation_named(words: str) -> Code | None:
    """The occupation whose code stands at the beginning of what was typed, of the newest list that has it."""
    typed = words.split()
    if not typed:
        return None
    rows = Code.objects.filter(scheme__scheme__in=OCCUPATIONS, code=typed[0]).select_related("scheme")
    return rows.order_by("-scheme__version", "pk").first()


def units_of_codes(codes) -> dict[str, list[Code]]:
    """Units by their code as written, those of the newest list first: one query for any number."""
    found: dict[str, list[Code]] = {}
    for code in units().filter(code__in=codes):
        found.setdefault(code.code, []).append(code)
    return found
