"""What runs in the races of ``test_races.py``, each act in a process of its own."""

import sys
from datetime import date

from django.utils import timezone
from factories.graduates import GraduateFactory
from factories.matching import BoothFactory, FairGuestFactory, TurnFactory
from factories.needs import NeedFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory
from factories.outcomes import ReportedTotalFactory
from factories.papers import class_over
from factories.placements import PlacementFactory
from factories.training import ApplicationFactory, BatchFactory, EnrolmentFactory
from factories.ventures import VentureFactory

from padan.base.errors import ActionDenied
from padan.chores.actions.merging import merge_organisations
from padan.graduates.models import Graduate
from padan.matching.actions.fairs import call_next
from padan.matching.models import Booth, Turn
from padan.needs.models import Need
from padan.openings.models import Opening
from padan.organisations.actions import edit_body
from padan.organisations.models import Organisation
from padan.outcomes.actions.totals import replace_total
from padan.outcomes.models import Replacement, ReportedTotal
from padan.placements.actions import start_placement
from padan.placements.models import Placement
from padan.trail.queries import verify
from padan.training.actions.applications import apply_to_batch, choose_applicants
from padan.training.actions.papers import draft_papers
from padan.training.models import Application, Batch, Certificate
from padan.ventures.actions import close_venture, confirm_venture, follow_ventures, tell_venture
from padan.ventures.models import Venture, VentureCheck

FIRST = date(2024, 11, 4)


def prepare(contestants):
    """Many offers for one last seat; many offers for one graduate; two bodies that may be one."""
    opening, graduate = OpeningFactory(seats=1), GraduateFactory()
    bodies = [OrganisationFactory(name="PT Lomba Satu"), OrganisationFactory(name="PT Lomba Dua")]
    for body in bodies:
        NeedFactory(company=body)
    batch = BatchFactory(
        state="registration", capacity=1, minimum=1, registration_until=date(2024, 11, 20), starts_on=date(2024, 12, 2)
    )
    applicants = [ApplicationFactory(enrolment__batch=batch, enrolment__number=n).pk for n in range(1, contestants + 1)]
    guest = FairGuestFactory()
    tables = BoothFactory.create_batch(contestants, event=guest.event)
    for booth in tables:
        TurnFactory(booth=booth, guest=guest)
    enrolment = EnrolmentFactory(finished=True, batch__finished=True)
    programme = enrolment.batch.programme
    total = ReportedTotalFactory(centre=programme.centre, programme=programme)
    return {
        "alone": GraduateFactory().pk,
        "business": VentureFactory(began_on=date(2023, 10, 2), heard_on=date(2023, 10, 2)).pk,
        "total": total.pk,
        "tables": [booth.pk for booth in tables],
        "classes": [class_over(people=2).pk] * contestants,
        "batch": batch.pk,
        "applicants": applicants,
        "bodies": [body.pk for body in bodies],
        "last_seat": [row.pk for row in PlacementFactory.create_batch(contestants, opening=opening)],
        "one_graduate": [row.pk for row in PlacementFactory.create_batch(contestants, graduate=graduate)],
    }


def start(pk):
    """Start this placement once the starter's line comes; the name of the refusal, or "started"."""
    placement = Placement.objects.get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        start_placement(placement=placement, started_on=FIRST, today=FIRST, by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "started"


def merge(keep, away):
    """Merge once the starter's line comes; the name of the refusal, or "merged"."""
    keep, away = Organisation.objects.get(pk=keep), Organisation.objects.get(pk=away)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        merge_organisations(keep=keep, away=away, by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "merged"


def edit(pk):
    """Change the address as it was shown; the name of the refusal, or "edited"."""
    body = Organisation.objects.get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        edit_body(body=body, revision=body.revision, address="Jalan Lomba 1", by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "edited"


def choose(pk):
    """Give this applicant the place once the starter's line comes; the name of the refusal, or "chosen"."""
    application = Application.objects.select_related("enrolment__batch__centre").get(pk=pk)
    one = {"application": pk, "revision": application.revision, "state": "selected"}
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        choose_applicants(batch=application.enrolment.batch, told=[one], by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "chosen"


def apply(pk):
    """Apply as the same person once the starter's line comes; the name of the refusal, or "applied"."""
    batch = Batch.objects.select_related("centre").get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    told = {"name": "Dewi Rekaan", "phone": "0812 3456 7890", "nik": "3204125507010003"}
    try:
        apply_to_batch(batch=batch, by=None, at=timezone.now(), today=date(2024, 11, 4), **told)
    except ActionDenied as refused:
        return type(refused).__name__
    return "applied"


def call(pk):
    """Call the next to this table once the starter's line comes; the name of the refusal, or "called"."""
    booth = Booth.objects.get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        call_next(booth=booth, by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "called"


def draft(pk):
    """Draft the papers of this class once the starter's line comes; the name of the refusal, or "drafted"."""
    batch = Batch.objects.select_related("centre").get(pk=pk)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        draft_papers(batch=batch, kind="training", dated=date(2024, 3, 29), by=None, at=timezone.now())
    except ActionDenied as refused:
        return type(refused).__name__
    return "drafted"


def own(what, pk):
    """Tell of a business, keep one up, run the night, or put rows in the place of a sum; the refusal, or ``what``."""
    told = {"by": None, "at": timezone.now(), "today": FIRST}
    thing = {"tell": Graduate, "replace": ReportedTotal}.get(what, Venture).objects.get(pk=pk)
    acts = {
        "tell": lambda: tell_venture(graduate=thing, words="Katering", began_on=date(2024, 9, 2), **told),
        "runs": lambda: confirm_venture(venture=thing, **told),
        "close": lambda: close_venture(venture=thing, ended_on=date(2024, 10, 1), **told),
        "night": lambda: follow_ventures(today=FIRST, at=told["at"]),
        "replace": lambda: replace_total(total=thing, programme=thing.programme, reason="Daftar nama datang.", **told),
    }
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        acts[what]()
    except ActionDenied as refused:
        return type(refused).__name__
    return what


def ventures(pk):
    """What stands of businesses and sums afterwards."""
    venture = Venture.objects.get(pk=pk)
    checks = VentureCheck.objects.filter(venture=venture).order_by("months")
    return {
        "told": Venture.objects.filter(words="Katering").count(),
        "checks": [(check.months, check.alive) for check in checks],
        "closed": venture.ended_on is not None,
        "replaced": Replacement.objects.count(),
        "trail_broken_at": verify().broken_at,
    }


def papers():
    """The numbers that were given, and who is called at the tables."""
    return {
        "numbers": list(Certificate.objects.order_by("number").values_list("number", flat=True)),
        "called": Turn.objects.filter(state="called").count(),
        "trail_broken_at": verify().broken_at,
    }


def places(pk):
    """What stands in the class afterwards."""
    rows = Application.objects.filter(enrolment__batch=pk)
    return {
        "selected": rows.filter(enrolment__state="selected").count(),
        "applications": rows.count(),
        "trail_broken_at": verify().broken_at,
    }


def bodies():
    """What stands after the merging."""
    left = Organisation.objects.filter(name__startswith="PT Lomba").order_by("pk")
    return {
        "bodies": left.count(),
        "needs": Need.objects.filter(company__in=left).count(),
        "old_codes": sum(body.aliases.exclude(code="").count() for body in left),
        "trail_broken_at": verify().broken_at,
    }


def count():
    """What stands afterwards."""
    return {
        "running": Placement.objects.filter(state="working").count(),
        "seats_taken": sum(Opening.objects.order_by("pk").values_list("seats_taken", flat=True)),
        "trail_broken_at": verify().broken_at,
    }


ACTS = {
    act.__name__: act
    for act in (prepare, start, count, merge, edit, bodies, choose, apply, places, call, draft, papers, own, ventures)
}
