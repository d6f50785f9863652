"""Minutes are written, decisions become tasks, and what is approved stands for good."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.base.readings import line
from padan.forum.models import Decision, Event, Minutes
from padan.forum.permissions import check_may_drop_task, check_may_finish_task, check_may_keep_forum
from padan.forum.printing import printed_minutes
from padan.forum.queries import decisions_of, minutes_of
from padan.forum.states import TASK_FLOW, TaskState, in_words
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.trail.actions import record


class MinutesFrozen(ActionDenied):
    """Approved minutes, and the words of their decisions, stand as they are."""


class NothingToApprove(ActionDenied):
    """There is no draft, or nothing stands in it."""


class TooEarly(ActionDenied):
    """The event has not begun."""


@transaction.atomic
def write_minutes(*, event, text, revision, by, at):
    """Write the draft as it was shown at ``revision`` (0: there was none). Two writers never overwrite each other."""
    event = _locked(event, by)
    draft = minutes_of(event).first()
    if draft and draft.approved_at:
        raise MinutesFrozen(_("These minutes are approved. Begin a correction to change them."))
    if (draft.revision if draft else 0) != revision:
        raise EditedMeanwhile(
            _("Somebody wrote in these minutes while you did. Your text is kept here; compare, then save again."), draft
        )
    if draft is None:
        draft = Minutes(event=event, revision=0)
    draft.text = "\n".join(row.rstrip() for row in text.replace("\r\n", "\n").split("\n")).strip()
    draft.revision += 1
    draft.save()
    record(by, "minutes.written", draft, at=at, changes={"revision": [revision, draft.revision]})
    return draft


@transaction.atomic
def add_decision(*, event, words, by, at, seat=None, user=None, organisation=None, due_on=None):
    """Write a decision down. With an owner and a day it is a task from now on."""
    event = _locked(event, by)
    decision = Decision(event=event, order=Decision.objects.filter(event=event).count() + 1)
    _fill(decision, words, seat, user, organisation, due_on)
    decision.save()
    record(by, "decision.added", decision, at=at, changes={"owner": ["", _owner(decision)], "due_on": ["", due_on]})
    return decision


@transaction.atomic
def change_decision(*, decision, words, by, at, seat=None, user=None, organisation=None, due_on=None):
    """Correct a decision before the minutes are approved."""
    decision = _of_draft(decision, by)
    before = {"words": decision.words, "owner": _owner(decision), "due_on": decision.due_on}
    _fill(decision, words, seat, user, organisation, due_on)
    decision.save()
    after = {"words": decision.words, "owner": _owner(decision), "due_on": decision.due_on}
    changes = {field: [before[field], value] for field, value in after.items() if value != before[field]}
    if changes:
        record(by, "decision.changed", decision, at=at, changes=changes)
    return decision


@transaction.atomic
def remove_decision(*, decision, by, at):
    """Take a decision off the draft: it was never made."""
    decision = _of_draft(decision, by)
    record(by, "decision.removed", decision, at=at, changes={"words": [decision.words, ""]})
    decision.delete()


@transaction.atomic
def approve_minutes(*, event, revision, by, at, today):
    """Freeze the draft with its paper: text, decisions and who was present, as they stand now."""
    event = _locked(event, by)
    draft = minutes_of(event).first()
    if draft is None or draft.approved_at:
        raise NothingToApprove(_("There is no draft to approve."))
    if today < event.held_on:
        raise TooEarly(
            _("The event is on %(day)s. Minutes are approved after it began.") % {"day": in_words(event.held_on)}
        )
    if draft.revision != revision:
        raise EditedMeanwhile(_("Somebody wrote in these minutes meanwhile. Read them again, then approve."), draft)
    if not draft.text:
        raise NothingToApprove(_("The minutes are empty. Write what was said first."))
    draft.approved_at, draft.approved_by = at, str(by) if by else event.forum.organisation.name
    paper = keep(printed_minutes(draft, at=at), called=f"notulen-{event.code}-{draft.version}.pdf")
    for column, value in paper.items():
        setattr(draft, column, value)
    draft.save()
    decided = decisions_of(event).filter(minutes=None).order_by().update(minutes=draft)
    record(by, "minutes.approved", draft, at=at, changes={
        "file": ["", draft.file_sha256], "decisions": [0, decided]})  # fmt: skip
    return draft


@transaction.atomic
def correct_minutes(*, event, correction, by, at):
    """Begin the next version; the approved one stays, with its paper."""
    event = _locked(event, by)
    last = minutes_of(event).first()
    if last is None or not last.approved_at:
        raise MinutesFrozen(_("These minutes are not approved yet. Change the draft itself."))
    if not correction.strip():
        raise FieldRefused("correction", _("Write what is corrected."))
    draft = Minutes.objects.create(
        event=event, version=last.version + 1, text=last.text, correction=correction.strip()[:300]
    )
    record(by, "minutes.corrected", draft, at=at, changes={"version": [last.version, draft.version]})
    return draft


@transaction.atomic
def finish_task(*, decision, closing_words, closed_on, by, at):
    """What was decided is done."""
    return _closed(decision, TaskState.DONE, closing_words.strip(), closed_on, by, at)


@transaction.atomic
def drop_task(*, decision, closing_words, closed_on, by, at):
    """What was decided will not be done, for a reason."""
    if not closing_words.strip():
        raise FieldRefused("closing_words", _("Write why the task is dropped."))
    return _closed(decision, TaskState.DROPPED, closing_words.strip(), closed_on, by, at)


def _closed(decision, state, words, on, by, at):
    rows = Decision.objects.select_for_update(of=("self",)).select_related("event__forum__organisation", "seat")
    decision = rows.get(pk=decision.pk)
    check_for(by, check_may_finish_task if state == TaskState.DONE else check_may_drop_task, decision)
    TASK_FLOW.check(TaskState(decision.state) if decision.state else "", state)
    decision.state, decision.closed_on, decision.closing_words = state, on, words[:500]
    decision.save()
    record(by, f"task.{state}", decision, at=at, changes={"state": [TaskState.OPEN, state], "words": ["", words]})
    return decision


def _locked(event, by):
    rows = Event.objects.select_for_update(of=("self",)).select_related("forum__organisation")
    event = rows.get(pk=event.pk)
    check_for(by, check_may_keep_forum, event.forum)
    return event


def _of_draft(decision, by):
    _locked(decision.event, by)
    rows = Decision.objects.select_for_update(of=("self",))
    decision = rows.select_related("event", "seat", "user", "organisation").get(pk=decision.pk)
    if decision.minutes_id:
        raise MinutesFrozen(_("This decision stands in approved minutes. Drop the task with a reason, or decide anew."))
    if decision.state in (TaskState.DONE, TaskState.DROPPED):
        raise MinutesFrozen(_("This task is closed already. It stays as it is."))
    return decision


def _fill(decision, words, seat, user, organisation, due_on):
    written = line(words, 500)
    if not isinstance(written, str):
        raise FieldRefused("words", _("Write the decision in one or two sentences."))
    owners = [owner for owner in (seat, user, organisation) if owner]
    if len(owners) > 1:
        raise FieldRefused("owner", _("Choose one owner."))
    if owners and not due_on:
        raise FieldRefused("due_on", _("A task needs the day by which it is done."))
    if due_on and not owners:
        raise FieldRefused("owner", _("A task needs an owner. Without one, leave the day empty."))
    if due_on and due_on < decision.event.held_on:
        raise FieldRefused("due_on", _("A task is due after the event that decided it."))
    decision.words, decision.seat, decision.user, decision.organisation = written, seat, user, organisation
    decision.due_on, decision.state = due_on, TaskState.OPEN if owners else ""


def _owner(decision):
    return decision.owner.code if decision.owner else ""
