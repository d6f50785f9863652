from django.db.models import Count, Q

from padan.curricula.models import Programme
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


def programmes_teaching(units, *, forum) -> list[tuple[Programme, int]]:
    """Programmes of a forum's centres whose version in force teaches any of ``units`` (ids of codes), most first."""
    counted = (
        Programme.objects.filter(
            centre__forum_id=forum, versions__state=VersionState.IN_FORCE, versions__units__unit_id__in=units
        )
        .annotate(taught=Count("versions__units"))
        .select_related("centre")
        .order_by("-taught", "name_key", "pk")
    )
    return [(programme, programme.taught) for programme in counted]
