"""Attacking large releases and preparing large reports off the request.

What is to be done stands in the release and in the order; the queue only says "now".
"""

import logging
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import now
from padan.base.errors import PadanError
from padan.base.jobs import huey
from padan.figures.actions.releasing import attacked, audit_release, break_off_attack
from padan.figures.actions.reports import break_off_report, prepare_yearly_report
from padan.figures.models import Release, ReportOrder
from padan.people.models import User

log = logging.getLogger(__name__)


def attack_soon(release) -> None:
    """Have a release attacked that waits for it."""
    transaction.on_commit(lambda: attack(release.code))


@huey.task()
def attack(code) -> None:
    """Attack the tables of a release, telling after each how far it is; a second run finds nothing to do."""
    release = Release.objects.select_related("forum__organisation").get(code=code)
    if not release.is_attacked:
        return
    asked, done = release.attack, count()

    def tell() -> None:
        Release.objects.filter(code=code).update(attack=asked | {"done": next(done)})

    tell()
    try:
        found = attacked(release, mend=asked["mends"], step=tell)
        by = User.objects.filter(code=asked["by"]).first()
        audit_release(release=release, by=by, at=now(), done=found)
    except PadanError as refused:
        break_off_attack(release=release, reason=str(refused), at=now())
    except Exception:
        log.exception("The attack on %s broke off", code)
        reason = _("The attack broke off through a fault of ours; the draft stands as before. Run it again.")
        break_off_attack(release=release, reason=reason, at=now())


@huey.on_startup()
def take_up_attacks() -> None:
    """At the start: attacks that a worker left behind."""
    for code in Release.objects.filter(attack__has_key="by").order_by("pk").values_list("code", flat=True):
        attack(code)


def prepare_soon(order) -> None:
    """Have a report prepared that was ordered."""
    transaction.on_commit(lambda: prepare(order.code))


@huey.task()
def prepare(code) -> None:
    """Prepare a yearly report, telling after each figure how far it is; a second run finds nothing to do."""
    order = ReportOrder.objects.select_related("organisation").get(code=code)
    if not order.is_open:
        return
    done = count()

    def tell() -> None:
        ReportOrder.objects.filter(code=code).update(done=next(done))

    tell()
    try:
        by = User.objects.filter(code=order.asked_by).first()
        prepare_yearly_report(order=order, by=by, at=now(), step=tell)
    except PadanError as refused:
        break_off_report(order=order, reason=str(refused), at=now())
    except Exception:
        log.exception("The report %s broke off", code)
        reason = _("It broke off through a fault of ours. Nothing was lost; ask for it again.")
        break_off_report(order=order, reason=reason, at=now())


@huey.on_startup()
def take_up_reports() -> None:
    """At the start: reports that a worker left behind."""
    open_ones = ReportOrder.objects.filter(report=None, stopped="").order_by("pk")
    for code in open_ones.values_list("code", flat=True):
        prepare(code)
