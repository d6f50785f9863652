"""Several candidates go on to their next stages together; who cannot go stays, and why is told of each."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.stepping import day_that_has_come, locked_all, stand_together, words_in
from padan.overseas.models import Candidate
from padan.overseas.permissions import check_may_keep_candidates
from padan.overseas.queries.ahead import steps_ahead
from padan.overseas.states import CandidateState, StepEnd
from padan.trail.actions import record

MOST_TOGETHER = 100
"""Candidates of one act: as many as one looks through before."""


class NobodyMayGo(ActionDenied):
    """Of those chosen nobody can go on now."""


class Together(NamedTuple):
    """What came of it: who went on, and who stayed with the reason."""

    gone: list[Candidate]
    stayed: list[tuple[Candidate, str]]


@transaction.atomic
def advance_together(*, candidates, seen: Mapping[int, str], on, by, at, today, words="") -> Together:
    """On to the next stage for each who may go; ``seen`` is the stage (its key) that was shown of each, by id.

    Who has gone on meanwhile, left the route or lacks something stays where she is, and is named with the reason. One
    row in the trail for all. Raises NotAllowed, FieldRefused or NobodyMayGo; on any of them nothing is kept.
    """
    wanted = {one.pk for one in candidates}
    if not 0 < len(wanted) <= MOST_TOGETHER:
        told = _("Choose at least one person, and at most %(most)s at once.") % {"most": MOST_TOGETHER}
        raise FieldRefused("candidates", told)
    day_that_has_come("on", on, today=today)
    said = words_in("words", words, 300)
    held = locked_all(candidates)
    check_for(by, check_may_keep_candidates, held)
    stayed = [(one, why) for one in held if (why := _why_not_as_seen(one, seen.get(one.pk)))]
    left = {one.pk for one, _why in stayed}
    for one in held:
        if one.pk not in left and on < one.stage_since:
            sentence = _(
                "%(candidate)s came to her stage on %(day)s. Choose that day or a later one, or leave her out."
            )
            raise FieldRefused("on", sentence % {"candidate": one, "day": in_words(one.stage_since)})
    gone, stages = [], Counter()
    for ahead in steps_ahead([one for one in held if one.pk not in left], today=today):
        one = ahead.candidate
        if not ahead.may_go:
            stayed.append((one, ahead.bar or " ".join(f"{lack.words} {lack.way}".strip() for lack in ahead.lacks)))
            continue
        stages[f"{one.version.code}: {one.stage.key} → {ahead.stage.key}"] += 1
        one.stage = ahead.stage
        gone.append(one)
    if not gone:
        told = " ".join(f"{one.code}: {why}" for one, why in stayed[:3])
        raise NobodyMayGo(_("Nobody of those chosen can go on now. %(why)s") % {"why": told})
    stand_together(gone, StepEnd.PASSED, on, said, by, at)
    codes = hashlib.sha256("".join(f"{code}\n" for code in sorted(one.code for one in gone)).encode()).hexdigest()
    record(by, "candidates.advanced", None, at=at, changes={
        "count": [0, len(gone)], "on": ["", on], "stages": ["", dict(stages)], "codes": ["", codes],
    })  # fmt: skip
    return Together(gone, stayed)


def _why_not_as_seen(candidate, seen) -> str:
    if candidate.state != CandidateState.ON_ROUTE:
        return _("Her route ended on %(day)s.") % {"day": in_words(candidate.ended_on)}
    if candidate.stage.key != seen:
        return _("She stands at “%(stage)s” by now; somebody was faster.") % {"stage": candidate.stage}
    return ""
