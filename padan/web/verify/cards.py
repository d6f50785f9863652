"""What is told about a member's card to who holds it: forum, position, period, whether the seat is held. No name."""

from padan.base.clock import today
from padan.forum.queries import seat_on_card


def by_code(written: str):
    """(template, context) for the code of a card; None when there is no such card."""
    seat = seat_on_card(written)
    if seat is None:
        return None
    term, day = seat.term, today()
    starts_on, ends_on = seat.starts_on or term.starts_on, seat.ended_on or term.ends_on
    return "verify/card.html", {
        "forum": term.forum.organisation.name,
        "position": seat.position,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "begins_later": day < starts_on,
        "in_office": starts_on <= day <= ends_on,
    }
