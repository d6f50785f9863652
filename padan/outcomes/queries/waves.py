"""Questions about waves: whom they ask, who was asked, who waits, how many answered; live, never from a summary."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from padan.base.clock import months_after
from padan.matching.models import Invitation
from padan.organisations.queries import EVERYTHING, Viewer, forums_below, within_personal
from padan.organisations.states import Kind, RoleName
from padan.outcomes.models import Asked, Outcome, Silence, Wave
from padan.outcomes.states import MONTHS, STILL_ASKED, AskedState, Channel, Status, WaveState, Window
from padan.placements.models import CheckIn, Placement, Proof
from padan.placements.queries import BEGUN
from padan.placements.states import CheckInAnswer
from padan.training.models import Enrolment
from padan.training.queries.batches import taught_by
from padan.training.states import EnrolmentState

COOL_DOWN = timedelta(days=7)
"""So long nobody is asked again, by whichever wave."""
MOST_REMINDERS = 2
LAST_SIGN = timedelta(days=100)
"""A running job answers a window when somebody heard of it within so long before; else she is asked."""
FINISHED = Coalesce("finished_on", "batch__ends_on")


def waves_of(viewer: Viewer):
    """Waves the viewer may open, the latest first: of her centres and forums, and those that ask people she taught."""
    open_to = Q(keeper_id__in=viewer.centres | viewer.forums) | Q(keeper__forum_id__in=viewer.forums)
    if viewer.has(RoleName.AUDITOR):
        open_to = EVERYTHING
    for centres in (Q(enrolment__batch__centre__in=viewer.centres), Q(enrolment__batch__in=taught_by(viewer))):
        if viewer.centres or viewer.has(RoleName.INSTRUCTOR):
            open_to |= Q(Exists(Asked.objects.filter(centres, wave=OuterRef("pk"))))
    return Wave.objects.filter(open_to).select_related("keeper").order_by("-opens_on", "-pk")


def asked_of(viewer: Viewer):
    """Who was or will be asked, as lines the viewer may read: of her centre's, forums' or taught batches; her own.

    Wave, enrolment, class, programme, centre and person come along.
    """
    open_to = within_personal(viewer, "enrolment__batch__centre")
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(enrolment__batch__in=taught_by(viewer))
    if viewer.person_id:
        open_to |= Q(enrolment__person_id=viewer.person_id)
    return with_her(Asked.objects.filter(open_to)).order_by("enrolment__batch_id", "enrolment__number", "pk")


def with_her(rows):
    """Wave, enrolment, class, programme, centre and person come along."""
    return rows.select_related("wave", "enrolment__person", "enrolment__batch__centre", "enrolment__batch__programme")


def asked_behind(link):
    """The question that a link is about."""
    code = link.thing_code if link.thing_kind == "outcomes.asked" else None
    return with_her(Asked.objects.filter(code=code)).order_by("pk")


def asked_now_of(viewer: Viewer, today):
    """What she herself may answer now, by account: her questions in open waves whose month has come, newest first."""
    if not viewer.person_id:
        return []
    rows = with_her(Asked.objects.filter(enrolment__person_id=viewer.person_id, wave__state=WaveState.OPEN))
    return [one for one in rows.order_by("-pk") if due_on(one) is not None and due_on(one) <= today]


def finished(enrolment) -> date | None:
    """The day she finished, or that of the class."""
    return enrolment.finished_on or enrolment.batch.ends_on


def due_on(asked) -> date | None:
    """The day from which a question may be asked: so many months after she finished."""
    day = finished(asked.enrolment)
    return months_after(day, MONTHS[Window(asked.wave.window)]) if day else None


def under(keeper) -> Q:
    """The condition on enrolments that their centre is the keeper, or stands under it."""
    if keeper.kind == Kind.FORUM:
        return Q(batch__centre__forum_id__in=forums_below(keeper))
    return Q(batch__centre_id=keeper.pk)


@dataclass(frozen=True)
class Cohort:
    """Whom a wave would ask. ``twice``: people with several courses in it, asked once, about the last of them."""

    enrolments: list[int]
    twice: int
    elsewhere: int  # asked at the same month by another wave already


def cohort_of(wave) -> Cohort:
    """Who finished in the days of a wave under its keeper: each person once, by her last course. Two queries."""
    days = (wave.finished_from, wave.finished_until)
    rows = Enrolment.objects.filter(under(wave.keeper), state=EnrolmentState.COMPLETED).annotate(day=FINISHED)
    rows = rows.filter(day__range=days)
    others = Asked.objects.filter(enrolment=OuterRef("pk"), wave__window=wave.window).exclude(wave=wave.pk)
    rows = rows.annotate(elsewhere=Exists(others)).order_by("day", "pk").values_list("person_id", "pk", "elsewhere")
    last, twice, elsewhere = {}, set(), 0
    for person, enrolment, asked in rows.iterator(chunk_size=5000):
        if asked:
            elsewhere += 1
            continue
        if person in last:
            twice.add(person)
        last[person] = enrolment
    return Cohort(sorted(last.values()), len(twice), elsewhere)


def undated(wave) -> int:
    """Graduates under the keeper whose day of finishing nobody knows: no month can be counted for them."""
    rows = Enrolment.objects.filter(under(wave.keeper), state=EnrolmentState.COMPLETED).annotate(day=FINISHED)
    return rows.filter(day=None).count()


def courses_of(enrolment) -> int:
    """How many courses she finished, this one included."""
    return Enrolment.objects.filter(person=enrolment.person_id, state=EnrolmentState.COMPLETED).count()


def silent_among(people) -> set[int]:
    """Those of these persons (ids) who want to be asked nothing."""
    return set(Silence.objects.filter(person__in=people).order_by().values_list("person_id", flat=True))


def is_silent(person_id) -> bool:
    return bool(silent_among([person_id]))


def told_at(window, enrolments) -> set[int]:
    """Those of these enrolments (ids) whose status at the window is told already."""
    nothing = (Status.UNKNOWN, Status.UNCLEAR)
    rows = Outcome.objects.filter(enrolment__in=enrolments, window=window).exclude(status__in=nothing)
    return set(rows.order_by().values_list("enrolment_id", flat=True))


def placements_at(people, *, until) -> dict[int, list[Placement]]:
    """Work that these persons (ids) began by a day: person id to placements, the latest begun first. Three queries.

    Company, place and answered check-ins come along, and whether a file shows the work (``has_file``).
    """
    files = Proof.objects.filter(placement=OuterRef("pk"), withdrawn_at=None)
    signs = CheckIn.objects.filter(answer__in=[CheckInAnswer.STILL, CheckInAnswer.CHANGED]).order_by(
        "answered_on", "pk"
    )
    rows = (
        Placement.objects.filter(graduate__person__in=people, state__in=BEGUN, started_on__lte=until)
        .annotate(has_file=Exists(files))
        .select_related("graduate", "opening__company", "opening__region")
        .prefetch_related(Prefetch("check_ins", queryset=signs, to_attr="signs"))
    )
    found: dict[int, list[Placement]] = {}
    for row in rows.order_by("-started_on", "-pk"):
        found.setdefault(row.graduate.person_id, []).append(row)
    return found


def answers_at(placement, day) -> bool:
    """Whether a placement answers where she stood on ``day``: it spans it, and a running one was heard of lately."""
    if placement.started_on > day:
        return False
    if placement.ended_on is not None:
        return placement.ended_on >= day
    signs = [placement.started_on, placement.confirmed_on, placement.verified_on]
    signs += [check_in.answered_on for check_in in placement.signs]
    return max(sign for sign in signs if sign) >= day - LAST_SIGN


def to_ask(wave, *, today, at):
    """Who may be asked now, her class by class: her month has come, she wants questions, nobody asked her lately."""
    rows = with_her(wave.asked.filter(state__in=[AskedState.WAITING, AskedState.UNREACHABLE]))
    return quiet(due(rows, wave, today), at).order_by("enrolment__batch_id", "enrolment__number", "pk")


def to_remind(wave, *, today, at):
    """Who was asked by mail, has not answered, and may be reminded: twice at most, never within ``COOL_DOWN``."""
    rows = with_her(wave.asked.filter(state__in=[AskedState.ASKED, AskedState.REMINDED], channel=Channel.MAIL))
    rows = rows.filter(reminders__lt=MOST_REMINDERS).exclude(enrolment__person__email="")
    return quiet(due(rows, wave, today), at).order_by("enrolment__batch_id", "enrolment__number", "pk")


def due(rows, wave, today):
    """Those of the rows whose month has come."""
    day = Coalesce("enrolment__finished_on", "enrolment__batch__ends_on")
    return rows.annotate(day=day).filter(day__lte=latest_due(wave.window, today))


def latest_due(window, today) -> date:
    """The last day of finishing for which the month has come by ``today``."""
    months = MONTHS[Window(window)]
    day = months_after(today, -months)
    while months_after(day + timedelta(days=1), months) <= today:  # 31 August + 6 months is the end of February
        day += timedelta(days=1)
    return day


def quiet(rows, at):
    """Those of the rows to whom nothing went out lately, by whichever wave, and who want to be asked."""
    since = at - COOL_DOWN
    lately = Q(asked_at__gt=since) | Q(reminded_at__gt=since)
    hers = Asked.objects.filter(lately, enrolment__person=OuterRef("enrolment__person"))
    silent = Silence.objects.filter(person=OuterRef("enrolment__person"))
    return rows.filter(~Exists(hers), ~Exists(silent))


@dataclass(frozen=True)
class Response:
    """How far a wave (or one batch of it) has come. Shares are 0 to 1; None where there is nothing to share."""

    asked: int = 0  # a question went out, or she answered without
    answered: int = 0
    known: int = 0
    waiting: int = 0
    stopped: int = 0
    unreachable: int = 0
    refused: int = 0

    @property
    def cohort(self) -> int:
        return self.asked + self.known + self.waiting + self.stopped + self.unreachable + self.refused

    @property
    def open(self) -> int:
        """Asked, and nothing heard yet."""
        return self.asked - self.answered

    @property
    def away(self) -> int:
        """Not reached, would not say, or wants no questions."""
        return self.stopped + self.unreachable + self.refused

    @property
    def reached(self) -> int:
        """Those who were asked, whether they were reached or not: of them the rate is a share."""
        return self.asked + self.unreachable + self.refused

    @property
    def rate(self) -> float | None:
        """Of those who were asked, reached or not, how many answered."""
        return self.answered / self.reached if self.reached else None

    @property
    def told(self) -> float | None:
        """Of the whole cohort, how many one knows of: answered or known without asking."""
        return (self.answered + self.known) / self.cohort if self.cohort else None


_AS = {
    AskedState.ASKED: ("asked",),
    AskedState.REMINDED: ("asked",),
    AskedState.ANSWERED: ("asked", "answered"),
    AskedState.KNOWN: ("known",),
    AskedState.WAITING: ("waiting",),
    AskedState.STOPPED: ("stopped",),
    AskedState.UNREACHABLE: ("unreachable",),
    AskedState.REFUSED: ("refused",),
}


def counted(rows, by) -> dict:
    """How far these rows have come, by a column of theirs: its value to response. One query."""
    told: dict[int, dict[str, int]] = {}
    for key, state, number in rows.order_by().values_list(by, "state").annotate(n=Count("pk")).order_by(by, "state"):
        counts = told.setdefault(key, {})
        for name in _AS[AskedState(state)]:
            counts[name] = counts.get(name, 0) + number
    return {key: Response(**counts) for key, counts in told.items()}


def companies_known_to(person_id, *, most=3) -> list[str]:
    """Names of companies she may work at: where she began, then who asked for her, the latest first."""
    hers = Q(graduate__person=person_id, opening__company__isnull=False)
    begun = Placement.objects.filter(hers, state__in=BEGUN).order_by("-started_on", "-pk")
    asked = Invitation.objects.filter(hers).order_by("-pk")
    names = [rows.values_list("opening__company__name", flat=True)[:most] for rows in (begun, asked)]
    return list(dict.fromkeys([*names[0], *names[1]]))[:most]


def next_question(asked, today) -> date | None:
    """When she is asked again, by the waves there are; None: by none of them."""
    rows = Asked.objects.filter(enrolment__person=asked.enrolment.person_id, state__in=STILL_ASKED)
    rows = rows.exclude(pk=asked.pk).exclude(wave__state=WaveState.CLOSED)
    days = [day for one in with_her(rows).order_by("pk") if (day := due_on(one)) and day > today]
    return min(days) if days else None
