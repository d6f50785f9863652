"""Questions about results in units."""

from padan.training.models import UnitResult
from padan.training.states import Result


def units_held(people) -> dict[int, set[int]]:
    """The units in which each of these people was found competent, in whatever batch: person id to ids of units."""
    rows = UnitResult.objects.filter(enrolment__person__in=people, result=Result.COMPETENT).order_by()
    held: dict[int, set[int]] = {}
    for person, unit in rows.values_list("enrolment__person_id", "unit_id"):
        held.setdefault(person, set()).add(unit)
    return held
