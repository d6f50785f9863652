"""The week: what waits for somebody, the longest wait first; beside it two figures and what happened lately."""

import calendar
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from padan.agreements.queries.life import (
    agreements_asleep,
    agreements_expiring,
    agreements_of,
    agreements_ready,
    parties_of,
)
from padan.agreements.queries.promises import promises_due
from padan.agreements.states import AgreementState, Pulse
from padan.base.clock import JAKARTA, today
from padan.figures.asking import ask
from padan.figures.queries.rows import partner_period
from padan.forum.queries import tasks_due
from padan.intake.queries import uploads_waiting
from padan.intake.states import UploadState
from padan.matching.queries.invitations import answers_ending
from padan.needs.queries import needs_of, needs_waiting
from padan.overseas.actions.alarms import WAITS
from padan.overseas.queries.protection import alarms_waiting
from padan.overseas.states import AlarmKind, AlarmState
from padan.placements.queries import check_ins_waiting, placements_of
from padan.trail.queries import newest_entries
from padan.training.queries.applications import short_batches
from padan.web.audience import STAFF, R, for_roles
from padan.web.centre.alarms import reason
from padan.web.lines import progress_of
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal
from padan.web.wording import SENTENCES

SHOWN = 3
WORDS = 110  # of what a company said
LATELY = 60  # entries looked at to find those the viewer may see
TOLD = 5
SOON_DAYS = 3
TASK_DAYS = 7  # tasks of meetings show up a week before they are due
VISIBLE = {"agreements.agreement": agreements_of, "needs.need": needs_of, "placements.placement": placements_of}


@dataclass
class Task:
    """One thing that waits: who it is about, how urgent, why, and the one step to take."""

    title: str
    why: str
    href: str
    step: str
    kind: str = "wait"
    status: str = ""


@dataclass
class Group:
    """Things of one kind that wait."""

    title: str
    note: str
    count: int
    tasks: list[Task] = field(default_factory=list)
    more: str = ""  # address of the whole list
    more_words: str = ""


@require_safe
@for_roles(*STAFF)
def week(request):
    """What the week asks of this viewer: a fixed number of questions, however much waits."""
    day, viewer = today(), request.viewer
    groups = [
        group
        for group in (
            alarms(viewer, day),
            needs(viewer, day),
            short_packages(viewer, day),
            promises(viewer, day),
            decided(viewer, day),
            ready(viewer),
            expiring(viewer, day),
            imports(viewer),
            answers(viewer, day),
            still_there(viewer, day),
            asleep(viewer, day),
        )
        if group.count
    ]
    context = {
        "day": day,
        "groups": groups,
        "waiting": sum(group.count for group in groups),
        "partners": ask("partners", viewer),
        "placed": ask("placed", viewer),
        "lately": lately(viewer),
    }
    context["target"] = target_of(context["partners"])
    return page(request, "secretariat/week.html", context)


def alarms(viewer, day):
    """Alarms of the route abroad that nobody has taken: a permit that ran out tonight, money beyond the rules."""
    rows = alarms_waiting(viewer).filter(state=AlarmState.OPEN)
    count = rows.order_by().count()
    return Group(
        _("Alarms on the route to Japan"),
        _("What nobody takes goes further up: from the centre to the forum, then to the labour office."),
        count,
        [
            Task(
                str(AlarmKind(alarm.kind).label),
                reason(alarm),
                reverse("alarm-detail", args=[alarm.code]),
                _("Look"),
                *urgency(alarm.level_since + WAITS.get(alarm.level, timedelta(0)), day),
            )
            for alarm in rows[:SHOWN]
        ],
        reverse("alarm-list") if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def needs(viewer, day):
    """Needs that wait for the forum's answer."""
    rows = needs_waiting(viewer)
    count = rows.count()
    return Group(
        _("Needs without an answer"),
        _("The forum promised companies an answer within 7 working days."),
        count,
        [
            Task(
                need.company.name,
                Truncator(need.words).chars(WORDS),
                reverse("need-detail", args=[need.code]),
                _("Answer") if viewer.has(R.SECRETARIAT) else _("Look"),
                *urgency(need.answer_due_on, day),
            )
            for need in rows[:SHOWN]
        ],
        reverse("need-list", query={"state": "open"}) if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def short_packages(viewer, day):
    """Packages with fewer applicants than their minimum, while people may still register."""
    rows = short_batches(viewer)
    count = len(rows)
    return Group(
        _("Packages short of their minimum"),
        _("They can still be saved: share the link, ask companies with open needs, or merge."),
        count,
        [
            Task(
                short.batch.name,
                _("%(centre)s · %(n)s of %(minimum)s registered, %(missing)s missing")
                % {
                    "centre": short.batch.centre.name,
                    "n": short.registered,
                    "minimum": short.batch.minimum,
                    "missing": short.missing,
                },
                reverse("batch-detail", args=[short.batch.code]),
                _("Look"),
                *urgency(short.batch.registration_until, day),
            )
            for short in rows[:SHOWN]
        ],
        reverse("batch-list", query={"state": "registration"}) if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def promises(viewer, day):
    """Promises due this month or overdue, counted from the rows that answer them."""
    until = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    due = [told for told in progress_of(promises_due(viewer, until), day) if told.done < told.promise.quantity]
    return Group(
        _("Promises due"),
        _("Until %(day)s.") % {"day": tanggal(until)},
        len(due),
        [
            Task(
                told.promise.words,
                _("%(who)s · %(done)s of %(all)s %(unit)s, promised for %(day)s")
                % {
                    "who": told.promise.party.organisation.name,
                    "done": told.done,
                    "all": told.promise.quantity,
                    "unit": told.promise.unit,
                    "day": tanggal(told.promise.due_on),
                },
                reverse("agreement-detail", args=[told.promise.agreement.code]),
                _("Look"),
                *urgency(told.promise.due_on, day),
            )
            for told in due[:SHOWN]
        ],
        reverse("promise-list", query={"due_to": until.isoformat()}) if len(due) > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", len(due) - SHOWN) % {"n": len(due) - SHOWN},
    )


def _next_for(agreement, lacking):
    """What a secretary does with an agreement that both sides hold to be right."""
    if lacking:
        return _("Complete")
    return _("Schedule") if agreement.state == AgreementState.AGREED else _("Look")


def ready(viewer):
    """Agreements that wait for their signatures, and what they still lack."""
    rows = agreements_ready(viewer)
    count, shown = rows.count(), list(rows[:SHOWN])
    parties = {}
    for party in parties_of(shown):
        parties.setdefault(party.agreement_id, []).append(party)
    return Group(
        _("Agreements ready to sign"),
        _("Both sides have agreed to the text."),
        count,
        [
            Task(
                agreement.title,
                lacking or _("Complete; waits for its day"),
                reverse("agreement-detail", args=[agreement.code]),
                _next_for(agreement, lacking) if viewer.has(R.SECRETARIAT) else _("Look"),
                "warn" if lacking else "new",
                _("Something is missing") if lacking else _("Ready"),
            )
            for agreement in shown
            for lacking in [lacks(parties.get(agreement.pk, []))]
        ],
        reverse("agreement-list", query={"state": "agreed"}) if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def lacks(parties):
    """What an agreed text still lacks before it can be signed, in words; "" when nothing."""
    for party in parties:
        if not party.signatory:
            return _("%(party)s: nobody is named to sign") % {"party": party.organisation.name}
        if not party.number:
            return _("%(party)s: the number is not written yet") % {"party": party.organisation.name}
    return ""


def expiring(viewer, day):
    """Agreements about to end that nothing renews: renew, or let them end knowingly."""
    rows = agreements_expiring(viewer)
    count = rows.count()
    return Group(
        _("Agreements about to end"),
        _("Their term ends within 90 days and nothing renews them yet."),
        count,
        [
            Task(
                agreement.title,
                _("Ends on %(day)s") % {"day": tanggal(agreement.ends_on)},
                reverse("agreement-detail", args=[agreement.code]),
                _("Renew") if viewer.has(R.SECRETARIAT) else _("Look"),
                *urgency(agreement.ends_on, day),
            )
            for agreement in rows[:SHOWN]
        ],
        reverse("agreement-list", query={"state": AgreementState.EXPIRING}) if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def imports(viewer):
    """Files that wait for somebody's look."""
    rows = uploads_waiting(viewer)
    count = rows.count()
    return Group(
        _("Imports to look at"),
        _("Rows with a problem are kept until you decide."),
        count,
        [
            Task(
                upload.name,
                upload.error
                or _("%(read)s rows: %(review)s to look at, %(questions)s questions")
                % {"read": upload.read, "review": upload.review, "questions": upload.questions},
                reverse("intake-detail", args=[upload.code]),
                _("Look through"),
                "bad" if upload.state == UploadState.FAILED else "wait",
                str(UploadState(upload.state).label),
            )
            for upload in rows[:SHOWN]
        ],
        reverse("intake-list") if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def answers(viewer, day):
    """Graduates whose answer is waited for and whose time ends within days, or who still want it after it ended."""
    rows = answers_ending(viewer, day)
    count = rows.count()
    return Group(
        _("Answers of graduates"),
        _("Call who has not answered; nothing lapses without a warning."),
        count,
        [
            Task(
                f"{one.graduate.code} · {one.opening.title}",
                _("She still wants it, after the deadline.")
                if one.late_at
                else _("Answer until %(day)s.") % {"day": tanggal(one.answer_by)},
                reverse("job-invitation-detail", args=[one.code]),
                _("Look"),
                *urgency(one.answer_by, day),
            )
            for one in rows[:SHOWN]
        ],
        reverse("job-invitation-list") if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def still_there(viewer, day):
    """Graduates at work who were asked whether they are still there and have not said."""
    rows = check_ins_waiting(viewer)
    count = rows.count()
    return Group(
        _("Still there?"),
        _("Asked after months of work, not answered yet. A call helps; silence is not a no."),
        count,
        [
            Task(
                f"{one.placement.graduate.code} · {one.placement.opening.title}",
                ngettext("After %(n)s month of work", "After %(n)s months of work", one.month) % {"n": one.month},
                reverse("check-in-detail", args=[one.code]),
                _("Look"),
                *urgency(one.due_on, day),
            )
            for one in rows[:SHOWN]
        ],
        reverse("check-in-list") if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def decided(viewer, day):
    """Tasks of meetings due this week or overdue: the whole forum's for its secretary, her own for everybody else."""
    rows = tasks_due(viewer, day + timedelta(days=TASK_DAYS))
    count = rows.count()
    return Group(
        _("Tasks from meetings"),
        _("Decided in a meeting, due within 7 days."),
        count,
        [
            Task(
                task.words,
                _("%(who)s · %(event)s") % {"who": task.owner, "event": task.event.title},
                reverse("task-detail", args=[task.code]),
                _("Open the task"),
                *urgency(task.due_on, day),
            )
            for task in rows[:SHOWN]
        ],
        reverse("task-list", query={"state": "open"}) if count > SHOWN else "",
        ngettext("%(n)s more", "%(n)s more", count - SHOWN) % {"n": count - SHOWN},
    )


def asleep(viewer, day):
    """One sleeping agreement a week, so that it is done."""
    rows = agreements_asleep(viewer)
    count = rows.count()
    tasks = []
    for agreement in rows[:1]:
        last = agreement.last_activity_on or agreement.signed_on
        months = (day - last).days // 30
        tasks.append(
            Task(
                agreement.title,
                _("Last activity: %(day)s") % {"day": tanggal(last)},
                reverse("agreement-detail", args=[agreement.code]),
                _("Get in touch"),
                "sleep",
                ngettext("%(n)s month", "%(n)s months", months) % {"n": months},
            )
        )
    return Group(
        _("A sleeping agreement to wake"),
        _("No activity for 6 months. This week one is chosen for you to get in touch."),
        len(tasks),
        tasks,
        reverse("agreement-list", query={"pulse": Pulse.ASLEEP}) if count > 1 else "",
        _("See all %(n)s sleeping agreements") % {"n": count},
    )


def urgency(due, day):
    """(kind of status, words) of a deadline."""
    left = (due - day).days
    if left < 0:
        return "bad", ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}
    if left == 0:
        return "warn", _("Today")
    words = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    return ("warn" if left <= SOON_DAYS else "wait"), words


def target_of(asked):
    """The forum's target and where it should stand; None without one, or where not all of the forum is counted."""
    viewer, target = asked.question.viewer, partner_period(asked.question)
    if not target or not (viewer.forums or viewer.sees_all):
        return None
    gone = (asked.as_of - target.starts_on).days / (target.ends_on - target.starts_on).days
    return {
        "value": target.value,
        "expected": round(target.value * min(max(gone, 0), 1)),
        "window": f"{target.starts_on.year} – {target.ends_on.year}",
    }


def lately(viewer):
    """What happened lately to things the viewer may open; the same act on one day is told once, with its number."""
    entries = list(newest_entries(list(VISIBLE))[:LATELY])
    seen = {
        kind: set(
            scoped(viewer)
            .order_by()
            .filter(code__in=[entry.thing_code for entry in entries if entry.thing_kind == kind])
            .values_list("code", flat=True)
        )
        for kind, scoped in VISIBLE.items()
    }
    mine = [entry for entry in entries if entry.thing_code in seen[entry.thing_kind]]
    told = []
    for (verb, on), same in groupby(mine, key=lambda entry: (entry.verb, entry.at.astimezone(JAKARTA).date())):
        first, *others = same
        told.append({"sentence": SENTENCES.get(verb, verb), "entry": first, "others": len(others), "on": on})
    return told[:TOLD]
