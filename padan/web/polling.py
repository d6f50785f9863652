"""How often a page of a job fair asks for itself again."""

BEFORE = 60
"""Seconds between two questions while the fair is still to come."""


def every(event, *, seconds, today) -> int:
    """Seconds until the page asks again: ``seconds`` while the fair runs; 0 once it is over, when nothing moves."""
    if today > event.last_on:
        return 0
    return seconds if today >= event.held_on else BEFORE
