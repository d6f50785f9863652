"""What a centre is to train in a year, as its budget says."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.trail.actions import record
from padan.training.models import TrainingTarget
from padan.training.permissions import check_may_keep_centre


@transaction.atomic
def set_training_target(*, centre, year, output_code, packages, people, by, at, channel="", funding=""):
    """Write, or correct, how many packages and people a year is to bring under one output, channel and funding."""
    check_for(by, check_may_keep_centre, centre)
    if not 2000 <= year <= 2100:
        raise FieldRefused("year", _("Write the year with four digits."))
    if not output_code.strip():
        raise FieldRefused("output_code", _("Write the RO code, such as 4057.SCO.003."))
    place = {
        "centre": centre, "year": year, "output_code": output_code.strip(), "channel": channel.strip(),
        "funding": funding.strip(),
    }  # fmt: skip
    before = TrainingTarget.objects.select_for_update().filter(**place).first()
    was = (before.packages, before.people) if before else (0, 0)
    target, new = TrainingTarget.objects.update_or_create(
        **place, defaults={"packages": packages, "people": people}
    )  # fmt: skip
    if new or was != (packages, people):
        record(by, "training_target.set", target, at=at,
               changes={"packages": [was[0], packages], "people": [was[1], people]})  # fmt: skip
    return target


@transaction.atomic
def drop_training_target(*, target, by, at):
    """Take a target away that was written by mistake."""
    check_for(by, check_may_keep_centre, target.centre)
    record(by, "training_target.dropped", target, at=at,
           changes={"packages": [target.packages, 0], "people": [target.people, 0]})  # fmt: skip
    target.delete()
