"""Alarms of the route abroad: what somebody must look at, whose turn it is, and what was done."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.overseas.actions.alarms import LEFT, WAITS, close_alarm, give_back_alarm, note_step, take_alarm
from padan.overseas.money import written
from padan.overseas.permissions import may_close_alarm, may_take_alarm
from padan.overseas.queries.protection import alarms_of, alarms_waiting, named_in
from padan.overseas.states import AlarmKind, AlarmLevel, AlarmState
from padan.trail.queries import entries_of
from padan.training.permissions import may_see_names
from padan.web.acting import Way, done
from padan.web.audience import FORUM, R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal
from padan.web.tones import tone_of
from padan.web.wording import told

READS_ALARMS = (*FORUM, R.CENTRE_OFFICER, R.LABOUR_OFFICE, R.AUDITOR)
TAKES_ALARMS = (R.SECRETARIAT, R.CENTRE_OFFICER, R.LABOUR_OFFICE)
TABS = "overseas/_tabs.html"
WAITING = "waiting"


def about(alarm) -> str:
    """What it is about, in words: a partner, money, a stage."""
    if alarm.permit:
        return alarm.permit.organisation.name
    if alarm.payment:
        return written(alarm.payment.amount, alarm.payment.currency)
    if alarm.kind == AlarmKind.STUCK and alarm.candidate:
        return alarm.candidate.stage.name
    return ""


def _by_state(rows, value):
    return rows.exclude(state=AlarmState.CLOSED) if value == WAITING else rows.filter(state=value)


def _days(alarm):
    return (today() - alarm.raised_on).days if alarm.state != AlarmState.CLOSED else None


def _counts(viewer):
    rows = alarms_waiting(viewer).select_related(None).order_by()
    return [
        (AlarmState.OPEN.label, rows.filter(state=AlarmState.OPEN).count(), "state=open"),
        (AlarmState.TAKEN.label, rows.filter(state=AlarmState.TAKEN).count(), "state=taken"),
    ]


ALARMS = Listing(
    name="alarm",
    title=_("Alarms"),
    lead=_(
        "What nobody takes in 3 days goes to the forum, 7 days later to the labour office. "
        "What stands still for 14 days with who took it goes up as well."
    ),
    rows=alarms_of,
    order=order_of("-raised_on"),
    filters=(
        Filter(
            "state",
            forms.ChoiceField(
                label=_("State"),
                required=False,
                choices=[(WAITING, _("Not dealt with")), *AlarmState.choices],
            ),
            _by_state,
            WAITING,
        ),
        choice("kind", _("Kind"), AlarmKind.choices, "kind"),
        choice("level", _("Whose turn"), AlarmLevel.choices, "level"),
        of_code("centre", _("Centre code"), "centre__code"),
        of_code("candidate", _("Candidate code"), "candidate__code"),
        of_code("partner", _("Partner code"), "permit__organisation__code"),
    ),
    counts=_counts,
    personal=True,
    tabs=TABS,
    columns=(
        Column(
            "kind",
            _("Kind"),
            lambda alarm: AlarmKind(alarm.kind).label,
            href=lambda alarm: reverse("alarm-detail", args=[alarm.code]),
            under=about,
        ),
        Column("state", _("State"), lambda alarm: AlarmState(alarm.state), kind="state"),
        Column(
            "candidate",
            _("Candidate"),
            lambda alarm: alarm.candidate.code if alarm.candidate else "",
            kind="code",
            under=lambda alarm: alarm.centre and alarm.centre.name,
        ),
        Column(
            "number", pgettext_lazy("alarm", "Candidates named"), lambda alarm: alarm.number, kind="number", phone=False
        ),
        Column("level", _("Whose turn"), lambda alarm: AlarmLevel(alarm.level)),
        Column("raised_on", _("Since"), lambda alarm: alarm.raised_on, kind="date", sort="raised_on"),
        Column("days", _("Days"), _days, kind="number", phone=False),
        Column("taken_by", _("Taken by"), lambda alarm: alarm.taken_by and alarm.taken_by.name, shown=False),
        Column("taken_on", pgettext_lazy("alarm", "Taken on"), lambda alarm: alarm.taken_on, kind="date", shown=False),
        Column("step_on", _("Last step on"), lambda alarm: alarm.step_on, kind="date", shown=False),
        Column("closed_on", _("Dealt with on"), lambda alarm: alarm.closed_on, kind="date", shown=False),
        Column("words", _("What was done"), lambda alarm: alarm.words, shown=False, open_to=may_see_names),
        Column("code", _("Code"), lambda alarm: alarm.code, kind="code", shown=False),
    ),
    empty=Empty(_("No alarm"), _("Permits, payments, check-ins and waiting times are looked through every night.")),
)


class CloseForm(forms.Form):
    words = forms.CharField(
        label=_("What was done?"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("One sentence for whoever reads it later."),
    )  # fmt: skip


class StepForm(forms.Form):
    step = forms.CharField(
        label=_("What was done so far?"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("One sentence. It stays with you for 14 days more."),
    )  # fmt: skip


@require_safe
@for_roles(*READS_ALARMS)
def alarms(request):
    return ALARMS.page(request)


@require_POST
@for_roles(*READS_ALARMS)
def export_alarms(request):
    return ALARMS.export(request)


@require_safe
@for_roles(*READS_ALARMS)
def alarm(request, code):
    """One alarm: why, whom it names, whose turn it is."""
    found = get_object_or_404(alarms_of(request.viewer), code=code)
    return _page(request, found, _ways(request, found))


@require_POST
@for_roles(*TAKES_ALARMS)
def record_for_alarm(request, code):
    """Take it, give it back, close it with words."""
    found = get_object_or_404(alarms_of(request.viewer), code=code)
    ways = _ways(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and done(way.form, way.act, **way.form.cleaned_data):
        messages.success(request, gettext("Written down."))
        return redirect("alarm-detail", code)
    return _page(request, found, ways, status=422)


def _ways(request, found, posted=""):
    if found.state == AlarmState.CLOSED or not may_take_alarm(request.viewer, found):
        return []
    said = {"alarm": found, "by": request.user, "at": now(), "today": today()}
    ways = []
    if found.state == AlarmState.OPEN:
        form = forms.Form(request.POST if posted == "take" else None)
        ways.append(Way("take", _("You look into it"), form, lambda: take_alarm(**said), _("I take it")))
    if may_close_alarm(request.viewer, found):
        form = CloseForm(request.POST if posted == "close" else None)
        ways.append(Way("close", _("It is dealt with"), form, lambda words: close_alarm(words=words, **said),
                        _("Close the alarm")))  # fmt: skip
    if found.state == AlarmState.TAKEN:
        form = StepForm(request.POST if posted == "step" else None)
        ways.append(Way("step", _("It goes on"), form, lambda step: note_step(words=step, **said),
                        _("Write the step down")))  # fmt: skip
        form = forms.Form(request.POST if posted == "back" else None)
        ways.append(Way("back", _("You cannot go on with it"), form, lambda: give_back_alarm(**said),
                        _("Give it back")))  # fmt: skip
    return ways


def reason(alarm) -> str:
    """Why it was raised, in one sentence, from the rows it points to."""
    day = tanggal(alarm.due_on)
    told = {"day": day, "about": about(alarm), "permit": alarm.permit.number if alarm.permit else ""}
    sentences = {
        AlarmKind.PERMIT_ENDING: gettext("The permit %(permit)s of %(about)s ends on %(day)s."),
        AlarmKind.PERMIT_LOST: gettext("%(about)s has no valid permit any more: %(permit)s held until %(day)s."),
        AlarmKind.FEE: gettext("%(about)s was asked on %(day)s, beyond what her rules allow."),
        AlarmKind.CHECK_IN: gettext("She was asked on %(day)s how she is in Japan, and has not answered."),
        AlarmKind.HELP: gettext("At her check-in of %(day)s she said that there is a problem, or asked to be called."),
        AlarmKind.PAPER: gettext("A document she needs ran out on %(day)s."),
        AlarmKind.STUCK: gettext("She has stood at “%(about)s” since %(day)s, longer than is usual."),
        AlarmKind.COMPLAINT: gettext("A complaint came in on %(day)s. Only who may read it sees more."),
    }
    if alarm.kind == AlarmKind.PERMIT_LOST and alarm.permit is None:
        return gettext("Candidates are attached to a partner of which no permit is written down.")
    return sentences[AlarmKind(alarm.kind)] % told


def _page(request, found, ways, status=200):
    state, level = AlarmState(found.state), AlarmLevel(found.level)
    named = named_in(found, request.viewer)
    context = {
        "alarm": found,
        "kind": AlarmKind(found.kind),
        "reason": reason(found),
        "state": state,
        "tone": tone_of(state),
        "level": level,
        "up_on": found.level_since + WAITS[level] if state == AlarmState.OPEN and level in WAITS else None,
        "left_on": found.step_on + LEFT if state == AlarmState.TAKEN else None,
        "was_left": state == AlarmState.OPEN and found.taken_on is not None,
        "inside": named[:50] if found.number else (),
        "complaint": found.complaint if found.kind == AlarmKind.COMPLAINT else None,
        "names": may_see_names(request.viewer),
        "ways": ways,
        "trail": told(entries_of(found)),
    }
    return page(request, "overseas/alarm.html", context, status=status)
