"""Acts on a class under way: it begins, somebody leaves, it ends."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.trail.actions import record
from padan.training.actions.calendar import kept, step
from padan.training.models import Application, Enrolment
from padan.training.queries.results import verdicts
from padan.training.states import ENROLMENT_FLOW, BatchState, EnrolmentState

ENDS = (EnrolmentState.COMPLETED, EnrolmentState.FAILED)


class TooFew(ActionDenied):
    """A class begins with fewer people than its minimum."""


class ResultsMissing(ActionDenied):
    """A class ends before everybody's results are written."""


@transaction.atomic
def begin_training(*, batch, by, at, reason=""):
    """The first day: everybody selected is in training. Fewer than the minimum need a reason.

    Who is in reserve or undecided stays so. Returns the batch.
    """
    batch = kept(batch, by)
    selected = Enrolment.objects.filter(batch=batch, state=EnrolmentState.SELECTED)
    number = selected.count() + Enrolment.objects.filter(batch=batch, state=EnrolmentState.TRAINING).count()
    if not number:
        raise TooFew(_("Nobody was selected yet. Choose people, then begin."))
    if number < batch.minimum and len(reason.strip()) < 5:
        raise TooFew(
            _("%(n)s people, and the minimum is %(minimum)s. Write why the class begins all the same, or postpone it.")
            % {"n": number, "minimum": batch.minimum}
        )
    if not batch.starts_on:
        raise ActionDenied(_("Write when the training begins, first."))
    selected.update(state=EnrolmentState.TRAINING, updated_at=at)
    return step(
        batch, BatchState.TRAINING, by, at, "batch.begun", people=[0, number], reason=["", reason.strip()[:300]]
    )


@transaction.atomic
def drop_out(*, enrolment, on, reason, by, at):
    """Somebody leaves the class before its end; her days and results stay."""
    batch = kept(enrolment.batch, by)
    row = Enrolment.objects.get(pk=enrolment.pk)
    if len(reason.strip()) < 5:
        raise FieldRefused("reason", _("Write why she left, in a few words."))
    if batch.starts_on and on < batch.starts_on:
        raise FieldRefused("on", _("She left before the class began? Check the day."))
    ENROLMENT_FLOW.check(EnrolmentState(row.state), EnrolmentState.DROPPED)
    row.state = EnrolmentState.DROPPED
    row.save(update_fields=["state", "updated_at"])
    Application.objects.filter(enrolment=row).update(reason=reason.strip()[:300])
    record(by, "enrolment.dropped", batch, at=at, changes={"no": ["", row.number], "on": ["", on]})
    return row


@transaction.atomic
def complete_batch(*, batch, ended_on, by, at, today, decided=None, reason=""):
    """Close a class: who is competent in every unit of its version completes, others did not pass.

    ``decided`` holds the centre's own decision for some (enrolment id to state) and then ``reason`` says why. Raises
    ResultsMissing when neither results nor a decision tell of somebody. Returns the batch.
    """
    batch, decided = kept(batch, by), decided or {}
    if batch.starts_on and ended_on < batch.starts_on:
        raise FieldRefused("ended_on", _("The class ends before it begins. Check the day."))
    if ended_on > today:
        raise FieldRefused("ended_on", _("This day is still to come."))
    found = verdicts(batch)
    ends = {}
    for verdict in found:
        end = decided.get(verdict.enrolment.pk) or verdict.state
        if end is not None and end not in ENDS:
            raise ActionDenied(_("At the end somebody has completed the class or did not pass."))
        ends[verdict.enrolment.pk] = end
    if missing := [verdict.enrolment.number for verdict in found if ends[verdict.enrolment.pk] is None]:
        raise ResultsMissing(
            ngettext(
                "Results of %(n)s person are missing: no. %(which)s. Write them, or decide yourself with a reason.",
                "Results of %(n)s people are missing: no. %(which)s. Write them, or decide yourself with a reason.",
                len(missing),
            )
            % {"n": len(missing), "which": ", ".join(map(str, missing[:10]))}
        )
    if not found:
        raise ActionDenied(_("Nobody is in training in this class. Cancel it instead."))
    other = [v.enrolment.number for v in found if ends[v.enrolment.pk] != v.state]
    if other and len(reason.strip()) < 5:
        raise FieldRefused("reason", _("You decide otherwise than the results. Write why."))
    for verdict in found:
        enrolment, end = verdict.enrolment, ends[verdict.enrolment.pk]
        ENROLMENT_FLOW.check(EnrolmentState(enrolment.state), end)
        enrolment.state = end
        enrolment.finished_on = ended_on if end == EnrolmentState.COMPLETED else None
        enrolment.updated_at = at
    rows = [verdict.enrolment for verdict in found]
    Enrolment.objects.bulk_update(rows, ["state", "finished_on", "updated_at"], batch_size=200)
    done = sum(end == EnrolmentState.COMPLETED for end in ends.values())
    told = {"completed": [0, done], "people": [0, len(found)], "otherwise": ["", ", ".join(map(str, other))]}
    return step(batch, BatchState.COMPLETED, by, at, "batch.completed", reason=["", reason.strip()[:300]], **told)
