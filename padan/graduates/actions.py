"""Acts on graduates."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.graduates.permissions import check_may_open_nik
from padan.organisations.permissions import check_for
from padan.trail.actions import record


class ReasonMissing(ActionDenied):
    """A NIK was asked for without saying why."""


@transaction.atomic
def open_nik(*, graduate, reason, by, at) -> str:
    """The NIK in the clear, for a stated reason; that it was opened stands in the trail, the number does not."""
    check_for(by, check_may_open_nik, graduate)
    if len(reason.strip()) < 10:
        raise ReasonMissing(_("Say why you need this NIK, in a few words."))
    record(by, "nik.opened", graduate, at=at, changes={"reason": ["", reason.strip()]})
    return graduate.person.nik
