"""Minutes of an event, its decisions, and the tasks that came of them."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.forum.actions.minutes import (
    add_decision,
    approve_minutes,
    change_decision,
    correct_minutes,
    drop_task,
    finish_task,
    remove_decision,
    write_minutes,
)
from padan.forum.permissions import may_finish_task, may_keep_forum
from padan.forum.printing import printed_minutes
from padan.forum.queries import (
    accounts_of_board,
    bodies_in_forums,
    decisions_of,
    decisions_open_to,
    events_open_to,
    minutes_of,
    minutes_open_to,
    seats_in_office,
    tasks_of,
)
from padan.forum.states import TaskState
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import bytes_response, file_response
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.secretariat.boards import named_body
from padan.web.secretariat.events import READS_EVENTS
from padan.web.tones import tone_of
from padan.web.wording import told

READS_TASKS = READS_EVENTS


TASKS = Listing(
    name="task",
    title=_("Tasks"),
    lead=_("What meetings decided, who does it, and by when."),
    rows=tasks_of,
    order=order_of("due_on"),
    filters=(
        choice("state", _("State"), TaskState.choices, "state"),
        day("to", _("Due by"), "due_on__lte"),
        of_code("forum", _("Forum code"), "event__forum__organisation__code"),
        of_code("event", _("Event code"), "event__code"),
    ),
    columns=(
        Column(
            "words",
            _("Task"),
            lambda task: task.words,
            href=lambda task: reverse("task-detail", args=[task.code]),
            under=lambda task: task.event.title,
        ),
        Column("state", _("State"), lambda task: TaskState(task.state), kind="state"),
        Column("owner", _("Owner"), lambda task: str(task.owner)),
        Column("due_on", _("Due"), lambda task: task.due_on, kind="date", sort="due_on"),
        Column("closed_on", _("Closed"), lambda task: task.closed_on, kind="date", shown=False),
        Column("closing_words", _("Result or reason"), lambda task: task.closing_words, shown=False),
        Column("code", _("Code"), lambda task: task.code, kind="code", shown=False),
    ),
    empty=Empty(_("No tasks"), _("A decision of a meeting with an owner and a day stands here.")),
)


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("What was said"),
        required=False,
        strip=False,
        max_length=60_000,
        widget=forms.Textarea({"rows": 22}),
        help_text=_("An empty line begins a new paragraph."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DecisionForm(forms.Form):
    """A decision; with an owner and a day it is a task."""

    words = forms.CharField(label=_("Decision"), max_length=500, widget=forms.Textarea({"rows": 2}))
    seat = forms.ModelChoiceField(None, label=_("Board seat"), required=False, empty_label=_("Nobody"))
    user = forms.ModelChoiceField(None, label=_("Or an account"), required=False, empty_label=_("Nobody"))
    owner = forms.CharField(
        label=_("Or an organisation"), max_length=200, required=False, widget=forms.TextInput({"list": "bodies"})
    )
    due_on = DayField(label=_("Due"), required=False)

    def __init__(self, *args, viewer, event, **more):
        super().__init__(*args, **more)
        self.viewer = viewer
        self.fields["seat"].queryset = seats_in_office([event.forum_id], max(today(), event.held_on))
        self.fields["user"].queryset = accounts_of_board(event.forum)

    def clean_owner(self):
        return named_body(self.viewer, self.cleaned_data["owner"])

    @property
    def told(self):
        told = dict(self.cleaned_data)
        return told | {"organisation": told.pop("owner")}


class CorrectionForm(forms.Form):
    correction = forms.CharField(label=_("What is corrected"), max_length=300)


class CloseForm(forms.Form):
    closing_words = forms.CharField(label=_("What came of it, or why not"), max_length=500, required=False)


def _bodies(viewer):
    return bodies_in_forums(viewer).filter(joined_on__isnull=False)[:500]


def _own_event(request, code):
    """An event of a forum of the viewer's."""
    rows = events_open_to(request.viewer).filter(forum__organisation_id__in=request.viewer.forums)
    return get_object_or_404(rows, code=code)


def _kept_event(request, code):
    found = _own_event(request, code)
    if not may_keep_forum(request.viewer, found.forum):
        raise Http404
    return found


@require_safe
@for_roles(*FORUM)
def minutes(request, code):
    """The minutes with their decisions: written here, approved once."""
    return _minutes_page(request, _own_event(request, code))


def _minutes_page(request, event, form=None, decision=None, correction=None, status=200):
    versions = list(minutes_of(event))
    last = versions[0] if versions else None
    keeps = may_keep_forum(request.viewer, event.forum)
    writes = keeps and (last is None or last.approved_at is None)
    known = {"text": last.text if last else "", "revision": last.revision if last else 0}
    context = {
        "event": event,
        "last": last,
        "versions": versions,
        "decisions": decisions_of(event),
        "writes": writes,
        "may_keep": keeps,
        "form": form or TextForm(initial=known),
        "stands": getattr(form, "stands", None) if form else None,
        "decision_form": decision or DecisionForm(viewer=request.viewer, event=event),
        "correction_form": correction or CorrectionForm(),
        "begun": today() >= event.held_on,
        "bodies": _bodies(request.viewer) if keeps else (),
    }
    return page(request, "secretariat/events/minutes.html", context, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def write(request, code):
    """Keep the draft. Where somebody else wrote meanwhile, both texts are shown."""
    event = _kept_event(request, code)
    form = TextForm(request.POST)
    if form.is_valid():
        if done(form, write_minutes, event=event, by=request.user, at=now(), **form.cleaned_data):
            messages.success(request, gettext("The draft is kept."))
            return redirect("minutes", code)
        if stands := getattr(form, "stands", None):
            form.data = form.data.copy()
            form.data["revision"] = str(stands.revision)
    return _minutes_page(request, event, form, status=422)


@require_POST
@for_roles(R.SECRETARIAT)
def decide(request, code):
    """One more decision."""
    event = _kept_event(request, code)
    form = DecisionForm(request.POST, viewer=request.viewer, event=event)
    if form.is_valid() and done(form, add_decision, event=event, by=request.user, at=now(), **form.told):
        return redirect(f"{reverse('minutes', args=[code])}#keputusan")
    return _minutes_page(request, event, decision=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def change(request, code):
    """Correct a decision, or take it off, before the minutes are approved."""
    found = get_object_or_404(decisions_open_to(request.viewer), code=code)
    if not may_keep_forum(request.viewer, found.event.forum):
        raise Http404
    before = {
        "words": found.words,
        "seat": found.seat_id,
        "user": found.user_id,
        "owner": found.organisation.name if found.organisation else "",
        "due_on": found.due_on,
    }
    changes = request.POST.get("do") == "change"
    form = DecisionForm(request.POST if changes else None, initial=before, viewer=request.viewer, event=found.event)
    if request.POST.get("do") == "remove":
        tried(request, gettext("Taken off the minutes."), remove_decision, decision=found, by=request.user, at=now())
        return redirect("minutes", found.event.code)
    if form.is_valid() and done(form, change_decision, decision=found, by=request.user, at=now(), **form.told):
        messages.success(request, gettext("Saved."))
        return redirect("minutes", found.event.code)
    context = {"decision": found, "event": found.event, "form": form, "bodies": _bodies(request.viewer)}
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/events/decision.html", context, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def approve(request, code):
    """Freeze the minutes with their paper."""
    event = _kept_event(request, code)
    revision = request.POST.get("revision", "")
    told_revision = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else -1
    said = gettext("The minutes are approved. From now on they stand as they are.")
    tried(request, said, approve_minutes, event=event, revision=told_revision, by=request.user, at=now(), today=today())
    return redirect("minutes", code)


@require_POST
@for_roles(R.SECRETARIAT)
def correct(request, code):
    """Begin the next version."""
    event, form = _kept_event(request, code), CorrectionForm(request.POST)
    if form.is_valid() and done(form, correct_minutes, event=event, by=request.user, at=now(), **form.cleaned_data):
        return redirect("minutes", code)
    return _minutes_page(request, event, correction=form, status=422)


@require_safe
@for_roles(*READS_EVENTS)
def paper(request, code):
    """Approved minutes as they were kept; a draft as it would be printed now."""
    found = get_object_or_404(minutes_open_to(request.viewer), code=code)
    name = f"notulen-{found.event.code}-{found.version}"
    if found.approved_at:
        return file_response(found, name)
    return bytes_response(printed_minutes(found, at=now()), f"{name}.pdf", "application/pdf", shown=True)


@require_safe
@for_roles(*READS_TASKS)
def tasks(request):
    return TASKS.page(request)


@require_POST
@for_roles(*READS_TASKS)
def export_tasks(request):
    return TASKS.export(request)


@require_safe
@for_roles(*READS_TASKS)
def task(request, code):
    """One task: what was decided where, by whom it is done until when."""
    return _task_page(request, get_object_or_404(tasks_of(request.viewer), code=code), CloseForm())


def _task_page(request, found, form, status=200):
    open_ = found.state == TaskState.OPEN
    context = {
        "task": found,
        "state": TaskState(found.state),
        "tone": tone_of(TaskState(found.state)),
        "late": open_ and found.due_on < today(),
        "may_finish": open_ and may_finish_task(request.viewer, found),
        "may_drop": open_ and may_keep_forum(request.viewer, found.event.forum),
        "opens_event": events_open_to(request.viewer).filter(pk=found.event_id).exists(),
        "form": form,
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/events/task.html", context, status=status)


@require_POST
@for_roles(*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
def close_task(request, code):
    """Done, or dropped with its reason."""
    found = get_object_or_404(tasks_of(request.viewer), code=code)
    if not may_finish_task(request.viewer, found):
        raise Http404
    form = CloseForm(request.POST)
    act = drop_task if request.POST.get("do") == "drop" else finish_task
    if form.is_valid() and done(
        form, act, decision=found, closed_on=today(), by=request.user, at=now(), **form.cleaned_data
    ):
        messages.success(request, gettext("Written down."))
        return redirect("task-detail", code)
    return _task_page(request, found, form, 422)
