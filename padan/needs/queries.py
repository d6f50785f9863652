from django.db.models import Q

from padan.needs.models import Need, NeedUnit
from padan.needs.states import NeedState
from padan.organisations.queries import Viewer, in_forum_of_own_centre, within


def needs_of(viewer: Viewer):
    """Needs the viewer may open, those waiting longest for their answer first.

    A company its own; a centre those of its forum's companies, to answer them; forums and labour offices theirs.
    """
    open_to = (
        Q(company_id__in=viewer.companies)
        | in_forum_of_own_centre(viewer, "company")
        | within(viewer, "company", administrators=False)
    )
    return (
        Need.objects.filter(open_to)
        .select_related("company__region", "region", "occupation")
        .order_by("answer_due_on", "pk")
    )


def needs_waiting(viewer: Viewer):
    """Open needs, the answer most overdue first."""
    return needs_of(viewer).filter(state=NeedState.OPEN)


def need_behind(link):
    """The need that a link is about."""
    return (
        Need.objects.filter(code=link.thing_code if link.thing_kind == "needs.need" else None)
        .select_related("company__region", "region", "occupation")
        .order_by("pk")
    )


def units_of(need):
    """Competency units of a need, required ones first."""
    return NeedUnit.objects.filter(need=need).select_related("unit__scheme").order_by("-required", "unit__code", "pk")
