"""One process of a race, on a database of its own. Run by ``test_races.py``: ``contestant.py prepare|start …``."""

import json
import sys
from datetime import date

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from factories.graduates import GraduateFactory  # noqa: E402
from factories.openings import OpeningFactory  # noqa: E402
from factories.placements import PlacementFactory  # noqa: E402

from padan.base.errors import ActionDenied  # noqa: E402
from padan.openings.models import Opening  # noqa: E402
from padan.placements.actions import start_placement  # noqa: E402
from padan.placements.models import Placement  # noqa: E402
from padan.trail.queries import verify  # noqa: E402


def prepare(contestants):
    """Many offers for one last seat; many offers for one graduate."""
    call_command("migrate", verbosity=0)
    opening, graduate = OpeningFactory(seats=1), GraduateFactory()
    return {
        "last_seat": [row.pk for row in PlacementFactory.create_batch(int(contestants), opening=opening)],
        "one_graduate": [row.pk for row in PlacementFactory.create_batch(int(contestants), graduate=graduate)],
    }


def start(pk):
    """Start this placement once the starter's line comes; the name of the refusal, or "started"."""
    placement = Placement.objects.get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        start_placement(placement=placement, started_on=date(2024, 11, 4), by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "started"


def count():
    """What stands afterwards."""
    return {
        "running": Placement.objects.filter(state="working").count(),
        "seats_taken": sum(Opening.objects.order_by("pk").values_list("seats_taken", flat=True)),
        "trail_broken_at": verify().broken_at,
    }


print(json.dumps({"prepare": prepare, "start": start, "count": count}[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
