"""A round that waits for its lists to be frozen: whoever looks around may have it worked out."""

from datetime import date

from padan.matching.adapter.clearing import seal_of
from padan.matching.models import Round
from padan.seeds.story import Story, moment
from padan.trail.actions import record

LOT = 20_241_118


def build(story: Story) -> None:
    """The job fair after the signing day, prepared before it by the large centre; its lot is sealed like any other."""
    fair = Round(
        code="PDN-CONTOHBURSA",
        name="Bursa kerja 21 November 2024",
        keeper=story.centres[0],
        committed_at=moment(date(2024, 10, 31), 16),
        choice={
            "batches": [], "openings": None, "band": 1, "second_chance": False, "aside": None, "floor": None,
        },
    )  # fmt: skip
    fair.sealed_lot, fair.commitment = LOT, seal_of(LOT)
    fair.save()
    told = {"commitment": ["", fair.commitment], "keeper": ["", fair.keeper.code]}
    record(None, "round.opened", fair, at=fair.committed_at, changes=told)
