from django.db.models import Q

from padan.curricula.models import CurriculumVersion, Programme, TaughtUnit
from padan.curricula.states import VersionState
from padan.organisations.queries import Viewer, within
from padan.organisations.states import RoleName


def programmes_of(viewer: Viewer):
    """Programmes the viewer may open, by name: of her centre, of her forums' centres, or all. With the centre."""
    own = viewer.centres | viewer.own.get(RoleName.INSTRUCTOR, frozenset())
    return (
        Programme.objects.filter(within(viewer, "centre") | Q(centre_id__in=own))
        .select_related("centre")
        .order_by("name_key", "pk")
    )


def versions_of(programme):
    """Versions of a programme, newest first."""
    return CurriculumVersion.objects.filter(programme=programme).order_by("-number")


def taught_in(version):
    """Units of a version with their hours, by code."""
    return TaughtUnit.objects.filter(version=version).select_related("unit__scheme").order_by("unit__code", "pk")


def teaching_any_of(viewer: Viewer, units):
    """Taught units of the versions in force, in the viewer's programmes, that are among ``units`` (codes' ids)."""
    return (
        TaughtUnit.objects.filter(
            unit_id__in=units,
            version__state=VersionState.IN_FORCE,
            version__programme__in=programmes_of(viewer).order_by().values("pk"),
        )
        .select_related("version__programme__centre", "unit")
        .order_by("version__programme__name_key", "version_id", "unit__code")
    )
