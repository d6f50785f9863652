"""A job fair on phones, by signed link: a graduate in her lines, a company at its table. No account.

What lies on the page is asked for again every few seconds; whoever loses the connection finds everything as it stands.
Every tap is a form of its own that may be sent twice.
"""

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.matching.actions.fairs import (
    arrive,
    begin_talk,
    call_next,
    close_line,
    give_result,
    join_line,
    leave_line,
    note_absent,
)
from padan.matching.queries.fairs import (
    TALK,
    booth_of_link,
    booths_of,
    brought_to,
    guest_of_link,
    line_of,
    openings_brought,
    places_of,
    talks_last,
    turns_of_guest,
)
from padan.matching.states import AT_TABLE, IN_LINE, THEIRS, TurnResult, TurnState, WhyNot
from padan.web.pages import page
from padan.web.polling import BEFORE, every
from padan.web.tones import tone_of

TABLE_ASKS = 8  # seconds until the phone of a table asks again
SOON = 2
"""With so many before her, or fewer, her turn may come at any moment."""


def visit(request, link):
    """A graduate's phone: her number, her lines, the tables she may still join."""
    guest = guest_of_link(link)
    if guest is None:
        return _gone(request)
    refusal = ""
    if request.method == "POST":
        refusal = _tried(_visit_acts(request, guest, link), request)
        if not refusal:
            return redirect(request.path)
    turns = list(turns_of_guest(guest))
    places, last = places_of(turns), talks_last(guest.event)
    lines = [_line(turn, places, last) for turn in turns if turn.state in IN_LINE]
    standing, brought = {turn.booth_id for turn in turns if turn.state in IN_LINE}, openings_brought(guest.event)
    context = {
        "guest": guest,
        "event": guest.event,
        "refusal": refusal,
        "every": every(guest.event, seconds=_near(lines), today=today()),
        "called": next((line for line in lines if line["turn"].state == TurnState.CALLED), None),
        "lines": lines,
        "over": [_over(turn) for turn in turns if turn.state not in IN_LINE],
        "tables": [
            (booth, brought.get(booth.company_id, ()))
            for booth in booths_of(guest.event)
            if booth.pk not in standing and not booth.closed_at and brought.get(booth.company_id)
        ],
    }
    return page(request, "link/fair_visit.html", context, partial="fair-now", status=422 if refusal else 200)


def _visit_acts(request, guest, link):
    told = {"by": link, "at": now()}
    do, code = request.POST.get("do"), request.POST.get("code", "")
    if do == "arrive":
        return lambda: arrive(guest=guest, **told)
    if do == "join":
        booth = booths_of(guest.event).filter(code=code).first()
        opening = booth and brought_to(booth).filter(code=request.POST.get("opening", "")).first()
        return opening and (lambda: join_line(guest=guest, booth=booth, opening=opening, **told))
    if do == "leave":
        turn = turns_of_guest(guest).filter(code=code).first()
        return turn and (lambda: leave_line(turn=turn, **told))
    return None


def _line(turn, places, last):
    place = places.get(turn.pk)
    wait = last.get(turn.booth_id, TALK) * (place + 1) if place is not None else None
    state = TurnState(turn.state)
    return {
        "turn": turn,
        "state": state,
        "tone": tone_of(state),
        "before": place,
        "minutes": round(wait.total_seconds() / 60) if wait else None,
    }


def _near(lines) -> int:
    """After how many seconds her phone asks again: the nearer her turn, the sooner."""
    if not lines:
        return BEFORE
    return 5 if any((line["before"] or 0) <= SOON for line in lines) else 30


def _over(turn):
    told = TurnResult(turn.result) if turn.result else TurnState(turn.state)
    return turn, told, tone_of(told), WhyNot(turn.why_not).label if turn.why_not else ""


def table(request, link):
    """A company's phone: whom it called, who waits, one tap for each step."""
    booth = booth_of_link(link)
    if booth is None:
        return _gone(request)
    refusal = ""
    if request.method == "POST":
        refusal = _tried(_table_acts(request, booth, link), request)
        if not refusal:
            return redirect(request.path)
    line = list(line_of(booth))
    context = {
        "booth": booth,
        "event": booth.event,
        "refusal": refusal,
        "now": next((turn for turn in line if turn.state in AT_TABLE), None),
        "waiting": [turn for turn in line if turn.state == TurnState.WAITING],
        "every": every(booth.event, seconds=TABLE_ASKS, today=today()),
        "reasons": [reason for reason in WhyNot if reason in THEIRS and reason != WhyNot.ABSENT],
    }
    return page(request, "link/fair_table.html", context, partial="fair-now", status=422 if refusal else 200)


def _table_acts(request, booth, link):
    told = {"by": link, "at": now()}
    do = request.POST.get("do")
    if do == "next":
        return lambda: call_next(booth=booth, **told)
    if do in ("close", "open"):
        return lambda: close_line(booth=booth, closed=do == "close", **told)
    turn = booth.turns.filter(code=request.POST.get("code", "")).select_related("booth__event__forum", "guest").first()
    if turn is None:
        return None
    if do == "came":
        return lambda: begin_talk(turn=turn, **told)
    if do == "absent":
        return lambda: note_absent(turn=turn, **told)
    if do in TurnResult.values:
        why_not = request.POST.get("why_not", "")
        return lambda: give_result(turn=turn, result=do, why_not=why_not, today=today(), **told)
    return None


def _tried(act, request):
    """Do it; the sentence of its refusal, or nothing."""
    if not act:
        return _("This is not there any more. Look again.")
    try:
        act()
    except ActionDenied as denied:
        return str(denied)
    return ""


def _gone(request):
    return page(request, "link/closed.html", {"sentence": _("This is not part of the fair any more.")}, status=410)
