"""Versions with their units, the needs they answer, and what stands in them."""

from padan.curricula.models import CurriculumVersion, TaughtUnit, VersionAnswer
from padan.curricula.queries.programmes import programmes_of
from padan.organisations.queries import Viewer


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
