"""Two classes short of people become one: who applied to the one goes over to the other, and is told."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.people.actions import issue_links, queue_messages, withdraw_links
from padan.people.jobs import send_soon
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training import notices
from padan.training.actions.calendar import lasting, step
from padan.training.models import Application, Batch, Enrolment
from padan.training.permissions import APPLY, OWN, check_may_keep_centre
from padan.training.queries.applications import alike
from padan.training.states import TAKES_OTHERS, BatchState, EnrolmentState

MOVE = (EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.RESERVE)


class CannotBeMerged(ActionDenied):
    """These two classes do not become one."""


@transaction.atomic
def merge_batches(*, batch, into, by, at):
    """Cancel ``batch``, which is short of people, and bring everybody who waits for a place in it to ``into``.

    She keeps her papers, her scores and her own link, and is decided on anew there; who has an e-mail is told, with the
    way to say no. Who applied to both stays where she was. Returns the applications that went over. Raises
    CannotBeMerged, TransitionDenied; then nothing is kept.
    """
    for one in (batch, into):
        check_for(by, check_may_keep_centre, one.centre)
    rows = Batch.objects.select_for_update(of=("self",)).select_related("centre", "programme").order_by("pk")
    both = {row.pk: row for row in rows.filter(pk__in=[batch.pk, into.pk])}
    batch, into = both[batch.pk], both[into.pk]
    if batch.pk == into.pk or not alike(batch, into):
        raise CannotBeMerged(_("Only classes of the same programme or trade are merged."))
    if into.state not in TAKES_OTHERS:
        raise CannotBeMerged(
            _("%(class)s takes nobody now. Choose a class that is planned or registers people.") % {"class": into}
        )
    if batch.announced_at or batch.state == BatchState.TRAINING:
        raise CannotBeMerged(_("People of this class know their place already. Call them, or cancel the class."))
    moved = _bring_over(batch, into, at)
    batch.reason = (_("Merged into %(class)s") % {"class": f"{into.name} ({into.code})"})[:300]
    count = [0, len(moved)]
    step(batch, BatchState.CANCELLED, by, at, "batch.merged_into", into=["", into.code], count=count)
    withdraw_links(thing=batch, act=APPLY, by=by, at=at)
    record(by, "batch.joined", into, at=at, changes={"from": ["", batch.code], "count": count})
    _tell(batch, into, moved, by=by, at=at)
    return moved


def _bring_over(batch, into, at):
    """Everybody who waits in ``batch`` becomes an applicant of ``into``, behind those who are there."""
    there = Enrolment.objects.filter(batch=into)
    last = there.aggregate(last=Max("number"))["last"] or 0
    waiting = list(
        Enrolment.objects.filter(batch=batch, state__in=MOVE)
        .exclude(person__in=there.values("person"))
        .select_related("person")
        .order_by("number")
    )
    for number, enrolment in enumerate(waiting, start=last + 1):
        enrolment.batch, enrolment.number, enrolment.state = into, number, EnrolmentState.APPLIED
        enrolment.updated_at = at
    Enrolment.objects.bulk_update(waiting, ["batch", "number", "state", "updated_at"])
    moved = list(
        Application.objects.filter(enrolment__in=waiting)
        .select_related("enrolment__person", "enrolment__batch__centre")
        .order_by("enrolment__number")
    )
    for row in moved:
        row.turn, row.reason, row.reregistered_on = None, "", None
        row.revision += 1
        row.updated_at = at
    Application.objects.bulk_update(moved, ["turn", "reason", "reregistered_on", "revision", "updated_at"])
    return moved


def _tell(batch, into, moved, *, by, at):
    reached = [row for row in moved if row.enrolment.person.email]
    if reached:
        tokens = issue_links(act=OWN, things=reached, about=into, by=by, at=at, lasts=lasting(into.starts_on, at))
        queue_messages([notices.merged(row, batch, address_of("link", tokens[row.code])) for row in reached], at=at)
        send_soon()
