"""How a centre counts: the minutes of a lesson hour, and whose word a curriculum needs."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.organisations.actions.bodies import FieldRefused
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for, check_may_set_teaching
from padan.trail.actions import record

MINUTES = (30, 60)
MOST_ENDORSEMENTS = 20


@transaction.atomic
def set_teaching(*, centre, hour_minutes, endorsements_needed, by, at):
    """Set the minutes of a lesson hour (JP) and how many companies a curriculum needs behind it."""
    centre = Organisation.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    check_for(by, check_may_set_teaching, centre)
    if not MINUTES[0] <= hour_minutes <= MINUTES[1]:
        sentence = _("A lesson hour (JP) has between %(least)s and %(most)s minutes.")
        raise FieldRefused("hour_minutes", sentence % {"least": MINUTES[0], "most": MINUTES[1]})
    if not 1 <= endorsements_needed <= MOST_ENDORSEMENTS:
        sentence = _("A curriculum needs between 1 and %(most)s endorsements.")
        raise FieldRefused("endorsements_needed", sentence % {"most": MOST_ENDORSEMENTS})
    told = {"hour_minutes": hour_minutes, "endorsements_needed": endorsements_needed}
    changes = {name: [str(was), str(value)] for name, value in told.items() if (was := getattr(centre, name)) != value}
    if changes:
        for name, value in told.items():
            setattr(centre, name, value)
        centre.save(update_fields=[*told, "updated_at"])
        record(by, "centre.teaching_set", centre, at=at, changes=changes)
    return centre
