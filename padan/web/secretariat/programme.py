"""The work programme of a forum: activities, their money, and what came of them."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.forum.actions.programme import (
    PLANNED,
    begin_activity,
    cancel_activity,
    change_activity,
    finish_activity,
    plan_activity,
)
from padan.forum.permissions import may_keep_forum
from padan.forum.queries import activities_of, forums_kept, seats_in_office, sums_by_year, sums_of
from padan.forum.states import ACTIVITY_FLOW, ActivityState
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.audience import READS_FORUMS, R, for_roles
from padan.web.forms import DayField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Filter, Listing, choice, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wages import RupiahField
from padan.web.wording import told

MOST_RUPIAH = 10**13
YEARS = 3


def money_by_year(viewer):
    """What each of the last years cost, planned and spent."""
    found = []
    for year, budget, spent in sums_by_year(activities_of(viewer))[:YEARS]:
        found.append((gettext("rupiah planned for %(year)s") % {"year": year}, budget, f"year={year}"))
        if spent:
            asked = f"year={year}&state={ActivityState.FINISHED}"
            found.append((gettext("rupiah spent in %(year)s") % {"year": year}, spent, asked))
    return found


PROGRAMME = Listing(
    name="activity",
    title=_("Work programme"),
    lead=_("What the forum set out to do, with what money, and what came of it."),
    rows=activities_of,
    order=(Key("year", descending=True), Key("planned_on", nulls="last"), Key("pk")),
    filters=(
        Filter(
            "year",
            forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100),
            lambda rows, value: rows.filter(year=value),
        ),
        choice("state", _("State"), ActivityState.choices, "state"),
        of_code("forum", _("Forum code"), "forum__organisation__code"),
    ),
    columns=(
        Column(
            "title",
            _("Activity"),
            lambda one: one.title,
            href=lambda one: reverse("activity-detail", args=[one.code]),
            under=lambda one: one.forum.organisation.name,
        ),
        Column("state", _("State"), lambda one: ActivityState(one.state), kind="state"),
        Column("year", _("Year"), lambda one: one.year, sort="year"),
        Column(
            "planned_on", _("Planned for"), lambda one: one.planned_on, kind="date", sort="planned_on", nulls="last"
        ),
        Column("seat", _("Responsible"), lambda one: one.seat and one.seat.position, phone=False),
        Column("budget_idr", _("Budget"), lambda one: one.budget_idr, kind="money"),
        Column("spent_idr", _("Spent"), lambda one: one.spent_idr, kind="money"),
        Column("source", _("Source of the money"), lambda one: one.source, shown=False),
        Column("result", _("Result or reason"), lambda one: one.result, shown=False),
        Column("forum", _("Forum"), lambda one: one.forum.organisation.name, shown=False),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No activities yet"),
        _("Write down what the forum sets out to do this year, and with what money."),
        _("Plan an activity"),
        "activity-new",
        lambda viewer: viewer.has(R.SECRETARIAT),
    ),
    begins=True,
    counts=money_by_year,
)


class ActivityForm(forms.Form):
    title = forms.CharField(label=_("Activity"), max_length=200)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    planned_on = DayField(label=_("Planned for"), required=False)
    seat = forms.ModelChoiceField(None, label=_("Responsible"), required=False, empty_label=_("Nobody yet"))
    budget_idr = RupiahField(label=_("Budget (rupiah)"), required=False, min_value=0, max_value=MOST_RUPIAH)
    source = forms.CharField(label=_("Source of the money"), max_length=200, required=False)

    def __init__(self, *args, forums, **more):
        super().__init__(*args, **more)
        self.fields["seat"].queryset = seats_in_office(forums, today())

    def clean_budget_idr(self):
        return self.cleaned_data["budget_idr"] or 0

    @property
    def told(self):
        return {field: self.cleaned_data[field] for field in PLANNED}


class NewActivityForm(ActivityForm):
    def __init__(self, *args, forums, **more):
        super().__init__(*args, forums=forums, **more)
        self.fields["forum"] = forms.ModelChoiceField(forums, label=_("Forum"), empty_label=None)
        self.order_fields(("forum",))


class ChangeActivityForm(ActivityForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FinishForm(forms.Form):
    finished_on = DayField(label=_("Carried out on"))
    result = forms.CharField(label=_("What came of it"), max_length=500, widget=forms.Textarea({"rows": 3}))
    spent_idr = RupiahField(label=_("Spent (rupiah)"), min_value=0, max_value=MOST_RUPIAH)


class CancelForm(forms.Form):
    result = forms.CharField(label=_("Why it is cancelled"), max_length=500)


@require_safe
@for_roles(*READS_FORUMS)
def activities(request):
    return PROGRAMME.page(request)


@require_POST
@for_roles(*READS_FORUMS)
def export_activities(request):
    return PROGRAMME.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_activity(request):
    """One more line of a work programme."""
    kept = forums_kept(request.viewer)
    form = NewActivityForm(request.POST or None, forums=kept, initial={"year": today().year})
    if form.is_valid():
        found = done(form, plan_activity, forum=form.cleaned_data["forum"], by=request.user, at=now(), **form.told)
        if found:
            messages.success(request, gettext("Planned."))
            return redirect("activity-detail", found.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/forums/activity_form.html", {"form": form}, status=status)


@require_safe
@for_roles(*READS_FORUMS)
def activity(request, code):
    """One activity and its year's sums."""
    return _activity_page(request, get_object_or_404(activities_of(request.viewer), code=code))


def _activity_page(request, found, finish=None, cancel=None, status=200):
    steps = ACTIVITY_FLOW.allowed_from(found.state) if may_keep_forum(request.viewer, found.forum) else frozenset()
    context = {
        "activity": found,
        "state": ActivityState(found.state),
        "tone": tone_of(ActivityState(found.state)),
        "sums": sums_of(activities_of(request.viewer).filter(forum=found.forum, year=found.year)),
        "may_begin": ActivityState.RUNNING in steps,
        "may_end": ActivityState.FINISHED in steps,
        "finish": finish or FinishForm(initial={"finished_on": today()}),
        "cancel": cancel or CancelForm(auto_id="cancel_%s"),
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/forums/activity.html", context, status=status)


def _kept(request, code):
    found = get_object_or_404(activities_of(request.viewer), code=code)
    if not may_keep_forum(request.viewer, found.forum):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def edit_activity(request, code):
    """Change what is planned."""
    found = _kept(request, code)
    before = {field: getattr(found, field) for field in (*PLANNED, "revision")} | {"seat": found.seat_id}
    form = ChangeActivityForm(request.POST or None, forums=[found.forum_id], initial=before)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        if done(form, change_activity, activity=found, revision=revision, by=request.user, at=now(), **form.told):
            messages.success(request, gettext("Saved."))
            return redirect("activity-detail", code)
    context = {"form": form, "activity": found}
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/forums/activity_form.html", context, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def step_activity(request, code):
    """It begins, ends with its result, or is cancelled with its reason."""
    found, do = _kept(request, code), request.POST.get("do")
    shared = {"activity": found, "by": request.user, "at": now()}
    if do == "finish":
        form = FinishForm(request.POST)
        kept = form.is_valid() and done(form, finish_activity, today=today(), **form.cleaned_data, **shared)
        if not kept:
            return _activity_page(request, found, finish=form, status=422)
    elif do == "cancel":
        form = CancelForm(request.POST, auto_id="cancel_%s")
        if not (form.is_valid() and done(form, cancel_activity, **form.cleaned_data, **shared)):
            return _activity_page(request, found, cancel=form, status=422)
    else:
        tried(request, gettext("Work on it has begun."), begin_activity, **shared)
    return redirect("activity-detail", code)
