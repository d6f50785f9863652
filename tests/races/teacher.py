"""What runs in the races of ``test_curricula_races.py``, each act in a process of its own."""

import sys

from django.utils import timezone
from factories.curricula import CurriculumVersionFactory, ProgrammeFactory, whole_version
from factories.reference import CodeFactory

from padan.base.errors import ActionDenied
from padan.curricula.actions.units import add_unit, write_syllabus
from padan.curricula.actions.versions import begin_version, edit_version, put_in_force
from padan.curricula.models import CurriculumVersion, Programme, TaughtUnit
from padan.reference.models import Code
from padan.trail.queries import verify


def prepare(editors):
    """A draft that many write, two versions that both would come into force, a programme without a version."""
    draft = whole_version(units=1)
    programme = ProgrammeFactory()
    endorsed = [
        CurriculumVersionFactory(programme=programme, number=number, state="endorsed", in_force_from=None)
        for number in (1, 2)
    ]
    return {
        "draft": draft.pk,
        "taught": draft.units.get().pk,
        "units": [CodeFactory().pk for _editor in range(editors)],
        "endorsed": [version.pk for version in endorsed],
        "programme": ProgrammeFactory().pk,
    }


def ready():
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


def told(act, **what):
    """The name of the refusal, with what stands where the refusal shows it; "done" otherwise."""
    try:
        act(by=None, at=timezone.now(), **what)
    except ActionDenied as refused:
        return type(refused).__name__
    return "done"


def text(pk, editor):
    """Write the objective as it was shown."""
    version = CurriculumVersion.objects.get(pk=pk)
    ready()
    return told(edit_version, version=version, revision=version.revision, objective=f"Tujuan {editor}")


def syllabus(pk, editor):
    """Write the syllabus as it was shown."""
    taught = TaughtUnit.objects.select_related("version").get(pk=pk)
    ready()
    return told(write_syllabus, taught=taught, revision=taught.revision, rows=[{"element": f"Elemen {editor}"}])


def add(pk, unit):
    """Add a unit: two who add different ones both succeed."""
    version, unit = CurriculumVersion.objects.get(pk=pk), Code.objects.get(pk=unit)
    ready()
    return told(add_unit, version=version, unit=unit)


def force(pk):
    """Put a version in force."""
    version = CurriculumVersion.objects.select_related("programme").get(pk=pk)
    ready()
    return told(put_in_force, version=version, on=timezone.now().date())


def begin(pk):
    """Begin the first version of a programme."""
    programme = Programme.objects.get(pk=pk)
    ready()
    return told(begin_version, programme=programme)


def stands(prepared):
    """What stands afterwards."""
    draft = CurriculumVersion.objects.get(pk=prepared["draft"])
    return {
        "objective": draft.objective.startswith("Tujuan "),
        "rows": TaughtUnit.objects.get(pk=prepared["taught"]).rows.count(),
        "units": draft.units.count(),
        "orders": len(set(draft.units.order_by("pk").values_list("order", flat=True))),
        "in_force": CurriculumVersion.objects.filter(pk__in=prepared["endorsed"], state="in_force").count(),
        "begun": CurriculumVersion.objects.filter(programme=prepared["programme"]).count(),
        "trail_broken_at": verify().broken_at,
    }


ACTS = {act.__name__: act for act in (prepare, text, syllabus, add, force, begin, stands)}
