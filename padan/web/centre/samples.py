"""Verification samples: drawn by chance that can be repeated, looked into one by one, with the corrected shares."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.outcomes.actions.samples import MOST_DRAWN, check_sample_row, draw_sample
from padan.outcomes.adapter import corrected
from padan.outcomes.permissions import may_keep_wave
from padan.outcomes.queries.samples import (
    draws_again,
    found_in,
    outcome_in_sample,
    rows_of,
    sample_rows_of,
    samples_of,
)
from padan.outcomes.states import TOLD, Found, Status, Window
from padan.placements.states import Evidence
from padan.trail.actions import record
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import READS_PEOPLE, for_roles
from padan.web.centre.waves import KEEPS, KeeperField
from padan.web.downloads import table_response
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice
from padan.web.pages import page
from padan.web.tones import steps_of

TONES = {Found.AS_TOLD: "ok", Found.OTHER: "warn", Found.UNREACHABLE: "unknown"}

SAMPLES = Listing(
    name="sample",
    title=_("Verification samples"),
    lead=_("Some of those who told where they stand, drawn by chance and looked into: how far may answers be trusted?"),
    rows=samples_of,
    order=order_of("-pk"),
    filters=(choice("window", _("Window"), Window.choices, "window"),),
    columns=(
        Column(
            "code",
            _("Sample"),
            lambda sample: sample.code,
            kind="code",
            href=lambda sample: reverse("sample-detail", args=[sample.code]),
            under=lambda sample: sample.keeper.name,
        ),
        Column("window", _("Window"), lambda sample: Window(sample.window)),
        Column("drawn_on", _("Drawn on"), lambda sample: sample.drawn_on, kind="date"),
        Column("population", _("Drawn from"), lambda sample: sample.population, kind="number"),
        Column("size", _("Drawn"), lambda sample: sample.size, kind="number"),
        Column("checked", _("Checked"), lambda sample: sample.checked, kind="number"),
        Column("seed", _("Seed"), lambda sample: sample.seed, shown=False),
        Column("keeper", _("Kept by"), lambda sample: sample.keeper.name, shown=False),
    ),
    empty=Empty(
        _("No sample yet"),
        _("Draw one: thirty checked answers already say much about the rest."),
        _("Draw a sample"),
        "sample-new",
        lambda viewer: viewer.has(*KEEPS),
    ),
    begins=True,
    see_also=("wave-list", _("Waves")),
)


class SampleForm(forms.Form):
    keeper = KeeperField(label=_("Whose graduates"))
    window = forms.ChoiceField(label=_("Window"), choices=Window.choices)
    finished_from = DayField(label=_("Finished from"), required=False)
    finished_until = DayField(label=_("Finished until"), required=False)
    size = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_DRAWN, initial=30)
    seed = forms.CharField(
        label=_("Seed"),
        max_length=60,
        required=False,
        help_text=_("Any words, best named by somebody else, such as an auditor. Empty: one is made."),
    )

    def __init__(self, viewer, *args, **more):
        super().__init__(*args, **more)
        self.fields["keeper"].offer(viewer)


class CheckForm(forms.Form):
    found = forms.ChoiceField(label=_("What did you find?"), choices=Found.choices, widget=forms.RadioSelect)
    status = forms.ChoiceField(
        label=_("If another status: which?"),
        choices=[("", "–"), *((one.value, one.label) for one in (*TOLD, Status.NOT_WORKING))],
        required=False,
    )
    how = forms.CharField(
        label=_("How did you check?"), max_length=200, help_text=_("Such as: called the HR officer, saw the contract.")
    )


@require_safe
@for_roles(*READS_PEOPLE)
def samples(request):
    return SAMPLES.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_samples(request):
    return SAMPLES.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def new_sample(request):
    """From whom, how many, and by which seed."""
    asked = {name: value for name, value in request.GET.items() if name in SampleForm.base_fields}
    form = SampleForm(request.viewer, request.POST or None, initial=asked)
    said = {"by": request.user, "at": now(), "today": today()}
    if form.is_valid() and (made := done(form, draw_sample, **form.cleaned_data, **said)):
        messages.success(request, gettext("Drawn. Look into each of them, in the order of the draw."))
        return redirect("sample-detail", made.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "centre/tracing/sample_new.html", {"form": form}, status=status)


@require_safe
@for_roles(*READS_PEOPLE)
def sample(request, code):
    """The shares as told and as corrected, who was drawn, and how to draw them again."""
    found = get_object_or_404(samples_of(request.viewer), code=code)
    rows, names, counts = list(rows_of(found)), may_see_names(request.viewer), found_in(found)
    same = draws_again(found, rows)
    context = {
        "sample": found,
        "window": Window(found.window),
        "checked": sum(n for _told, state, _status, n in counts if state),
        "lost": sum(n for _told, state, _status, n in counts if state == Found.UNREACHABLE),
        "shares": corrected(found, counts),
        "rows": [_drawn(row, names) for row in rows],
        "next": next((row for row in rows if not row.found), None),
        "keeps": request.viewer.has(*KEEPS) and may_keep_wave(request.viewer, found.keeper),
        "same": same,
        "moved": same is None,
    }
    return page(request, "centre/tracing/sample.html", context)


def _drawn(row, names):
    return {
        "row": row,
        "who": (row.enrolment.person.name if names else "") or row.enrolment.code,
        "told": Status(row.told),
        "found": found_words(row),
        "tone": TONES.get(row.found, ""),
    }


def found_words(row):
    """What was found, in words; "" while nobody looked."""
    if row.found == Found.OTHER:
        return Status(row.found_status).label
    return Found(row.found).label if row.found else ""


@require_POST
@for_roles(*READS_PEOPLE)
def sample_file(request, code):
    """The sample as rows of codes, with its seed, for whoever draws it again."""
    found = get_object_or_404(samples_of(request.viewer), code=code)
    kind = request.POST.get("format")
    if kind not in ("xlsx", "csv"):
        raise BadRequest
    told = {"list": "sample", "format": kind, "rows": found.size, "sample": found.code, "people": True}
    record(request.user, "export.made", changes={name: ["", value] for name, value in told.items()})
    header = [gettext("No."), gettext("Participant"), gettext("Told"), gettext("Found"), gettext("How"), gettext("On")]
    lines = (
        [row.place, row.enrolment.code, Status(row.told).label, found_words(row), row.how, row.checked_on]
        for row in rows_of(found)
    )
    notes = [
        gettext("Drawn from %(n)s: the smallest SHA-256 of “seed:code”, in order.") % {"n": found.population},
        gettext("Seed: %(seed)s") % {"seed": found.seed},
        gettext("Hash of the codes drawn from: %(hash)s") % {"hash": found.rows_hash},
    ]
    name = f"sampel-{found.code}"
    return table_response(kind, header, lines, title=found.code, notes=notes, name=name, below=notes)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_PEOPLE)
def sample_row(request, code):
    """One person of a sample: what is known, and what the officer found."""
    row = get_object_or_404(sample_rows_of(request.viewer), code=code)
    keeps = request.viewer.has(*KEEPS) and may_keep_wave(request.viewer, row.sample.keeper)
    if request.method == "POST" and not keeps:
        raise Http404
    form = CheckForm(request.POST or None) if keeps else None
    said = {"by": request.user, "at": now(), "today": today()}
    if form and form.is_valid() and done(form, check_sample_row, row=row, **form.cleaned_data, **said):
        messages.success(request, gettext("Recorded."))
        following = rows_of(row.sample).filter(found="").first()
        return redirect("sample-row", following.code) if following else redirect("sample-detail", row.sample.code)
    outcome, names = outcome_in_sample(row), may_see_names(request.viewer)
    evidence = Evidence(outcome.evidence) if outcome else None
    context = {
        "row": row,
        "sample": row.sample,
        "who": (row.enrolment.person.name if names else "") or row.enrolment.code,
        "names": names,
        "told": Status(row.told),
        "found": found_words(row),
        "window": Window(row.sample.window),
        "form": form,
        "outcome": outcome,
        "evidence": evidence,
        "steps": steps_of(evidence) if evidence else 0,
    }
    return page(request, "centre/tracing/sample_row.html", context, status=422 if request.method == "POST" else 200)
