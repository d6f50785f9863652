from django.db.models import Count, Q

from padan.curricula.models import Programme, TaughtUnit
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


def teaching_now(programmes, code):
    """Those of ``programmes`` whose version in force teaches a unit with this code."""
    teaching = TaughtUnit.objects.filter(unit__code=code, version__state=VersionState.IN_FORCE)
    return programmes.filter(pk__in=teaching.order_by().values("version__programme_id"))


def programmes_with(viewer: Viewer, units) -> dict[int, int]:
    """For each unit how many programmes the viewer may open teach it in their version in force: one query."""
    rows = TaughtUnit.objects.filter(
        unit__in=units,
        version__state=VersionState.IN_FORCE,
        version__programme__in=programmes_of(viewer).order_by().values("pk"),
    )
    rows = rows.order_by().values("unit_id").annotate(n=Count("version__programme", distinct=True))
    return {row["unit_id"]: row["n"] for row in rows}
