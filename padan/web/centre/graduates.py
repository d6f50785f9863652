"""Graduates: the list, and one graduate with her courses, where she stands and what is proven of it."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import business_now, now
from padan.base.errors import ActionDenied
from padan.graduates.actions import open_nik
from padan.graduates.permissions import may_ask, may_open_nik
from padan.graduates.queries import (
    graduates_of,
    languages_of,
    seeking_by_graduate,
    seeking_of,
    seeking_or_not,
    units_held_by,
)
from padan.openings.queries import units_with_ids
from padan.outcomes.queries import newest_outcomes_of_people, outcomes_of
from padan.outcomes.states import Status, Window
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.states import CandidateState
from padan.placements.queries import placements_of
from padan.placements.states import Evidence, PlacementState
from padan.reference.tongues import Level, Tongue
from padan.training.permissions import may_keep_centre, may_see_names
from padan.training.queries.batches import enrolments_of
from padan.training.states import EnrolmentState
from padan.ventures.permissions import may_record_venture
from padan.ventures.queries import ventures_of_graduate
from padan.web.audience import READS_PEOPLE, R, for_roles
from padan.web.centre.asking import stands
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import steps_of, tone_of


def add_standing(graduates):
    """Give each graduate the newest thing known of her, and whether she looks for work: two questions for all."""
    newest = newest_outcomes_of_people([graduate.person_id for graduate in graduates])
    said, at = seeking_by_graduate(graduates), business_now()
    for graduate in graduates:
        graduate.looks = stands(said.get(graduate.pk), at)[1]
        outcome = newest.get(graduate.person_id)
        graduate.status = Status(outcome.status) if outcome else Status.UNKNOWN
        graduate.evidence = Evidence(outcome.evidence) if outcome else Evidence.NONE


LOOKS = [
    ("open", _("Looks for work")),
    ("old", _("Said so long ago")),
    ("paused", _("Does not look now")),
    ("silent", _("Has not said")),
]


GRADUATES = Listing(
    name="graduate",
    title=_("Graduates"),
    rows=graduates_of,
    order=order_of("-pk"),
    search=lambda viewer: "words_key" if may_see_names(viewer) else "",
    search_label=_("Name, code or class"),
    filters=(
        Filter(
            "looks",
            forms.ChoiceField(label=_("Looks for work"), required=False, choices=[("", _("All")), *LOOKS]),
            lambda rows, value: seeking_or_not(rows, value, business_now()),
        ),
        choice("language", _("Language"), Tongue.choices, "languages__language"),
        of_code("region", _("Region code"), "seeking__regions__region__code"),
        of_code("batch", _("Class code"), "batch__code"),
        of_code("programme", _("Programme code"), "batch__programme__code"),
        day("from", _("Finished from"), "finished_on__gte"),
        day("to", _("Finished until"), "finished_on__lte"),
    ),
    complete=add_standing,
    personal=True,
    columns=(
        Column(
            "code",
            _("Graduate"),
            lambda graduate: graduate.code,
            kind="code",
            href=lambda graduate: reverse("graduate-detail", args=[graduate.code]),
        ),
        Column("name", _("Name"), lambda graduate: graduate.person.name, open_to=may_see_names),
        Column("status", _("Status"), lambda graduate: graduate.status, kind="state"),
        Column("evidence", _("Evidence"), lambda graduate: graduate.evidence, kind="evidence"),
        Column("looks", _("Looks for work"), lambda graduate: graduate.looks, phone=False),
        Column("batch", _("Class"), lambda graduate: graduate.batch.name),
        Column("programme", _("Programme"), lambda graduate: graduate.batch.programme.name, shown=False),
        Column("centre", _("Training centre"), lambda graduate: graduate.centre.name, shown=False),
        Column("finished_on", _("Finished"), lambda graduate: graduate.finished_on, kind="date"),
    ),
    empty=Empty(
        _("No graduates yet"),
        _("Import a list of graduates, or close a batch: who finished stands here."),
        _("Import a file"),
        "intake-list",
        lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
    ),
)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need it?"), min_length=10, max_length=300, help_text=_("It is written into the trail.")
    )


@require_safe
@for_roles(*READS_PEOPLE)
def graduates(request):
    return GRADUATES.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_graduates(request):
    return GRADUATES.export(request)


@require_safe
@for_roles(*READS_PEOPLE)
def graduate(request, code):
    """One graduate: her courses, where she stands, her work. The NIK stays masked."""
    return page(request, "centre/graduates/detail.html", _context(request, code))


@require_http_methods(["POST"])
@for_roles(R.CENTRE_OFFICER)
def nik(request, code):
    """Open the NIK once, for a stated reason, on the record; it is shown on this answer and nowhere else."""
    context = _context(request, code)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            context["nik"] = open_nik(graduate=context["graduate"], by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
    context["form"] = form
    return page(request, "centre/graduates/detail.html", context, status=200 if context["nik"] else 422)


def _context(request, code):
    viewer = request.viewer
    found = get_object_or_404(graduates_of(viewer), code=code)
    sees_names = may_see_names(viewer)
    may_open = may_open_nik(viewer, found) and found.person.nik_sealed is not None
    outcomes = outcomes_of(viewer).filter(enrolment__person=found.person).order_by("-as_of", "-pk")
    seeking = seeking_of(found)
    return {
        "graduate": found,
        "seeking": seeking,
        "looks": stands(seeking, business_now()),
        "spoken": [(Tongue(code).label, Level(level).label) for code, level in languages_of(found).items()],
        "units": list(units_with_ids(units_held_by([found])[found.pk])),
        "may_ask": may_ask(viewer),
        "person": found.person if sees_names else None,
        "nik": "",
        "nik_masked": found.person.nik_masked if viewer.has(R.CENTRE_OFFICER) and may_open else "",
        "may_open_nik": may_open,
        "form": ReasonForm() if may_open else None,
        "courses": [
            (row, EnrolmentState(row.state), tone_of(EnrolmentState(row.state)))
            for row in enrolments_of(viewer).filter(person=found.person)
        ],
        "outcomes": [
            {
                "outcome": row,
                "status": Status(row.status),
                "tone": tone_of(Status(row.status)),
                "window": Window(row.window),
                "evidence": Evidence(row.evidence),
                "steps": steps_of(Evidence(row.evidence)),
            }
            for row in outcomes
        ],
        "placements": [
            (row, PlacementState(row.state), tone_of(PlacementState(row.state)))
            for row in placements_of(viewer).filter(graduate=found)
        ],
        "routes": [
            (row, CandidateState(row.state), tone_of(CandidateState(row.state)))
            for row in candidates_of(request.viewer).filter(person=found.person_id)
        ],
        "may_register": may_keep_centre(request.viewer, found.centre),
        "ventures": [(row, row.state, tone_of(row.state)) for row in ventures_of_graduate(found)],
        "may_tell_venture": may_record_venture(viewer, found),
    }
