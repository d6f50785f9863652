from padan.graduates.actions.abroad import Way, set_ways_abroad
from padan.graduates.actions.completing import finish_class, register_from_batch
from padan.graduates.actions.registered import ReasonMissing, open_nik, register_many
from padan.graduates.actions.seeking import (
    ask_again,
    confirm_seeking,
    keep_seeking,
    pause_seeking,
    seeking_links,
)

__all__ = [
    "ReasonMissing",
    "Way",
    "ask_again",
    "confirm_seeking",
    "finish_class",
    "keep_seeking",
    "open_nik",
    "pause_seeking",
    "register_from_batch",
    "register_many",
    "seeking_links",
    "set_ways_abroad",
]
