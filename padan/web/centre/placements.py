"""Placements: one graduate in one opening, as code; the list and one of them."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.openings.states import OpeningKind
from padan.placements.queries import placements_of
from padan.placements.states import PlacementState
from padan.trail.queries import entries_of
from padan.web.audience import READS_AGREEMENTS, READS_OPENINGS, READS_PEOPLE, READS_PLACEMENTS, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

PLACEMENTS = Listing(
    name="placement",
    title=_("Placements"),
    lead=_("One graduate in one opening, from the offer to the last day. Graduates stand here as codes."),
    rows=placements_of,
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), PlacementState.choices, "state"),
        choice("kind", _("Kind"), OpeningKind.choices, "opening__kind"),
        day("from", _("First day from"), "started_on__gte"),
        day("to", _("First day until"), "started_on__lte"),
        of_code("promise", _("Promise code"), "promise__code"),
        of_code("need", _("Need code"), "opening__need__code"),
    ),
    personal=True,
    columns=(
        Column(
            "graduate",
            _("Graduate"),
            lambda placement: placement.graduate.code,
            kind="code",
            href=lambda placement: reverse("placement-detail", args=[placement.code]),
        ),
        Column("state", _("State"), lambda placement: PlacementState(placement.state), kind="state"),
        Column("opening", _("Opening"), lambda placement: placement.opening.title),
        Column("company", _("Company"), lambda p: p.opening.company and p.opening.company.name),
        Column("kind", _("Kind"), lambda placement: OpeningKind(placement.opening.kind)),
        Column("started_on", _("First day"), lambda p: p.started_on, kind="date", sort="started_on", nulls="last"),
        Column("confirmed_on", _("Confirmed by the company"), lambda p: p.confirmed_on, kind="date"),
        Column("ended_on", _("Last day"), lambda placement: placement.ended_on, kind="date", shown=False),
        Column("code", _("Code"), lambda placement: placement.code, kind="code", shown=False),
    ),
    empty=Empty(_("No placements yet"), _("A placement begins when a graduate is offered a place in an opening.")),
)


@require_safe
@for_roles(*READS_PLACEMENTS)
def placements(request):
    return PLACEMENTS.page(request)


@require_POST
@for_roles(*READS_PLACEMENTS)
def export_placements(request):
    return PLACEMENTS.export(request)


@require_safe
@for_roles(*READS_PLACEMENTS)
def placement(request, code):
    """One placement: who (as code), where, since when, by whom confirmed."""
    found = get_object_or_404(placements_of(request.viewer).select_related("promise__agreement"), code=code)
    context = {
        "placement": found,
        "state": PlacementState(found.state),
        "state_tone": tone_of(PlacementState(found.state)),
        "kind": OpeningKind(found.opening.kind),
        "opens_opening": request.viewer.has(*READS_OPENINGS),
        "opens_promise": request.viewer.has(*READS_AGREEMENTS),
        "opens_graduate": request.viewer.has(*READS_PEOPLE),
        "trail": told(entries_of(found)),
    }
    return page(request, "centre/placements/detail.html", context)
