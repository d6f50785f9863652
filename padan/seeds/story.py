"""What the parts of the story hand to each other, and the days it hangs on."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from padan.base.clock import JAKARTA
from padan.seeds.chance import Chance

TODAY = date(2024, 11, 15)  # the day the demonstration is told
EVENT_ON = date(2024, 11, 14)
COHORT_FROM, COHORT_UNTIL = date(2023, 11, 1), date(2024, 4, 30)
CUT_OFF = date(2024, 10, 31)
TARGET_FROM, TARGET_UNTIL, TARGET = date(2023, 1, 1), date(2025, 12, 31), 300

SEED = 20241114
DOMAIN = "contoh.padan.example"


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of the story, told in the time of Bekasi."""
    return datetime.combine(day, time(hour, minute), tzinfo=JAKARTA)


@dataclass
class Story:
    """Everything that later parts of the story need of earlier ones."""

    chance: Chance = field(default_factory=lambda: Chance(SEED))
    regions: dict[str, Any] = field(default_factory=dict)
    forum: Any = None  # the forum of Bekasi
    centres: list[Any] = field(default_factory=list)  # the first is the large one
    companies: dict[str, list[Any]] = field(default_factory=dict)  # by trade; those who say needs
    named: dict[str, Any] = field(default_factory=dict)  # companies by name
    partners: list[Any] = field(default_factory=list)  # the eighty
    signing: list[Any] = field(default_factory=list)  # the fifteen
    quiet: list[Any] = field(default_factory=list)  # companies that neither sign nor need
    event: Any = None
    users: dict[str, Any] = field(default_factory=dict)
    units: dict[str, list[Any]] = field(default_factory=dict)  # by trade: the units named
    taught: dict[str, list[Any]] = field(default_factory=dict)
    occupations: dict[str, list[Any]] = field(default_factory=dict)
    versions: dict[int, Any] = field(default_factory=dict)  # programme id -> the version in force
    batches: dict[str, list[Any]] = field(default_factory=dict)  # by trade, completed
    running: list[Any] = field(default_factory=list)
    planned: list[Any] = field(default_factory=list)
    graduates: dict[str, list[Any]] = field(default_factory=dict)  # by trade
    enrolments: dict[int, Any] = field(default_factory=dict)  # person id -> the finished enrolment
    needs: dict[str, list[Any]] = field(default_factory=dict)  # by trade
    waiting: list[Any] = field(default_factory=list)  # needs without an answer
    promises: dict[str, Any] = field(default_factory=dict)  # the promise to hire, by company code
    openings: dict[str, list[Any]] = field(default_factory=dict)  # by trade
    placements: list[Any] = field(default_factory=list)
    offers: dict[str, list[Any]] = field(default_factory=dict)  # by company name: to be begun by real acts
    scheduled: list[Any] = field(default_factory=list)  # agreements to be signed
    drafts: list[Any] = field(default_factory=list)  # agreements not yet sent to anybody
    agreements: list[Any] = field(default_factory=list)  # all of the forum's
    agreed: list[Any] = field(default_factory=list)  # agreements whose text is about to be agreed
