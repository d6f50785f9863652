"""Following a wave up: whose people the viewer calls and writes to, whom to call today, to whom to write by hand."""

from datetime import timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName
from padan.outcomes.models import Asked, Call
from padan.outcomes.queries.waves import MOST_REMINDERS, asked_of, due, due_on, quiet
from padan.outcomes.states import IDENTIFY, STILL_ASKED, AskedState, CallResult, Channel, WaveState
from padan.people.queries import links_to
from padan.training.queries.batches import taught_by

STANDS = {
    "answered": (AskedState.ANSWERED,),
    "known": (AskedState.KNOWN,),
    "open": (AskedState.ASKED, AskedState.REMINDED),
    "waiting": (AskedState.WAITING,),
    "away": (AskedState.UNREACHABLE, AskedState.REFUSED, AskedState.STOPPED),
}
"""The five numbers of a response (``Response`` has them by these names); together they are the cohort."""
TRIES = 3
"""So many days of calling in vain, then she counts as not reached."""
MAIL_FIRST = timedelta(days=5)
"""Who was just mailed has so long to answer by herself before anybody calls."""
MOST_BY_HAND = 4
"""So often, first question included, somebody is written to by hand in one wave."""


def followed_by(viewer: Viewer):
    """Graduates of waves whom the viewer calls and writes to: of centres she keeps, and of classes she teaches."""
    open_to = Q(enrolment__batch__centre_id__in=viewer.centres)
    open_to |= Q(enrolment__batch__centre__forum_id__in=viewer.kept_forums)
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(enrolment__batch__in=taught_by(viewer))
    return asked_of(viewer).filter(open_to)


def calls_due(viewer: Viewer, wave, *, today, at):
    """Whom to call today: her month has come, she has a phone, was not tried today, put off, or just mailed.

    Those tried least come first; how often (``tries``) and when last (``last_on``) come along.
    """
    rows = followed_by(viewer).filter(wave=wave, state__in=STILL_ASKED).exclude(enrolment__person__phone="")
    rows = due(rows, wave, today).annotate(
        touched=Coalesce("reminded_at", "asked_at"),
        tries=Coalesce(_of_calls(Count("pk")), 0),
        last_on=_of_calls(Max("called_on")),
        again_on=_of_calls(Max("again_on")),
    )
    rows = rows.filter(Q(last_on=None) | Q(last_on__lt=today), Q(again_on=None) | Q(again_on__lte=today))
    rows = rows.filter(~Q(channel=Channel.MAIL) | Q(touched__lte=at - MAIL_FIRST))
    return rows.order_by("tries", F("last_on").asc(nulls_first=True), F("touched").asc(nulls_first=True), "pk")


def _of_calls(what):
    """One number over the calls of each row. Joined and grouped instead, a wave of 50,000 took twelve times as long."""
    calls = Call.objects.filter(asked=OuterRef("pk")).order_by().values("asked")
    return Subquery(calls.annotate(found=what).values("found"))


def calls_of(asked):
    """Every try to reach her, the newest first."""
    return Call.objects.filter(asked=asked).select_related("by").order_by("-pk")


def days_in_vain(asked) -> int:
    """On how many days nobody took the call."""
    days = Call.objects.filter(asked=asked, result=CallResult.NO_ANSWER).order_by()
    return days.values("called_on").distinct().count()


def by_hand_due(viewer: Viewer, wave, *, today, at):
    """To whom a message may be sent by hand now: a phone, no e-mail or silent to all of them, nothing sent lately.

    The cool-down is that of all waves together; who wants no questions is never here.
    """
    rows = followed_by(viewer).filter(wave=wave, state__in=STILL_ASKED).exclude(enrolment__person__phone="")
    rows = rows.filter(Q(enrolment__person__email="") | Q(reminders__gte=MOST_REMINDERS), reminders__lt=MOST_BY_HAND)
    rows = quiet(due(rows, wave, today), at)
    return rows.order_by("enrolment__batch__name_key", "enrolment__batch_id", "enrolment__number", "pk")


def question_behind_poster(batch, number, *, today):
    """What somebody who says she is no. ``number`` of a class may answer now: her question in the newest open wave."""
    rows = Asked.objects.filter(enrolment__batch=batch, enrolment__number=number, wave__state=WaveState.OPEN)
    rows = rows.select_related("wave", "enrolment__batch", "enrolment__person").order_by("-pk")
    return next((one for one in rows if (day := due_on(one)) and day <= today), None)


def posters_of(batch, *, at):
    """The posters of a class that still open its door, the newest first."""
    return links_to(batch).filter(act=IDENTIFY, revoked_at=None, expires_at__gt=at)
