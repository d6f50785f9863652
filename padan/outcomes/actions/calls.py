"""Calls: what came of each try to reach a graduate by phone, and what she or somebody for her said."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.outcomes.actions.answers import NO_FACTS, note_answer
from padan.outcomes.actions.waves import note_unreached
from padan.outcomes.models import Answer, Asked, Call
from padan.outcomes.permissions import check_may_write_answer
from padan.outcomes.queries.following import TRIES, days_in_vain
from padan.outcomes.states import AskedState, CallResult
from padan.trail.actions import record

LATEST = timedelta(days=60)


@transaction.atomic
def note_call(*, asked, result, by, at, today, again_on=None) -> Call:
    """Note what came of a call that brought no answer. A wrong number, or the third day in vain, ends the calling.

    Not reached is a state of the question, never of her: where she stands stays unknown. Raises NotAllowed,
    FieldRefused, NotToAsk or TransitionDenied; nothing is kept then.
    """
    asked = _held(asked)
    check_for(by, check_may_write_answer, asked.enrolment)
    if result == CallResult.SPOKE:
        raise FieldRefused("result", _("Write down what was said: that is the answer."))
    if result == CallResult.LATER and not (again_on and today < again_on <= today + LATEST):
        raise FieldRefused("again_on", _("Choose a day after today, within the next two months."))
    call = Call.objects.create(
        asked=asked, called_on=today, result=result, by=by, again_on=again_on if result == CallResult.LATER else None
    )
    record(by, "call.noted", asked, at=at, changes={"result": ["", str(result)]})
    in_vain = result == CallResult.NO_ANSWER and days_in_vain(asked) >= TRIES
    if result == CallResult.REFUSED or ((in_vain or result == CallResult.WRONG) and not _is_away(asked)):
        note_unreached(asked=asked, by=by, at=at, refused=result == CallResult.REFUSED)
    return call


@transaction.atomic
def answer_by_call(*, asked, status, teller, by, at, today, facts=NO_FACTS, source="") -> Answer:
    """What was said on the phone, by herself or by somebody for her; the call stands beside it as one that reached.

    Raises what ``note_answer`` raises; nothing is kept then.
    """
    asked = _held(asked)
    answer = note_answer(
        enrolment=asked.enrolment, window=asked.wave.window, status=status, teller=teller, by=by, at=at, today=today,
        facts=facts, source=source,
    )  # fmt: skip
    Call.objects.create(asked=asked, called_on=today, result=CallResult.SPOKE, by=by)
    return answer


def _held(asked):
    rows = Asked.objects.select_for_update(of=("self",))
    return rows.select_related("wave", "enrolment__person", "enrolment__batch__centre").get(pk=asked.pk)


def _is_away(asked):
    return asked.state == AskedState.UNREACHABLE
