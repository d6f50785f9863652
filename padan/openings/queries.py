from django.db.models import Q, Sum

from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.organisations.queries import Viewer, in_forum_of_own_centre, within
from padan.organisations.states import RoleName


def openings_of(viewer: Viewer):
    """Openings the viewer may open, written last first.

    A company: its own. A centre: those it keeps and those of its forum's companies. Forums and labour offices: of their
    companies and centres. A graduate: every open one. A draft is seen by those who may write it. Company, owner, region
    and official occupation come along.
    """
    open_to = (
        Q(company_id__in=viewer.companies)
        | Q(owner_id__in=viewer.companies | viewer.centres)
        | in_forum_of_own_centre(viewer, "company")
        | within(viewer, "company", administrators=False)
        | within(viewer, "owner", administrators=False)
    )
    for code in sorted(viewer.provinces):
        open_to |= Q(region__code__startswith=code)
    if viewer.has(RoleName.GRADUATE):
        open_to |= Q(state=OpeningState.OPEN)
    writes = (
        Q(company_id__in=viewer.companies)
        | Q(owner_id__in=viewer.companies | viewer.centres)
        | Q(company__forum_id__in=viewer.kept_forums)
    )
    return (
        Opening.objects.filter(open_to, ~Q(state=OpeningState.DRAFT) | writes)
        .select_related("company", "owner__region", "region", "occupation__scheme")
        .order_by("-pk")
    )


def seats_for(needs) -> dict[int, int]:
    """Seats of the openings that carry each need, drafts left out: need id to number."""
    rows = (
        Opening.objects.filter(need__in=needs)
        .exclude(state=OpeningState.DRAFT)
        .order_by()
        .values("need_id")
        .annotate(total=Sum("seats"))
    )
    return {row["need_id"]: row["total"] for row in rows}
