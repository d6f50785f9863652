"""Working rounds out, and keeping a large market at hand, off the request."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _
from huey import crontab

from padan.base.clock import now
from padan.base.errors import PadanError
from padan.base.jobs import huey
from padan.matching.actions.rounds import break_off_round, clear_round, freeze_lists
from padan.matching.adapter.warm import lay_down
from padan.matching.models import Round
from padan.matching.states import AT_WORK, RoundState

log = logging.getLogger(__name__)


def work_out_soon(round) -> None:
    """Have a round worked out that waits for it."""
    transaction.on_commit(lambda: work_out(round.code))


@huey.task()
def work_out(code) -> None:
    """Freeze the lists of a round and clear it; what was begun by a worker that died is taken up again."""
    round = Round.objects.select_related("keeper", "by").get(code=code)
    try:
        if round.state == RoundState.WAITING:
            _tell(code, "freeze", 0, 0)
            round = freeze_lists(round=round, by=round.by, at=now())
        if round.state == RoundState.FROZEN:
            clear_round(round=round, by=round.by, at=now(), told=lambda *what: _tell(code, *what))
    except PadanError as refused:
        break_off_round(round=round, reason=str(refused), at=now())
    except Exception:
        log.exception("The work on %s broke off", code)
        reason = _("The work broke off through a fault of ours; nothing was decided. Open the round anew.")
        break_off_round(round=round, reason=reason, at=now())


def _tell(code, stage, done, total) -> None:
    Round.objects.filter(code=code, state__in=AT_WORK).update(stage=stage, done=done, total=total)


@huey.periodic_task(crontab(minute="*/10"))
def keep_market_at_hand() -> None:
    """Every ten minutes: lay a large market down anew, if anything changed."""
    lay_down()


@huey.on_startup()
def take_up_rounds() -> None:
    """At the start: rounds that a worker left behind."""
    for code in Round.objects.filter(state__in=AT_WORK).order_by("pk").values_list("code", flat=True):
        work_out(code)
