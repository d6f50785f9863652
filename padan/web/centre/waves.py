"""Waves of tracing: planned, opened, watched class by class, closed; by which ways people are asked, and its cost."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import business_now, now, today
from padan.base.whatsapp import whatsapp_link
from padan.organisations.queries import centres_kept_by, forums_kept_by
from padan.outcomes.actions.channels import MOST_PREPARED, ask_by_all_ways, prepare_by_hand
from padan.outcomes.actions.waves import close_wave, open_wave, plan_wave
from padan.outcomes.channels import paid_channel, ways_to
from padan.outcomes.jobs import hand_over_soon
from padan.outcomes.permissions import may_keep_wave
from padan.outcomes.queries.following import STANDS, by_hand_due, calls_due
from padan.outcomes.queries.waves import Response, asked_of, counted, to_ask, waves_of
from padan.outcomes.states import MONTHS, WAVE_FLOW, AskedState, Channel, WaveState, Window
from padan.training.permissions import may_see_names
from padan.training.queries.batches import batches_of
from padan.web.acting import done, tried
from padan.web.audience import READS_PEOPLE, R, for_roles
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, of_code
from padan.web.pages import number_of_page, page
from padan.web.templatetags.padan import angka
from padan.web.tones import tone_of

KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
CLASSES = 40  # on one page
FOLLOWS = (*KEEPS, R.INSTRUCTOR)
STANDS_WORDS = {
    "answered": pgettext_lazy("tracing", "Answered"),
    "known": _("Known without asking"),
    "open": _("Asked, no answer yet"),
    "waiting": pgettext_lazy("tracing", "Not asked yet"),
    "away": _("Not reached or unwilling"),
}

WAVES = Listing(
    name="wave",
    title=_("Waves"),
    lead=_(
        "One question to all who finished in some days, at a fixed month. Nobody is asked what her placement tells."
    ),
    rows=waves_of,
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), WaveState.choices, "state"),
        choice("window", _("Window"), [(window.value, window.label) for window in MONTHS], "window"),
    ),
    columns=(
        Column(
            "title",
            _("Wave"),
            lambda wave: wave.title,
            href=lambda wave: reverse("wave-detail", args=[wave.code]),
            under=lambda wave: wave.keeper.name,
        ),
        Column("state", _("State"), lambda wave: WaveState(wave.state), kind="state"),
        Column("window", _("Window"), lambda wave: Window(wave.window)),
        Column("finished_from", _("Finished from"), lambda wave: wave.finished_from, kind="date"),
        Column("finished_until", _("Finished until"), lambda wave: wave.finished_until, kind="date"),
        Column("opens_on", _("Asks from"), lambda wave: wave.opens_on, kind="date", shown=False),
        Column("closes_on", _("Answers until"), lambda wave: wave.closes_on, kind="date"),
        Column("keeper", _("Kept by"), lambda wave: wave.keeper.name, shown=False),
        Column("code", _("Code"), lambda wave: wave.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No wave yet"),
        _("Plan one: who finished when, and after how many months they are asked."),
        _("Plan a wave"),
        "wave-new",
        lambda viewer: viewer.has(*KEEPS),
    ),
    begins=True,
    see_also=("outcome-list", _("Where each graduate stands")),
)

ASKED = Listing(
    name="asked",
    title=_("People in waves"),
    lead=_("Everybody of a wave once: by which way she was asked, when, and what came of it."),
    rows=asked_of,
    order=order_of("-pk"),
    keys_first=True,
    filters=(
        Filter(
            "stand",
            forms.ChoiceField(label=_("Shown"), required=False, choices=[("", _("All")), *STANDS_WORDS.items()]),
            lambda rows, value: rows.filter(state__in=STANDS[value]),
        ),
        choice("channel", _("Asked by"), Channel.choices, "channel"),
        of_code("wave", _("Wave code"), "wave__code"),
        of_code("batch", _("Class code"), "enrolment__batch__code"),
    ),
    personal=True,
    columns=(
        Column(
            "person",
            _("Participant"),
            lambda one: one.enrolment.code,
            kind="code",
            href=lambda one: reverse("asked-detail", args=[one.code]),
            under=lambda one: one.enrolment.batch.name,
        ),
        Column("state", _("State"), lambda one: AskedState(one.state), kind="state"),
        Column("name", _("Name"), lambda one: one.enrolment.person.name, open_to=may_see_names),
        Column("phone", _("Phone"), lambda one: one.enrolment.person.phone, open_to=may_see_names, shown=False),
        Column("batch", _("Class"), lambda one: one.enrolment.batch.name, shown=False),
        Column("wave", _("Wave"), lambda one: one.wave.title, shown=False),
        Column("channel", _("Asked by"), lambda one: Channel(one.channel) if one.channel else None),
        Column("asked_at", _("Asked"), lambda one: one.asked_at, kind="date"),
        Column("reminders", _("Reminders"), lambda one: one.reminders, kind="number"),
        Column("answered_at", _("Answered"), lambda one: one.answered_at, kind="date"),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
    ),
    empty=Empty(_("Nobody is in a wave yet"), _("People stand here once a wave is open.")),
    see_also=("wave-list", _("Waves")),
)


@require_safe
@for_roles(*READS_PEOPLE)
def waves(request):
    return WAVES.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_waves(request):
    return WAVES.export(request)


@require_safe
@for_roles(*READS_PEOPLE)
def asked(request):
    return ASKED.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_asked(request):
    return ASKED.export(request)


class KeeperField(forms.ChoiceField):
    """A centre or forum the viewer keeps, by name; it gives the body."""

    def offer(self, viewer):
        self.bodies = {body.code: body for body in (*centres_kept_by(viewer), *forums_kept_by(viewer))}
        self.choices = [(code, body.name) for code, body in self.bodies.items()]

    def clean(self, value):
        return self.bodies[super().clean(value)]


class WaveForm(forms.Form):
    keeper = KeeperField(label=_("Whose graduates"))
    window = forms.ChoiceField(label=_("Window"), choices=[(window.value, window.label) for window in MONTHS])
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("Such as: class of May 2024, after 6 months.")
    )
    finished_from = DayField(label=_("Finished from"))
    finished_until = DayField(label=_("Finished until"))
    opens_on = DayField(label=_("Asks from"))
    closes_on = DayField(label=_("Answers until"))

    def __init__(self, viewer, *args, **more):
        super().__init__(*args, **more)
        self.fields["keeper"].offer(viewer)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def new_wave(request):
    """Whose graduates, who finished when, are asked at which month."""
    form = WaveForm(request.viewer, request.POST or None, initial={"opens_on": today()})
    if form.is_valid() and (made := done(form, plan_wave, by=request.user, at=now(), **form.cleaned_data)):
        messages.success(request, gettext("Planned. It asks nobody before it is open."))
        return redirect("wave-detail", made.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "centre/tracing/wave_new.html", {"form": form}, status=status)


@require_safe
@for_roles(*READS_PEOPLE)
def wave(request, code):
    """How the wave goes: the response in all and class by class, each number opening to its rows."""
    found, viewer = get_object_or_404(waves_of(request.viewer), code=code), request.viewer
    whole, classes = _response(viewer, found)
    pages = max(1, -(-len(classes) // CLASSES))
    number = number_of_page(request, most=pages)
    rows = f"{reverse('asked-list')}?wave={found.code}"
    parts = [
        {
            "key": "unknown" if name == "away" else name,
            "label": label,
            "n": getattr(whole, name),
            "share": getattr(whole, name) / whole.cohort,
            "href": f"{rows}&stand={name}",
        }
        for name, label in STANDS_WORDS.items()
        if getattr(whole, name)
    ]
    keeps, is_open = may_keep_wave(viewer, found.keeper), found.state == WaveState.OPEN
    keeps, follows = keeps and viewer.has(*KEEPS), viewer.has(*FOLLOWS) and is_open
    moment, day = business_now(), today()
    context = {
        "wave": found,
        "state": WaveState(found.state),
        "tone": tone_of(WaveState(found.state)),
        "window": Window(found.window),
        "whole": whole,
        "classes": classes[(number - 1) * CLASSES : number * CLASSES],
        "n_classes": len(classes),
        "number": number,
        "previous": f"?page={number - 1}" if number > 1 else "",
        "next": f"?page={number + 1}" if number < pages else "",
        "parts": parts,
        "rows": rows,
        "stands": list(STANDS_WORDS.items()),
        "keeps": keeps,
        "may": WAVE_FLOW.allowed_from(found.state) if keeps else (),
        "follows": follows,
        "to_ask": to_ask(found, today=day, at=moment).count() if keeps and is_open else 0,
        "to_call": calls_due(viewer, found, today=day, at=moment).count() if follows else 0,
        "by_hand": by_hand_due(viewer, found, today=day, at=moment).count() if follows else 0,
    }
    return page(request, "centre/tracing/wave.html", context, partial="response")


def _response(viewer, wave):
    """(the response of all whom the viewer may see, a line for each of their classes by name)."""
    by_batch = counted(asked_of(viewer).filter(wave=wave), "enrolment__batch_id")
    whole = Response(
        **{name: sum(getattr(one, name) for one in by_batch.values()) for name in Response.__dataclass_fields__}
    )
    batches = batches_of(viewer).filter(pk__in=by_batch).order_by("name_key", "pk")
    return whole, [_class(batch, by_batch[batch.pk]) for batch in batches]


def _class(batch, response):
    numbers = [(name, label, getattr(response, name)) for name, label in STANDS_WORDS.items()]
    return {"batch": batch, "numbers": numbers, "rate": response.rate}


def _kept(request, code):
    found = get_object_or_404(waves_of(request.viewer), code=code)
    if not may_keep_wave(request.viewer, found.keeper):
        raise Http404
    return found


@require_POST
@for_roles(*KEEPS)
def step_wave(request, code):
    """Open it before its day, or close it for good."""
    found = _kept(request, code)
    said = {"wave": found, "by": request.user, "at": now(), "today": today()}
    if request.POST.get("do") == "open":
        if opened := tried(request, "", open_wave, **said):
            told = ngettext("Open for %(n)s person.", "Open for %(n)s people.", opened.people)
            messages.success(request, told % {"n": angka(opened.people)})
    elif request.POST.get("do") == "close":
        tried(request, gettext("Closed. Who has not answered stays “not known”."), close_wave, **said)
    else:
        raise BadRequest
    return redirect("wave-detail", code)


class CostForm(forms.Form):
    """What the page showed before sending."""

    cost_idr = forms.IntegerField(min_value=0, max_value=10**12)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def ask(request, code):
    """By which ways people would be asked and what it costs; then, once confirmed, it is done."""
    found = _kept(request, code)
    form = CostForm(request.POST or None)
    if form.is_valid():
        said = {"wave": found, "by": request.user, "at": now(), "today": today()}
        if sent := done(form, ask_by_all_ways, **said, **form.cleaned_data):
            if sent.ordered:
                hand_over_soon(found, sent.ordered, request.user)
            told = gettext("%(mailed)s e-mails are on their way, %(ordered)s messages go to the service.")
            numbers = {"mailed": angka(sent.mailed), "ordered": angka(len(sent.ordered))}
            messages.success(request, told % numbers)
            return redirect("wave-detail", code)
    waiting = to_ask(found, today=today(), at=business_now())
    paid = paid_channel()
    ways, neither = ways_to(waiting if found.state == WaveState.OPEN else waiting.none(), paid)
    context = {
        "wave": found,
        "form": form,
        "people": sum(way.people for way in ways) + neither,
        "ways": ways,
        "neither": neither,
        "paid": paid,
        "cost": sum(way.cost_idr for way in ways),
        "sends": sum(len(way.asked) for way in ways),
        "later": sum(way.people - len(way.asked) for way in ways if not way.by_hand),
        "by_hand": any(way.people for way in ways if way.by_hand),
    }
    return page(request, "centre/tracing/ask.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*FOLLOWS)
def by_hand(request, code):
    """Messages for those who may be written to now, prepared a screen at a time, sent by whoever taps."""
    found, viewer = get_object_or_404(waves_of(request.viewer), code=code), request.viewer
    due = by_hand_due(viewer, found, today=today(), at=business_now())
    first = list(due[:MOST_PREPARED]) if found.state == WaveState.OPEN else []
    lines, names = [], may_see_names(viewer)
    if request.method == "POST" and first:
        said = {"asked": first, "by": request.user, "at": now(), "today": today()}
        lines = [_line(one, names) for one in tried(request, "", prepare_by_hand, **said) or ()]
    total = due.count() if found.state == WaveState.OPEN else 0
    context = {"wave": found, "first": first, "lines": lines, "total": total, "names": names}
    return page(request, "centre/tracing/by_hand.html", context)


def _line(prepared, names):
    enrolment = prepared.asked.enrolment
    return {
        "who": (enrolment.person.name if names else "") or enrolment.code,
        "batch": enrolment.batch.name,
        "phone": enrolment.person.phone,
        "whatsapp": whatsapp_link(prepared.text, enrolment.person.phone),
    }
