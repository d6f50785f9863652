"""Graduates' own businesses: what is told of each, whether it still runs, who stands by it; and whom to ask."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.graduates.queries import graduates_of
from padan.placements.states import Teller
from padan.trail.queries import entries_of
from padan.training.permissions import may_see_names
from padan.ventures.actions import (
    close_venture,
    confirm_venture,
    correct_venture,
    propose_backer,
    reopen_venture,
    tell_venture,
    venture_link,
)
from padan.ventures.notices import words_for
from padan.ventures.permissions import may_record_venture
from padan.ventures.queries import (
    backed_as,
    backers_for,
    companies_beside,
    courses_for,
    graduates_to_ask,
    ventures_of,
    waiting,
    waiting_for_company,
    wants_silence,
    words_told_of,
)
from padan.ventures.states import Alive, BackerState, Backing, VentureState
from padan.web.acting import Way, done, tried
from padan.web.audience import READS_PEOPLE, R, for_roles
from padan.web.forms import DayField
from padan.web.graduate.business import CloseForm, RunsForm, VentureForm, checks_told, stands
from padan.web.industry.writing import regencies
from padan.web.keyset import Key, order_of
from padan.web.lists import Column, Empty, Filter, Listing, day, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

RECORDS = (R.SECRETARIAT, R.CENTRE_OFFICER)
BELOW = ("back", "edit")  # ways that stand below what they change
KNOWN = {True: Alive.ALIVE, False: Alive.CLOSED, None: Alive.UNKNOWN}


def _by_state(rows, value):
    if value == "waiting":
        return waiting(rows).filter(ended_on=None)
    return rows.filter(ended_on__isnull=value == VentureState.RUNNING)


def at_month(months):
    """What is known of a business at a month; None before its day has come."""

    def known(venture):
        return next((KNOWN[check.alive] for check in venture.checks.all() if check.months == months), None)

    return known


VENTURES = Listing(
    name="venture",
    title=_("Own businesses"),
    lead=_("What graduates run themselves, and whether it still runs after 6 and 12 months. Silence closes nothing."),
    see_also=("venture-ask-list", _("Self-employed graduates of whom no business is told")),
    rows=ventures_of,
    order=order_of("-pk"),
    filters=(
        Filter(
            "state",
            forms.ChoiceField(
                label=_("State"),
                required=False,
                choices=[("", _("All")), *VentureState.choices, ("waiting", _("Waiting for an answer"))],
            ),
            _by_state,
        ),
        Filter(
            "nib",
            forms.ChoiceField(
                label=_("NIB"), required=False, choices=[("", _("All")), ("yes", _("known")), ("no", _("not known"))]
            ),
            lambda rows, value: rows.exclude(nib="") if value == "yes" else rows.filter(nib=""),
        ),
        Filter(
            "backed",
            forms.ChoiceField(
                label=_("Company beside it"),
                required=False,
                choices=[("", _("All")), *Backing.choices, ("waiting", _("Waits for the company"))],
            ),
            lambda rows, value: waiting_for_company(rows) if value == "waiting" else backed_as(rows, value),
        ),
        day("from", _("Began from"), "began_on__gte"),
        day("to", _("Began until"), "began_on__lte"),
        of_code("graduate", _("Graduate code"), "graduate__code"),
        of_code("batch", _("Class code"), "graduate__batch__code"),
        of_code("programme", _("Programme code"), "graduate__batch__programme__code"),
    ),
    personal=True,
    columns=(
        Column(
            "code",
            _("Business"),
            lambda venture: venture.code,
            kind="code",
            href=lambda venture: reverse("venture-detail", args=[venture.code]),
            under=lambda venture: venture.graduate.code,
        ),
        Column("state", _("State"), lambda venture: venture.state, kind="state"),
        Column(
            "words",
            _("What it does"),
            lambda venture: venture.words,
            under=lambda venture: venture.region and venture.region.name,
        ),
        Column("name", _("Name of the business"), lambda venture: venture.name, shown=False, open_to=may_see_names),
        Column("graduate", _("Graduate"), lambda venture: venture.graduate.code, kind="code", shown=False),
        Column("place", pgettext_lazy("business", "Where"), lambda v: v.region and v.region.name, shown=False),
        Column("began_on", _("Since"), lambda venture: venture.began_on, kind="date", sort="began_on", nulls="last"),
        Column("employs", _("People employed"), lambda venture: venture.employs, kind="number"),
        Column("m6", _("After 6 months"), at_month(6), kind="status"),
        Column("m12", _("After 12 months"), at_month(12), kind="status"),
        Column("nib", _("NIB"), lambda venture: venture.nib, shown=False, open_to=may_see_names),
        Column("ended_on", _("Closed on"), lambda venture: venture.ended_on, kind="date", shown=False),
        Column("why", _("Why it closed"), lambda venture: venture.get_why_closed_display(), shown=False),
        Column("teller", _("Told by"), lambda venture: Teller(venture.teller), shown=False),
        Column("heard_on", _("Last heard of"), lambda venture: venture.heard_on, kind="date", shown=False),
        Column("batch", _("Class"), lambda venture: venture.graduate.batch.name, shown=False),
        Column("programme", _("Programme"), lambda venture: venture.graduate.batch.programme.name, shown=False),
        Column("centre", _("Training centre"), lambda venture: venture.graduate.centre.name, shown=False),
    ),
    empty=Empty(
        _("No business is told of yet"),
        _("Ask those who said that they are self-employed: one minute by link is enough."),
        _("Whom to ask"),
        "venture-ask-list",
    ),
)

TO_ASK = Listing(
    name="venture-ask",
    title=_("Whom to ask about a business"),
    lead=_("Their newest status is self-employed, and nobody has told what the business is. Longest ago first."),
    see_also=("venture-list", _("Own businesses")),
    rows=graduates_to_ask,
    order=(Key("told_on"), Key("pk")),
    filters=(
        of_code("batch", _("Class code"), "batch__code"),
        of_code("programme", _("Programme code"), "batch__programme__code"),
    ),
    personal=True,
    columns=(
        Column(
            "code",
            _("Graduate"),
            lambda graduate: graduate.code,
            kind="code",
            href=lambda graduate: reverse("venture-new", args=[graduate.code]),
        ),
        Column("name", _("Name"), lambda graduate: graduate.person.name, open_to=may_see_names),
        Column("phone", _("Phone"), lambda graduate: graduate.person.phone, open_to=may_see_names),
        Column("batch", _("Class"), lambda graduate: graduate.batch.name),
        Column("job", _("In her words"), lambda graduate: graduate.job),
        Column("told_on", _("Self-employed as of"), lambda graduate: graduate.told_on, kind="date"),
        Column("asked_at", _("Asked"), lambda graduate: graduate.asked_at, kind="time"),
        Column("programme", _("Programme"), lambda graduate: graduate.batch.programme.name, shown=False),
    ),
    empty=Empty(_("Nobody to ask"), _("Of everybody who said she is self-employed the business is told.")),
)


class BackForm(forms.Form):
    organisation = forms.ModelChoiceField(None, label=_("Which company?"))
    kind = forms.ChoiceField(label=_("What is it to the business?"), choices=Backing.choices)
    words = forms.CharField(
        label=_("What do you ask of it?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One sentence that the company reads, such as: buy 40 boxes of rice every Friday. No names."),
    )
    since = DayField(label=_("Since when?"))

    def __init__(self, *args, graduate, **more):
        super().__init__(*args, **more)
        self.fields["organisation"].queryset = companies_beside(graduate)


def with_states(backers):
    """(asking, its state, its tone) for each."""
    return [(row, BackerState(row.state), tone_of(BackerState(row.state))) for row in backers]


@require_safe
@for_roles(*READS_PEOPLE)
def ventures(request):
    return VENTURES.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_ventures(request):
    return VENTURES.export(request)


@require_safe
@for_roles(*READS_PEOPLE)
def to_ask(request):
    return TO_ASK.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_to_ask(request):
    return TO_ASK.export(request)


@require_safe
@for_roles(*READS_PEOPLE)
def venture(request, code):
    """One business: what is told, what is known at each month, who stands by it."""
    found = get_object_or_404(ventures_of(request.viewer), code=code)
    return _page(request, found, ways_of(request, found))


@require_POST
@for_roles(*RECORDS)
def record_for_venture(request, code):
    """One of the acts that the page offers."""
    found = get_object_or_404(ventures_of(request.viewer), code=code)
    ways = ways_of(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and (made := done(way.form, way.act, **_told_by(way.form))):
        if way.do == "link":
            return _page(request, found, ways_of(request, found), link=_letter(found.graduate, made, found))
        messages.success(request, gettext("Recorded."))
        return redirect("venture-detail", code)
    return _page(request, found, ways, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*RECORDS)
def new_venture(request, code):
    """Whom to ask: a link for her, or what she said on the phone written down."""
    graduate = get_object_or_404(graduates_of(request.viewer), code=code)
    if request.POST.get("do") == "link":
        address = tried(request, "", venture_link, graduate=graduate, by=request.user, at=now())
        if not address:
            return redirect("venture-new", code)
        return _new_page(request, graduate, VentureForm(graduate=graduate), link=_letter(graduate, address))
    form = VentureForm(request.POST or None, graduate=graduate, initial={"words": words_told_of(graduate)})
    if request.method == "POST" and form.is_valid():
        said = {"by": request.user, "at": now(), "today": today()}
        if made := done(form, tell_venture, graduate=graduate, **form.told(), **said):
            messages.success(request, gettext("Recorded."))
            return redirect("venture-detail", made.code)
    return _new_page(request, graduate, form, status=422 if request.method == "POST" else 200)


def ways_of(request, found, posted=""):
    """What this viewer may do with this business now; the one posted holds what was sent."""
    graduate, day = found.graduate, today()
    if not may_record_venture(request.viewer, graduate):
        return []

    def bound(do):
        return request.POST if posted == do else None

    def act(function):
        said = {"venture": found, "by": request.user, "at": now(), "today": day}
        return lambda **told: function(**told, **said)

    def link():
        return venture_link(graduate=graduate, by=request.user, at=now())

    ways = []
    if found.state == VentureState.RUNNING:
        runs = RunsForm(bound("runs"), initial={"employs": found.employs}, auto_id="r_%s")
        ways += [
            Way("runs", _("She says that it still runs"), runs, act(confirm_venture), _("Record that it runs")),
            Way("close", _("It has closed"), CloseForm(bound("close"), auto_id="c_%s"), act(close_venture),
                _("Record the last day")),
        ]  # fmt: skip
    else:
        form = forms.Form(bound("reopen"))
        ways.append(Way("reopen", _("It runs after all"), form, act(reopen_venture), _("Open it again")))
    if not wants_silence(graduate):
        ways.append(Way("link", _("Ask her"), forms.Form(bound("link")), link, _("Prepare a WhatsApp message")))
    if found.state == VentureState.RUNNING:
        back = BackForm(bound("back"), graduate=graduate, initial={"since": day}, auto_id="b_%s")
        ways.append(Way("back", _("Ask a company to stand by it"), back, act(propose_backer), _("Ask the company")))
    courses = courses_for([found]).get(found.pk, [])
    edit = VentureForm(bound("edit"), graduate=graduate, initial=stands(found, courses), auto_id="e_%s")
    ways.append(Way("edit", _("Correct or complete it"), edit, act(correct_venture), _("Save")))
    return ways


def _told_by(form):
    return form.told() if isinstance(form, VentureForm) else form.cleaned_data


def _letter(graduate, address, found=None):
    """The words to send, and the way to send them."""
    text = words_for(graduate, address, found)
    return {"text": text, "whatsapp": whatsapp_link(text, graduate.person.phone)}


def _page(request, found, ways, *, link=None, status=200):
    named = may_see_names(request.viewer)
    context = {
        "venture": found,
        "title": str(found) if named else found.words or found.code,
        "named": named,
        "state": found.state,
        "state_tone": tone_of(found.state),
        "checks": checks_told(found),
        "courses": courses_for([found]).get(found.pk, []),
        "backers": with_states(backers_for([found]).get(found.pk, [])),
        "ways": [way for way in ways if way.do not in BELOW],
        "more": [way for way in ways if way.do in BELOW],
        "link": link,
        "regencies": regencies() if ways else [],
        "trail": told(entries_of(found)),
    }
    return page(request, "centre/ventures/detail.html", context, status=status)


def _new_page(request, graduate, form, *, link=None, status=200):
    context = {
        "graduate": graduate,
        "named": may_see_names(request.viewer),
        "silent": wants_silence(graduate),
        "form": form,
        "link": link,
        "regencies": regencies(),
    }
    return page(request, "centre/ventures/new.html", context, status=status)
