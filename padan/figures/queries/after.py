"""What came after finishing: the time to the first waged work, its fit with the training, and who is still at work."""

from datetime import timedelta

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When

from padan.base.days import DayAfter
from padan.figures.queries.rows import Question, finished_enrolments, outcomes_at_window, placements_in_scope
from padan.openings.states import OpeningKind
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status
from padan.placements.models import CheckIn, Placement
from padan.placements.states import CheckInAnswer

NOT_KNOWN = (Status.UNKNOWN, Status.UNCLEAR)
"""Nobody told, or nobody has settled what was told: neither is an answer that can be counted."""
HALF_A_YEAR, A_YEAR = timedelta(days=183), timedelta(days=365)
THERE = (CheckInAnswer.STILL, CheckInAnswer.CHANGED)


def outcomes_answered(asked: Question):
    """Where those of the cohort stand at one window who answered, or were answered for."""
    return outcomes_at_window(asked).exclude(status__in=NOT_KNOWN)


def outcomes_out_of_school(asked: Question):
    """The same without those who went on to study."""
    return outcomes_answered(asked).exclude(status=Status.STUDYING)


def outcomes_at_work(asked: Question):
    """Those of the cohort at waged work or running a business of their own at one window."""
    return outcomes_at_window(asked).filter(status__in=[Status.EMPLOYED, Status.SELF_EMPLOYED])


def first_jobs(asked: Question):
    """Who finished by the cut-off on a known day, with what is known of her first waged work after it.

    ``dated_on`` is the first day she told, ``placed_on`` that of a placement, ``known_on`` the day she was first known
    to work without telling since when; ``without_on`` the last day she was known to be without waged work. Who was at
    work already on the day she finished is not among them: she looked for no first job.
    """
    outcomes = Outcome.versions.on(asked.as_of).filter(enrolment=OuterRef("pk"))
    employed = outcomes.filter(status=Status.EMPLOYED)
    dated = employed.filter(began_on__lte=asked.as_of).order_by("began_on")
    known = employed.filter(began_on=None, as_of__gte=OuterRef("finished_on")).order_by("as_of")
    without = outcomes.exclude(status__in=[Status.EMPLOYED, *NOT_KNOWN]).order_by("-as_of")
    placed = Placement.objects.filter(
        graduate__person=OuterRef("person_id"), opening__kind=OpeningKind.JOB, started_on__lte=asked.as_of
    ).order_by("started_on")
    running = Q(ended_on=None) | Q(ended_on__gte=OuterRef("finished_on"))
    return (
        finished_enrolments(asked)
        .filter(finished_on__isnull=False)
        .exclude(Exists(dated.filter(began_on__lt=OuterRef("finished_on"))))
        .exclude(Exists(placed.filter(running, started_on__lt=OuterRef("finished_on"))))
        .annotate(
            dated_on=Subquery(dated.values("began_on")[:1]),
            placed_on=Subquery(placed.filter(started_on__gte=OuterRef("finished_on")).values("started_on")[:1]),
            known_on=Subquery(known.values("as_of")[:1]),
            without_on=Subquery(without.values("as_of")[:1]),
        )
    )


def placements_past(asked: Question, after: timedelta, month: int):
    """Jobs begun so long before the cut-off, with whether she was at work on that day: ``stayed`` 1, 0 or unknown.

    She was if the job ended later, a check-in of that month or a later one found her there, or an answer for that day
    or a later one tells of waged work since before it. She was not if the job ended before, or she was found gone.
    """
    day = DayAfter(F("started_on"), after)
    asked_after = CheckIn.objects.filter(placement=OuterRef("pk"), answered_on__lte=asked.as_of)
    employed = Outcome.versions.on(asked.as_of).filter(
        enrolment__person=OuterRef("graduate__person"),
        status=Status.EMPLOYED,
        as_of__gte=DayAfter(OuterRef("started_on"), after),
        began_on__lte=DayAfter(OuterRef("started_on"), after),
    )
    return (
        placements_in_scope(asked)
        .filter(opening__kind=OpeningKind.JOB, started_on__lte=asked.as_of - after)
        .annotate(
            stayed=Case(
                When(ended_on__gte=day, then=Value(1)),
                When(Exists(asked_after.filter(month__gte=month, answer__in=THERE)), then=Value(1)),
                When(Exists(employed), then=Value(1)),
                When(ended_on__lt=day, then=Value(0)),
                When(Exists(asked_after.filter(month__lte=month, answer=CheckInAnswer.STOPPED)), then=Value(0)),
                default=None,
                output_field=IntegerField(),
            )
        )
    )


def placements_past_half_a_year(asked: Question):
    return placements_past(asked, HALF_A_YEAR, 6)


def placements_past_a_year(asked: Question):
    return placements_past(asked, A_YEAR, 12)
