"""A candidate comes on the route, goes on, back to an earlier stage, or leaves it; every step stays where it was."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.codes import name_key, new_codes
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, phone
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.positions import tell_matching
from padan.overseas.actions.stepping import (
    SomebodyFaster,
    check_on_route,
    day_that_has_come,
    enter_stage,
    label_of,
    leave_stage,
    locked,
    words_in,
)
from padan.overseas.models import Candidate, SchemeStage, Step
from padan.overseas.permissions import check_may_keep_candidate
from padan.overseas.queries.ahead import what_lacks, why_no_step
from padan.overseas.queries.candidates import (
    day_of,
    first_stage_of,
    next_stage_of,
    on_route_among,
    people_of_centre,
    route_named,
)
from padan.overseas.states import CANDIDATE_FLOW, ROUTE, CandidateState, MilestoneKind, StepEnd, VersionState
from padan.people.actions import issue_link
from padan.people.models import Person
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training.permissions import check_may_keep_centre

LINK_LASTS = timedelta(days=120)
MOST_AT_ONCE = 500


class RulesClosed(ActionDenied):
    """The rules take nobody new on that day."""


class NotOfThisCentre(ActionDenied):
    """Somebody chosen never was in a class of this centre."""


class OnRouteAlready(ActionDenied):
    """Somebody chosen is on a route; one at a time."""


class StageLacks(ActionDenied):
    """Something must be there before the next stage; each lack is named with its way out."""

    def __init__(self, stage, lacks):
        self.stage, self.lacks = stage, lacks
        told = " ".join(f"{lack.words} {lack.way}".strip() for lack in lacks)
        super().__init__(_("Before “%(stage)s” this lacks: %(lacks)s") % {"stage": stage, "lacks": told})


class NoSuchStage(ActionDenied):
    """There is no stage there to go to."""


@transaction.atomic
def register_candidates(*, people, centre, version, began_on, consented_on, by, at, today, field=""):
    """Put persons of a centre on the route under the rules of ``version``, all of them or nobody.

    Raises NotAllowed, FieldRefused, RulesClosed, NotOfThisCentre or OnRouteAlready.
    """
    check_for(by, check_may_keep_centre, centre)
    people = list(Person.objects.select_for_update().filter(pk__in=[one.pk for one in people]).order_by("pk"))
    if not 0 < len(people) <= MOST_AT_ONCE:
        raise FieldRefused(
            "people", _("Choose at least one person, and at most %(most)s at once.") % {"most": MOST_AT_ONCE}
        )
    day_that_has_come("began_on", began_on, today=today)
    if consented_on is None:
        raise FieldRefused(
            "consented_on", _("Nobody is put on the route without having agreed. On which day was that?")
        )
    day_that_has_come("consented_on", consented_on, today=today)
    stage = _first_stage(version, began_on)
    if strangers := {one.pk for one in people} - set(
        people_of_centre(centre).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True)
    ):
        codes = ", ".join(one.code for one in people if one.pk in strangers)
        raise NotOfThisCentre(_("Never in a class of %(centre)s: %(codes)s.") % {"centre": centre, "codes": codes})
    if busy := list(on_route_among(people)):
        raise OnRouteAlready(_busy(busy))
    written = words_in("field", field, 100)
    rows = [
        Candidate(
            code=code,
            person=person,
            centre=centre,
            version=version,
            field=written,
            stage=stage,
            stage_since=began_on,
            began_on=began_on,
            consented_on=consented_on,
            words_key=words_of(code, person, written),
        )
        for code, person in zip(new_codes("CLN", len(people)), people, strict=True)
    ]
    try:
        with transaction.atomic():
            Candidate.objects.bulk_create(rows)
    except IntegrityError:
        raise OnRouteAlready(_("Somebody else put one of them on the route this moment. Look at the list.")) from None
    Step.objects.bulk_create(
        Step(candidate=row, stage=stage, entered_on=began_on, by_label=label_of(by)) for row in rows
    )
    told = {"rules": ["", version.code], "since": ["", began_on], "agreed_on": ["", consented_on]}
    if len(rows) == 1:
        record(by, "candidate.registered", rows[0], at=at, changes=told)
    else:
        codes = hashlib.sha256("".join(f"{row.code}\n" for row in rows).encode()).hexdigest()
        record(by, "candidates.registered", version, at=at,
               changes=told | {"count": [0, len(rows)], "codes": ["", codes], "centre": ["", centre.code]})  # fmt: skip
    tell_matching(candidates=Candidate.objects.filter(pk__in=[row.pk for row in rows]), today=today, at=at)
    return rows


@transaction.atomic
def advance_candidate(*, candidate, on, by, at, today, words="", seen=None):
    """On to the next stage of her rules. ``seen`` is the stage that was shown (its key).

    Raises NotAllowed, RouteEnded, SomebodyFaster, FieldRefused, NoSuchStage or StageLacks.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    if seen is not None and candidate.stage.key != seen:
        raise SomebodyFaster(_("She stands at “%(stage)s” by now. Nothing was changed.") % {"stage": candidate.stage})
    stage = next_stage_of(candidate)
    if bar := why_no_step(candidate, stage):
        raise NoSuchStage(bar)
    day_that_has_come("on", on, today=today, since=candidate.stage_since)
    if lacks := what_lacks(candidate, stage, today=today):
        raise StageLacks(stage, lacks)
    return move_on(candidate, stage, on, words_in("words", words, 300), by, at)


def move_on(candidate, stage, on, words, by, at):
    """The step itself, on a locked candidate of whom nothing lacks."""
    before = candidate.stage
    leave_stage(candidate, StepEnd.PASSED, on, words, by)
    enter_stage(candidate, stage, on, by)
    record(by, "candidate.advanced", candidate, at=at, changes={"stage": [before.key, stage.key], "on": ["", on]})
    return candidate


@transaction.atomic
def put_candidate_back(*, candidate, stage, on, words, by, at, today):
    """Back to an earlier stage, with the reason. Who has departed stays departed.

    Raises NotAllowed, RouteEnded, NoSuchStage or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    if stage.version_id != candidate.version_id or stage.position >= candidate.stage.position:
        raise NoSuchStage(_("Choose a stage that lies before “%(stage)s”.") % {"stage": candidate.stage})
    _check_not_abroad(candidate, _("What lacks is written down where she stands; nobody goes back on paper."))
    day_that_has_come("on", on, today=today, since=candidate.stage_since)
    reason = words_in("words", words, 300, needed=_("Say why she goes back, so that she can be told."))
    before = candidate.stage
    leave_stage(candidate, StepEnd.BACK, on, reason, by)
    enter_stage(candidate, stage, on, by)
    record(by, "candidate.put_back", candidate, at=at, changes={"stage": [before.key, stage.key], "on": ["", on]})
    return candidate


@transaction.atomic
def end_route(*, candidate, state, on, words, by, at, today):
    """She did not pass, or withdrew: the route ends where she stands, with the reason. She can be taken up again.

    Raises NotAllowed, RouteEnded, TransitionDenied or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    state = CandidateState(state)
    if state == CandidateState.RETURNED:
        raise NoSuchStage(_("Her return is written down with its day and what she does then, below."))
    _check_not_abroad(candidate, _("Write down her return instead."))
    day_that_has_come("on", on, today=today, since=candidate.stage_since)
    reason = words_in("words", words, 300, needed=_("Say why, so that she and her family can be told."))
    return close_route(candidate, state, on, reason, by, at)


def close_route(candidate, state, on, reason, by, at):
    """The end itself, on a locked candidate that is on the route."""
    CANDIDATE_FLOW.check(CandidateState(candidate.state), state)
    leave_stage(candidate, END_OF[state], on, reason, by)
    candidate.state, candidate.ended_on, candidate.why_ended = state, on, reason
    candidate.revision += 1
    candidate.save()
    told = {"state": [CandidateState.ON_ROUTE, state], "stage": ["", candidate.stage.key], "on": ["", on]}
    record(by, "candidate.ended", candidate, at=at, changes=told)
    tell_matching(candidates=Candidate.objects.filter(pk=candidate.pk), today=on, at=at)
    return candidate


END_OF = {
    CandidateState.NOT_PASSED: StepEnd.NOT_PASSED,
    CandidateState.WITHDRAWN: StepEnd.WITHDRAWN,
    CandidateState.RETURNED: StepEnd.PASSED,
}


@transaction.atomic
def take_up_again(*, candidate, on, words, by, at, today):
    """She tries again, at the stage where she stopped and under the same rules. One open route a person.

    Raises NotAllowed, TransitionDenied, OnRouteAlready or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    before = CandidateState(candidate.state)
    CANDIDATE_FLOW.check(before, CandidateState.ON_ROUTE)
    day_that_has_come("on", on, today=today, since=candidate.ended_on, what=_("the day her route ended"))
    reason = words_in("words", words, 300, needed=_("Say why it goes on: what has changed."))
    if busy := list(on_route_among([candidate.person])):
        raise OnRouteAlready(_busy(busy))
    candidate.state, candidate.ended_on, candidate.why_ended = CandidateState.ON_ROUTE, None, ""
    try:
        with transaction.atomic():
            enter_stage(candidate, candidate.stage, on, by)
    except IntegrityError:
        raise OnRouteAlready(_("Somebody else put her on a route this moment. Look at the list.")) from None
    record(by, "candidate.taken_up", candidate, at=at,
           changes={"state": [before, candidate.state], "on": ["", on], "words": ["", reason]})  # fmt: skip
    tell_matching(candidates=Candidate.objects.filter(pk=candidate.pk), today=today, at=at)
    return candidate


@transaction.atomic
def keep_ways_to_her(*, candidate, by, at, kin_name="", kin_is="", kin_phone="", phone_abroad="", field=None):
    """Whom of her family to reach, her phone abroad, and the field she prepares for.

    Raises NotAllowed or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    told = {
        "kin_name": words_in("kin_name", kin_name, 150),
        "kin_is": words_in("kin_is", kin_is, 60),
        "kin_phone": _phone("kin_phone", kin_phone),
        "phone_abroad": _phone("phone_abroad", phone_abroad),
        "field": candidate.field if field is None else words_in("field", field, 100),
    }
    changed = sorted(name for name, value in told.items() if getattr(candidate, name) != value)
    for name, value in told.items():
        setattr(candidate, name, value)
    candidate.words_key = words_of(candidate.code, candidate.person, candidate.field)
    candidate.revision += 1
    candidate.save()
    record(by, "candidate.reach", candidate, at=at, changes={"changed": ["", changed]})
    return candidate


@transaction.atomic
def route_link(*, candidate, by, at) -> str:
    """A link by which she sees where she stands and says how she is, to be sent to her alone: its address."""
    check_for(by, check_may_keep_candidate, candidate)
    _link, token = issue_link(act=ROUTE, thing=candidate, recipient=candidate.code, by=by, at=at, lasts=LINK_LASTS)
    return address_of("link", token)


def words_of(code, person, field) -> str:
    """What a candidate is found by."""
    return " ".join(filter(None, (code.casefold(), person.name_key or name_key(person.name), name_key(field))))[:420]


def _first_stage(version, began_on) -> SchemeStage:
    if version.state == VersionState.CLOSED:
        raise RulesClosed(
            _("“%(rules)s” takes nobody new since %(day)s: %(why)s Choose the rules that follow.")
            % {"rules": route_named(version), "day": in_words(version.closed_on), "why": version.closed_why}
        )
    if version.state != VersionState.IN_FORCE:
        raise RulesClosed(
            _("“%(rules)s” is a draft. Put it in force first, or choose others.") % {"rules": route_named(version)}
        )
    if began_on < version.valid_from or (version.valid_until and began_on > version.valid_until):
        raise RulesClosed(
            _("“%(rules)s” does not hold on %(day)s. Choose the rules of that day.")
            % {"rules": route_named(version), "day": in_words(began_on)}
        )
    stage = first_stage_of(version)
    if stage is None:
        raise RulesClosed(_("“%(rules)s” has no stage yet.") % {"rules": route_named(version)})
    return stage


def _busy(candidates) -> str:
    codes = ", ".join(f"{one.person.code} ({one.code})" for one in candidates)
    return _("On a route already, and one at a time: %(codes)s. End that route first, or leave them out.") % {
        "codes": codes}  # fmt: skip


def _check_not_abroad(candidate, way):
    if departed := day_of(candidate, MilestoneKind.DEPARTURE):
        raise NoSuchStage(_("She departed on %(day)s.") % {"day": in_words(departed)} + f" {way}")


def _phone(field, written):
    read = phone(written)
    if isinstance(read, Problem):
        raise FieldRefused(field, _("This is no phone number. Write it with its country, such as +81 90 1234 5678."))
    return read or ""
