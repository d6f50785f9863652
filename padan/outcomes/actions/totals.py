"""Rows take the place of a total that a centre reported; and give it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.outcomes.models import Replacement, ReportedTotal
from padan.outcomes.queries.totals import rows_for
from padan.trail.actions import record
from padan.training.permissions import check_may_keep_centre

SHORTEST = 10


class NoRowsYet(ActionDenied):
    """Nobody of the programme stands here row by row: there is nothing to put in the place of the total."""


class AlreadyReplaced(ActionDenied):
    """Rows stand in its place already, or were taken back meanwhile."""


@transaction.atomic
def replace_total(*, total, programme, reason, by, at, today, finished_from=None, finished_until=None):
    """From today on the rows of ``programme`` stand in the place of a reported total, which is kept as it was reported.

    ``finished_from`` and ``finished_until`` say whose rows (None: all of the programme). Figures of earlier days keep
    the total. Raises NotAllowed, FieldRefused, NoRowsYet or AlreadyReplaced.
    """
    check_for(by, check_may_keep_centre, total.centre)
    total = ReportedTotal.objects.select_for_update(of=("self",)).select_related("centre").get(pk=total.pk)
    if programme.centre_id != total.centre_id:
        raise FieldRefused("programme", _("Choose a programme of the centre that reported the total."))
    if finished_from and finished_until and finished_until < finished_from:
        raise FieldRefused("finished_until", _("The last day lies before the first."))
    why = _reason(reason)
    if Replacement.objects.filter(total=total, undone_on=None).exists():
        raise AlreadyReplaced(_("Rows stand in the place of this total already."))
    counted = rows_for(programme, finished_from, finished_until)
    if not counted.graduates:
        raise NoRowsYet(_("Nobody who finished this programme stands here row by row. Import the list of names first."))
    placed = Replacement.objects.create(
        total=total, programme=programme, finished_from=finished_from, finished_until=finished_until,
        replaced_on=today, replaced_by=by, reason=why,
    )  # fmt: skip
    record(by, "total.replaced", total, at=at,
           changes={"participants": [total.participants, counted.graduates], "placed": [total.placed, counted.employed],
                    "programme": ["", programme.code], "reason": ["", why]})  # fmt: skip
    return placed


@transaction.atomic
def undo_replacement(*, replacement, reason, by, at, today):
    """The total stands again from today on. That rows stood in its place, and why they no longer do, stays."""
    total = replacement.total
    check_for(by, check_may_keep_centre, total.centre)
    rows = Replacement.objects.select_for_update(of=("self",)).select_related("total")
    replacement = rows.get(pk=replacement.pk)
    if replacement.undone_on is not None:
        raise AlreadyReplaced(_("This was taken back before: the total stands."))
    replacement.undone_on, replacement.undone_by, replacement.undone_reason = today, by, _reason(reason)
    replacement.save(update_fields=["undone_on", "undone_by", "undone_reason", "updated_at"])
    record(by, "total.restored", total, at=at, changes={"reason": ["", replacement.undone_reason]})
    return replacement


def _reason(text):
    why = line(text, 300)
    if why is None or isinstance(why, Problem) or len(why) < SHORTEST:
        raise FieldRefused("reason", _("Say why, in a few words. Others read it later."))
    return why
