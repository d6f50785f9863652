"""How often one address, and all together, may guess. Who holds a right code is never kept out by others' guesses."""

from padan.web.counting import WINDOW, address_of, count, counted

WRONG_OF_ONE = 20
WRONG_OF_ALL = 300  # beyond it, whoever has guessed wrong even once in this window waits
FILES_OF_ONE = 30
ALL = "all"
__all__ = ["WINDOW", "may_bring_file", "must_wait", "note_wrong"]


def must_wait(request) -> bool:
    """Whether this address guessed wrong too often, or once too often while many do."""
    own = counted("wrong", address_of(request))
    return own >= WRONG_OF_ONE or (own > 0 and counted("wrong", ALL) >= WRONG_OF_ALL)


def note_wrong(request) -> None:
    for whose in (address_of(request), ALL):
        count("wrong", whose)


def may_bring_file(request) -> bool:
    """Count a file; a file costs work even when it is right."""
    return count("file", address_of(request)) <= FILES_OF_ONE
