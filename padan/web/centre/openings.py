"""Openings, jobs and apprenticeships apart: the list, and one opening with its codes as written."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.matching.queries.invitations import counts_for
from padan.openings.permissions import may_keep_opening
from padan.openings.queries import openings_of, units_asked
from padan.openings.states import CodeCheck, OpeningKind, OpeningState
from padan.overseas.queries.positions import position_beside
from padan.placements.queries import placements_of
from padan.placements.states import PlacementState
from padan.reference.tongues import Level
from padan.reference.zones import zone_of
from padan.web.audience import READS_OPENINGS, READS_ROUTE, READS_SHORTLISTS, R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal_pendek
from padan.web.tones import tone_of


def place_of(opening):
    """Its region where a plain rule resolved it, else the place as written."""
    return opening.region.name if opening.region else opening.region_written


def deadline_of(opening):
    """The deadline as it is told at the place of the body that keeps the opening: 31 Des 2025, 23.59 WITA."""
    if opening.closes_at is None:
        return None
    name, zone = zone_of(opening.owner.region)
    local = opening.closes_at.astimezone(zone)
    return f"{tanggal_pendek(local.date())}, {local:%H.%M} {name}"


OPENINGS = Listing(
    name="opening",
    title=_("Openings"),
    lead=_("Jobs and apprenticeships stand apart: an apprenticeship is not work."),
    rows=openings_of,
    order=order_of("-pk"),
    search=lambda viewer: "words_key",
    search_label=_("Title, company or place"),
    filters=(
        choice("kind", _("Kind"), OpeningKind.choices, "kind", default=OpeningKind.JOB),
        choice("state", _("State"), OpeningState.choices, "state"),
        of_code("unit", _("Unit code"), "units__unit__code"),
        of_code("region", _("Region code"), "region__code"),
        day("closes_from", _("Deadline from"), "closes_at__date__gte"),
        of_code("company", _("Company code"), "company__code"),
        of_code("need", _("Need code"), "need__code"),
    ),
    columns=(
        Column(
            "title",
            _("Opening"),
            lambda opening: opening.title,
            href=lambda opening: reverse("opening-detail", args=[opening.code]),
            under=lambda opening: opening.company.name if opening.company else _("Company not known yet"),
        ),
        Column("state", _("State"), lambda opening: OpeningState(opening.state), kind="state"),
        Column("company", _("Company"), lambda opening: opening.company and opening.company.name, shown=False),
        Column("kind", _("Kind"), lambda opening: OpeningKind(opening.kind), shown=False),
        Column("place", _("Place"), place_of),
        Column(
            "occupation",
            _("Occupation as written"),
            lambda opening: opening.occupation_written or opening.occupation_title_written,
            under=lambda opening: opening.occupation and opening.occupation.title,
            phone=False,
        ),
        Column("official", _("Official title"), lambda o: o.occupation and o.occupation.title, shown=False),
        Column("check", _("Code"), lambda opening: CodeCheck(opening.occupation_check), shown=False),
        Column(
            "seats",
            _("Seats"),
            lambda opening: opening.seats,
            kind="number",
            under=lambda opening: _("estimated") if opening.seats_estimated else "",
        ),
        Column("estimated", _("Seats are an estimate"), lambda opening: opening.seats_estimated, shown=False),
        Column("wage_from", _("Wage from"), lambda opening: opening.wage_from_idr, kind="money", phone=False),
        Column("wage_to", _("Wage to"), lambda opening: opening.wage_to_idr, kind="money", shown=False),
        Column("starts_on", _("First day of work"), lambda opening: opening.starts_on, kind="date", shown=False),
        Column("deadline", _("Deadline"), deadline_of),
        Column("code", _("Opening code"), lambda opening: opening.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No openings yet"),
        _("Import a list of openings, or ask a company what is vacant now."),
        _("Import a file"),
        "intake-list",
        lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
    ),
)


@require_safe
@for_roles(*READS_OPENINGS)
def openings(request):
    return OPENINGS.page(request)


@require_POST
@for_roles(*READS_OPENINGS)
def export_openings(request):
    return OPENINGS.export(request)


@require_safe
@for_roles(*READS_OPENINGS)
def opening(request, code):
    """One opening: its text and codes as written, the official title beside, seats and deadline."""
    found = get_object_or_404(openings_of(request.viewer).select_related("need", "promise"), code=code)
    check = CodeCheck(found.occupation_check)
    said = {
        CodeCheck.NOT_CHECKED: gettext("Not checked: this code list is not loaded."),
        CodeCheck.UNKNOWN: gettext("This code is not in the list that is loaded. It stays as written."),
        CodeCheck.WORDS: gettext("Words stand where a code belongs. They stay as written."),
    }
    context = {
        "opening": found,
        "state": OpeningState(found.state),
        "state_tone": tone_of(OpeningState(found.state)),
        "kind": OpeningKind(found.kind),
        "position": position_beside(found) if request.viewer.has(*READS_ROUTE) else None,
        "sees_shortlist": request.viewer.has(*READS_SHORTLISTS),
        "place": place_of(found),
        "deadline": deadline_of(found),
        "check_said": said.get(check, ""),
        "free": found.seats - found.seats_taken,
        "placements": [
            (row, PlacementState(row.state), tone_of(PlacementState(row.state)))
            for row in placements_of(request.viewer).filter(opening=found)[:50]
        ],
        "language_level": Level(found.language_level).label if found.language_level else "",
        "units": list(units_asked(found)),
        "may_keep": may_keep_opening(request.viewer, found),
        "keeps_talks": request.viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
        "own_candidates": found.company_id in request.viewer.companies,
        "progress": counts_for([found]).get(found.pk) if not request.viewer.has(R.GRADUATE) else None,
        "sees_need": found.need_id and not request.viewer.has(R.GRADUATE),
    }
    return page(request, "centre/openings/detail.html", context)
