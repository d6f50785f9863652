from django.db.models import Q

from padan.graduates.models import Graduate
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.training.models import Enrolment
from padan.training.queries.batches import taught_by


def graduates_of(viewer: Viewer):
    """Graduates the viewer may open, registered last first; a graduate herself. Companies: nobody, until consent.

    Person, centre, class and programme come along.
    """
    open_to = within_personal(viewer, "centre")
    if viewer.has(RoleName.INSTRUCTOR):
        taught = Enrolment.objects.filter(batch__in=taught_by(viewer)).order_by().values("person_id")
        open_to |= Q(person__in=taught)
    if viewer.person_id:
        open_to |= Q(person_id=viewer.person_id)
    return Graduate.objects.filter(open_to).select_related("person", "centre", "batch__programme").order_by("-pk")


def graduate_of(person_id):
    """The graduate behind a person, or None."""
    return Graduate.objects.filter(person_id=person_id).select_related("person", "centre", "batch__programme").first()
