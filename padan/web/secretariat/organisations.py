"""Companies, training centres, offices and forums: their lists, and one body with what is between it and others."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.agreements.permissions import may_keep_numbers
from padan.agreements.queries.life import agreements_of
from padan.curricula.queries.programmes import programmes_of
from padan.needs.permissions import may_say_need
from padan.needs.queries import needs_of
from padan.openings.permissions import may_write_for
from padan.openings.queries import openings_of
from padan.organisations.names import letters_in_disguise
from padan.organisations.permissions import may_keep_body, may_keep_contacts, may_set_teaching
from padan.organisations.queries import (
    OTHERS,
    body_with_former_code,
    centres_of,
    companies_of,
    contacts_of,
    names_of,
    others_of,
)
from padan.organisations.states import Kind
from padan.reference.queries import regions
from padan.training.queries.batches import batches_of
from padan.web.audience import FORUM, READS_COMPANIES, STAFF, R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice
from padan.web.pages import page

FEW = 8  # rows of another list shown on a detail page
READS_OFFICES = (*FORUM, R.CENTRE_OFFICER, R.LABOUR_OFFICE, R.AUDITOR, R.ADMINISTRATOR)
PAGE_OF = {Kind.COMPANY: "company-detail", Kind.CENTRE: "centre-detail", Kind.FORUM: "forum-detail"}


def address_of_body(body) -> str:
    """Where this body is shown."""
    return reverse(PAGE_OF.get(body.kind, "office-detail"), args=[body.code])


def opens_bodies(viewer):
    return viewer.has(R.SECRETARIAT, R.ADMINISTRATOR)


def provinces():
    """Provinces as they are chosen from."""
    return [("", _("All")), *regions().filter(parent=None).values_list("code", "name")]


def in_province(rows, code):
    return rows.filter(region__code__startswith=code)


STANDING = {
    "open": lambda rows: rows.filter(closed_on=None),
    "closed": lambda rows: rows.exclude(closed_on=None),
    "all": lambda rows: rows,
}


def bodies(name, title, rows, empty, **more):
    """A list of bodies of one kind, or of a few."""
    return Listing(
        name=name,
        title=title,
        rows=rows,
        order=order_of("name_key"),
        search=lambda viewer: "words_key",
        search_label=_("Name, former names too"),
        filters=(
            *more.pop("filters", ()),
            Filter("province", forms.ChoiceField(label=_("Province"), required=False, choices=provinces), in_province),
            Filter(
                "standing",
                forms.ChoiceField(
                    label=_("Standing"),
                    required=False,
                    choices=[("open", _("There")), ("closed", _("Closed")), ("all", _("All"))],
                ),
                lambda found, value: STANDING[value](found),
                default="open",
            ),
        ),
        columns=(
            Column(
                "name",
                _("Name"),
                lambda body: body.name,
                href=address_of_body,
                sort="name_key",
            ),
            *more.pop("columns", ()),
            Column("region", _("Region"), lambda body: body.region and body.region.name),
            Column("forum", _("Forum"), lambda body: body.forum and body.forum.name),
            Column("joined_on", _("Member since"), lambda body: body.joined_on, kind="date"),
            Column("code", _("Code"), lambda body: body.code, kind="code", phone=False),
            Column("nib", "NIB", lambda body: body.nib, shown=False),
            Column("address", _("Address"), lambda body: body.address, shown=False),
            Column("closed_on", _("Closed"), lambda body: body.closed_on, kind="date", shown=False),
        ),
        empty=empty,
        begins=True,
        **more,
    )


COMPANIES = bodies(
    "company",
    _("Companies"),
    companies_of,
    Empty(
        _("No companies yet"),
        _("Open the first one, or import a list of openings: each employer opens under its exact name and region."),
        _("Open a company"),
        "company-open",
        opens_bodies,
    ),
)
CENTRES = bodies(
    "centre",
    _("Training centres"),
    centres_of,
    Empty(
        _("No training centres yet"),
        _("Open the first one; after that its files can come in."),
        _("Open a training centre"),
        "centre-open",
        opens_bodies,
    ),
)
OFFICES = bodies(
    "office",
    _("Offices, associations and schools"),
    others_of,
    Empty(
        _("No office, association or school yet"),
        _("Open one to name it as a party of an agreement, or as where a guest teacher comes from."),
        _("Open an office, association or school"),
        "office-open",
        opens_bodies,
    ),
    filters=(choice("kind", _("Kind"), [(kind.value, kind.label) for kind in OTHERS], "kind"),),
    columns=(Column("kind", _("Kind"), lambda body: Kind(body.kind)),),
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
    rows = companies_of(request.viewer)
    body = rows.filter(code=code).first()
    if body is None:
        return moved(rows, code)
    agreements = agreements_of(request.viewer).filter(parties__organisation=body)
    context = about(request, body) | {
        "needs": needs_of(request.viewer).filter(company=body)[:FEW],
        "agreements": agreements[:FEW],
        "openings": openings_of(request.viewer).filter(company=body)[:FEW],
        "may_say_need": may_say_need(request.viewer, body),
        "may_write_opening": may_write_for(request.viewer, body, body),
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
    rows = centres_of(request.viewer)
    body = rows.filter(code=code).first()
    if body is None:
        return moved(rows, code)
    context = about(request, body) | {
        "programmes": programmes_of(request.viewer).filter(centre=body)[:FEW],
        "batches": batches_of(request.viewer).filter(centre=body)[:FEW],
        "may_set_teaching": request.viewer.has(R.CENTRE_OFFICER, R.SECRETARIAT)
        and may_set_teaching(request.viewer, body),
    }
    return page(request, "secretariat/organisations/centre.html", context)


@require_safe
@for_roles(*READS_OFFICES)
def offices(request):
    return OFFICES.page(request)


@require_POST
@for_roles(*READS_OFFICES)
def export_offices(request):
    return OFFICES.export(request)


@require_safe
@for_roles(*READS_OFFICES)
def office(request, code):
    """One office, association or school with the agreements it is a party of."""
    rows = others_of(request.viewer)
    body = rows.filter(code=code).first()
    if body is None:
        return moved(rows, code)
    agreements = agreements_of(request.viewer).filter(parties__organisation=body)
    return page(
        request, "secretariat/organisations/office.html", about(request, body) | {"agreements": agreements[:FEW]}
    )


def moved(rows, code):
    """The page of the body into which the one with this code was merged: links in old mails still lead somewhere."""
    kept = body_with_former_code(code)
    if kept is None or not rows.filter(pk=kept.pk).exists():
        raise Http404
    return redirect(address_of_body(kept))


def about(request, body):
    """What every page of a body tells of it. Contacts are named persons: the body and its secretariat read them."""
    keeps_contacts = may_keep_contacts(request.viewer, body)
    return {
        "body": body,
        "kind": Kind(body.kind),
        "names": names_of(body),
        "contacts": contacts_of(body) if keeps_contacts else (),
        "may_edit": may_keep_body(request.viewer, body),
        "may_keep_contacts": keeps_contacts,
        "may_keep_numbers": may_keep_numbers(request.viewer, body),
        "disguised": letters_in_disguise(body.name) if may_keep_body(request.viewer, body) else (),
    }
