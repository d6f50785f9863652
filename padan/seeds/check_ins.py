"""Who was asked whether she is still at work: most have answered, some wait for a call."""

from datetime import timedelta

from padan.base.clock import months_after
from padan.placements.actions import CHECK_IN_MONTHS
from padan.placements.models import CheckIn, Placement
from padan.placements.states import CheckInAnswer, PlacementState, Teller
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, TODAY, Story, moment

RECENT = timedelta(days=21)  # of those due so lately one in three has not answered
SILENT = 3


def build(story: Story) -> None:
    """After the last first day; by a chance of its own. Nobody stopped, so that no placement changes."""
    chance = Chance(SEED + 7)
    at_work = Placement.objects.filter(state=PlacementState.WORKING, pk__in=[row.pk for row in story.placements])
    CheckIn.objects.bulk_create(
        _check_in(chance, placement, month, due_on)
        for placement in at_work.order_by("pk")
        for month in CHECK_IN_MONTHS
        for due_on in [months_after(placement.started_on, month)]
        if due_on <= TODAY
    )


def _check_in(chance, placement, month, due_on):
    row = CheckIn(code=chance.code("KBR"), placement=placement, month=month, due_on=due_on, asked_at=moment(due_on, 8))
    silent = chance.randrange(SILENT) == 0
    if due_on <= TODAY - RECENT or not silent:
        row.answer = CheckInAnswer.CHANGED if chance.randrange(8) == 0 else CheckInAnswer.STILL
        row.answered_on = min(due_on + timedelta(days=chance.randrange(6)), TODAY)
        row.teller = chance.choice([Teller.HERSELF, Teller.HERSELF, Teller.OFFICER])
    return row
