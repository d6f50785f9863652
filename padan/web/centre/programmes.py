"""Programmes: the list, and one programme with its versions, units and batches."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.curricula.queries.programmes import programmes_of
from padan.curricula.queries.versions import taught_in, versions_of
from padan.curricula.states import VersionState
from padan.training.queries.batches import batches_of
from padan.web.audience import STAFF, R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, of_code
from padan.web.pages import page

FEW = 20

PROGRAMMES = Listing(
    name="programme",
    title=_("Programmes"),
    rows=programmes_of,
    order=order_of("name_key"),
    search=lambda viewer: "name_key",
    search_label=_("Programme"),
    filters=(of_code("centre", _("Centre code"), "centre__code"),),
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
    versions = [(version, VersionState(version.state)) for version in versions_of(found)]
    current = next((version for version, state in versions if state == VersionState.IN_FORCE), None)
    batches = batches_of(request.viewer).filter(programme=found)
    context = {
        "programme": found,
        "versions": versions,
        "current": current,
        "units": taught_in(current) if current else (),
        "batches": batches[:FEW],
        "batch_count": batches.order_by().count(),
    }
    return page(request, "centre/programmes/detail.html", context)
