"""Questions about candidates: who may see them."""

from django.db.models import Q

from padan.organisations.queries import Viewer, within_personal
from padan.overseas.models import Candidate


def candidates_of(viewer: Viewer):
    """Candidates the viewer may open, registered last first; she herself. No partner and no other company.

    Person, centre, partner, stage and scheme come along.
    """
    open_to = within_personal(viewer, "centre")
    if viewer.person_id:
        open_to |= Q(person_id=viewer.person_id)
    rows = Candidate.objects.filter(open_to)
    return rows.select_related("person", "centre", "partner", "stage", "version__scheme").order_by("-pk")
