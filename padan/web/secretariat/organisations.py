"""Companies, training centres and forums: their lists, and one body with what there is between it and others."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.targets import targets_of
from padan.curricula.queries import programmes_of
from padan.forum.queries import board_of, events_of, forums_of, terms_of
from padan.needs.queries import needs_of
from padan.openings.queries import openings_of
from padan.organisations.queries import centres_of, companies_of, contacts_of, secretaries_over
from padan.training.queries import batches_of
from padan.web.audience import READS_COMPANIES, READS_FORUMS, STAFF, R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing
from padan.web.pages import page

FEW = 8  # rows of another list shown on a detail page


def bodies(name, title, rows, empty):
    """A list of bodies of one kind."""
    return Listing(
        name=name,
        title=title,
        rows=rows,
        order=order_of("name_key"),
        search=lambda viewer: "words_key",
        search_label=_("Name"),
        columns=(
            Column(
                "name",
                _("Name"),
                lambda body: body.name,
                href=lambda body: reverse(f"{name}-detail", args=[body.code]),
                sort="name_key",
            ),
            Column("region", _("Region"), lambda body: body.region and body.region.name),
            Column("forum", _("Forum"), lambda body: body.forum and body.forum.name),
            Column("joined_on", _("Member since"), lambda body: body.joined_on, kind="date"),
            Column("code", _("Code"), lambda body: body.code, kind="code", phone=False),
        ),
        empty=empty,
    )


COMPANIES = bodies(
    "company",
    _("Companies"),
    companies_of,
    Empty(
        _("No companies yet"),
        _("Import a list of openings: each employer opens once, under its exact name and region."),
        _("Import a file"),
        "intake-list",
        lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
    ),
)
CENTRES = bodies(
    "centre",
    _("Training centres"),
    centres_of,
    Empty(_("No training centres yet"), _("An administrator opens the first one; after that its files can come in.")),
)
FORUMS = Listing(
    name="forum",
    title=_("Forums"),
    rows=forums_of,
    order=order_of("organisation__name_key"),
    place="organisation__code",
    columns=(
        Column(
            "name",
            _("Name"),
            lambda forum: forum.organisation.name,
            href=lambda forum: reverse("forum-detail", args=[forum.organisation.code]),
            sort="organisation__name_key",
        ),
        Column("level", _("Level"), lambda forum: forum.get_level_display()),
        Column("region", _("Region"), lambda forum: forum.organisation.region and forum.organisation.region.name),
        Column("centre", _("Beside the centre"), lambda forum: forum.centre and forum.centre.name),
    ),
    empty=Empty(_("No forum yet"), _("An administrator opens the first forum.")),
)


@require_safe
@for_roles(*READS_COMPANIES)
def companies(request):
    return COMPANIES.page(request)


@require_POST
@for_roles(*READS_COMPANIES)
def export_companies(request):
    return COMPANIES.export(request)


@require_safe
@for_roles(*READS_COMPANIES)
def company(request, code):
    """One company: what it asked for, agreed to and offers, as far as the viewer may see."""
    body = get_object_or_404(companies_of(request.viewer), code=code)
    agreements = agreements_of(request.viewer).filter(parties__organisation=body)
    context = {
        "body": body,
        "needs": needs_of(request.viewer).filter(company=body)[:FEW],
        "agreements": agreements[:FEW],
        "openings": openings_of(request.viewer).filter(company=body)[:FEW],
        "contacts": contacts_of(body) if _keeps(request.viewer, body) else (),
    }
    return page(request, "secretariat/organisations/company.html", context)


@require_safe
@for_roles(*STAFF)
def centres(request):
    return CENTRES.page(request)


@require_POST
@for_roles(*STAFF)
def export_centres(request):
    return CENTRES.export(request)


@require_safe
@for_roles(*STAFF)
def centre(request, code):
    """One training centre with its programmes and newest batches."""
    body = get_object_or_404(centres_of(request.viewer), code=code)
    context = {
        "body": body,
        "programmes": programmes_of(request.viewer).filter(centre=body)[:FEW],
        "batches": batches_of(request.viewer).filter(centre=body)[:FEW],
        "contacts": contacts_of(body) if _keeps(request.viewer, body) else (),
    }
    return page(request, "secretariat/organisations/centre.html", context)


@require_safe
@for_roles(*READS_FORUMS)
def forums(request):
    return FORUMS.page(request)


@require_POST
@for_roles(*READS_FORUMS)
def export_forums(request):
    return FORUMS.export(request)


@require_safe
@for_roles(*READS_FORUMS)
def forum(request, code):
    """One forum: its board by the decree in force, what it set out to reach, its gatherings."""
    found = get_object_or_404(forums_of(request.viewer), organisation__code=code)
    term = terms_of(found).first()
    context = {
        "forum": found,
        "term": term,
        "board": board_of(term) if term else (),
        "targets": targets_of(found),
        "events": events_of(found)[:FEW],
        "agreements": agreements_of(request.viewer).filter(forum=found)[:FEW],
    }
    return page(request, "secretariat/organisations/forum.html", context)


def _keeps(viewer, body):
    """Contacts are named persons: the body itself and its secretariat read them."""
    return body.pk in viewer.companies | viewer.centres or secretaries_over(viewer, body)
