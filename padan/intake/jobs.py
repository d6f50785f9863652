"""Work on files off the request. What is to be done stands in the rows themselves; the queue only says "now".

A worker that dies leaves its upload in a working state: the next minute, or the next start, takes it up again.
"""

import logging

from django.db import transaction
from django.utils.translation import gettext as _
from huey import crontab

from padan.base.clock import now
from padan.base.errors import PadanError
from padan.base.jobs import huey
from padan.figures.actions.summaries import refresh_if_stale, refresh_summaries
from padan.intake.actions import UploadBusy, bring_in, forget_file, holding, read
from padan.intake.models import Upload
from padan.intake.permissions import check_may_bring_in
from padan.intake.states import AT_WORK, UPLOAD_FLOW, UploadState
from padan.organisations.permissions import check_for

log = logging.getLogger(__name__)


def read_soon(upload) -> None:
    """Have an upload read that waits for it."""
    transaction.on_commit(lambda: work_on(upload.code))


@transaction.atomic
def enter_soon(upload, *, by) -> None:
    """Have the clear rows of an upload written. A second click finds the work begun and changes nothing."""
    check_for(by, check_may_bring_in, upload.organisation)
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state != UploadState.COMMITTING:
        UPLOAD_FLOW.check(upload.state, UploadState.COMMITTING)
        upload.state, upload.by = UploadState.COMMITTING, by
        upload.save(update_fields=["state", "by", "updated_at"])
    transaction.on_commit(lambda: work_on(upload.code))


@huey.task()
def work_on(code) -> None:
    """Do the next step of an upload, unless another worker is at it or nothing is to be done."""
    upload = Upload.objects.select_related("organisation", "by").get(code=code)
    try:
        with holding(upload, wait=False):
            upload.refresh_from_db(fields=["state"])
            if upload.state == UploadState.COMMITTING:
                bring_in(upload=upload, by=upload.by, at=now())
                refresh_summaries()
            elif upload.state in AT_WORK:
                read(upload=upload, by=upload.by, at=now())
    except UploadBusy:
        pass
    except PadanError as refused:
        _stop(code, str(refused))
    except Exception:
        log.exception("The work on %s broke off", code)
        _stop(code, _("The work broke off through a fault of ours; nothing of this file was entered. Bring it again."))


def _stop(code, sentence) -> None:
    """An upload whose work ended is not tried for ever."""
    upload = Upload.objects.get(code=code)
    if upload.state in AT_WORK:
        upload.state, upload.error, upload.finished_at = UploadState.FAILED, sentence, now()
        upload.save(update_fields=["state", "error", "finished_at", "updated_at"])
        forget_file(upload)


@huey.periodic_task(crontab())
def take_up_again() -> None:
    """Every minute: what was left behind in a working state."""
    for code in Upload.objects.filter(state__in=AT_WORK).order_by("pk").values_list("code", flat=True):
        work_on(code)


@huey.periodic_task(crontab(minute="*/5"))
def keep_figures_fresh() -> None:
    """Every five minutes: the figures of the public home, where anything happened since."""
    refresh_if_stale()


@huey.on_startup()
def at_the_start() -> None:
    take_up_again.call_local()
