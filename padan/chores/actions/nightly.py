"""The night's chores, one after the other. Each is idempotent and keeps what it did even when a later one fails."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.agreements.actions.life import follow_calendar, learn_words, pulse_of, set_pulse
from padan.agreements.actions.promises import settle_promises
from padan.agreements.actions.reminders import send_reminders
from padan.agreements.models import Agreement, Party
from padan.agreements.queries.promises import promises_in_force
from padan.agreements.states import IN_FORCE
from padan.base.clock import now
from padan.base.errors import PadanError
from padan.base.files import faults
from padan.chores.actions.news import tell_companies
from padan.chores.models import ChoreRun
from padan.chores.queries import last_activities
from padan.graduates.actions import ask_again
from padan.matching.actions.deadlines import follow_deadlines
from padan.needs.models import Need
from padan.openings.actions import expire_openings, remind_of_deadlines
from padan.openings.models import Opening
from padan.organisations.actions import suggest_pairs
from padan.outcomes.actions.waves import follow_waves
from padan.overseas.actions.following import follow_overseas
from padan.overseas.actions.papers import expire_papers
from padan.placements.actions import open_check_ins
from padan.placements.queries import done_for_promises
from padan.ventures.actions import follow_ventures, remind_backers

KEPT_FOR = timedelta(days=92)
AT_ONCE = 500
TOGETHER = 100  # acts of one transaction: few enough that nobody waits for the night
log = logging.getLogger("padan.chores")


class FilesAltered(PadanError):
    """Kept files are gone or are not the ones that were kept."""


def follow_terms(*, today: date, at: datetime) -> int:
    """Agreements whose term begins, nears its end, or is over."""
    return sum(follow_calendar(today=today, at=at).values())


def count_promises(*, today: date, at: datetime) -> int:
    """Note which promises are found kept, from the rows that answer them."""
    return settle_promises(done=done_for_promises(promises_in_force()), on=today)


def take_pulses(*, today: date, at: datetime) -> int:
    """How long nothing happened under each agreement in force. Only those that changed are written."""
    latest, changed = last_activities(today), []
    rows = Agreement.objects.filter(state__in=IN_FORCE).only("pk", "signed_on", "last_activity_on", "pulse")
    for agreement in rows.order_by("pk").iterator(chunk_size=2000):
        days = [day for day in (agreement.signed_on, agreement.last_activity_on, latest.get(agreement.pk)) if day]
        if days and (max(days) != agreement.last_activity_on or pulse_of(max(days), today) != agreement.pulse):
            changed.append((agreement.pk, max(days)))
    for start in range(0, len(changed), TOGETHER):
        with transaction.atomic():
            for pk, day in changed[start : start + TOGETHER]:
                set_pulse(agreement=Agreement(pk=pk), last_activity_on=day, today=today, by=None, at=at)
    return len(changed)


def look_for_pairs(*, today: date, at: datetime) -> int:
    """Bodies that may be one."""
    return suggest_pairs(at=at)


def refresh_words(*, today: date, at: datetime) -> int:
    """Needs, openings and agreements of a renamed body are found by its new name."""
    done = 0
    stale = Party.objects.exclude(agreement__title_key__contains=F("organisation__name_key"))
    for party in stale.select_related("agreement").order_by("agreement_id", "pk").iterator(chunk_size=AT_ONCE):
        learn_words(party.agreement)
        done += 1
    for model in (Need, Opening):
        stale = model.objects.exclude(company=None).exclude(words_key__contains=F("company__name_key"))
        for row in stale.select_related("company").order_by("pk").iterator(chunk_size=AT_ONCE):
            model.objects.filter(pk=row.pk).update(words_key=f"{row.words_key} {row.company.name_key}")
            done += 1
    return done


def check_files(*, today: date, at: datetime) -> int:
    """Read every kept file and compare it with what was kept. A fault is told by the thing's own name."""
    found = [f"{row._meta.label} {getattr(row, 'code', row.pk)}" for row, _fault in faults()]
    if found:
        raise FilesAltered(_("Files changed or removed on the disk: %(files)s") % {"files": ", ".join(found)})
    return 0


@dataclass(frozen=True)
class Chore:
    """One piece of the night: its name, what it is called, and the act that does it."""

    name: str
    label: Any
    do: Callable[..., int]


CHORES = {
    chore.name: chore
    for chore in (
        Chore("terms", gettext_lazy("Terms of agreements"), follow_terms),
        Chore("reminders", gettext_lazy("Reminders to the parties of agreements"), send_reminders),
        Chore("openings", gettext_lazy("Openings whose deadline has passed"), expire_openings),
        Chore("deadlines", gettext_lazy("Reminders before openings close"), remind_of_deadlines),
        Chore("seeking", gettext_lazy("Graduates asked whether they still look for work"), ask_again),
        Chore("news", gettext_lazy("News to companies about their needs"), tell_companies),
        Chore("promises", gettext_lazy("Promises found kept"), count_promises),
        Chore("pulses", gettext_lazy("Pulse of agreements"), take_pulses),
        Chore("invitations", gettext_lazy("Invitations to work whose time to answer ends"), follow_deadlines),
        Chore("pairs", gettext_lazy("Bodies that may be one"), look_for_pairs),
        Chore("words", gettext_lazy("Search words of renamed companies"), refresh_words),
        Chore("check_ins", gettext_lazy("Check-ins at work"), open_check_ins),
        Chore("waves", gettext_lazy("Graduates asked where they stand"), follow_waves),
        Chore("ventures", gettext_lazy("Own businesses asked after 6 and 12 months"), follow_ventures),
        Chore("backers", gettext_lazy("Companies reminded that a business waits for them"), remind_backers),
        Chore("candidate_papers", gettext_lazy("Papers of candidates that end soon"), expire_papers),
        Chore("overseas", gettext_lazy("The route abroad: permits, money, papers, check-ins, alarms"), follow_overseas),
        Chore("files", gettext_lazy("Kept files, compared"), check_files),
    )
}


def run_chores(*, today: date, names=tuple(CHORES)) -> list[ChoreRun]:
    """Do the chores of a night in their order. One that fails is told and does not stop the others."""
    runs = [_run(CHORES[name], today) for name in names]
    ChoreRun.objects.filter(began_at__lt=now() - KEPT_FOR).delete()
    return runs


def _run(chore, today) -> ChoreRun:
    began, count, fault = now(), 0, ""
    try:
        count = chore.do(today=today, at=began)
    except PadanError as refused:
        fault = str(refused)
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"[:2000]
    run = ChoreRun.objects.create(name=chore.name, began_at=began, ended_at=now(), count=count, fault=fault)
    if fault:
        log.error("chore %s failed: %s", chore.name, fault)
    else:
        log.info("chore %s: %s done in %.1f s", chore.name, count, (run.ended_at - began).total_seconds())
    return run
