"""Candidates are moved to other rules: with a reason, to a stage of those rules, kept in her steps and in the trail."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.schemes import checked_line
from padan.overseas.actions.stepping import locked_all, stand_together
from padan.overseas.models import Candidate, SchemeStage, SchemeVersion
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
    found = locked_all(candidates)
    held = [one for one in found if one.state == CandidateState.ON_ROUTE and one.version_id != version.pk]
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
        one.version, one.stage = version, stage
    stand_together(held, StepEnd.MOVED, today, reason, by, at, entered=reason, also=("version",))
    moved = {"people": ["", len(held)], "why": ["", reason]}
    record_each([*told, (by, "rules.people_moved", version, moved)], at=at)
    return held
