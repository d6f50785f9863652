"""Programmes: the list, and one programme with its versions, units and batches."""

from dataclasses import replace

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.curricula.permissions import may_write_curricula
from padan.curricula.queries.gap import Count, asked_by_unit, needs_asked, what_if
from padan.curricula.queries.programmes import programmes_of, teaching_now
from padan.curricula.queries.versions import taught_in, versions_of
from padan.curricula.states import VersionState
from padan.training.queries.batches import batches_of
from padan.web.audience import READS_NEEDS, STAFF, R, for_roles
from padan.web.centre.gap import READS_GAP
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, of_code
from padan.web.pages import page
from padan.web.tones import tone_of

FEW = 20


PROGRAMMES = Listing(
    name="programme",
    title=_("Programmes"),
    rows=programmes_of,
    see_also=("version-list", _("Curriculum versions")),
    order=order_of("name_key"),
    search=lambda viewer: "name_key",
    search_label=_("Programme"),
    filters=(
        of_code("centre", _("Centre code"), "centre__code"),
        replace(of_code("unit", _("Unit code"), ""), apply=teaching_now),
    ),
    columns=(
        Column(
            "name",
            _("Programme"),
            lambda programme: programme.name,
            href=lambda programme: reverse("programme-detail", args=[programme.code]),
            sort="name_key",
        ),
        Column("trade", _("Trade"), lambda programme: programme.trade, sort="trade"),
        Column("hours", _("Hours (JP)"), lambda programme: programme.hours, kind="number", sort="hours", nulls="last"),
        Column("centre", _("Training centre"), lambda programme: programme.centre.name),
        Column("goal", _("Goal"), lambda programme: programme.goal, shown=False),
        Column("code", _("Code"), lambda programme: programme.code, kind="code", phone=False),
    ),
    empty=Empty(
        _("No programmes yet"),
        _("Import the list of programmes, as CSV or workbook, just as it is."),
        _("Import a file"),
        "intake-list",
        lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
    ),
)


@require_safe
@for_roles(*STAFF)
def programmes(request):
    return PROGRAMMES.page(request)


@require_POST
@for_roles(*STAFF)
def export_programmes(request):
    return PROGRAMMES.export(request)


@require_safe
@for_roles(*STAFF)
def programme(request, code):
    """One programme: what it teaches now, what it taught before, its batches."""
    found = get_object_or_404(programmes_of(request.viewer), code=code)
    states = [(version, VersionState(version.state)) for version in versions_of(found)]
    current = next((version for version, state in states if state == VersionState.IN_FORCE), None)
    batches = batches_of(request.viewer).filter(programme=found)
    units, asked = list(taught_in(current)) if current else [], needs_asked(found.centre.forum_id)
    people = asked_by_unit(asked)
    reached = what_if(asked, (), [row.unit_id for row in units])["gained"]
    context = {
        "programme": found,
        "versions": [(version, state, tone_of(state)) for version, state in states],
        "writes": may_write_curricula(request.viewer, found.centre),
        "current": current,
        "units": [(row, people.get(row.unit_id, Count())) for row in units],
        "reached": Count(len(reached), sum(one.people for one in reached), len({one.company for one in reached})),
        "reads_gap": request.viewer.has(*READS_GAP),
        "opens": request.viewer.has(*READS_NEEDS),
        "batches": batches[:FEW],
        "batch_count": batches.order_by().count(),
    }
    return page(request, "centre/programmes/detail.html", context)
