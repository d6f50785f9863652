"""Messages of a paid service leave off the request."""

from padan.base.clock import now, today
from padan.base.jobs import huey
from padan.outcomes.actions.channels import send_paid
from padan.outcomes.models import Wave
from padan.people.models import User


def hand_over_soon(wave, codes, by) -> None:
    """Have ordered messages handed to the paid service. Codes alone travel; a second run finds nobody to ask."""
    hand_over(wave.code, list(codes), by.code)


@huey.task()
def hand_over(wave_code, codes, by_code) -> None:
    wave, by = Wave.objects.select_related("keeper").get(code=wave_code), User.objects.get(code=by_code)
    send_paid(wave=wave, codes=codes, by=by, at=now(), today=today())
