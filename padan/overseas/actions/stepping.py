"""What the acts on a route share: the candidate, locked; words in a line; a day that has come; stages left, entered."""

from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.organisations.actions import FieldRefused
from padan.overseas.models import Candidate, Step
from padan.overseas.states import CandidateState, StepEnd

LONG_AGO = timedelta(days=20 * 365)
OPENED_FOR = timedelta(hours=2)
"""How long a link lasts to which the link of her own route page led on."""


class RouteEnded(ActionDenied):
    """She is not on the route any more."""


class SomebodyFaster(ActionDenied):
    """Somebody else moved her meanwhile."""


def locked(candidate) -> Candidate:
    """The candidate as she stands now, held until the act is done."""
    return locked_all([candidate])[0]


def locked_all(candidates) -> list[Candidate]:
    """The same of many, in the order of their keys.

    Locked first and read then: a row that changes while its lock is awaited would fall out of its joins.
    """
    ids = {one.pk for one in candidates}
    list(Candidate.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = Candidate.objects.select_related("person", "centre", "stage", "version__scheme")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def check_on_route(candidate) -> None:
    if candidate.state != CandidateState.ON_ROUTE:
        raise RouteEnded(
            _("Her route ended on %(day)s. Take it up again first, or register her anew.")
            % {"day": in_words(candidate.ended_on)}
        )


def day_that_has_come(field: str, on: date, *, today: date, since: date | None = None, what="") -> date:
    """``on``; FieldRefused where it lies after today, before ``since``, or so far back that it must be a slip."""
    if on > today:
        raise FieldRefused(field, _("%(day)s has not come yet. Write it down when it has.") % {"day": in_words(on)})
    if since is not None and on < since:
        raise FieldRefused(
            field,
            _("%(day)s lies before %(what)s, %(since)s.")
            % {"day": in_words(on), "what": what or _("the day she came to this stage"), "since": in_words(since)},
        )
    if on < today - LONG_AGO:
        raise FieldRefused(field, _("%(day)s lies too far back. Look at the year.") % {"day": in_words(on)})
    return on


def words_in(field: str, written: str, limit: int, *, needed: str = "") -> str:
    """One line as it is kept; ``needed`` is the sentence for an empty one. Raises FieldRefused."""
    text = line(written, limit)
    if isinstance(text, Problem):
        raise FieldRefused(field, _("This holds signs that cannot be seen, or is too long. Type it again."))
    if not text and needed:
        raise FieldRefused(field, needed)
    return text or ""


def leave_stage(candidate, end: StepEnd, on: date, words: str, by) -> None:
    """Close the step she stands at."""
    open_steps = Step.objects.filter(candidate=candidate, left_on=None)
    open_steps.update(left_on=on, end=end, words=words, by_label=label_of(by))


def enter_stage(candidate, stage, on: date, by) -> None:
    """Stand her at a stage from a day on; the candidate is saved with it."""
    Step.objects.create(candidate=candidate, stage=stage, entered_on=on, by_label=label_of(by))
    candidate.stage, candidate.stage_since = stage, on
    candidate.revision += 1
    candidate.save()


def stand_together(candidates, end: StepEnd, on: date, words: str, by, at, *, entered="", also=()) -> None:
    """Close the open steps of many and stand each at the stage she carries, from a day on: five statements or so.

    The candidates are locked, with ``stage`` and what ``also`` names set; ``entered`` are words of the new steps.
    """
    ids = [one.pk for one in candidates]
    open_steps = Step.objects.filter(candidate__in=ids, left_on=None)
    open_steps.update(left_on=on, end=end, words=words, by_label=label_of(by))
    Step.objects.bulk_create(
        Step(candidate=one, stage=one.stage, entered_on=on, words=entered, by_label=label_of(by)) for one in candidates
    )
    for one in candidates:
        one.stage_since = on
    Candidate.objects.filter(pk__in=ids).update(revision=F("revision") + 1, updated_at=at)
    Candidate.objects.bulk_update(candidates, ["stage", "stage_since", *also], batch_size=200)


def label_of(by) -> str:
    """Who wrote it, as it stands beside a step."""
    return str(by)[:200] if by is not None else ""
