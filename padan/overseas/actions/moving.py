"""Candidates are moved to other rules: with a reason, to a stage of those rules, kept in her steps and in the trail."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.schemes import checked_line
from padan.overseas.models import Candidate, SchemeStage, SchemeVersion, Step
from padan.overseas.permissions import check_may_move
from padan.overseas.states import CandidateState, StepEnd, VersionState
from padan.trail.actions import record_each

MOST_MOVED = 500
"""Candidates moved in one act: as many as one looks through before."""


class NotOnTheirWay(ActionDenied):
    """Some of them are not on the route under these rules any more."""


class RulesNotInForce(ActionDenied):
    """Nobody can begin under the wanted rules today."""


@transaction.atomic
def move_candidates(*, candidates, version, stages: Mapping[int, SchemeStage], why, by, at, today) -> list[Candidate]:
    """Move candidates to the rules ``version``; ``stages`` says where each of their stages (by id) is there.

    Their open step ends as moved, a new one begins, and what the new rules ask before it stays asked. All of them are
    moved, or none. Raises NotAllowed, FieldRefused, RulesNotInForce or NotOnTheirWay.
    """
    reason = checked_line("why", why, 300, needed=True)
    version = SchemeVersion.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=version.pk)
    if version.state != VersionState.IN_FORCE or (version.ends_on is not None and version.ends_on < today):
        raise RulesNotInForce(_("Version %(n)s is not in force. Choose rules that are.") % {"n": version.number})
    wanted = {one.pk for one in candidates}
    if not wanted:
        raise FieldRefused("candidates", _("Choose who is moved."))
    if len(wanted) > MOST_MOVED:
        raise FieldRefused("candidates", _("At most %(most)s are moved at once.") % {"most": MOST_MOVED})
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("centre", "stage", "version__scheme")
    held = list(rows.filter(pk__in=wanted, state=CandidateState.ON_ROUTE).exclude(version=version).order_by("pk"))
    if len(held) != len(wanted):
        raise NotOnTheirWay(
            _("%(n)s of those chosen have left the route or were moved meanwhile. Look at the list again.")
            % {"n": len(wanted) - len(held)}
        )
    check_for(by, check_may_move, held)
    told = []
    for one in held:
        stage = stages.get(one.stage_id)
        if stage is None or stage.version_id != version.pk:
            sentence = _("Say at which stage of the new rules those stand who are at “%(stage)s”.")
            raise FieldRefused("stages", sentence % {"stage": one.stage})
        if today < one.stage_since:
            sentence = _("%(candidate)s stands at her stage since %(day)s, which has not come yet.")
            raise FieldRefused("candidates", sentence % {"candidate": one, "day": in_words(one.stage_since)})
        changes = {"rules": [one.version.code, version.code], "stage": [one.stage.key, stage.key]}
        told.append((by, "candidate.moved", one, changes | {"why": ["", reason]}))
        one.version, one.stage, one.stage_since = version, stage, today
    _write_steps(held, reason, by, today)
    Candidate.objects.filter(pk__in=wanted).update(revision=F("revision") + 1, updated_at=at)
    Candidate.objects.bulk_update(held, ["version", "stage", "stage_since"], batch_size=200)
    moved = {"people": ["", len(held)], "why": ["", reason]}
    record_each([*told, (by, "rules.people_moved", version, moved)], at=at)
    return held


def _write_steps(candidates, reason, by, today):
    open_steps = Step.objects.filter(candidate__in=candidates, left_on=None)
    open_steps.update(left_on=today, end=StepEnd.MOVED, words=reason)
    label = str(by)[:200] if by else ""
    Step.objects.bulk_create(
        Step(candidate=one, stage=one.stage, entered_on=today, words=reason, by_label=label) for one in candidates
    )
