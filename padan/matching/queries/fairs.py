"""Questions of a job fair: tables, lines, places, what the wall shows."""

from datetime import timedelta

from django.db.models import Count, F, Max, Q

from padan.forum.models import Event
from padan.forum.queries import events_open_to
from padan.forum.states import EventKind
from padan.matching.models import Booth, FairGuest, Turn
from padan.matching.states import AT_TABLE, IN_LINE, TurnResult, TurnState
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.organisations.queries import Viewer

TALK = timedelta(minutes=8)
"""How long a talk lasts, until a table has had three."""
COUNTED = 3


def fairs_open_to(viewer: Viewer):
    """Job fairs among the events the viewer may open."""
    return events_open_to(viewer).filter(kind=EventKind.JOB_FAIR)


def fair_with_code(code):
    """The job fair with this code, for its public wall; None for every other event."""
    return Event.objects.filter(code=code, kind=EventKind.JOB_FAIR).order_by("pk").first()


def booths_of(event):
    """Tables by number, with their companies."""
    return Booth.objects.filter(event=event).select_related("company", "event__forum").order_by("number")


def guests_of(event):
    """Guests by number, with what the list shows of them."""
    return (
        FairGuest.objects.filter(event=event)
        .select_related("graduate__person", "graduate__batch__programme", "event__forum")
        .order_by("number")
    )


def brought_to(booth):
    """The openings a company brings: those of its own that are open."""
    rows = Opening.objects.filter(company=booth.company_id, state=OpeningState.OPEN)
    return rows.order_by("title", "pk")


def openings_brought(event) -> dict[int, list[Opening]]:
    """The same for every table: company to its openings, one query."""
    found: dict[int, list[Opening]] = {}
    companies = Booth.objects.filter(event=event).order_by().values("company_id")
    for row in Opening.objects.filter(company__in=companies, state=OpeningState.OPEN).order_by("title", "pk"):
        found.setdefault(row.company_id, []).append(row)
    return found


def guest_of_link(link):
    rows = FairGuest.objects.filter(code=link.thing_code).select_related("event__forum__organisation", "graduate")
    return rows.order_by("pk").first()


def booth_of_link(link):
    rows = Booth.objects.filter(code=link.thing_code).select_related("event__forum__organisation", "company")
    return rows.order_by("pk").first()


def line_of(booth):
    """Who stands in the line of a table, in order, whoever is called first."""
    return (
        Turn.objects.filter(booth=booth, state__in=IN_LINE)
        .select_related("guest__graduate__batch__programme", "opening", "booth__event__forum")
        .order_by(F("called_at").asc(nulls_last=True), "joined_at", "pk")
    )


def turns_of_guest(guest):
    """Her turns, the running ones first, the newest before."""
    rows = Turn.objects.filter(guest=guest).select_related("booth__company", "opening", "invitation", "guest")
    return rows.order_by("-joined_at", "-pk")


def places_of(turns) -> dict[int, int]:
    """How many stand before each waiting turn: turn id to number. One query for the lines she stands in."""
    waiting = [turn for turn in turns if turn.state == TurnState.WAITING]
    booths = {turn.booth_id for turn in waiting}
    lines: dict[int, list[int]] = {}
    rows = Turn.objects.filter(booth__in=booths, state=TurnState.WAITING).order_by("joined_at", "pk")
    for pk, booth in rows.values_list("pk", "booth_id"):
        lines.setdefault(booth, []).append(pk)
    return {turn.pk: lines[turn.booth_id].index(turn.pk) for turn in waiting}


def talks_last(event) -> dict[int, timedelta]:
    """How long a talk lasts at each table, by those it has had: booth id to a span."""
    spans: dict[int, list[timedelta]] = {}
    rows = Turn.objects.filter(booth__event=event, state=TurnState.DONE, began_at__isnull=False).order_by("pk")
    for booth, began, ended in rows.values_list("booth_id", "began_at", "ended_at"):
        spans.setdefault(booth, []).append(ended - began)
    return {
        booth: max(timedelta(minutes=1), sum(found, timedelta()) / len(found)) if len(found) >= COUNTED else TALK
        for booth, found in spans.items()
    }


def wall_of(event) -> list[dict]:
    """What the wall shows of each table: whom it calls, by number, how many wait, what came of it. Three queries."""
    booths = list(booths_of(event))
    counts: dict[int, dict[str, int]] = {booth.pk: {} for booth in booths}
    rows = Turn.objects.filter(booth__event=event).order_by().values_list("booth_id", "state", "result")
    for booth, state, result, number in rows.annotate(number=Count("pk")):
        key = result or state
        counts[booth][key] = counts[booth].get(key, 0) + number
    called = dict(
        Turn.objects.filter(booth__event=event, state__in=AT_TABLE)
        .order_by("pk")
        .values_list("booth_id", "guest__number")
    )
    return [
        {
            "booth": booth,
            "called": f"{called[booth.pk]:03d}" if booth.pk in called else "",
            "waiting": counts[booth.pk].get(TurnState.WAITING, 0),
            "talked": sum(counts[booth.pk].get(result, 0) for result in TurnResult),
            "results": {str(result): counts[booth.pk].get(result, 0) for result in TurnResult},
        }
        for booth in booths
    ]


def wall_stamp(event) -> str:
    """What tells one moment of the wall from the next, asked before anything is drawn."""
    turns = Turn.objects.filter(booth__event=event).aggregate(n=Count("pk"), last=Max("updated_at"))
    booths = Booth.objects.filter(event=event).aggregate(n=Count("pk"), last=Max("updated_at"))
    came = FairGuest.objects.filter(event=event).aggregate(n=Count("pk", filter=Q(came_at__isnull=False)))
    return "-".join(str(one) for one in (*turns.values(), *booths.values(), *came.values()))


def day_in_rows(event):
    """Every turn of the day as a row of codes, in the order of joining."""
    rows = Turn.objects.filter(booth__event=event).select_related("booth__company", "guest__graduate", "opening")
    return rows.order_by("joined_at", "pk")
