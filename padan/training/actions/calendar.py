"""Acts on a batch from its plan to its first day: the calendar, who teaches, registration, and stopping it."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.codes import name_key
from padan.base.errors import ActionDenied
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.people.actions import LINK_LASTS, issue_link, withdraw_links
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training.models import Batch, BatchInstructor, Enrolment
from padan.training.permissions import APPLY, check_may_keep_centre
from padan.training.states import BATCH_FLOW, BatchState, EnrolmentState

TOLD = (
    "version", "name", "mode", "number", "starts_on", "ends_on", "funding", "output_code", "channel", "capacity",
    "minimum", "daily_hours", "industry_hours", "on_saturdays", "on_sundays", "registration_from",
    "registration_until", "written_from", "written_until", "interview_from", "interview_until", "announce_on",
    "reregistration_from", "reregistration_until", "written_weight",
)  # fmt: skip
"""What is known of a batch beside its centre and programme."""
MOST_SEATS = 500
TAKES_A_SEAT = (EnrolmentState.SELECTED, EnrolmentState.TRAINING, EnrolmentState.COMPLETED, EnrolmentState.FAILED)
"""Who left the class gives her place back."""


class Stopped(ActionDenied):
    """A batch is not stopped like this."""


def in_order(told):
    """Raise FieldRefused at the first day that lies before what has to come first."""
    steps = (
        ("registration_from", "registration_until", _("Registration ends before it begins.")),
        ("registration_from", "written_from", _("The written test lies before registration begins.")),
        ("written_from", "written_until", _("The written test ends before it begins.")),
        ("registration_from", "interview_from", _("The interviews lie before registration begins.")),
        ("interview_from", "interview_until", _("The interviews end before they begin.")),
        ("registration_until", "announce_on", _("The announcement lies before registration ends.")),
        ("written_until", "announce_on", _("The announcement lies before the written test ends.")),
        ("interview_until", "announce_on", _("The announcement lies before the interviews end.")),
        ("announce_on", "reregistration_from", _("Re-registration lies before the announcement.")),
        ("reregistration_from", "reregistration_until", _("Re-registration ends before it begins.")),
        ("registration_until", "starts_on", _("The training begins before registration ends.")),
        ("announce_on", "starts_on", _("The training begins before the announcement.")),
        ("reregistration_until", "starts_on", _("The training begins before re-registration ends.")),
        ("starts_on", "ends_on", _("The training ends before it begins.")),
    )
    for first, then, sentence in steps:
        if told.get(first) and told.get(then) and told[then] < told[first]:
            raise FieldRefused(then, sentence)


@transaction.atomic
def plan_batch(*, centre, programme, by, at, **told):
    """Plan a run of a programme with as much of its calendar as is known. Returns the batch."""
    check_for(by, check_may_keep_centre, centre)
    if programme.centre_id != centre.pk:
        raise FieldRefused("programme", _("This programme is taught by another centre."))
    batch = Batch(centre=centre, programme=programme)
    _fill(batch, told)
    batch.save()
    record(by, "batch.planned", batch, at=at)
    return batch


@transaction.atomic
def edit_batch(*, batch, revision, by, at, **told):
    """Change what is known of a batch, as it was shown at ``revision``.

    Raises EditedMeanwhile when somebody else was faster, FieldRefused where the calendar is out of order.
    """
    batch = kept(batch, by)
    if batch.revision != revision:
        raise EditedMeanwhile(
            _("Somebody changed this batch while you wrote. Your text is kept here; compare, then save again."), batch
        )
    before = {field: getattr(batch, field) for field in TOLD}
    _fill(batch, told)
    taken = seats_taken(batch)
    if batch.capacity < taken:
        raise FieldRefused("capacity", _("%(n)s people have a place already.") % {"n": taken})
    batch.revision += 1
    batch.save()
    changes = {
        field: [str(before[field] or ""), str(getattr(batch, field) or "")]
        for field in TOLD
        if before[field] != getattr(batch, field)
    }
    if changes:
        record(by, "batch.edited", batch, at=at, changes=changes)
    return batch


def _fill(batch, told):
    for field in TOLD:
        if field in told:
            setattr(batch, field, told[field])
    in_order({field: getattr(batch, field) for field in TOLD})
    for field in ("registration_until", "starts_on"):
        if batch.state == BatchState.REGISTRATION and not getattr(batch, field):
            raise FieldRefused(field, _("Registration is open: this day cannot be left empty."))
    if not 1 <= batch.capacity <= MOST_SEATS:
        raise FieldRefused("capacity", _("A class has between 1 and %(n)s places.") % {"n": MOST_SEATS})
    if not 1 <= batch.minimum <= batch.capacity:
        raise FieldRefused("minimum", _("The minimum lies between 1 and the capacity."))
    if batch.written_weight > 100:
        raise FieldRefused("written_weight", _("A weight lies between 0 and 100."))
    if batch.version and batch.version.programme_id != batch.programme_id:
        raise FieldRefused("version", _("This version belongs to another programme."))
    same = Batch.objects.filter(centre=batch.centre, name_key=name_key(batch.name), starts_on=batch.starts_on)
    if same.exclude(pk=batch.pk).exists():
        raise FieldRefused("name", _("This centre has a class of this name with the same first day already."))


def kept(batch, by):
    """The batch, locked, for whoever keeps its centre. Acts on one batch come one after the other."""
    check_for(by, check_may_keep_centre, batch.centre)
    return locked(batch)


def locked(batch):
    return (
        Batch.objects.select_for_update(of=("self",)).select_related("centre", "programme", "version").get(pk=batch.pk)
    )


def seats_taken(batch) -> int:
    """How many places of a locked batch are given."""
    return Enrolment.objects.filter(batch=batch, state__in=TAKES_A_SEAT).count()


@transaction.atomic
def name_instructor(*, batch, user, by, at):
    """Give the class an instructor, who then keeps its days and results."""
    batch = kept(batch, by)
    _row, new = BatchInstructor.objects.get_or_create(batch=batch, user=user)
    if new:
        record(by, "batch.instructor_named", batch, at=at, changes={"instructor": ["", user.code]})


@transaction.atomic
def drop_instructor(*, batch, user, by, at):
    """The class has this instructor no more. What she wrote stays."""
    batch = kept(batch, by)
    gone, _rows = BatchInstructor.objects.filter(batch=batch, user=user).delete()
    if gone:
        record(by, "batch.instructor_dropped", batch, at=at, changes={"instructor": [user.code, ""]})


def lasting(until, at):
    """How long a link of a batch holds: to the end of the day ``until``, which may be None, and a month at least."""
    return max(timedelta(days=(until - at.date()).days + 2) if until else LINK_LASTS, LINK_LASTS)


def step(batch, to, by, at, verb, **changes):
    """Move a locked batch along its flow and write it down."""
    BATCH_FLOW.check(BatchState(batch.state), to)
    told = {"state": [batch.state, str(to)]} | changes
    batch.state = to
    batch.revision += 1
    batch.save()
    record(by, verb, batch, at=at, changes=told)
    return batch


@transaction.atomic
def open_registration(*, batch, by, at):
    """People may apply from now on, by the centre and by the registration link."""
    batch = kept(batch, by)
    if not batch.starts_on or not batch.registration_until:
        raise ActionDenied(_("Write until when people may register, and when the training begins, first."))
    return step(batch, BatchState.REGISTRATION, by, at, "batch.registration_opened")


@transaction.atomic
def begin_selection(*, batch, by, at):
    """Registration is over: from now on applicants are scored and chosen. The registration link opens nothing more."""
    batch = step(kept(batch, by), BatchState.SELECTION, by, at, "batch.selection_begun")
    withdraw_links(thing=batch, act=APPLY, by=by, at=at)
    return batch


@transaction.atomic
def postpone_batch(*, batch, reason, by, at):
    """Put a batch off, such as for want of applicants. Who applied stays on the list for the new date."""
    return _stop(batch, BatchState.POSTPONED, reason, by, at, "batch.postponed")


@transaction.atomic
def cancel_batch(*, batch, reason, by, at):
    """The batch will not be held, or breaks off. Who applied keeps her application as it stands."""
    return _stop(batch, BatchState.CANCELLED, reason, by, at, "batch.cancelled")


def _stop(batch, to, reason, by, at, verb):
    batch = kept(batch, by)
    if len(reason.strip()) < 5:
        raise Stopped(_("Write why, in a few words: those who applied will ask."))
    batch.reason = reason.strip()[:300]
    step(batch, to, by, at, verb, reason=["", batch.reason])
    withdraw_links(thing=batch, act=APPLY, by=by, at=at)
    return batch


@transaction.atomic
def take_up_batch(*, batch, by, at):
    """Plan a postponed batch again; its calendar is to be written anew."""
    batch = kept(batch, by)
    before, batch.reason = batch.reason, ""
    return step(batch, BatchState.PLANNED, by, at, "batch.taken_up", reason=[before, ""])


@transaction.atomic
def registration_link(*, batch, by, at) -> str:
    """A link, for posters and groups, by which anybody applies until registration is over. Returns its address.

    It holds as long as the poster hangs: to the last day of registration, a month at least.
    """
    batch = kept(batch, by)
    if batch.state != BatchState.REGISTRATION:
        raise ActionDenied(_("Open the registration first; then people can apply by a link."))
    _link, token = issue_link(
        act=APPLY, thing=batch, recipient=batch.name[:200], by=by, at=at, lasts=lasting(batch.registration_until, at)
    )
    return address_of("link", token)
