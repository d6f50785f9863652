"""A job fair on the day of the story: tables, guests, and the first lines of the morning."""

from datetime import timedelta

from padan.forum.models import Event
from padan.forum.states import EventKind
from padan.graduates.models import Graduate
from padan.matching.models import Booth, FairGuest, Turn
from padan.matching.states import TurnState
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.seeds.story import TODAY, Story, moment

TABLES, GUESTS, IN_LINES, CALLED = 6, 32, 18, 3


def build(story: Story) -> None:
    """After openings and graduates stand. Nobody has talked yet: what a table says is told by an act."""
    chance, opens = story.chance, moment(TODAY, 8)
    event = Event.objects.create(
        code=chance.code("ACR", 10), forum=story.forum, kind=EventKind.JOB_FAIR, title="Bursa Kerja Lulusan Contoh",
        held_on=TODAY, starts_at=opens, ends_at=moment(TODAY, 15), place="Aula BPVP Contoh Utara",
    )  # fmt: skip
    brought = {}
    for opening in Opening.objects.filter(state=OpeningState.OPEN, company__forum=story.forum.organisation).order_by(
        "pk"
    ):
        brought.setdefault(opening.company_id, opening)
    booths = Booth.objects.bulk_create(
        Booth(code=chance.code("MEJ", 10), event=event, company_id=company, number=number)
        for number, company in enumerate(list(brought)[:TABLES], start=1)
    )
    graduates = Graduate.objects.filter(centre__forum=story.forum.organisation).order_by("-finished_on", "pk")[:GUESTS]
    guests = FairGuest.objects.bulk_create(
        FairGuest(
            code=chance.code("TMU", 10), event=event, graduate=graduate, number=number,
            came_at=opens + timedelta(minutes=number) if number <= IN_LINES else None,
        )
        for number, graduate in enumerate(graduates, start=1)
    )  # fmt: skip
    Turn.objects.bulk_create(
        Turn(
            code=chance.code("GLR", 10), booth=booths[at % len(booths)], guest=guest,
            opening=brought[booths[at % len(booths)].company_id], joined_at=opens + timedelta(minutes=20 + at),
            state=TurnState.CALLED if at < CALLED else TurnState.WAITING,
            called_at=opens + timedelta(minutes=45) if at < CALLED else None,
        )
        for at, guest in enumerate(guests[:IN_LINES])
    )  # fmt: skip
