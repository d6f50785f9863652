"""Cards of a job fair. They are always in Indonesian."""

from padan.base.typesetting import qr_svg, typeset
from padan.matching.models import Booth
from padan.people.queries import address_of

CARDS = "matching/papers/cards.typ"


def printed_cards(event, things, tokens, *, at) -> bytes:
    """Cards of guests or tables, eight on a sheet; ``tokens`` by code are told nowhere else."""
    cards = [
        {
            "large": f"Meja {one.number}" if isinstance(one, Booth) else str(one),
            "small": one.company.name if isinstance(one, Booth) else one.graduate.code,
            "qr": qr_svg(address_of("link", tokens[one.code])),
        }
        for one in things
    ]
    return typeset(CARDS, {"title": event.title, "cards": cards}, at=at)
